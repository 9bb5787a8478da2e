"""What a payroll holds, as frozen values. Words are neutral; each API writes them in its own."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

DRAFT, APPROVED, PROCESSED = "draft", "approved", "processed"
REQUESTED, REJECTED = "requested", "rejected"  # what an employee has handed in, and got back


@dataclass(frozen=True)
class Calendar:
    """`kind` in small letters, such as fortnightly; `shown`: first day of the period to come."""

    id: str
    name: str
    kind: str
    shown: date
    updated: datetime


@dataclass(frozen=True)
class Rate:
    """`basis`: unit, multiple or fixed; `type` and `units` as its API writes them."""

    id: str
    name: str
    type: str
    basis: str
    units: str
    updated: datetime
    is_current: bool = True


@dataclass(frozen=True)
class Employee:
    """`private` is what a list tells of a person beside the name, by the names of its API."""

    id: str
    first_name: str
    last_name: str
    updated: datetime
    email: str = ""
    calendar_id: str = ""
    rate_id: str = ""
    starts: date = date(2020, 2, 3)
    ends: date | None = None
    private: dict[str, Any] = field(default_factory=dict)

    @property
    def status(self) -> str:
        return "TERMINATED" if self.ends else "ACTIVE"


@dataclass(frozen=True)
class Line:
    id: str
    day: date
    rate_id: str
    units: Decimal
    option_id: str = ""


@dataclass(frozen=True)
class Timesheet:
    id: str
    employee_id: str
    calendar_id: str
    start: date
    end: date
    updated: datetime
    lines: tuple[Line, ...] = ()
    status: str = DRAFT

    @property
    def hours(self) -> Decimal:
        return sum((line.units for line in self.lines), Decimal(0))
