"""A stand-in as a whole, without HTTP: state, one lock, and the way of a request through it."""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from copy import deepcopy
from threading import RLock
from typing import Any, ClassVar

from .answer import Answer, Refused
from .calls import Call, CallRecord
from .clock import Clock
from .control import Control
from .faults import Faults
from .request import Request
from .settings import Settings

_log = logging.getLogger(__name__)


class StandIn(ABC):
    """Everything is in memory and guarded by `lock`; only waiting happens outside of it.

    A system says how its books begin, what it answers, and what its bookkeeper can do.
    """

    FAULTS: ClassVar[type[Faults]] = Faults
    CONTROL: ClassVar[type[Control]] = Control

    def __init__(self, settings: Settings) -> None:
        self.lock = RLock()
        self.clock = Clock()
        self._first_settings = settings.values()
        self.settings = settings
        self.calls = CallRecord()
        self.faults = self.FAULTS(self.act, self.remember)
        self.control = self.CONTROL(self)
        self.reset()

    def reset(self) -> None:
        """As after the start: books as they begin, nobody signed in, no faults, no record."""
        with self.lock:
            self.faults.clear()
            self.clock.reset()
            self.settings.update(deepcopy(self._first_settings))
            self.calls.clear()
            self.begin_books()

    # === WHAT A SYSTEM WRITES === #

    @abstractmethod
    def begin_books(self) -> None:
        """Make all state anew. The lock is held."""

    @abstractmethod
    def answer(self, request: Request, call: Call) -> Answer:
        """The API of the system. The lock is not held: take it for all but waiting.

        :param call: what is told of the request; `tenant` and `replayed` are the system's to fill
        :raises Refused: the request gets no further
        """

    @abstractmethod
    def books(self, body: dict[str, Any]) -> dict[str, Any]:
        """What is in the books, as JSON, for whoever counts them. The lock is held."""

    @abstractmethod
    def act(self, wish: dict[str, Any]) -> None:
        """What a person does on the system's screens; ValueError for what nobody can do."""

    # Another answer is kept as if it had been given; None where a system has no memory of keys.
    remember: Callable[[Request, Answer], None] | None = None

    def marks(self, request: Request) -> dict[str, str]:
        """What the record tells of a request: `idempotency_key`, `grant`."""
        return {}

    def change_settings(self, changes: dict[str, Any]) -> None:
        """Settings by name. The lock is held."""
        self.settings.update(changes)

    # === THE WAY OF A REQUEST === #

    def begin_call(self, request: Request) -> Call:
        marks = self.marks(request)
        with self.lock:
            return self.calls.begin(request, self.clock.now(), **marks)

    def carry_out(self, request: Request, call: Call) -> Answer:
        try:
            answer = self.answer(request, call)
        except Refused as refused:
            answer = refused.answer
        except Exception:
            # A fault of the stand-in itself must be loud: no client may take it for the system's.
            _log.exception("the stand-in failed on %s %s", request.method, request.path)
            answer = Answer(500, b"the stand-in failed, see its log", "text/plain")
        call.status = answer.status
        return answer
