"""The memory of keys against repetition: what was answered under which key."""

import hashlib
from collections.abc import Hashable
from dataclasses import dataclass

from .answer import Answer
from .clock import Clock
from .request import Request


@dataclass(frozen=True)
class Kept:
    fingerprint: str
    answer: Answer
    until: float


class Memory:
    """Answers, errors too. The caller holds the stand-in's lock from `find` to `keep`, so that of
    parallel identical requests only one is carried out."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        """:param seconds: how long an answer is kept"""
        self._clock = clock
        self.seconds = seconds
        self._kept: dict[Hashable, Kept] = {}

    def find(self, key: Hashable) -> Kept | None:
        kept = self._kept.get(key)
        return kept if kept and kept.until > self._clock.timestamp() else None

    def keep(self, key: Hashable, fingerprint: str, answer: Answer) -> None:
        now = self._clock.timestamp()
        self._forget_before(now)
        self._kept.pop(key, None)
        self._kept[key] = Kept(fingerprint, answer, now + self.seconds)

    def _forget_before(self, now: float) -> None:
        """Entries stand in the order of their end: drop those at the front that are over."""
        while self._kept:
            oldest = next(iter(self._kept))
            if self._kept[oldest].until > now:
                return
            del self._kept[oldest]


def fingerprint_of(request: Request, *more: str) -> str:
    """What makes two requests the same: method, address, body, and `more` beside them."""
    parts = (*more, request.method, request.target)
    return hashlib.sha256("\n".join(parts).encode() + b"\n" + request.body).hexdigest()
