"""Payroll API 1.0, which Australia has: names with capitals, /Date(ms)/, bare arrays."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sandbox.common.answer import Answer, dump, load
from sandbox.common.ids import new_guid
from sandbox.common.request import Request

from ..api.reading import page_of, select
from ..problems import bad_request, not_found
from ..settings import Settings
from ..wire import envelope, read_date
from .first_view import COLUMNS, LISTS, pay_items, settings_row, timesheet_row
from .payroll import Payroll
from .records import APPROVED, DRAFT, Employee, Line, Timesheet
from .rules import NOT_DRAFT, Rules

Row = dict[str, Any]
_EXISTS = "This timesheet already exists, please provide the timesheet ID"
_NO_ARRAY = (
    "Cannot deserialize the current JSON object into type UpdateTimesheetRequest because the type"
    " requires a JSON array to deserialize correctly."
)
_STATUSES = {"DRAFT": DRAFT, "APPROVED": APPROVED}
_FIELDS = {"EmployeeID", "StartDate", "EndDate", "Status", "TimesheetID", "TimesheetLines"}
_FIELDS |= {"Hours", "UpdatedDateUTC", "ValidationErrors"}  # its own answers carry them
_LINE_FIELDS = {"EarningsRateID", "TrackingItemID", "NumberOfUnits", "UpdatedDateUTC"}


class _Wrong(Exception):
    """What speaks against one timesheet."""


class First:
    def __init__(self, payroll: Payroll, settings: Settings) -> None:
        self._payroll = payroll
        self._settings = settings
        self._rules = Rules(payroll, settings)

    def answer(self, request: Request, path: list[str]) -> Answer:
        resource, *rest = path
        if request.method == "POST" and resource == "Timesheets" and len(rest) < 2:
            return self._written(request, *rest)
        if request.method != "GET":
            raise not_found()
        if resource == "Timesheets" and len(rest) == 1:
            return self._said("Timesheet", timesheet_row(self._timesheet(rest[0])))
        if path == ["Settings"]:
            return self._said("Settings", settings_row(self._payroll))
        if path == ["PayItems"]:
            return self._said("PayItems", pay_items(self._payroll))
        if resource not in LISTS or rest:
            raise not_found()
        table, row = LISTS[resource]
        found = select(request, getattr(self._payroll, table).values(), COLUMNS[resource])
        return self._said(resource, list(map(row, page_of(request, found, always=True).rows)))

    def _said(self, name: str, value: Any) -> Answer:
        now = self._payroll.clock.now()
        return Answer(200, dump(envelope(now, self._settings.provider_name, name, value)))

    def _timesheet(self, timesheet_id: str) -> Timesheet:
        if (sheet := self._payroll.timesheets.get(timesheet_id.lower())) is None:
            raise not_found()
        return sheet

    def _written(self, request: Request, timesheet_id: str = "") -> Answer:
        """One after the other: what came before a wrong one is kept."""
        try:
            elements = load(request.body)
        except ValueError as problem:
            raise bad_request(14, "PostDataInvalidException", str(problem)) from problem
        if not isinstance(elements, list) or not all(isinstance(each, dict) for each in elements):
            raise bad_request(0, "Error", _NO_ARRAY)
        rows: list[Row] = []
        for element in elements:
            if timesheet_id:
                element = element | {"TimesheetID": timesheet_id}
            try:
                rows.append(timesheet_row(self._keep(element)))
            except _Wrong as wrong:
                rows.append(element | {"ValidationErrors": [{"Message": t} for t in wrong.args]})
                message = "A validation exception occurred"
                raise bad_request(10, "ValidationException", message, Timesheets=rows) from wrong
        return self._said("Timesheets", rows)

    def _keep(self, element: Row) -> Timesheet:
        self._check_known(element, _FIELDS)
        employee = self._payroll.employees.get(str(element.get("EmployeeID", "")).lower())
        if employee is None:
            message = f"Invalid EmployeeID {element.get('EmployeeID')}"
            raise bad_request(0, "ValidationException", message, Timesheets=None)
        try:
            start, end = (read_date(str(element.get(n))) for n in ("StartDate", "EndDate"))
            status = _STATUSES[element.get("Status", "DRAFT")]
        except (ValueError, KeyError) as problem:
            raise _Wrong(f"A date or the status is not valid: {problem}") from problem
        sheet = self._begun(element, employee, start, end)
        if "TimesheetLines" in element or not sheet.lines:
            sheet = replace(sheet, lines=self._lines(element, start, end))
        if errors := self._rules.about_lines(employee, start, end, sheet.lines):
            raise _Wrong(*errors)
        return self._payroll.put(self._payroll.timesheets, sheet, status=status)

    def _begun(self, element: Row, employee: Employee, start: date, end: date) -> Timesheet:
        """The timesheet that is to be changed, or a new one."""
        ordinary = self._payroll.rates.get(employee.rate_id)
        if ordinary is None or not ordinary.is_current:
            raise _Wrong("Invalid OrdinaryEarningsRateID")
        if wanted := str(element.get("TimesheetID") or ""):
            kept = self._timesheet(wanted)
            if (kept.employee_id, kept.start, kept.end) != (employee.id, start, end):
                raise _Wrong("The employee and the period of a timesheet cannot be changed")
            if kept.status != DRAFT:
                raise _Wrong(NOT_DRAFT)
            return kept
        if error := self._rules.about_sheet(employee, start, end, _EXISTS):
            raise _Wrong(error)
        now = self._payroll.clock.now()
        return Timesheet(new_guid(), employee.id, employee.calendar_id, start, end, now)

    def _lines(self, element: Row, start: date, end: date) -> tuple[Line, ...]:
        """Not strict, a list that is too short or too long loses days without a word."""
        days, lines, pairs = (end - start).days + 1, list[Line](), set[tuple[str, str]]()
        for row in element.get("TimesheetLines") or []:
            self._check_known(row, _LINE_FIELDS)
            units = row.get("NumberOfUnits")
            if not isinstance(units, list) or any(not _is_number(u) or u < 0 for u in units):
                raise _Wrong("NumberOfUnits is a list of numbers from zero")
            if len(units) != days and self._settings.strict:
                raise _Wrong(f"NumberOfUnits has {len(units)} numbers for {days} days")
            rate, option = (
                str(row.get(n) or "").lower() for n in ("EarningsRateID", "TrackingItemID")
            )
            if (rate, option) in pairs:
                raise _Wrong("Two lines have the same earnings rate and tracking item")
            pairs.add((rate, option))
            for number, unit in enumerate(units[:days]):
                if unit:
                    day = start + timedelta(number)
                    lines.append(Line(new_guid(), day, rate, Decimal(unit), option))
        return tuple(lines)

    def _check_known(self, row: Any, known: set[str]) -> None:
        if not isinstance(row, dict):
            raise _Wrong("A JSON object is expected")
        if self._settings.strict and (unknown := set(row) - known):
            raise _Wrong(f"Unknown field {', '.join(sorted(unknown))}")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)
