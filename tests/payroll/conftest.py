"""Payrolls that processes of their own work on, each on a database of its own."""

import pytest

from odoo.tools import config

from kit.sheets.soak import SheetSoak
from kit.sheets.world import WEEKS, SheetWorld
from kit.systems.xero.payroll import PAYROLLS


def name_database(purpose):
    """Of its own for every test database, as two test runs may go on at once."""
    return "_".join([purpose, *(config["db_name"] or [])])


@pytest.fixture(scope="package")
def worlds():
    """Call it for the SheetWorld of a country, with few employees. They end with the package, as
    Odoo's test cases terminate the processes they find.
    """
    built = {}

    def get(country):
        if country not in built:
            built[country] = SheetWorld(name_database("sheets"), PAYROLLS[country]())
        return built[country]

    yield get
    for world in built.values():
        world.close()


@pytest.fixture
def many():
    """Three weeks of more employees."""
    world = SheetWorld(name_database("many"), PAYROLLS["NZ"](), 12, WEEKS, taken=None)
    yield world
    world.close()


@pytest.fixture
def at_random(country):
    """What people act on at random, of a country."""
    world = SheetSoak.build(name_database("soak"), PAYROLLS[country]())
    yield world
    world.close()
