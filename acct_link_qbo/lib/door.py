"""The one door to the accounting API of QuickBooks Online: every call goes through here, and
neither an exception of its HTTP library nor a token gets out.

What is decided here is whether something may have been written. A read that fails is asked again
later; a write is NoAnswer unless it surely was not carried out: no connection, a refusal by a code
that says so, a limit, a token that has ended. Nothing is repeated by itself, no redirect followed,
no proxy of the machine asked.

Source: Intuit, REST API: limits and throttles, error codes, "requestid"; reference pages.
"""

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
from odoo.addons.acct_link_oauth.lib.door import JSON, TokenDoor, is_visible
from odoo.addons.acct_link_oauth.lib.web import in_seconds, parse, retry_after

from . import faults

CALLS_AT_ONCE = 10  # of an app to one company. Source: Intuit, "Limits and throttles"
MINOR_VERSION = "75"
STATEMENT = "application/text"
LONGEST_REQUESTID = 50
_WAIT = 60  # seconds, once it takes no more calls


class Door(TokenDoor):
    """Calls with one token to the books of one company, on connections that are kept; of one
    thread.

    `send` returns an Answer of status 200 whose text is a JSON object without a Fault, or one of
    status 400: refused, and nothing was written; of a write its text is a Fault. It raises
    TokenExpired, SignInNeeded, Misconfigured, Postponed; and, where something may have been
    written, NoAnswer.
    """

    KEPT_HEADERS = (*TokenDoor.KEPT_HEADERS, "intuit_tid", "qbo-version")

    def __init__(self, api_url: str, realm: str, access_token: str, timeout: int):
        """
        :param realm: id of the company
        :raises SignInNeeded, Misconfigured: one of them cannot be used
        """
        super().__init__(api_url, access_token, timeout)
        if not re.fullmatch(r"[0-9]{1,40}", realm or ""):
            raise Misconfigured(Problem("not_connected"))
        self._root += f"/v3/company/{realm}"

    def send(
        self,
        method: str,
        path: str,
        params: Iterable[tuple[str, str]] = (),
        body: str | bytes | None = None,
        requestid: str = "",
        content_type: str = JSON,
    ) -> Answer:
        """One call. With a `requestid` it writes, and the service answers a repeated one from
        memory; without it reads.

        :param path: below the company, such as "invoice" or "query"
        """
        if requestid and not (len(requestid) <= LONGEST_REQUESTID and is_visible(requestid)):
            raise ValueError("A requestid has 1 to 50 visible characters.")
        writes = bool(requestid)
        asked = [*params, ("minorversion", MINOR_VERSION)]
        asked += [("requestid", requestid)] if writes else []
        return self._call(method, path, asked, body, writes, content_type)

    def _judge(self, status, headers, said, writes):
        fault = faults.parse(said)
        wait = retry_after(headers.get("retry-after"))
        if status == 429:
            raise _throttled(wait)
        if fault is not None:
            if error := _stopping(fault, wait):
                raise error
            # An error of the service itself tells nothing, whatever it says.
            if fault.meaning == faults.DATA and status < 500:
                return Answer(400, said, headers)
            raise lost(writes, "no_answer", wait)
        if status == 401:
            raise TokenExpired(Problem("sign_in_needed"))
        if status == 400 and not writes:
            return Answer(400, said, headers)  # the question is not understood
        if status != 200:
            raise lost(writes, "no_answer", wait)
        if not isinstance(parse(said), dict):
            raise lost(writes, "answer_unreadable")
        return Answer(200, said, headers)


def _stopping(fault, wait) -> LinkError | None:
    """The error of a Fault that is about the door and not about what was sent: it is looked at
    first, so nothing was written.
    """
    match fault.meaning:
        case faults.THROTTLE:
            return _throttled(wait)
        case faults.TOKEN:
            return TokenExpired(Problem("sign_in_needed"))
        case faults.SIGN_IN if 120 in fault.codes:
            return SignInNeeded(Problem("qbo_user_removed"))
        case faults.SIGN_IN:
            return SignInNeeded(Problem("file_disconnected"))
        case faults.COMPANY if 6190 in fault.codes:
            return Misconfigured(Problem("qbo_subscription"))
        case faults.COMPANY:
            return Misconfigured(Problem("qbo_not_allowed", {"message": fault.said}))
    return None


def _throttled(wait) -> Postponed:
    """Nothing was written. Source: Intuit, "Limits and throttles" (wait for 60 seconds)."""
    until = wait or in_seconds(_WAIT)
    return Postponed(
        Problem("rate_limited", {"until": until.isoformat(" "), "limit": "minute"}), until
    )
