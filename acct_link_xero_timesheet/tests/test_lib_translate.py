"""The steps: what is sent where, and what an answer means."""

import json

import pytest

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.outcome import Rejected, Unknown, Uploaded
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_timesheet.lib.sheet import (
    APPROVE,
    CREATE,
    DELETE,
    REPLACE,
    REVERT,
    STEPS,
)
from odoo.addons.acct_link_xero_timesheet.lib.country import COUNTRIES, SCOPES, base, payroll_of
from odoo.addons.acct_link_xero_timesheet.lib.shapes import body_of
from odoo.addons.acct_link_xero_timesheet.lib.translate import prepare, read, route
from odoo.addons.acct_link_xero_timesheet.tests.lib_common import (
    OTHER,
    TIMESHEET,
    answer,
    row,
    sheet,
    written,
)

OURS = sheet(remote_id=TIMESHEET)
POSSIBLE = {
    "AU": (CREATE, REPLACE, APPROVE),
    "NZ": (CREATE, DELETE, REVERT, APPROVE),
    "GB": (CREATE, DELETE, REVERT, APPROVE),
}
each_step = pytest.mark.parametrize(
    ("country", "step"), [(country, step) for country in POSSIBLE for step in POSSIBLE[country]]
)


def item(step):
    return sheet() if step == CREATE else OURS


def test_countries_differ_in_what_can_be_done():
    assert payroll_of("US") is None
    assert payroll_of("") is None
    found = {each: payroll_of(each) for each in COUNTRIES}
    assert {each for each in found if found[each].replaces} == {"AU"}
    assert {each for each in found if found[each].reverts} == {"NZ", "GB"}
    assert {each for each in found if found[each].unique} == {"AU", "GB"}
    assert [base(each) for each in ("AU", "NZ", "GB")] == [
        "/payroll.xro/1.0",
        "/payroll.xro/2.0",
        "/payroll.xro/2.0",
    ]
    assert SCOPES.split()[0] == "payroll.timesheets"


@each_step
def test_request_is_what_goes_out_to_the_letter(country, step):
    request = prepare(country, step, item(step))
    assert (request.operation, request.kind) == (step, "")
    assert request.target == ("" if step == CREATE else TIMESHEET)
    assert json.dumps(json.loads(request.text)) == request.text


@pytest.mark.parametrize(
    ("country", "step"),
    [(country, step) for country in POSSIBLE for step in STEPS if step not in POSSIBLE[country]],
)
def test_step_that_a_payroll_has_not_is_an_error(country, step):
    with pytest.raises(ValueError, match="has no way"):
        prepare(country, step, OURS)


@each_step
def test_step_about_no_timesheet_is_an_error(country, step):
    if step != CREATE:
        with pytest.raises(ValueError, match="name the timesheet"):
            prepare(country, step, sheet())


@pytest.mark.parametrize(
    ("step", "more"),
    [
        (CREATE, {"Status": "DRAFT"}),
        (REPLACE, {"TimesheetID": TIMESHEET, "Status": "DRAFT"}),
        (APPROVE, {"TimesheetID": TIMESHEET, "Status": "APPROVED"}),
    ],
)
def test_australian_steps_are_one_timesheet_in_an_array(step, more):
    request = prepare("AU", step, item(step))
    assert json.loads(request.text) == [{**body_of("AU", sheet()), **more}]
    assert route("AU", request) == ("POST", "Timesheets")


@pytest.mark.parametrize("country", ["NZ", "GB"])
@pytest.mark.parametrize(
    ("step", "method", "path"),
    [
        (CREATE, "POST", "Timesheets"),
        (DELETE, "DELETE", f"Timesheets/{TIMESHEET}"),
        (REVERT, "POST", f"Timesheets/{TIMESHEET}/RevertToDraft"),
        (APPROVE, "POST", f"Timesheets/{TIMESHEET}/Approve"),
    ],
)
def test_other_steps_have_ways_of_their_own(country, step, method, path):
    request = prepare(country, step, item(step))
    assert json.loads(request.text) == (body_of(country, sheet()) if step == CREATE else {})
    assert route(country, request) == (method, path)


# What an answer means


@each_step
def test_step_that_was_taken_is_uploaded(country, step):
    request = prepare(country, step, item(step))
    found = read(country, request, written(country, row(country)), item(step))
    assert found == Uploaded(TIMESHEET)


@pytest.mark.parametrize(
    "said", ["", "{}", '{"timesheetLine": {"date": null, "numberOfUnits": null}}']
)
def test_deletion_is_judged_by_its_status(said):
    request = prepare("NZ", DELETE, OURS)
    assert read("NZ", request, answer(said), OURS) == Uploaded(TIMESHEET)


@each_step
def test_answer_about_another_timesheet_is_unknown(country, step):
    request = prepare(country, step, item(step))
    changes = [{"employeeID": OTHER}, {"startDate": "2026-11-09"}, {"timesheetID": OTHER}]
    for change in changes[: 2 if step == CREATE else 3]:
        found = read(country, request, written(country, row(country, **change)), item(step))
        assert isinstance(found, Unknown) or step == DELETE


@each_step
@pytest.mark.parametrize(
    "said",
    [
        "",
        "<html>",
        "[]",
        "{}",
        '{"Timesheets": []}',
        '{"Timesheets": [{}]}',
        '{"Timesheets": null}',
        '{"timesheet": null}',
        '{"timesheet": []}',
    ],
)
def test_answer_that_is_no_timesheet_is_unknown(country, step, said):
    request = prepare(country, step, item(step))
    found = read(country, request, answer(said), item(step))
    assert isinstance(found, Unknown) or step == DELETE


def test_errors_in_an_answer_that_seems_well_are_unknown():
    request = prepare("AU", CREATE, sheet())
    found = row("AU", validationErrors=[{"Message": "No"}])
    assert isinstance(read("AU", request, written("AU", found), sheet()), Unknown)
    request = prepare("NZ", CREATE, sheet())
    said = answer({"timesheet": row("NZ"), "problem": {"detail": "No"}})
    assert isinstance(read("NZ", request, said, sheet()), Unknown)


@each_step
def test_what_is_not_found_was_deleted_there(country, step):
    request = prepare(country, step, item(step))
    expected = {
        DELETE: Uploaded(TIMESHEET),
        CREATE: Rejected((Problem("payroll_unreached"),)),
    }.get(step, Rejected((Problem("sheet_deleted_there"),), taken=True))
    assert read(country, request, answer("", 404), item(step)) == expected
