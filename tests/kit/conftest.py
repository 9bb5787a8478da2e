"""Every case is played on every system (SYSTEM=name leaves the others out), and of every case a
sample by `make test`: the others have the mark `every_case`.

A case is a system, what is sent, where it breaks off, and so on: one value of each axis. The sample
has each value of each axis, not all with all: along the diagonal, which begins elsewhere in each
system. The lenient stand-in is the harder judge: it has no unique numbers and names and remembers
no request, so that a document that is sent twice is there twice. So of the strict one only what the
system names is in the sample (`System.on_the_strict`).
"""

import itertools

import pytest

from odoo.tools import config

from kit.stage.fixture import EVERY_KIND, Fixture
from kit.systems import NAMES, get_systems


def pytest_configure(config):
    config.addinivalue_line("markers", "needs(name): the systems that have such an attribute")
    config.addinivalue_line(
        "markers", "crossed(name=values): axes of a case beside system, sent and lenient"
    )
    config.addinivalue_line(
        "markers", "sampled(name=values): those of an axis that `make test` plays; else all"
    )


def pytest_generate_tests(metafunc):
    if "system" not in metafunc.fixturenames:
        return
    find = metafunc.definition.iter_markers
    needed = [name for mark in find("needs") for name in mark.args]
    crossed, sampled = (join_marks(find(name)) for name in ("crossed", "sampled"))
    asked = [name for name in ("sent", "lenient") if name in metafunc.fixturenames]
    cases = []
    for system in get_systems():
        if not all(getattr(system, name) for name in needed):
            continue
        sample = get_sample(system, asked, {**crossed, **sampled})
        for case in get_cases(system, asked, crossed):
            marks = [] if case in sample else pytest.mark.every_case
            cases.append(pytest.param(system, *case, id=name_case((system, *case)), marks=marks))
    metafunc.parametrize(["system", *asked, *crossed], cases)


def join_marks(marks):
    """:return: {name: [value]}; what stands nearer to the test counts"""
    return {name: [*values] for mark in reversed([*marks]) for name, values in mark.kwargs.items()}


def get_cases(system, asked, crossed):
    """:param asked: which of "sent" and "lenient"
    :param crossed: {name: values} of other axes
    :return: [(a value of each of them)], all with all
    """
    axes = {"sent": [*system.writes], "lenient": [False, True]}
    return [*itertools.product(*(axes[name] for name in asked), *crossed.values())]


def get_sample(system, asked, crossed):
    """:return: those of `get_cases` that `make test` plays"""
    sample = []
    for lenient in (False, True) if "lenient" in asked else (True,):
        axes = dict(crossed)
        if "sent" in asked:
            writes = [*system.writes] if lenient else [*system.on_the_strict]
            # By itself: contacts and one kind of document, and the latter on the strict one.
            axes = {"sent": writes if crossed else writes[:2] if lenient else writes[-1:], **axes}
        elif not lenient:
            continue
        for case in draw_diagonal([*axes.values()], NAMES.index(system.name)):
            values = {**dict(zip(axes, case, strict=True)), "lenient": lenient}
            sample.append(tuple(values[name] for name in (*asked, *crossed)))
    return sample


def draw_diagonal(axes, begin=0):
    """Each value of each axis at least once.

    :param begin: how many values of the first axis go to its end
    :return: [(a value of each axis)], none if an axis is empty
    """
    if not all(axes):
        return []
    length = max(map(len, axes), default=1)
    moved = [begin, *[0] * len(axes)]
    return [
        tuple(axis[(number + move) % len(axis)] for axis, move in zip(axes, moved, strict=False))
        for number in range(length)
    ]


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
                layouts=EVERY_KIND,
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
