"""The stand-in for QuickBooks Online: its companies, its rooms, and which of them answers."""

from typing import Any

from sandbox.common import control, standin
from sandbox.common.answer import Answer
from sandbox.common.calls import Call
from sandbox.common.request import Request
from sandbox.common.server import Server

from .api.door import ROOT, Api
from .api.upload import FILES, fetch
from .faults import Faults
from .people import Bookkeeper, books_view
from .problems import Problem, gateway
from .seed import seeded_companies
from .settings import CLIENT_ID, DEFAULT_REDIRECT_URI, Settings
from .signin import ACCOUNTING, TOKEN, Pages, SignIn, default_apps
from .webhooks import Webhooks

Body = dict[str, Any]


class Control(control.Control):
    _stand_in: "StandIn"

    def routes(self) -> control.Routes:
        return super().routes() | {
            ("GET", "violations"): lambda body: self._violations(),
            ("POST", "webhooks"): lambda body: self._stand_in.webhooks.tell(body),
            ("POST", "tokens"): self._tokens,
        }

    def _violations(self) -> list[str]:
        """What a client did since the last time that no client should."""
        with self._stand_in.lock:
            found = list(self._stand_in.api.misuse)
            self._stand_in.api.misuse.clear()
            return found

    def _tokens(self, body: Body) -> Body:
        """Sign in without the page: `tenant` (a realm), `scope`?"""
        with self._stand_in.lock:
            sign_in = self._stand_in.sign_in
            app = sign_in.apps[body.get("client_id", CLIENT_ID)]
            scopes = frozenset(body.get("scope", ACCOUNTING).split())
            realm = body["tenant"]
            if realm not in self._stand_in.companies:
                raise ValueError(f"there is no company {realm}")
            code = sign_in.make_code(app.client_id, DEFAULT_REDIRECT_URI, scopes, realm)
            return sign_in.reply(sign_in.redeem(app, code, DEFAULT_REDIRECT_URI), True)


class StandIn(standin.StandIn):
    FAULTS = Faults
    CONTROL = Control
    settings: Settings

    def begin_books(self) -> None:
        self.companies = seeded_companies(self.clock)
        names = {realm: company.name for realm, company in self.companies.items()}
        self.sign_in = SignIn(self.clock, default_apps(), self.settings, names)
        self.webhooks = Webhooks(self.clock, self.companies)
        self._pages = Pages(self.sign_in, self.settings)
        self.api = Api(self.lock, self.clock, self.settings, self.sign_in, self.companies)

    def books(self, body: Body) -> Body:
        """All companies, or with `tenant` one of them, or with `part` only one entity."""
        return {
            realm: books_view(company, body.get("part", ""))
            for realm, company in self.companies.items()
            if body.get("tenant", realm) == realm
        }

    def change_settings(self, changes: Body) -> None:
        super().change_settings(changes)
        self.api.memory.seconds = self.settings.memory_seconds

    def act(self, wish: Body) -> None:
        """A wish to the bookkeeper of the company `tenant`."""
        with self.lock:
            company = self.companies[wish["tenant"]]
            try:
                Bookkeeper(company, self.settings.strict).act(wish)
            except Problem as problem:
                raise ValueError(str(problem)) from problem

    def remember(self, request: Request, answer: Answer) -> None:
        self.api.remember(request, answer)

    def marks(self, request: Request) -> dict[str, str]:
        marks = {"idempotency_key": request.query.get("requestid", "")}
        if request.path.rstrip("/") == TOKEN:
            marks["grant"] = request.form.get("grant_type", [""])[-1]
        return marks

    def answer(self, request: Request, call: Call) -> Answer:
        if request.path.startswith(ROOT):
            return self.api.answer(request, call)
        with self.lock:
            if request.path.startswith(FILES) and request.method == "GET":
                return fetch(self.companies, request.path)
            return self._pages.answer(request) or gateway(404)


def start(port: int = 0, **settings: Any) -> Server:
    """A stand-in in this process, ready to answer; `settings` as in `Settings`."""
    chosen = Settings()
    chosen.update(settings)
    return Server(StandIn(chosen), port).run()
