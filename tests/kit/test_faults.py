"""A short sample of `make faults`: faults of the stand-in in the midst of an upload, in books that
hold other people's documents and contacts, some with a number or a name of ours.

Processes of their own on a database of their own, as in test_kill.py.
"""

import importlib

import pytest

from kit.conftest import name_database
from kit.faults import Table, play
from kit.stage.count import count
from kit.stage.faults_cases import Case, get_columns, get_rows
from kit.stage.faults_matrix import Matrix
from kit.system import Books
from kit.systems import get_system

SAMPLE = [
    Case("drop_after", "invoice", "middle", True),
    Case("status_500_after", "credit_note", "first", True),
    Case("truncated", "contacts", "last", True),
    Case("slow received", "invoice", "last", True),
    Case("kill committed", "sign_in", "middle", False),
    Case("forbidden", "contacts", "middle", False),
    Case("refuse_whole", "contacts", "last", False),
    Case("garbage", "sign_in", "first", False),
]


@pytest.fixture(scope="module")
def matrices():
    """Call it for the Matrix of a system."""
    built = {}

    def get(system):
        if system not in built:
            built[system] = Matrix(name_database("faults", system), system)
        return built[system]

    yield get
    for matrix in built.values():
        matrix.close()


@pytest.mark.on_one_system
@pytest.mark.crossed(case=SAMPLE)
def test_fault_loses_doubles_and_touches_nothing(matrices, system, case):
    if case.column == "sign_in" and not system.sign_in:
        case = case._replace(column="contacts")
    wrong, by_hand = matrices(system).play(case)
    assert wrong == {}
    # Only what Odoo says needs a person was done by one.
    repairs = system.repairs
    expected = repairs.get((case.fault, case.column)) or repairs.get(case.fault)
    assert by_hand == ([expected] if expected else [])


@pytest.mark.on_one_system
def test_late_write_arrives_before_a_long_run_settles(matrices, system, monkeypatch):
    """The run goes on for longer than the late write needs, as it does on a busy machine."""
    matrix = matrices(system)
    monkeypatch.setattr(matrix, "latency_ms", 200)
    assert matrix.play(Case("commit_later", "contacts", "first", True)) == ({}, [])


# === THE TABLE === #


@pytest.mark.on_every_system
def test_every_switch_of_the_stand_in_is_played(system):
    kinds = set(importlib.import_module(f"sandbox.{system.name}.standin").StandIn.FAULTS.KINDS)
    assert {name.split()[0] for name in system.faults} == kinds
    cases = [case for _fault, _lenient, cases in get_rows(system) for case in cases]
    assert len(set(cases)) == len(cases)
    assert {case.column for case in cases} == set(get_columns(system))


class OneResult:
    """What a case ended with, whatever it was."""

    def __init__(self, wrong):
        self.wrong = wrong

    def play(self, case):
        return self.wrong, []


@pytest.mark.parametrize(
    ("wrong", "sums"),
    [
        ({}, "0 lost, 0 twice, 0 foreign"),
        ({"lost": ["A"], "twice": ["B"]}, "3 lost, 3 twice, 0 foreign"),
        ({"contacts_twice": ["C"]}, "0 lost, 3 twice, 0 foreign"),
        ({"foreign": ["id"]}, "0 lost, 0 twice, 3 foreign"),
        ({"not_fired": ["slow"]}, "0 lost, 0 twice, 0 foreign"),
    ],
)
def test_table_ends_with_the_sums(wrong, sums):
    said = []
    system = get_system()
    [[fault, lenient, cases]] = get_rows(system, "^forbidden$")
    table = Table(system, said.append)
    three = [case for case in cases if case.column == "contacts"]
    play([OneResult(wrong)], [(fault, lenient, three)], table)
    assert table.end() is not bool(wrong)
    assert said[-1] == f"faults: 3 cases, {sums}"


def test_failing_case_ends_the_run():
    class Broken:
        def play(self, case):
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        system = get_system()
        play([Broken()], get_rows(system, "^forbidden$"), Table(system, print))


# === THE COUNT === #

OURS = {
    "id": "1",
    "kind": "invoice",
    "number": "N",
    "gone": False,
    "contact_id": "c",
    "total": 1,
}
THEIRS = {**OURS, "id": "2", "total": 2}
CONTACT = {"id": "c", "name": "Ann", "active": True}
WANTED = {"number": "N", "kind": "invoice", "total": "1.00", "remote_id": "1", "customer": "Ann"}


def books(*documents, contact=CONTACT):
    return Books([*documents], [contact], {row["id"]: row for row in (*documents, contact)})


@pytest.mark.parametrize(
    ("now", "document", "said"),
    [
        (books(THEIRS, OURS), WANTED, {"found": ["N"]}),
        (books(THEIRS), WANTED, {"lost": ["N"]}),
        (books(THEIRS), {**WANTED, "remote_id": "2"}, {"lost": ["N"]}),
        (books(THEIRS, OURS, {**OURS, "id": "3"}), WANTED, {"twice": ["N"]}),
        (books(OURS), WANTED, {"found": ["N"], "foreign": ["2"]}),
        (books({**THEIRS, "reference": "x"}, OURS), WANTED, {"found": ["N"], "foreign": ["2"]}),
        (
            books(THEIRS, OURS, contact={**CONTACT, "email": "x"}),
            WANTED,
            {"found": ["N"], "foreign": ["c"]},
        ),
        (books(THEIRS), {**WANTED, "refused": True}, {}),
        (books(THEIRS, OURS), {**WANTED, "refused": True}, {"wrong": ["N"]}),
    ],
)
def test_what_was_there_before_is_foreign(now, document, said):
    result = count(now, [document], books(THEIRS))
    assert {name: values for name, values in result.items() if values} == said
