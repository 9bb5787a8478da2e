"""The one door to the accounting API of QuickBooks Online: every call goes through here, and
neither an exception of its HTTP library nor a token gets out.

What is decided here is whether something may have been written. A read that fails is asked again
later; a write is NoAnswer unless it surely was not carried out: no connection, a refusal by a code
that says so, a limit, a token that has ended. Nothing is repeated by itself, no redirect followed,
no proxy of the machine asked.

Source: Intuit, REST API: limits and throttles, error codes, "requestid"; reference pages.
"""

import logging
import re
import time
from collections.abc import Iterable
from urllib.parse import quote

from odoo.addons.acct_link_batch.lib.errors import (
    LinkError,
    Misconfigured,
    Postponed,
    SignInNeeded,
    TokenExpired,
)
from odoo.addons.acct_link_batch.lib.exchange import Answer
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_oauth.lib.call import Line, lost, troubled
from odoo.addons.acct_link_oauth.lib.web import check_address, in_seconds, parse, retry_after

from . import faults

_logger = logging.getLogger(__name__)

CALLS_AT_ONCE = 10  # of an app to one company. Source: Intuit, "Limits and throttles"
MINOR_VERSION = "75"
JSON, STATEMENT = "application/json", "application/text"
LONGEST_REQUESTID = 50
_LONGEST_READ_SECONDS = 130  # the service itself gives up after 120
_WAIT = 60  # seconds, once it takes no more calls
_KEPT_HEADERS = ("date", "retry-after", "intuit_tid", "qbo-version", "content-type")
_VISIBLE = re.compile(r"[!-~]+")


class Door:
    """Calls with one token to the books of one company, on connections that are kept; of one
    thread.

    `send` returns an Answer of status 200 whose text is a JSON object without a Fault, or one of
    status 400: refused, and nothing was written; of a write its text is a Fault. It raises
    TokenExpired, SignInNeeded, Misconfigured, Postponed; and, where something may have been
    written, NoAnswer.
    """

    def __init__(self, api_url: str, realm: str, access_token: str, timeout: int):
        """
        :param api_url: such as https://quickbooks.api.intuit.com
        :param realm: id of the company
        :param timeout: seconds to wait for an answer
        :raises SignInNeeded, Misconfigured: one of them cannot be used
        """
        address = check_address(api_url)
        if not _VISIBLE.fullmatch(access_token or ""):
            raise SignInNeeded(Problem("sign_in_needed"))
        if not re.fullmatch(r"[0-9]{1,40}", realm or ""):
            raise Misconfigured(Problem("not_connected"))
        self._root = f"{address}/v3/company/{realm}"
        self._token = access_token
        self._line = Line(max(1, min(timeout, _LONGEST_READ_SECONDS)))

    def __repr__(self):
        return f"<Door {self._root}>"

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
        if requestid and not (
            len(requestid) <= LONGEST_REQUESTID and _VISIBLE.fullmatch(requestid)
        ):
            raise ValueError("A requestid has 1 to 50 visible characters.")
        writes = bool(requestid)
        asked = [*params, ("minorversion", MINOR_VERSION)]
        asked += [("requestid", requestid)] if writes else []
        started = time.monotonic()
        headers = {"Authorization": f"Bearer {self._token}", "Accept": JSON}
        headers |= {"Content-Type": content_type} if body is not None else {}
        address = f"{self._root}/{quote(path, safe='/')}"
        status, headers, said, trouble = self._line.call(method, address, headers, asked, body)
        _logger.debug(
            "QuickBooks %s %s: %s in %d ms, intuit_tid %s",
            method,
            path,
            trouble or status,
            (time.monotonic() - started) * 1000,
            headers.get("intuit_tid", "?"),
        )
        if trouble:
            raise troubled(trouble, writes)
        kept = {name: headers[name] for name in _KEPT_HEADERS if name in headers}
        return _judge(status, kept, said, writes)


def _judge(status, headers, said, writes) -> Answer:
    """:raises LinkError: what an answer stands for that is not for the caller to read"""
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
