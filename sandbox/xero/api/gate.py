"""The way to every API: who may call, and how often; a write with a known key is not repeated."""

import time
from abc import ABC, abstractmethod
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from threading import RLock

from sandbox.common.answer import Answer, Refused
from sandbox.common.calls import Call
from sandbox.common.clock import Clock
from sandbox.common.oauth import Access
from sandbox.common.request import Request

from ..books.books import Books
from ..problems import forbidden, unauthorised
from ..settings import Settings
from ..signin.tokens import SignIn
from .form import check_size
from .idempotency import IdempotencyMemory
from .limits import Limits

_WRITES = ("PUT", "POST")


class Api(ABC):
    """One API behind the gate."""

    @abstractmethod
    def scope(self, request: Request) -> str:
        """What a client must have been allowed; to read, `.read` of it is enough."""

    @abstractmethod
    def carry_out(self, request: Request, access: Access, books: Books) -> Answer:
        """The request itself, refused or not. The lock is held."""


class Gate:
    """Limits and the memory of keys are an organisation's, whichever API is called."""

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

    def answer(self, api: Api, request: Request, call: Call) -> Answer:
        """Check in order: size, token, organisation, limits, key, then the request itself."""
        check_size(request)
        with self._lock:
            access = self.bearer(request)
            books = self._entered(request, access)
            call.tenant = books.id
            self._check_scope(request, access, api.scope(request))
            refusal = self.limits.enter(books.id, access.client_id)
        if refusal:
            return refusal
        try:
            time.sleep(self._settings.latency_ms / 1000)
            with self._lock:
                answer = self._answer_once(api, request, access, books, call)
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

    def _check_scope(self, request: Request, access: Access, needed: str) -> None:
        enough = {needed, f"{needed}.read"} if request.method == "GET" else {needed}
        if not enough & access.scopes:
            raise insufficient_scope()

    def _answer_once(
        self, api: Api, request: Request, access: Access, books: Books, call: Call
    ) -> Answer:
        """A write with a key that was seen before is answered from memory, not carried out."""
        keyed = request.method in _WRITES and request.header("Idempotency-Key")
        if not keyed or self._settings.lenient:
            return api.carry_out(request, access, books)
        try:
            stored = self._memory.recall(access.client_id, books.id, request)
        except Refused as refused:
            return refused.answer
        if stored is not None:
            call.replayed = True
            return stored
        answer = api.carry_out(request, access, books)
        self._memory.remember(access.client_id, books.id, request, answer)
        return answer

    def remember(self, request: Request, answer: Answer) -> None:
        """Put another answer into the memory of keys, as when Xero itself failed with a 500.
        Nothing is kept of a request that was not let in."""
        with self._lock, suppress(Refused):
            access = self.bearer(request)
            tenant_id = self._entered(request, access).id
            self._memory.remember(access.client_id, tenant_id, request, answer)


def insufficient_scope() -> Refused:
    """The header's spelling is Xero's."""
    return unauthorised("AuthorizationUnsuccessful", {"WWW-Authenticate": "insufficent_scope"})


def expired_text(moment: datetime) -> str:
    return f"TokenExpired: token expired at {moment:%m/%d/%Y %H:%M:%S}"
