"""The one door to the MYOB Business API: every call goes through here, and neither an exception of
its HTTP library nor a secret gets out. Addresses in answers name other hosts and are never called.

What is decided here is whether something may have been written. A read that fails is asked again
later; a write is NoAnswer unless it surely was not carried out: no connection, a refusal with a
name, a limit, a token that has ended. A conflict (409) is none of these: under load it is the
answer to writes that were carried out, too.

Source: MYOB, "Headers", "Error messages"; what is live is told in public repositories.
"""

import base64
import re
from collections.abc import Iterable

from odoo.addons.acct_link_batch.lib.errors import (
    LinkError,
    Misconfigured,
    Postponed,
    SignInNeeded,
    TokenExpired,
)
from odoo.addons.acct_link_batch.lib.exchange import Answer
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_oauth.lib.call import lost
from odoo.addons.acct_link_oauth.lib.door import TokenDoor, is_visible
from odoo.addons.acct_link_oauth.lib.web import in_seconds, parse, retry_after

from . import faults
from .wire import uid

VERSION = "v2"
_WAIT, _WAIT_OF_DAY = 5, 3600  # seconds, once it takes no more calls
_OVER_LIMIT = re.compile("over qps|rate limit", re.IGNORECASE)  # of the gateway, as a page
# Refusals with a name that are a judgement on what was sent, and nothing was written.
_REFUSED = (400, 404, 405)
_NOT_UNDERSTOOD = (400, 414)  # of questions, by the gateway, too


class Door(TokenDoor):
    """Calls with one token to one company file, on connections that are kept; of one thread.

    `send` returns an Answer: of status 200 or 201, whose text is JSON (of a write it may be empty:
    then the header `location` says what was made); or of 400, 404, 405: refused by name, and
    nothing was written. It raises TokenExpired, SignInNeeded, Misconfigured, Postponed; and, where
    something may have been written, NoAnswer.
    """

    KEPT_HEADERS = (*TokenDoor.KEPT_HEADERS, "location", "etag")

    def __init__(
        self, api_url: str, file: str, key: str, access_token: str, timeout: int, user: str = ""
    ):
        """
        :param file: id of the company file
        :param key: of the app
        :param user: "name:password" of a company file that has users of its own
        :raises SignInNeeded, Misconfigured: one of them cannot be used
        """
        super().__init__(api_url, access_token, timeout)
        if not uid(file) or not is_visible(key):
            raise Misconfigured(Problem("not_connected"))
        self._root += f"/accountright/{uid(file)}"
        self._headers |= {"x-myobapi-key": key, "x-myobapi-version": VERSION}
        if user:
            self._headers["x-myobapi-cftoken"] = base64.b64encode(user.encode()).decode()

    def send(
        self,
        method: str,
        path: str,
        params: Iterable[tuple[str, str]] = (),
        body: str | None = None,
    ) -> Answer:
        """One call, which writes unless it is a GET. :param path: below the company file"""
        return self._call(method, path, params, body, method != "GET")

    def _judge(self, status, headers, said, writes):
        refusal, wait = faults.parse(said), retry_after(headers.get("retry-after"))
        if error := _stopping(status, refusal, said, wait):
            raise error
        if status in (200, 201):
            if not said.strip() and writes:
                return Answer(status, "", headers)
            if not isinstance(parse(said), dict | list):
                raise lost(writes, "answer_unreadable")
            return Answer(status, said, headers)
        if status in _REFUSED and refusal:
            return Answer(status, said, headers)
        if status in _NOT_UNDERSTOOD and not writes:
            return Answer(400, said, headers)
        raise lost(writes, "no_answer", wait)


def _stopping(status, refusal, said, wait) -> LinkError | None:
    """The error of a refusal that is about the door and not about what was sent: it is looked at
    first, so nothing was written. 403 is a limit, the key or what the user may do, by its name.
    """
    if status == 429 or (status == 403 and not refusal and _OVER_LIMIT.search(said)):
        return _limited("", wait)
    if status == 401:
        if refusal and refusal.bare and not refusal.is_token:
            return Misconfigured(Problem("myob_file_user"))
        return TokenExpired(Problem("sign_in_needed"))
    if status == 410 and refusal and refusal.bare:
        return Misconfigured(Problem("myob_file_gone"))
    if status == 423:
        return Misconfigured(Problem("myob_file_upgraded"))
    if status != 403 or not refusal:
        return None
    if limit := refusal.find(faults.RATE_LIMIT):
        return _limited(limit.message, wait)
    if refusal.find(faults.INACTIVE):
        return Misconfigured(Problem("myob_key"))
    return SignInNeeded(Problem("myob_denied", {"message": refusal.said}))


def _limited(message, wait) -> Postponed:
    """Nothing was written. The limit of a second is over soon, that of a day is tried again."""
    limit = "day" if "daily" in message.lower() else "minute"
    until = wait or in_seconds(_WAIT_OF_DAY if limit == "day" else _WAIT)
    values = {"until": until.isoformat(" "), "limit": limit}
    return Postponed(Problem("rate_limited", values), until)
