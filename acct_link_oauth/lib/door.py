"""What the one door to an accounting system has that takes plain requests. Neither an exception of
the HTTP library nor a secret gets out; whether something may have been written, a subclass decides.
"""

import logging
import re
import time
from urllib.parse import quote

from odoo.addons.acct_link_batch.lib.errors import SignInNeeded
from odoo.addons.acct_link_batch.lib.exchange import Answer
from odoo.addons.acct_link_batch.lib.problem import Problem

from .call import Line, troubled
from .web import check_address

_logger = logging.getLogger(__name__)

JSON = "application/json"
_VISIBLE = re.compile(r"[!-~]+")
_LONGEST_READ_SECONDS = 130  # services themselves give up after 120


def is_visible(value: str) -> bool:
    """Whether a text can stand in a header as it is: no blanks, no line ends, not empty."""
    return bool(_VISIBLE.fullmatch(value or ""))


class TokenDoor:
    """Calls with one token to one accounts file, on connections that are kept; of one thread.

    A subclass extends `_root` by the path of the accounts file and `_headers` by what every call
    says, names what is kept of an answer's headers, and judges answers (`_judge`).
    """

    KEPT_HEADERS = ("date", "retry-after", "content-type")

    def __init__(self, api_url: str, access_token: str, timeout: int):
        """
        :param timeout: seconds to wait for an answer
        :raises SignInNeeded, Misconfigured: one of them cannot be used
        """
        self._root = check_address(api_url)
        if not is_visible(access_token):
            raise SignInNeeded(Problem("sign_in_needed"))
        self._headers = {"Authorization": f"Bearer {access_token}", "Accept": JSON}
        self._line = Line(max(1, min(timeout, _LONGEST_READ_SECONDS)))

    def __repr__(self):
        return f"<Door {self._root}>"

    def _call(self, method, path, params, body, writes, content_type=JSON) -> Answer:
        """One call. :param path: below the accounts file; :raises LinkError: as `_judge`"""
        address = f"{self._root}/{quote(path, safe='/')}".rstrip("/")
        headers = self._headers | ({"Content-Type": content_type} if body is not None else {})
        started = time.monotonic()
        status, received, said, trouble = self._line.call(method, address, headers, [*params], body)
        took = (time.monotonic() - started) * 1000
        kept = {name: received[name] for name in self.KEPT_HEADERS if name in received}
        _logger.debug("%s %s: %s in %d ms, %s", method, address, trouble or status, took, kept)
        if trouble:
            raise troubled(trouble, writes)
        return self._judge(status, kept, said, writes)

    def _judge(self, status: int, headers: dict[str, str], said: str, writes: bool) -> Answer:
        """The Answer that the caller may read. :raises LinkError: what it stands for otherwise;
        NoAnswer where something may have been written
        """
        raise NotImplementedError
