"""The door to Xero: what becomes of every way to fail."""

import http.client
import json
import socket
from datetime import timedelta

import pytest
import urllib3

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.document import INVOICE
from odoo.addons.acct_link_batch.lib.errors import (
    NoAnswer,
    Postponed,
    SignInNeeded,
    TokenExpired,
)
from odoo.addons.acct_link_batch.lib.exchange import Request
from odoo.addons.acct_link_oauth.lib import web
from odoo.addons.acct_link_oauth.lib.web import retry_after, utc_now
from odoo.addons.acct_link_oauth.tests.lib_door import caught, soon
from odoo.addons.acct_link_oauth.tests.lib_listener import Listener, headers_of, reply
from odoo.addons.acct_link_operation.lib.operation import ATTACH
from odoo.addons.acct_link_xero.tests.lib_client_common import (
    DETAIL,
    client_of,
    get,
    put,
)
from odoo.addons.acct_link_xero.tests.lib_common import INVOICE_ID

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
        (
            429,
            "",
            {"X_Rate_Limit_Problem": "concurrent"},
            Postponed,
            Postponed,
            "calls_at_once",
        ),
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


@pytest.mark.parametrize("status", [200, 400, 401, 500])
def test_an_answer_that_is_too_large_is_not_read_to_its_end(monkeypatch, status):
    monkeypatch.setattr(web, "MAX_BYTES", 1000)
    endless = reply(status, "x" * 50_000, body_length=9_000_000_000)
    for call, kind in ((put, NoAnswer), (get, Postponed), (get_file, Postponed)):
        with Listener(endless) as listener:
            error = caught(call, listener)
        assert type(error) is kind
        assert error.problem.code == "answer_too_large"
    with Listener(reply(200, '{"Invoices": []}')) as listener:
        assert get(listener).text == '{"Invoices": []}'


@pytest.mark.parametrize(
    "mimetype",
    ["application/json", "text/JSON", "multipart/form-data", "application/x-www-form-urlencoded"],
)
def test_a_file_is_sent_as_it_is_whatever_it_is_called(mimetype):
    described = json.dumps({"name": "a b", "mimetype": mimetype, "size": 3, "sha256": "x"})
    request = Request(ATTACH, INVOICE, described, INVOICE_ID, b"{\x00\xff")
    with Listener(reply(200, "{}")) as listener:
        client_of(listener).follow_up(request, "key-1")
    [received] = listener.requests
    assert received.endswith(b"\r\n\r\n{\x00\xff")
    assert headers_of(received)["content-type"] == "application/octet-stream"


def get_file(listener):
    return client_of(listener).get_file("Invoices/1/Attachments/2", "application/pdf")


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
