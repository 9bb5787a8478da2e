"""One call to an accounting system over HTTP: nothing is repeated by itself, no redirect followed,
no proxy of the machine asked, and no exception of the library gets out.
"""

from http.cookiejar import DefaultCookiePolicy
from typing import NamedTuple

import requests
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from odoo.addons.acct_link_batch.lib.errors import LinkError, NoAnswer, Postponed
from odoo.addons.acct_link_batch.lib.problem import Problem

from .web import CHUNK, TooLarge, capped, in_seconds, offline, too_large

_CONNECT_SECONDS = 10
_WAIT = 60  # seconds, after an answer of any size
# How a call failed without an answer.
_NOT_SENT, _BROKEN_OFF, _GARBLED, _TOO_LARGE = "not sent", "broken off", "garbled", "too large"


class Received(NamedTuple):
    """What came: `headers` with names in lower case, `said` the content as text; or in what
    trouble the call ended.
    """

    status: int
    headers: dict[str, str]
    said: str
    trouble: str = ""


class Line:
    """Connections that are kept; of one thread. :param timeout: seconds to wait for an answer"""

    def __init__(self, timeout: int):
        self._timeouts = (_CONNECT_SECONDS, timeout)
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy and no password file of the machine
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def call(self, method: str, address: str, headers: dict, params=(), body=None) -> Received:
        """:param body: text or bytes, None: nothing"""
        content = body.encode() if isinstance(body, str) else body
        try:
            answer = self._session.request(
                method, address, params=params, data=content, headers=headers,
                timeout=self._timeouts, allow_redirects=False, stream=True,
            )  # fmt: skip
            try:
                content = capped(answer.iter_content(CHUNK))
            except BaseException:
                answer.close()
                raise
        except TooLarge:
            return Received(0, {}, "", _TOO_LARGE)
        except (requests.RequestException, OSError, ValueError) as error:
            # Kept as a word, so that nothing of the exception hangs on what is raised.
            return Received(0, {}, "", _NOT_SENT if _never_left(error) else _BROKEN_OFF)
        # No database takes a NUL.
        received = {name.lower(): value.replace("\0", "") for name, value in answer.headers.items()}
        try:
            said = content.decode("utf-8-sig").replace("\0", "")
        except UnicodeDecodeError:
            return Received(answer.status_code, received, "", _GARBLED)
        return Received(answer.status_code, received, said)


def _never_left(error):
    """Whether no byte of the request was sent: there was no connection to send it on."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(reason, NewConnectionError | ConnectTimeoutError)


def troubled(trouble: str, writes: bool) -> LinkError:
    """The error of a call that ended in trouble."""
    if trouble == _NOT_SENT:
        return offline()
    if trouble == _TOO_LARGE:
        return NoAnswer(too_large()) if writes else Postponed(too_large(), in_seconds(_WAIT))
    return lost(writes, "no_answer" if trouble == _BROKEN_OFF else "answer_unreadable")


def lost(writes: bool, code: str = "no_answer", until=None) -> LinkError:
    """There is no answer to rely on: a read is asked again, a write is looked for.

    :param until: the moment before which nothing may be asked (naive UTC)
    """
    return NoAnswer(Problem(code), until) if writes else offline(until)
