"""Signing in: the address, the exchanges, and that no secret shows anywhere."""

import base64
import hashlib
import json
import logging
import traceback
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.errors import Misconfigured, Postponed, SignInNeeded
from odoo.addons.acct_link_oauth.lib import sign_in, web
from odoo.addons.acct_link_oauth.lib.sign_in import BASIC, BODY, PUBLIC, App
from odoo.addons.acct_link_oauth.lib.web import utc_now
from odoo.addons.acct_link_oauth.tests.lib_listener import (
    NETRC_LOGIN,
    Listener,
    headers_of,
    reply,
    write_netrc,
)

CLIENT, SECRET, CODE = "client-id", "client-secret-ü", "code-value"
CALLBACK = "https://books.example/acct_link_books/callback?db=a&b=c"
OLD, NEW = "refresh-old-value", "refresh-new-value"


ACCESS = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJvbmUifQ.c2lnbmF0dXJl"
SCOPES = "offline_access books.invoices"
GRANTED = {
    "access_token": ACCESS,
    "refresh_token": NEW,
    "expires_in": 1800,
    "token_type": "Bearer",
    "scope": "offline_access books.invoices",
}


def app_at(url, **changes):
    values = {
        "client_id": CLIENT,
        "redirect_uri": CALLBACK,
        "scopes": SCOPES,
        "login_url": "https://login.books.example/authorize",
        "token_url": f"{url}/token",
        "revoke_url": f"{url}/revocation",
        "lasting_scope": "offline_access",
    }
    return App(**{**values, **changes})


def exchange(listener, **changes):
    return sign_in.exchange_code(app_at(listener.url, **changes), SECRET, CODE)


def refresh(listener, **changes):
    return sign_in.refresh(app_at(listener.url, **changes), SECRET, OLD)


def revoke(listener, **changes):
    return sign_in.revoke(app_at(listener.url, **changes), SECRET, OLD)


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
    app = app_at("", asked=(("prompt", "consent"),))
    url, verifier = sign_in.authorize_url(app, "s t&te")
    parts = urlsplit(url)
    assert not verifier
    assert url.startswith("https://login.books.example/authorize?")
    assert parse_qs(parts.query) == {
        "response_type": ["code"],
        "client_id": [CLIENT],
        "redirect_uri": [CALLBACK],
        "scope": [SCOPES],
        "state": ["s t&te"],
        "prompt": ["consent"],
    }
    with pytest.raises(Misconfigured):
        sign_in.authorize_url(app_at("", login_url="http://login.books.example"), "s")


def test_a_code_becomes_tokens():
    with Listener(granted()) as listener:
        tokens = exchange(listener)
    assert (tokens.access_token, tokens.refresh_token) == (ACCESS, NEW)
    assert abs(tokens.expires_at - utc_now() - timedelta(minutes=30)) < timedelta(seconds=5)
    assert tokens.ends_at is None
    (received,) = listener.requests
    assert form_of(received) == (
        "POST /token",
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
    monkeypatch.setattr(web, "MAX_BYTES", 1000)
    endless = reply(status, "x" * 50_000, body_length=9_000_000_000)
    with Listener(endless) as listener:
        error = caught(call, listener)
    assert type(error) is Postponed
    assert error.problem.code == "answer_too_large"


def test_an_app_without_a_secret_proves_itself_with_its_verifier():
    app = app_at("", credentials=PUBLIC)
    address, verifier = sign_in.authorize_url(app, "state-1")
    query = parse_qs(urlsplit(address).query)
    digest = hashlib.sha256(verifier.encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    assert (query["code_challenge"], query["code_challenge_method"]) == ([challenge], ["S256"])
    assert 43 <= len(verifier) <= 128
    assert verifier not in address
    assert sign_in.authorize_url(app, "state-1")[1] != verifier
    with Listener(granted(), granted()) as listener:
        app = app_at(listener.url, credentials=PUBLIC)
        sign_in.exchange_code(app, "", CODE, verifier)
        sign_in.refresh(app, "", OLD)
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


def test_an_app_that_asks_in_its_own_name_has_no_refresh_token():
    body = {**GRANTED, "scope": "books.invoices"}
    del body["refresh_token"]
    with Listener(reply(200, json.dumps(body))) as listener:
        app = app_at(listener.url, alone=True, scopes="books.invoices")
        tokens = sign_in.client_credentials(app, SECRET)
    assert (tokens.access_token, tokens.refresh_token) == (ACCESS, "")
    (received,) = listener.requests
    path, form = form_of(received)
    assert path == "POST /token"
    assert form["grant_type"] == ["client_credentials"]
    assert form["scope"] == ["books.invoices"]
    assert "redirect_uri" not in form
    assert headers_of(received)["authorization"].startswith("Basic ")


def test_a_refresh_and_a_revocation():
    with Listener(granted(), reply(200, "")) as listener:
        assert refresh(listener).refresh_token == NEW
        assert revoke(listener) is None
    assert [form_of(received) for received in listener.requests] == [
        ("POST /token", {"grant_type": ["refresh_token"], "refresh_token": [OLD]}),
        ("POST /revocation", {"token": [OLD]}),
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
    with Listener(granted(refresh_token=None, scope="books.invoices")) as listener:
        error = caught(exchange, listener)
    assert type(error) is SignInNeeded
    assert error.problem.values == {"message": "offline_access"}


@pytest.mark.parametrize(
    "changes",
    [
        {"expires_in": None, "scope": None},
        {"expires_in": "soon"},
        {"expires_in": -5},
        {"expires_in": True},
        {"expires_in": 10**9},
    ],
)
def test_odd_details_do_not_lose_the_tokens(changes):
    with Listener(granted(**changes)) as listener:
        tokens = refresh(listener)
    assert tokens.refresh_token == NEW
    assert abs(tokens.expires_at - utc_now() - timedelta(minutes=30)) < timedelta(seconds=5)


def test_a_number_of_seconds_may_be_written_as_text():
    with Listener(granted(expires_in="1200")) as listener:
        tokens = refresh(listener)
    assert abs(tokens.expires_at - utc_now() - timedelta(minutes=20)) < timedelta(seconds=5)


def test_a_sign_in_ends_when_the_answer_says_so():
    years = 5 * 365 * 24 * 3600
    with Listener(granted(ends_in=years), granted(ends_in="never"), granted()) as listener:
        asked = {"end_name": "ends_in", "headers": (("x-say-when", "true"),)}
        ends = [refresh(listener, **asked).ends_at for _time in range(3)]
    assert abs(ends[0] - utc_now() - timedelta(seconds=years)) < timedelta(seconds=5)
    assert ends[1:] == [None, None]
    assert {headers_of(received)["x-say-when"] for received in listener.requests} == {"true"}


def test_credentials_go_in_the_form_where_the_system_wants_them_there():
    with Listener(granted(), granted(), granted(), reply(200, "")) as listener:
        exchange(listener, credentials=BODY)
        refresh(listener, credentials=BODY)
        app = app_at(listener.url, credentials=BODY, alone=True)
        sign_in.client_credentials(app, SECRET)
        revoke(listener, credentials=BODY)
    assert len(listener.requests) == 4
    for received in listener.requests:
        form = form_of(received)[1]
        assert (form["client_id"], form["client_secret"]) == ([CLIENT], [SECRET])
        assert "authorization" not in headers_of(received)


def test_an_app_with_a_secret_proves_with_a_verifier_too_where_the_system_has_it():
    app = app_at("", pkce=True)
    address, verifier = sign_in.authorize_url(app, "s")
    assert "code_challenge" in parse_qs(urlsplit(address).query)
    with Listener(granted()) as listener:
        sign_in.exchange_code(app_at(listener.url, pkce=True), SECRET, CODE, verifier)
    (received,) = listener.requests
    assert form_of(received)[1]["code_verifier"] == [verifier]
    assert headers_of(received)["authorization"].startswith("Basic ")


def test_a_sign_in_is_given_back_as_the_system_takes_it():
    with Listener(reply(200, "")) as listener:
        revoke(listener, revoke_json=True)
        revoke(listener, revoke_url="")
    (received,) = listener.requests
    assert json.loads(received.partition(b"\r\n\r\n")[2]) == {"token": OLD}


def test_no_secret_shows(caplog):
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "odoo.addons.acct_link_oauth.lib.sign_in")
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
    assert f"POST {listener.url}/token: 200" in caplog.text


def test_plain_http_is_for_this_machine_only():
    with pytest.raises(Misconfigured):
        sign_in.refresh(app_at("http://identity.books.example"), SECRET, OLD)


@pytest.mark.parametrize("credentials", [BASIC, BODY, PUBLIC])
@pytest.mark.parametrize("call", CALLS)
def test_no_login_of_the_server_goes_along(call, credentials, tmp_path, monkeypatch):
    monkeypatch.setenv("NETRC", write_netrc(tmp_path))
    with Listener(granted(), granted()) as listener:
        requests.get(listener.url, timeout=5)
        call(listener, credentials=credentials)
    before, received = map(headers_of, listener.requests)
    assert before["authorization"] == NETRC_LOGIN
    assert ("authorization" in received) == (credentials == BASIC)
    assert received.get("authorization") != NETRC_LOGIN
