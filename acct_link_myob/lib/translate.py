"""Documents and parties into the words of MYOB. Pure.

Credits are documents below zero: quantities and totals change their sign, prices do not. Whatever
MYOB would add by itself is told not to: nothing is printed, no button to pay is shown, and whether
the tax is in the amounts is always said. One document or party a request.

Sales whose lines are linked to items have the layout of items, all else that of services.

Source: MYOB, reference pages of Service Invoice, Item Invoice, Service Bill; "Character limits".
"""

from dataclasses import dataclass
from decimal import Decimal

from odoo.addons.acct_link_batch.lib.document import CREDITS, EXPENSE, PURCHASES, Document
from odoo.addons.acct_link_batch.lib.exchange import CREATE_CONTACTS, Request
from odoo.addons.acct_link_oauth.lib.web import load
from odoo.addons.acct_link_oauth.lib.wire import printed_figures

from .contacts import PLAIN_CARD, CardStyle, card_payload, route_of
from .spend_money import spend_money_payload
from .taxes import is_inclusive
from .wire import (
    CATEGORY,
    ITEM_LAYOUT,
    JOB,
    LISTS,
    MEMO_LENGTH,
    NUMBER_LENGTH,
    ROUTES,
    cents,
    day,
    dump,
    filled,
    fit,
    link,
    memo,
    number,
    party_of,
    printable,
    sign,
    split_item,
)

# Behind the reference stands our mark: a blank, two brackets and 32 characters.
REFERENCE_LENGTH = MEMO_LENGTH - 35
_DESCRIPTION_LENGTH, _ORDER_LENGTH = 255, 255
# As many decimals as quantities and prices may have.
_UNIT = Decimal("0.000001")
_HUNDRED = Decimal(100)
_SEPARATORS = frozenset("/-_. \\#")

# What becomes of numbers that are too long.
AS_IS, PLAIN_NUMBER = "as_is", "plain"


@dataclass(frozen=True)
class Style:
    """What is set on the interface. `order_number`: the purchase order number of the customer is
    sent; `card`: what new cards have.
    """

    order_number: bool = True
    card: CardStyle = PLAIN_CARD


PLAIN = Style()


def plain_number(value: str, rule: str = PLAIN_NUMBER) -> str:
    """The number under the rule: one that is too long without its separators. It is never cut."""
    if rule != PLAIN_NUMBER or len(value) <= NUMBER_LENGTH:
        return value
    return "".join(char for char in value if char not in _SEPARATORS)


def prepare(operation: str, kind: str, item, style: Style = PLAIN) -> Request:
    """The Request that creates the item: a Document or a Party."""
    if operation == CREATE_CONTACTS:
        return Request(operation, kind, dump(card_payload(item, style.card)))
    return Request(operation, kind, dump(document_payload(item, style)))


def route(request: Request) -> str:
    """The path that a request for a document or a card is posted to."""
    if request.operation == CREATE_CONTACTS:
        return route_of(request.text)
    return layout_route(request.kind, load(request.text))


def layout_route(kind: str, fields: dict) -> str:
    """Where a document with these fields is written: a document has one layout."""
    has_items = any("Item" in line for line in fields["Lines"])
    return f"{LISTS[kind]}/{ITEM_LAYOUT}" if has_items else ROUTES[kind]


def document_payload(document: Document, style: Style = PLAIN) -> dict:
    """The party is named by its id and nothing else."""
    if document.kind == EXPENSE:
        return spend_money_payload(document)
    inclusive = is_inclusive(document)
    is_purchase = document.kind in PURCHASES
    category = dict(document.tracking).get(CATEGORY)
    transactions = [line for line in document.lines if not line.is_text]
    return {
        **(_bill(document) if is_purchase else _sale(document, style)),
        party_of(document.kind): link(document.contact),
        "Date": day(document.date),
        "Terms": _terms(document),
        "IsTaxInclusive": inclusive,
        # It is asked for even of a document without freight.
        "FreightTaxCode": link(transactions[0].tax_id),
        **({"Category": link(category)} if category else {}),
        "JournalMemo": memo(document.reference, document.marker),
        "Lines": _lines(document, inclusive),
    }


def _sale(document, style):
    order = fit(document.order_number, _ORDER_LENGTH) if style.order_number else ""
    return {
        "Number": document.number,
        **filled({"CustomerPurchaseOrderNumber": order}),
        "InvoiceDeliveryStatus": "Nothing",
        "OnlinePaymentMethod": "None",
    }


def _bill(document):
    """The number is the supplier's; MYOB gives it one of its own, too."""
    return {"SupplierInvoiceNumber": document.number, "BillDeliveryStatus": "Nothing"}


def _terms(document):
    """The due date in days, and no discount for paying early. A credit is due at once."""
    is_credit = document.kind in CREDITS
    return {
        "PaymentIsDue": "CashOnDelivery" if is_credit else "InAGivenNumberOfDays",
        "BalanceDueDate": 0 if is_credit else (document.due_date - document.date).days,
        "DiscountDate": 0,
        "DiscountForEarlyPayment": 0,
    }


# === LINES === #


def _lines(document, inclusive):
    """What a line says beyond its length stands below it, in lines of words."""
    lines = []
    for line in document.lines:
        said = _said(line, document)
        if not line.is_text:
            lines.append(_line(line, document, inclusive, said.pop(0)))
        lines += [{"Type": "Header", "Description": part} for part in said]
    return lines


def _said(line, document):
    """:return: what a line says, in parts that fit; one at least"""
    words = line.description if line.is_text else ""
    for each in (line.description, document.reference, document.number):
        words = words or printable(each)
    said, parts = printable(words) or "-", []
    while len(said) > _DESCRIPTION_LENGTH:
        room = said[: _DESCRIPTION_LENGTH + 1]
        cut = max(room.rfind("\n"), room.rfind(" "))
        cut = cut if cut > 0 else _DESCRIPTION_LENGTH
        parts.append(said[:cut].rstrip())
        said = said[cut:].lstrip()
    return [*parts, said]


def _line(line, document, inclusive, said):
    """One line whose total is that of the document."""
    net = line.gross if inclusive else line.net
    direction = sign(document.kind)
    item, job = split_item(line.account_id), dict(line.tracking).get(JOB)
    priced, figures = _price(line, net, direction, "ShipQuantity" if item else "UnitCount")
    if item and not priced:  # an item is always so many
        priced = {"ShipQuantity": 1 if net * direction >= 0 else -1, "UnitPrice": number(abs(net))}
    return {
        "Type": "Transaction",
        "Description": fit(said, _DESCRIPTION_LENGTH - len(figures)) + figures,
        **({"Item": link(item)} if item else {"Account": link(line.account_id)}),
        "TaxCode": link(line.tax_id),
        **({"Job": link(job)} if job else {}),
        **priced,
        "Total": number(net * direction),
    }


def _price(line, total, direction, name):
    """Quantity and price where they come to the total to the cent, else none, and what was printed
    stands behind the description.
    """
    share = (_HUNDRED - line.discount) / _HUNDRED
    exact = total / (line.quantity * share) if line.quantity and share else None
    prices = [line.price, *([] if exact is None else [cents(exact), exact.quantize(_UNIT)])]
    for price in prices if line.quantity and share else []:
        is_fine = all(value == value.quantize(_UNIT) for value in (line.quantity, price))
        if is_fine and cents(line.quantity * price * share) == total:
            # Below zero are quantities, prices are not.
            turn = -1 if price < 0 else 1
            units = {
                name: number(line.quantity * direction * turn),
                "UnitPrice": number(price * turn),
            }
            discount = {"DiscountPercent": number(line.discount)} if line.discount else {}
            return {**units, **discount}, ""
    return {}, printed_figures(line)
