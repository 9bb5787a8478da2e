"""The one door to Xero's accounting API.

Wraps xero-python once, and keeps it from what must not happen here: repeating a write by itself,
sleeping through a rate limit, following a redirect, parsing answers into models that refuse new
values, and sharing one company's app with another's. No exception of the SDK or of urllib3 leaves
this file, and no token gets into an exception, a log record or a repr.

Source: Xero API: Requests and Responses, HTTP response codes, OAuth 2.0 API limits, Idempotent
requests; xero-python 15.2.
"""

import http.client
import json
import logging
import re
import time
from collections.abc import Mapping
from typing import NamedTuple

import urllib3
from xero_python.api_client import ApiClient
from xero_python.api_client.configuration import Configuration
from xero_python.api_client.oauth2 import OAuth2Token
from xero_python.exceptions import HTTPStatusException, OpenApiException

from odoo.addons.acct_link_batch.lib.errors import (
    Misconfigured,
    NoAnswer,
    Postponed,
    SignInNeeded,
    TokenExpired,
)
from odoo.addons.acct_link_batch.lib.exchange import CREATE_DOCUMENTS, Answer, redact
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_oauth.lib.web import (
    CHUNK,
    TooLarge,
    capped,
    check_address,
    in_seconds,
    load,
    offline,
    retry_after,
    text,
    too_large,
    too_many_at_once,
)
from odoo.addons.acct_link_operation.lib.operation import UPDATE, media_type

from . import operations
from .wire import RESOURCES, fit

_logger = logging.getLogger(__name__)

CALLS_AT_ONCE = 5  # to one organisation. Source: Xero, "API limits"
_CONNECT_SECONDS = 5
_LONGEST_READ_SECONDS = 40
_ACCOUNTING, _CONNECTIONS = "/api.xro/2.0", "/connections"
_KEPT_HEADERS = frozenset(
    {
        "date",
        "retry-after",
        "x-rate-limit-problem",
        "x-minlimit-remaining",
        "x-daylimit-remaining",
        "x-appminlimit-remaining",
        "xero-correlation-id",
    }
)
_VISIBLE = re.compile(r"[!-~]+")
_NOT_SENT, _BROKEN_OFF, _GARBLED = "not sent", "broken off", "unreadable"
_TOO_LARGE = "too large"
# Types whose bodies the SDK writes itself, from anything but a file.
_WRITTEN_BY_SDK = re.compile(
    "json|^multipart/form-data$|^application/x-www-form-urlencoded$", re.IGNORECASE
)


class XeroClient:
    """Calls of one run to one organisation.

    `api_url` such as https://api.xero.com, `tenant` the id of the organisation (empty for
    `connections`), `timeout` whole seconds to wait for an answer, at most 40.

    Every call returns an Answer of status 200..299 or 400 (a read also 304 and 404, emptied, a
    follow-up also 404), or
    raises: TokenExpired, SignInNeeded, Misconfigured, Postponed; and, where something may have
    been written, NoAnswer. The headers of an Answer have names in lower case.
    """

    # An answer to one of these may be lost when the deed is done.
    writing = frozenset({"PUT", "POST"})

    def __init__(self, api_url: str, access_token: str, tenant: str, timeout: int = 30):
        self._url = check_address(api_url)
        if not _VISIBLE.fullmatch(access_token or ""):
            raise SignInNeeded(Problem("sign_in_needed"))
        if tenant and not _VISIBLE.fullmatch(tenant):
            raise Misconfigured(Problem("not_connected"))
        self._tenant = tenant
        # The SDK takes whole numbers only, and waits for ever when it gets another.
        self._timeouts = (_CONNECT_SECONDS, max(1, min(int(timeout), _LONGEST_READ_SECONDS)))
        self._sdk = _sdk(access_token)

    def __repr__(self):
        return f"<XeroClient {self._url} tenant {self._tenant}>"

    def send(self, request, key: str) -> Answer:
        """Write what the Request holds, as it wants to be written."""
        return self.follow_up(request, key) if request.target else self.put(request, key)

    def put(self, request, key: str) -> Answer:
        """Create what the Request holds. `key` makes Xero answer a repeated call within minutes
        from memory (Xero: Idempotent requests); PUT refuses a number that is there already, while
        POST would write over the document that has it.
        """
        resource = RESOURCES[request.operation, request.kind]
        headers = self._key_header(key)
        params = [("summarizeErrors", "false")]
        if request.operation == CREATE_DOCUMENTS:
            params.append(("unitdp", "4"))
        path = f"{_ACCOUNTING}/{resource}"
        return self._call("PUT", path, params, headers, _body(request))

    def follow_up(self, request, key: str) -> Answer:
        """Write to the one record that the Request names by its id: POST changes what it holds,
        PUT adds an allocation or a file. An Answer of status 404 says that it is not there.
        """
        method, path = operations.route(request)
        headers = self._key_header(key)
        if request.content:
            headers["Content-Type"] = media_type(load(request.text)["mimetype"])
            return self._call(method, f"{_ACCOUNTING}/{path}", (), headers, request.content, True)
        params = [("unitdp", "4")] if request.operation == UPDATE else []
        return self._call(method, f"{_ACCOUNTING}/{path}", params, headers, _body(request), True)

    def _key_header(self, key):
        if len(key) > 128 or not _VISIBLE.fullmatch(key):
            raise ValueError("An idempotency key has 1 to 128 visible characters.")
        return {"Idempotency-Key": key}

    def get(self, path: str, params=(), since: str = "") -> Answer:
        """Read a resource of the accounting API, such as "Invoices".

        `params`: (name, value) pairs or a dict. `since`: only what changed after this moment,
        written YYYY-MM-DDTHH:MM:SS in UTC.
        """
        headers = {"If-Modified-Since": since} if since else {}
        pairs = params.items() if isinstance(params, dict) else params
        return self._call("GET", f"{_ACCOUNTING}/{path}", list(pairs), headers)

    def get_file(self, path: str, mimetype: str) -> Answer:
        """Read a file of the accounting API, which is given as what it is. The Answer holds its
        content, or nothing where it is not there.
        """
        accept = mimetype if _VISIBLE.fullmatch(mimetype) else "*/*"
        # Xero's description asks for this header of its own.
        headers = {"Accept": accept, "contentType": accept}
        return self._call("GET", f"{_ACCOUNTING}/{path}", (), headers, is_file=True)

    def connections(self) -> Answer:
        """The organisations this sign-in reaches: a JSON list."""
        return self._call("GET", _CONNECTIONS, [])

    def delete_connection(self, connection: str) -> None:
        """Disconnect one organisation; one that is gone already is as good."""
        if not re.fullmatch(r"[\w-]+", connection):
            raise ValueError("Not the id of a connection.")
        self._call("DELETE", f"{_CONNECTIONS}/{connection}")

    def _call(
        self, method, path, params=(), headers=None, body=None, by_id=False, is_file=False
    ) -> Answer:
        writes = method in self.writing
        started = time.monotonic()
        status, received, said, content, trouble = 0, {}, "", b"", None
        try:
            status, received, data = self._exchange(method, path, params, headers or {}, body)
            if is_file and status == 200:
                content = data
            else:
                said = data.decode("utf-8-sig").replace("\0", "")  # no database takes it
        except UnicodeDecodeError:
            trouble = _GARBLED
        except TooLarge:
            trouble = _TOO_LARGE
        except (
            urllib3.exceptions.HTTPError,
            OpenApiException,
            http.client.HTTPException,
            OSError,
        ) as error:
            # Kept as a word, so that nothing of the exception hangs on what is raised below.
            trouble = _NOT_SENT if _never_left(error) else _BROKEN_OFF
        _logger.debug(
            "Xero %s %s: %s in %d ms; calls left: %s this minute, %s today",
            method,
            path,
            trouble or status,
            (time.monotonic() - started) * 1000,
            received.get("x-minlimit-remaining", "?"),
            received.get("x-daylimit-remaining", "?"),
        )
        if trouble:
            raise _troubled(trouble, writes)
        if (status != 404 or not by_id) and (failure := _failure(status, received, said, writes)):
            raise failure
        kept = {name: value for name, value in received.items() if name in _KEPT_HEADERS}
        return Answer(status, said if status < 300 or status == 400 else "", kept, content)

    def _exchange(self, method, path, params, headers, body):
        """(status, headers in lower case, body) of whatever Xero answers."""
        if not path.startswith(_CONNECTIONS):
            headers = {"xero-tenant-id": self._tenant, **headers}
        if isinstance(body, bytes) and _WRITTEN_BY_SDK.search(headers["Content-Type"]):
            headers = {**headers, "Content-Type": "application/octet-stream"}
        try:
            response = self._sdk.call_api(
                self._url + path,
                method,
                query_params=list(params),
                header_params={"Accept": "application/json", **headers},
                body=body,
                auth_settings=["OAuth2"],
                _return_http_data_only=True,
                _preload_content=False,
                _request_timeout=self._timeouts,
            )
        except HTTPStatusException as error:
            response = error.http_resp.urllib3_response
        received = {
            name.lower(): value.replace("\0", "") for name, value in response.headers.items()
        }
        return response.status, received, response.data


def _body(request):
    """What the SDK turns into the very text of the Request."""
    body = json.loads(request.text)
    if json.dumps(body) != request.text:
        raise ValueError("The text of the request is not what `prepare` writes.")
    return body


def _sdk(access_token):
    # `Configuration()` copies one object per process: with a token object of its own, no two
    # interfaces share an app. No expiry is given, so the SDK never refreshes by itself.
    configuration = Configuration()
    configuration.oauth2_token = OAuth2Token()
    token = {
        "access_token": access_token,
        "scope": [],
        "expires_in": None,
        "token_type": "Bearer",
    }
    sdk = ApiClient(configuration, oauth2_token_getter=lambda: token)
    # urllib3 would repeat a PUT whose answer was lost, and sleep for hours on a rate limit.
    pool = sdk.rest_client.pool_manager
    pool.connection_pool_kw["retries"] = urllib3.Retry(
        0, redirect=0, respect_retry_after_header=False
    )
    pool.clear()
    pool.request = _read_capped(pool.request)
    return sdk


class _Reply(NamedTuple):
    """An answer as the SDK looks at it, read already."""

    status: int
    reason: str | None
    headers: Mapping[str, str]
    data: bytes


def _read_capped(ask):
    """The way every call of the SDK goes out, which reads an answer in parts. The SDK itself reads
    a refusal whole, however large.
    """

    def asked(*args, **options):
        response = ask(*args, **options)
        try:
            content = capped(response.stream(CHUNK, decode_content=True))
        except BaseException:
            response.close()
            raise
        response.release_conn()
        return _Reply(response.status, response.reason, response.headers, content)

    return asked


def _never_left(error):
    """Whether no byte of the request was sent: there was no connection to send it on. An error
    within TLS does not count, as it may come at any time.
    """
    reason = getattr(error, "reason", None) or error
    return isinstance(
        reason, urllib3.exceptions.NewConnectionError | urllib3.exceptions.ConnectTimeoutError
    )


def _troubled(trouble, writes):
    """The error of an exchange without an answer."""
    if trouble == _NOT_SENT:
        return offline()
    if trouble == _TOO_LARGE:
        return NoAnswer(too_large()) if writes else Postponed(too_large(), in_seconds(60))
    return _lost(writes, "no_answer" if trouble == _BROKEN_OFF else "answer_unreadable")


def _lost(writes, code, until=None):
    """The exchange ended without an answer to rely on: a read is asked again, a write is looked
    for.
    """
    return NoAnswer(Problem(code), until) if writes else offline(until)


def _failure(status, headers, said, writes):
    """The error an answer stands for, or None when it is for the caller to read."""
    if status == 429:
        return _rate_limited(headers)
    if status in (401, 403):
        return _refused(status, headers.get("www-authenticate", ""), said)
    if 200 <= status < 300 or status == 400 or (not writes and status in (304, 404)):
        return None
    return _lost(writes, "no_answer", retry_after(headers.get("retry-after")))


def _refused(status, challenge, said):
    """The error of a call without a valid sign-in. Nothing was written: Xero checks it first."""
    # Xero's spelling of the challenge is "insufficent_scope", OAuth's has another i.
    detail = text(load(said).get("Detail"))
    if "insuff" in challenge.lower() or "AuthorizationUnsuccessful" in detail:
        message = fit(redact(detail), 200) or "insufficient_scope"
        return SignInNeeded(Problem("scope_missing", {"message": message}))
    if status == 403:
        return SignInNeeded(Problem("file_disconnected"))
    return TokenExpired(Problem("sign_in_needed"))


def _rate_limited(headers):
    """Limits are checked before anything else, so nothing was written (Xero: API limits)."""
    which = headers.get("x-rate-limit-problem", "").lower()
    if which == "concurrent" and "retry-after" not in headers:
        return too_many_at_once()
    daily = which.startswith(("day", "daily")) or headers.get("x-daylimit-remaining") == "0"
    until = retry_after(headers.get("retry-after")) or in_seconds(3600 if daily else 60)
    values = {"until": until.isoformat(" "), "limit": "day" if daily else "minute"}
    left = headers.get("x-daylimit-remaining", "")
    return Postponed(
        Problem("rate_limited", values), until, int(left) if left.isdecimal() else None
    )
