"""Where the value of a column may come from: the fixed catalogue of sources.

A source is a plain function of a `Place`; a format names it and cannot do more than that.
"""

import functools
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from odoo.addons.acct_link_batch.lib.document import (
    BILL,
    CREDIT_NOTE,
    INVOICE,
    VENDOR_CREDIT,
    Document,
    Line,
    Party,
)
from odoo.addons.acct_link_batch.lib.matching import trim

PARTY_LEVEL, DOCUMENT_LEVEL, LINE_LEVEL = "party", "document", "line"
_CENT, _PRICE_UNIT, _QUANTITY_UNIT = Decimal("0.01"), Decimal("0.0001"), Decimal("0.001")
_OPPOSITE = {
    INVOICE: CREDIT_NOTE,
    CREDIT_NOTE: INVOICE,
    BILL: VENDOR_CREDIT,
    VENDOR_CREDIT: BILL,
}


@dataclass(slots=True)
class Place:
    """What a row is about; made for each row, and then left as it is (a frozen one takes several
    times as long to make). `line` may stand for several lines of the document added up. It is the
    `index`th of them, the `position`th in rows of its kind, the `row`th in rows of all lines
    and taxes of the document. `number` is that of the document after the number rule, `rows` and
    `lines` how many rows of lines and taxes, and of lines alone, it has.
    """

    party: Party
    document: Document | None = None
    number: str = ""
    lines: int = 0
    rows: int = 0
    line: Line | None = None
    index: int = 0
    position: int = 0
    row: int = 0
    _figures: tuple | None = None

    def figures(self):
        """`exact_figures` of its line: two columns ask for them."""
        if self._figures is None:
            self._figures = exact_figures(self.line)
        return self._figures

    def upright_figures(self):
        """The same with the sign on the quantity: a price is never negative."""
        quantity, price = self.figures()
        return (-quantity, -price) if price < 0 else (quantity, price)


@dataclass(frozen=True)
class Source:
    """`label` says what it is; `level` from where on it is known."""

    label: str
    level: str
    get: Callable[[Place], object]


def _lt(text):
    """Marks a label for the translation template."""
    return text


def _address_line(index):
    return lambda place: next(iter(place.party.address.lines[index : index + 1]), "")


def _block_line(index):
    return lambda place: next(iter(_block(place.party)[index : index + 1]), "")


def _block(party):
    """The address as it stands on an envelope, without empty lines."""
    address = party.address
    town = " ".join(filter(None, (address.city, address.region, address.postcode)))
    return [line for line in (party.name, *address.lines, town, address.country) if line]


def exact_figures(line):
    """(quantity, unit price) that give `line.net` when they are multiplied and rounded half up to
    cents, the price with four decimals and the quantity with three: as printed if that works out,
    with the discount worked into the price, or once the whole amount.
    """
    quantity = line.quantity
    if quantity and quantity == quantity.quantize(_QUANTITY_UNIT):
        candidates = [] if line.discount else [line.price]
        for price in (*candidates, line.net / quantity):
            price = price.quantize(_PRICE_UNIT, ROUND_HALF_UP)
            if (quantity * price).quantize(_CENT, ROUND_HALF_UP) == line.net:
                return quantity, price
    return Decimal(1), line.net


def _line_kind(place):
    """The kind of document that the line would be on its own: a negative line of an invoice is a
    credit note.
    """
    kind, line = place.document.kind, place.line
    return _OPPOSITE[kind] if line.net < 0 or (not line.net and line.tax < 0) else kind


def _tax_code(document):
    """Of the first line that bears tax, else of the first with an amount, else of any."""
    lines = sorted(document.lines, key=lambda line: (not line.tax, not line.net))
    return next((line.tax_code for line in lines if not line.is_text), "")


def _serial(marker):
    digest = int.from_bytes(hashlib.sha256(marker.encode()).digest()[:16], "big")
    return f"{digest % 10**15:015}"


def _document(label, get):
    return Source(label, DOCUMENT_LEVEL, get)


def _line(label, get):
    return Source(label, LINE_LEVEL, get)


def _party(label, get):
    return Source(label, PARTY_LEVEL, get)


SOURCES = {
    # --- document ---
    "document.kind": _document(
        _lt("Kind: invoice, credit_note, bill or vendor_credit"), lambda at: at.document.kind
    ),
    "document.number": _document(_lt("Number after the number rule"), lambda at: at.number),
    "document.full_number": _document(
        _lt("Number as it is in Odoo"), lambda at: trim(at.document.number)
    ),
    "document.reference": _document(_lt("Reference"), lambda at: at.document.reference),
    "document.marker": _document(_lt("Marker, unique for ever"), lambda at: at.document.marker),
    "document.date": _document(_lt("Date"), lambda at: at.document.date),
    "document.due_date": _document(_lt("Due date"), lambda at: at.document.due_date),
    "document.due_days": _document(
        _lt("Days from date to due date"),
        lambda at: max(0, (at.document.due_date - at.document.date).days),
    ),
    "document.currency": _document(_lt("Currency"), lambda at: at.document.currency),
    "document.net": _document(_lt("Amount without tax"), lambda at: at.document.net),
    "document.tax": _document(_lt("Tax"), lambda at: at.document.tax),
    "document.total": _document(_lt("Total with tax"), lambda at: at.document.total),
    "document.tax_code": _document(
        _lt("Tax code of the first line that bears tax, else of the first"),
        lambda at: _tax_code(at.document),
    ),
    "document.serial": _document(
        _lt("Fifteen digits made from the marker"), lambda at: _serial(at.document.marker)
    ),
    "document.lines": _document(_lt("How many rows of lines it has"), lambda at: at.lines),
    "document.rows": _document(_lt("How many rows of lines and taxes it has"), lambda at: at.rows),
    "document.url": _document(_lt("Address of the document in Odoo"), lambda at: at.document.url),
    # --- customer or supplier ---
    "party.key": _party(_lt("Name or code that is matched"), lambda at: at.party.key),
    "party.name": _party(_lt("Name"), lambda at: at.party.name),
    "party.email": _party(_lt("E-mail"), lambda at: at.party.email),
    "party.phone": _party(_lt("Telephone"), lambda at: at.party.phone),
    "party.tax_number": _party(_lt("Tax number"), lambda at: at.party.tax_number),
    "party.city": _party(_lt("City"), lambda at: at.party.address.city),
    "party.region": _party(_lt("State or region"), lambda at: at.party.address.region),
    "party.postcode": _party(_lt("Postcode"), lambda at: at.party.address.postcode),
    "party.country": _party(_lt("Country"), lambda at: at.party.address.country),
    "party.town": _party(
        _lt("City, region and postcode in one line"),
        lambda at: " ".join(
            filter(
                None,
                (
                    at.party.address.city,
                    at.party.address.region,
                    at.party.address.postcode,
                ),
            )
        ),
    ),
    **{
        f"party.street{n}": _party(_lt("Line of the street address"), _address_line(n - 1))
        for n in range(1, 5)
    },
    **{
        f"party.block{n}": _party(_lt("Line of the address as on an envelope"), _block_line(n - 1))
        for n in range(1, 6)
    },
    # --- line ---
    "line.kind": _line(_lt("Kind, the other way round on a negative line"), _line_kind),
    "line.index": _line(_lt("Which line it is"), lambda at: at.index),
    "line.tax_index": _line(_lt("Which line it is, and a T"), lambda at: f"{at.index}T"),
    "line.position": _line(_lt("Running number among the rows written"), lambda at: at.position),
    "line.row": _line(_lt("Running number among the rows of lines and taxes"), lambda at: at.row),
    "line.description": _line(_lt("Description"), lambda at: at.line.description),
    "line.quantity": _line(_lt("Quantity as printed"), lambda at: at.line.quantity),
    "line.price": _line(_lt("Price as printed"), lambda at: at.line.price),
    "line.discount": _line(_lt("Discount in percent"), lambda at: at.line.discount),
    "line.exact_quantity": _line(
        _lt("Quantity that gives the amount with the exact price"),
        lambda at: at.figures()[0],
    ),
    "line.exact_price": _line(
        _lt("Price that gives the amount with the exact quantity"),
        lambda at: at.figures()[1],
    ),
    "line.upright_quantity": _line(
        _lt("The same quantity, negative where the exact price would be"),
        lambda at: at.upright_figures()[0],
    ),
    "line.upright_price": _line(
        _lt("The exact price, never negative"),
        lambda at: at.upright_figures()[1],
    ),
    "line.net": _line(_lt("Amount without tax"), lambda at: at.line.net),
    "line.tax": _line(_lt("Tax"), lambda at: at.line.tax),
    "line.gross": _line(_lt("Amount with tax"), lambda at: at.line.net + at.line.tax),
    "line.account": _line(_lt("Account"), lambda at: at.line.account),
    "line.item": _line(
        _lt("Internal reference of the product, where the interface sends item codes"),
        lambda at: at.line.item,
    ),
    "line.tax_code": _line(_lt("Tax code"), lambda at: at.line.tax_code),
    "line.tax_rate": _line(_lt("Rate of the tax in percent"), lambda at: at.line.tax_rate),
    "line.taxed": _line(_lt("Whether it bears tax"), lambda at: bool(at.line.tax_rate)),
}

_ZERO, _DAY = Decimal(0), date(2000, 1, 1)
_LINE = Line("", _ZERO, _ZERO, _ZERO, _ZERO, _ZERO, "", "", _ZERO)
_PARTY = Party("", "")
_SAMPLE = Place(
    _PARTY,
    Document(
        *(INVOICE, "", "", "", _DAY, _DAY, "", "", _PARTY, (_LINE,)),
        net=_ZERO,
        tax=_ZERO,
        total=_ZERO,
    ),
    line=_LINE,
)


@functools.cache
def value_type(name):
    """str, int, bool, Decimal or date: what a source (or a setting) gives."""
    return type(SOURCES[name].get(_SAMPLE)) if name in SOURCES else str
