"""How Xero writes things: the few readers and checks that all modules here share."""

import json
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from odoo.addons.acct_link_batch.lib.document import BILL, CREDIT_NOTE, INVOICE, VENDOR_CREDIT
from odoo.addons.acct_link_batch.lib.errors import Misconfigured, Postponed
from odoo.addons.acct_link_batch.lib.exchange import (
    CREATE_CONTACTS,
    CREATE_DOCUMENTS,
    Answer,
    redact,
)
from odoo.addons.acct_link_batch.lib.matching import trim
from odoo.addons.acct_link_batch.lib.problem import Problem

# The resource a request is sent to, which is also the key of the list inside request and answer.
RESOURCES = {
    (CREATE_DOCUMENTS, INVOICE): "Invoices",
    (CREATE_DOCUMENTS, CREDIT_NOTE): "CreditNotes",
    (CREATE_DOCUMENTS, BILL): "Invoices",
    (CREATE_DOCUMENTS, VENDOR_CREDIT): "CreditNotes",
    (CREATE_CONTACTS, ""): "Contacts",
}

_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_ZERO_GUID = "00000000-0000-0000-0000-000000000000"
_DATE = re.compile(r"/Date\((-?\d+)(?:[+-]\d{4})?\)/")
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
# What PostgreSQL takes in no text: as it is, and as JSON writes it.
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
_ESCAPED_NO_TEXT = re.compile(r"\\u(?:0000|d[89a-f])", re.IGNORECASE)
# JSON can carry these, the XML inside Xero cannot.
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile(r"\r\n?")
_LONGEST_WAIT = 24 * 3600
# More than any page or file of Xero holds; what is larger would fill the memory of the server.
MAX_BYTES = 50_000_000
CHUNK = 1 << 14


class TooLarge(Exception):
    """An answer has more than MAX_BYTES; it was not read to its end."""


def utc_now() -> datetime:
    """The moment as Odoo keeps it: UTC, naive, whole seconds."""
    return datetime.now(timezone.utc).replace(tzinfo=None, microsecond=0)


def in_seconds(seconds: int) -> datetime:
    return utc_now() + timedelta(seconds=seconds)


def offline(until: datetime | None = None) -> Postponed:
    """Xero cannot be reached or talks nonsense, and nothing was written."""
    return Postponed(Problem("offline"), until or in_seconds(60))


def too_many_at_once() -> Postponed:
    """Other calls are under way, which end soon; nothing was written."""
    return Postponed(Problem("calls_at_once"), in_seconds(5))


def too_large() -> Problem:
    return Problem("answer_too_large", {"most": str(MAX_BYTES // 1_000_000)})


def capped(parts: Iterable[bytes]) -> bytes:
    """The parts of an answer together. Raises TooLarge."""
    content = bytearray()
    for part in parts:
        content += part
        if len(content) > MAX_BYTES:
            raise TooLarge
    return bytes(content)


def retry_after(value: str | None) -> datetime | None:
    """The moment a Retry-After header names (seconds or a date), at most a day ahead."""
    if re.fullmatch(r"\d{1,9}", value or ""):
        seconds = int(value)
    else:
        try:
            moment = parsedate_to_datetime(value).astimezone(timezone.utc)
        except (TypeError, ValueError, OverflowError):
            return None
        seconds = int((moment - datetime.now(timezone.utc)).total_seconds())
    return in_seconds(max(1, min(seconds, _LONGEST_WAIT)))


def check_address(url: str) -> str:
    """The address without a slash at its end. Raises Misconfigured unless it is https, or plain
    http to this very machine (for tests and a stand-in).
    """
    url = (url or "").rstrip("/")
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port  # a port out of range is found by reading it
    except ValueError:
        host = None
    local = host in ("localhost", "127.0.0.1", "::1")
    if (
        not host
        or not (parts.scheme == "https" or (parts.scheme == "http" and local))
        or not re.fullmatch(r"[!-~]+", url)
        or "@" in parts.netloc
        or parts.query
        or parts.fragment
    ):
        raise Misconfigured(Problem("address_refused", {"address": redact(fit(url, 200))}))
    return url


def load(said: str) -> dict:
    """The JSON object in the text, fractions as Decimal; an empty one when there is none."""
    data = _parse(said)
    return data if isinstance(data, dict) else {}


def rows(answer: Answer, name: str = "") -> list[dict] | None:
    """The objects an Answer lists, under `name` when there is one; None when it does not."""
    data = _parse(answer.text) if answer.status == 200 else None
    if name:
        data = data.get(name) if isinstance(data, dict) else None
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        return None
    return data


def _parse(said):
    try:
        data = json.loads(said, parse_float=Decimal, parse_constant=Decimal)
        return _storable(data) if _ESCAPED_NO_TEXT.search(said) else data
    except (ValueError, RecursionError):
        return None


def _storable(data):
    """The same without characters that a database refuses, which JSON can carry as escapes."""
    if isinstance(data, str):
        return _NO_TEXT.sub("", data)
    if isinstance(data, list):
        return [_storable(each) for each in data]
    if isinstance(data, dict):
        return {_storable(name): _storable(value) for name, value in data.items()}
    return data


def text(value) -> str:
    """The value when it is text, else an empty one. Xero ends lines as Windows does."""
    return _LINE_END.sub("\n", value) if isinstance(value, str) else ""


def guid(value) -> str:
    """The id in lower case; empty for the zero GUID of a failed element and for anything else."""
    if not isinstance(value, str) or not _GUID.fullmatch(value) or value == _ZERO_GUID:
        return ""
    return value.lower()


def amount(value) -> Decimal | None:
    """The number as a Decimal; None when it is not a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    number = Decimal(value)
    return number if number.is_finite() else None


def day(row: dict, name: str) -> date | None:
    """A calendar date of a row, from `<name>String` or `/Date(ms)/`, whose milliseconds are
    midnight UTC whatever the offset behind them (Xero API: Requests and Responses).
    """
    for value in (text(row.get(f"{name}String")), text(row.get(name))):
        written = _DATE.fullmatch(value)
        try:
            if written:
                return (_EPOCH + timedelta(milliseconds=int(written[1]))).date()
            return date.fromisoformat(value[:10])
        except (ValueError, OverflowError):
            continue
    return None


def moment(value) -> datetime | None:
    """A moment such as UpdatedDateUTC, naive UTC; the offset behind the milliseconds is decoration
    (Xero API: Requests and Responses).
    """
    written = _DATE.fullmatch(text(value))
    try:
        found = written and _EPOCH + timedelta(milliseconds=int(written[1]))
    except OverflowError:
        return None
    return found.replace(tzinfo=None) if found else None


def printable(value: str) -> str:
    """The text without control characters, and without blanks around."""
    return trim(_NOT_TEXT.sub("", value or ""))


def fit(value: str, limit: int, mark: str = "…") -> str:
    """Text that Xero takes: no control characters, at most `limit` characters, and `mark` where
    it was cut. Counted in UTF-16 units, the strictest way Xero may count.
    """
    value = printable(value)
    if len(value.encode("utf-16-le")) <= 2 * limit:
        return value
    kept = value.encode("utf-16-le")[: 2 * (limit - len(mark))]
    return kept.decode("utf-16-le", "ignore").rstrip() + mark


def filled(fields: dict) -> dict:
    """The fields that hold something."""
    return {name: value for name, value in fields.items() if value}
