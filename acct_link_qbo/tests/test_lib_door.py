"""The door to QuickBooks Online: what goes over the wire, and what becomes of every way to fail."""

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
from odoo.addons.acct_link_oauth.tests.lib_door import (
    LOST,
    TOKEN,
    UNREADABLE,
    DoorTests,
    caught,
    soon,
)
from odoo.addons.acct_link_oauth.tests.lib_listener import Listener, headers_of, reply
from odoo.addons.acct_link_qbo.lib.door import STATEMENT, Door
from odoo.addons.acct_link_qbo.tests.lib_common import fault

REALM = "9341350000000101"
KEY = "7c6f3a0e-0f0f-4a4a-8b8b-123456789abc"
XML_429 = (
    '<?xml version="1.0"?><IntuitResponse xmlns="http://schema.intuit.com/finance/v3">'
    '<Fault type="SERVICE"><Error code="3001"><Message>message=ThrottleExceeded; errorCode=003001;'
    " statusCode=429</Message></Error></Fault></IntuitResponse>"
)


def closed(code, name, status):
    """What the gateway says, in lower case."""
    message = f"message={name}; errorCode={code:06d}; statusCode={status}"
    error = {"message": message, "detail": "", "code": str(code), "element": None}
    return json.dumps({"fault": {"error": [error], "type": "AUTHENTICATION"}})


def door_of(listener, **changes):
    values = {"api_url": listener.url, "realm": REALM, "access_token": TOKEN, "timeout": 1}
    return Door(**{**values, **changes})


def write(listener):
    return door_of(listener).send("POST", "invoice", (), '{"DocNumber": "Ü-1"}', KEY)


def read(listener):
    question = "select * from Invoice where DocNumber = 'Ü-1'"
    return door_of(listener).send("POST", "query", (), question, content_type=STATEMENT)


class TestDoor(DoorTests):
    door_of, write, read = map(staticmethod, (door_of, write, read))
    address, resource = "https://quickbooks.api.intuit.com", "preferences"
    unsafe = (({"realm": ""}, Misconfigured), ({"realm": "1/../2"}, Misconfigured))


# === OVER THE WIRE === #


def test_write_names_itself_and_is_utf_8():
    with Listener(reply(body='{"Invoice": {"Id": "1"}}', date="today")) as listener:
        answer = write(listener)
        [received] = listener.requests
    first, _, body = received.partition(b"\r\n\r\n")
    address = urlsplit(first.decode().split(" ")[1])
    assert address.path == f"/v3/company/{REALM}/invoice"
    assert parse_qs(address.query) == {"minorversion": ["75"], "requestid": [KEY]}
    assert body == '{"DocNumber": "Ü-1"}'.encode()
    headers = headers_of(received)
    assert headers["authorization"] == f"Bearer {TOKEN}"
    assert (headers["accept"], headers["content-type"]) == ("application/json", "application/json")
    assert "cookie" not in headers
    assert (answer.status, answer.headers["date"]) == (200, "today")


def test_question_has_no_requestid():
    with Listener(reply(body='{"QueryResponse": {}}')) as listener:
        read(listener)
        [received] = listener.requests
    assert b"requestid" not in received
    assert headers_of(received)["content-type"] == "application/text"


@pytest.mark.parametrize("key", ["x" * 51, "with blank", "line\nend"])
def test_requestid_is_one_that_is_taken(key):
    with Listener() as listener, pytest.raises(ValueError, match="requestid"):
        door_of(listener).send("POST", "invoice", (), "{}", key)


# === WHAT AN ANSWER STANDS FOR === #


@pytest.mark.parametrize(
    ("status", "body", "headers", "expected"),
    [
        (401, closed(3200, "AuthenticationFailed", 401), {}, (TokenExpired, "sign_in_needed")),
        (401, "", {}, (TokenExpired, "sign_in_needed")),
        (401, json.dumps(fault(120)), {}, (SignInNeeded, "qbo_user_removed")),
        (403, closed(3100, "ApplicationAuthorizationFailed", 403), {},
         (SignInNeeded, "file_disconnected")),
        (403, json.dumps(fault(5020, "No access")), {}, (Misconfigured, "qbo_not_allowed")),
        (400, json.dumps(fault(6190)), {}, (Misconfigured, "qbo_subscription")),
        (401, json.dumps(fault(140, "Locked")), {}, (Misconfigured, "qbo_not_allowed")),
        (429, XML_429, {}, (Postponed, "rate_limited")),
        (429, "", {"Retry_After": 7}, (Postponed, "rate_limited")),
        # Earlier incidents.
        (503, XML_429, {}, (Postponed, "rate_limited")),
        (403, json.dumps(fault("003001", kind="SERVICE")), {}, (Postponed, "rate_limited")),
        (200, json.dumps(fault("3001", kind="SERVICE")), {}, (Postponed, "rate_limited")),
        (500, json.dumps(fault(10000, kind="SystemFault")), {}, LOST),
        (400, json.dumps(fault(10000, kind="SystemFault")), {}, LOST),
        (200, json.dumps(fault(10000, kind="SystemFault")), {}, LOST),
        (400, json.dumps(fault(600)), {}, LOST),
        (500, json.dumps(fault(6000)), {}, LOST),
        (500, "<html>", {}, LOST),
        (502, "", {}, LOST),
        (503, "Offline", {}, LOST),
        (404, "<html>", {}, LOST),
        (403, "<html>", {}, LOST),
        (400, json.dumps({"Fault": {}}), {}, LOST),
        (302, "", {"Location": "http://127.0.0.1:1/"}, LOST),
        (304, "", {}, LOST),
        (200, "", {}, UNREADABLE),
        (200, '{"Invoice": {"Id": "1"', {}, UNREADABLE),
        (200, "[]", {}, UNREADABLE),
        (200, "<Invoice/>", {}, UNREADABLE),
        (200, b'{"Invoice": "\xff"}', {}, UNREADABLE),
    ],
)  # fmt: skip
def test_status_and_code_become_an_error_after_one_request(status, body, headers, expected):
    TestDoor().become(status, body, headers, expected)


@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize("code", [6000, 6140, 6240, 2500, 610, 6210, 5010, 999999])
def test_refusal_by_a_code_is_for_the_caller_to_read(status, code):
    said = json.dumps(fault(code, "As it is"))
    for call in (write, read):
        with Listener(reply(status, said)) as listener:
            answer = call(listener)
        assert (answer.status, answer.text) == (400, said)


@pytest.mark.parametrize("said", ["<html>Bad Request</html>", "{}", ""])
def test_question_that_is_not_understood_is_for_the_caller_and_a_write_is_not(said):
    with Listener(reply(400, said)) as listener:
        assert read(listener).status == 400
    with Listener(reply(400, said)) as listener:
        assert type(caught(write, listener)) is NoAnswer


def test_gravest_error_of_several_counts():
    said = fault(6000)
    said["Fault"]["Error"].append({"Message": "", "Detail": "", "code": "10000"})
    with Listener(reply(400, json.dumps(said))) as listener:
        assert type(caught(write, listener)) is NoAnswer


def test_limit_ends_after_a_minute_or_when_it_is_said():
    for headers, seconds in (({}, 60), ({"Retry_After": 7}, 7)):
        with Listener(reply(429, XML_429, **headers)) as listener:
            error = caught(write, listener)
        assert soon(error.until, seconds)


def test_pause_that_is_asked_for_is_kept():
    with Listener(reply(503, "", Retry_After=20)) as listener:
        assert soon(caught(write, listener).until, 20)
    with Listener(reply(503, "")) as listener:
        assert caught(write, listener).until is None


def test_headers_that_break_off_say_nothing():
    for call, kind in ((write, NoAnswer), (read, Postponed)):
        with Listener(b"HTTP/1.1 200 OK\r\nContent-Le") as listener:
            assert type(caught(call, listener)) is kind
