"""The payroll of one organisation: what is in it, and what its pay runs do."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, TypeVar

from sandbox.common.clock import Clock

from ..books.books import Books
from .periods import Period, period_of
from .records import APPROVED, PROCESSED, Calendar, Employee, Rate, Timesheet

RowT = TypeVar("RowT", Calendar, Employee, Rate, Timesheet)
ACCESS = ("open", "refused", "unauthorised", "unopened")


@dataclass
class Payroll:
    """Rows by id, in the order in which they were made. The caller holds the stand-in's lock.

    `access` is what the payroll says to whoever signed in: open; refused (403) or unauthorised
    (401), as the user is no payroll administrator; unopened (nobody has set it up).
    """

    books: Books
    clock: Clock
    country: str  # AU, NZ or GB
    access: str = "open"
    tracking_category_id: str = ""  # what timesheets are tracked by, empty for nothing
    tracking_required: bool = False
    calendars: dict[str, Calendar] = field(default_factory=dict)
    rates: dict[str, Rate] = field(default_factory=dict)
    employees: dict[str, Employee] = field(default_factory=dict)
    timesheets: dict[str, Timesheet] = field(default_factory=dict)
    posted: list[tuple[str, date]] = field(default_factory=list)  # calendar, first day

    def put(self, rows: dict[str, RowT], row: RowT, **changes: Any) -> RowT:
        """Keep a row, changed now."""
        rows[row.id] = changed = replace(row, updated=self.clock.now(), **changes)
        return changed

    def period(self, calendar_id: str, day: date) -> Period:
        calendar = self.calendars[calendar_id]
        return period_of(calendar.kind, calendar.shown, day)

    def has_timesheet(self, employee_id: str, start: date) -> bool:
        sheets = self.timesheets.values()
        return any((each.employee_id, each.start) == (employee_id, start) for each in sheets)

    def option_status(self, option_id: str) -> str:
        """Of an option of the category that timesheets are tracked by; empty if there is none."""
        for category in self.books.tracking:
            if category["TrackingCategoryID"] == self.tracking_category_id:
                for option in category["Options"]:
                    if option["TrackingOptionID"] == option_id:
                        return str(option["Status"])
        return ""

    def post(self, calendar_id: str) -> None:
        """The pay run of the period shown: what was approved is paid, and the next is shown."""
        start, end = self.period(calendar_id, self.calendars[calendar_id].shown)
        self.posted.append((calendar_id, start))
        self._turn(calendar_id, start, APPROVED, PROCESSED)
        self.put(self.calendars, self.calendars[calendar_id], shown=end + timedelta(1))

    def revert(self, calendar_id: str) -> None:
        """Take the latest pay run back; ValueError if there is none."""
        start = max((day for name, day in self.posted if name == calendar_id), default=None)
        if start is None:
            raise ValueError("no pay run was posted")
        self.posted.remove((calendar_id, start))
        self._turn(calendar_id, start, PROCESSED, APPROVED)
        self.put(self.calendars, self.calendars[calendar_id], shown=start)

    def _turn(self, calendar_id: str, start: date, before: str, after: str) -> None:
        for sheet in list(self.timesheets.values()):
            if (sheet.calendar_id, sheet.start, sheet.status) == (calendar_id, start, before):
                self.put(self.timesheets, sheet, status=after)
