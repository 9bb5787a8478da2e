"""Signing in to Xero with OAuth 2: the address to sign in at; getting, renewing and giving back
tokens. requests-oauthlib does the exchanges.

Three kinds of apps: a web app has a secret; a public one has none and proves with PKCE that it is
the one that began (RFC 7636); a custom connection asks in its own name, without anybody's browser,
for the one organisation it belongs to.

It refuses plain http unless OAUTHLIB_INSECURE_TRANSPORT is set, as tests and demonstrations do for
their stand-in; `check_address` holds such addresses to this very machine even then.

Source: Xero: The standard authorization code flow, The PKCE flow, Custom Connections, Scopes, Token
types; RFC 6749, sections 4 to 6.
"""

import base64
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

# The granular scopes for documents, contacts and code lists. Apps made before March 2026 may
# still have the broad ones, so an interface can hold another list.
SCOPES = (
    "offline_access accounting.invoices accounting.contacts accounting.settings.read"
    " accounting.attachments"
)
# What only a person's sign-in can give.
_PERSONAL_SCOPES = {"offline_access", "openid", "profile", "email"}

_TIMEOUT = 30
_SHORT_TIMEOUT = 5
# What oauthlib raises over an answer that is not as the standard says.
_ODD_ANSWER = (AttributeError, TypeError, ValueError)
_ACCESS_SECONDS = 1800


@dataclass(frozen=True)
class Tokens:
    """A pair of tokens, the second empty for a custom connection. `expires_at` (naive UTC) is the
    end of the access token; `authentication_event` names the sign-in, as the connections made in
    it do.
    """

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: datetime
    authentication_event: str = ""


def authorize_url(
    login_url: str, client_id: str, redirect_uri: str, scopes: str, state: str
) -> str:
    """Where the administrator's browser goes to sign in. `state` comes back with the code."""
    session = OAuth2Session(client_id, redirect_uri=redirect_uri, scope=scopes.split())
    return session.authorization_url(_authorize(login_url), state=state)[0]


def authorize_url_pkce(
    login_url: str, client_id: str, redirect_uri: str, scopes: str, state: str
) -> tuple[str, str]:
    """The same for an app without a secret, and the verifier that goes along with the code."""
    session = OAuth2Session(client_id, redirect_uri=redirect_uri, scope=scopes.split(), pkce="S256")
    address = session.authorization_url(_authorize(login_url), state=state)[0]
    return address, session._code_verifier  # the library keeps it for itself


def _authorize(login_url):
    return f"{check_address(login_url)}/identity/connect/authorize"


def exchange_code(
    identity_url: str,
    client_id: str,
    client_secret: str,
    code: str,
    redirect_uri: str,
    verifier: str = "",
) -> Tokens:
    """The first tokens, for the code the browser brought back. A code works once, for 5 minutes.
    An app without a secret has the `verifier` instead.

    Raises SignInNeeded (the code is no good, or the sign-in gives no lasting access),
    Misconfigured (Xero does not know the app), Postponed.
    """
    exchange = _Exchange(identity_url, "/connect/token", client_id, client_secret, redirect_uri)
    proof = {"include_client_id": True, "code_verifier": verifier} if verifier else {}
    return _tokens(
        exchange.run(lambda session, **how: session.fetch_token(code=code, **proof, **how))
    )


def client_credentials(
    identity_url: str, client_id: str, client_secret: str, scopes: str
) -> Tokens:
    """A token of a custom connection; it has no refresh token, so another one is asked for like
    the first.

    Raises Misconfigured (Xero does not know the app, or it is no custom connection), Postponed.
    """
    exchange = _Exchange(
        identity_url,
        "/connect/token",
        client_id,
        client_secret,
        client=BackendApplicationClient(client_id),
    )
    wanted = [scope for scope in scopes.split() if scope not in _PERSONAL_SCOPES]
    return _tokens(
        exchange.run(lambda session, **how: session.fetch_token(scope=wanted, **how)),
        lasting=False,
    )


def refresh(identity_url: str, client_id: str, client_secret: str, refresh_token: str) -> Tokens:
    """New tokens for the refresh token, which is used up by this: keep the new one at once. When
    the answer is lost (Postponed), the old one works for 30 minutes more. An app without a secret
    passes an empty one.

    Raises SignInNeeded (it has lapsed or was revoked), Misconfigured, Postponed.
    """
    exchange = _Exchange(identity_url, "/connect/token", client_id, client_secret)
    named = {} if client_secret else {"client_id": client_id}
    return _tokens(
        exchange.run(
            lambda session, **how: session.refresh_token(
                refresh_token=refresh_token, **named, **how
            )
        )
    )


def revoke(identity_url: str, client_id: str, client_secret: str, refresh_token: str) -> None:
    """Give the sign-in back. Disconnects every organisation this user connected to the app; to
    leave a single one there is `XeroClient.delete_connection`. An app without a secret passes an
    empty one. Raises as `refresh` does, after a few seconds at most: nobody depends on it.
    """
    exchange = _Exchange(identity_url, "/connect/revocation", client_id, client_secret)
    named = {} if client_secret else {"client_id": client_id}
    data = {"token": refresh_token, **named}
    exchange.run(
        lambda session, token_url, **how: exchange.keep(
            session.post(token_url, data=data, withhold_token=True, **how)
        ),
        _SHORT_TIMEOUT,
    )


class _Exchange:
    """One POST to the token server. The answer is judged before oauthlib sees it, so that an odd
    detail of it never costs a token that Xero will not hand out twice.
    """

    def __init__(
        self, identity_url, path, client_id, client_secret, redirect_uri=None, client=None
    ):
        self._path = path
        self._url = check_address(identity_url) + path
        self._auth = (client_id.encode(), client_secret.encode()) if client_secret else None
        self._session = OAuth2Session(client_id, client=client, redirect_uri=redirect_uri)
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
        _logger.debug("Xero POST %s: %s", self._path, status)
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


def _tokens(body, lasting=True) -> Tokens:
    access, renewal = text(body.get("access_token")), text(body.get("refresh_token"))
    granted = tuple(text(body.get("scope")).split())
    if lasting and access and not renewal and granted and "offline_access" not in granted:
        raise SignInNeeded(Problem("scope_missing", {"message": "offline_access"}))
    if not access or (lasting and not renewal):
        raise offline()
    seconds = body.get("expires_in")
    if isinstance(seconds, bool) or not isinstance(seconds, int) or not 0 < seconds < 10**6:
        seconds = _ACCESS_SECONDS
    return Tokens(
        access,
        renewal,
        in_seconds(seconds),
        authentication_event(access),
    )


def authentication_event(access_token: str) -> str:
    """The sign-in an access token comes from, which the connections chosen in it name, too; it
    stays the same when the token is renewed. "" if the token does not say.

    Source: Xero: Token types, The access token; Connections, authEventId.
    """
    return text(_claims(access_token).get("authentication_event_id"))


def _claims(token):
    """What an access token says of itself. Only read to choose among our own connections, so the
    signature is left to Xero.
    """
    middle = token.partition(".")[2].partition(".")[0]
    try:
        return load(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)).decode())
    except ValueError:
        return {}
