"""The two kinds of documents the API calls by different names."""

from dataclasses import dataclass

from sandbox.common.shelf import Shelf

from .books import Books
from .records import Document


@dataclass(frozen=True)
class Kind:
    """Names of one kind of document in the API, in messages and in generated numbers."""

    plural: str
    singular: str
    id_field: str
    number_field: str
    words: str
    types: tuple[str, ...]
    prefix: str

    def shelf(self, books: Books) -> Shelf[Document]:
        return books.credit_notes if self is CREDIT_NOTE else books.invoices

    @property
    def sale(self) -> str:
        return self.types[0]


INVOICE = Kind(
    "Invoices", "Invoice", "InvoiceID", "InvoiceNumber", "Invoice", ("ACCREC", "ACCPAY"), "INV"
)
CREDIT_NOTE = Kind(
    "CreditNotes",
    "CreditNote",
    "CreditNoteID",
    "CreditNoteNumber",
    "Credit Note",
    ("ACCRECCREDIT", "ACCPAYCREDIT"),
    "CN",
)
