"""Setting a credit note against an invoice, and taking that back (Xero API: Credit Notes)."""

from decimal import Decimal
from typing import Any

from sandbox.common.ids import new_guid
from sandbox.common.request import Request

from ..books.books import Books
from ..books.records import Allocation, Document, rounded
from ..problems import not_found
from ..settings import Settings
from ..wire import read_date
from . import document_view
from .writing import Written, answer_rows, elements_of

Element = dict[str, Any]
View = dict[str, Any]
NO_INVOICE = "An existing Invoice with the specified InvoiceID could not be found"
PAID_OFF = "The invoice you are trying to allocate to has already been paid off"
TOO_MUCH = "Credit Note cannot be allocated as amount is greater than amount outstanding"
WRONG_TYPE = "Credit Note cannot be allocated to an incorrect invoice type"


class AllocationWriter:
    def __init__(self, books: Books, settings: Settings) -> None:
        self._books = books
        self._settings = settings

    def put(self, request: Request, note_id: str) -> list[View]:
        if self._books.credit_notes.get(note_id) is None:
            raise not_found()

        def write(element: Element) -> Written:
            note = self._note(note_id)
            problems, invoice = self._problems(note, element)
            if problems or invoice is None:
                messages = [{"Message": message} for message in problems]
                return Written({**element, "ValidationErrors": messages}, failed=True)
            entry = self._allocate(note, invoice, element)
            return Written(document_view.allocation_view(entry, self._books))

        elements = elements_of(request, "Allocations", "Allocation", self._settings)
        return answer_rows(request, self._books, elements, write)

    def delete(self, note_id: str, allocation_id: str) -> View:
        note = self._books.credit_notes.get(note_id)
        entry = next((a for a in note.allocations if a.id == allocation_id), None) if note else None
        if note is None or entry is None:
            raise not_found()
        self._books.deallocate(entry)
        return {"AllocationID": entry.id, "IsDeleted": True}

    def _note(self, note_id: str) -> Document:
        note = self._books.credit_notes.get(note_id)
        assert note is not None
        return note

    def _problems(self, note: Document, element: Element) -> tuple[list[str], Document | None]:
        """The rules in Xero's order are not known; each is checked, the first is told."""
        invoice_id = (element.get("Invoice") or {}).get("InvoiceID") or ""
        invoice = self._books.invoices.get(invoice_id)
        if invoice is None:
            return [NO_INVOICE], None
        amount = Decimal(element.get("Amount") or 0)
        if invoice.is_sale != note.is_sale:
            return [WRONG_TYPE], invoice
        if invoice.status == "PAID":
            return [PAID_OFF], invoice
        if invoice.contact_id != note.contact_id or invoice.currency != note.currency:
            return ["Credit Note and invoice must have the same contact and currency"], invoice
        if note.status != "AUTHORISED" or invoice.status != "AUTHORISED":
            return ["Only AUTHORISED documents can be allocated"], invoice
        if not element.get("Date"):
            return ["The Date must be specified"], invoice
        if amount <= 0:
            return ["The amount must be greater than zero"], invoice
        if amount > note.outstanding or amount > invoice.outstanding:
            return [TOO_MUCH], invoice
        return [], invoice

    def _allocate(self, note: Document, invoice: Document, element: Element) -> Allocation:
        """Takes effect on the later of the two documents' dates."""
        wanted = read_date(element["Date"])
        entry = Allocation(
            new_guid(),
            note.id,
            invoice.id,
            rounded(Decimal(element["Amount"])),
            max(wanted, note.day, invoice.day),
        )
        self._books.allocate(entry)
        return entry
