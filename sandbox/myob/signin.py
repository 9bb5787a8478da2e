"""Signing in: the page with the choice of one company file, and tokens that turn over."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from sandbox.common.answer import Answer, json_answer
from sandbox.common.oauth import App, OAuthError, Session, Tokens
from sandbox.common.pages import choice_page, error_page, redirect
from sandbox.common.request import Request

from .books.company import Company
from .settings import API_KEY, API_SECRET, Settings

AUTHORISE = "/oauth2/account/authorize"
TOKEN = "/oauth2/v1/authorize"
BASE_SCOPE = "sme-company-file"
SCOPES = frozenset(
    (
        *(BASE_SCOPE, "sme-company-settings", "sme-general-ledger", "sme-sales", "sme-purchases"),
        *("sme-banking", "sme-inventory", "sme-timebilling", "sme-payroll"),
        *(f"sme-contacts-{who}" for who in ("customer", "supplier", "employee", "personal")),
    )
)
_ASKED = ("response_type", "client_id", "redirect_uri", "scope", "state", "prompt")


@dataclass
class SignIn(Tokens[App]):
    """The consent is the UID of the file. The caller holds the stand-in's lock."""

    CODE_SECONDS = 5 * 60

    settings: Settings
    companies: dict[str, Company]
    _consented: dict[tuple[str, str], float] = field(default_factory=dict)  # by app and file

    def agree(
        self, app: App, redirect_uri: str, scopes: frozenset[str], business: str, anew: bool = True
    ) -> str:
        """:param anew: the year of a consent begins now; :return: a code"""
        if anew:
            self._consented.pop((app.client_id, business), None)
            self._consented[app.client_id, business] = self.clock.timestamp()
        return self.make_code(app.client_id, redirect_uri, scopes, business)

    def last_consent(self, app: App) -> str | None:
        """The file of the last one that still holds."""
        held = [file for key, file in self._consented if key == app.client_id]
        held = [file for file in held if not self._over(app.client_id, file)]
        return held[-1] if held else None

    def _over(self, client_id: str, business: str) -> bool:
        began = self._consented.get((client_id, business), 0.0)
        return self.clock.timestamp() > began + self.settings.consent_seconds

    def redeem(self, app: App, code: str, redirect_uri: str) -> Session:
        session = self.redeemed(app, code, redirect_uri)
        self.keep(session)
        return session

    def refresh(self, app: App, value: str) -> Session:
        """A new value each time; the one before is worth nothing from now on."""
        session, now = self.session_of(value), self.clock.timestamp()
        if session is None or session.client_id != app.client_id or value != session.current:
            raise OAuthError("invalid_grant")
        idle = now > session.used + self.settings.refresh_token_seconds
        if idle or self._over(app.client_id, session.consent):
            raise OAuthError("invalid_grant")
        session.previous, session.current = value, secrets.token_urlsafe(32)
        session.used = now
        return session

    def end(self, business: str) -> None:
        """The firm lets no app into a file any more."""
        self._consented = {k: v for k, v in self._consented.items() if k[1] != business}
        self._sessions = [s for s in self._sessions if s.consent != business]
        self._access = {t: a for t, a in self._access.items() if a.consent != business}

    def reply(self, session: Session) -> dict[str, Any]:
        token, seconds = secrets.token_urlsafe(48), self.settings.access_token_seconds
        self.let_in(token, session, seconds)
        return {
            "access_token": token,
            "token_type": "bearer",
            "expires_in": str(seconds),
            "refresh_token": session.current,
            "scope": " ".join(sorted(session.scopes)),
            "user": {
                "uid": "5f0c2f4e-7a1d-4a53-9f0e-3d9a4c1b2e77",
                "username": "owner@example.com",
            },
        }


class Pages:
    def __init__(self, sign_in: SignIn, settings: Settings) -> None:
        self._sign_in, self._settings = sign_in, settings

    def answer(self, request: Request) -> Answer | None:
        """None for an address that is none of these."""
        path = request.path.rstrip("/")
        ways = {
            ("GET", AUTHORISE): self._authorise,
            ("POST", AUTHORISE): self._authorise,
            ("POST", TOKEN): self._token,
        }
        way = ways.get((request.method, path))
        return way(request) if way else None

    def _authorise(self, request: Request) -> Answer:
        """GET shows the page; its form POSTs the same values back with the decision."""
        asked = request.posted if request.method == "POST" else request.query
        app = self._sign_in.apps.get(asked.get("client_id", ""))
        if app is None:
            return error_page("invalid_client", "The API key is not known.")
        if asked.get("redirect_uri") not in self._settings.redirect_uris:
            return error_page("invalid_request", "The redirect URI is not one of the key's.")
        if asked.get("response_type") != "code":
            return self._back(asked, error="unsupported_response_type")
        scopes = frozenset(asked.get("scope", "").split())
        if not scopes or scopes - SCOPES:
            return self._back(asked, error="invalid_scope")
        if asked.get("prompt") != "consent" and (known := self._sign_in.last_consent(app)):
            code = self._sign_in.agree(app, asked["redirect_uri"], scopes, known, anew=False)
            return self._back(asked, code=code, scope=asked["scope"])
        if request.method == "GET":
            return self._page(app, asked)
        return self._decided(app, asked, scopes)

    def _decided(self, app: App, asked: dict[str, str], scopes: frozenset[str]) -> Answer:
        if asked.get("decision") != "allow":
            return self._back(asked, error="access_denied")
        company = self._sign_in.companies.get(asked.get("business", ""))
        if company is None:
            return self._page(app, asked, "Choose one business.")
        if not company.administrator:
            return self._back(asked, error="access_denied")
        code = self._sign_in.agree(app, asked["redirect_uri"], scopes, company.uid)
        values = {"code": code, "scope": asked["scope"]}
        if asked.get("prompt") == "consent":
            values |= {"businessId": company.uid, "businessName": company.name}
        return self._back(asked, **values)

    def _back(self, asked: dict[str, str], **values: str) -> Answer:
        if "state" in asked:
            values["state"] = asked["state"]
        return redirect(asked["redirect_uri"], values)

    def _page(self, app: App, asked: dict[str, str], hint: str = "") -> Answer:
        words = f"{app.name} would like to access your business ({asked['scope']})."
        return choice_page(
            "Stand-in for MYOB: choose a business",
            (words, hint),
            AUTHORISE,
            {name: asked[name] for name in _ASKED if name in asked},
            ("business", {uid: each.name for uid, each in self._sign_in.companies.items()}),
            {"allow": "Allow access", "cancel": "Cancel"},
        )

    def _token(self, request: Request) -> Answer:
        form = request.posted
        try:
            app = self._client(request, form)
            if form.get("grant_type") == "authorization_code":
                code, uri = form.get("code", ""), form.get("redirect_uri", "")
                session = self._sign_in.redeem(app, code, uri)
            elif form.get("grant_type") == "refresh_token":
                session = self._sign_in.refresh(app, form.get("refresh_token", ""))
            else:
                raise OAuthError("unsupported_grant_type")
        except OAuthError as problem:
            return json_answer(problem.status, {"error": problem.name})
        return json_answer(200, self._sign_in.reply(session), {"Cache-Control": "no-store"})

    def _client(self, request: Request, form: dict[str, str]) -> App:
        """By two values of the form, and never by HTTP Basic."""
        if request.header("Authorization"):
            raise OAuthError("invalid_client", 400)
        return self._sign_in.client(form.get("client_id", ""), form.get("client_secret", ""))


def default_apps() -> dict[str, App]:
    return {API_KEY: App(API_KEY, API_SECRET, "acct_link")}
