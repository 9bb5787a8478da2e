"""Reading the lists of the payroll: people, pay calendars, earnings rates."""

from datetime import date
from unittest.mock import patch

import pytest

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.errors import Postponed
from odoo.addons.acct_link_timesheet.lib.period import Calendar
from odoo.addons.acct_link_timesheet.lib.sheet import Employee, Rate
from odoo.addons.acct_link_xero_timesheet.lib import pull
from odoo.addons.acct_link_xero_timesheet.tests.lib_common import (
    CALENDAR,
    COUNTRIES,
    EMPLOYEE,
    MONDAY,
    OTHER,
    RATE,
    SUNDAY,
    Payroll,
    answer,
)

each_country = pytest.mark.parametrize("country", COUNTRIES)


def in_country(country, **values):
    """Names as the country writes them."""
    if country != "AU":
        return values
    return {name[:1].upper() + name[1:]: value for name, value in values.items()}


def lists(country, **rows):
    return Payroll(country, **in_country(country, **rows))


def person(country, **changes):
    values = {
        "employeeID": EMPLOYEE.upper(),
        "firstName": " Aroha",
        "lastName": "Ngata ",
        "email": "aroha@example.com",
        "payrollCalendarID": CALENDAR,
        "dateOfBirth": "/Date(490060800000+0000)/",
        **changes,
    }
    return in_country(country, **values)


def the_only(read, payroll):
    [found] = read(payroll.get, payroll.country)
    return found


# --- employees ---


@each_country
def test_of_a_person_only_what_matches_is_read(country):
    payroll = lists(country, employees=[person(country)])
    assert the_only(pull.employees, payroll) == Employee(
        EMPLOYEE, "Aroha Ngata", "aroha@example.com", CALENDAR
    )


def test_ordinary_rate_is_told_in_australia():
    payroll = lists("AU", employees=[person("AU", ordinaryEarningsRateID=RATE)])
    assert the_only(pull.employees, payroll).rate == RATE


@each_country
def test_contractor_without_most_of_it_is_read(country):
    bare = dict.fromkeys(("email", "payrollCalendarID", "dateOfBirth", "lastName"))
    found = the_only(pull.employees, lists(country, employees=[person(country, **bare)]))
    assert found == Employee(EMPLOYEE, "Aroha")


@pytest.mark.parametrize(
    ("country", "changes", "active"),
    [
        ("AU", {"status": "ACTIVE"}, True),
        ("AU", {"status": "TERMINATED"}, False),
        ("AU", {"terminationDate": "/Date(1793577600000+0000)/"}, False),
        ("NZ", {"endDate": "2026-11-29T00:00:00"}, False),
        ("NZ", {"endDate": "2026-11-30T00:00:00"}, True),
        ("GB", {"endDate": None}, True),
    ],
)
def test_leaver_is_not_active(country, changes, active):
    payroll = lists(country, employees=[person(country, **changes)])
    with patch.object(pull, "utc_now") as now:
        now.return_value.date.return_value = date(2026, 11, 30)
        assert the_only(pull.employees, payroll).active == active


@each_country
def test_all_pages_of_employees_are_read(country):
    some = [person(country, employeeID=f"5eed5eed-0000-4000-8000-{n:012}") for n in range(230)]
    payroll = lists(country, employees=some)
    assert len(list(pull.employees(payroll.get, country))) == 230


@each_country
def test_person_without_an_id_is_no_answer(country):
    payroll = lists(country, employees=[person(country, employeeID=None)])
    with pytest.raises(Postponed):
        list(pull.employees(payroll.get, country))


# --- calendars ---


def test_australian_calendar_tells_no_end():
    start = "/Date(1793577600000+0000)/"
    row = {
        "PayrollCalendarID": CALENDAR,
        "Name": "Weekly",
        "CalendarType": "WEEKLY",
        "StartDate": start,
    }
    payroll = Payroll("AU", PayrollCalendars=[row])
    assert the_only(pull.calendars, payroll) == Calendar(CALENDAR, "Weekly", "weekly", MONDAY)


def calendar_row(**changes):
    return {
        "payrollCalendarID": CALENDAR,
        "name": "Weekly",
        "calendarType": "Weekly",
        "periodStartDate": "2026-11-02T00:00:00",
        "periodEndDate": "2026-11-08T00:00:00",
        **changes,
    }


def test_other_calendars_tell_the_whole_period():
    payroll = Payroll("NZ", payRunCalendars=[calendar_row()])
    found = the_only(pull.calendars, payroll)
    assert found == Calendar(CALENDAR, "Weekly", "weekly", MONDAY, SUNDAY)


@pytest.mark.parametrize(
    ("word", "unit"),
    [
        ("FOURWEEKLY", "four_weekly"),
        ("FourWeekly", "four_weekly"),
        ("TwiceMonthly", "twice_monthly"),
        ("Annual", "annual"),
        ("QUARTERLY", "quarterly"),
        ("Daily", ""),
        (None, ""),
    ],
)
def test_kind_of_calendar_is_read_whatever_its_case(word, unit):
    payroll = Payroll("GB", payRunCalendars=[calendar_row(calendarType=word)])
    assert the_only(pull.calendars, payroll).unit == unit


def test_calendar_without_a_period_is_left_out():
    payroll = Payroll("NZ", payRunCalendars=[calendar_row(periodStartDate=None)])
    assert list(pull.calendars(payroll.get, "NZ")) == []


# --- rates ---


def rate_of(country, **values):
    values = {
        "earningsRateID": RATE,
        "name": "Ordinary",
        "currentRecord": True,
        "typeOfUnits": None,
        **values,
    }
    row = in_country(country, **values)
    if country != "AU":
        return the_only(pull.rates, Payroll(country, earningsRates=[row]))
    payroll = Payroll(country)
    payroll.said["PayItems", 0] = answer({"PayItems": {"EarningsRates": [row]}})
    return the_only(pull.rates, payroll)


AU_HOURS = {"earningsType": "ORDINARYTIMEEARNINGS", "rateType": "RATEPERUNIT"}
HOURS = {"earningsType": "RegularEarnings", "rateType": "RatePerUnit"}
MULTIPLE = {"earningsType": "OvertimeEarnings", "rateType": "MultipleOfOrdinaryEarningsRate"}


@pytest.mark.parametrize(
    ("country", "values", "usable"),
    [
        ("AU", {**AU_HOURS, "typeOfUnits": "Hours"}, True),
        ("AU", {**AU_HOURS, "typeOfUnits": "km"}, False),
        ("AU", {**AU_HOURS, "typeOfUnits": "Hours", "currentRecord": False}, False),
        ("AU", {"earningsType": "OVERTIMEEARNINGS", "rateType": "MULTIPLE"}, True),
        ("AU", {"earningsType": "ALLOWANCE", "rateType": "FIXEDAMOUNT"}, False),
        ("AU", {"earningsType": "LUMPSUMD", "rateType": "MULTIPLE"}, False),
        ("NZ", {**HOURS, "typeOfUnits": "Hours"}, True),
        ("NZ", {**HOURS, "typeOfUnits": "hours"}, True),
        ("NZ", {**HOURS, "earningsType": "OtherGrossEarnings", "typeOfUnits": "hours"}, True),
        ("NZ", {**HOURS, "typeOfUnits": "days"}, False),
        ("NZ", MULTIPLE, True),
        ("NZ", {**HOURS, "rateType": "FixedAmount"}, False),
        ("NZ", {**HOURS, "rateType": None}, False),
        ("GB", MULTIPLE, True),
        ("GB", {**HOURS, "earningsType": "StatutorySickPay", "typeOfUnits": "Hours"}, False),
    ],
    ids=str,
)
def test_rate_is_usable_if_hours_are_paid_by_it(country, values, usable):
    assert rate_of(country, **values) == Rate(RATE, "Ordinary", values["earningsType"], usable)


@pytest.mark.parametrize("said", ["{}", '{"PayItems": {}}', '{"PayItems": {"EarningsRates": [7]}}'])
def test_pay_items_without_rates_are_no_answer(said):
    payroll = Payroll("AU")
    payroll.said["PayItems", 0] = answer(said)
    with pytest.raises(Postponed):
        list(pull.rates(payroll.get, "AU"))


# --- tracking ---


@pytest.mark.parametrize(
    ("country", "path", "body"),
    [
        (
            "AU",
            "Settings",
            {
                "Settings": {
                    "TrackingCategories": {"TimesheetCategories": {"TrackingCategoryID": OTHER}}
                }
            },
        ),
        (
            "NZ",
            "Settings/TrackingCategories",
            {"trackingCategories": {"timesheetTrackingCategoryID": OTHER}},
        ),
        (
            "GB",
            "Settings/trackingCategories",
            {"trackingCategories": {"timesheetTrackingCategoryID": OTHER}},
        ),
    ],
)
def test_category_of_timesheets_is_read(country, path, body):
    payroll = Payroll(country)
    payroll.said[path, 0] = answer(body)
    assert pull.timesheet_category(payroll.get, country) == OTHER
    assert payroll.asked == [(path, {})]


@pytest.mark.parametrize(
    ("country", "path", "said"),
    [
        ("AU", "Settings", '{"Settings": {"TrackingCategories": {}}}'),
        ("AU", "Settings", '{"Settings": {"TrackingCategories": null}}'),
        (
            "NZ",
            "Settings/TrackingCategories",
            '{"trackingCategories": {"timesheetTrackingCategoryID": null}}',
        ),
    ],
)
def test_payroll_may_have_no_category_of_timesheets(country, path, said):
    payroll = Payroll(country)
    payroll.said[path, 0] = answer(said)
    assert pull.timesheet_category(payroll.get, country) == ""


@pytest.mark.parametrize(("said", "status"), [("{}", 200), ("", 200), ("", 404), ("{}", 400)])
def test_settings_that_cannot_be_read_are_no_answer(said, status):
    payroll = Payroll("AU")
    payroll.said["Settings", 0] = answer(said, status)
    with pytest.raises(Postponed):
        pull.timesheet_category(payroll.get, "AU")
