"""The door to Xero: what goes over the wire, and that no secret shows anywhere."""

import json
import logging
import re

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.document import CREDIT_NOTE, INVOICE
from odoo.addons.acct_link_batch.lib.errors import Misconfigured, SignInNeeded
from odoo.addons.acct_link_batch.lib.exchange import CREATE_CONTACTS, CREATE_DOCUMENTS, Request
from odoo.addons.acct_link_oauth.lib.web import check_address, load
from odoo.addons.acct_link_oauth.tests.lib_door import TOKEN, caught
from odoo.addons.acct_link_oauth.tests.lib_listener import (
    NETRC_LOGIN,
    Listener,
    headers_of,
    reply,
    write_netrc,
)
from odoo.addons.acct_link_operation.lib.operation import ATTACH
from odoo.addons.acct_link_xero.lib.client import XeroClient
from odoo.addons.acct_link_xero.lib.translate import prepare
from odoo.addons.acct_link_xero.tests.lib_client_common import (
    DETAIL,
    KEY,
    REQUEST,
    TENANT,
    client_of,
    get,
    put,
)
from odoo.addons.acct_link_xero.tests.lib_common import PARTY, credit_note, document, line

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
        assert client.connections().text == "[]"
        client.delete_connection("c-1")
        client.delete_connection("c-2")
    targets = [received.split(b" HTTP")[0] for received in listener.requests]
    assert targets == [
        b"GET /connections",
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


@pytest.mark.parametrize(
    ("mimetype", "sent"),
    [
        ("image/png", "image/png"),
        ("image/png\r\nX-Evil: 1", "application/octet-stream"),
        ("image/png\n", "application/octet-stream"),
        ("bücher/x", "application/octet-stream"),
        ("", "application/octet-stream"),
    ],
)
def test_a_file_is_sent_as_a_type_that_a_header_takes(mimetype, sent):
    text = json.dumps({"name": "a.png", "mimetype": mimetype, "size": 1, "sha256": "x"})
    file = Request(ATTACH, INVOICE, text, TENANT, b"x")
    with Listener(reply()) as listener:
        client_of(listener).follow_up(file, KEY)
    headers = headers_of(listener.requests[0])
    assert headers["content-type"] == sent
    assert "x-evil" not in headers


def test_what_no_database_takes_is_in_no_answer():
    body = r'{"Name": "a\u0000b\ud800c", "List": [{"\uDFFF": "\u0001"}, "\ud83d\ude00"]}'
    with Listener(reply(body=body), reply(body="\0", xero_correlation_id="a\0b")) as listener:
        answer = client_of(listener).get("Contacts")
        raw = client_of(listener).get("Contacts")
    assert load(answer.text) == {"Name": "abc", "List": [{"": "\x01"}, "😀"]}
    assert "\0" not in raw.text + "".join(raw.headers.values())


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


def test_no_login_of_the_server_goes_along(tmp_path, monkeypatch):
    monkeypatch.setenv("NETRC", write_netrc(tmp_path))
    with Listener(*[reply()] * 4) as listener:
        requests.get(listener.url, timeout=5)
        put(listener)
        get(listener)
        client_of(listener).connections()
    said = [headers_of(received)["authorization"] for received in listener.requests]
    assert said == [NETRC_LOGIN, *[f"Bearer {TOKEN}"] * 3]
