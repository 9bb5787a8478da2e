"""Documents and parties into Xero's words, and Xero's answers into outcomes. Pure.

Sources: Xero API: Invoices, Credit Notes, Contacts; Xero: Rounding in Xero.
"""

import json
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from odoo.addons.acct_link_batch.lib.document import (
    BILL,
    CREDIT_NOTE,
    INVOICE,
    PURCHASES,
    VENDOR_CREDIT,
    Document,
    Party,
)
from odoo.addons.acct_link_batch.lib.errors import RequestRefused
from odoo.addons.acct_link_batch.lib.exchange import CREATE_CONTACTS, Answer, Request
from odoo.addons.acct_link_batch.lib.matching import normalise
from odoo.addons.acct_link_batch.lib.outcome import Unknown, Uploaded
from odoo.addons.acct_link_oauth.lib.web import load, text
from odoo.addons.acct_link_oauth.lib.wire import cents, number, plain

from . import messages
from .contacts import contact_name, contact_payload
from .wire import RESOURCES, amount, filled, fit, guid, rows

NUMBER_LENGTH = 255
REFERENCE_LENGTH = 255
_DESCRIPTION_LENGTH = 4000
_CENT = Decimal("0.01")
_UNIT = Decimal("0.0001")

# For each kind: its Type, the field of its number, the field of its id.
KINDS = {
    INVOICE: ("ACCREC", "InvoiceNumber", "InvoiceID"),
    CREDIT_NOTE: ("ACCRECCREDIT", "CreditNoteNumber", "CreditNoteID"),
    BILL: ("ACCPAY", "InvoiceNumber", "InvoiceID"),
    VENDOR_CREDIT: ("ACCPAYCREDIT", "CreditNoteNumber", "CreditNoteID"),
}
# Kinds that have a Url, and with it our marker; credit notes have none (Xero API: Credit Notes).
MARKED = (INVOICE, BILL)
CREDITS = (CREDIT_NOTE, VENDOR_CREDIT)
# The statuses of what no longer counts.
GONE = ("VOIDED", "DELETED")


# Whose tax counts where Xero would compute another: ours, or Xero's; and then the difference is
# evened out by a line, or stays.
OUR_TAX = "ours"
ROUNDING_LINE = "line"
XERO_TAX = "theirs"


@dataclass(frozen=True)
class Style:
    """What the interface's settings add to documents. `rounding` is how the line that evens out
    the tax begins: its description, account code and tax type.
    """

    sent: bool = False
    tax: str = OUR_TAX
    rounding: tuple[str, str, str] = ("", "", "")


PLAIN = Style()


def prepare(operation: str, kind: str, items, status: str, style: Style = PLAIN) -> Request:
    """The Request that creates the items: Documents of one kind with this Xero status (DRAFT,
    SUBMITTED or AUTHORISED), or Parties.

    The text is what `json.dumps` writes by default, so that the SDK sends the very same bytes.
    """
    if operation == CREATE_CONTACTS:
        elements = [contact_payload(party) for party in items]
    else:
        elements = [document_payload(document, status, style) for document in items]
    return Request(operation, kind, json.dumps({RESOURCES[operation, kind]: elements}))


def document_payload(document: Document, status: str, style: Style = PLAIN) -> dict:
    """A new Xero invoice, bill, or credit note of either. The contact is named by its id and
    nothing else: any other field would edit the contact. Xero keeps six decimals of a rate. On
    bills it ignores a Reference: their number is what it calls so. Credit notes have no due date
    (recorded answers of the live API; Xero's description has the field).
    """
    type_, number_field, _id = KINDS[document.kind]
    is_sale = document.kind not in PURCHASES
    approved_invoice = document.kind == INVOICE and status == "AUTHORISED"
    optional = {
        "DueDate": "" if document.kind in CREDITS else document.due_date.isoformat(),
        "Reference": fit(document.reference, REFERENCE_LENGTH) if is_sale else "",
        "Url": document.url if document.kind in MARKED else "",
        "CurrencyRate": number(document.rate) if document.rate else None,
        "BrandingThemeID": document.theme if is_sale else "",
        # Only approved invoices may carry it (Xero API: Invoices).
        "SentToContact": approved_invoice and style.sent,
    }
    overridden = _overridden(document, style)
    lines = [
        _line_payload(line, document, position in overridden)
        for position, line in enumerate(document.lines)
    ]
    difference = tax_difference(document)
    if style.tax == ROUNDING_LINE and difference:
        description, account, tax_type = style.rounding
        amounts = {"Quantity": 1, "UnitAmount": number(difference)}
        codes = {"AccountCode": account, "TaxType": tax_type}
        lines.append({"Description": description, **amounts, **codes})
    return {
        "Type": type_,
        "Contact": {"ContactID": document.contact},
        number_field: document.number,
        "Date": document.date.isoformat(),
        "LineAmountTypes": "Inclusive" if document.tax_included else "Exclusive",
        "CurrencyCode": document.currency,
        "Status": status,
        **filled(optional),
        "LineItems": lines,
    }


def tax_difference(document: Document) -> Decimal:
    """The tax of the document less what Xero would compute; zero where prices contain the tax, as
    that can not change the total.
    """
    if document.tax_included:
        return Decimal()
    return sum(_tax_differences(document), Decimal())


def _tax_differences(document):
    """:return: [the tax of a line less what Xero would compute], in the order of the lines"""
    return [line.tax - _xero_tax(line, document.tax_included) for line in document.lines]


def _overridden(document, style):
    """The positions of the lines whose tax is sent: as few as make the document's tax what it is.
    Cents that rounding moved from one line to another cancel out and stay Xero's; more than a cent
    was changed by a person, for that very tax rate.

    Source: Xero: certification checkpoints (no tax amounts unless they are needed).
    """
    if not (document.tax_included or style.tax == OUR_TAX):
        return set()
    differences = _tax_differences(document)
    chosen = {place for place, each in enumerate(differences) if abs(each) > _CENT}
    cents = [place for place, each in enumerate(differences) if each and place not in chosen]
    rest = sum((differences[place] for place in cents), Decimal())
    for place in sorted(cents, key=lambda place: -abs(differences[place])):
        if rest and differences[place] * rest > 0 and abs(differences[place]) <= abs(rest):
            chosen.add(place)
            rest -= differences[place]
    return chosen | set(cents) if rest else chosen


def _xero_tax(line, included):
    """Per line, half up to cents (Xero: Rounding in Xero)."""
    if included:
        return cents(line.gross - line.gross * 100 / (100 + line.tax_rate))
    return cents(line.net * line.tax_rate / 100)


def _line_payload(line, document, overridden):
    """One line whose amount Xero computes to exactly that of the document: `line.net`, or with
    tax-included prices `line.gross`.

    As printed where that works out; else once the whole amount, with the printed figures in the
    description. LineAmount is never sent (Xero refuses one that differs from its own by a cent),
    the tax only where Xero's own is `overridden`.
    """
    included = document.tax_included
    if line.is_text:
        return {"Description": fit(line.description, _DESCRIPTION_LENGTH) or "-"}
    amount_ = line.gross if included else line.net
    amounts, figures = _printed(line, amount_, document.kind), ""
    if amounts is None:
        amounts, figures = {"Quantity": 1, "UnitAmount": number(amount_)}, f" ({_figures(line)})"
    words = (line.description, document.reference, document.number)
    description = next((said for said in words if fit(said, _DESCRIPTION_LENGTH)), "")
    payload = {
        "Description": fit(description, _DESCRIPTION_LENGTH - len(figures)) + figures,
        **amounts,
        "AccountCode": line.account,
        "TaxType": line.tax_code,
    }
    if overridden:
        payload["TaxAmount"] = number(line.tax)
    if line.item:
        payload["ItemCode"] = line.item
    if line.tracking:
        payload["Tracking"] = [
            {"TrackingCategoryID": category, "TrackingOptionID": option}
            for category, option in line.tracking
        ]
    return payload


def _printed(line, amount_, kind):
    """Quantity, price and discount as printed, or None if Xero would not get the amount from
    them: it keeps four decimals of the first two, rounds their product half up to cents, and takes
    a discount on invoices only, above nothing and below everything.
    """
    price = line.price.quantize(_UNIT, ROUND_HALF_UP)
    full = line.quantity * price
    if not line.quantity or line.quantity != line.quantity.quantize(_UNIT):
        return None
    discountable = kind == INVOICE and full > 0 and 0 < line.discount < 100
    if line.discount and not (discountable and line.discount == line.discount.quantize(_CENT)):
        return None
    if cents(full * (100 - line.discount) / 100) != amount_:
        return None
    amounts = {"Quantity": number(line.quantity), "UnitAmount": number(price)}
    if line.discount:
        amounts["DiscountRate"] = number(line.discount)
    return amounts


def _figures(line):
    figures = f"{plain(line.quantity)} × {plain(line.price)}"
    return f"{figures} − {plain(line.discount)} %" if line.discount else figures


def read(request: Request, answer: Answer, items) -> list:
    """One outcome for each item, in order: Uploaded, Rejected, or Unknown where the answer does
    not say for sure. Raises RequestRefused when Xero took nothing of the request.
    """
    if answer.status == 400:
        return _refused(answer, items)
    elements = rows(answer, RESOURCES[request.operation, request.kind])
    if elements is None:
        return [Unknown("The answer is not the promised list.") for _item in items]
    return [
        Unknown("No element of the answer is surely about this item.")
        if element is None
        else _outcome(element, item)
        for element, item in zip(_elements_of(items, elements), items, strict=True)
    ]


def _refused(answer, items):
    _before, _key, after = answer.text.lower().partition("idempotency key")
    if "different request" in after:
        # An earlier request had this key, and may have written these very items.
        return [Unknown("The key was used with a different request.") for _item in items]
    body = load(answer.text)
    complaints = said(body.get("Elements"), "ValidationErrors")
    if complaints and len(items) == 1:
        return [messages.rejected(complaints, items[0])]
    raise RequestRefused(messages.whole(complaints or [text(body.get("Message")) or answer.text]))


def _elements_of(items, elements):
    """The element about each item, or None. Xero answers in the order of the request, and names
    the items it took: where the names contradict the order, only a name counts.
    """
    asked = [_name(item) for item in items]
    named = [_answered_name(element, items[0]) for element in elements]
    if len(elements) == len(items) and all(
        name in ("", mine) or name not in asked for name, mine in zip(named, asked, strict=True)
    ):
        return elements
    return [
        elements[named.index(name)] if named.count(name) == asked.count(name) == 1 else None
        for name in asked
    ]


def _name(item):
    if isinstance(item, Party):
        return normalise(contact_name(item.name))
    if item.kind in PURCHASES:
        return item.number, guid(item.contact)  # other suppliers may use the number, too
    return item.number


def _answered_name(element, like):
    if isinstance(like, Party):
        return normalise(text(element.get("Name")))
    number = text(element.get(KINDS[like.kind][1]))
    if not number or like.kind not in PURCHASES:
        return number
    return number, contact_of(element)


def contact_of(element: dict) -> str:
    """The id of the contact an element names."""
    party = element.get("Contact")
    return guid(party.get("ContactID")) if isinstance(party, dict) else ""


def _outcome(element, item):
    """Only an id, no flag and no error together mean that the item was written; only a flag means
    that it was not.
    """
    id_field = "ContactID" if isinstance(item, Party) else KINDS[item.kind][2]
    remote_id = guid(element.get(id_field))
    if is_flagged(element):
        complaints = said(element, "ValidationErrors") or said(element, "Warnings")
        return messages.rejected(complaints, item)
    if not remote_id or element.get("ValidationErrors"):
        return Unknown("The element has neither a sure id nor an error flag.")
    remarks = tuple(messages.remark(warning) for warning in said(element, "Warnings"))
    return uploaded(element, item, remarks)


def is_flagged(element: dict) -> bool:
    """Whether Xero says that it did not write the element."""
    return (
        element.get("HasErrors") is True
        or element.get("HasValidationErrors") is True
        or text(element.get("StatusAttributeString")).upper() == "ERROR"
    )


def uploaded(element: dict, item, warnings: tuple = ()) -> Uploaded:
    """The outcome of an item that is in the books as this element."""
    if isinstance(item, Party):
        contact = guid(element.get("ContactID"))
        return Uploaded(contact, contact=contact, warnings=warnings)
    _type, number_field, id_field = KINDS[item.kind]
    return Uploaded(
        guid(element.get(id_field)),
        number=text(element.get(number_field)),
        total=amount(element.get("Total")),
        contact=contact_of(element),
        warnings=warnings,
    )


def said(value, name: str) -> list[str]:
    """Every message listed under `name` anywhere in the value, each once, in order."""
    return list(dict.fromkeys(_walk(value, name)))


def _walk(value, name):
    if isinstance(value, list):
        for inner in value:
            if isinstance(inner, dict | list):
                yield from _walk(inner, name)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key == name and isinstance(inner, list):
                for entry in inner:
                    message = text(entry.get("Message")) if isinstance(entry, dict) else text(entry)
                    if message:
                        yield message
            elif isinstance(inner, dict | list):
                yield from _walk(inner, name)
