"""What people do on the screens of the payroll: its clerk, and employees in Xero Me."""

from collections.abc import Callable
from dataclasses import asdict, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sandbox.common.ids import new_guid

from .payroll import ACCESS, Payroll
from .periods import KINDS
from .records import APPROVED, DRAFT, PROCESSED, REJECTED, REQUESTED, Line, Timesheet
from .seed import add_calendar, hire

Wish = dict[str, Any]
TABLES = ("calendars", "rates", "employees", "timesheets")
_DAYS = ("starts", "ends", "shown", "start", "end", "day")


class PayrollPeople:
    """They act without the API's rules, apart from what makes no sense: ValueError for those."""

    def __init__(self, payroll: Payroll) -> None:
        self._payroll = payroll

    def actions(self) -> dict[str, Callable[[Wish], Any]]:
        return {
            "payroll": self._set_up,
            "add_calendar": lambda w: self._add_calendar(**_read(w)),
            "hire": lambda w: hire(self._payroll, **_read(w)),
            "enter_timesheet": lambda w: self._enter(**_read(w)),
            "change_payroll": lambda w: self._change(**_read(w)),
            "delete_timesheet": self._delete,
            "post_pay_run": lambda w: self._payroll.post(w["calendar_id"]),
            "revert_pay_run": lambda w: self._payroll.revert(w["calendar_id"]),
        }

    def _set_up(self, wish: Wish) -> None:
        """`access`, `tracking` (the name of a category, empty for none), `tracking_required`."""
        payroll = self._payroll
        payroll.access = wish.get("access", payroll.access)
        if payroll.access not in ACCESS:
            raise ValueError(f"access is one of {', '.join(ACCESS)}")
        if "tracking" in wish:
            ids = {row["Name"]: row["TrackingCategoryID"] for row in payroll.books.tracking}
            payroll.tracking_category_id = ids[wish["tracking"]] if wish["tracking"] else ""
        payroll.tracking_required = bool(wish.get("tracking_required", payroll.tracking_required))

    def _add_calendar(self, name: str, kind: str, shown: date) -> None:
        if kind not in KINDS:
            raise ValueError(f"the kind of a calendar is one of {', '.join(KINDS)}")
        add_calendar(self._payroll, name, kind, shown)

    def _enter(
        self,
        employee_id: str,
        start: date,
        lines: tuple[Line, ...] = (),
        status: str = DRAFT,
        id: str = "",
    ) -> None:
        calendar_id = self._payroll.employees[employee_id].calendar_id
        period = self._payroll.period(calendar_id, start)
        now, sheets = self._payroll.clock.now(), self._payroll.timesheets
        sheet = Timesheet(id or new_guid(), employee_id, calendar_id, *period, now, lines, status)
        self._payroll.put(sheets, sheet)

    def _change(self, table: str, id: str, **changes: Any) -> None:
        """Any field of a calendar, a rate, an employee or a timesheet."""
        if table not in TABLES:
            raise ValueError(f"table is one of {', '.join(TABLES)}")
        row = getattr(self._payroll, table)[id]
        if unknown := set(changes) - {each.name for each in fields(row)}:
            raise ValueError(f"unknown: {', '.join(unknown)}")
        self._check_open(row)
        self._payroll.put(getattr(self._payroll, table), row, **changes)

    def _delete(self, wish: Wish) -> None:
        self._check_open(self._payroll.timesheets[wish["id"]])
        del self._payroll.timesheets[wish["id"]]

    def _check_open(self, row: Any) -> None:
        if getattr(row, "status", "") == PROCESSED:
            raise ValueError("nobody changes a timesheet of a posted pay run")


def _read(wish: Wish) -> Wish:
    """Days and lines as they are kept."""
    found = {
        name: date.fromisoformat(value) if name in _DAYS and value else value
        for name, value in wish.items()
    }
    if "lines" in found:
        rows = (_read(row) for row in wish["lines"])
        found["lines"] = tuple(
            Line(
                new_guid(),
                row["day"],
                row["rate_id"],
                Decimal(row["units"]),
                row.get("option_id", ""),
            )
            for row in rows
        )
    if found.get("status", DRAFT) not in (DRAFT, APPROVED, REQUESTED, REJECTED):
        raise ValueError("only a pay run makes a timesheet processed")
    return found


def view(payroll: Payroll) -> dict[str, list[Any]]:
    """The payroll as a test reads it: fields by their names here, without what is private."""
    return {name: [_plain(row) for row in getattr(payroll, name).values()] for name in TABLES}


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items() if name != "private"}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date | datetime) else value
