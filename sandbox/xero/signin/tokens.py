"""Apps, sign-in codes, tokens and connections (Xero guide: OAuth 2.0)."""

import base64
import hashlib
import json
import re
import secrets
from dataclasses import dataclass, field
from typing import Any

from sandbox.common.clock import Clock
from sandbox.common.ids import new_guid

from ..settings import (
    CLIENT_ID,
    CLIENT_SECRET,
    CUSTOM_CLIENT_ID,
    CUSTOM_CLIENT_SECRET,
    PUBLIC_CLIENT_ID,
    Settings,
)
from ..wire import plain_moment
from . import discovery
from .discovery import ISSUER

USER_ID = "5eed0000-0000-4000-8000-000000000001"
CODE_SECONDS = 5 * 60
REPEAT_SECONDS = 30 * 60
ID_SECONDS = 5 * 60
REFRESH_SECONDS = 60 * 86_400
_REPORTS = (
    "aged balancesheet banksummary budgetsummary executivesummary profitandloss trialbalance"
    " taxreports"
)
_BOTH_WAYS = (
    "invoices payments banktransactions manualjournals settings contacts attachments budgets"
)
SCOPES = frozenset(
    [
        *("openid", "profile", "email", "offline_access"),
        *(f"accounting.{name}" for name in _BOTH_WAYS.split()),
        *(f"accounting.{name}.read" for name in _BOTH_WAYS.split()),
        *(f"accounting.reports.{name}.read" for name in _REPORTS.split()),
        "accounting.journals.read",
    ]
)


# What only a person's sign-in can give.
PERSONAL_SCOPES = frozenset(("openid", "profile", "email", "offline_access"))
VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


class OAuthError(Exception):
    """An error of the token endpoint, by its OAuth name."""

    def __init__(self, name: str, status: int = 400) -> None:
        super().__init__(name)
        self.name = name
        self.status = status


@dataclass(frozen=True)
class App:
    client_id: str
    client_secret: str
    name: str
    custom_tenant: str = ""  # of a custom connection: its only organisation
    public: bool = False  # without a secret: PKCE instead


@dataclass
class Connection:
    id: str
    tenant_id: str
    auth_event_id: str
    created: str
    updated: str


@dataclass(frozen=True)
class Access:
    """What an access token stands for."""

    client_id: str
    scopes: frozenset[str]
    auth_event_id: str
    expires: float


@dataclass(frozen=True)
class _Code:
    client_id: str
    redirect_uri: str
    scopes: frozenset[str]
    auth_event_id: str
    expires: float
    challenge: str = ""


@dataclass
class _Session:
    """A chain of refresh tokens: the newest one, and the one before for a lost answer."""

    client_id: str
    scopes: frozenset[str]
    auth_event_id: str
    current: str
    used: float
    previous: str = ""
    replaced: float = 0.0


@dataclass
class SignIn:
    """One user signs in; the caller holds the stand-in's lock."""

    clock: Clock
    settings: Settings
    apps: dict[str, App]
    tenant_names: dict[str, str]
    connections: dict[str, dict[str, Connection]] = field(default_factory=dict)
    _codes: dict[str, _Code] = field(default_factory=dict)
    _sessions: list[_Session] = field(default_factory=list)
    _access: dict[str, Access] = field(default_factory=dict)

    def consent(
        self,
        client_id: str,
        redirect_uri: str,
        scopes: frozenset[str],
        tenants: list[str],
        challenge: str = "",
    ) -> str:
        """The user pressed Allow: connect the organisations and make a sign-in code."""
        event, now = new_guid(), plain_moment(self.clock.now())
        connected = self.connections.setdefault(client_id, {})
        for tenant in tenants:
            known = connected.get(tenant)
            created = known.created if known else now
            identity = known.id if known else new_guid()
            connected[tenant] = Connection(identity, tenant, event, created, now)
        code = secrets.token_urlsafe(32)
        expires = self.clock.timestamp() + CODE_SECONDS
        # Scopes add up per user and app until the app is revoked.
        held = [s.scopes for s in self._sessions if s.client_id == client_id]
        scopes = scopes.union(*held)
        self._codes[code] = _Code(client_id, redirect_uri, scopes, event, expires, challenge)
        return code

    def client(self, client_id: str, client_secret: str) -> App:
        """A public app names itself, and has no secret to show."""
        app = self.apps.get(client_id)
        if app is not None and app.public and not client_secret:
            return app
        if (
            app is None
            or app.public
            or not secrets.compare_digest(app.client_secret.encode(), client_secret.encode())
        ):
            raise OAuthError("invalid_client", 401)
        return app

    def redeem_code(
        self, app: App, code: str, redirect_uri: str, verifier: str = "", issuer: str = ISSUER
    ) -> dict[str, Any]:
        """A code works once, within five minutes, for the app and address it was made for."""
        entry = self._codes.pop(code, None)
        if entry is None or entry.expires <= self.clock.timestamp():
            raise OAuthError("invalid_grant")
        if entry.client_id != app.client_id or entry.redirect_uri != redirect_uri:
            raise OAuthError("invalid_grant")
        if not _is_proven(entry.challenge, verifier):
            raise OAuthError("invalid_grant")
        session = _Session(
            app.client_id,
            entry.scopes,
            entry.auth_event_id,
            secrets.token_urlsafe(32),
            self.clock.timestamp(),
        )
        if "offline_access" in entry.scopes:
            self._sessions.append(session)
        return self._reply(session, issuer)

    def refresh(self, app: App, value: str, issuer: str = ISSUER) -> dict[str, Any]:
        """A new pair each time. The value before the newest may be repeated for 30 minutes;
        what was answered in between is then worthless, so parallel refreshes lose."""
        now = self.clock.timestamp()
        session = next((s for s in self._sessions if value in (s.current, s.previous)), None)
        if session is None or not value or session.client_id != app.client_id:
            raise OAuthError("invalid_grant")
        if value == session.current:
            if now > session.used + REFRESH_SECONDS:
                raise OAuthError("invalid_grant")
            session.previous, session.replaced = value, now
        elif now > session.replaced + REPEAT_SECONDS:
            raise OAuthError("invalid_grant")
        session.current, session.used = secrets.token_urlsafe(32), now
        return self._reply(session, issuer)

    def client_credentials(self, app: App, scope: str) -> dict[str, Any]:
        """Custom connections only; without a scope in the request all ticked ones are given."""
        if not app.custom_tenant:
            raise OAuthError("unauthorized_client")
        wanted = frozenset(scope.split()) or SCOPES - PERSONAL_SCOPES
        if not wanted <= SCOPES - PERSONAL_SCOPES:
            raise OAuthError("invalid_scope")
        session = _Session(app.client_id, wanted, "", "", 0.0)
        return self._reply(session, ISSUER)

    def revoke(self, app: App, value: str) -> None:
        """Ends every session and connection of the user with the app, not just this one."""
        if any(value in (s.current, s.previous) for s in self._sessions):
            self._sessions = [s for s in self._sessions if s.client_id != app.client_id]
            self.connections.pop(app.client_id, None)
            self._access = {
                token: access
                for token, access in self._access.items()
                if access.client_id != app.client_id
            }

    def access(self, token: str) -> Access | None:
        return self._access.get(token)

    def may_enter(self, access: Access, tenant_id: str) -> bool:
        custom = self.apps[access.client_id].custom_tenant
        if custom:
            return tenant_id == custom
        return tenant_id in self.connections.get(access.client_id, {})

    def connected(self, access: Access, auth_event_id: str) -> list[dict[str, str]]:
        """The rows of /connections."""
        return [
            {
                "id": connection.id,
                "authEventId": connection.auth_event_id,
                "tenantId": connection.tenant_id,
                "tenantType": "ORGANISATION",
                "tenantName": self.tenant_names[connection.tenant_id],
                "createdDateUtc": connection.created,
                "updatedDateUtc": connection.updated,
            }
            for connection in self.connections.get(access.client_id, {}).values()
            if auth_event_id in ("", connection.auth_event_id)
        ]

    def disconnect(self, access: Access, connection_id: str) -> bool:
        connected = self.connections.get(access.client_id, {})
        for tenant_id, connection in connected.items():
            if connection.id == connection_id:
                del connected[tenant_id]
                return True
        return False

    def _reply(self, session: _Session, issuer: str) -> dict[str, Any]:
        now = self.clock.timestamp()
        seconds = self.settings.access_token_seconds
        token = self._signed_looking(
            {
                "iss": issuer,
                "client_id": session.client_id,
                "xero_userid": USER_ID,
                "authentication_event_id": session.auth_event_id,
                "scope": sorted(session.scopes),
                "nbf": int(now),
                "exp": int(now) + seconds,
                "jti": new_guid(),
            }
        )
        self._access[token] = Access(
            session.client_id, session.scopes, session.auth_event_id, now + seconds
        )
        reply: dict[str, Any] = {
            "access_token": token,
            "expires_in": seconds,
            "token_type": "Bearer",
            "scope": " ".join(sorted(session.scopes)),
        }
        if "offline_access" in session.scopes:
            reply["refresh_token"] = session.current
        if "openid" in session.scopes:
            claims = {"iss": issuer, "sub": USER_ID, "xero_userid": USER_ID}
            claims |= {"aud": session.client_id, "iat": int(now), "exp": int(now) + ID_SECONDS}
            reply["id_token"] = discovery.signed(claims)
        return reply

    @staticmethod
    def _signed_looking(claims: dict[str, Any]) -> str:
        """Shaped like a signed JWT; the signature is random and nobody checks it."""

        def part(data: bytes) -> str:
            return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

        header = part(json.dumps({"alg": "RS256", "typ": "JWT"}).encode())
        body = part(json.dumps(claims).encode())
        return f"{header}.{body}.{part(secrets.token_bytes(64))}"


def _is_proven(challenge: str, verifier: str) -> bool:
    """RFC 7636 with S256; a code that was asked for without a challenge takes no verifier."""
    if not challenge:
        return not verifier
    if not VERIFIER.fullmatch(verifier):
        return False
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == challenge


def default_apps(custom_tenant: str) -> dict[str, App]:
    apps = (
        App(CLIENT_ID, CLIENT_SECRET, "acct_link"),
        App(CUSTOM_CLIENT_ID, CUSTOM_CLIENT_SECRET, "acct_link (custom)", custom_tenant),
        App(PUBLIC_CLIENT_ID, "", "acct_link (public)", public=True),
    )
    return {app.client_id: app for app in apps}
