"""Documents and parties into the words of QuickBooks Online. Pure.

Amounts are those that were booked: what QuickBooks would compute otherwise is sent with them. They
are positive in every kind of document. One document or party a request.

Source: Intuit, reference pages of Invoice, CreditMemo, Bill, VendorCredit, Purchase; XML schema.
"""

from dataclasses import dataclass
from decimal import Decimal

from odoo.addons.acct_link_batch.lib.document import (
    BILL,
    CARD,
    EXPENSE_REFUND,
    EXPENSES,
    INVOICE,
    PURCHASES,
    Document,
)
from odoo.addons.acct_link_batch.lib.exchange import CREATE_CONTACTS, Request
from odoo.addons.acct_link_oauth.lib.wire import printed_figures

from .contacts import PLAIN_NAMES, Suffixes, contact_payload, entity_of
from .taxes import tax_detail
from .wire import (
    CLASS,
    CUSTOMER_OR_PROJECT,
    ENTITIES,
    ITEM,
    LOCATION,
    cents,
    dump,
    filled,
    fit,
    id_in,
    number,
    party_of,
    printable,
    split,
)

REFERENCE_LENGTH = 255
_DESCRIPTION_LENGTH = 4000
_RATE_UNIT = Decimal("1e-10")
# As many decimals as a price may have, the fewest first.
_UNITS = (Decimal("0.01"), Decimal("0.0001"), Decimal("0.0000001"))
_QUANTITY_UNIT = Decimal("0.00001")

# Whose sales tax counts where QuickBooks computes it by itself (in the US).
OUR_TAX, THEIR_TAX, STOP = "ours", "theirs", "stop"
# The codes of lines there.
TAXABLE, NOT_TAXABLE = "TAX", "NON"


@dataclass(frozen=True)
class Style:
    """What is set on the interface, and what the company prefers.

    `mark`: our mark goes into the note. `taxed`: the company keeps sales tax; `automated`: it
    computes it by itself, and `us_tax` says whose counts. `currencies`: it keeps several.
    `class_on_document`: classes are of whole documents there.
    """

    mark: bool = True
    taxed: bool = True
    automated: bool = False
    us_tax: str = OUR_TAX
    currencies: bool = True
    class_on_document: bool = False
    suffixes: Suffixes = PLAIN_NAMES


PLAIN = Style()


def prepare(operation: str, kind: str, item, style: Style = PLAIN) -> Request:
    """The Request that creates the item: a Document or a Party."""
    if operation == CREATE_CONTACTS:
        return Request(operation, kind, dump(contact_payload(item, style)))
    return Request(operation, kind, dump(document_payload(item, style)))


def route(request: Request) -> str:
    """The path that a request for a document or a contact is posted to."""
    if request.operation == CREATE_CONTACTS:
        return entity_of(request.text).lower()
    return ENTITIES[request.kind].lower()


def document_payload(document: Document, style: Style = PLAIN) -> dict:
    """The party is named by its id and nothing else. PrivateNote of a sale is the memo on
    statements, which the customer may see.
    """
    field, entity = party_of(document.kind)
    party = {"value": id_in(document.contact)}
    has_due_date = document.kind in (INVOICE, BILL)
    payload = {
        field: {**party, "type": entity} if field == "EntityRef" else party,
        "DocNumber": document.number,
        "TxnDate": document.date.isoformat(),
        **({"DueDate": document.due_date.isoformat()} if has_due_date else {}),
        **({"SalesTermRef": {"value": document.terms}} if has_due_date and document.terms else {}),
        **filled({"PrivateNote": note(document, style)}),
        **_currency(document, style),
        **_paid(document),
        **_places(document, style),
        "Line": _lines(document, style),
    }
    if not style.automated:
        payload["GlobalTaxCalculation"] = "TaxExcluded" if style.taxed else "NotApplicable"
    return {**payload, **_tax(document, style)}


def note(document: Document, style: Style = PLAIN) -> str:
    """The reference and below it our mark, which proves a document there to be ours."""
    parts = [fit(document.reference, REFERENCE_LENGTH)]
    if style.mark:
        parts.append(f"[{document.marker}]")
    return "\n".join(filter(None, parts))


def _currency(document, style):
    """A rate there is what one unit of the document is worth in the books' currency."""
    if not style.currencies:
        return {}
    fields = {"CurrencyRef": {"value": document.currency}}
    if document.rate:
        rate = 1 / Decimal(document.rate_full or document.rate)
        fields["ExchangeRate"] = number(rate.quantize(_RATE_UNIT))
    return fields


def _paid(document):
    if document.kind not in EXPENSES:
        return {}
    fields = {
        # A cheque would wait to be printed.
        "PaymentType": "CreditCard" if document.paid_by == CARD else "Cash",
        "AccountRef": {"value": id_in(document.paid_from)},
    }
    return {**fields, "Credit": True} if document.kind == EXPENSE_REFUND else fields


def _places(document, style):
    """What the whole document belongs to."""
    options = dict(document.tracking)
    refs = {}
    if option := options.get(LOCATION):
        refs["DepartmentRef"] = {"value": id_in(option)}
    # Purchases have no class but that of their lines.
    if (option := options.get(CLASS)) and document.kind not in PURCHASES:
        refs["ClassRef"] = {"value": id_in(option)}
    return refs


# === LINES === #


def _lines(document, style):
    """Words have lines of their own in sales; in purchases, which know none, they stand above the
    description of the next line.
    """
    lines, above = [], []
    for line in document.lines:
        if line.is_text and document.kind in PURCHASES:
            above.append(printable(line.description))
        elif line.is_text:
            lines.append(_text_line(line, document, style))
        else:
            lines.append(_line(line, document, style, above))
            above = []
    if above and lines:
        lines[-1]["Description"] = fit(
            "\n".join((lines[-1]["Description"], *above)), _DESCRIPTION_LENGTH
        )
    return lines


def _text_line(line, document, style):
    payload = {
        "DetailType": "DescriptionOnly",
        "Description": fit(line.description, _DESCRIPTION_LENGTH) or "-",
    }
    if style.taxed and not style.automated:
        # Every line has a tax code there, those of words, too.
        code = next(each.tax_id for each in document.lines if not each.is_text)
        payload["DescriptionLineDetail"] = {"TaxCodeRef": {"value": code}}
    return payload


def _line(line, document, style, above):
    """One line whose amount is that of the document."""
    entity, code = split(line.account_id)
    priced, figures = {}, ""
    if entity == ITEM:
        kind = "ItemBasedExpenseLineDetail"
        if document.kind not in PURCHASES:
            kind = "SalesItemLineDetail"
        priced, figures = _price(line)
        detail = {"ItemRef": {"value": code}, **priced}
    else:
        kind = "AccountBasedExpenseLineDetail"
        detail = {"AccountRef": {"value": code}}
        figures = printed_figures(line) if line.quantity != 1 or line.discount else ""
    if style.taxed and not (style.automated and document.kind in PURCHASES):
        detail["TaxCodeRef"] = {"value": line.tax_id}
    detail |= _tracking(line, document)
    words = (line.description, document.reference, document.number)
    said = "\n".join((*above, next((each for each in words if printable(each)), "")))
    return {
        "DetailType": kind,
        "Amount": number(line.net),
        "Description": fit(said, _DESCRIPTION_LENGTH - len(figures)) + figures,
        kind: detail,
    }


def _tracking(line, document):
    options = dict(line.tracking)
    refs = {}
    if document.kind in PURCHASES:
        options.setdefault(CLASS, dict(document.tracking).get(CLASS))
        if option := options.get(CUSTOMER_OR_PROJECT):
            refs |= {"CustomerRef": {"value": id_in(option)}, "BillableStatus": "NotBillable"}
    if option := options.get(CLASS):
        refs["ClassRef"] = {"value": id_in(option)}
    return refs


def _price(line):
    """Quantity and price, whose product QuickBooks compares with the amount, to the cent; and what
    was printed, where they are not that. Discounts and taxes in prices are taken out of the price;
    where that comes to no price with so many decimals, the amount is there once.
    """
    printed = line.price if not line.discount else None
    exact = line.net / line.quantity if line.quantity else None
    prices = [] if exact is None else [exact.quantize(unit) for unit in _UNITS]
    fine = line.quantity == line.quantity.quantize(_QUANTITY_UNIT)
    for price in [printed, *prices] if fine and line.quantity else []:
        is_fine = price is not None and price == price.quantize(_UNITS[-1])
        if is_fine and cents(line.quantity * price) == line.net:
            figures = "" if price == printed else printed_figures(line)
            return {"Qty": number(line.quantity), "UnitPrice": number(price)}, figures
    return {"Qty": 1, "UnitPrice": number(line.net)}, printed_figures(line)


# === TAX === #


def _tax(document, style):
    """What is said of the tax beside the codes of the lines: nothing, where QuickBooks computes
    what was booked.
    """
    if style.automated:
        # It would go by the address; a total that is sent counts instead.
        ours = style.us_tax == OUR_TAX and document.kind not in PURCHASES
        return {"TxnTaxDetail": {"TotalTax": number(document.tax)}} if ours else {}
    if not style.taxed:
        return {}
    detail = tax_detail(document)
    return {"TxnTaxDetail": detail} if detail else {}
