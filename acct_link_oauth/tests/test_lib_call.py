"""One call: what is sent, and how sure one may be of what failed."""

import socket

import pytest

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.errors import NoAnswer, Postponed
from odoo.addons.acct_link_oauth.lib import web
from odoo.addons.acct_link_oauth.lib.call import Line, lost, troubled
from odoo.addons.acct_link_oauth.tests.lib_listener import (
    NETRC_LOGIN,
    Listener,
    headers_of,
    reply,
    write_netrc,
)


def ask(url, params=(), body=None):
    return Line(1).call("POST", f"{url}/there", {"X-Ours": "1"}, params, body)


def test_call_is_answered():
    with Listener(reply(200, "Ünter\0".encode(), X_Limit="7")) as listener:
        answer = ask(listener.url, [("a", "1")], "said")
    assert (answer.status, answer.said, answer.trouble) == (200, "Ünter", "")
    assert answer.headers["x-limit"] == "7"
    [received] = listener.requests
    assert received.startswith(b"POST /there?a=1 ")
    assert received.endswith(b"said")
    assert headers_of(received)["x-ours"] == "1"


def test_call_repeats_nothing_follows_nothing_and_keeps_no_cookie():
    line = Line(1)
    moved = reply(307, b"", Location="/elsewhere", Set_Cookie="a=b; Path=/")
    with Listener(moved, reply(503, b"")) as listener:
        found = [line.call("GET", listener.url, {}).status for _each in range(2)]
    assert found == [307, 503]
    assert len(listener.requests) == 2
    assert "cookie" not in headers_of(listener.requests[1])


def test_call_uses_neither_proxy_nor_password_file_of_the_machine(monkeypatch, tmp_path):
    monkeypatch.setenv("NETRC", write_netrc(tmp_path))
    with Listener(reply()) as listener, Listener() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        assert ask(listener.url).status == 200
    assert not proxy.requests
    assert headers_of(listener.requests[0]).get("authorization") != NETRC_LOGIN


def judged(answer):
    """:return: what a write without such an answer comes to"""
    error = troubled(answer.trouble, writes=True)
    assert type(troubled(answer.trouble, writes=False)) is Postponed
    return type(error), error.problem.code


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (b"", "no_answer"),
        (reply(200, b"{", body_length=10), "no_answer"),
        (None, "no_answer"),
        (b"nonsense\r\n\r\n", "no_answer"),
        (reply(200, b"\xff\xfe"), "answer_unreadable"),
    ],
    ids=["hung up", "cut", "late", "no HTTP", "no text"],
)
def test_write_without_an_answer_to_rely_on_is_looked_for(said, code):
    with Listener(said) as listener:
        assert judged(ask(listener.url)) == (NoAnswer, code)
    assert len(listener.requests) == 1


def test_call_to_nobody_was_surely_not_sent():
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
    assert judged(ask(url)) == (Postponed, "offline")


def test_call_is_not_read_beyond_what_fits(monkeypatch):
    monkeypatch.setattr(web, "MAX_BYTES", 1000)
    with Listener(reply(200, b"x" * 2000)) as listener:
        assert judged(ask(listener.url)) == (NoAnswer, "answer_too_large")


def test_pause_that_is_asked_for_goes_along():
    until = web.in_seconds(7)
    assert [type(lost(writes, until=until)) for writes in (True, False)] == [NoAnswer, Postponed]
    assert lost(False, until=until).until == lost(True, until=until).until == until
