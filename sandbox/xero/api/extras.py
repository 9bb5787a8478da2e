"""What hangs on a record: its history with notes, an invoice's page for the customer, sending it by
e-mail (Xero API: History and Notes, Invoices)."""

import hashlib
from dataclasses import replace
from typing import Any

from sandbox.common.clock import moment_string
from sandbox.common.ids import new_guid
from sandbox.common.request import Request

from ..books.books import Books
from ..books.records import Document, Note
from ..problems import not_found, validation
from ..settings import Settings
from ..wire import ticks, wire_moment, wire_text
from .writing import Written, answer_rows, elements_of

View = dict[str, Any]
LONGEST_NOTE = 2_500
SHELVES = {
    "Invoices": "invoices",
    "CreditNotes": "credit_notes",
    "Contacts": "contacts",
    "Payments": "payments",
    "Overpayments": "credits",
    "Prepayments": "credits",
}


class History:
    """Notes of one record, the newest first. What Xero itself writes there is not imitated."""

    def __init__(self, books: Books, settings: Settings, resource: str, record_id: str) -> None:
        record = getattr(books, SHELVES[resource]).get(record_id)
        if record is None:
            raise not_found()
        self._books, self._settings, self._record_id = books, settings, record.id

    def many(self) -> list[View]:
        notes = self._books.notes.find(("record", self._record_id))
        return [
            {
                "Changes": "Note",
                "DateUTCString": moment_string(note.written).rstrip("Z"),
                "DateUTC": wire_moment(note.written),
                "User": "System Generated",
                "Details": wire_text(note.details),
            }
            for note in reversed(notes)
        ]

    def put(self, request: Request) -> list[View]:
        elements = elements_of(request, "HistoryRecords", "HistoryRecord", self._settings)
        return answer_rows(request, self._books, elements, self._write)

    def _write(self, element: dict[str, Any]) -> Written:
        details = element.get("Details") or ""
        if not 1 <= len(details) <= LONGEST_NOTE:
            message = f"Details must have 1 to {LONGEST_NOTE} characters."
            return Written({**element, "ValidationErrors": [{"Message": message}]}, failed=True)
        note = Note(new_guid(), self._record_id, details, self._books.clock.now())
        self._books.notes.put(note)
        return Written(
            {
                "DateUTCString": moment_string(note.written).rstrip("Z"),
                "DateUTC": f"/Date({ticks(note.written)})/",
                "Details": wire_text(details),
                "ValidationErrors": [],
            }
        )


def online_invoice(books: Books, document_id: str) -> list[View]:
    """The address under which the customer sees the invoice."""
    invoice = _sale(books, document_id)
    if invoice.status in ("DRAFT", "DELETED", "VOIDED"):
        raise validation("Online invoices are there for approved sales invoices only")
    name = hashlib.sha256(invoice.id.encode()).hexdigest()[:40]
    return [{"OnlineInvoiceUrl": f"https://in.xero.com/{name}"}]


def send_by_email(books: Books, document_id: str) -> None:
    """Nothing leaves the stand-in; the invoice is marked as sent."""
    invoice = _sale(books, document_id)
    contact = books.contacts.get(invoice.contact_id)
    if invoice.status not in ("SUBMITTED", "AUTHORISED", "PAID"):
        raise validation("Invoice not of valid status for emailing")
    if contact is None or not contact.text("EmailAddress"):
        raise validation("The contact has no email address")
    books.begin_request()
    books.put(replace(invoice, sent_to_contact=True))


def _sale(books: Books, document_id: str) -> Document:
    found = books.invoices.get(document_id)
    if found is None or not found.is_sale:
        raise not_found()
    return found
