"""When something that happens once a day happens next."""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo


def next_moment(now: datetime, hour: float, zone: str) -> datetime:
    """The next moment, after `now`, at which clocks in that time zone show that hour. An hour that
    a clock change skips is taken as if it had not been changed.

    :param now: naive UTC; :param hour: 18.5 is half past six in the evening
    :param zone: as in "Pacific/Auckland"; empty: UTC; :return: naive UTC
    """
    place = ZoneInfo(zone or "UTC")
    local = now.replace(tzinfo=timezone.utc).astimezone(place)
    minutes = round(hour * 60)
    for days in range(3):
        day = local.date() + timedelta(days=days)
        wall = datetime(day.year, day.month, day.day, minutes // 60, minutes % 60, tzinfo=place)
        moment = wall.astimezone(timezone.utc).replace(tzinfo=None)
        if moment > now:
            return moment
    raise ValueError(f"no such hour: {hour}")
