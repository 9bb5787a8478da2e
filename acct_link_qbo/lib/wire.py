"""How QuickBooks Online writes things: kinds and ids, texts, numbers. Pure."""

import json
import re
from decimal import ROUND_HALF_UP, Decimal

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
from odoo.addons.acct_link_batch.lib.matching import trim

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
# JSON can carry these, what is behind it cannot.
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_CENT = Decimal("0.01")


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


def contact_of(row: dict, kind: str) -> str:
    """The remote id of the party that a row names; empty if it names none."""
    field, entity = party_of(kind)
    ref = row.get(field)
    value = ref.get("value") if isinstance(ref, dict) else None
    kind_of_party = ref.get("type") or entity if isinstance(ref, dict) else entity
    return join(kind_of_party, value) if isinstance(value, str) and value else ""


def amount(value) -> Decimal | None:
    """The number as a Decimal; None when it is not a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    number = Decimal(value)
    return number if number.is_finite() else None


def cents(value: Decimal) -> Decimal:
    """Half away from zero, as QuickBooks rounds."""
    return value.quantize(_CENT, ROUND_HALF_UP)


def number(value: Decimal):
    """A JSON number with the digits of the Decimal and no others."""
    return int(value) if value == value.to_integral_value() else float(value)


def dump(payload: dict) -> str:
    return json.dumps(payload, ensure_ascii=False)


def printable(value: str) -> str:
    """The text without control characters, and without blanks around."""
    return trim(_NOT_TEXT.sub("", value or ""))


def fit(value: str, limit: int, mark: str = "…") -> str:
    """Text that QuickBooks takes: no control characters, at most `limit` characters, and `mark`
    where it was cut. Counted in UTF-16 units, the strictest way it may count.
    """
    value = printable(value)
    if len(value.encode("utf-16-le")) <= 2 * limit:
        return value
    kept = value.encode("utf-16-le")[: 2 * (limit - len(mark))]
    return kept.decode("utf-16-le", "ignore").rstrip() + mark


def filled(fields: dict) -> dict:
    """The fields that hold something."""
    return {name: value for name, value in fields.items() if value}
