"""Every case is played on every system; SYSTEM=name leaves the others out, EVERY_CASE=1 plays each
on the strict stand-in, too.

The lenient stand-in is the harder judge: it has no unique numbers and names and remembers no
request, so that a document that is sent twice is there twice. Of the strict one only what the
system names is played (`System.on_the_strict`), everything where every case is asked for.
"""

import os

import pytest

from odoo.tools import config

from kit.stage.fixture import EVERY_KIND, Fixture
from kit.systems import get_systems


def pytest_configure(config):
    config.addinivalue_line("markers", "needs(name): the systems that have such an attribute")


def pytest_generate_tests(metafunc):
    if "system" not in metafunc.fixturenames:
        return
    needed = [name for mark in metafunc.definition.iter_markers("needs") for name in mark.args]
    cases = [
        case
        for system in get_systems()
        if all(getattr(system, name) for name in needed)
        for case in get_cases(system, metafunc.fixturenames)
    ]
    names = [name for name in ("system", "sent", "lenient") if name in metafunc.fixturenames]
    metafunc.parametrize(names, [case[: len(names)] for case in cases], ids=map(name_case, cases))


def get_cases(system, names):
    """:return: [values of those of system, sent, lenient that a test asks for]"""
    every = bool(os.environ.get("EVERY_CASE"))
    if "sent" in names:
        return [
            (system, sent, lenient)
            for sent in system.writes
            for lenient in (False, True)
            if lenient or every or sent in system.on_the_strict
        ]
    if "lenient" in names:
        return [(system, lenient) for lenient in (False, True) if lenient or every]
    return [(system,)]


def name_case(case):
    words = {False: "strict", True: "lenient"}
    return "-".join(words.get(value, getattr(value, "name", value)) for value in case)


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
