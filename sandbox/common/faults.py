"""The faults that are set: which one hits a request, and what then goes out."""

from collections.abc import Callable
from dataclasses import asdict, fields
from threading import Lock, Timer
from typing import Any, ClassVar

from .answer import Answer
from .fault import Delivery, Fault
from .fault_kinds import KINDS, CarryOut, Way
from .request import Request


class Faults:
    """The list of faults. Of several that select a request the oldest unused one counts."""

    FAULT: ClassVar[type[Fault]] = Fault
    KINDS: ClassVar[dict[str, Way]] = KINDS

    def __init__(
        self,
        act: Callable[[dict[str, Any]], None],
        remember: Callable[[Request, Answer], None] | None = None,
    ) -> None:
        """:param act: a wish to who keeps the books
        :param remember: puts another answer into the memory of keys, where a system has one
        """
        self._lock = Lock()
        self._faults: list[Fault] = []
        self._last_id = 0
        self._late: list[Timer] = []
        self.act = act
        self.remember = remember

    def add(self, values: dict[str, Any]) -> Fault:
        """ValueError for a kind or a value that does not exist: a fault must never be ignored."""
        known: dict[str, Any] = {entry.name: entry.type for entry in fields(self.FAULT)}
        for name, value in values.items():
            if name in ("id", "hits") or not isinstance(value, known.get(name, ())):
                raise ValueError(f"{name} is unknown or of another kind")
        if values.get("kind") not in self.KINDS:
            raise ValueError(f"kind must be one of {', '.join(self.KINDS)}")
        fault = self.FAULT(**values)
        fault.check()
        if fault.remember and self.remember is None:
            raise ValueError("this system remembers no answers")
        with self._lock:
            self._last_id += 1
            fault.id = self._last_id
            self._faults.append(fault)
        return fault

    def rows(self) -> list[dict[str, Any]]:
        return [asdict(fault) for fault in self._faults]

    def clear(self) -> None:
        """Forget all faults; writes that were still to come late are not done."""
        with self._lock:
            self._faults.clear()
            for timer in self._late:
                timer.cancel()
            self._late.clear()

    def pick(self, request: Request) -> Fault | None:
        with self._lock:
            for fault in self._faults:
                if fault.is_used_up or not fault.selects(request):
                    continue
                if fault.skip:
                    fault.skip -= 1
                    continue
                fault.hits += 1
                return fault
        return None

    def deliver(self, fault: Fault | None, request: Request, carry_out: CarryOut) -> Delivery:
        if fault is None:
            return Delivery(carry_out())
        return self.KINDS[fault.kind](self, fault, request, carry_out)

    @property
    def late(self) -> int:
        """How many writes are still to come, or at work."""
        with self._lock:
            return sum(not timer.finished.is_set() for timer in self._late)

    def do_later(self, seconds: float, carry_out: CarryOut) -> None:
        timer = Timer(seconds, carry_out)
        timer.daemon = True
        with self._lock:
            self._late.append(timer)
        timer.start()
