"""The door to MYOB: what goes over the wire, and what becomes of every way to fail."""

import base64
import json
import traceback
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.errors import (
    Misconfigured,
    NoAnswer,
    Postponed,
    SignInNeeded,
    TokenExpired,
)
from odoo.addons.acct_link_myob.lib.door import Door
from odoo.addons.acct_link_myob.tests.lib_common import refusal
from odoo.addons.acct_link_oauth.lib import web
from odoo.addons.acct_link_oauth.lib.web import utc_now
from odoo.addons.acct_link_oauth.tests.lib_listener import (
    NETRC_LOGIN,
    Listener,
    headers_of,
    reply,
    write_netrc,
)

TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzY29wZSI6WyJ4Il19.c2VjcmV0LXNpZ25hdHVyZQ"
FILE = "a1e5c0de-0000-4000-8000-000000000001"
USER = "Administrator:öpen sesame"
DENIED = {"Message": "You are not authorised", "ErrorCode": "AccessDenied"}
CONFLICT = refusal("IncorrectRowVersionSupplied", code=111)


def door_of(listener, **changes):
    values = {"api_url": listener.url, "file": FILE, "key": "the-key", "access_token": TOKEN}
    return Door(**{**values, "timeout": 1, **changes})


def write(listener):
    return door_of(listener).send("POST", "Sale/Invoice/Service", (), '{"Number": "Ü-1"}')


def read(listener):
    return door_of(listener).send("GET", "Sale/Invoice", [("$filter", "Number eq 'Ü-1'")])


def caught(call, listener):
    """The exception of a call, which nothing foreign and no secret may hang on."""
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


# === OVER THE WIRE === #


def test_write_carries_key_version_and_token():
    with Listener(reply(201, '{"UID": "1"}', Location="x")) as listener:
        answer = write(listener)
        [received] = listener.requests
    first, _, body = received.partition(b"\r\n\r\n")
    assert first.startswith(f"POST /accountright/{FILE}/Sale/Invoice/Service ".encode())
    assert body == '{"Number": "Ü-1"}'.encode()
    headers = headers_of(received)
    assert headers["authorization"] == f"Bearer {TOKEN}"
    assert (headers["x-myobapi-key"], headers["x-myobapi-version"]) == ("the-key", "v2")
    assert headers["content-type"] == headers["accept"] == "application/json"
    assert "x-myobapi-cftoken" not in headers
    assert (answer.status, answer.headers["location"]) == (201, "x")


def test_question_goes_into_the_address():
    with Listener(reply(body='{"Items": []}')) as listener:
        read(listener)
        [received] = listener.requests
    address = urlsplit(received.split(b" ")[1].decode())
    assert parse_qs(address.query) == {"$filter": ["Number eq 'Ü-1'"]}
    assert "content-type" not in headers_of(received)


def test_file_itself_is_asked_without_a_slash():
    with Listener(reply(body='{"CompanyFile": {}}')) as listener:
        door_of(listener).send("GET", "")
        [received] = listener.requests
    assert received.startswith(f"GET /accountright/{FILE} HTTP".encode())


def test_user_of_the_file_goes_along_where_there_is_one():
    with Listener(reply()) as listener:
        door_of(listener, user=USER).send("GET", "")
        [received] = listener.requests
    sent = headers_of(received)["x-myobapi-cftoken"]
    assert base64.b64decode(sent).decode() == USER


def test_neither_proxy_nor_password_file_of_the_machine(monkeypatch, tmp_path):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NETRC", write_netrc(tmp_path))
    with Listener(reply(set_cookie="a=b"), reply()) as listener:
        door = door_of(listener)
        for _call in range(2):
            door.send("GET", "Company/Preferences")
        assert all(NETRC_LOGIN not in headers_of(each).values() for each in listener.requests)
        assert all("cookie" not in headers_of(each) for each in listener.requests)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"api_url": "http://api.myob.com"}, Misconfigured),
        ({"api_url": "https://user@api.myob.com"}, Misconfigured),
        ({"api_url": ""}, Misconfigured),
        ({"access_token": ""}, SignInNeeded),
        ({"access_token": "two\nlines"}, SignInNeeded),
        ({"file": ""}, Misconfigured),
        ({"file": "1/../2"}, Misconfigured),
        ({"key": ""}, Misconfigured),
        ({"key": "two\nlines"}, Misconfigured),
    ],
)
def test_door_opens_to_safe_addresses_only(changes, error):
    values = {"api_url": "https://api.myob.com", "file": FILE, "key": "k", "access_token": TOKEN}
    with pytest.raises(error):
        Door(**{**values, "timeout": 1, **changes})


def test_door_shows_no_secret():
    shown = repr(Door("https://api.myob.com", FILE, "k", TOKEN, 1, USER))
    assert TOKEN not in shown
    assert "sesame" not in shown


# === WHAT AN ANSWER STANDS FOR === #

LOST = (NoAnswer, Postponed, "no_answer", "offline")
UNREADABLE = (NoAnswer, Postponed, "answer_unreadable", "offline")
EXPIRED = (TokenExpired, "sign_in_needed")


@pytest.mark.parametrize(
    ("status", "body", "headers", "expected"),
    [
        (401, refusal("OAuthTokenIsInvalid", code=31001), {}, EXPIRED),
        (401, refusal("Whatever", code="31001"), {}, EXPIRED),
        (401, "", {}, EXPIRED),
        (401, "<html>", {}, EXPIRED),
        (401, {"Message": "Access denied", "ErrorCode": None}, {},
         (Misconfigured, "myob_file_user")),
        (403, refusal("RateLimitError", "exceeded the per-second rate limit"), {},
         (Postponed, "rate_limited")),
        (403, "<h1>Developer Over Qps</h1>", {}, (Postponed, "rate_limited")),
        (429, "Developer Over Qps", {}, (Postponed, "rate_limited")),
        (403, refusal("DeveloperInactive"), {}, (Misconfigured, "myob_key")),
        (403, DENIED, {}, (SignInNeeded, "myob_denied")),
        (403, refusal("AccessDenied"), {}, (SignInNeeded, "myob_denied")),
        (403, "<html>", {}, LOST),
        (410, {"Message": "The company file is removed"}, {}, (Misconfigured, "myob_file_gone")),
        (423, {"Message": "upgraded"}, {}, (Misconfigured, "myob_file_upgraded")),
        (409, CONFLICT, {}, LOST),
        (410, refusal("Gone"), {}, LOST),
        (500, refusal("InternalError"), {}, LOST),
        (504, "<html>", {}, LOST),
        (503, "", {}, LOST),
        (404, "<html>", {}, LOST),
        (302, "", {"Location": "http://127.0.0.1:1/"}, LOST),
        (304, "", {}, LOST),
        (204, "", {}, LOST),
        (200, '{"UID": "1"', {}, UNREADABLE),
        (200, "<Invoice/>", {}, UNREADABLE),
        (201, '"text"', {}, UNREADABLE),
        (200, b'{"Number": "\xff"}', {}, UNREADABLE),
    ],
)  # fmt: skip
def test_status_and_name_become_an_error_after_one_request(status, body, headers, expected):
    said = json.dumps(body) if isinstance(body, dict) else body
    on_write, on_read, *codes = expected if len(expected) == 4 else (expected[0], *expected)
    codes = codes if len(codes) == 2 else codes * 2
    for call, kind, code in zip((write, read), (on_write, on_read), codes, strict=True):
        with Listener(reply(status, said, **headers)) as listener:
            error = caught(call, listener)
            assert len(listener.requests) == 1
        assert type(error) is kind
        assert error.problem.code == code


@pytest.mark.parametrize("status", [400, 404, 405])
def test_refusal_by_name_is_for_the_caller_to_read(status):
    said = json.dumps(refusal("Required", "Customer is required"))
    for call in (write, read):
        with Listener(reply(status, said)) as listener:
            answer = call(listener)
        assert (answer.status, answer.text) == (status, said)


@pytest.mark.parametrize("status", [400, 414])
def test_question_that_is_not_understood_is_for_the_caller_and_a_write_is_not(status):
    for said in ("<html>Bad Request</html>", "{}", ""):
        with Listener(reply(status, said)) as listener:
            assert read(listener).status == 400
        with Listener(reply(status, said)) as listener:
            assert type(caught(write, listener)) is NoAnswer


def test_write_may_be_answered_by_an_address_alone_and_a_question_not():
    with Listener(reply(201, "", Location="https://ar2.example/x")) as listener:
        answer = write(listener)
    assert (answer.text, answer.headers["location"]) == ("", "https://ar2.example/x")
    with Listener(reply(200, "")) as listener:
        assert caught(read, listener).problem.code == "offline"


@pytest.mark.parametrize(
    ("message", "headers", "seconds"),
    [
        ("per-second rate limit", {}, 5),
        ("daily rate limit", {}, 3600),
        ("per-second rate limit", {"Retry_After": 7}, 7),
    ],
)
def test_limit_ends_soon_or_when_it_is_said(message, headers, seconds):
    said = json.dumps(refusal("RateLimitError", message))
    with Listener(reply(403, said, **headers)) as listener:
        error = caught(write, listener)
    assert soon(error.until, seconds)


@pytest.mark.parametrize("said", [None, b"", reply(body="{}", body_length=10)])
def test_exchange_that_breaks_off(said):
    for call, kind in ((write, NoAnswer), (read, Postponed)):
        with Listener(said) as listener:
            assert type(caught(call, listener)) is kind
            assert len(listener.requests) == 1


def test_headers_that_break_off_leave_a_write_without_a_record():
    said = b"HTTP/1.1 201 Created\r\nLocat"
    with Listener(said) as listener:
        answer = write(listener)
    assert (answer.text, answer.headers) == ("", {})  # which `answers.read` takes for unknown
    with Listener(said) as listener:
        assert type(caught(read, listener)) is Postponed


def test_nobody_there_is_surely_not_written():
    with Listener() as listener:
        pass
    error = caught(write, listener)
    assert type(error) is Postponed
    assert error.problem.code == "offline"


def test_answer_of_any_size_is_not_read(monkeypatch):
    monkeypatch.setattr(web, "MAX_BYTES", 1000)
    for call, kind in ((write, NoAnswer), (read, Postponed)):
        with Listener(reply(body=b"x" * 5000)) as listener:
            error = caught(call, listener)
        assert type(error) is kind
        assert error.problem.code == "answer_too_large"
