"""Writing and reading timesheets: one sheet in two shapes, exact hours, nothing guessed."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import odoo.init  # noqa: F401

from odoo.addons.acct_link_oauth.lib.web import load
from odoo.addons.acct_link_timesheet.lib.sheet import Hours, Sheet, is_same, sum_hours
from odoo.addons.acct_link_xero_timesheet.lib.shapes import body_of, remote_sheet
from odoo.addons.acct_link_xero_timesheet.tests.lib_common import (
    CALENDAR,
    COUNTRIES,
    EMPLOYEE,
    MONDAY,
    OPTION,
    OTHER,
    OVERTIME,
    RATE,
    SUNDAY,
    TIMESHEET,
    first_row,
    hours,
    row,
    second_line,
    second_row,
    sheet,
)


def read(found):
    """The timesheet of an answer's row."""
    return remote_sheet(load(json.dumps(found)))


each_country = pytest.mark.parametrize("country", COUNTRIES)


# What is sent


def test_australian_line_has_a_number_for_each_day():
    some = (hours(), hours(2, "8"), hours(6, "0.25"), hours(0, "2", OVERTIME, OPTION))
    assert body_of("AU", sheet(*some)) == {
        "EmployeeID": EMPLOYEE,
        "StartDate": "2026-11-02",
        "EndDate": "2026-11-08",
        "TimesheetLines": [
            {"EarningsRateID": RATE, "NumberOfUnits": [7.6, 0, 8, 0, 0, 0, 0.25]},
            {
                "EarningsRateID": OVERTIME,
                "TrackingItemID": OPTION,
                "NumberOfUnits": [2, 0, 0, 0, 0, 0, 0],
            },
        ],
    }


@pytest.mark.parametrize("end", [date(2026, 11, 15), date(2026, 11, 29), date(2026, 12, 1)])
def test_australian_line_is_as_long_as_the_period(end):
    [line] = body_of("AU", sheet(end=end))["TimesheetLines"]
    assert len(line["NumberOfUnits"]) == (end - MONDAY).days + 1


@pytest.mark.parametrize("country", ["NZ", "GB"])
def test_other_lines_have_a_day_each(country):
    assert body_of(country, sheet(hours(), hours(1, "8", OVERTIME, OPTION))) == {
        "payrollCalendarID": CALENDAR,
        "employeeID": EMPLOYEE,
        "startDate": "2026-11-02",
        "endDate": "2026-11-08",
        "timesheetLines": [
            {"date": "2026-11-02", "earningsRateID": RATE, "numberOfUnits": 7.6},
            {
                "date": "2026-11-03",
                "earningsRateID": OVERTIME,
                "trackingItemID": OPTION,
                "numberOfUnits": 8,
            },
        ],
    }


@each_country
def test_hours_of_a_day_and_rate_are_added_up(country):
    some = (hours(0, "0.1"), hours(0, "0.2"), hours(1, "1"), hours(1, "-1"))
    text = json.dumps(body_of(country, sheet(*some)))
    assert "0.3" in text
    assert "0.30000000000000004" not in text
    assert "2026-11-03" not in text


@each_country
@pytest.mark.parametrize(
    "wrong",
    [hours(7), hours(-1), hours(0, "-1"), hours(0, "7.333"), hours(0, "8", "")],
    ids=["after", "before", "negative", "decimals", "no rate"],
)
def test_hours_that_cannot_be_sent_are_an_error(country, wrong):
    with pytest.raises(ValueError, match="Hours have"):
        body_of(country, sheet(wrong))


@each_country
def test_sheet_without_hours_has_no_lines(country):
    empty = Sheet(EMPLOYEE, CALENDAR, MONDAY, SUNDAY, ())
    body = body_of(country, empty)
    assert [value for value in body.values() if isinstance(value, list)] == [[]]


# What is read


@each_country
def test_timesheet_is_read_as_it_was_sent(country):
    found = read(row(country))
    assert (found.remote_id, found.employee) == (TIMESHEET, EMPLOYEE)
    assert (found.start, found.end, found.status) == (MONDAY, SUNDAY, "draft")
    assert is_same(found.hours, sheet().hours)


units = st.integers(1, 2400).map(lambda cents: Decimal(cents) / 100)
lines = st.lists(
    st.builds(
        Hours,
        st.integers(0, 27).map(lambda day: MONDAY + timedelta(day)),
        st.sampled_from([RATE, OVERTIME]),
        units,
        st.sampled_from(["", OPTION]),
    ),
    max_size=40,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(COUNTRIES), lines)
def test_all_hours_arrive_whatever_they_are(country, some):
    wanted = sheet(end=MONDAY + timedelta(27), hours=tuple(some))
    names = {"AU": ("TimesheetID", "Status")}.get(country, ("timesheetID", "status"))
    more = dict(zip(names, (TIMESHEET, "DRAFT"), strict=True))
    found = read(body_of(country, wanted) | more)
    assert sum_hours(found.hours) == sum_hours(wanted.hours)


@pytest.mark.parametrize(
    ("country", "word", "status"),
    [
        ("AU", "DRAFT", "draft"),
        ("AU", "APPROVED", "approved"),
        ("AU", "PROCESSED", "paid"),
        ("AU", "REQUESTED", "other"),
        ("AU", "REJECTED", "other"),
        ("NZ", "Draft", "draft"),
        ("NZ", "Approved", "approved"),
        ("GB", "Completed", "paid"),
        ("NZ", "Requested", "other"),
        ("NZ", "Declined", "other"),
        ("GB", "GALACTIC", "other"),
        ("GB", None, "other"),
    ],
)
def test_status_that_is_not_known_is_the_employees_own(country, word, status):
    found = read(row(country, status=word))
    assert (found.status, found.status_word) == (status, word or "")


@pytest.mark.parametrize(
    "text", ["/Date(1793577600000+0000)/", "/Date(1793577600000)/", "/Date(1793577600000+1300)/"]
)
def test_days_in_milliseconds_are_those_of_utc(text):
    assert read(first_row(StartDate=text)).start == MONDAY


@each_country
@pytest.mark.parametrize("name", ["timesheetID", "employeeID", "startDate", "endDate"])
@pytest.mark.parametrize("value", [None, "", "x", 7, [], "00000000-0000-0000-0000-000000000000"])
def test_timesheet_without_what_tells_it_apart_is_none(country, name, value):
    assert read(row(country, **{name: value})) is None


@pytest.mark.parametrize("value", [None, [], "x", 7])
def test_what_is_no_object_is_no_timesheet(value):
    assert remote_sheet(value) is None


def first_lines(**changes):
    return {"TimesheetLines": [first_row()["TimesheetLines"][0] | changes]}


@pytest.mark.parametrize(
    "changes",
    [
        {"TimesheetLines": None},
        {"TimesheetLines": [7]},
        first_lines(NumberOfUnits=None),
        first_lines(NumberOfUnits="7.6"),
        first_lines(NumberOfUnits=[1] * 8),
        first_lines(NumberOfUnits=["7.6"]),
        first_lines(NumberOfUnits=[None] * 7),
        first_lines(EarningsRateID=None),
    ],
    ids=str,
)
def test_australian_hours_that_cannot_be_read_are_unknown(changes):
    assert read(first_row(**changes)).hours is None


@pytest.mark.parametrize(
    "changes",
    [
        {"timesheetLines": None},
        {"timesheetLines": [second_line(date=None)]},
        {"timesheetLines": [second_line(date="soon")]},
        {"timesheetLines": [second_line(units=None)]},
        {"timesheetLines": [second_line(units="8")]},
        {"timesheetLines": [second_line(earningsRateID=None)]},
        {"timesheetLines": [second_line(), {}]},
    ],
    ids=str,
)
def test_other_hours_that_cannot_be_read_are_unknown(changes):
    assert read(second_row(**changes)).hours is None


def test_short_list_of_an_australian_line_is_read_as_far_as_it_goes():
    found = read(first_row(**first_lines(NumberOfUnits=[7.6, 0, 8])))
    assert is_same(found.hours, sheet().hours)


@each_country
def test_timesheet_without_lines_has_no_hours(country):
    assert read(row(country, timesheetLines=[])).hours == ()


def test_tracking_tells_hours_apart():
    found = read(second_row(timesheetLines=[second_line(trackingItemID=OPTION.upper())]))
    assert is_same(found.hours, (hours(0, "7.6", RATE, OPTION),))
    assert not is_same(found.hours, (hours(0, "7.6", RATE, OTHER),))
