"""What is particular to Xero's sign-in. The rest is `acct_link_oauth`'s.

Three kinds of apps: a web app has a secret; a mobile or desktop app has none; a custom connection
asks in its own name for the one organisation it belongs to.

Source: Xero: The standard authorization code flow, The PKCE flow, Custom Connections, Scopes, Token
types.
"""

import base64

from odoo.addons.acct_link_oauth.lib.sign_in import BASIC, PUBLIC, App
from odoo.addons.acct_link_oauth.lib.web import load, text

BROWSER, PKCE, CUSTOM = "browser", "pkce", "custom"
# The granular scopes for documents, contacts and code lists. Apps made before March 2026 may
# still have the broad ones, so an interface can hold another list.
SCOPES = (
    "offline_access accounting.invoices accounting.contacts accounting.settings.read"
    " accounting.attachments"
)
WRITE_SETTINGS = "accounting.settings"  # to add an option of a tracking category
# What only a person's sign-in can give.
_PERSONAL_SCOPES = {"offline_access", "openid", "profile", "email"}


def app_of(
    kind: str, client_id: str, redirect_uri: str, scopes: str, login_url: str, identity_url: str
) -> App:
    """:param kind: BROWSER, PKCE or CUSTOM"""
    login_url, identity_url = login_url.rstrip("/"), identity_url.rstrip("/")
    wanted = scopes.split()
    if kind == CUSTOM:
        wanted = [scope for scope in wanted if scope not in _PERSONAL_SCOPES]
    return App(
        client_id=client_id,
        redirect_uri=redirect_uri,
        scopes=" ".join(wanted),
        login_url=f"{login_url}/identity/connect/authorize",
        token_url=f"{identity_url}/connect/token",
        # Xero ends every organisation that this user connected to the app; to leave a single one
        # there is `XeroClient.delete_connection`.
        revoke_url=f"{identity_url}/connect/revocation",
        credentials=PUBLIC if kind == PKCE else BASIC,
        alone=kind == CUSTOM,
        lasting_scope="offline_access",
        access_seconds=1800,
        # After a lost answer the refresh token of before works for 30 minutes more.
        idle_days=0 if kind == CUSTOM else 60,
    )


def authentication_event(access_token: str) -> str:
    """The sign-in an access token comes from, which the connections chosen in it name, too; it
    stays the same when the token is renewed. "" if the token does not say.

    Source: Xero: Token types, The access token; Connections, authEventId.
    """
    return text(_claims(access_token).get("authentication_event_id"))


def _claims(token):
    """What an access token says of itself. Only read to choose among our own connections, so the
    signature is left to Xero.
    """
    middle = token.partition(".")[2].partition(".")[0]
    try:
        return load(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)).decode())
    except ValueError:
        return {}
