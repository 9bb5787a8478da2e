"""How MYOB writes things: kinds and routes, ids, dates, our mark. Pure."""

import re
from datetime import date, datetime
from urllib.parse import urlsplit

from odoo.addons.acct_link_batch.lib.document import (
    BILL,
    CREDIT_NOTE,
    CREDITS,
    CUSTOMER,
    EXPENSE,
    INVOICE,
    PURCHASES,
    SUPPLIER,
    VENDOR_CREDIT,
)
from odoo.addons.acct_link_oauth.lib.web import text
from odoo.addons.acct_link_oauth.lib.wire import (  # noqa: F401
    amount,
    cents,
    dump,
    filled,
    fit,
    number,
    printable,
)

SALES_LIST, PURCHASES_LIST, SPENT_LIST = "Sale/Invoice", "Purchase/Bill", "Banking/SpendMoneyTxn"
# Where a document is read in whatever layout it is, as a clerk may give it another one.
LISTS = {
    INVOICE: SALES_LIST,
    CREDIT_NOTE: SALES_LIST,
    BILL: PURCHASES_LIST,
    VENDOR_CREDIT: PURCHASES_LIST,
    EXPENSE: SPENT_LIST,
}
# And where it is posted, unless its lines name items. A credit is an invoice below zero, a debit
# such a bill.
ROUTES = {
    **{kind: f"{list_}/Service" for kind, list_ in LISTS.items()},
    EXPENSE: SPENT_LIST,
}
ITEM_LAYOUT = "Item"
PARTIES = {CUSTOMER: "Contact/Customer", SUPPLIER: "Contact/Supplier"}
# Categories of tracking: the job of a line, the category of a document.
JOB, CATEGORY = "job", "category"

# Source: MYOB, "Character limits".
NUMBER_LENGTH, SUPPLIER_NUMBER_LENGTH, MEMO_LENGTH = 13, 255, 255
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NO_GUID = "00000000-0000-0000-0000-000000000000"
_ITEM = "item:"
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def uid(value) -> str:
    """An id in the one form in which ids are kept and compared; empty if it is none."""
    found = text(value).strip().lower()
    return found if _GUID.fullmatch(found) and found != _NO_GUID else ""


def uid_of(row: dict, name: str = "") -> str:
    """The id of a row, or of what it points to by a field."""
    link = row.get(name) if name else row
    return uid(link.get("UID")) if isinstance(link, dict) else ""


def last_uid(address: str) -> str:
    """The id at the end of an address, whose host is not ours to call."""
    return uid(urlsplit(address or "").path.rstrip("/").rpartition("/")[2])


def join_item(value: str) -> str:
    """The remote id of an item, which stands beside those of accounts."""
    return f"{_ITEM}{value}"


def split_item(remote_id: str) -> str:
    """The id of an item; empty where it is an account's."""
    return remote_id.removeprefix(_ITEM) if remote_id.startswith(_ITEM) else ""


def link(remote_id: str) -> dict:
    return {"UID": remote_id}


def day(value: date) -> str:
    """A date of a document, which has no time and no zone there."""
    return f"{value.isoformat()}T00:00:00"


def date_in(value) -> date | None:
    """The date that a text begins with."""
    try:
        return date.fromisoformat(text(value)[:10]) if _DATE.match(text(value)) else None
    except ValueError:
        return None


def moment_in(value) -> datetime | None:
    """A moment, which is told in UTC (naive)."""
    try:
        moment = datetime.fromisoformat(text(value).rstrip("Z"))
    except ValueError:
        return None
    return moment.replace(tzinfo=None)


def sign(kind: str) -> int:
    """What the amounts of a kind of document are multiplied by there."""
    return -1 if kind in CREDITS else 1


def party_of(kind: str) -> str:
    """The field that names the party of a kind of document."""
    if kind == EXPENSE:
        return "Contact"
    return "Supplier" if kind in PURCHASES else "Customer"


def number_field(kind: str) -> str:
    """Where the number stands by which people on our side know it: of a bill the supplier's own."""
    if kind == EXPENSE:
        return "PaymentNumber"
    return "SupplierInvoiceNumber" if kind in PURCHASES else "Number"


def number_of(row: dict, kind: str) -> str:
    return text(row.get(number_field(kind)))


def total_of(row: dict, kind: str):
    """The total in the direction of the kind, a Decimal, or None."""
    total = amount(row.get("AmountPaid" if kind == EXPENSE else "TotalAmount"))
    return None if total is None else total * sign(kind)


# === OUR MARK === #


def memo(reference: str, marker: str) -> str:
    """The memo of a document's journal entry: its reference, and at the end our mark, which proves
    it ours. It is not printed, and stays in the ledgers.
    """
    mark = f"[{marker}]"
    said = " ".join(printable(reference).split())
    return " ".join(filter(None, (fit(said, MEMO_LENGTH - len(mark) - 1), mark)))


def is_marked(row: dict, marker: str) -> bool:
    """Whether a row holds our mark: compared here, without case, wherever a clerk moved it to."""
    said = text(row.get("JournalMemo")) or text(row.get("Memo"))
    return bool(marker) and marker.lower() in said.lower()
