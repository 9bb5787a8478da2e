"""What every door to an accounting system is held to (lib/door.py); see `lib_listener`."""

import traceback
from datetime import timedelta

import pytest

from odoo.addons.acct_link_batch.lib.errors import Misconfigured, NoAnswer, Postponed, SignInNeeded
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
# What becomes of (a write, a read), and the code of each; see `DoorTests.become`.
LOST = (NoAnswer, Postponed, "no_answer", "offline")
UNREADABLE = (NoAnswer, Postponed, "answer_unreadable", "offline")


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


class DoorTests:
    """A subclass has `door_of(listener, **changes)`, `write(listener)` and `read(listener)`, an
    `address` of the vendor, a `resource` that is read, and `unsafe`, its own parts that no door
    opens with: [({parameter: value}, error)].
    """

    def become(self, status, said, headers, expected):
        """One request each to write and to read ends in these errors.

        :param expected: (error, code) of both, (error of a write, of a read, code), or a code each
        """
        on_write, on_read, *codes = expected if len(expected) == 4 else (expected[0], *expected)
        codes = codes if len(codes) == 2 else codes * 2
        calls = zip((self.write, self.read), (on_write, on_read), codes, strict=True)
        for call, kind, code in calls:
            with Listener(reply(status, said, **headers)) as listener:
                error = caught(call, listener)
                assert len(listener.requests) == 1
            assert type(error) is kind
            assert error.problem.code == code

    def test_neither_proxy_nor_password_file_of_the_machine(self, monkeypatch, tmp_path):
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
        monkeypatch.setenv("NETRC", write_netrc(tmp_path))
        with Listener(reply(set_cookie="a=b"), reply()) as listener:
            door = self.door_of(listener)
            for _call in range(2):
                door.send("GET", self.resource)
            assert all(NETRC_LOGIN not in headers_of(each).values() for each in listener.requests)
            assert all("cookie" not in headers_of(each) for each in listener.requests)

    def test_door_opens_to_safe_addresses_only(self):
        host = self.address.partition("//")[2]
        unsafe = [
            ({"api_url": f"http://{host}"}, Misconfigured),
            ({"api_url": f"https://user@{host}"}, Misconfigured),
            ({"api_url": ""}, Misconfigured),
            ({"access_token": ""}, SignInNeeded),
            ({"access_token": "two\nlines"}, SignInNeeded),
            *self.unsafe,
        ]
        with Listener() as listener:
            self.door_of(listener, api_url=self.address)
            for changes, error in unsafe:
                with pytest.raises(error):
                    self.door_of(listener, **{"api_url": self.address, **changes})

    def test_door_shows_no_token(self):
        with Listener() as listener:
            assert TOKEN not in repr(self.door_of(listener))

    @pytest.mark.parametrize("said", [None, b"", reply(body="{}", body_length=10)])
    def test_exchange_that_breaks_off(self, said):
        for call, kind in ((self.write, NoAnswer), (self.read, Postponed)):
            with Listener(said) as listener:
                assert type(caught(call, listener)) is kind
                assert len(listener.requests) == 1

    def test_nobody_there_is_surely_not_written(self):
        with Listener() as listener:
            pass
        error = caught(self.write, listener)
        assert type(error) is Postponed
        assert error.problem.code == "offline"

    def test_answer_of_any_size_is_not_read(self, monkeypatch):
        monkeypatch.setattr(web, "MAX_BYTES", 1000)
        for call, kind in ((self.write, NoAnswer), (self.read, Postponed)):
            with Listener(reply(body=b"x" * 5000)) as listener:
                error = caught(call, listener)
            assert type(error) is kind
            assert error.problem.code == "answer_too_large"
