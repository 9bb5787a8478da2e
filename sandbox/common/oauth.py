"""Codes, refresh tokens and access tokens of OAuth 2 (RFC 6749, 7636); no page, no scope of a
system. The caller holds the stand-in's lock."""

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass, field
from typing import ClassVar, Generic, TypeVar

from .clock import Clock
from .request import Request

VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


class OAuthError(Exception):
    """An error of the token endpoint, by its OAuth name."""

    def __init__(self, name: str, status: int = 400) -> None:
        super().__init__(name)
        self.name = name
        self.status = status


@dataclass(frozen=True)
class App:
    client_id: str
    client_secret: str
    name: str
    public: bool = field(default=False, kw_only=True)  # without a secret: PKCE instead


AppT = TypeVar("AppT", bound=App)


@dataclass(frozen=True)
class Access:
    """What an access token stands for; `consent` names what a person agreed to, in the system's
    words."""

    client_id: str
    scopes: frozenset[str]
    consent: str
    expires: float


@dataclass(frozen=True)
class _Code:
    client_id: str
    redirect_uri: str
    scopes: frozenset[str]
    consent: str
    expires: float
    challenge: str = ""


@dataclass
class Session:
    """A chain of refresh tokens: the newest one, and the one before for a lost answer."""

    client_id: str
    scopes: frozenset[str]
    consent: str
    current: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    used: float = 0.0
    previous: str = ""
    replaced: float = 0.0


@dataclass
class Tokens(Generic[AppT]):
    """How long each lives is the system's; so is what its token endpoint says."""

    CODE_SECONDS: ClassVar[int]
    REFRESH_SECONDS: ClassVar[int]
    REPEAT_SECONDS: ClassVar[int]  # how long the refresh token before the newest may be repeated

    clock: Clock
    apps: dict[str, AppT]
    _codes: dict[str, _Code] = field(default_factory=dict, init=False)
    _sessions: list[Session] = field(default_factory=list, init=False)
    _access: dict[str, Access] = field(default_factory=dict, init=False)

    def make_code(
        self,
        client_id: str,
        redirect_uri: str,
        scopes: frozenset[str],
        consent: str,
        challenge: str = "",
    ) -> str:
        code = secrets.token_urlsafe(32)
        expires = self.clock.timestamp() + self.CODE_SECONDS
        self._codes[code] = _Code(client_id, redirect_uri, scopes, consent, expires, challenge)
        return code

    def client(self, client_id: str, client_secret: str) -> AppT:
        """A public app names itself, and has no secret to show."""
        app = self.apps.get(client_id)
        if app is not None and app.public and not client_secret:
            return app
        if (
            app is None
            or app.public
            or not secrets.compare_digest(app.client_secret.encode(), client_secret.encode())
        ):
            raise OAuthError("invalid_client", 401)
        return app

    def redeemed(self, app: AppT, code: str, redirect_uri: str, verifier: str = "") -> Session:
        """A code works once, while it lives, for the app and address it was made for."""
        entry = self._codes.pop(code, None)
        if entry is None or entry.expires <= self.clock.timestamp():
            raise OAuthError("invalid_grant")
        if entry.client_id != app.client_id or entry.redirect_uri != redirect_uri:
            raise OAuthError("invalid_grant")
        if not _is_proven(entry.challenge, verifier):
            raise OAuthError("invalid_grant")
        used = self.clock.timestamp()
        return Session(app.client_id, entry.scopes, entry.consent, used=used)

    def refreshed(self, app: AppT, value: str) -> Session:
        """A new value each time. The one before the newest may be repeated for a while; what was
        answered in between is then worthless, so parallel refreshes lose."""
        now = self.clock.timestamp()
        session = self.session_of(value)
        if session is None or session.client_id != app.client_id:
            raise OAuthError("invalid_grant")
        if value == session.current:
            if now > session.used + self.REFRESH_SECONDS:
                raise OAuthError("invalid_grant")
            session.previous, session.replaced = value, now
        elif now > session.replaced + self.REPEAT_SECONDS:
            raise OAuthError("invalid_grant")
        session.current, session.used = secrets.token_urlsafe(32), now
        return session

    def keep(self, session: Session) -> None:
        """Let it be refreshed."""
        self._sessions.append(session)

    def session_of(self, value: str) -> Session | None:
        """That of a refresh token."""
        known = (s for s in self._sessions if value in (s.current, s.previous))
        return next(known, None) if value else None

    def let_in(self, token: str, session: Session, seconds: int) -> None:
        expires = self.clock.timestamp() + seconds
        self._access[token] = Access(session.client_id, session.scopes, session.consent, expires)

    def access(self, token: str) -> Access | None:
        return self._access.get(token)

    def forget(self, client_id: str) -> None:
        """All that an app has: its refresh tokens and its access tokens."""
        self._sessions = [s for s in self._sessions if s.client_id != client_id]
        self._access = {
            token: access for token, access in self._access.items() if access.client_id != client_id
        }


def credentials_of(request: Request) -> tuple[str, str]:
    """Id and secret of the client: HTTP Basic, or two values of the form."""
    scheme, _, encoded = request.header("Authorization").partition(" ")
    if scheme.lower() != "basic":
        return request.posted.get("client_id", ""), request.posted.get("client_secret", "")
    try:
        client_id, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except ValueError as problem:
        raise OAuthError("invalid_client", 401) from problem
    return client_id, secret


def _is_proven(challenge: str, verifier: str) -> bool:
    """RFC 7636 with S256; a code that was asked for without a challenge takes no verifier."""
    if not challenge:
        return not verifier
    if not VERIFIER.fullmatch(verifier):
        return False
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == challenge
