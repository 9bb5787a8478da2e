"""How many reads of a month are left for what nobody waits for. Pure.

Reads are metered by the month, over all apps of one developer; when none is left QuickBooks takes
no more until the next month. Writes are not counted.

Source: Intuit, "Builder tier API limits".
"""

from datetime import date, datetime, time, timedelta

LIMIT = 500_000  # without a paid plan
# From this share of them on, what runs on schedule keeps to the share of the month that is over.
NEAR = 0.8


def wait_until(used: int, limit: int, now: datetime) -> datetime | None:
    """Until when reads on schedule wait (naive, as `now`); None: they need not."""
    if limit <= 0 or used < NEAR * limit:
        return None
    begin = datetime.combine(first_of(now.date()), time())
    end = datetime.combine(first_of(begin.date() + timedelta(days=31)), time())
    due = begin + (end - begin) * min(1, used / limit)
    return due if due > now else None


def first_of(day: date) -> date:
    return day.replace(day=1)
