"""What is particular to Xero's sign-in: its kinds of apps, and which sign-in a token is of."""

import base64
import json

import pytest

import odoo.init  # noqa: F401

from odoo.addons.acct_link_oauth.lib.sign_in import BASIC, PUBLIC
from odoo.addons.acct_link_xero.lib.sign_in import (
    BROWSER,
    CUSTOM,
    PKCE,
    SCOPES,
    app_of,
    authentication_event,
)

XERO = ("https://login.xero.com/", "https://identity.xero.com/")


def part(claims):
    return base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")


TOKEN = f"{part({'alg': 'RS256'})}.{part({'authentication_event_id': 'event-1'})}.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    ("kind", "credentials", "alone", "idle_days"),
    [(BROWSER, BASIC, False, 60), (PKCE, PUBLIC, False, 60), (CUSTOM, BASIC, True, 0)],
)
def test_each_kind_of_app_signs_in_in_its_way(kind, credentials, alone, idle_days):
    app = app_of(kind, "id", "https://books.example/callback", SCOPES, *XERO)
    assert (app.credentials, app.alone, app.idle_days) == (credentials, alone, idle_days)
    assert app.login_url == "https://login.xero.com/identity/connect/authorize"
    assert app.token_url == "https://identity.xero.com/connect/token"
    assert app.revoke_url == "https://identity.xero.com/connect/revocation"
    # What only a person can grant is not asked for in the app's own name.
    assert app.scopes == (SCOPES.replace("offline_access ", "") if alone else SCOPES)


@pytest.mark.parametrize(
    ("token", "event"),
    [(TOKEN, "event-1"), ("opaque", ""), ("a.b.c", ""), ("a.Ww.c", ""), ("a.é.c", "")],
)
def test_a_token_says_which_sign_in_it_is_of(token, event):
    assert authentication_event(token) == event
