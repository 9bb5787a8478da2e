"""The pages and endpoints of signing in: authorise, token, revocation, connections."""

import html
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from sandbox.common.answer import Answer, json_answer
from sandbox.common.oauth import Access, OAuthError, credentials_of
from sandbox.common.pages import error_page, page, redirect
from sandbox.common.request import Request

from ..problems import not_found, unauthorised
from ..settings import Settings
from .discovery import issuer_of
from .tokens import SCOPES, App, SignIn

AUTHORISE = "/identity/connect/authorize"
TOKEN = "/connect/token"
REVOCATION = "/connect/revocation"
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


class SignInPages:
    def __init__(self, sign_in: SignIn, settings: Settings) -> None:
        self._sign_in = sign_in
        self._settings = settings

    def authorise(self, request: Request) -> Answer:
        """GET shows the page, its form POSTs the same parameters back with the decision."""
        if request.method == "POST":
            asked = {name: values[-1] for name, values in request.form.items()}
        else:
            asked = request.query
        app = self._sign_in.apps.get(asked.get("client_id", ""))
        if app is None:
            return error_page("unauthorized_client", "Unknown client or client not enabled")
        redirect_uri = asked.get("redirect_uri", "")
        if not _allowed_redirect(redirect_uri, self._settings.redirect_uris):
            return error_page("invalid_request", "Invalid redirect_uri")
        if problem := _problem_with(asked, app):
            return redirect(redirect_uri, {"error": problem, "state": asked.get("state", "")})
        if request.method != "POST":
            return self._consent_page(app, asked)
        if asked.get("decision") != "allow":
            return redirect(redirect_uri, {"error": "access_denied", "state": asked["state"]})
        chosen = [t for t in request.form.get("tenant", []) if t in self._sign_in.tenant_names]
        if not chosen:
            return self._consent_page(app, asked, "Choose at least one organisation.")
        scopes = frozenset(asked["scope"].split())
        challenge = asked.get("code_challenge", "")
        code = self._sign_in.consent(app.client_id, redirect_uri, scopes, chosen, challenge)
        return redirect(redirect_uri, {"code": code, "state": asked["state"]})

    def _consent_page(self, app: App, asked: dict[str, str], hint: str = "") -> Answer:
        names = ["response_type", "client_id", "redirect_uri", "scope", "state"]
        names += ["code_challenge", "code_challenge_method"] if app.public else []
        hidden = "\n".join(
            f'<input type="hidden" name="{name}" value="{html.escape(asked.get(name, ""))}">'
            for name in names
        )
        choices = "\n".join(
            f'<p><label><input type="checkbox" name="tenant" value="{tenant_id}">'
            f" {html.escape(name)}</label></p>"
            for tenant_id, name in self._sign_in.tenant_names.items()
        )
        scopes = html.escape(asked["scope"])
        content = (
            f"<p><strong>{html.escape(app.name)}</strong> wants access to your organisations"
            f" ({scopes}).</p><p>{html.escape(hint)}</p>"
            f'<form method="post" action="{AUTHORISE}">{hidden}{choices}'
            '<button name="decision" value="allow">Allow</button> '
            '<button name="decision" value="cancel">Cancel</button></form>'
        )
        return page(200, "Stand-in for Xero: allow access", content)

    def token(self, request: Request) -> Answer:
        form = {name: values[-1] for name, values in request.form.items()}
        grants: dict[str, Callable[[App], dict[str, Any]]] = {
            "authorization_code": lambda app: self._sign_in.redeem_code(
                app,
                form.get("code", ""),
                form.get("redirect_uri", ""),
                form.get("code_verifier", ""),
                issuer_of(request),
            ),
            "refresh_token": lambda app: self._sign_in.refresh(
                app, form.get("refresh_token", ""), issuer_of(request)
            ),
            "client_credentials": lambda app: self._sign_in.client_credentials(
                app, form.get("scope", "")
            ),
        }
        try:
            app = self._client(request)
            grant = grants.get(form.get("grant_type", ""))
            if grant is None:
                raise OAuthError("unsupported_grant_type")
            return json_answer(200, grant(app), {"Cache-Control": "no-store"})
        except OAuthError as problem:
            return json_answer(problem.status, {"error": problem.name})

    def revocation(self, request: Request) -> Answer:
        form = {name: values[-1] for name, values in request.form.items()}
        try:
            self._sign_in.revoke(self._client(request), form.get("token", ""))
        except OAuthError as problem:
            return json_answer(problem.status, {"error": problem.name})
        return Answer(200)

    def connections(self, request: Request, access: Access) -> Answer:
        """GET the list or DELETE one; a custom connection cannot come here."""
        if self._sign_in.apps[access.client_id].custom_tenant:
            raise unauthorised("AuthorizationUnsuccessful")
        connection_id = request.path.strip("/").partition("/")[2]
        if request.method == "GET" and not connection_id:
            event = request.query.get("authEventId", "")
            return json_answer(200, self._sign_in.connected(access, event))
        if request.method == "DELETE" and self._sign_in.disconnect(access, connection_id):
            return Answer(204)
        raise not_found()

    def _client(self, request: Request) -> App:
        return self._sign_in.client(*credentials_of(request))


def _problem_with(asked: dict[str, str], app: App) -> str:
    """The OAuth error that sends the browser straight back, if any. Broad scopes are unknown
    here: apps made after 2 March 2026 may not ask for them."""
    if asked.get("response_type") != "code":
        return "unsupported_response_type"
    if not asked.get("state"):
        return "invalid_request"
    if app.custom_tenant:
        return "unauthorized_client"
    challenge, method = asked.get("code_challenge", ""), asked.get("code_challenge_method", "")
    if app.public and (method != "S256" or not _CHALLENGE.fullmatch(challenge)):
        return "invalid_request"
    scopes = asked.get("scope", "").split()
    return "" if scopes and set(scopes) <= SCOPES else "invalid_scope"


def _allowed_redirect(redirect_uri: str, registered: list[str]) -> bool:
    """Exactly as registered; plain http only for the host name localhost."""
    parts = urlsplit(redirect_uri)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname == "localhost")
    return safe and redirect_uri in registered
