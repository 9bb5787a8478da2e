"""Looking for timesheets in the payroll. Pure.

What a filter brings is filtered again here, as filters were ignored now and then. Lists of API 2.0
have neither days nor totals to rely on, so each timesheet is read alone. An answer that is not what
was asked for never counts as "not there".

Source: Xero: Payroll AU API, Timesheets; Payroll NZ and UK API, Timesheets.
"""

from dataclasses import replace
from datetime import timedelta

from odoo.addons.acct_link_batch.lib.outcome import Unknown
from odoo.addons.acct_link_oauth.lib.web import Misfit, offline
from odoo.addons.acct_link_timesheet.lib.sheet import RemoteSheet, Sheet
from odoo.addons.acct_link_xero.lib.wire import guid

from .country import is_first
from .paging import Get, asked, pages
from .shapes import remote_sheet
from .translate import PATH

LONGEST = timedelta(31)  # a month; of periods that are longer an overlap may not be seen

Found = tuple[RemoteSheet, ...] | Unknown


def look_up(get: Get, country: str, sheets: list[Sheet]) -> list[Found]:
    """What the payroll holds of the employees and periods of these sheets, in order; of a sheet
    that is not there yet also what overlaps its period, as one of another calendar does.

    Unknown: the question was not understood, or what was answered cannot be read. `get` raises what
    the door raises, which passes through.
    """
    periods = {}
    for index, sheet in enumerate(sheets):
        periods.setdefault((sheet.start, sheet.end), []).append(index)
    found: dict[int, Found] = {}
    for indexes in periods.values():
        some = [sheets[index] for index in indexes]
        found |= zip(indexes, _of_period(get, country, some), strict=True)
    return [found[index] for index in range(len(sheets))]


def _of_period(get, country, sheets):
    params = _params(country, sheets)
    try:
        rows = list(pages(get, country, PATH, "timesheets", params))
    except Misfit:
        return [Unknown("the look-up was not understood")] * len(sheets)
    listed = [remote_sheet(row) for row in rows]
    if None in listed:
        return [Unknown("a timesheet of the list cannot be read")] * len(sheets)
    return [_of_sheet(get, country, sheet, listed) for sheet in sheets]


def _params(country, sheets):
    start, end = sheets[0].start, sheets[0].end
    employee = guid(sheets[0].employee) if len(sheets) == 1 else ""
    if is_first(country):
        tests = [f"StartDate<=DateTime({end:%Y,%m,%d})", f"EndDate>=DateTime({start:%Y,%m,%d})"]
        tests += [f'EmployeeID==Guid("{employee}")'] if employee else []
        return [("where", " AND ".join(tests))]
    # It asks for periods within these days, never for those that overlap them.
    if not all(sheet.remote_id for sheet in sheets):
        start, end = start - LONGEST, end + LONGEST
    params = [("startDate", start.isoformat()), ("endDate", end.isoformat())]
    return [*params, ("filter", f"employeeId=={employee}")] if employee else params


def _of_sheet(get, country, sheet, listed):
    """:param listed: all that the list holds of the period"""
    employee, ours = guid(sheet.employee), guid(sheet.remote_id)
    of_person = [each for each in listed if each.employee == employee]
    period = (sheet.start, sheet.end)
    shown = {each.remote_id: each for each in of_person if (each.start, each.end) == period}
    if ours:
        shown.setdefault(ours, None)  # a list that lacks it proves nothing
    found = []
    for remote_id, row in shown.items():
        if row is None or row.hours is None or not is_first(country):
            row = _one(get, remote_id)
        if row and (row.employee, row.start, row.end) != (employee, sheet.start, sheet.end):
            return Unknown("the timesheet is one of another employee or period")
        found += [row] if row else []
    if not ours:
        # Their days are enough.
        found += [
            replace(each, hours=each.hours or ())
            for each in of_person
            if (each.start, each.end) != period
            and each.start <= sheet.end
            and sheet.start <= each.end
        ]
    return tuple(found)


def _one(get, remote_id):
    """The timesheet as it is shown alone; None if it is not there."""
    answer = get(f"{PATH}/{remote_id}", [])
    if answer.status == 404:
        return None
    found = remote_sheet(asked(answer, "timesheet"))
    if found is None or found.remote_id != remote_id:
        raise offline()
    return found
