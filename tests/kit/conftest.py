"""Every case is played on every system (SYSTEM=name leaves the others out), and of every case a
sample by `make test` (stage/sample.py): the others have the mark `every_case`.
"""

import pytest

from odoo.tools import config

from kit.stage.fixture import Fixture, lay_out
from kit.stage.sample import draw, list_cases
from kit.systems import DEFAULT, get_systems

MARKS = {
    "needs(name)": "the systems that have such an attribute",
    "crossed(name=values)": "axes of a case beside system, sent and lenient",
    "sampled(name=values)": "those of an axis that `make test` plays; else all",
    "on_every_system": "each system plays a sample of its own, and not a share of one",
    "on_one_system": "one system plays all of the sample, as it needs a database of its own",
}


def pytest_configure(config):
    for name, meaning in MARKS.items():
        config.addinivalue_line("markers", f"{name}: {meaning}")


def pytest_generate_tests(metafunc):
    if "system" not in metafunc.fixturenames:
        return
    find = metafunc.definition.iter_markers
    needed = [name for mark in find("needs") for name in mark.args]
    crossed, sampled = (join_marks(find(name)) for name in ("crossed", "sampled"))
    asked = [name for name in ("sent", "lenient") if name in metafunc.fixturenames]
    systems = [each for each in get_systems() if all(getattr(each, name) for name in needed)]
    players = systems
    if any(find("on_one_system")):
        players = sorted(systems, key=lambda system: system.name != DEFAULT)[:1]
    sample = draw(
        metafunc.definition.name,
        players,
        asked,
        {**crossed, **sampled},
        any(find("on_every_system")),
    )
    cases = []
    for system in systems:
        for case in list_cases(system, asked, crossed):
            marks = [] if case in sample.get(system.name, ()) else pytest.mark.every_case
            cases.append(pytest.param(system, *case, id=name_case((system, *case)), marks=marks))
    metafunc.parametrize(["system", *asked, *crossed], cases)


def join_marks(marks):
    """:return: {name: [value]}; what stands nearer to the test counts"""
    return {name: [*values] for mark in reversed([*marks]) for name, values in mark.kwargs.items()}


def name_case(case):
    words = {False: "strict", True: "lenient"}
    # 1 is True.
    return "-".join(
        words[value] if isinstance(value, bool) else str(getattr(value, "name", value))
        for value in case
    )


def name_database(purpose, system):
    """Of its own for every test database, as two test runs may go on at once."""
    return "_".join([purpose, system.name, *(config["db_name"] or [])])


@pytest.fixture(scope="package")
def stage():
    """Call it for the Fixture of a system: one database and one stand-in for all cases. It ends
    with them, as Odoo's test cases terminate the processes they find.
    """
    built = {}

    def get(system):
        if system not in built:
            built[system] = Fixture(
                name_database("kit", system),
                documents=system.many,
                customers=system.many // 5,
                layouts=lay_out(system),
                system=system,
                send_bills=True,
            )
        return built[system]

    yield get
    for fixture in built.values():
        fixture.close()


@pytest.fixture
def linked(stage, system):
    return stage(system)
