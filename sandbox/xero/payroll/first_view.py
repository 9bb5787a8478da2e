"""How payroll API 1.0 shows what a payroll holds, and by which names its lists are searched."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from operator import attrgetter
from typing import Any

from ..wire import wire_date, wire_moment
from .payroll import Payroll
from .records import Calendar, Employee, Rate, Timesheet

Row = dict[str, Any]
_BASES = {"unit": "RATEPERUNIT", "multiple": "MULTIPLE", "fixed": "FIXEDAMOUNT"}
_DECIMALS = Decimal("0.0001")
_NAMES = {
    "Employees": "EmployeeID=id FirstName=first_name LastName=last_name Email=email Status=status",
    "PayrollCalendars": "PayrollCalendarID=id Name=name",
    "Timesheets": "TimesheetID=id EmployeeID=employee_id StartDate=start EndDate=end Status=status",
}
COLUMNS = {
    plural: {
        name: attrgetter(field)
        for name, field in (each.split("=") for each in f"{names} UpdatedDateUTC=updated".split())
    }
    for plural, names in _NAMES.items()
}


def _employee(employee: Employee) -> Row:
    """A list has no details: neither address nor pay template."""
    row = {
        "EmployeeID": employee.id,
        "FirstName": employee.first_name,
        "LastName": employee.last_name,
        "Email": employee.email,
        "Status": employee.status,
        "StartDate": wire_date(employee.starts),
        "TerminationDate": wire_date(employee.ends) if employee.ends else "",
        "OrdinaryEarningsRateID": employee.rate_id,
        "PayrollCalendarID": employee.calendar_id,
        "UpdatedDateUTC": wire_moment(employee.updated),
        **employee.private,
    }
    return {name: value for name, value in row.items() if value != ""}


def _calendar(calendar: Calendar) -> Row:
    """It says where its period begins, and not where it ends."""
    row = {
        "PayrollCalendarID": calendar.id,
        "Name": calendar.name,
        "CalendarType": calendar.kind.upper(),
        "StartDate": wire_date(calendar.shown),
        "PaymentDate": wire_date(calendar.shown + timedelta(18)),
        "UpdatedDateUTC": wire_moment(calendar.updated),
    }
    twice = calendar.kind == "twicemonthly"
    return row | ({"ReferenceDate": wire_date(calendar.shown)} if twice else {})


def _rate(rate: Rate) -> Row:
    row = {
        "EarningsRateID": rate.id,
        "Name": rate.name,
        "AccountCode": "477",
        "EarningsType": rate.type,
        "RateType": _BASES[rate.basis],
        "CurrentRecord": rate.is_current,
        "UpdatedDateUTC": wire_moment(rate.updated),
    }
    return row | ({"TypeOfUnits": rate.units} if rate.units else {})


def pay_items(payroll: Payroll) -> Row:
    others = ("DeductionTypes", "LeaveTypes", "ReimbursementTypes")
    rates = list(map(_rate, payroll.rates.values()))
    return {"EarningsRates": rates} | {name: [] for name in others}


def settings_row(payroll: Payroll) -> Row:
    tracking: Row = {}
    for row in payroll.books.tracking:
        if (category := row["TrackingCategoryID"]) == payroll.tracking_category_id:
            named = {"TrackingCategoryID": category, "TrackingCategoryName": row["Name"]}
            tracking["TimesheetCategories"] = named
    return {"Accounts": [], "TrackingCategories": tracking, "DaysInPayrollYear": 365}


def timesheet_row(sheet: Timesheet) -> Row:
    rows: dict[tuple[str, str], Row] = {}
    for line in sheet.lines:
        row = rows.setdefault(
            (line.rate_id, line.option_id),
            {
                "EarningsRateID": line.rate_id,
                **({"TrackingItemID": line.option_id} if line.option_id else {}),
                "NumberOfUnits": [_DECIMALS * 0] * ((sheet.end - sheet.start).days + 1),
                "UpdatedDateUTC": wire_moment(sheet.updated),
            },
        )
        row["NumberOfUnits"][(line.day - sheet.start).days] += line.units
    return {
        "TimesheetID": sheet.id,
        "EmployeeID": sheet.employee_id,
        "StartDate": wire_date(sheet.start),
        "EndDate": wire_date(sheet.end),
        "Status": sheet.status.upper(),
        "Hours": sheet.hours.quantize(_DECIMALS),
        "TimesheetLines": list(rows.values()),
        "UpdatedDateUTC": wire_moment(sheet.updated),
    }


LISTS: dict[str, tuple[str, Callable[[Any], Row]]] = {
    "Employees": ("employees", _employee),
    "PayrollCalendars": ("calendars", _calendar),
    "Timesheets": ("timesheets", timesheet_row),
}
