"""Apps, sign-in codes, tokens and connections (Xero guide: OAuth 2.0)."""

import base64
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from sandbox.common import oauth
from sandbox.common.ids import new_guid
from sandbox.common.oauth import Access, OAuthError, Session, Tokens

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
ID_SECONDS = 5 * 60
_REPORTS = (
    "aged balancesheet banksummary budgetsummary executivesummary profitandloss trialbalance"
    " taxreports"
)
_BOTH_WAYS = (
    "invoices payments banktransactions manualjournals settings contacts attachments budgets"
)
_PAYROLL = "employees payruns payslip settings timesheets"
SCOPES = frozenset(
    [
        *("openid", "profile", "email", "offline_access"),
        *(f"accounting.{name}" for name in _BOTH_WAYS.split()),
        *(f"accounting.{name}.read" for name in _BOTH_WAYS.split()),
        *(f"accounting.reports.{name}.read" for name in _REPORTS.split()),
        "accounting.journals.read",
        *(f"payroll.{name}" for name in _PAYROLL.split()),
        *(f"payroll.{name}.read" for name in _PAYROLL.split()),
    ]
)


# What only a person's sign-in can give.
PERSONAL_SCOPES = frozenset(("openid", "profile", "email", "offline_access"))


@dataclass(frozen=True)
class App(oauth.App):
    custom_tenant: str = ""  # of a custom connection: its only organisation


@dataclass
class Connection:
    id: str
    tenant_id: str
    auth_event_id: str
    created: str
    updated: str


@dataclass
class SignIn(Tokens[App]):
    """One user signs in; the caller holds the stand-in's lock."""

    CODE_SECONDS = 5 * 60
    REFRESH_SECONDS = 60 * 86_400
    REPEAT_SECONDS = 30 * 60

    settings: Settings
    tenant_names: dict[str, str]
    connections: dict[str, dict[str, Connection]] = field(default_factory=dict)

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
        # Scopes add up per user and app until the app is revoked.
        held = [s.scopes for s in self._sessions if s.client_id == client_id]
        return self.make_code(client_id, redirect_uri, scopes.union(*held), event, challenge)

    def redeem_code(
        self, app: App, code: str, redirect_uri: str, verifier: str = "", issuer: str = ISSUER
    ) -> dict[str, Any]:
        session = self.redeemed(app, code, redirect_uri, verifier)
        if "offline_access" in session.scopes:
            self.keep(session)
        return self._reply(session, issuer)

    def refresh(self, app: App, value: str, issuer: str = ISSUER) -> dict[str, Any]:
        return self._reply(self.refreshed(app, value), issuer)

    def client_credentials(self, app: App, scope: str) -> dict[str, Any]:
        """Custom connections only; without a scope in the request all ticked ones are given."""
        if not app.custom_tenant:
            raise OAuthError("unauthorized_client")
        wanted = frozenset(scope.split()) or SCOPES - PERSONAL_SCOPES
        if not wanted <= SCOPES - PERSONAL_SCOPES:
            raise OAuthError("invalid_scope")
        session = Session(app.client_id, wanted, "", "")
        return self._reply(session, ISSUER)

    def revoke(self, app: App, value: str) -> None:
        """Ends every session and connection of the user with the app, not just this one."""
        if self.session_of(value):
            self.forget(app.client_id)
            self.connections.pop(app.client_id, None)

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

    def _reply(self, session: Session, issuer: str) -> dict[str, Any]:
        now = self.clock.timestamp()
        seconds = self.settings.access_token_seconds
        token = self._signed_looking(
            {
                "iss": issuer,
                "client_id": session.client_id,
                "xero_userid": USER_ID,
                "authentication_event_id": session.consent,
                "scope": sorted(session.scopes),
                "nbf": int(now),
                "exp": int(now) + seconds,
                "jti": new_guid(),
            }
        )
        self.let_in(token, session, seconds)
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


def default_apps(custom_tenant: str) -> dict[str, App]:
    apps = (
        App(CLIENT_ID, CLIENT_SECRET, "acct_link"),
        App(CUSTOM_CLIENT_ID, CUSTOM_CLIENT_SECRET, "acct_link (custom)", custom_tenant),
        App(PUBLIC_CLIENT_ID, "", "acct_link (public)", public=True),
    )
    return {app.client_id: app for app in apps}
