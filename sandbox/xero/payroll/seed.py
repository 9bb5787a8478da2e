"""The payroll that an organisation starts with, the same at every start."""

from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sandbox.common.clock import Clock

from ..books.books import Books
from ..books.seed import SEEDED
from ..wire import wire_date
from .payroll import Payroll
from .records import Calendar, Employee, Rate

_MONDAY = date(2026, 11, 2)
_CALENDARS = {
    "Weekly": ("weekly", _MONDAY),
    "Fortnightly": ("fortnightly", _MONDAY),
    "Four-weekly": ("fourweekly", _MONDAY),
    "Monthly": ("monthly", date(2026, 11, 1)),
    "Month's end": ("monthly", date(2026, 10, 31)),
}
_Rate = tuple[str, str, str, str]  # name, type, basis, units
_AU_RATES: list[_Rate] = [
    ("Ordinary Hours", "ORDINARYTIMEEARNINGS", "unit", "Hours"),
    ("Overtime Hours", "OVERTIMEEARNINGS", "multiple", "Hours"),
    ("Travel", "ALLOWANCE", "unit", "km"),
    ("Bonus", "BONUSESANDCOMMISSIONS", "fixed", ""),
    ("Ordinary Hours (old)", "ORDINARYTIMEEARNINGS", "unit", "Hours"),
]
_NZ_RATES: list[_Rate] = [
    ("Ordinary Time", "RegularEarnings", "unit", "Hours"),
    ("Overtime", "OvertimeEarnings", "multiple", ""),
    ("Night Shift", "RegularEarnings", "unit", "hours"),
    ("Travel", "Allowance", "unit", "km"),
    ("Bonus", "Bonus", "fixed", ""),
    ("Ordinary Time (old)", "RegularEarnings", "unit", "Hours"),
]
# first name, last name, e-mail, calendar, what else
_PEOPLE: list[tuple[str, str, str, str, dict[str, Any]]] = [
    ("Aroha", "Ngata", "aroha@example.com", "Weekly", {}),
    ("Ben", "O'Brien", "ben@example.com", "Weekly", {}),
    ("Chloë", "Müller", "", "Fortnightly", {}),
    ("Dev", "Patel", "dev@example.com", "Fortnightly", {}),
    ("Emma", "Jones", "emma@example.com", "Monthly", {}),
    ("Emma", "Jones", "", "Weekly", {}),
    ("Fatu", "Leota", "fatu@example.com", "Weekly", {"ends": date(2026, 9, 30)}),
    ("Gina", "Rossi", "gina@example.com", "", {}),
]
# What nobody who sends hours needs, and the lists tell all the same.
_BORN = date(1985, 7, 13)
_PRIVATE_AU = {"DateOfBirth": wire_date(_BORN), "Gender": "N", "Mobile": "0400 555 713"}
_PRIVATE: dict[str, Any] = {
    "dateOfBirth": f"{_BORN.isoformat()}T00:00:00",
    "gender": "F",
    "phoneNumber": "0400 555 713",
    "address": {"addressLine1": "13 Private Lane", "city": "Town", "postCode": "6011"},
}


def seeded_payroll(books: Books, clock: Clock, country: str) -> Payroll:
    payroll = Payroll(books, clock, country)
    for name, (kind, shown) in _CALENDARS.items():
        add_calendar(payroll, name, kind, shown)
    for row in _AU_RATES if country == "AU" else _NZ_RATES:
        name = row[0]
        rate = Rate(_fixed_id(payroll, "rate", name), *row, SEEDED, not name.endswith("(old)"))
        payroll.rates[rate.id] = rate
    for first, last, email, calendar, more in _PEOPLE:
        hire(payroll, first, last, email, calendar, **more)
    contractor = hire(payroll, "Hugo", "Berg", "hugo@example.com", "Weekly")
    if country == "NZ":  # a contractor has no birthday
        contractor.private.clear()
        contractor.private.update(dateOfBirth=None, engagementType="Contractor")
    return payroll


def _fixed_id(payroll: Payroll, kind: str, name: str) -> str:
    return str(uuid5(NAMESPACE_URL, "/".join((payroll.books.id, kind, name))))


def add_calendar(payroll: Payroll, name: str, kind: str, shown: date) -> None:
    calendar = Calendar(_fixed_id(payroll, "calendar", name), name, kind, shown, SEEDED)
    payroll.calendars[calendar.id] = calendar


def hire(
    payroll: Payroll, first: str, last: str, email: str = "", calendar: str = "", **more: Any
) -> Employee:
    """:param calendar: the name of a calendar, empty for none"""
    employee = Employee(
        _fixed_id(payroll, "employee", str(len(payroll.employees))),
        first,
        last,
        SEEDED,
        email,
        _fixed_id(payroll, "calendar", calendar) if calendar else "",
        next(iter(payroll.rates)),
        private=dict(_PRIVATE_AU if payroll.country == "AU" else _PRIVATE),
        **more,
    )
    if calendar and employee.calendar_id not in payroll.calendars:
        raise ValueError(f"no calendar named {calendar}")
    payroll.employees[employee.id] = employee
    return employee
