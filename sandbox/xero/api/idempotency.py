"""The memory of Idempotency-Keys (Xero guide: Idempotent requests)."""

import hashlib
from dataclasses import dataclass

from sandbox.common.answer import Answer
from sandbox.common.clock import Clock
from sandbox.common.request import Request

from ..problems import bad_request

KEPT_SECONDS = 6 * 60
LONGEST_KEY = 128


@dataclass(frozen=True)
class _Entry:
    fingerprint: str
    answer: Answer
    until: float


class IdempotencyMemory:
    """Answers by app and key, errors too. The caller holds the stand-in's lock from `recall`
    to `remember`, so that of parallel identical requests only one is carried out."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._entries: dict[tuple[str, str], _Entry] = {}

    def recall(self, client_id: str, tenant_id: str, request: Request) -> Answer | None:
        """The answer given before to this very request. Using a key for another one is refused;
        that the organisation belongs to what must be the same is an assumption."""
        key = request.header("Idempotency-Key")
        if len(key) > LONGEST_KEY:
            raise bad_request(
                10,
                "ValidationException",
                f"Idempotency Key must not be longer than {LONGEST_KEY} characters.",
            )
        entry = self._entries.get((client_id, key))
        if entry is None or entry.until <= self._clock.timestamp():
            return None
        if entry.fingerprint != _fingerprint(tenant_id, request):
            raise bad_request(
                10,
                "ValidationException",
                f"Idempotency Key: {key} is used with a different request.",
            )
        return entry.answer

    def remember(self, client_id: str, tenant_id: str, request: Request, answer: Answer) -> None:
        key, now = request.header("Idempotency-Key"), self._clock.timestamp()
        self._forget_before(now)
        until = now + KEPT_SECONDS
        entry = _Entry(_fingerprint(tenant_id, request), answer, until)
        self._entries.pop((client_id, key), None)
        self._entries[client_id, key] = entry

    def _forget_before(self, now: float) -> None:
        """Entries stand in the order of their end: drop those at the front that are over."""
        while self._entries:
            oldest = next(iter(self._entries))
            if self._entries[oldest].until > now:
                return
            del self._entries[oldest]


def _fingerprint(tenant_id: str, request: Request) -> str:
    parts = (tenant_id, request.method, request.target)
    return hashlib.sha256("\n".join(parts).encode() + b"\n" + request.body).hexdigest()
