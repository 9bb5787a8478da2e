"""A short sample of `make faults SYSTEM=xero-payroll`: faults of the stand-in in the midst of
sending pay sheets, beside timesheets of others.
"""

import importlib

import pytest

from kit.sheets.faults import list_rows, play
from kit.sheets.kill import say_end
from kit.sheets.steps import AGAIN, APPROVE, CREATE, DELETE, REPLACE, REVERT
from kit.systems.xero.payroll import PAYROLLS

SAMPLE = [
    ("AU", "drop_after", CREATE, "middle", False),
    ("AU", "refuse_xml", REPLACE, "last", False),
    ("AU", "forbidden", APPROVE, "first", False),
    ("AU", "garbage", "list", "first", False),
    ("NZ", "commit_later", CREATE, "last", True),
    ("NZ", "status_500_after", AGAIN, "middle", True),
    ("NZ", "truncated", DELETE, "middle", True),
    ("NZ", "refuse_whole", "one", "first", False),
    ("GB", "slow received", REVERT, "first", False),
    ("GB", "unauthorized_scope", "employees", "first", False),
]
# What Odoo says needs a person, and was done by one.
BY_HAND = {"refuse_xml": ["retry"]}


@pytest.mark.parametrize(("country", "fault", "column", "place", "lenient"), SAMPLE)
def test_fault_loses_doubles_and_touches_nothing(worlds, country, fault, column, place, lenient):
    wrong, by_hand = play(worlds(country), fault, column, place, lenient)
    assert wrong == {}
    assert by_hand == BY_HAND.get(fault, [])


@pytest.mark.parametrize("country", PAYROLLS)
def test_every_switch_of_the_stand_in_is_played(country):
    system = PAYROLLS[country]()
    kinds = set(importlib.import_module("sandbox.xero.standin").StandIn.FAULTS.KINDS)
    cases = [case for row in list_rows(system).values() for case in row]
    assert {fault.split()[0] for fault, *_ in cases} == kinds
    assert len(set(cases)) == len(cases)
    assert {column for _fault, column, *_ in cases} == {
        *system.steps,
        *system.looks,
        *system.lists,
    }


def test_sample_is_of_what_is_played():
    for country, *case in SAMPLE:
        rows = list_rows(PAYROLLS[country]()).values()
        assert tuple(case) in [each for row in rows for each in row]


@pytest.mark.parametrize(
    ("wrong", "sums"),
    [
        ({}, "0 lost, 0 twice, 0 foreign"),
        ({"lost": ["A"], "twice": ["B", "C"]}, "1 lost, 2 twice, 0 foreign"),
        ({"foreign": ["id"]}, "0 lost, 0 twice, 1 foreign"),
        ({"not_fired": ["slow"]}, "0 lost, 0 twice, 0 foreign"),
    ],
)
def test_table_ends_with_the_sums(wrong, sums, capsys):
    assert say_end("faults", "1 cases", 4, [wrong]) is not bool(wrong)
    assert capsys.readouterr().out.endswith(f"faults: 1 cases, 4 sheets, {sums}\n")
