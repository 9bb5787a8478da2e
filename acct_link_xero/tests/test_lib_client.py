"""The door to Xero: what goes over the wire, and what becomes of every way to fail."""

import http.client
import json
import logging
import re
import socket
import traceback
from datetime import timedelta

import pytest
import urllib3
from hypothesis import given, settings
from hypothesis import strategies as st

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.document import CREDIT_NOTE, INVOICE
from odoo.addons.acct_link_batch.lib.errors import (
    Misconfigured,
    NoAnswer,
    Postponed,
    SignInNeeded,
)
from odoo.addons.acct_link_batch.lib.exchange import CREATE_CONTACTS, CREATE_DOCUMENTS, Request
from odoo.addons.acct_link_xero.lib.client import TokenExpired, XeroClient
from odoo.addons.acct_link_xero.lib.translate import prepare
from odoo.addons.acct_link_xero.lib.wire import check_address, retry_after, utc_now
from odoo.addons.acct_link_xero.tests.lib_common import (
    PARTY,
    Listener,
    credit_note,
    document,
    headers_of,
    line,
    reply,
)

TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzY29wZSI6WyJ4Il19.c2VjcmV0LXNpZ25hdHVyZQ"
TENANT = "45e4708e-d862-4111-ab3a-dd8cd03913e1"
KEY = "7c6f3a0e-key"
REQUEST = Request(CREATE_DOCUMENTS, INVOICE, '{"Invoices": []}')
DETAIL = '{"Type": null, "Title": "Unauthorized", "Status": 401, "Detail": "%s"}'


def client_of(listener, **changes):
    return XeroClient(
        **{
            "api_url": listener.url,
            "access_token": TOKEN,
            "tenant": TENANT,
            "timeout": 1,
            **changes,
        }
    )


def put(listener):
    return client_of(listener).put(REQUEST, KEY)


def get(listener):
    return client_of(listener).get("Invoices", {"where": 'Name=="Secret customer"'})


def caught(call, listener):
    """The exception of a call, which nothing foreign and no token may hang on."""
    with pytest.raises(Exception) as raised:
        call(listener)
    error = raised.value
    shown = "".join(traceback.format_exception(error)) + repr(error) + str(vars(error))
    assert TOKEN not in shown
    assert error.__context__ is None
    assert error.__cause__ is None
    return error


def soon(until, seconds):
    return abs(until - utc_now() - timedelta(seconds=seconds)) < timedelta(seconds=3)


# What goes over the wire


@pytest.mark.parametrize(
    ("operation", "kind", "items", "target"),
    [
        (
            CREATE_DOCUMENTS,
            INVOICE,
            [document(), document(number="Ünï-☃-𝄞")],
            "/api.xro/2.0/Invoices?summarizeErrors=false&unitdp=4",
        ),
        (
            CREATE_DOCUMENTS,
            CREDIT_NOTE,
            [credit_note()],
            "/api.xro/2.0/CreditNotes?summarizeErrors=false&unitdp=4",
        ),
        (CREATE_CONTACTS, "", [PARTY], "/api.xro/2.0/Contacts?summarizeErrors=false"),
    ],
)
def test_a_request_reaches_the_wire_to_the_letter(operation, kind, items, target):
    request = prepare(operation, kind, items, "AUTHORISED")
    with Listener(reply(body='{"x": 1}')) as listener:
        answer = client_of(listener).put(request, KEY)
    assert (answer.status, answer.text) == (200, '{"x": 1}')
    (received,) = listener.requests
    head, _, body = received.partition(b"\r\n\r\n")
    assert body == request.text.encode()
    assert head.startswith(f"PUT {target} HTTP/1.1\r\n".encode())
    headers = headers_of(received)
    assert headers["authorization"] == f"Bearer {TOKEN}"
    assert headers["xero-tenant-id"] == TENANT
    assert headers["idempotency-key"] == KEY
    assert headers["accept"] == headers["content-type"] == "application/json"


@settings(max_examples=25, deadline=None)
@given(
    st.text(st.characters(codec="utf-8"), max_size=300),
    st.decimals(-(10**9), 10**9, places=2, allow_nan=False),
)
def test_any_text_and_amount_reaches_the_wire_to_the_letter(text, net):
    sent = document(line(description=text, net=net), reference=text, number=text or "1")
    request = prepare(CREATE_DOCUMENTS, INVOICE, [sent], "DRAFT")
    with Listener(reply()) as listener:
        client_of(listener).put(request, KEY)
    assert [r.partition(b"\r\n\r\n")[2] for r in listener.requests] == [request.text.encode()]


def test_a_text_that_would_change_on_its_way_is_not_sent():
    with Listener(reply()) as listener, pytest.raises(ValueError, match="not what"):
        client_of(listener).put(Request(CREATE_DOCUMENTS, INVOICE, '{"Invoices":[]}'), KEY)
    assert listener.requests == []


@pytest.mark.parametrize("key", ["", "x" * 129, "two words", "x\r\nEvil: 1"])
def test_a_bad_key_is_not_sent(key):
    with Listener(reply()) as listener, pytest.raises(ValueError, match="idempotency"):
        client_of(listener).put(REQUEST, key)
    assert listener.requests == []


def test_a_read_carries_its_parameters_and_moment():
    with Listener(reply(body='{"Contacts": []}')) as listener:
        client_of(listener).get(
            "Contacts", [("where", 'Name=="A ""&"" B"'), ("page", "1")], "2026-11-02T03:04:05"
        )
    (received,) = listener.requests
    assert received.startswith(
        b"GET /api.xro/2.0/Contacts?where=Name%3D%3D%22A+%22%22%26%22%22+B%22&page=1 HTTP/1.1"
    )
    headers = headers_of(received)
    assert headers["if-modified-since"] == "2026-11-02T03:04:05"
    assert headers["xero-tenant-id"] == TENANT


def test_connections_are_listed_and_deleted_without_a_tenant():
    with Listener(reply(body="[]"), reply(204, ""), reply(404, "<html>")) as listener:
        client = client_of(listener, tenant="")
        assert client.connections("event-1").text == "[]"
        client.delete_connection("c-1")
        client.delete_connection("c-2")
    targets = [received.split(b" HTTP")[0] for received in listener.requests]
    assert targets == [
        b"GET /connections?authEventId=event-1",
        b"DELETE /connections/c-1",
        b"DELETE /connections/c-2",
    ]
    assert all("xero-tenant-id" not in headers_of(r) for r in listener.requests)


def test_two_clients_do_not_share_a_token():
    with Listener(reply(), reply(), reply()) as listener:
        first = client_of(listener, access_token="first")
        second = client_of(listener, access_token="second")
        for client in (first, second, first):
            client.get("Organisation")
    sent = [headers_of(received)["authorization"] for received in listener.requests]
    assert sent == ["Bearer first", "Bearer second", "Bearer first"]


def test_an_answer_keeps_the_limits_and_no_other_header():
    with Listener(reply(X_MinLimit_Remaining=58, X_DayLimit_Remaining=999, Set_Cookie="a=b")) as at:
        answer = put(at)
    assert answer.headers == {"x-minlimit-remaining": "58", "x-daylimit-remaining": "999"}


# Every status


@pytest.mark.parametrize(
    ("status", "body", "headers", "on_write", "on_read", "code"),
    [
        (
            401,
            DETAIL % "TokenExpired: token expired at 09/14/2026",
            {},
            TokenExpired,
            TokenExpired,
            "sign_in_needed",
        ),
        (
            401,
            DETAIL % "AuthenticationUnsuccessful",
            {},
            TokenExpired,
            TokenExpired,
            "sign_in_needed",
        ),
        (
            401,
            "",
            {"WWW_Authenticate": "insufficent_scope"},
            SignInNeeded,
            SignInNeeded,
            "scope_missing",
        ),
        (
            401,
            "",
            {"WWW_Authenticate": 'Bearer error="insufficient_scope"'},
            SignInNeeded,
            SignInNeeded,
            "scope_missing",
        ),
        (
            403,
            DETAIL % "AuthenticationUnsuccessful",
            {},
            SignInNeeded,
            SignInNeeded,
            "file_disconnected",
        ),
        (
            403,
            DETAIL % "AuthorizationUnsuccessful",
            {},
            SignInNeeded,
            SignInNeeded,
            "scope_missing",
        ),
        (429, "", {"Retry_After": 7}, Postponed, Postponed, "rate_limited"),
        (500, "<html>", {}, NoAnswer, Postponed, ("no_answer", "offline")),
        (502, "", {}, NoAnswer, Postponed, ("no_answer", "offline")),
        (503, "offline for maintenance", {}, NoAnswer, Postponed, ("no_answer", "offline")),
        (504, "", {}, NoAnswer, Postponed, ("no_answer", "offline")),
        (501, "", {}, NoAnswer, Postponed, ("no_answer", "offline")),
        (412, "", {}, NoAnswer, Postponed, ("no_answer", "offline")),
        (
            302,
            "",
            {"Location": "http://127.0.0.1:1/"},
            NoAnswer,
            Postponed,
            ("no_answer", "offline"),
        ),
        (200, b'{"Invoices": "\xff"}', {}, NoAnswer, Postponed, ("answer_unreadable", "offline")),
        (400, b"\xff", {}, NoAnswer, Postponed, ("answer_unreadable", "offline")),
    ],
)
def test_a_status_becomes_its_error_after_one_request(
    status, body, headers, on_write, on_read, code
):
    codes = code if isinstance(code, tuple) else (code, code)
    for call, kind, expected in zip((put, get), (on_write, on_read), codes, strict=True):
        with Listener(reply(status, body, **headers)) as listener:
            error = caught(call, listener)
        assert type(error) is kind
        assert error.problem.code == expected
        assert len(listener.requests) == 1


def test_answers_to_read_are_given_back():
    with Listener(reply(400, '{"Message": "no"}'), reply(400, "bad filter")) as listener:
        assert put(listener).text == '{"Message": "no"}'
        assert get(listener).text == "bad filter"
    with Listener(reply(404, "<html>"), reply(304, "")) as listener:
        for status in (404, 304):
            answer = get(listener)
            assert (answer.status, answer.text) == (status, "")
    with Listener(reply(404, "<html>")) as listener:
        assert type(caught(put, listener)) is NoAnswer


def test_a_redirect_is_not_followed():
    with Listener(reply()) as elsewhere, Listener(reply(307, "", Location=elsewhere.url)) as first:
        caught(put, first)
    assert (len(first.requests), elsewhere.requests) == (1, [])


@pytest.mark.parametrize(
    ("headers", "seconds", "limit"),
    [
        ({"Retry_After": 19, "X_Rate_Limit_Problem": "minute"}, 19, "minute"),
        ({"X_Rate_Limit_Problem": "minute"}, 60, "minute"),
        ({}, 60, "minute"),
        ({"Retry_After": "soon"}, 60, "minute"),
        ({"Retry_After": 0}, 1, "minute"),
        ({"Retry_After": 66975, "X_Rate_Limit_Problem": "Day"}, 66975, "day"),
        ({"Retry_After": 10**8, "X_Rate_Limit_Problem": "daily"}, 86400, "day"),
        ({"X_Rate_Limit_Problem": "day"}, 3600, "day"),
        ({"X_DayLimit_Remaining": 0, "X_MinLimit_Remaining": 60}, 3600, "day"),
    ],
)
def test_a_rate_limit_says_until_when(headers, seconds, limit):
    with Listener(reply(429, "", **headers)) as listener:
        error = caught(put, listener)
    assert soon(error.until, seconds)
    assert error.problem.values == {"until": error.until.isoformat(" "), "limit": limit}


def test_maintenance_says_until_when():
    for call in (put, get):
        with Listener(reply(503, "", Retry_After=120)) as listener:
            assert soon(caught(call, listener).until, 120)
    with Listener(reply(503, "")) as listener:
        assert caught(put, listener).until is None
    with Listener(reply(503, "")) as listener:
        assert soon(caught(get, listener).until, 60)


def test_retry_after_may_be_a_date():
    assert soon(
        retry_after((utc_now() + timedelta(seconds=90)).strftime("%a, %d %b %Y %H:%M:%S GMT")), 90
    )
    assert retry_after("Fri, 99 Nov") is None


# Every way to break off


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n",
        reply(200, '{"Invoices": [', body_length=400),
        reply(500, "half", body_length=400),
        reply(429, "half", body_length=400),
        b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"In',
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope",
        b"not http at all\r\n\r\n",
        None,
    ],
    ids=[
        "drop",
        "drop after headers",
        "half body",
        "half error",
        "half limit",
        "half chunk",
        "bad gzip",
        "not http",
        "slow",
    ],
)
@pytest.mark.parametrize("call", [put, get])
def test_an_exchange_that_breaks_off_is_not_repeated(call, said):
    with Listener(said) as listener:
        error = caught(call, listener)
        assert len(listener.requests) == 1
    assert type(error) is (NoAnswer if call is put else Postponed)
    assert error.problem.code == ("no_answer" if call is put else "offline")


def test_trouble_within_tls_may_be_after_sending():
    with Listener(b"plain words") as listener:
        listener.url = listener.url.replace("http:", "https:")
        assert type(caught(put, listener)) is NoAnswer


@pytest.mark.parametrize(
    "trouble",
    [
        OSError(5, "Input/output error"),
        http.client.LineTooLong("header line"),
        urllib3.exceptions.SSLError("bad record"),
        urllib3.exceptions.ReadTimeoutError(None, "/", "slow"),
    ],
)
def test_no_trouble_of_a_library_comes_through(monkeypatch, trouble):
    def request(*_args, **_options):
        raise trouble

    monkeypatch.setattr(urllib3.PoolManager, "request", request)
    with Listener() as listener:
        assert type(caught(put, listener)) is NoAnswer
        assert type(caught(get, listener)) is Postponed


def no_connection(monkeypatch, trouble):
    def create_connection(*_args, **_options):
        raise trouble

    monkeypatch.setattr("urllib3.util.connection.create_connection", create_connection)


@pytest.mark.parametrize(
    "trouble",
    [
        ConnectionRefusedError(),
        TimeoutError(),
        socket.gaierror(-2, "Name or service not known"),
        OSError(113, "No route to host"),
    ],
)
@pytest.mark.parametrize("call", [put, get])
def test_without_a_connection_nothing_was_written(monkeypatch, call, trouble):
    with Listener() as listener:
        no_connection(monkeypatch, trouble)
        error = caught(call, listener)
    assert type(error) is Postponed
    assert error.problem.code == "offline"
    assert soon(error.until, 60)


def test_a_refused_port_is_no_connection():
    with Listener() as listener:
        pass
    assert type(caught(put, listener)) is Postponed


# Settings and secrets


@pytest.mark.parametrize("url", ["https://api.xero.com/", "http://localhost:80", "http://[::1]:9"])
def test_a_safe_address_is_taken(url):
    assert check_address(url) == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        "http://api.xero.com",
        "ftp://localhost",
        "",
        None,
        "https://",
        "https://a b",
        "https://u@h",
        "https://h?x=1",
        "https://h#x",
        "http://127.0.0.1.evil.example",
        "https://h:99999",
        "localhost",
        "http://localhost@evil.example",
        "https://[bad",
    ],
)
def test_an_unsafe_address_is_not(url):
    with pytest.raises(Misconfigured) as raised:
        XeroClient(url, TOKEN, TENANT)
    assert raised.value.problem.code == "address_refused"


@pytest.mark.parametrize("token", ["", None, "with\nline", "naïve"])
def test_a_token_that_cannot_be_sent_asks_for_a_sign_in(token):
    with pytest.raises(SignInNeeded):
        XeroClient("https://api.xero.com", token, TENANT)
    with pytest.raises(Misconfigured):
        XeroClient("https://api.xero.com", TOKEN, "two words")


def test_one_quiet_log_line_for_each_call(caplog):
    client_logger = "odoo.addons.acct_link_xero.lib.client"
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, client_logger)
    with (
        Listener(
            reply(X_MinLimit_Remaining=5, X_DayLimit_Remaining=99), reply(500), b""
        ) as listener,
    ):
        get(listener)
        caught(put, listener)
        caught(get, listener)
    ours = [r.getMessage() for r in caplog.records if r.name == client_logger]
    assert [re.sub(r"in \d+ ms", "in N ms", said) for said in ours] == [
        "Xero GET /api.xro/2.0/Invoices: 200 in N ms; calls left: 5 this minute, 99 today",
        "Xero PUT /api.xro/2.0/Invoices: 500 in N ms; calls left: ? this minute, ? today",
        "Xero GET /api.xro/2.0/Invoices: broken off in N ms; calls left: ? this minute, ? today",
    ]
    assert TOKEN not in caplog.text
    assert TOKEN not in repr(client_of(listener))


def test_a_token_echoed_by_an_answer_stays_out_of_problems():
    with Listener(reply(403, DETAIL % f"AuthorizationUnsuccessful Bearer {TOKEN}")) as listener:
        error = caught(put, listener)
    assert json.dumps(error.problem.to_json()).count("***") == 1
