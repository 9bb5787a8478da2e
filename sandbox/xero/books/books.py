"""The books of one organisation: reference data, contacts and documents, and how to find them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sandbox.common.clock import Clock
from sandbox.common.shelf import Shelf

from .records import Allocation, Contact, Credit, Document, File, Note, Payment, folded

Row = dict[str, Any]


class Undone(Exception):
    """Raised inside `Books.attempt` to take back all that was put since it began."""


@dataclass
class Books:
    """Reference rows (accounts, rates, ...) are kept in the form in which they are answered."""

    clock: Clock
    organisation: Row
    accounts: list[Row]
    tax_rates: list[Row]
    tracking: list[Row]
    themes: list[Row]
    currencies: dict[str, tuple[str, Decimal]]
    items: list[Row] = field(default_factory=list)
    lock_dates: dict[str, date] = field(default_factory=dict)
    approvals_left: int | None = None
    next_number: dict[str, int] = field(default_factory=dict)
    _trades: dict[str, set[str]] = field(default_factory=dict)
    contacts: Shelf[Contact] = field(default_factory=lambda: Shelf(Contact.keys))
    invoices: Shelf[Document] = field(default_factory=lambda: Shelf(Document.keys))
    credit_notes: Shelf[Document] = field(default_factory=lambda: Shelf(Document.keys))
    payments: Shelf[Payment] = field(default_factory=lambda: Shelf(Payment.keys))
    credits: Shelf[Credit] = field(default_factory=lambda: Shelf(Credit.keys))
    files: Shelf[File] = field(default_factory=lambda: Shelf(File.keys))
    notes: Shelf[Note] = field(default_factory=lambda: Shelf(Note.keys))

    @property
    def id(self) -> str:
        return str(self.organisation["OrganisationID"])

    @property
    def name(self) -> str:
        return str(self.organisation["Name"])

    @property
    def base_currency(self) -> str:
        return str(self.organisation["BaseCurrency"])

    @property
    def default_theme(self) -> str:
        """The id of the theme that sales have when none is named."""
        return str(min(self.themes, key=lambda row: row["SortOrder"])["BrandingThemeID"])

    def shelf_of(self, document: Document) -> Shelf[Document]:
        return self.credit_notes if document.is_credit_note else self.invoices

    def put(self, document: Document) -> Document:
        """Store a document as changed now, its paid state brought up to date."""
        now = self.clock.now()
        stored = replace(document, status=document.settled_status(), updated=now)
        self.shelf_of(stored).put(stored)
        side = "sale" if stored.is_sale else "purchase"
        self._trades.setdefault(stored.contact_id, set()).add(side)
        return stored

    def trades_of(self, contact_id: str) -> set[str]:
        """Which sides of trade a contact has been on: `sale`, `purchase`."""
        return self._trades.get(contact_id, set())

    def put_contact(self, contact: Contact) -> Contact:
        stored = replace(contact, updated=self.clock.now())
        self.contacts.put(stored)
        return stored

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """All or nothing: leave with `Undone` (or any error) and nothing has happened."""
        shelves = self._shelves()
        marks = [shelf.mark() for shelf in shelves]
        approvals = self.approvals_left
        try:
            yield
        except BaseException as problem:
            for shelf, mark in zip(shelves, marks, strict=True):
                shelf.roll_back(mark)
            self.approvals_left = approvals
            if not isinstance(problem, Undone):
                raise

    def begin_request(self) -> None:
        for shelf in self._shelves():
            shelf.begin()

    def _shelves(self) -> tuple[Shelf[Any], ...]:
        documents = (self.invoices, self.credit_notes)
        return self.contacts, *documents, self.payments, self.credits, self.files, self.notes

    def document(self, document_id: str) -> Document | None:
        return self.invoices.get(document_id) or self.credit_notes.get(document_id)

    def put_payment(self, payment: Payment) -> None:
        """Store a payment, and with its document those that still count."""
        self.payments.put(replace(payment, updated=self.clock.now()))
        document = self.document(payment.document_id)
        assert document is not None
        rows = self.payments.find(("document", document.id))
        self.put(replace(document, payments=tuple(p for p in rows if p.status == "AUTHORISED")))

    def allocate(self, entry: Allocation) -> None:
        """Set something against an invoice."""
        for holder in self._holders(entry):
            self._put_holder(replace(holder, allocations=(*holder.allocations, entry)))

    def deallocate(self, entry: Allocation) -> None:
        for holder in self._holders(entry):
            left = tuple(each for each in holder.allocations if each.id != entry.id)
            self._put_holder(replace(holder, allocations=left))

    def _holders(self, entry: Allocation) -> Iterator[Document | Credit]:
        """What is allocated, and the invoice."""
        shelf: Shelf[Any] = self.credit_notes if entry.source == "CreditNote" else self.credits
        for holder in (shelf.get(entry.source_id), self.invoices.get(entry.invoice_id)):
            assert holder is not None
            yield holder

    def _put_holder(self, holder: Document | Credit) -> None:
        if isinstance(holder, Document):
            self.put(holder)
        else:
            self.credits.put(replace(holder, updated=self.clock.now()))

    def account(self, code: str = "", account_id: str = "") -> Row | None:
        for row in self.accounts:
            if code and row.get("Code") == code:
                return row
            if account_id and row["AccountID"] == account_id.lower():
                return row
        return None

    def item(self, code: str) -> Row | None:
        return next((row for row in self.items if row["Code"] == code), None)

    def tax_rate(self, tax_type: str) -> Row | None:
        return next((row for row in self.tax_rates if row["TaxType"] == tax_type), None)

    def contacts_named(self, name: str) -> list[Contact]:
        """Active contacts of that name; case and doubled spaces do not count."""
        return [c for c in self.contacts.find(("name", folded(name))) if c.status == "ACTIVE"]

    def generated_number(self, prefix: str, shelf: Shelf[Document]) -> str:
        """The next free number of a kind, as Xero gives when the client sends none."""
        while True:
            self.next_number[prefix] = self.next_number.get(prefix, 0) + 1
            number = f"{prefix}-{self.next_number[prefix]:04d}"
            if not shelf.find(("number", folded(number))):
                return number
