"""The door to MYOB: what goes over the wire, and what becomes of every way to fail."""

import base64
import json
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
from odoo.addons.acct_link_oauth.tests.lib_door import (
    LOST,
    TOKEN,
    UNREADABLE,
    DoorTests,
    caught,
    soon,
)
from odoo.addons.acct_link_oauth.tests.lib_listener import Listener, headers_of, reply

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


class TestDoor(DoorTests):
    door_of, write, read = map(staticmethod, (door_of, write, read))
    address, resource = "https://api.myob.com", "Company/Preferences"
    unsafe = (
        ({"file": ""}, Misconfigured),
        ({"file": "1/../2"}, Misconfigured),
        ({"key": ""}, Misconfigured),
        ({"key": "two\nlines"}, Misconfigured),
    )


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


def test_door_shows_no_user():
    assert "sesame" not in repr(Door("https://api.myob.com", FILE, "k", TOKEN, 1, USER))


# === WHAT AN ANSWER STANDS FOR === #

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
    TestDoor().become(status, said, headers, expected)


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


def test_headers_that_break_off_leave_a_write_without_a_record():
    said = b"HTTP/1.1 201 Created\r\nLocat"
    with Listener(said) as listener:
        answer = write(listener)
    assert (answer.text, answer.headers) == ("", {})  # which `answers.read` takes for unknown
    with Listener(said) as listener:
        assert type(caught(read, listener)) is Postponed
