"""Invoices and credit notes as the API answers them (Xero API: Invoices, Credit Notes)."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from . import contact_view
from .attachments import file_view
from .books import Books
from .kinds import CREDIT_NOTE, INVOICE, Kind
from .records import Allocation, Contact, Document, Line, rounded
from .wire import ZERO_GUID, date_string, moment_string, wire_date, wire_moment

View = dict[str, Any]


def written(document: Document, books: Books, unit_decimals: int) -> View:
    """The answer to a write: whole contact and lines, but nothing of what was applied."""
    contact = _contact_view(document, books, lambda found: contact_view.full(found, books))
    view = _header(document) | {"Contact": contact, "HasErrors": False}
    view["LineItems"] = [
        {**_line(line, unit_decimals), "ValidationErrors": []} for line in document.lines
    ]
    if document.is_credit_note:
        return view | _credit_part(document, books)
    empty: View = {"Prepayments": [], "Overpayments": [], "InvoicePaymentServices": []}
    return view | empty


def single(document: Document, books: Books, unit_decimals: int) -> View:
    """One document by its id: all there is."""
    contact = _contact_view(document, books, lambda found: contact_view.full(found, books))
    view = _header(document) | _applied_part(document, books) | {"Contact": contact}
    view["LineItems"] = [_line(line, unit_decimals) for line in document.lines]
    if not document.is_credit_note:
        files = books.files.find(("document", document.id))
        view["Attachments"] = [file_view(file, INVOICE) for file in files]
    return view


def listed(document: Document, books: Books, unit_decimals: int, with_lines: bool) -> View:
    """One row of a list: the contact is short, lines come only in paged lists."""
    contact = _contact_view(document, books, contact_view.in_document)
    view = _header(document) | _applied_part(document, books) | {"Contact": contact}
    lines = document.lines if with_lines else ()
    view["LineItems"] = [_line(line, unit_decimals) for line in lines]
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
            "Payments": [],
            "CreditNotes": [],
            "Prepayments": [],
            "Overpayments": [],
            "HasErrors": False,
            "LineItems": [],
            "ValidationErrors": [],
        },
    }


def _header(document: Document) -> View:
    kind = CREDIT_NOTE if document.is_credit_note else INVOICE
    view: View = {
        "Type": document.type,
        kind.id_field: document.id,
        kind.number_field: document.number,
        "Reference": document.reference,
        "Status": document.status,
        "LineAmountTypes": document.line_amount_types,
        "CurrencyCode": document.currency,
        "CurrencyRate": rounded(document.currency_rate, 6),
        "SubTotal": document.sub_total,
        "TotalTax": document.total_tax,
        "Total": document.total,
        "UpdatedDateUTC": wire_moment(document.updated),
        "UpdatedDateUTCString": moment_string(document.updated),
        "DateString": date_string(document.day),
        "Date": wire_date(document.day),
    }
    if document.due:
        view |= {"DueDateString": date_string(document.due), "DueDate": wire_date(document.due)}
    if document.branding_theme_id:
        view["BrandingThemeID"] = document.branding_theme_id
    if kind is INVOICE:
        view |= _invoice_header(document)
    return view


def _invoice_header(document: Document) -> View:
    view: View = {
        "AmountDue": document.outstanding,
        "AmountPaid": document.paid,
        "SentToContact": document.sent_to_contact,
        "IsDiscounted": any(line.discount_rate or line.discount_amount for line in document.lines),
    }
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
        "AppliedAmount": entry.amount,
        "Total": note.total,
        "HasErrors": False,
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


def _line(line: Line, unit_decimals: int) -> View:
    """Without unitdp=4 a read rounds the unit price to cents, whatever is stored."""
    view: View = {"LineItemID": line.id, "Description": line.description}
    if line.unit_amount is None or line.quantity is None:
        return view | {"Tracking": [], "LineAmount": line.line_amount}
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
    return view | {name: value for name, value in optional.items() if value}


def _contact_view(document: Document, books: Books, view: Callable[[Contact], View]) -> View:
    contact = books.contacts.get(document.contact_id)
    assert contact is not None
    return view(contact)
