"""Pay periods, computed from a pay calendar: whole days, no times.

A payroll tells the period that comes next and how often there is one; it moves on as pay runs are
made. Other periods follow from that one as long as nothing about the calendar's steps is unclear.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

WEEKLY, FORTNIGHTLY, FOUR_WEEKLY = "weekly", "fortnightly", "four_weekly"
MONTHLY, TWICE_MONTHLY, QUARTERLY, ANNUAL = "monthly", "twice_monthly", "quarterly", "annual"
DAYS = {WEEKLY: 7, FORTNIGHTLY: 14, FOUR_WEEKLY: 28}
MONTHS = {MONTHLY: 1, QUARTERLY: 3}
UNITS = (*DAYS, *MONTHS, TWICE_MONTHLY, ANNUAL)
_LAST_SAFE_DAY = 28  # from the 29th on, a start says nothing of that of the next month


@dataclass(frozen=True)
class Calendar:
    """A pay calendar as the payroll tells it: `start` (and `end`, if it says it) of the period that
    it reports now; `unit` one of UNITS, or empty where it is none of them.
    """

    remote_id: str
    name: str
    unit: str
    start: date
    end: date | None = None


@dataclass(frozen=True)
class Period:
    start: date
    end: date

    @property
    def days(self):
        """:return: [date], all days of the period"""
        return [self.start + timedelta(n) for n in range((self.end - self.start).days + 1)]


def period_of(pay_calendar: Calendar, day: date) -> Period | None:
    """The period that a day lies in; None where the calendar does not tell it for sure."""
    if pay_calendar.end and pay_calendar.start <= day <= pay_calendar.end:
        return Period(pay_calendar.start, pay_calendar.end)
    if days := DAYS.get(pay_calendar.unit):
        start = day - timedelta((day - pay_calendar.start).days % days)
        return Period(start, start + timedelta(days - 1))
    months = MONTHS.get(pay_calendar.unit)
    if not months or pay_calendar.start.day > _LAST_SAFE_DAY:
        return None
    count = (day.year - pay_calendar.start.year) * 12 + day.month - pay_calendar.start.month
    count -= day.day < pay_calendar.start.day
    start = _add_months(pay_calendar.start, count - count % months)
    return Period(start, _add_months(start, months) - timedelta(1))


def periods_around(pay_calendar: Calendar, before: int, after: int) -> list[Period]:
    """The period that the calendar reports and its neighbours, oldest first."""
    middle = period_of(pay_calendar, pay_calendar.start)
    if not middle:
        return []
    periods = [middle]
    for _ in range(before):
        if earlier := period_of(pay_calendar, periods[0].start - timedelta(1)):
            periods.insert(0, earlier)
    for _ in range(after):
        if later := period_of(pay_calendar, periods[-1].end + timedelta(1)):
            periods.append(later)
    return [
        period
        for earlier, period in zip([None, *periods], periods, strict=False)
        if earlier is None or earlier.end < period.start
    ]


def _add_months(day, count):
    years, month = divmod(day.month - 1 + count, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
