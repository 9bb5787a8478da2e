"""What all who speak to an accounting system over HTTP share: addresses, moments, sizes, JSON."""

import json
import re
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from odoo.addons.acct_link_batch.lib.errors import Misconfigured, Postponed
from odoo.addons.acct_link_batch.lib.exchange import redact
from odoo.addons.acct_link_batch.lib.problem import Problem

# What PostgreSQL takes in no text: as it is, and as JSON writes it.
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
_ESCAPED_NO_TEXT = re.compile(r"\\u(?:0000|d[89a-f])", re.IGNORECASE)
_LINE_END = re.compile(r"\r\n?")
_LONGEST_WAIT = 24 * 3600
# More than any page or file of the books holds; what is larger would fill the server's memory.
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
    """The other side cannot be reached or talks nonsense, and nothing was written."""
    return Postponed(Problem("offline"), until or in_seconds(60))


class Misfit(Postponed):
    """The system answers, but not to this question: what it is about is neither there nor not."""


def misfit() -> Misfit:
    trouble = offline()
    return Misfit(trouble.problem, trouble.until)


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
        shown = "".join(filter(str.isprintable, redact(url)))[:200]
        raise Misconfigured(Problem("address_refused", {"address": shown}))
    return url


def load(said: str) -> dict:
    """The JSON object in the text, fractions as Decimal; an empty one when there is none."""
    data = parse(said)
    return data if isinstance(data, dict) else {}


def parse(said: str):
    """What the JSON text says, fractions as Decimal; None when it is none."""
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


def group(body: dict, name: str) -> dict:
    """What is told together under a name; an empty dict when it is none."""
    found = body.get(name)
    return found if isinstance(found, dict) else {}


def text(value) -> str:
    """The value when it is text, else an empty one; its lines end as ours do."""
    return _LINE_END.sub("\n", value) if isinstance(value, str) else ""
