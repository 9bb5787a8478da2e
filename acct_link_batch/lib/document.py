"""What is said to an accounting system: documents, their lines and parties.

Plain frozen dataclasses. Amounts are `Decimal` in the document's currency, always in the
document's own direction: a credit note of 115.00 has the total `Decimal("115.00")`.
Dates are calendar dates without a time zone.
"""

import dataclasses
import functools
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .matching import NAME

INVOICE = "invoice"
CREDIT_NOTE = "credit_note"
BILL = "bill"
VENDOR_CREDIT = "vendor_credit"
# Bought and paid at once, from an account of the books; what comes back of it.
EXPENSE = "expense"
EXPENSE_REFUND = "expense_refund"
EXPENSES = (EXPENSE, EXPENSE_REFUND)
PURCHASES = (BILL, VENDOR_CREDIT, *EXPENSES)
CREDITS = (CREDIT_NOTE, VENDOR_CREDIT, EXPENSE_REFUND)
# A supplier's paper is the same one, whether it is booked to be paid or as paid.
PAPERS = {EXPENSE: BILL, EXPENSE_REFUND: VENDOR_CREDIT}

# What a party is in the books, where customers and suppliers are two lists.
CUSTOMER = "customer"
SUPPLIER = "supplier"

# What an expense is paid from.
BANK = "bank"
CARD = "card"


@dataclass(frozen=True, slots=True)
class Address:
    """`region_code` is what posts call the region by, as CA; the rest are names."""

    lines: tuple[str, ...] = ()
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""
    region_code: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """A customer or supplier as an accounting system may come to know it.

    `key` is the value that `rule`, one of `matching`, compares; `partner_id` is the id of the
    Odoo partner, so that a Problem can name the record to repair. `first_name` and `last_name` are
    those of a contact person, where one was chosen. `role` is CUSTOMER or SUPPLIER where the
    accounting system keeps them apart (`Capabilities.contact_roles`), else empty; `currency` that
    of the documents it is for, where a contact has one (`Capabilities.contact_currency`).
    """

    key: str
    name: str
    partner_id: int = 0
    email: str = ""
    phone: str = ""
    tax_number: str = ""
    address: Address = Address()
    rule: str = NAME
    first_name: str = ""
    last_name: str = ""
    role: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document.

    `net` (without tax) and `tax` are what Odoo booked, rounded to the currency; `quantity`,
    `price` and `discount` (percent) are what it printed and need not multiply to the amount
    exactly. `account` and `tax_code` are codes of the accounting system and may be empty there,
    `account_id` and `tax_id` the remote ids of the same entries; `tax_rate` is the percentage that
    system holds for the tax code, `tax_parts` the rates it is made of, where it tells them: pairs
    of a remote id and a percentage. `tracking` are pairs of remote ids: a category and the option
    of it that the line belongs to; `item` is the code of an item there that it is about, or empty.
    `is_text`: nothing but words, a note or a section's heading.
    """

    description: str
    quantity: Decimal
    price: Decimal
    discount: Decimal
    net: Decimal
    tax: Decimal
    account: str
    tax_code: str
    tax_rate: Decimal
    tracking: tuple[tuple[str, str], ...] = ()
    account_id: str = ""
    tax_id: str = ""
    tax_parts: tuple[tuple[str, Decimal], ...] = ()
    is_text: bool = False
    item: str = ""

    @property
    def gross(self):
        return self.net + self.tax


def text_line(description):
    """The Line of a note or of the heading of a section."""
    zero = Decimal()
    return Line(description, zero, zero, zero, zero, zero, "", "", zero, is_text=True)


@dataclass(frozen=True, slots=True)
class Document:
    """A document frozen at the moment it is sent.

    `marker` is unique to the batch line; an accounting system that has a field for it returns it,
    and so proves that a document found there is ours. `contact` is the remote id of the party.
    `reference_full` is what the reference would be if it had not been cut, else empty; `rate_full`
    is the rate with all its digits where `rate` has not got all of them, else empty.
    `rate` is how many units of `currency` one unit of the books' currency is worth; None where
    they are the same, and where the accounting system is to take its own. With `tax_included` the
    lines' prices contain the tax. `theme` is the remote id of the layout it is printed in there.
    The `number` of a purchase is the supplier's own, so other suppliers may use it, too.
    `tracking` are pairs as those of a line, of categories that stand on the whole document. An
    expense is paid from `paid_from`, the remote id of an account of the books, which is `paid_by`:
    BANK or CARD. `order_number` is the customer's own, of the order that an invoice is for; `terms`
    is the remote id of the payment terms that it shows there, whatever its due date.
    """

    kind: str
    number: str
    marker: str
    reference: str
    date: date
    due_date: date
    currency: str
    contact: str
    party: Party
    lines: tuple[Line, ...]
    net: Decimal
    tax: Decimal
    total: Decimal
    url: str = ""
    reference_full: str = ""
    rate_full: str = ""
    rate: Decimal | None = None
    tax_included: bool = False
    theme: str = ""
    tracking: tuple[tuple[str, str], ...] = ()
    paid_from: str = ""
    paid_by: str = ""
    order_number: str = ""
    terms: str = ""


def to_json(value):
    """Turn a Document or Party into values that JSON can carry: amounts and dates as text."""
    if isinstance(value, str):  # which most are
        return value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple):
        return [to_json(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if names := _get_names(type(value)):
        return {name: to_json(getattr(value, name)) for name in names}
    return value


@functools.cache
def _get_names(kind):
    """:return: names of the fields of a dataclass, none of any other type"""
    if not dataclasses.is_dataclass(kind):
        return ()
    return tuple(field.name for field in dataclasses.fields(kind))


def party_from_json(data):
    """The Party that `to_json` wrote."""
    address = {**data["address"], "lines": tuple(data["address"]["lines"])}
    return _build(Party, {**data, "address": _build(Address, address)})


def document_from_json(data):
    """The Document that `to_json` wrote."""
    return _build(
        Document,
        {
            **data,
            "date": date.fromisoformat(data["date"]),
            "due_date": date.fromisoformat(data["due_date"]),
            "party": party_from_json(data["party"]),
            "lines": tuple(_line_from_json(line) for line in data["lines"]),
            **{name: Decimal(data[name]) for name in ("net", "tax", "total")},
            "rate": Decimal(data["rate"]) if data.get("rate") else None,
            "tracking": _pairs(data.get("tracking", ())),
        },
    )


def _line_from_json(data):
    amounts = ("quantity", "price", "discount", "net", "tax", "tax_rate")
    return _build(
        Line,
        {
            **data,
            **{name: Decimal(data[name]) for name in amounts},
            "tracking": _pairs(data.get("tracking", ())),
            "tax_parts": tuple((id_, Decimal(rate)) for id_, rate in data.get("tax_parts", ())),
            # An earlier version told a text by its lack of an account.
            "is_text": data.get("is_text", not data["account"]),
        },
    )


def _pairs(data):
    return tuple(tuple(pair) for pair in data)


def _build(kind, values):
    """What an earlier version froze may hold more than this one knows."""
    known = {field.name for field in dataclasses.fields(kind)}
    return kind(**{name: value for name, value in values.items() if name in known})
