"""The accounting API: which room answers (Xero API: Accounting)."""

from collections.abc import Callable
from typing import Any

from sandbox.common.answer import Answer, Refused, dump, json_answer
from sandbox.common.clock import Clock
from sandbox.common.oauth import Access
from sandbox.common.request import Request

from ..books.books import Books
from ..books.kinds import CREDIT_NOTE, INVOICE
from ..problems import not_found
from ..settings import Settings
from ..wire import envelope
from . import extras, reference
from .allocations import AllocationWriter
from .attachments import Attachments
from .form import check_types
from .gate import Api
from .lists import ContactLists, DocumentLists
from .money_lists import CreditLists, PaymentLists
from .payments import PaymentWriter
from .reading import Page
from .tracking import OptionWriter
from .writing import ContactWriter, DocumentWriter

ROOT = "/api.xro/2.0/"
_KINDS = {kind.plural: kind for kind in (INVOICE, CREDIT_NOTE)}
_MONEY: dict[str, Callable[[Books], PaymentLists | CreditLists]] = {
    "Payments": PaymentLists,
    "Overpayments": lambda books: CreditLists(books, "Overpayment"),
    "Prepayments": lambda books: CreditLists(books, "Prepayment"),
}
_SCOPES = {
    "Invoices": "accounting.invoices",
    "CreditNotes": "accounting.invoices",
    "Contacts": "accounting.contacts",
    "Payments": "accounting.payments",
    "Overpayments": "accounting.payments",
    "Prepayments": "accounting.payments",
}
_SETTINGS_SCOPE = "accounting.settings"
_ATTACHMENTS_SCOPE = "accounting.attachments"
Routes = dict[tuple[str, int], Callable[[], Any]]


class AccountingApi(Api):
    def __init__(self, clock: Clock, settings: Settings) -> None:
        self._clock = clock
        self._settings = settings

    def scope(self, request: Request) -> str:
        resource, *rest = request.path.removeprefix(ROOT).split("/")
        needed = _SCOPES.get(resource, _SETTINGS_SCOPE)
        if rest[1:2] == ["Attachments"]:
            needed = _ATTACHMENTS_SCOPE
        return needed

    def carry_out(self, request: Request, access: Access, books: Books) -> Answer:
        try:
            check_types(request)
            resource, *rest = request.path.removeprefix(ROOT).rstrip("/").split("/")
            if rest[1:] == ["History"] and resource in extras.SHELVES:
                return self._history(request, books, resource, rest)
            if resource in _KINDS:
                return self._documents(request, access, books, resource, rest)
            if resource == "Contacts":
                return self._contacts(request, books, rest)
            if resource in _MONEY:
                return self._money(request, books, resource, rest)
            return self._reference(request, books, resource, rest)
        except Refused as refused:
            return refused.answer

    def _contacts(self, request: Request, books: Books, rest: list[str]) -> Answer:
        writer, lists = ContactWriter(books, self._settings), ContactLists(books)
        routes: Routes = {
            ("GET", 0): lambda: lists.many(request),
            ("GET", 1): lambda: lists.one(rest[0]),
            ("PUT", 0): lambda: writer.put(request),
            ("POST", 0): lambda: writer.post(request),
            ("POST", 1): lambda: writer.post_one(request, rest[0]),
        }
        return self._routed(request, routes, len(rest), "Contacts")

    def _money(self, request: Request, books: Books, plural: str, rest: list[str]) -> Answer:
        """Over- and prepayments are what a bookkeeper enters: they are only read."""
        lists = _MONEY[plural](books)
        routes: Routes = {
            ("GET", 0): lambda: lists.many(request),
            ("GET", 1): lambda: lists.one(rest[0]),
        }
        if plural == "Payments":
            writer = PaymentWriter(books, self._settings)
            routes |= {
                ("PUT", 0): lambda: writer.create(request),
                ("POST", 0): lambda: writer.create(request),
                ("POST", 1): lambda: writer.delete(request, rest[0]),
            }
        return self._routed(request, routes, len(rest), plural)

    def _documents(
        self, request: Request, access: Access, books: Books, plural: str, rest: list[str]
    ) -> Answer:
        kind = _KINDS[plural]
        if rest[1:2] == ["Allocations"] and kind is CREDIT_NOTE:
            return self._allocations(request, books, rest)
        if rest[1:2] == ["Attachments"]:
            return self._attachments(request, Attachments(books, self._settings, kind), rest)
        if rest[1:] == ["OnlineInvoice"] and kind is INVOICE:
            online: Routes = {("GET", 2): lambda: extras.online_invoice(books, rest[0])}
            return self._routed(request, online, 2, "OnlineInvoices")
        if rest[1:] == ["Email"] and kind is INVOICE and request.method == "POST":
            extras.send_by_email(books, rest[0])
            return Answer(204)
        writer = DocumentWriter(books, self._settings, kind, access.client_id)
        lists = DocumentLists(books, kind, access.client_id)
        routes: Routes = {
            ("GET", 0): lambda: lists.many(request),
            ("GET", 1): lambda: lists.one(request, rest[0]),
            ("PUT", 0): lambda: writer.put(request),
            ("POST", 0): lambda: writer.post(request),
            ("POST", 1): lambda: writer.post_one(request, rest[0]),
        }
        return self._routed(request, routes, len(rest), plural)

    def _history(self, request: Request, books: Books, resource: str, rest: list[str]) -> Answer:
        history = extras.History(books, self._settings, resource, rest[0])
        routes: Routes = {("GET", 2): history.many, ("PUT", 2): lambda: history.put(request)}
        return self._routed(request, routes, len(rest), "HistoryRecords")

    def _attachments(self, request: Request, files: Attachments, rest: list[str]) -> Answer:
        if request.method == "GET" and len(rest) == 3:
            return files.content(rest[0], rest[2])
        routes: Routes = {
            ("GET", 2): lambda: files.many(rest[0]),
            ("PUT", 3): lambda: files.put(request, rest[0], rest[2]),
            ("POST", 3): lambda: files.post(request, rest[0], rest[2]),
        }
        return self._routed(request, routes, len(rest), "Attachments")

    def _allocations(self, request: Request, books: Books, rest: list[str]) -> Answer:
        writer = AllocationWriter(books, self._settings)
        if request.method == "DELETE" and len(rest) == 3:
            return json_answer(200, writer.delete(rest[0], rest[2]))
        routes: Routes = {("PUT", 2): lambda: writer.put(request, rest[0])}
        return self._routed(request, routes, len(rest), "Allocations")

    def _reference(self, request: Request, books: Books, resource: str, rest: list[str]) -> Answer:
        if resource == "TrackingCategories" and rest[1:] == ["Options"]:
            writer = OptionWriter(books, self._settings)
            routes: Routes = {("PUT", 2): lambda: writer.put(request, rest[0])}
            return self._routed(request, routes, 2, "Options")
        plural, rows = reference.read(request, books, resource, rest)
        return self._routed(request, {("GET", len(rest)): lambda: rows}, len(rest), plural)

    def _routed(
        self,
        request: Request,
        routes: Routes,
        depth: int,
        plural: str,
    ) -> Answer:
        """The route for the method and the number of path parts behind the resource."""
        route = routes.get((request.method, depth))
        if route is None:
            if not any(known == depth for _, known in routes):
                raise not_found()
            return Answer(501)
        found = route()
        page = found if isinstance(found, Page) else Page(found, None)
        now, provider = self._clock.now(), self._settings.provider_name
        body = envelope(now, provider, plural, page.rows)
        if page.pagination is not None:
            body["pagination"] = page.pagination
        return Answer(200, dump(body))
