"""Looking for timesheets: what is asked, what is found, and what is no answer."""

from datetime import date

import pytest

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.errors import Postponed
from odoo.addons.acct_link_batch.lib.outcome import Unknown
from odoo.addons.acct_link_timesheet.lib.sheet import is_same
from odoo.addons.acct_link_xero_timesheet.lib.look_up import look_up
from odoo.addons.acct_link_xero_timesheet.tests.lib_common import (
    COUNTRIES,
    EMPLOYEE,
    OTHER,
    TIMESHEET,
    Payroll,
    answer,
    row,
    second_line,
    sheet,
)

each_country = pytest.mark.parametrize("country", COUNTRIES)
SECOND_WEEK = {"start": date(2026, 11, 9), "end": date(2026, 11, 15)}


def new_id(number):
    return f"5eed5eed-0000-4000-8000-{number:012}"


def payroll_of(country, *rows):
    return Payroll(country, **{"Timesheets" if country == "AU" else "timesheets": list(rows)})


def found(payroll, *sheets):
    return look_up(payroll.get, payroll.country, list(sheets) or [sheet()])


@each_country
def test_nothing_is_found_where_nothing_is(country):
    payroll = payroll_of(country)
    assert found(payroll, sheet(), sheet(employee=OTHER)) == [(), ()]
    assert len(payroll.asked) == 1


def test_australian_list_is_asked_for_by_period_and_brings_the_hours():
    payroll = payroll_of("AU", row("AU"))
    [[there], none] = found(payroll, sheet(), sheet(employee=OTHER))
    assert is_same(there.hours, sheet().hours)
    assert none == ()
    where = "StartDate<=DateTime(2026,11,08) AND EndDate>=DateTime(2026,11,02)"
    assert payroll.asked == [("Timesheets", {"where": where}, 1)]


@pytest.mark.parametrize("country", ["NZ", "GB"])
def test_other_timesheets_are_read_one_by_one(country):
    undated = row(country, timesheetLines=[second_line(date=None)])
    payroll = payroll_of(country, undated, row(country, timesheetID=OTHER, employeeID=OTHER))
    payroll.details[f"Timesheets/{TIMESHEET}"] = row(country)
    [[there], none] = found(payroll, sheet(), sheet(employee=new_id(1)))
    assert is_same(there.hours, sheet().hours)
    assert none == ()
    query = {"startDate": "2026-10-02", "endDate": "2026-12-09"}
    assert payroll.asked == [("Timesheets", query, 1), (f"Timesheets/{TIMESHEET}", {})]


@each_country
def test_one_employee_is_asked_for_alone(country):
    payroll = payroll_of(country)
    found(payroll)
    asked = payroll.asked[0][1]
    word = f'EmployeeID==Guid("{EMPLOYEE}")' if country == "AU" else f"employeeId=={EMPLOYEE}"
    assert word in "".join(asked.values())


@each_country
def test_filter_that_is_ignored_does_no_harm(country):
    payroll = payroll_of(
        country,
        row(country, employeeID=OTHER, timesheetID=OTHER),
        row(country, startDate="2026-11-09", endDate="2026-11-15", timesheetID=new_id(1)),
    )
    assert found(payroll) == [()]


@each_country
def test_timesheet_of_days_that_overlap_is_told_of_a_new_one(country):
    payroll = payroll_of(
        country,
        row(country, endDate="2026-11-15", timesheetID=new_id(2)),
        row(country, startDate="2026-10-26", endDate="2026-11-01", timesheetID=new_id(1)),
    )
    [[there]] = found(payroll)
    assert (there.remote_id, there.end) == (new_id(2), date(2026, 11, 15))
    assert there.hours is not None
    assert len(payroll.asked) == 1


@pytest.mark.parametrize("country", ["NZ", "GB"])
def test_known_timesheet_is_asked_for_by_its_own_days(country):
    payroll = payroll_of(
        country, row(country), row(country, endDate="2026-11-15", timesheetID=OTHER)
    )
    [[there]] = found(payroll, sheet(remote_id=TIMESHEET))
    assert there.remote_id == TIMESHEET
    query = payroll.asked[0][1]
    assert (query["startDate"], query["endDate"]) == ("2026-11-02", "2026-11-08")


@each_country
def test_periods_are_asked_for_one_by_one(country):
    payroll = payroll_of(country, row(country))
    second = sheet(hours=(), **SECOND_WEEK)
    assert [len(each) for each in found(payroll, second, sheet(), second)] == [0, 1, 0]
    lists = [each for each in payroll.asked if len(each) == 3]
    assert len(lists) == 2


@each_country
def test_several_timesheets_are_all_told(country):
    payroll = payroll_of(country, row(country), row(country, timesheetID=OTHER))
    [both] = found(payroll)
    assert [each.remote_id for each in both] == [TIMESHEET, OTHER]


@each_country
def test_known_timesheet_that_the_list_lacks_is_read_by_its_id(country):
    payroll = payroll_of(country)
    payroll.details[f"Timesheets/{TIMESHEET}"] = row(country)
    [[there]] = found(payroll, sheet(remote_id=TIMESHEET))
    assert there.remote_id == TIMESHEET
    payroll.details.clear()
    assert found(payroll, sheet(remote_id=TIMESHEET)) == [()]


@each_country
def test_known_timesheet_of_another_is_no_answer(country):
    payroll = payroll_of(country)
    payroll.details[f"Timesheets/{TIMESHEET}"] = row(country, employeeID=OTHER)
    [verdict] = found(payroll, sheet(remote_id=TIMESHEET))
    assert isinstance(verdict, Unknown)


@pytest.mark.parametrize("country", ["NZ", "GB"])
def test_timesheet_that_is_deleted_meanwhile_is_not_there(country):
    payroll = payroll_of(country, row(country))
    payroll.said[f"Timesheets/{TIMESHEET}", 0] = answer("", 404)
    assert found(payroll) == [()]


def test_australian_hours_that_the_list_lacks_are_read_alone():
    payroll = payroll_of("AU", row("AU", timesheetLines=None))
    payroll.details[f"Timesheets/{TIMESHEET}"] = row("AU")
    [[there]] = found(payroll)
    assert is_same(there.hours, sheet().hours)


@each_country
def test_hours_that_cannot_be_read_are_unknown(country):
    payroll = payroll_of(country, row(country, timesheetLines=None))
    [[there]] = found(payroll)
    assert there.hours is None


@each_country
def test_row_that_cannot_be_read_may_be_any(country):
    payroll = payroll_of(country, row(country, employeeID=None))
    verdicts = found(payroll, sheet(), sheet(employee=OTHER))
    assert all(isinstance(each, Unknown) for each in verdicts)


# --- pages ---


def people(country, count):
    return [
        row(country, timesheetID=new_id(number), employeeID=new_id(number))
        for number in range(1, count + 1)
    ]


@each_country
@pytest.mark.parametrize(("count", "pages"), [(99, 1), (100, 1), (101, 2), (200, 2), (201, 3)])
def test_all_pages_are_read(country, count, pages):
    payroll = payroll_of(country, *people(country, count))
    [last] = found(payroll, sheet(employee=new_id(count)))
    assert len(last) == 1
    lists = [each for each in payroll.asked if len(each) == 3]
    # Where nothing tells how many there are, a full page may have one behind it.
    assert len(lists) == pages + (country == "AU" and count % 100 == 0)


@pytest.mark.parametrize("country", ["NZ", "GB"])
def test_list_that_moves_while_it_is_read_is_no_answer(country):
    rows = people(country, 150)
    payroll = payroll_of(country, *rows)
    shorter = {"page": 2, "pageCount": 2, "itemCount": 149}
    payroll.said["Timesheets", 2] = answer({"timesheets": rows[101:], "pagination": shorter})
    with pytest.raises(Postponed):
        found(payroll)
    payroll.said["Timesheets", 2] = answer({"timesheets": rows[101:], "pagination": None})
    with pytest.raises(Postponed):
        found(payroll)
    payroll.said["Timesheets", 2] = answer(
        {"problem": {"detail": "Requested page does not exist"}}, 400
    )
    with pytest.raises(Postponed):
        found(payroll)


@pytest.mark.parametrize("country", ["NZ", "GB"])
def test_first_page_that_does_not_exist_is_an_empty_list(country):
    payroll = payroll_of(country)
    payroll.said["Timesheets", 1] = answer(
        {"problem": {"detail": "Requested page does not exist"}}, 400
    )
    assert found(payroll) == [()]


@pytest.mark.parametrize(
    "pagination",
    [{}, {"pageCount": 1}, {"pageCount": -1, "itemCount": 1}, {"pageCount": "1", "itemCount": 1}],
    ids=str,
)
def test_count_of_pages_that_cannot_be_read_is_no_answer(pagination):
    payroll = payroll_of("NZ")
    payroll.said["Timesheets", 1] = answer({"timesheets": [row("NZ")], "pagination": pagination})
    with pytest.raises(Postponed):
        found(payroll)


def test_full_page_without_a_count_is_no_answer():
    payroll = payroll_of("NZ")
    payroll.said["Timesheets", 1] = answer({"timesheets": people("NZ", 100)})
    with pytest.raises(Postponed):
        found(payroll)


@each_country
@pytest.mark.parametrize("status", [400, 404])
def test_question_that_is_not_understood_tells_nothing(country, status):
    payroll = payroll_of(country)
    payroll.said["Timesheets", 1] = answer({"Message": "No property 'StartDate' exists"}, status)
    [verdict] = found(payroll)
    assert isinstance(verdict, Unknown)


@each_country
@pytest.mark.parametrize(
    "said",
    ["", "<<<", "[]", "{}", '{"Timesheets": {}}', '{"timesheets": [7]}', '{"Timesheets": 0}'],
)
def test_answer_that_is_no_list_is_never_an_empty_one(country, said):
    payroll = payroll_of(country)
    payroll.said["Timesheets", 1] = answer(said)
    with pytest.raises(Postponed):
        found(payroll)


@each_country
@pytest.mark.parametrize("said", ["", "<<<", "{}", '{"timesheet": {}, "Timesheet": {}}'])
def test_answer_that_is_no_timesheet_is_never_a_missing_one(country, said):
    payroll = payroll_of(country)
    payroll.said[f"Timesheets/{TIMESHEET}", 0] = answer(said)
    with pytest.raises(Postponed):
        found(payroll, sheet(remote_id=TIMESHEET))
