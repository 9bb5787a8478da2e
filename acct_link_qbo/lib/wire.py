"""How QuickBooks Online writes things: kinds and ids, texts, numbers. Pure."""

import re
from datetime import date

from odoo.addons.acct_link_batch.lib.document import (
    BILL,
    CREDIT_NOTE,
    CUSTOMER,
    EXPENSE,
    EXPENSE_REFUND,
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

# The entity of each kind of document.
ENTITIES = {
    INVOICE: "Invoice",
    CREDIT_NOTE: "CreditMemo",
    BILL: "Bill",
    VENDOR_CREDIT: "VendorCredit",
    EXPENSE: "Purchase",
    EXPENSE_REFUND: "Purchase",
}
PARTIES = {CUSTOMER: "Customer", SUPPLIER: "Vendor"}
# In what codes of the books are called by: accounts, items; options of tracking.
ACCOUNT, ITEM = "account", "item"
CLASS, LOCATION, CUSTOMER_OR_PROJECT = "class", "location", "customer"
NUMBER_LENGTH = 21

_ID = re.compile(r"([A-Za-z]{1,40}):([0-9]{1,40})")


def join(entity: str, remote_id: str) -> str:
    """An id together with what it is of, as the ids of two entities may be the same."""
    return f"{entity}:{remote_id}"


def split(remote_id: str) -> tuple[str, str]:
    """:return: (entity, id); both empty for a text that is no such id"""
    found = _ID.fullmatch(remote_id or "")
    return (found[1], found[2]) if found else ("", "")


def id_in(remote_id: str) -> str:
    return split(remote_id)[1]


def party_of(kind: str) -> tuple[str, str]:
    """:return: (field that names the party of a kind of document, entity of the party)"""
    if kind not in PURCHASES:
        return "CustomerRef", "Customer"
    return ("EntityRef" if ENTITIES[kind] == "Purchase" else "VendorRef"), "Vendor"


def ref(row: dict, name: str) -> str:
    """The id of what a field names; empty if it names nothing."""
    named = row.get(name)
    return text(named.get("value")) if isinstance(named, dict) else ""


def day(row: dict, name: str = "TxnDate") -> date | None:
    """A date of a row; None for what is none."""
    try:
        return date.fromisoformat(text(row.get(name))[:10])
    except ValueError:
        return None


def contact_of(row: dict, kind: str) -> str:
    """The remote id of the party that a row names; empty if it names none."""
    field, entity = party_of(kind)
    value = ref(row, field)
    return join(row[field].get("type") or entity, value) if value else ""
