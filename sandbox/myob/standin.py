"""The stand-in for the MYOB Business API: company files, rooms, and which answers."""

from typing import Any

from sandbox.common import control, standin
from sandbox.common.answer import Answer
from sandbox.common.calls import Call
from sandbox.common.request import Request
from sandbox.common.server import Server

from .api.door import ROOT, Api
from .api.files import FILES, fetch
from .faults import Faults
from .people import Bookkeeper, books_view
from .problems import Problem, gateway
from .seed import seeded_companies
from .settings import API_KEY, DEFAULT_REDIRECT_URI, Settings
from .signin import SCOPES, TOKEN, Pages, SignIn, default_apps

Body = dict[str, Any]
CARD_IDS = ("list", "file", "anywhere")


class Control(control.Control):
    _stand_in: "StandIn"

    def routes(self) -> control.Routes:
        return super().routes() | {
            ("GET", "violations"): lambda body: self._violations(),
            ("POST", "tokens"): self._tokens,
        }

    def _violations(self) -> list[str]:
        """What a client did since the last time that no client should."""
        with self._stand_in.lock:
            found = list(self._stand_in.api.misuse)
            self._stand_in.api.misuse.clear()
            return found

    def _tokens(self, body: Body) -> Body:
        """Sign in without the page: `tenant` (a company file), `scope`? (all)"""
        with self._stand_in.lock:
            sign_in = self._stand_in.sign_in
            app = sign_in.apps[body.get("client_id", API_KEY)]
            scopes = frozenset(body["scope"].split()) if "scope" in body else SCOPES
            file = body["tenant"]
            if file not in self._stand_in.companies or scopes - SCOPES:
                raise ValueError("there is no such company file or scope")
            code = sign_in.agree(app, DEFAULT_REDIRECT_URI, scopes, file)
            return sign_in.reply(sign_in.redeem(app, code, DEFAULT_REDIRECT_URI))


class StandIn(standin.StandIn):
    FAULTS = Faults
    CONTROL = Control
    settings: Settings

    def begin_books(self) -> None:
        self.companies = seeded_companies(self.clock)
        self.sign_in = SignIn(self.clock, default_apps(), self.settings, self.companies)
        self._pages = Pages(self.sign_in, self.settings)
        self.api = Api(self.lock, self.clock, self.settings, self.sign_in, self.companies)

    def books(self, body: Body) -> Body:
        """All company files, or with `tenant` one of them, or with `part` only one list."""
        return {
            uid: books_view(company, body.get("part", ""))
            for uid, company in self.companies.items()
            if body.get("tenant", uid) == uid
        }

    def change_settings(self, changes: Body) -> None:
        if changes.get("card_ids", CARD_IDS[0]) not in CARD_IDS:
            raise ValueError(f"card_ids is one of {', '.join(CARD_IDS)}")
        super().change_settings(changes)

    def act(self, wish: Body) -> None:
        """A wish to the bookkeeper of the company file `tenant`; `disconnect` ends its consents."""
        with self.lock:
            company = self.companies[wish["tenant"]]
            if wish["action"] == "disconnect":
                self.sign_in.end(company.uid)
                return
            try:
                Bookkeeper(company, self.settings).act(wish)
            except Problem as problem:
                raise ValueError(str(problem)) from problem

    def marks(self, request: Request) -> dict[str, str]:
        if request.path.rstrip("/") == TOKEN:
            return {"grant": request.form.get("grant_type", [""])[-1]}
        return {}

    def answer(self, request: Request, call: Call) -> Answer:
        if f"{request.path}/".startswith(f"{ROOT}/"):
            return self.api.answer(request, call)
        with self.lock:
            if request.path.startswith(FILES):
                return fetch(self.companies, request)
            return self._pages.answer(request) or gateway(404)


def start(port: int = 0, **settings: Any) -> Server:
    """A stand-in in this process, ready to answer; `settings` as in `Settings`."""
    chosen = Settings()
    chosen.update(settings)
    return Server(StandIn(chosen), port).run()
