"""The one door to the ledger: every call goes through here, and no exception of its HTTP library
gets out.

What is decided here is whether something may have been written. A read that fails is asked again
later; a write that fails is NoAnswer unless it surely did not arrive.
"""

import json
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from urllib.parse import quote, urlsplit

import requests
from urllib3.exceptions import NewConnectionError

from odoo.addons.acct_link_batch.lib.errors import Misconfigured, NoAnswer, Postponed
from odoo.addons.acct_link_batch.lib.exchange import Answer
from odoo.addons.acct_link_batch.lib.problem import Problem

_CONNECT_SECONDS = 5
_LONGEST_WAIT = 24 * 3600


class Misunderstood(Exception):
    """The ledger does not understand the question: what it is about is neither there nor not."""


class Door:
    """Calls with one key to the books of one accounts file."""

    def __init__(self, url: str, books: str, key: str, timeout: int):
        """
        :param url: such as https://ledger.example.com; plain http only to this very machine
        :param timeout: seconds to wait for an answer
        :raises Misconfigured: the address or the key cannot be used
        """
        parts = urlsplit(url or "")
        local = parts.hostname in ("localhost", "127.0.0.1")
        if not (parts.scheme == "https" or (parts.scheme == "http" and local)):
            raise Misconfigured(Problem("ledger_address", {"address": url or ""}))
        if not (books and key and key.isascii() and key.isprintable()):
            raise Misconfigured(Problem("ledger_key"))
        self._root = f"{url.rstrip('/')}/books/{quote(books, safe='')}"
        self._key, self._timeout = key, (_CONNECT_SECONDS, timeout)

    def __repr__(self):
        return f"<Door {self._root}>"

    def get(self, path: str = "", **question: str):
        """What the ledger says, fractions as Decimal; None where it says that it is not there.

        :raises Postponed: no answer, or none that is one: never taken for "nothing there"
        :raises Misunderstood: it says so
        """
        answer = self._ask("GET", path, params=question)
        if answer and answer.status == 400:
            raise Misunderstood
        if answer is None or answer.status not in (200, 404):
            raise offline()
        if answer.status == 404:
            return None
        said = load(answer)
        if said is None:
            raise offline()
        return said

    def post(self, path: str, text: str) -> Answer:
        """:return: an Answer that was surely given by the ledger: done, or refused with a reason
        :raises NoAnswer: it may have been written
        """
        headers = {"Content-Type": "application/json"}
        answer = self._ask("POST", path, data=text.encode(), headers=headers)
        if answer is None or not (200 <= answer.status < 300 or answer.status in (400, 404, 409)):
            raise NoAnswer(Problem("no_answer"))
        return answer

    def _ask(self, method, path, headers=None, **values):
        """:return: Answer; None when none came though the request may have arrived"""
        headers = {**(headers or {}), "Authorization": f"Bearer {self._key}"}
        with requests.Session() as session:
            session.trust_env = False  # no proxy and no password file of the machine
            try:
                answer = session.request(
                    method, f"{self._root}/{path}".rstrip("/"), headers=headers,
                    timeout=self._timeout, allow_redirects=False, **values,
                )  # fmt: skip
            except requests.RequestException as error:
                if _never_left(error):
                    raise offline() from None
                return None
        if answer.status_code in (401, 403):
            raise Misconfigured(Problem("file_disconnected"))
        if answer.status_code == 429:
            until = _in_seconds(answer.headers.get("Retry-After", ""))
            values = {"until": until.isoformat(" "), "limit": "minute"}
            raise Postponed(Problem("rate_limited", values), until)
        return Answer(answer.status_code, answer.content.decode("utf-8", "replace"))


def load(answer: Answer):
    """The JSON of an answer, fractions as Decimal; None if it is none."""
    try:
        return json.loads(answer.text, parse_float=Decimal, parse_constant=Decimal)
    except ValueError:
        return None


def offline() -> Postponed:
    return Postponed(Problem("offline"), _in_seconds("60"))


def _never_left(error):
    """Whether there was no connection that a request could have gone out on."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(error, requests.ConnectTimeout) or isinstance(reason, NewConnectionError)


def _in_seconds(text):
    """:return: the moment as Odoo keeps it, naive UTC; a minute from now if it is not said"""
    seconds = min(int(text), _LONGEST_WAIT) if text.isdecimal() else 60
    now = datetime.now(timezone.utc).replace(tzinfo=None, microsecond=0)
    return now + timedelta(seconds=max(seconds, 1))
