"""How Xero writes things: the few readers and checks that all modules here share."""

import re
from datetime import date, datetime, timedelta, timezone

from odoo.addons.acct_link_batch.lib.document import BILL, CREDIT_NOTE, INVOICE, VENDOR_CREDIT
from odoo.addons.acct_link_batch.lib.exchange import (
    CREATE_CONTACTS,
    CREATE_DOCUMENTS,
    Answer,
)
from odoo.addons.acct_link_oauth.lib.web import parse, text
from odoo.addons.acct_link_oauth.lib.wire import amount, filled, fit, printable  # noqa: F401

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
