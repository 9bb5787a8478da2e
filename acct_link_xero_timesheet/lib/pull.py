"""Readers of the payroll's lists: pay calendars, earnings rates, employees. Pure.

Of a person only what matching needs is read: the answers also hold birthdays, addresses and
telephone numbers, of which nothing may be kept.

Source: Xero: Payroll AU API, Employees, Pay Items, Payroll Calendars, Settings; Payroll NZ and UK
API, Employees, Earnings Rates, Pay Run Calendars, Settings.
"""

from collections.abc import Iterator

from odoo.addons.acct_link_oauth.lib.web import offline, text, utc_now
from odoo.addons.acct_link_timesheet.lib import period
from odoo.addons.acct_link_timesheet.lib.period import Calendar
from odoo.addons.acct_link_timesheet.lib.sheet import Employee, Rate
from odoo.addons.acct_link_xero.lib.wire import day, guid

from .country import COUNTRIES, is_first
from .paging import Get, asked, listed, pages

_UNITS = {unit.replace("_", ""): unit for unit in period.UNITS}
_HOURS = ("", "hour", "hours", "hr", "hrs")
_MULTIPLES = ("multiple", "multipleofordinaryearningsrate")
_BY_UNIT = "rateperunit"


def employees(get: Get, country: str) -> Iterator[Employee]:
    """Everybody, leavers too. In New Zealand and the United Kingdom no ordinary rate is told."""
    for row in pages(get, country, "Employees", "employees"):
        end = day(row, "terminationDate") or day(row, "endDate")
        gone = row.get("status") == "TERMINATED" or (end and end < utc_now().date())
        names = (text(row.get(name)).strip() for name in ("firstName", "lastName"))
        yield Employee(
            _id(row, "employeeID"),
            " ".join(filter(None, names)),
            text(row.get("email")),
            guid(row.get("payrollCalendarID")),
            guid(row.get("ordinaryEarningsRateID")),
            active=not gone,
        )


def calendars(get: Get, country: str) -> Iterator[Calendar]:
    """Those that tell a period. Australia tells its first day only."""
    path = "PayrollCalendars" if is_first(country) else "PayRunCalendars"
    for row in pages(get, country, path, path[:1].lower() + path[1:]):
        if start := day(row, "startDate") or day(row, "periodStartDate"):
            yield Calendar(
                _id(row, "payrollCalendarID"),
                text(row.get("name")),
                _UNITS.get(text(row.get("calendarType")).lower(), ""),
                start,
                day(row, "periodEndDate"),
            )


def rates(get: Get, country: str) -> Iterator[Rate]:
    """All earnings rates; one is usable for hours while it is in use, by the type of its earnings,
    and if it multiplies an ordinary rate or is paid by the hour.
    """
    if is_first(country):
        rows = listed(get("PayItems", []), "payItems", "earningsRates")
    else:
        rows = pages(get, country, "EarningsRates", "earningsRates")
    types = COUNTRIES[country].types
    for row in rows:
        kind, basis = text(row.get("earningsType")), text(row.get("rateType")).lower()
        by_hour = basis == _BY_UNIT and text(row.get("typeOfUnits")).strip().lower() in _HOURS
        usable = row.get("currentRecord") is not False and (by_hour or basis in _MULTIPLES)
        rate_id, name = _id(row, "earningsRateID"), text(row.get("name"))
        yield Rate(rate_id, name, kind, usable and (not types or kind in types))


def timesheet_category(get: Get, country: str) -> str:
    """The tracking category that timesheets have, or nothing."""
    answer = get(COUNTRIES[country].tracking, [])
    if is_first(country):
        found = asked(answer, "settings", "trackingCategories", "timesheetCategories")
        return guid(found.get("trackingCategoryID"))
    return guid(asked(answer, "trackingCategories").get("timesheetTrackingCategoryID"))


def _id(row, name):
    if not (found := guid(row.get(name))):
        raise offline()
    return found
