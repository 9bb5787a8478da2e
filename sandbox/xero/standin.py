"""The stand-in as a whole, without HTTP: state, one lock, and the way of a request through it."""

import logging
from copy import deepcopy
from threading import RLock
from typing import Any

from sandbox.common.answer import Answer, Refused, json_answer
from sandbox.common.calls import Call, CallRecord
from sandbox.common.clock import Clock
from sandbox.common.request import Request

from .api.accounting import ROOT, AccountingApi
from .books.seed import NZ_TENANT, seeded_books
from .contract import Contract
from .control import Control
from .faults import Faults
from .people.bookkeeper import Bookkeeper
from .problems import not_found
from .settings import Settings
from .signin import discovery
from .signin.pages import AUTHORISE, REVOCATION, TOKEN, SignInPages
from .signin.tokens import SignIn, default_apps
from .webhooks import Webhooks

_log = logging.getLogger(__name__)


class StandIn:
    """Everything is in memory and guarded by `lock`; only waiting happens outside of it."""

    def __init__(self, settings: Settings) -> None:
        self.lock = RLock()
        self.clock = Clock()
        self._first_settings = settings.values()
        self.settings = settings
        self.calls = CallRecord()
        self.faults = Faults(self.act, self._remember)
        self.control = Control(self)
        self._name = str(id(self))
        self.reset()

    def reset(self) -> None:
        """As after the start: seeded books, nobody signed in, no faults, no record."""
        with self.lock:
            self.faults.clear()
            self.clock.reset()
            self.settings.update(deepcopy(self._first_settings))
            self.tenants = seeded_books(self.clock)
            names = {tenant_id: books.name for tenant_id, books in self.tenants.items()}
            self.sign_in = SignIn(self.clock, self.settings, default_apps(NZ_TENANT), names)
            self.webhooks = Webhooks(self.clock, self.tenants)
            self._pages = SignInPages(self.sign_in, self.settings)
            self._api = AccountingApi(
                self.lock, self.clock, self.settings, self.sign_in, self.tenants
            )
            self.calls.calls.clear()

    @property
    def _contract(self) -> Contract | None:
        return Contract.of(self.settings.contract) if self.settings.contract else None

    def violations(self) -> list[str]:
        """What was against Xero's description since the last time; ValueError if nobody looks."""
        if (contract := self._contract) is None:
            raise ValueError("no contract is set")
        return contract.violations(self._name)

    def act(self, wish: dict[str, Any]) -> None:
        """A wish to the bookkeeper: `tenant`, `action` and what the action needs."""
        with self.lock:
            wish = dict(wish)
            books = self.tenants[wish.pop("tenant")]
            Bookkeeper(books).act(wish.pop("action"), wish)

    def begin_call(self, request: Request) -> Call:
        if contract := self._contract:
            contract.request(self._name, request)
        marks = {"idempotency_key": request.header("Idempotency-Key")}
        if request.path == TOKEN:
            marks["grant"] = request.form.get("grant_type", [""])[-1]
        with self.lock:
            return self.calls.begin(request, self.clock.now(), **marks)

    def carry_out(self, request: Request, call: Call) -> Answer:
        try:
            answer = self._routed(request, call)
        except Refused as refused:
            answer = refused.answer
        except Exception:
            # A fault of the stand-in itself must be loud: no client may take it for Xero's.
            _log.exception("the stand-in failed on %s %s", request.method, request.path)
            answer = Answer(500, b"the stand-in failed, see its log", "text/plain")
        if contract := self._contract:
            contract.answer(self._name, request, answer)
        call.status = answer.status
        return answer

    def _routed(self, request: Request, call: Call) -> Answer:
        path = request.path
        if path.startswith(ROOT):
            return self._api.answer(request, call)
        with self.lock:
            if path == AUTHORISE and request.method in ("GET", "POST"):
                return self._pages.authorise(request)
            if path == discovery.DOCUMENT and request.method == "GET":
                return json_answer(200, discovery.document(request))
            if path == discovery.KEYS and request.method == "GET":
                return json_answer(200, discovery.keys())
            if path == TOKEN and request.method == "POST":
                return self._pages.token(request)
            if path == REVOCATION and request.method == "POST":
                return self._pages.revocation(request)
            if path.split("/")[1].lower() == "connections":
                return self._pages.connections(request, self._api.bearer(request))
        raise not_found()

    def _remember(self, request: Request, answer: Answer) -> None:
        self._api.remember(request, answer)
