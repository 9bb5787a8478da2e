"""What refusals say: JSON of both APIs and XML, one reason or several."""

import pytest

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.catalogue import CATALOGUE
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_xero_timesheet.lib.messages import (
    MEANINGS,
    is_no_page,
    rejected,
    texts,
)
from odoo.addons.acct_link_xero_timesheet.tests.lib_common import answer, sheet


def first(*messages, general="A validation exception occurred"):
    errors = [{"Message": message} for message in messages]
    rows = [{"EmployeeID": "x", "ValidationErrors": errors}] if messages else None
    body = {"ErrorNumber": 10, "Type": "ValidationException", "Message": general}
    return answer({**body, "Timesheets": rows}, 400)


def second(detail="Validation error occurred.", *reasons):
    fields = [{"name": "Lines", "reason": reason} for reason in reasons]
    problem = {"title": "Bad Request", "status": 400, "detail": detail, "invalidFields": fields}
    return answer({"httpStatusCode": "BadRequest", "problem": problem}, 400)


def xml(*messages):
    inner = "".join(f"<ValidationError><Message>{m}</Message></ValidationError>" for m in messages)
    return answer(
        "<ApiException><Message>A validation exception occurred</Message>"
        f"<ValidationErrors>{inner}</ValidationErrors></ApiException>",
        400,
    )


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (first("A", "B", "A"), ["A", "B"]),
        (first(general="Invalid EmployeeID x"), ["Invalid EmployeeID x"]),
        (first(), ["A validation exception occurred"]),
        (second("Not this"), ["Not this"]),
        (second("Validation error occurred.", "A", "B"), ["A", "B"]),
        (second("Too many", "A"), ["A", "Too many"]),
        (second("R&amp;D is not a &quot;rate&quot;"), ['R&D is not a "rate"']),
        (xml("A &amp; B", "C"), ["A & B", "C"]),
        (xml(), ["A validation exception occurred"]),
        (answer("", 400), []),
        (answer("<html>", 400), []),
        (answer("[]", 400), []),
        (answer({"problem": {"detail": None, "invalidFields": 7}}, 400), []),
        (answer({"Timesheets": [7, {"ValidationErrors": [7]}], "Message": 7}, 400), []),
    ],
)
def test_reasons_are_told_one_by_one(said, expected):
    assert texts(said) == expected


@pytest.mark.parametrize(
    ("text", "code", "taken"),
    [
        (
            "This timesheet already exists, please provide the timesheet ID",
            "payroll_taken",
            True,
        ),
        ("A timesheet already exists for this employee and pay period", "payroll_taken", True),
        ("This is not a draft timesheet", "payroll_not_draft", True),
        ("The timesheet is not draft, it is approved", "payroll_not_draft", True),
        ("Provided period doesn't correspond with a pay period", "payroll_no_period", False),
        ("The end date does not correspond with a pay period", "payroll_no_period", False),
        ("The employee does not have a pay run calendar", "payroll_no_calendar", False),
        ("Invalid OrdinaryEarningsRateID", "payroll_no_ordinary_rate", False),
        ("Invalid EmployeeID 5b96e86b", "payroll_employee_unknown", False),
        ("Earnings Rate 4a7e does not exist or is not valid for timesheets", None, False),
        ("The earning rate is not valid", "payroll_rate_refused", False),
        (
            "TrackingItemID is required for each timesheet line",
            "payroll_tracking_missing",
            False,
        ),
        ("Tracking Option does not exist", "payroll_tracking_gone", False),
        ("Something new", "sheet_refused", False),
    ],
)
@pytest.mark.parametrize("shape", [first, lambda text: second("-", text), xml])
def test_reason_has_its_problem(shape, text, code, taken):
    found = rejected(shape(text), sheet())
    assert (found.problems[0].code, found.taken) == (code or "payroll_rate_refused", taken)


def test_reason_that_nobody_knows_is_shown_without_secrets():
    token = "eyJhbGciOiJSUzI1NiJ9.eyJzY29wZSI6WyJ4Il19.c2VjcmV0LXNpZ25hdHVyZQ"
    [problem] = rejected(second(f"Odd: Bearer {token} " + "x" * 900), sheet()).problems
    assert problem.code == "sheet_refused"
    assert problem.values["message"].startswith("Odd: ")
    assert token not in problem.values["message"]
    assert len(problem.values["message"]) <= 500


def test_refusal_without_a_word_is_one_all_the_same():
    assert rejected(answer("", 400), sheet()).problems == (
        Problem("sheet_refused", {"message": "-"}),
    )


def test_same_reason_of_several_lines_is_told_once():
    reasons = ["Tracking Option does not exist"] * 3 + ["Tracking item is invalid"]
    assert rejected(first(*reasons), sheet()).problems == (Problem("payroll_tracking_gone"),)


def test_one_reason_to_look_is_enough():
    found = rejected(first("Something new", "This is not a draft timesheet"), sheet())
    assert found.taken
    assert len(found.problems) == 2


def test_period_is_named_by_the_sheet():
    [problem] = rejected(
        first("The end date does not correspond with a pay period"), sheet()
    ).problems
    assert problem.values == {"start": "2026-11-02", "end": "2026-11-08"}


@pytest.mark.parametrize("meaning", MEANINGS, ids=lambda meaning: meaning.code)
def test_every_problem_has_its_sentences(meaning):
    assert CATALOGUE[meaning.code].cure


def test_page_behind_the_last_is_told_apart():
    assert is_no_page(second("Requested page does not exist"))
    assert not is_no_page(second("The filter is not valid"))
