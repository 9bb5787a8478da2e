"""Signing in: the address, the exchanges, and that no secret shows anywhere."""

import base64
import hashlib
import json
import logging
import traceback
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.errors import Misconfigured, Postponed, SignInNeeded
from odoo.addons.acct_link_oauth.lib.web import utc_now
from odoo.addons.acct_link_oauth.tests.lib_listener import Listener, headers_of, reply
from odoo.addons.acct_link_xero.lib import sign_in, wire

CLIENT, SECRET, CODE = "client-id", "client-secret-ü", "code-value"
CALLBACK = "https://books.example/acct_link_xero/callback?db=a&b=c"
OLD, NEW = "refresh-old-value", "refresh-new-value"


def part(claims):
    return base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")


ACCESS = f"{part({'alg': 'RS256'})}.{part({'authentication_event_id': 'event-1'})}.c2lnbmF0dXJl"
GRANTED = {
    "access_token": ACCESS,
    "refresh_token": NEW,
    "expires_in": 1800,
    "token_type": "Bearer",
    "scope": "offline_access accounting.invoices",
}


def exchange(listener):
    return sign_in.exchange_code(listener.url, CLIENT, SECRET, CODE, CALLBACK)


def refresh(listener):
    return sign_in.refresh(listener.url, CLIENT, SECRET, OLD)


def revoke(listener):
    return sign_in.revoke(listener.url, CLIENT, SECRET, OLD)


CALLS = [exchange, refresh, revoke]


def caught(call, listener):
    with pytest.raises(Exception) as raised:
        call(listener)
    shown = "".join(traceback.format_exception(raised.value)) + str(vars(raised.value))
    assert not [secret for secret in (SECRET, CODE, OLD, NEW, ACCESS) if secret in shown]
    assert raised.value.__context__ is None
    return raised.value


def granted(**changes):
    return reply(200, json.dumps({**GRANTED, **changes}))


def form_of(received):
    head, _, body = received.partition(b"\r\n\r\n")
    return head.split(b" HTTP")[0].decode(), parse_qs(body.decode())


def test_the_address_to_sign_in_at():
    url = sign_in.authorize_url(
        "https://login.xero.com/", CLIENT, CALLBACK, sign_in.SCOPES, "s t&te"
    )
    parts = urlsplit(url)
    assert url.startswith("https://login.xero.com/identity/connect/authorize?")
    assert parse_qs(parts.query) == {
        "response_type": ["code"],
        "client_id": [CLIENT],
        "redirect_uri": [CALLBACK],
        "scope": [sign_in.SCOPES],
        "state": ["s t&te"],
    }
    with pytest.raises(Misconfigured):
        sign_in.authorize_url("http://login.xero.com", CLIENT, CALLBACK, sign_in.SCOPES, "s")


def test_a_code_becomes_tokens():
    with Listener(granted()) as listener:
        tokens = exchange(listener)
    assert (tokens.access_token, tokens.refresh_token) == (ACCESS, NEW)
    assert abs(tokens.expires_at - utc_now() - timedelta(minutes=30)) < timedelta(seconds=5)
    assert tokens.authentication_event == "event-1"
    (received,) = listener.requests
    assert form_of(received) == (
        "POST /connect/token",
        {
            "grant_type": ["authorization_code"],
            "code": [CODE],
            "redirect_uri": [CALLBACK],
        },
    )
    scheme, encoded = headers_of(received)["authorization"].split()
    assert (scheme, base64.b64decode(encoded).decode()) == ("Basic", f"{CLIENT}:{SECRET}")


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("status", [200, 400])
def test_an_answer_that_is_too_large_is_not_read_to_its_end(monkeypatch, call, status):
    monkeypatch.setattr(wire, "MAX_BYTES", 1000)
    endless = reply(status, "x" * 50_000, body_length=9_000_000_000)
    with Listener(endless) as listener:
        error = caught(call, listener)
    assert type(error) is Postponed
    assert error.problem.code == "answer_too_large"


def test_an_app_without_a_secret_proves_itself_with_its_verifier():
    asked = ("https://login.xero.com", CLIENT, CALLBACK, sign_in.SCOPES, "state-1")
    address, verifier = sign_in.authorize_url_pkce(*asked)
    query = parse_qs(urlsplit(address).query)
    digest = hashlib.sha256(verifier.encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    assert (query["code_challenge"], query["code_challenge_method"]) == ([challenge], ["S256"])
    assert 43 <= len(verifier) <= 128
    assert verifier not in address
    assert sign_in.authorize_url_pkce(*asked)[1] != verifier
    with Listener(granted(), granted()) as listener:
        sign_in.exchange_code(listener.url, CLIENT, "", CODE, CALLBACK, verifier)
        sign_in.refresh(listener.url, CLIENT, "", OLD)
    first, second = listener.requests
    assert form_of(first)[1] == {
        "grant_type": ["authorization_code"],
        "code": [CODE],
        "redirect_uri": [CALLBACK],
        "client_id": [CLIENT],
        "code_verifier": [verifier],
    }
    assert form_of(second)[1] == {
        "grant_type": ["refresh_token"],
        "refresh_token": [OLD],
        "client_id": [CLIENT],
    }
    assert not any("authorization" in headers_of(received) for received in listener.requests)


def test_a_custom_connection_asks_in_its_own_name():
    body = {**GRANTED, "scope": "accounting.invoices"}
    del body["refresh_token"]
    with Listener(reply(200, json.dumps(body))) as listener:
        tokens = sign_in.client_credentials(listener.url, CLIENT, SECRET, sign_in.SCOPES)
    assert (tokens.access_token, tokens.refresh_token) == (ACCESS, "")
    (received,) = listener.requests
    path, form = form_of(received)
    assert path == "POST /connect/token"
    assert form["grant_type"] == ["client_credentials"]
    wanted = sign_in.SCOPES.replace("offline_access ", "")
    assert form["scope"] == [wanted]
    assert headers_of(received)["authorization"].startswith("Basic ")


def test_a_refresh_and_a_revocation():
    with Listener(granted(), reply(200, "")) as listener:
        assert refresh(listener).refresh_token == NEW
        assert revoke(listener) is None
    assert [form_of(received) for received in listener.requests] == [
        ("POST /connect/token", {"grant_type": ["refresh_token"], "refresh_token": [OLD]}),
        ("POST /connect/revocation", {"token": [OLD]}),
    ]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    ("status", "body", "kind", "code"),
    [
        (400, '{"error": "invalid_grant"}', SignInNeeded, "sign_in_needed"),
        (401, '{"error": "invalid_client"}', Misconfigured, "app_refused"),
        (400, '{"error": "invalid_client"}', Misconfigured, "app_refused"),
        (400, '{"error": "unauthorized_client"}', Misconfigured, "app_refused"),
        (400, '{"error": "invalid_scope"}', Misconfigured, "app_refused"),
        (400, '{"error": "unsupported_grant_type"}', Misconfigured, "app_refused"),
        (200, '{"error": "invalid_grant"}', SignInNeeded, "sign_in_needed"),
        (400, '{"error": "client-secret-ü invalid_client"}', Postponed, "offline"),
        (400, '{"error": 7}', Postponed, "offline"),
        (400, "<html>", Postponed, "offline"),
        (302, "", Postponed, "offline"),
        (500, "", Postponed, "offline"),
        (503, b"\xff", Postponed, "offline"),
    ],
)
def test_a_refusal_becomes_its_error_after_one_request(call, status, body, kind, code):
    with Listener(reply(status, body, Location="http://127.0.0.1:1/")) as listener:
        error = caught(call, listener)
    assert type(error) is kind
    assert error.problem.code == code
    assert len(listener.requests) == 1


def test_a_secret_does_not_follow_a_redirect():
    with Listener(granted()) as elsewhere:
        with Listener(reply(307, "", Location=elsewhere.url)) as listener:
            assert type(caught(refresh, listener)) is Postponed
        assert (len(listener.requests), elsewhere.requests) == (1, [])


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("said", [b"", b"no http\r\n\r\n", reply(200, "{", body_length=99)])
def test_an_exchange_that_breaks_off_is_tried_later(call, said):
    with Listener(said) as listener:
        assert type(caught(call, listener)) is Postponed
    assert len(listener.requests) == 1


def test_a_refused_port_and_a_silent_server_are_tried_later(monkeypatch):
    with Listener() as listener:
        pass
    assert type(caught(refresh, listener)) is Postponed
    monkeypatch.setattr(sign_in, "_TIMEOUT", (1, 1))
    with Listener(None) as listener:
        assert type(caught(refresh, listener)) is Postponed


def test_a_limit_says_until_when():
    with Listener(reply(429, "", Retry_After=300)) as listener:
        error = caught(refresh, listener)
    assert abs(error.until - utc_now() - timedelta(seconds=300)) < timedelta(seconds=5)


@pytest.mark.parametrize("call", [exchange, refresh])
@pytest.mark.parametrize(
    "body",
    [
        "",
        "{}",
        "[]",
        "null",
        json.dumps({**GRANTED, "refresh_token": None}),
        json.dumps({**GRANTED, "refresh_token": ""}),
        json.dumps({**GRANTED, "access_token": None}),
        json.dumps({"refresh_token": NEW}),
        "access_token=a&refresh_token=b",
    ],
)
def test_half_an_answer_is_no_success(call, body):
    with Listener(reply(200, body)) as listener:
        assert type(caught(call, listener)) is Postponed


def test_a_sign_in_without_lasting_access_is_asked_for_again():
    with Listener(granted(refresh_token=None, scope="accounting.invoices")) as listener:
        error = caught(exchange, listener)
    assert type(error) is SignInNeeded
    assert error.problem.values == {"message": "offline_access"}


@pytest.mark.parametrize(
    ("changes", "event"),
    [
        ({"access_token": "opaque"}, ""),
        ({"access_token": "a.b.c"}, ""),
        ({"access_token": "a.Ww.c"}, ""),
        ({"access_token": "a.é.c"}, ""),
        ({"expires_in": None, "scope": None}, "event-1"),
        ({"expires_in": "soon"}, "event-1"),
        ({"expires_in": -5}, "event-1"),
        ({"expires_in": True}, "event-1"),
    ],
)
def test_odd_details_do_not_lose_the_tokens(changes, event):
    with Listener(granted(**changes)) as listener:
        tokens = refresh(listener)
    assert tokens.refresh_token == NEW
    assert tokens.authentication_event == event
    assert tokens.expires_at > utc_now() + timedelta(minutes=29)


def test_no_secret_shows(caplog):
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "odoo.addons.acct_link_xero.lib.sign_in")
    with Listener(granted(), granted(), reply(200, "")) as listener:
        shown = repr([call(listener) for call in CALLS])
    for secret in (
        SECRET,
        CODE,
        OLD,
        NEW,
        ACCESS,
        base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode(),
    ):
        assert secret not in shown + caplog.text
    assert "Xero POST /connect/token: 200" in caplog.text


def test_plain_http_is_for_this_machine_only():
    with pytest.raises(Misconfigured):
        sign_in.refresh("http://identity.xero.com", CLIENT, SECRET, OLD)
