"""A pay sheet: the hours of one employee in one pay period, and the same as a payroll holds it.

The items that a connector's `_prepare`, `_read` and `_look_up_sheets` are given, like Documents.
All ids are those of the payroll, opaque text.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

# The steps, each one write of its own. REPLACE gives a draft other lines in one call.
CREATE = "pay_create"
REPLACE = "pay_replace"
DELETE = "pay_delete"
REVERT = "pay_revert"
APPROVE = "pay_approve"
STEPS = (CREATE, REPLACE, DELETE, REVERT, APPROVE)

# How a sheet stands there. PAID: it is in a posted pay run. OTHER: the employee's own (requested,
# rejected, declined), or in a status that nobody here knows: it is never touched.
DRAFT, APPROVED, PAID, OTHER = "draft", "approved", "paid", "other"


@dataclass(frozen=True)
class Hours:
    """`units`, in hours, of one day at one earnings rate (`rate`); `option` is that of the tracking
    category of timesheets, or empty.
    """

    date: date
    rate: str
    units: Decimal
    option: str = ""


@dataclass(frozen=True)
class Sheet:
    """As it shall be. `start` and `end` are both days of the period. `remote_id` is the sheet there
    that is ours, or empty.
    """

    employee: str
    calendar: str
    start: date
    end: date
    hours: tuple[Hours, ...]
    remote_id: str = ""


@dataclass(frozen=True)
class RemoteSheet:
    """As the payroll holds it, with all its lines. `status` is DRAFT, APPROVED, PAID or OTHER,
    `status_word` the payroll's own word. `hours` None: they could not be read.
    """

    remote_id: str
    employee: str
    start: date
    end: date
    status: str
    hours: tuple[Hours, ...] | None
    status_word: str = ""


@dataclass(frozen=True)
class Payroll:
    """What the payroll of an accounts file can do.

    `replaces`: a draft's lines in one call; else a draft is deleted and made anew. `reverts`: an
    approved sheet becomes a draft again. `unique`: a second sheet of an employee and period is
    refused, so that looking first is a courtesy and no guard. `takes_empty`: a sheet without hours.
    `lists_hours`: a list of timesheets tells their hours; else each is read by a call of its own.
    `tracks`: whether lines may have an option of a tracking category.
    """

    replaces: bool = False
    reverts: bool = False
    unique: bool = False
    takes_empty: bool = False
    lists_hours: bool = False
    tracks: bool = True


@dataclass(frozen=True)
class Employee:
    """An employee of the payroll, and no more of a person than matching needs.

    `calendar` and `rate` (the ordinary one) are ids, empty where the payroll does not say. `active`
    is False of a leaver.
    """

    remote_id: str
    name: str
    email: str = ""
    calendar: str = ""
    rate: str = ""
    active: bool = True


@dataclass(frozen=True)
class Rate:
    """An earnings rate. `kind` is the payroll's word for what it is; `usable`: active, and hours
    may be paid by it.
    """

    remote_id: str
    name: str
    kind: str = ""
    usable: bool = True


def sum_hours(hours) -> dict[tuple[date, str, str], Decimal]:
    """{(date, rate, option): units}, what is nothing left out. :param hours: [Hours]"""
    sums = defaultdict(Decimal)
    for each in hours:
        sums[each.date, each.rate, each.option] += each.units
    return {key: units for key, units in sums.items() if units}


def is_same(some, others) -> bool:
    """Whether these are the same hours, in whatever lines. None, which is unknown, is the same as
    nothing.
    """
    if some is None or others is None:
        return False
    return sum_hours(some) == sum_hours(others)


def total(hours) -> Decimal:
    return sum((each.units for each in hours or ()), Decimal())


def to_json(sheet: Sheet) -> dict:
    """What `sheet_from_json` reads back."""
    return {
        "employee": sheet.employee,
        "calendar": sheet.calendar,
        "start": sheet.start.isoformat(),
        "end": sheet.end.isoformat(),
        "hours": hours_to_json(sheet.hours),
        "remote_id": sheet.remote_id,
    }


def sheet_from_json(data: dict) -> Sheet:
    return Sheet(
        data["employee"],
        data["calendar"],
        date.fromisoformat(data["start"]),
        date.fromisoformat(data["end"]),
        hours_from_json(data["hours"]),
        data["remote_id"],
    )


def hours_to_json(hours) -> list:
    """[[date, rate, units, option]], in order."""
    return sorted(
        [each.date.isoformat(), each.rate, str(each.units), each.option] for each in hours
    )


def hours_from_json(data) -> tuple[Hours, ...]:
    return tuple(
        Hours(date.fromisoformat(day), rate, Decimal(units), option)
        for day, rate, units, option in data
    )
