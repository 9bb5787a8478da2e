"""Payroll API 2.0: New Zealand and the United Kingdom; of Australia the timesheets only."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sandbox.common.answer import Answer, Refused, dump, load
from sandbox.common.ids import new_guid
from sandbox.common.request import Request

from ..settings import Settings
from .payroll import Payroll
from .records import APPROVED, DRAFT, Line, Timesheet
from .rules import NOT_DRAFT, Rules
from .second_view import LISTS, NOTHING, Filters, problem_row, timesheet_row, tracking_row

Row = dict[str, Any]
PAGE = 100
_EXISTS = "A timesheet already exists for this employee and pay period"
_NEEDED = ("payrollCalendarID", "employeeID", "startDate", "endDate")
_FIELDS = {*_NEEDED, "timesheetLines", "timesheetID", "totalHours", "updatedDateUTC"}
_LINE_FIELDS = {"date", "earningsRateID", "trackingItemID", "numberOfUnits", "timesheetLineID"}


class Second:
    def __init__(self, payroll: Payroll, settings: Settings) -> None:
        self._payroll = payroll
        self._settings = settings
        self._rules = Rules(payroll, settings)
        self._is_au = payroll.country == "AU"

    def answer(self, request: Request, path: list[str]) -> Answer:
        resource, *rest = path
        if resource == "Timesheets" and rest:
            return self._one(request, *rest)
        if resource == "Timesheets" and request.method == "POST":
            return self._create(request)
        if request.method != "GET" or (self._is_au and resource != "Timesheets"):
            raise self._missing()
        # The United Kingdom spells it with a small letter.
        word = "trackingCategories" if self._payroll.country == "GB" else "TrackingCategories"
        if path == ["Settings", word]:
            return self._said("trackingCategories", tracking_row(self._payroll))
        if resource not in LISTS or rest:
            raise self._missing()
        table, row, plural = LISTS[resource]
        filters = Filters(request, self._settings.payroll_filters)
        chosen = filter(filters.test(table), getattr(self._payroll, table).values())
        return self._paged(request, plural, list(map(row or self._in_list, chosen)))

    # === ENVELOPES === #

    def _said(self, name: str, value: Any, pagination: Row | None = None) -> Answer:
        return Answer(200, dump(self._envelope("OK") | {"pagination": pagination, name: value}))

    def _envelope(self, status: str, problem: Row | None = None) -> Row:
        return {
            "id": new_guid(),
            "providerName": self._settings.provider_name,
            "dateTimeUTC": self._payroll.clock.now().strftime("%Y-%m-%dT%H:%M:%S.%f0"),
            "httpStatusCode": status,
            "problem": problem,
        }

    def _refused(self, status: int, title: str, detail: str, fields: list[Row]) -> Refused:
        problem = problem_row(status, title, detail, fields)
        return Refused(Answer(status, dump(self._envelope(title.replace(" ", ""), problem))))

    def _wrong(self, *reasons: str, name: str = "") -> Refused:
        """Texts are written as in a page, an ampersand as &amp;."""
        texts = [reason.replace("&", "&amp;") for reason in reasons]
        fields = [{"name": name, "reason": text} for text in texts] if name else []
        detail = "Validation error occurred." if name else " ".join(texts)
        return self._refused(400, "Bad Request", detail, fields)

    def _missing(self) -> Refused:
        return self._refused(404, "Not Found", "The resource was not found", [])

    def _paged(self, request: Request, plural: str, rows: list[Row]) -> Answer:
        """A page behind the last one is no empty page."""
        text = request.query.get("page", "1")
        number, count = int(text) if text.isdigit() else 0, max(1, -(-len(rows) // PAGE))
        if not 1 <= number <= count:
            raise self._wrong("Requested page does not exist")
        shown = {"page": number, "pageSize": PAGE, "pageCount": count, "itemCount": len(rows)}
        return self._said(plural, rows[(number - 1) * PAGE : number * PAGE], shown)

    # === TIMESHEETS === #

    def _one(self, request: Request, timesheet_id: str, *rest: str) -> Answer:
        sheet = self._payroll.timesheets.get(timesheet_id.lower())
        routes: dict[tuple[str, ...], Callable[[Timesheet], Answer]] = {
            ("GET",): self._shown,
            ("DELETE",): self._delete,
            ("POST", "Approve"): lambda found: self._turn(found, DRAFT, APPROVED),
            ("POST", "RevertToDraft"): lambda found: self._turn(found, APPROVED, DRAFT),
        }
        if sheet is None or (request.method, *rest) not in routes:
            raise self._missing()
        return routes[(request.method, *rest)](sheet)

    def _in_list(self, sheet: Timesheet) -> Row:
        return self._row(sheet, in_list=True)

    def _row(self, sheet: Timesheet, in_list: bool = False) -> Row:
        """Totals are added up some time after a change."""
        ready = sheet.updated + timedelta(seconds=self._settings.payroll_totals_seconds)
        total = sheet.hours if ready <= self._payroll.clock.now() else Decimal(0)
        return timesheet_row(sheet, total, in_list)

    def _shown(self, sheet: Timesheet) -> Answer:
        return self._said("timesheet", self._row(sheet))

    def _delete(self, sheet: Timesheet) -> Answer:
        if sheet.status != DRAFT:
            raise self._wrong(NOT_DRAFT)
        del self._payroll.timesheets[sheet.id]
        return self._said("timesheetLine", NOTHING)

    def _turn(self, sheet: Timesheet, before: str, after: str) -> Answer:
        if sheet.status != before:
            raise self._wrong(f"The timesheet is not {before}, it is {sheet.status}")
        return self._shown(self._payroll.put(self._payroll.timesheets, sheet, status=after))

    def _create(self, request: Request) -> Answer:
        try:
            body = load(request.body)
        except ValueError as problem:
            raise self._wrong(str(problem)) from problem
        self._check_known(body, _FIELDS)
        if missing := [name for name in _NEEDED if not body.get(name)]:
            raise self._wrong("This field is required", name=missing[0])
        employee = self._payroll.employees.get(str(body["employeeID"]).lower())
        if employee is None:
            raise self._wrong(f"Invalid EmployeeID {body['employeeID']}", name="EmployeeID")
        start, end = self._date(body, "startDate"), self._date(body, "endDate")
        if error := self._rules.about_sheet(employee, start, end, _EXISTS):
            raise self._wrong(error)
        if str(body["payrollCalendarID"]).lower() != employee.calendar_id:
            raise self._wrong("It is not the calendar of the employee", name="PayrollCalendarID")
        lines = list(map(self._line, body.get("timesheetLines") or []))
        if errors := self._rules.about_lines(employee, start, end, lines):
            raise self._wrong(*errors, name="TimesheetLines")
        if self._settings.payroll_doubled_lines and self._is_au:
            lines += [replace(line, id=new_guid()) for line in lines]
        now = self._payroll.clock.now()
        sheet = Timesheet(new_guid(), employee.id, employee.calendar_id, start, end, now)
        return self._shown(self._payroll.put(self._payroll.timesheets, sheet, lines=tuple(lines)))

    def _check_known(self, row: Any, known: set[str]) -> None:
        if not isinstance(row, dict):
            raise self._wrong("A JSON object is expected")
        if self._settings.strict and (unknown := set(row) - known):
            raise self._wrong(f"Unknown field {', '.join(sorted(unknown))}")

    def _line(self, row: Any) -> Line:
        self._check_known(row, _LINE_FIELDS)
        units = row.get("numberOfUnits")
        if isinstance(units, bool) or not isinstance(units, int | Decimal):
            raise self._wrong("numberOfUnits is a number", name="NumberOfUnits")
        rate, option = (str(row.get(n) or "").lower() for n in ("earningsRateID", "trackingItemID"))
        return Line(new_guid(), self._date(row, "date"), rate, Decimal(units), option)

    def _date(self, row: Row, name: str) -> date:
        """YYYY-MM-DD, or with the midnight that its answers have behind it."""
        try:
            return date.fromisoformat(str(row.get(name)).removesuffix("T00:00:00"))
        except ValueError as problem:
            raise self._wrong("The date is not valid", name=name) from problem
