"""Which lists and single records there are to read, and by what they can be filtered."""

from collections.abc import Iterable
from typing import Any

from sandbox.common.request import Request

from ..books.books import Books
from ..books.kinds import INVOICE, Kind
from ..books.records import Contact, Document, folded
from ..problems import not_found
from ..rules.document_rules import document_by_id_or_number
from . import contact_view, document_view
from .reading import Page, contains_term, listed_values, page_of, select
from .where import Getter, Test
from .writing import unit_decimals

CONTACT_COLUMNS: dict[str, Getter] = {
    "ContactID": lambda c: c.id,
    "Name": lambda c: c.name,
    "ContactStatus": lambda c: c.status,
    "UpdatedDateUTC": lambda c: c.updated,
    "EmailAddress": lambda c: c.text("EmailAddress"),
    "ContactNumber": lambda c: c.text("ContactNumber"),
    "AccountNumber": lambda c: c.text("AccountNumber"),
    "FirstName": lambda c: c.text("FirstName"),
    "LastName": lambda c: c.text("LastName"),
    "CompanyNumber": lambda c: c.text("CompanyNumber"),
    "TaxNumber": lambda c: c.text("TaxNumber"),
}
_SEARCHED = ("Name", "FirstName", "LastName", "ContactNumber", "EmailAddress", "CompanyNumber")


class ContactLists:
    def __init__(self, books: Books) -> None:
        self._books = books

    def one(self, name: str) -> list[dict[str, Any]]:
        found = self._books.contacts.get(name)
        if found is None:
            numbered = self._books.contacts.find(("ContactNumber", folded(name)))
            found = numbered[0] if numbered else None
        if found is None:
            raise not_found()
        return [contact_view.single(found, self._books)]

    def many(self, request: Request) -> Page:
        """Archived contacts stay hidden unless asked for; summaryOnly always pages."""
        conditions: list[Test] = []
        if not request.flag("includeArchived", default=False):
            conditions.append(lambda c: c.status == "ACTIVE")
        if term := request.query.get("searchTerm"):
            conditions.append(contains_term(term, *(CONTACT_COLUMNS[n] for n in _SEARCHED)))
        rows = select(
            request,
            _chosen(request, self._books.contacts, self._books.contacts.get),
            CONTACT_COLUMNS,
            conditions,
            "UpdatedDateUTC,ContactID",
        )
        summary_only = request.flag("summaryOnly", default=False)
        page = page_of(request, rows, always=summary_only)
        return Page([self._view(c, page, summary_only) for c in page.rows], page.pagination)

    def _view(self, contact: Contact, page: Page, summary_only: bool) -> dict[str, Any]:
        if summary_only:
            return contact_view.light(contact)
        if page.pagination is None:
            return contact_view.listed(contact, self._books)
        return contact_view.paged(contact, self._books)


class DocumentLists:
    def __init__(self, books: Books, kind: Kind, client_id: str) -> None:
        self._books = books
        self._kind = kind
        self._client_id = client_id
        self._columns = _document_columns(books, kind)

    def one(self, request: Request, name: str) -> list[dict[str, Any]]:
        found = document_by_id_or_number(self._kind, self._books, name)
        if found is None:
            raise not_found()
        return [document_view.single(found, self._books, unit_decimals(request))]

    def many(self, request: Request) -> Page:
        id_field = self._kind.id_field
        rows = select(
            request,
            self._candidates(request),
            self._columns,
            self._conditions(request),
            f"UpdatedDateUTC,{id_field}",
        )
        summary_only = self._kind is INVOICE and request.flag("summaryOnly", default=False)
        page = page_of(request, rows, always=summary_only)
        with_lines = page.pagination is not None or bool(request.query.get("Statuses"))
        decimals = unit_decimals(request)
        views = [
            document_view.summary(row, self._books)
            if summary_only
            else document_view.listed(row, self._books, decimals, with_lines)
            for row in page.rows
        ]
        return Page(views, page.pagination)

    def _candidates(self, request: Request) -> Iterable[Document]:
        """IDs and InvoiceNumbers name rows directly; credit notes know neither parameter."""
        shelf = self._kind.shelf(self._books)
        if self._kind is not INVOICE:
            return shelf
        if numbers := listed_values(request, "InvoiceNumbers"):
            wanted = dict.fromkeys(("number", folded(number)) for number in numbers)
            return [row for key in wanted for row in shelf.find(key)]
        return _chosen(request, shelf, shelf.get)

    def _conditions(self, request: Request) -> list[Test]:
        conditions: list[Test] = []
        if self._kind is not INVOICE:
            return conditions
        if contacts := {value.lower() for value in listed_values(request, "ContactIDs")}:
            conditions.append(lambda d: d.contact_id in contacts)
        if statuses := set(listed_values(request, "Statuses")):
            conditions.append(lambda d: d.status in statuses)
        if request.flag("createdByMyApp", default=False):
            conditions.append(lambda d: d.client_id == self._client_id)
        if term := request.query.get("searchTerm"):
            conditions.append(contains_term(term, lambda d: d.number, lambda d: d.reference))
        return conditions


def _chosen(request: Request, rows: Iterable[Any], get: Getter) -> list[Any]:
    if ids := dict.fromkeys(listed_values(request, "IDs")):
        return [row for row in map(get, ids) if row is not None]
    return list(rows)


def _document_columns(books: Books, kind: Kind) -> dict[str, Getter]:
    def contact(name: str) -> Getter:
        return lambda d: CONTACT_COLUMNS[name](books.contacts.get(d.contact_id))

    columns: dict[str, Getter] = {
        kind.id_field: lambda d: d.id,
        kind.number_field: lambda d: d.number,
        "Type": lambda d: d.type,
        "Status": lambda d: d.status,
        "Reference": lambda d: d.reference,
        "CurrencyCode": lambda d: d.currency,
        "Date": lambda d: d.day,
        "DueDate": lambda d: d.due,
        "UpdatedDateUTC": lambda d: d.updated,
        "Total": lambda d: d.total,
        "Contact.ContactID": contact("ContactID"),
        "Contact.Name": contact("Name"),
        "Contact.ContactNumber": contact("ContactNumber"),
    }
    if kind is INVOICE:
        columns |= {"AmountDue": lambda d: d.outstanding, "AmountPaid": lambda d: d.paid}
        columns |= {"AmountCredited": lambda d: d.applied, "Url": lambda d: d.url}
    else:
        columns["RemainingCredit"] = lambda d: d.outstanding
    return columns
