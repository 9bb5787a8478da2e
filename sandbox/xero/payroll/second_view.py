"""How payroll API 2.0 shows what a payroll holds, and what its filters select."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sandbox.common.request import Request

from .payroll import Payroll
from .periods import period_of
from .records import Calendar, Employee, Line, Rate, Timesheet

Row = dict[str, Any]
_BASES = {"unit": "RatePerUnit", "multiple": "MultipleOfOrdinaryEarningsRate"}
_BASES |= {"fixed": "FixedAmount"}
_KINDS = {"fourweekly": "FourWeekly", "twicemonthly": "TwiceMonthly"}
_STATUSES = {"processed": "Completed", "rejected": "Declined"}
_LINE = ("timesheetLineID", "date", "earningsRateID", "trackingItemID", "numberOfUnits")
NOTHING: Row = dict.fromkeys(_LINE)  # the line that is answered when something was deleted
# For the salary account, which nobody asks for.
_ACCOUNT = "5eed0000-0000-4000-8000-000000000477"


def _day(day: date | None) -> str | None:
    """Midnight of no zone."""
    return f"{day.isoformat()}T00:00:00" if day else None


def _moment(row: Any) -> str:
    return str(row.updated.strftime("%Y-%m-%dT%H:%M:%S"))


def _status(sheet: Timesheet) -> str:
    return _STATUSES.get(sheet.status, sheet.status.capitalize())


def _line(line: Line, in_list: bool) -> Row:
    """In a list lines have no dates."""
    day = None if in_list else _day(line.day)
    values = (line.id, day, line.rate_id, line.option_id or None, line.units)
    return dict(zip(_LINE, values, strict=True))


def timesheet_row(sheet: Timesheet, total: Decimal, in_list: bool) -> Row:
    return {
        "timesheetID": sheet.id,
        "payrollCalendarID": sheet.calendar_id,
        "employeeID": sheet.employee_id,
        "startDate": _day(sheet.start),
        "endDate": _day(sheet.end),
        "status": _status(sheet),
        "totalHours": total,
        "updatedDateUTC": _moment(sheet),
        "timesheetLines": [_line(line, in_list) for line in sheet.lines],
    }


def _employee(employee: Employee) -> Row:
    return {
        "employeeID": employee.id,
        "title": None,
        "firstName": employee.first_name,
        "lastName": employee.last_name,
        "email": employee.email or None,
        "startDate": _day(employee.starts),
        "endDate": _day(employee.ends),
        "payrollCalendarID": employee.calendar_id or None,
        "updatedDateUTC": _moment(employee),
        **employee.private,
    }


def _calendar(calendar: Calendar) -> Row:
    start, end = period_of(calendar.kind, calendar.shown, calendar.shown)
    return {
        "payrollCalendarID": calendar.id,
        "name": calendar.name,
        "calendarType": _KINDS.get(calendar.kind, calendar.kind.capitalize()),
        "periodStartDate": _day(start),
        "periodEndDate": _day(end),
        "paymentDate": _day(end + timedelta(4)),
        "updatedDateUTC": _moment(calendar),
    }


def _rate(rate: Rate) -> Row:
    """Multiples have no units."""
    return {
        "earningsRateID": rate.id,
        "name": rate.name,
        "earningsType": rate.type,
        "rateType": _BASES[rate.basis],
        "typeOfUnits": rate.units or None,
        "currentRecord": rate.is_current,
        "expenseAccountID": _ACCOUNT,
    }


def problem_row(status: int, title: str, detail: str, fields: list[Row]) -> Row:
    return {
        "type": "application/problem+json",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": None,
        "invalidFields": fields or None,
        "invalidObjects": None,
    }


def tracking_row(payroll: Payroll) -> Row:
    return {
        "employeeGroupsTrackingCategoryID": None,
        "timesheetTrackingCategoryID": payroll.tracking_category_id or None,
    }


# Table, how a row is written (timesheets: see there), and the word for the list.
LISTS: dict[str, tuple[str, Callable[[Any], Row] | None, str]] = {
    "Employees": ("employees", _employee, "employees"),
    "PayRunCalendars": ("calendars", _calendar, "payRunCalendars"),
    "EarningsRates": ("rates", _rate, "earningsRates"),
    "Timesheets": ("timesheets", None, "timesheets"),
}


class Filters:
    """`filter=name==value,name==value`, and the parameters of timesheets. By a name that nobody
    knows nothing is selected.

    :param works: False: the server takes `filter` and does not look at it
    """

    def __init__(self, request: Request, works: bool) -> None:
        self._query = request.query
        parts = [part.partition("==") for part in self._query.get("filter", "").split(",") if part]
        self._wanted = {name.strip(): value.strip().lower() for name, _, value in parts if works}

    def test(self, table: str) -> Callable[[Any], bool]:
        tests = {"timesheets": self._sheet, "employees": self._person}
        return tests.get(table, lambda row: True)

    def _sheet(self, sheet: Timesheet) -> bool:
        return (
            self._meets(employeeId=sheet.employee_id, payrollCalendarId=sheet.calendar_id)
            and self._query.get("status", _status(sheet)) == _status(sheet)
            and sheet.start.isoformat() >= self._query.get("startDate", "")
            and sheet.end.isoformat() <= self._query.get("endDate", "9999")
        )

    def _person(self, employee: Employee) -> bool:
        return self._meets(firstName=employee.first_name, lastName=employee.last_name)

    def _meets(self, **values: str) -> bool:
        return all(value == values.get(name, "\0").lower() for name, value in self._wanted.items())
