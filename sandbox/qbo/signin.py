"""Signing in: the page with the choice of one company, tokens, revocation, discovery, My Apps."""

import html
import secrets
from dataclasses import dataclass, field
from typing import Any

from sandbox.common.answer import Answer, json_answer, load
from sandbox.common.oauth import App, OAuthError, Session, Tokens, credentials_of
from sandbox.common.pages import choice_page, error_page, page, redirect
from sandbox.common.request import Request

from .settings import CLIENT_ID, CLIENT_SECRET, Settings

AUTHORISE = "/connect/oauth2"
TOKEN = "/oauth2/v1/tokens/bearer"
REVOCATION = "/v2/oauth2/tokens/revoke"
MY_APPS = "/app/myapps"
DISCOVERY = ("/.well-known/openid_configuration", "/.well-known/openid_sandbox_configuration")
ACCOUNTING = "com.intuit.quickbooks.accounting"
SCOPES = frozenset(
    (
        *(ACCOUNTING, "com.intuit.quickbooks.payment"),
        *("openid", "profile", "email", "phone", "address"),
    )
)
HARD_END_HEADER = "x-include-refresh-token-hard-expires-in"


@dataclass
class Family:
    """All tokens that come of one consent."""

    session: Session
    began: float
    rotated: float
    access: list[str] = field(default_factory=list)


@dataclass
class SignIn(Tokens[App]):
    """The consent is the realm. The caller holds the stand-in's lock."""

    CODE_SECONDS = 5 * 60

    settings: Settings
    companies: dict[str, str]  # name by realm
    _families: dict[str, Family] = field(default_factory=dict)  # by each refresh token ever given
    _of_codes: dict[str, Family] = field(default_factory=dict)

    def redeem(self, app: App, code: str, redirect_uri: str) -> Family:
        """Twice is once too often: the tokens of the first time end."""
        if used := self._of_codes.get(code):
            self.end(used)
        session = self.redeemed(app, code, redirect_uri)
        now = self.clock.timestamp()
        family = Family(session, now, now)
        self._of_codes[code] = self._families[session.current] = family
        return family

    def refresh(self, app: App, value: str) -> Family:
        """A value that was replaced ends all tokens of its family."""
        family, now = self._families.get(value), self.clock.timestamp()
        if family is None or family.session.client_id != app.client_id:
            raise OAuthError("invalid_grant")
        if value != family.session.current:
            self.end(family)
            raise OAuthError("invalid_grant")
        idle = now > family.session.used + self.settings.refresh_token_seconds
        if idle or self.hard_seconds(family) <= 0:
            raise OAuthError("invalid_grant")
        family.session.used = now
        if now >= family.rotated + self.settings.rotate_seconds:
            family.rotated, family.session.current = now, secrets.token_urlsafe(32)
            self._families[family.session.current] = family
        return family

    def hard_seconds(self, family: Family) -> int:
        return int(family.began + self.settings.refresh_hard_seconds - self.clock.timestamp())

    def end(self, family: Family) -> None:
        self._families = {v: f for v, f in self._families.items() if f is not family}
        for token in family.access:
            self._access.pop(token, None)

    def revoke(self, app: App, token: str) -> None:
        """By a refresh or an access token."""
        for family in list(self._families.values()):
            mine = family.session.client_id == app.client_id
            if mine and (token == family.session.current or token in family.access):
                self.end(family)
                return
        raise OAuthError("invalid_request")

    def connected(self) -> dict[str, list[Family]]:
        """Families by the realm they are for."""
        found: dict[str, list[Family]] = {}
        for family in {id(each): each for each in self._families.values()}.values():
            found.setdefault(family.session.consent, []).append(family)
        return found

    def reply(self, family: Family, with_hard_end: bool) -> dict[str, Any]:
        token, seconds = secrets.token_urlsafe(48), self.settings.access_token_seconds
        self.let_in(token, family.session, seconds)
        family.access.append(token)
        hard = self.hard_seconds(family)
        reply: dict[str, Any] = {
            "token_type": "bearer",
            "access_token": token,
            "expires_in": seconds,
            "refresh_token": family.session.current,
            "x_refresh_token_expires_in": min(self.settings.refresh_token_seconds, hard),
        }
        if with_hard_end:
            reply["x_refresh_token_hard_expires_in"] = hard
        return reply


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
            ("POST", REVOCATION): self._revoke,
            ("GET", MY_APPS): self._my_apps,
            ("POST", MY_APPS): self._disconnect,
            **{("GET", each): _discovery for each in DISCOVERY},
        }
        way = ways.get((request.method, path))
        return way(request) if way else None

    def _authorise(self, request: Request) -> Answer:
        """GET shows the page; its form POSTs the same values back with the decision."""
        asked = request.posted if request.method == "POST" else request.query
        app, uri = self._sign_in.apps.get(asked.get("client_id", "")), asked.get("redirect_uri", "")
        if app is None:
            return error_page("unauthorized_client", "The client_id is not known")
        if uri not in self._settings.redirect_uris:
            return error_page(
                "invalid_request", "The redirect_uri query parameter value is invalid"
            )
        if asked.get("response_type") != "code" or not asked.get("state"):
            return error_page("invalid_request", "response_type has to be code, with a state")
        scopes = frozenset(asked.get("scope", "").split())
        if not scopes or not scopes <= SCOPES:
            return redirect(uri, {"error": "invalid_scope", "state": asked["state"]})
        if request.method != "POST":
            return self._consent_page(app, asked)
        if asked.get("decision") != "connect":
            return redirect(uri, {"error": "access_denied", "state": asked["state"]})
        realm = asked.get("realm", "")
        if realm not in self._sign_in.companies:
            return self._consent_page(app, asked, "Choose a company.")
        code = self._sign_in.make_code(app.client_id, uri, scopes, realm)
        return redirect(uri, {"code": code, "state": asked["state"], "realmId": realm})

    def _consent_page(self, app: App, asked: dict[str, str], hint: str = "") -> Answer:
        names = ("response_type", "client_id", "redirect_uri", "scope", "state")
        words = f"{app.name} would like to access your books ({asked['scope']})."
        return choice_page(
            "Stand-in for QuickBooks Online: choose a company",
            (words, hint),
            AUTHORISE,
            {name: asked.get(name, "") for name in names},
            ("realm", self._sign_in.companies),
            {"connect": "Connect", "cancel": "No, thanks"},
        )

    def _token(self, request: Request) -> Answer:
        form = request.posted
        try:
            app = self._client(request)
            if form.get("grant_type") == "authorization_code":
                uri = form.get("redirect_uri", "")
                family = self._sign_in.redeem(app, form.get("code", ""), uri)
            elif form.get("grant_type") == "refresh_token":
                family = self._sign_in.refresh(app, form.get("refresh_token", ""))
            else:
                raise OAuthError("unsupported_grant_type")
        except OAuthError as problem:
            return _refusal(problem, form.get("grant_type", ""))
        hard = request.header(HARD_END_HEADER).lower() == "true"
        return json_answer(200, self._sign_in.reply(family, hard), {"Cache-Control": "no-store"})

    def _revoke(self, request: Request) -> Answer:
        try:
            body = load(request.body)
            token = body.get("token", "") if isinstance(body, dict) else ""
        except ValueError:
            token = request.posted.get("token", "")
        try:
            self._sign_in.revoke(self._client(request), token)
        except OAuthError as problem:
            return _refusal(problem, "")
        return Answer(200)

    def _client(self, request: Request) -> App:
        """By HTTP Basic and nothing else."""
        if not request.header("Authorization").lower().startswith("basic "):
            raise OAuthError("invalid_client", 401)
        return self._sign_in.client(*credentials_of(request))

    # === WHAT THE USER SEES IN QUICKBOOKS === #

    def _my_apps(self, request: Request) -> Answer:
        """Reconnect leads to the address that the app told Intuit; nothing is added to it."""
        rows = "".join(
            f"<li>{html.escape(self._sign_in.companies[realm])}"
            f' <a href="{html.escape(self._settings.reconnect_url)}">Reconnect</a>'
            f'<form method="post" action="{MY_APPS}"><button name="realm" value="{realm}">'
            "Disconnect</button></form></li>"
            for realm in self._sign_in.connected()
        )
        return page(200, "Stand-in for QuickBooks Online: my apps", f"<ul>{rows}</ul>")

    def _disconnect(self, request: Request) -> Answer:
        realm = request.posted.get("realm", "")
        for family in self._sign_in.connected().get(realm, []):
            self._sign_in.end(family)
        return redirect(MY_APPS, {})


def _refusal(problem: OAuthError, grant: str) -> Answer:
    body = {"error": problem.name}
    if problem.name == "invalid_grant" and grant == "refresh_token":
        body["error_description"] = "Incorrect or invalid refresh token"
    elif problem.name == "invalid_grant":
        body["error_description"] = "Invalid authorization code"
    return json_answer(problem.status, body)


def _discovery(request: Request) -> Answer:
    """The same hosts for all: that of the request."""
    here = f"http://{request.header('Host')}"
    return json_answer(
        200,
        {
            "issuer": f"{here}/op/v1",
            "authorization_endpoint": here + AUTHORISE,
            "token_endpoint": here + TOKEN,
            "revocation_endpoint": here + REVOCATION,
            "userinfo_endpoint": f"{here}/v1/openid_connect/userinfo",
            "jwks_uri": f"{here}/op/v1/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid", "email", "profile", "address", "phone"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        },
    )


def default_apps() -> dict[str, App]:
    return {CLIENT_ID: App(CLIENT_ID, CLIENT_SECRET, "acct_link")}
