"""How values look on the wire: exact decimals, Xero's dates, envelopes, and the HTTP answer."""

import json
import re
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

ZERO_GUID = "00000000-0000-0000-0000-000000000000"
GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# json has no hook to write a Decimal as a number: it is written as a marked text, then unquoted.
_MARK = "\0decimal:"
_MARKED = re.compile(r'"\\u0000decimal:(-?[\d.]+)"')
_LINE_END = re.compile(r"\r\n|\r|\n")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WRITTEN_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(T00:00:00(\.0+)?Z?)?")
_TICKS = re.compile(r"/Date\((-?\d+)([+-]\d{4})?\)/")


@dataclass
class Answer:
    """One HTTP answer, before it is put on the socket."""

    status: int
    body: bytes = b""
    content_type: str = "application/json; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)


def dump(value: Any) -> bytes:
    """JSON text of a value that may contain Decimals; they become plain JSON numbers."""
    text = json.dumps(value, default=_mark_decimal, ensure_ascii=True)
    return _MARKED.sub(r"\1", text).encode()


def _mark_decimal(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{_MARK}{value:f}"
    raise TypeError(f"cannot be written as JSON: {value!r}")


def load(body: bytes) -> Any:
    """JSON to Python with exact decimals; ValueError for anything that is not proper JSON."""
    return json.loads(body, parse_float=Decimal, parse_constant=_refuse_constant)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def json_answer(status: int, value: Any, headers: dict[str, str] | None = None) -> Answer:
    return Answer(status, dump(value), headers=dict(headers or {}))


def new_guid() -> str:
    return str(uuid.uuid4())


def is_guid(text: str) -> bool:
    return GUID.fullmatch(text) is not None


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


def moment_string(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


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
