"""What rows of MYOB's lists say of documents: what kind, in which currency, with which mark. Pure.

Of what is in a foreign currency each amount is told twice, the one in that currency with "Foreign"
behind its name.

Source: MYOB, data contracts of the .NET SDK 25.5 (MIT); reference pages of Sale/Invoice,
Purchase/Bill, Banking/SpendMoneyTxn.
"""

import re
from decimal import Decimal

from odoo.addons.acct_link_batch.lib.document import (
    BILL,
    CREDIT_NOTE,
    EXPENSE,
    INVOICE,
    VENDOR_CREDIT,
)
from odoo.addons.acct_link_oauth.lib.web import text

from ..wire import PURCHASES_LIST, SALES_LIST, SPENT_LIST, amount, uid_of

# What the documents of a list are, and what they are below zero.
_KINDS = {
    SALES_LIST: (INVOICE, CREDIT_NOTE),
    PURCHASES_LIST: (BILL, VENDOR_CREDIT),
    SPENT_LIST: (EXPENSE, EXPENSE),
}
_LAYOUTS = {SALES_LIST: "InvoiceType", PURCHASES_LIST: "BillType"}
_MARK = re.compile(r"\[([0-9a-f]{32})\]", re.IGNORECASE)


def mark_of(row: dict) -> str:
    """The last mark in the memo, 32 hexadecimal digits; empty where there is none."""
    found = _MARK.findall(text(row.get("JournalMemo")) or text(row.get("Memo")))
    return found[-1].lower() if found else ""


def said_by(row: dict, link: str, name: str) -> str:
    """What a link says of its target beside the id."""
    target = row.get(link)
    return text(target.get(name)) if isinstance(target, dict) else ""


def typed(route: str, row: dict) -> str:
    """The route where a row of the list of all layouts is read with its lines."""
    layout = text(row.get(_LAYOUTS[route])) if route in _LAYOUTS else ""
    return f"{route}/{layout}" if layout else route


def kind_of(route: str, row: dict) -> str:
    return _KINDS[route][(amount(row.get("TotalAmount")) or 0) < 0]


def money(row: dict, name: str, of: dict | None = None) -> Decimal | None:
    """An amount in the currency of the document; None where it is not told.

    :param of: the document, if the row is a line of it
    """
    foreign = row.get(f"{name}Foreign") if is_foreign(row if of is None else of) else None
    return amount(row.get(name)) if foreign is None else amount(foreign)


def is_foreign(row: dict) -> bool:
    return bool(uid_of(row, "ForeignCurrency"))


def currency_of(row: dict, home: str) -> str:
    return said_by(row, "ForeignCurrency", "Code") or home


def rate_of(row: dict) -> Decimal | None:
    """How many units of the foreign currency one of the books' is worth: theirs is the inverse."""
    rate = amount(row.get("CurrencyExchangeRate"))
    return 1 / rate if rate and is_foreign(row) else None
