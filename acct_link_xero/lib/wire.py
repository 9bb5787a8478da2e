"""How Xero writes things: the few readers and checks that all modules here share."""

import re
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from odoo.addons.acct_link_batch.lib.document import BILL, CREDIT_NOTE, INVOICE, VENDOR_CREDIT
from odoo.addons.acct_link_batch.lib.exchange import (
    CREATE_CONTACTS,
    CREATE_DOCUMENTS,
    Answer,
)
from odoo.addons.acct_link_batch.lib.matching import trim
from odoo.addons.acct_link_oauth.lib.web import parse, text

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
# JSON can carry these, the XML inside Xero cannot.
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def rows(answer: Answer, name: str = "") -> list[dict] | None:
    """The objects an Answer lists, under `name` when there is one; None when it does not."""
    data = parse(answer.text) if answer.status == 200 else None
    if name:
        data = data.get(name) if isinstance(data, dict) else None
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        return None
    return data


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
