"""The accounting API: who may call, how often, and which room answers (Xero API: Accounting)."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from threading import RLock
from typing import Any

from sandbox.common.answer import Answer, Refused, dump, json_answer
from sandbox.common.calls import Call
from sandbox.common.clock import Clock
from sandbox.common.oauth import Access
from sandbox.common.request import Request

from ..books.books import Books
from ..books.kinds import CREDIT_NOTE, INVOICE
from ..problems import forbidden, not_found, unauthorised
from ..settings import Settings
from ..signin.tokens import SignIn
from ..wire import envelope
from . import extras, reference
from .allocations import AllocationWriter
from .attachments import Attachments
from .form import check_size, check_types
from .idempotency import IdempotencyMemory
from .limits import Limits
from .lists import ContactLists, DocumentLists
from .money_lists import CreditLists, PaymentLists
from .payments import PaymentWriter
from .reading import Page
from .writing import ContactWriter, DocumentWriter

ROOT = "/api.xro/2.0/"
WRITES = ("PUT", "POST")
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


class AccountingApi:
    def __init__(
        self,
        lock: RLock,
        clock: Clock,
        settings: Settings,
        sign_in: SignIn,
        tenants: dict[str, Books],
    ) -> None:
        self._lock = lock
        self._clock = clock
        self._settings = settings
        self._sign_in = sign_in
        self._tenants = tenants
        self._memory = IdempotencyMemory(clock)
        self.limits = Limits(clock, settings)

    def answer(self, request: Request, call: Call) -> Answer:
        """Check in order: size, token, organisation, limits, key, then the request itself."""
        check_size(request)
        with self._lock:
            access = self.bearer(request)
            books = self._entered(request, access)
            call.tenant = books.id
            self._check_scope(request, access)
            refusal = self.limits.enter(books.id, access.client_id)
        if refusal:
            return refusal
        try:
            time.sleep(self._settings.latency_ms / 1000)
            with self._lock:
                answer = self._answer_once(request, access, books, call)
                left = self.limits.headers(books.id, access.client_id)
        finally:
            with self._lock:
                self.limits.leave(books.id)
        return replace(answer, headers={**left, **answer.headers})

    def bearer(self, request: Request) -> Access:
        scheme, _, token = request.header("Authorization").partition(" ")
        access = self._sign_in.access(token.strip()) if scheme.lower() == "bearer" else None
        if access is None:
            raise unauthorised("AuthenticationUnsuccessful")
        if access.expires <= self._clock.timestamp():
            expired = datetime.fromtimestamp(access.expires, UTC)
            raise unauthorised(expired_text(expired))
        return access

    def _entered(self, request: Request, access: Access) -> Books:
        """The organisation named in the header; a custom connection has only one."""
        custom = self._sign_in.apps[access.client_id].custom_tenant
        tenant_id = request.header("xero-tenant-id").lower() or custom
        if tenant_id not in self._tenants or not self._sign_in.may_enter(access, tenant_id):
            raise forbidden()
        return self._tenants[tenant_id]

    def _check_scope(self, request: Request, access: Access) -> None:
        resource, *rest = request.path.removeprefix(ROOT).split("/")
        needed = _SCOPES.get(resource, _SETTINGS_SCOPE)
        if rest[1:2] == ["Attachments"]:
            needed = _ATTACHMENTS_SCOPE
        enough = {needed, f"{needed}.read"} if request.method == "GET" else {needed}
        if not enough & access.scopes:
            raise insufficient_scope()

    def _answer_once(self, request: Request, access: Access, books: Books, call: Call) -> Answer:
        """A write with a key that was seen before is answered from memory, not carried out."""
        keyed = request.method in WRITES and request.header("Idempotency-Key")
        if not keyed or self._settings.lenient:
            return self._carried_out(request, access, books)
        try:
            stored = self._memory.recall(access.client_id, books.id, request)
        except Refused as refused:
            return refused.answer
        if stored is not None:
            call.replayed = True
            return stored
        answer = self._carried_out(request, access, books)
        self._memory.remember(access.client_id, books.id, request, answer)
        return answer

    def remember(self, request: Request, answer: Answer) -> None:
        """Put another answer into the memory of keys, as when Xero itself failed with a 500.
        Nothing is kept of a request that was not let in."""
        with self._lock, suppress(Refused):
            access = self.bearer(request)
            tenant_id = self._entered(request, access).id
            self._memory.remember(access.client_id, tenant_id, request, answer)

    def _carried_out(self, request: Request, access: Access, books: Books) -> Answer:
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


def insufficient_scope() -> Refused:
    """The header's spelling is Xero's."""
    return unauthorised("AuthorizationUnsuccessful", {"WWW-Authenticate": "insufficent_scope"})


def expired_text(moment: datetime) -> str:
    return f"TokenExpired: token expired at {moment:%m/%d/%Y %H:%M:%S}"
