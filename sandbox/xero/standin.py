"""The stand-in for Xero: its books, its rooms, and which of them answers a request."""

from typing import Any

from sandbox.common import standin
from sandbox.common.answer import Answer, json_answer
from sandbox.common.calls import Call
from sandbox.common.request import Request
from sandbox.common.server import Server

from .api.accounting import ROOT, AccountingApi
from .api.gate import Gate
from .books.seed import NZ_TENANT, seeded_books
from .contract import Contract
from .control import Control, books_view, change_tenant
from .faults import Faults
from .payroll import people
from .payroll.api import ROOT as PAYROLL
from .payroll.api import PayrollApi, Payrolls, payroll_region
from .people.bookkeeper import Bookkeeper
from .problems import not_found
from .settings import Settings
from .signin import discovery
from .signin.pages import AUTHORISE, REVOCATION, TOKEN, SignInPages
from .signin.tokens import SignIn, default_apps
from .webhooks import Webhooks


class StandIn(standin.StandIn):
    FAULTS = Faults
    CONTROL = Control
    settings: Settings

    def begin_books(self) -> None:
        self.tenants = seeded_books(self.clock)
        names = {tenant_id: books.name for tenant_id, books in self.tenants.items()}
        self.sign_in = SignIn(self.clock, default_apps(NZ_TENANT), self.settings, names)
        self.webhooks = Webhooks(self.clock, self.tenants)
        self._pages = SignInPages(self.sign_in, self.settings)
        self._gate = Gate(self.lock, self.clock, self.settings, self.sign_in, self.tenants)
        self._accounting = AccountingApi(self.clock, self.settings)
        self.payrolls = Payrolls(self.clock)
        self._payroll = PayrollApi(self.settings, self.payrolls)

    def books(self, body: dict[str, Any]) -> dict[str, Any]:
        """All books, or with `tenant` those of one, or with `part` only one of contacts, invoices,
        credit_notes, payments, credits; `payroll` is told only when it is asked for."""
        if body.get("part") == "payroll":
            return {
                tenant_id: people.view(self.payrolls.of(books))
                for tenant_id, books in self.tenants.items()
                if body.get("tenant", tenant_id) == tenant_id
            }
        return {
            tenant_id: books_view(books, body.get("part", ""))
            for tenant_id, books in self.tenants.items()
            if body.get("tenant", tenant_id) == tenant_id
        }

    def change_settings(self, changes: dict[str, Any]) -> None:
        """Settings by name; under `tenants` those of single organisations."""
        for tenant_id, values in changes.pop("tenants", {}).items():
            change_tenant(self.tenants[tenant_id], values)
        super().change_settings(changes)

    def act(self, wish: dict[str, Any]) -> None:
        """A wish to the bookkeeper: `tenant`, `action` and what the action needs."""
        with self.lock:
            wish = dict(wish)
            books = self.tenants[wish.pop("tenant")]
            payroll = people.PayrollPeople(self.payrolls.of(books))
            Bookkeeper(books, payroll.actions()).act(wish.pop("action"), wish)

    def remember(self, request: Request, answer: Answer) -> None:
        self._gate.remember(request, answer)

    def marks(self, request: Request) -> dict[str, str]:
        marks = {"idempotency_key": request.header("Idempotency-Key")}
        if request.path == TOKEN:
            marks["grant"] = request.form.get("grant_type", [""])[-1]
        return marks

    def answer(self, request: Request, call: Call) -> Answer:
        path = request.path
        if path.startswith(ROOT):
            return self._gate.answer(self._accounting, request, call)
        if path.startswith(PAYROLL):
            return self._gate.answer(self._payroll, request, call)
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
                return self._pages.connections(request, self._gate.bearer(request))
        raise not_found()

    # === THE CONTRACT === #

    @property
    def _contract(self) -> Contract | None:
        return Contract.of(self.settings.contract) if self.settings.contract else None

    def _region(self, request: Request) -> str:
        """Whose description of a payroll a call is held against."""
        if not request.path.startswith(PAYROLL):
            return ""
        books = self.tenants.get(request.header("xero-tenant-id").lower())
        country = books.organisation["CountryCode"] if books else ""
        return payroll_region(request.path, country)

    @property
    def _name(self) -> str:
        return str(id(self))

    def violations(self) -> list[str]:
        """What was against Xero's description since the last time; ValueError if nobody looks."""
        if (contract := self._contract) is None:
            raise ValueError("no contract is set")
        return contract.violations(self._name)

    def begin_call(self, request: Request) -> Call:
        if contract := self._contract:
            contract.request(self._name, request, self._region(request))
        return super().begin_call(request)

    def carry_out(self, request: Request, call: Call) -> Answer:
        answer = super().carry_out(request, call)
        if contract := self._contract:
            contract.answer(self._name, request, answer, self._region(request))
        return answer


def start(port: int = 0, **settings: Any) -> Server:
    """A stand-in in this process, ready to answer; `settings` as in `Settings`."""
    chosen = Settings()
    chosen.update(settings)
    return Server(StandIn(chosen), port).run()
