"""How the payroll writes a timesheet, and how one that it shows is read. Pure.

API 1.0 writes a number for each day of the period, first day first; 2.0 a line for each day. Names
begin with a capital in 1.0, and are the same otherwise.

Source: Xero: Payroll AU API, Timesheets; Payroll NZ and UK API, Timesheets.
"""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from odoo.addons.acct_link_batch.lib.exchange import Answer
from odoo.addons.acct_link_oauth.lib.web import load, text
from odoo.addons.acct_link_timesheet.lib.sheet import (
    APPROVED,
    DRAFT,
    OTHER,
    PAID,
    Hours,
    RemoteSheet,
    Sheet,
    sum_hours,
)
from odoo.addons.acct_link_xero.lib.wire import amount, day, guid

from .country import is_first

_STATUSES = {"draft": DRAFT, "approved": APPROVED, "processed": PAID, "completed": PAID}
_CENT = Decimal("0.01")

# === WRITING === #


def body_of(country: str, sheet: Sheet) -> dict:
    """A new timesheet, as the payroll takes it.

    :raises ValueError: hours lie outside of the period, say no rate, or are no positive multiple of
        0.01
    """
    sums = sum_hours(sheet.hours)
    for (worked_on, rate, _option), units in sums.items():
        if not (sheet.start <= worked_on <= sheet.end and rate and units > 0):
            raise ValueError("Hours have a day of the period, a rate, and are more than nothing.")
        if units != units.quantize(_CENT):
            raise ValueError("Hours have two decimals.")
    period = (sheet.start.isoformat(), sheet.end.isoformat())
    if is_first(country):
        names, values = ("EmployeeID", "StartDate", "EndDate"), (sheet.employee, *period)
        lines = {"TimesheetLines": _lines_of_days(sheet, sums)}
    else:
        names = ("payrollCalendarID", "employeeID", "startDate", "endDate")
        values = (sheet.calendar, sheet.employee, *period)
        lines = {"timesheetLines": _lines(sums)}
    return {**dict(zip(names, values, strict=True)), **lines}


def _lines_of_days(sheet, sums):
    lines = {}
    for (worked_on, rate, option), units in sorted(sums.items()):
        tracking = {"TrackingItemID": option} if option else {}
        empty = [0] * ((sheet.end - sheet.start).days + 1)
        line = lines.setdefault(
            (rate, option), {"EarningsRateID": rate, **tracking, "NumberOfUnits": empty}
        )
        line["NumberOfUnits"][(worked_on - sheet.start).days] = _number(units)
    return list(lines.values())


def _lines(sums):
    return [
        {
            "date": worked_on.isoformat(),
            "earningsRateID": rate,
            **({"trackingItemID": option} if option else {}),
            "numberOfUnits": _number(units),
        }
        for (worked_on, rate, option), units in sorted(sums.items())
    ]


def _number(units):
    """Of two decimals the nearest float is written as they are."""
    return int(units) if units == int(units) else float(units)


# === READING === #


def said(answer: Answer) -> dict:
    """The object of an answer, names without capitals at their beginning."""
    return plain(load(answer.text))


def plain(row: dict) -> dict:
    return {name[:1].lower() + name[1:]: value for name, value in row.items()}


def remote_sheet(row) -> RemoteSheet | None:
    """A timesheet as it is shown alone (in 1.0: in a list, too), its names as `plain` makes them;
    None if it is none. What of its lines cannot be read makes its hours None.
    """
    if not isinstance(row, dict):
        return None
    row = plain(row)
    start, end = day(row, "startDate"), day(row, "endDate")
    remote_id, employee = guid(row.get("timesheetID")), guid(row.get("employeeID"))
    if not (remote_id and employee and start and end):
        return None
    word, lines = text(row.get("status")), row.get("timesheetLines")
    hours = None
    if isinstance(lines, list) and all(isinstance(line, dict) for line in lines):
        days = (end - start).days + 1
        read = [each for line in lines for each in _hours(plain(line), start, days)]
        hours = None if None in read else tuple(read)
    status = _STATUSES.get(word.lower(), OTHER)
    return RemoteSheet(remote_id, employee, start, end, status, hours, word)


def _hours(line, start, days) -> Iterator[Hours | None]:
    """Those of one line; None among them: it cannot be read."""
    units = line.get("numberOfUnits")
    if isinstance(units, list):
        dated = [(start + timedelta(number), value) for number, value in enumerate(units)]
    else:
        dated = [(day(line, "date"), units)]
    rate, option = guid(line.get("earningsRateID")), guid(line.get("trackingItemID"))
    for worked_on, value in dated:
        number = amount(value)
        if number is None or not rate or worked_on is None or len(dated) > days:
            yield None
        elif number:
            yield Hours(worked_on, rate, number, option)
