"""Which periods a pay calendar has, from the one that it shows."""

from calendar import monthrange
from datetime import date, timedelta

DAYS = {"weekly": 7, "fortnightly": 14, "fourweekly": 28}
MONTHS = {"monthly": 1, "quarterly": 3, "annual": 12}
KINDS = (*DAYS, *MONTHS, "twicemonthly")
Period = tuple[date, date]


def period_of(kind: str, shown: date, day: date) -> Period:
    """The period that holds `day`, of a calendar of this kind (small letters) that shows a period
    beginning on `shown`."""
    if kind in DAYS:
        start = shown + timedelta((day - shown).days // DAYS[kind] * DAYS[kind])
        return start, start + timedelta(DAYS[kind] - 1)
    if kind == "twicemonthly":
        last = monthrange(day.year, day.month)[1]
        first, end = (1, 15) if day.day <= 15 else (16, last)
        return day.replace(day=first), day.replace(day=end)
    number = (day.year - shown.year) * 12 + day.month - shown.month
    step = number // MONTHS[kind]
    if _begins(kind, shown, step) > day:
        step -= 1
    return _begins(kind, shown, step), _begins(kind, shown, step + 1) - timedelta(1)


def _begins(kind: str, shown: date, step: int) -> date:
    """The day of the month stays; where a month is too short, it is that month's last."""
    month = shown.month - 1 + step * MONTHS[kind]
    year, month = shown.year + month // 12, month % 12 + 1
    return date(year, month, min(shown.day, monthrange(year, month)[1]))
