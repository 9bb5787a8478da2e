"""How values look on the wire: Xero's dates, texts and envelopes."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sandbox.common.ids import new_guid

_LINE_END = re.compile(r"\r\n|\r|\n")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WRITTEN_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(T00:00:00(\.0+)?Z?)?")
_TICKS = re.compile(r"/Date\((-?\d+)([+-]\d{4})?\)/")


def ticks(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def wire_moment(moment: datetime) -> str:
    """Xero API: Requests and responses, dates: milliseconds since 1970 in UTC."""
    return f"/Date({ticks(moment)}+0000)/"


def wire_date(day: date) -> str:
    """A calendar date travels as midnight UTC, whatever the organisation's time zone."""
    return wire_moment(datetime(day.year, day.month, day.day, tzinfo=UTC))


def date_string(day: date) -> str:
    return f"{day.isoformat()}T00:00:00"


def plain_moment(moment: datetime) -> str:
    """The form of /connections: ISO with seven decimals and without a zone."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f") + "0"


def read_date(value: str) -> date:
    """A date as a client may write it: YYYY-MM-DD, the same at midnight, or /Date(ms)/."""
    if written := _WRITTEN_DATE.fullmatch(value):
        return date.fromisoformat(written[1])
    if counted := _TICKS.fullmatch(value):
        return (_EPOCH + timedelta(milliseconds=int(counted[1]))).date()
    raise ValueError(f"not a date: {value}")


def wire_text(text: str) -> str:
    """Lines end as Windows ends them, whatever was sent."""
    return _LINE_END.sub("\r\n", text)


def envelope(now: datetime, provider: str, plural: str, rows: list[Any]) -> dict[str, Any]:
    """What surrounds every answer of the accounting API."""
    return {
        "Id": new_guid(),
        "Status": "OK",
        "ProviderName": provider,
        "DateTimeUTC": f"/Date({ticks(now)})/",
        plural: rows,
    }
