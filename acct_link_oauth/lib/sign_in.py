"""Signing in to an accounting system with OAuth 2: the address to sign in at; getting, renewing and
giving back tokens. requests-oauthlib does the exchanges.

What is particular to a system is data: `App`. Three kinds of apps: one with a secret; a public one
that has none and proves with PKCE that it is the one that began (RFC 7636); one that asks in its
own name, without anybody's browser.

It refuses plain http unless OAUTHLIB_INSECURE_TRANSPORT is set, as tests and demonstrations do for
their stand-in; `check_address` holds such addresses to this very machine even then.

Source: RFC 6749, sections 2.3 and 4 to 6; RFC 7009 (giving back).
"""

import logging
import re
from dataclasses import dataclass, field
from datetime import datetime

import requests
from oauthlib.oauth2 import BackendApplicationClient, OAuth2Error
from requests_oauthlib import OAuth2Session

from odoo.addons.acct_link_batch.lib.errors import LinkError, Misconfigured, Postponed, SignInNeeded
from odoo.addons.acct_link_batch.lib.problem import Problem

from .web import (
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
)

_logger = logging.getLogger(__name__)
# It writes tokens and the client's secret to its debug log, whatever level that has.
logging.getLogger("requests_oauthlib.oauth2_session").addFilter(
    lambda record: record.levelno >= logging.WARNING
)

# How an app proves to the token server who it is: in the header, in the form, or not at all.
BASIC, BODY, PUBLIC = "basic", "body", "public"

_TIMEOUT = 30
_SHORT_TIMEOUT = 5
# What oauthlib raises over an answer that is not as the standard says.
_ODD_ANSWER = (AttributeError, TypeError, ValueError)
_DAY = 24 * 3600


@dataclass(frozen=True)
class App:
    """What a connector states of its accounting system and of the app that was registered there.

    `login_url`: the page a person signs in at, `asked` its further parameters; `token_url`: where
    codes become tokens; `revoke_url`: where they are given back, empty where that cannot be done
    (`revoke_json`: in JSON instead of a form). `credentials`: how the app proves who it is, one of
    BASIC, BODY, PUBLIC; `pkce`: it proves that it began, too, as a public one always does.
    `headers`: further ones of the token server. `alone`: it asks in its own name, so there is
    neither a page nor a refresh token. `lasting_scope`: without it there is no refresh token.
    `named_in_callback`: the system names the accounts file where the browser comes back, and
    nowhere else, so that there is none to choose later.

    Life times: `access_seconds` of an access token whose answer does not say; `idle_days`: after so
    many without use a sign-in is worthless (0: never); `end_days`: it ends so long after a person
    signed in, however much it is used (0: never); `end_name`: the field of an answer that says in
    how many seconds it does; `end_notice_days`: so long before administrators are told of it.
    """

    client_id: str
    login_url: str
    token_url: str
    redirect_uri: str = ""
    scopes: str = ""
    revoke_url: str = ""
    revoke_json: bool = False
    asked: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    credentials: str = BASIC
    pkce: bool = False
    alone: bool = False
    lasting_scope: str = ""
    named_in_callback: bool = False
    access_seconds: int = 1800
    idle_days: int = 0
    end_days: int = 0
    end_name: str = ""
    end_notice_days: int = 30

    @property
    def needs_secret(self):
        return self.credentials != PUBLIC

    @property
    def needs_verifier(self):
        return self.pkce or not self.needs_secret


@dataclass(frozen=True)
class Tokens:
    """A pair of tokens, the second empty for an app that asks in its own name. `expires_at` (naive
    UTC) is the end of the access token; `ends_at` that of the whole sign-in, however much it is
    used, None where the answer does not say.
    """

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: datetime
    ends_at: datetime | None = None


@dataclass(frozen=True)
class Trial:
    """Tokens that are not kept until it is known which accounts files they reach."""

    interface_id: int
    tokens: Tokens


@dataclass(frozen=True)
class Organisation:
    """An accounts file that a sign-in reaches. `is_latest`: the latest sign-in was for it, if the
    system says so. `connection`: what else the connector keeps of it, opaque.
    """

    id: str
    name: str
    is_latest: bool = False
    connection: str = ""


def authorize_url(app: App, state: str) -> tuple[str, str]:
    """Where to send the browser, and the verifier that goes along with the code, empty for an app
    that has none. Raises Misconfigured.
    """
    pkce = {"pkce": "S256"} if app.needs_verifier else {}
    session = OAuth2Session(
        app.client_id, redirect_uri=app.redirect_uri, scope=app.scopes.split(), **pkce
    )
    address, _state = session.authorization_url(
        check_address(app.login_url), state=state, **dict(app.asked)
    )
    # The library keeps the verifier for itself.
    return address, session._code_verifier if app.needs_verifier else ""


def exchange_code(app: App, secret: str, code: str, verifier: str = "") -> Tokens:
    """The first tokens, for the code the browser brought back, which works once, for minutes.

    Raises SignInNeeded (the code is no good, or the sign-in gives no lasting access),
    Misconfigured (the system does not know the app), Postponed.
    """
    exchange = _Exchange(app, secret, app.token_url)
    proof = {"code_verifier": verifier} if verifier else {}
    named = {"include_client_id": True} if app.credentials != BASIC else {}
    return _tokens(
        app,
        exchange.run(
            lambda session, **how: session.fetch_token(
                code=code, **proof, **named, **exchange.secret, **how
            )
        ),
    )


def client_credentials(app: App, secret: str) -> Tokens:
    """A token in the app's own name; it has no refresh token, so another one is asked for like the
    first.

    Raises Misconfigured (the system does not know the app, or gives it none), Postponed.
    """
    exchange = _Exchange(app, secret, app.token_url, BackendApplicationClient(app.client_id))
    named = {"include_client_id": True} if app.credentials != BASIC else {}
    return _tokens(
        app,
        exchange.run(
            lambda session, **how: session.fetch_token(
                scope=app.scopes.split(), **named, **exchange.secret, **how
            )
        ),
    )


def refresh(app: App, secret: str, refresh_token: str) -> Tokens:
    """New tokens for the refresh token, which is used up by this: keep the new one at once.

    Raises SignInNeeded (it has lapsed or was revoked), Misconfigured, Postponed.
    """
    exchange = _Exchange(app, secret, app.token_url)
    return _tokens(
        app,
        exchange.run(
            lambda session, **how: session.refresh_token(
                refresh_token=refresh_token, **exchange.named, **exchange.secret, **how
            )
        ),
    )


def revoke(app: App, secret: str, refresh_token: str) -> None:
    """Give the sign-in back, where the system takes it. Raises as `refresh` does, after a few
    seconds at most: nobody depends on it.
    """
    if not app.revoke_url:
        return
    exchange = _Exchange(app, secret, app.revoke_url)
    said = {"token": refresh_token, **exchange.named, **exchange.secret}
    body = {"json": said} if app.revoke_json else {"data": said}
    exchange.run(
        lambda session, token_url, **how: exchange.keep(
            session.post(token_url, withhold_token=True, **body, **how)
        ),
        _SHORT_TIMEOUT,
    )


class _Exchange:
    """One POST to the token server. The answer is judged before oauthlib sees it, so that an odd
    detail of it never costs a token that is not handed out twice.
    """

    def __init__(self, app, secret, url, client=None):
        self._url = check_address(url)
        self._auth = None
        # What the form names, where the header does not.
        self.named, self.secret = {}, {}
        if app.credentials == BASIC:
            self._auth = (app.client_id.encode(), secret.encode())
        else:
            self.named = {"client_id": app.client_id}
        if app.credentials == BODY:
            self.secret = {"client_secret": secret}
        redirect_uri = None if app.alone else app.redirect_uri
        self._session = OAuth2Session(app.client_id, client=client, redirect_uri=redirect_uri)
        self._session.headers.update(dict(app.headers))
        self._session.max_redirects = 0
        # Read in parts, before anything else looks at the answer.
        self._session.stream = True
        self._session.hooks["response"].append(_read_capped)
        for hook in ("access_token_response", "refresh_token_response"):
            self._session.register_compliance_hook(hook, self.keep)
        self._answer = None

    def keep(self, answer):
        self._answer = answer
        return answer

    def run(self, do, timeout=_TIMEOUT) -> dict:
        """The JSON object of a successful answer; `do(session, token_url=, auth=, ...)` posts."""
        trouble, is_too_large = "", False
        try:
            do(self._session, token_url=self._url, auth=self._auth, timeout=timeout)
        except TooLarge as error:
            trouble, is_too_large = type(error).__name__, True
        except requests.RequestException as error:
            trouble = type(error).__name__
        except (OAuth2Error, *_ODD_ANSWER) as error:
            if self._answer is None:
                raise  # not about an answer
            trouble = type(error).__name__
        answer = self._answer
        status = trouble if answer is None else answer.status_code
        _logger.debug("POST %s: %s", self._url, status)
        if is_too_large:
            raise Postponed(too_large(), in_seconds(60))
        if answer is None:
            raise offline()
        body = load(answer.content.decode("utf-8", "replace"))
        if answer.status_code != 200 or "error" in body:
            raise _failure(answer, text(body.get("error")))
        return body


def _read_capped(answer, **_options):
    """A hook of requests: the content of an answer, which has to be of a sensible size."""
    try:
        answer._content = capped(answer.iter_content(CHUNK))
    except TooLarge:
        answer.close()
        raise
    answer._content_consumed = True
    return answer


def _failure(answer, error) -> LinkError:
    """The error of a refusal, which has a code in `error`; anything else will pass."""
    if error == "invalid_grant":
        return SignInNeeded(Problem("sign_in_needed"))
    if re.fullmatch(r"(invalid|unauthorized|unsupported)_[a-z_]{1,40}", error):
        return Misconfigured(Problem("app_refused", {"message": error}))
    return offline(retry_after(answer.headers.get("Retry-After")))


def _tokens(app, body) -> Tokens:
    access, renewal = text(body.get("access_token")), text(body.get("refresh_token"))
    granted, lasting = text(body.get("scope")).split(), app.lasting_scope
    if access and not renewal and not app.alone and granted and lasting and lasting not in granted:
        raise SignInNeeded(Problem("scope_missing", {"message": lasting}))
    if not access or not (renewal or app.alone):
        raise offline()
    ends_in = _seconds(body.get(app.end_name), 100 * 366 * _DAY) if app.end_name else 0
    return Tokens(
        access,
        renewal,
        in_seconds(_seconds(body.get("expires_in"), 10**6) or app.access_seconds),
        in_seconds(ends_in) if ends_in else None,
    )


def _seconds(value, most) -> int:
    """A number of seconds, which some systems write as text; 0 if it is not a sensible one."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,12}", value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < most:
        return 0
    return value
