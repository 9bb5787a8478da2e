"""Invoices and credit notes as the API answers them (Xero API: Invoices, Credit Notes)."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sandbox.common.clock import moment_string
from sandbox.common.ids import ZERO_GUID

from ..books.books import Books
from ..books.kinds import CREDIT_NOTE, INVOICE, Kind
from ..books.records import ZERO, Allocation, Contact, Document, Line, rounded
from ..wire import date_string, wire_date, wire_moment, wire_text
from . import contact_view
from .attachments import file_view

View = dict[str, Any]
GONE = ("VOIDED", "DELETED")
_APPLIED = {
    INVOICE: ("Payments", "CreditNotes", "Prepayments", "Overpayments"),
    CREDIT_NOTE: ("Payments", "Allocations"),
}


def written(document: Document, books: Books, unit_decimals: int) -> View:
    """The answer to a write: whole contact and lines, but nothing of what was applied."""
    contact = _contact_view(document, books, lambda found: contact_view.written(found, books))
    view = _header(document, books) | {"Contact": contact, "HasErrors": False}
    if not document.is_credit_note:
        view["AmountDue"] = document.outstanding  # a void one tells what was due before
    view["LineItems"] = [
        {**_line(line, books, unit_decimals), "ValidationErrors": []} for line in document.lines
    ]
    if document.is_credit_note:
        return view | _credit_part(document, books)
    empty: View = {"Prepayments": [], "Overpayments": [], "InvoicePaymentServices": []}
    return view | empty


def single(document: Document, books: Books, unit_decimals: int) -> View:
    """One document by its id: all there is. Without payments there is no list of them."""
    contact = _contact_view(document, books, lambda found: contact_view.nested(found, books))
    view = _header(document, books) | _applied_part(document, books) | {"Contact": contact}
    view["LineItems"] = [
        {**_line(line, books, unit_decimals), "ValidationErrors": []} for line in document.lines
    ]
    del view["InvoiceAddresses"]
    if not document.payments:
        del view["Payments"]
    if not document.is_credit_note:
        files = books.files.find(("document", document.id))
        view["Attachments"] = [file_view(file, INVOICE) for file in files]
        for row in view["CreditNotes"]:
            row["CurrencyRate"] = rounded(document.currency_rate, 6)
    return view


def listed(document: Document, books: Books, unit_decimals: int, with_lines: bool) -> View:
    """One row of a list: the contact is short, lines come only in paged lists, and of their
    tracking the id of the option does not."""
    contact = _contact_view(document, books, contact_view.in_document)
    view = _header(document, books) | _applied_part(document, books) | {"Contact": contact}
    lines = document.lines if with_lines else ()
    view["LineItems"] = [_listed_line(line, books, unit_decimals) for line in lines]
    return view


def summary(document: Document, books: Books) -> View:
    """summaryOnly: without payments, lines and attachments."""
    view = listed(document, books, 2, with_lines=False)
    for name in ("Payments", "LineItems", "HasAttachments"):
        view.pop(name, None)
    return view


def refused(kind: Kind, element: View, problems: list[str], document_id: str = ZERO_GUID) -> View:
    """An element that failed: the echo lacks the number, so only its place tells which it was."""
    echo = {name: value for name, value in element.items() if name != kind.number_field}
    contact = {"ContactID": (element.get("Contact") or {}).get("ContactID", ZERO_GUID)}
    contact |= {"HasValidationErrors": False, "ValidationErrors": []}
    view = echo | {
        kind.id_field: document_id,
        "HasErrors": True,
        "Contact": contact,
        "Payments": [],
        "ValidationErrors": [{"Message": message} for message in problems],
    }
    if kind is INVOICE:
        view |= {"CreditNotes": [], "Prepayments": [], "Overpayments": []}
    return view


def refused_change(
    document: Document, element: View, problems: list[str], books: Books, unit_decimals: int
) -> View:
    """A change that failed: the whole document as it would be, but neither number nor reference."""
    kind = CREDIT_NOTE if document.is_credit_note else INVOICE
    lines = [_line(line, books, unit_decimals) for line in document.lines]
    view: View = {
        "Type": document.type,
        kind.id_field: document.id,
        **{name: [] for name in _APPLIED[kind]},
        "IsDiscounted": _is_discounted(document),
        "InvoiceAddresses": [],
        "HasErrors": True,
        "Contact": {
            "ContactID": document.contact_id or ZERO_GUID,
            **{name: [] for name in contact_view.LISTS},
            "HasValidationErrors": False,
            "ValidationErrors": [],
        },
        **_dates(document),
        "Status": element.get("Status") or document.status,
        "LineAmountTypes": document.line_amount_types,
        "LineItems": lines,
        "SubTotal": document.sub_total,
        "TotalTax": document.total_tax,
        "Total": document.total,
        "CurrencyCode": document.currency,
        "ValidationErrors": [{"Message": message} for message in problems],
    }
    if kind is INVOICE:
        return view | {"InvoicePaymentServices": []}
    del view["IsDiscounted"]
    return view


def allocation_view(entry: Allocation, books: Books) -> View:
    invoice = books.invoices.get(entry.invoice_id)
    assert invoice is not None
    return {
        "AllocationID": entry.id,
        "Amount": entry.amount,
        "Date": wire_date(entry.day),
        "Invoice": {
            "InvoiceID": invoice.id,
            "InvoiceNumber": invoice.number,
            **{name: [] for name in _APPLIED[INVOICE]},
            "IsDiscounted": False,
            "InvoiceAddresses": [],
            "HasErrors": False,
            "InvoicePaymentServices": [],
            "LineItems": [],
        },
    }


def _header(document: Document, books: Books) -> View:
    kind = CREDIT_NOTE if document.is_credit_note else INVOICE
    view: View = {
        "Type": document.type,
        kind.id_field: document.id,
        kind.number_field: document.number,
        "Reference": document.reference,
        "Status": document.status,
        "LineAmountTypes": document.line_amount_types,
        "CurrencyCode": document.currency,
        "SubTotal": document.sub_total,
        "TotalTax": document.total_tax,
        "Total": document.total,
        "UpdatedDateUTC": wire_moment(document.updated),
        "UpdatedDateUTCString": moment_string(document.updated),
        **_dates(document),
    }
    if not _leaves_out_rate(document, books):
        view["CurrencyRate"] = rounded(document.currency_rate, 6)
    if document.is_sale:
        view["BrandingThemeID"] = document.branding_theme_id or books.default_theme
    elif document.branding_theme_id:
        view["BrandingThemeID"] = document.branding_theme_id
    if kind is INVOICE:
        view |= _invoice_header(document)
    elif document.sent_to_contact:
        view["SentToContact"] = True
    return view


def _leaves_out_rate(document: Document, books: Books) -> bool:
    """Of sales in the organisation's own currency that were not made by the API, live answers do
    not always tell the rate."""
    own = document.currency == books.base_currency
    return own and document.type == "ACCREC" and not document.client_id


def _dates(document: Document) -> View:
    """Credit notes have no due date, whatever was sent."""
    view: View = {"DateString": date_string(document.day), "Date": wire_date(document.day)}
    if document.due and not document.is_credit_note:
        view |= {"DueDateString": date_string(document.due), "DueDate": wire_date(document.due)}
    return view


def _is_discounted(document: Document) -> bool:
    return any(line.discount_rate or line.discount_amount for line in document.lines)


def _invoice_header(document: Document) -> View:
    view: View = {
        "AmountDue": ZERO if document.status in GONE else document.outstanding,
        "AmountPaid": document.paid,
        "IsDiscounted": _is_discounted(document),
    }
    if document.is_sale:
        view["SentToContact"] = document.sent_to_contact
    if view["IsDiscounted"]:
        view["TotalDiscount"] = document.total_discount
    if document.url:
        view["Url"] = document.url
    if document.expected_payment:
        view["ExpectedPaymentDate"] = wire_date(document.expected_payment)
    if document.planned_payment:
        view["PlannedPaymentDate"] = wire_date(document.planned_payment)
    return view


def _applied_part(document: Document, books: Books) -> View:
    view: View = {
        "Payments": [
            {
                "PaymentID": payment.id,
                "Date": wire_date(payment.day),
                "Amount": payment.amount,
                "Reference": payment.reference,
                "CurrencyRate": rounded(payment.currency_rate, 6),
                "HasAccount": False,
                "HasValidationErrors": False,
            }
            for payment in document.payments
        ],
        "HasAttachments": bool(books.files.find(("document", document.id))),
        "HasErrors": False,
        "InvoiceAddresses": [],
    }
    if document.status == "PAID":
        days = [payment.day for payment in document.payments]
        days += [allocation.day for allocation in document.allocations]
        view["FullyPaidOnDate"] = wire_date(max(days))
    if document.is_credit_note:
        return _credit_part(document, books) | view
    return view | {
        "AmountCredited": document.applied,
        "CreditNotes": _applied(document, "CreditNote", books),
        "Prepayments": _applied(document, "Prepayment", books),
        "Overpayments": _applied(document, "Overpayment", books),
        "InvoicePaymentServices": [],
    }


def _applied(document: Document, source: str, books: Books) -> list[View]:
    entries = [entry for entry in document.allocations if entry.source == source]
    if source == "CreditNote":
        return [_applied_note(entry, books) for entry in entries]
    return [_applied_credit(entry, books) for entry in entries]


def _applied_credit(entry: Allocation, books: Books) -> View:
    credit = books.credits.get(entry.source_id)
    assert credit is not None
    return {
        f"{credit.kind}ID": credit.id,
        "ID": credit.id,
        "AppliedAmount": entry.amount,
        "Date": wire_date(credit.day),
        "Total": credit.total,
        "LineItems": [],
    }


def _applied_note(entry: Allocation, books: Books) -> View:
    note = books.credit_notes.get(entry.source_id)
    assert note is not None
    return {
        "CreditNoteID": note.id,
        "CreditNoteNumber": note.number,
        "ID": note.id,
        "HasErrors": False,
        "InvoiceAddresses": [],
        "AppliedAmount": entry.amount,
        **_dates(note),
        "LineItems": [],
        "Total": note.total,
    }


def _credit_part(document: Document, books: Books) -> View:
    return {
        "ID": document.id,
        "RemainingCredit": document.outstanding,
        "Allocations": [allocation_view(entry, books) for entry in document.allocations],
        "Payments": [],
        "InvoiceAddresses": [],
        "HasAttachments": False,
    }


def _line(line: Line, books: Books, unit_decimals: int) -> View:
    """Without unitdp=4 a read rounds the unit price to cents, whatever is stored. A line of words
    has no amounts at all."""
    view: View = {"LineItemID": line.id, "Description": wire_text(line.description)}
    if line.unit_amount is None or line.quantity is None:
        return view | {"Tracking": []}
    view |= {
        "UnitAmount": rounded(line.unit_amount, unit_decimals),
        "TaxType": line.tax_type,
        "TaxAmount": line.tax_amount,
        "LineAmount": line.line_amount,
        "Quantity": rounded(line.quantity, 4),
        "Tracking": list(line.tracking),
    }
    optional: dict[str, str | Decimal | None] = {
        "AccountCode": line.account_code,
        "AccountID": line.account_id,
        "ItemCode": line.item_code,
        "DiscountRate": line.discount_rate,
        "DiscountAmount": line.discount_amount,
    }
    if item := books.item(line.item_code):
        view["Item"] = {name: item[name] for name in ("ItemID", "Name", "Code")}
    return view | {name: value for name, value in optional.items() if value}


def _listed_line(line: Line, books: Books, unit_decimals: int) -> View:
    view = _line(line, books, unit_decimals)
    kept = ("Name", "Option", "TrackingCategoryID")
    view["Tracking"] = [
        {**{name: each[name] for name in kept}, "Options": []} for each in view["Tracking"]
    ]
    return view


def _contact_view(document: Document, books: Books, view: Callable[[Contact], View]) -> View:
    contact = books.contacts.get(document.contact_id)
    assert contact is not None
    return view(contact)
