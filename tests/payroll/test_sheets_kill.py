"""A short sample of `make kill SYSTEM=xero-payroll`: processes that die in the midst of sending pay
sheets, beside timesheets of others.
"""

import pytest

from kit.sheets.count import count
from kit.sheets.kill import kill_at, kill_at_random, list_points
from kit.sheets.steps import AGAIN, APPROVE, CREATE, DELETE, REPLACE, REVERT
from kit.systems.xero.payroll import PAYROLLS

SAMPLE = [
    ("AU", CREATE, "committed", False),
    ("AU", REPLACE, "received", False),
    ("AU", APPROVE, "stored", False),
    ("NZ", CREATE, "committed", True),
    ("NZ", DELETE, "committed", True),
    ("NZ", AGAIN, "received", True),
    ("GB", REVERT, "answered", False),
    ("GB", DELETE, "not read back", False),
]


@pytest.mark.parametrize(("country", "step", "point", "lenient"), SAMPLE)
def test_kill_leaves_the_payroll_exact(worlds, country, step, point, lenient):
    assert kill_at(worlds(country), step, point, lenient) == {}


def test_random_kills(many):
    said = []
    assert kill_at_random(many, seed=7, kills=3, say=said.append) == {}, said


def test_sample_is_of_what_is_played():
    for country, *case in SAMPLE:
        assert tuple(case) in list_points(PAYROLLS[country]())


# === THE COUNT === #

LINE = {"day": "2026-11-02", "rate_id": "r", "units": "7.6"}
OURS = {
    "id": "1", "employee_id": "e", "start": "2026-11-02", "status": "draft", "lines": [LINE],
}  # fmt: skip
THEIRS = {**OURS, "id": "2", "lines": []}
WANTED = {
    "name": "E", "employee": "e", "start": "2026-11-02", "status": "draft", "remote_id": "1",
    "hours": [["2026-11-02", "r", "7"], ["2026-11-02", "r", "0.595"]],
}  # fmt: skip


@pytest.mark.parametrize(
    ("there", "wanted", "said"),
    [
        ([OURS, THEIRS], WANTED, {"found": ["E"]}),
        ([THEIRS], WANTED, {"lost": ["E"]}),
        ([OURS, {**OURS, "id": "3"}, THEIRS], WANTED, {"twice": ["E"]}),
        ([OURS], WANTED, {"found": ["E"], "foreign": ["2"]}),
        ([OURS, {**THEIRS, "status": "approved"}], WANTED, {"found": ["E"], "foreign": ["2"]}),
        ([{**OURS, "lines": []}, THEIRS], WANTED, {"wrong": ["E"]}),
        ([{**OURS, "status": "approved"}, THEIRS], WANTED, {"wrong": ["E"]}),
        ([{**OURS, "employee_id": "f"}, THEIRS], WANTED, {"lost": ["E"], "strangers": ["1"]}),
        ([THEIRS], {**WANTED, "refused": True}, {}),
        ([OURS, THEIRS], {**WANTED, "refused": True}, {"wrong": ["E"]}),
    ],
)
def test_count_says_what_is_wrong(there, wanted, said):
    result = count(there, [wanted], {"2": THEIRS})
    assert {name: values for name, values in result.items() if values} == said
