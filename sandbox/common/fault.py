"""One thing that goes wrong on purpose, for requests that a test selects."""

import dataclasses
import re
from collections.abc import Callable
from dataclasses import dataclass

from .answer import Answer
from .request import Request

KILL_POINTS = ("received", "committed", "answered")


@dataclass
class Fault:
    """`method` and `path` (a pattern matched from the start of the path) select requests, as does
    `contains` (a text of the body). The first `skip` of them pass; the next `times` are hit
    (0: all). The other values belong to single kinds; a system adds its own."""

    kind: str
    method: str = ""
    path: str = ""
    contains: str = ""
    skip: int = 0
    times: int = 1
    seconds: int | float = 0
    status: int = 500
    pid: int = 0
    point: str = "committed"
    retry_after: int | None = None
    field: str = "Status"
    value: str = "GALACTIC"
    remember: bool = False
    wish: dict = dataclasses.field(default_factory=dict)  # type: ignore[type-arg]
    id: int = 0
    hits: int = 0

    def check(self) -> None:
        """ValueError for values that make no sense: a fault must never be ignored."""
        if self.point not in KILL_POINTS:
            raise ValueError("unknown point")
        if self.kind == "kill" and self.pid <= 1:
            raise ValueError("kill needs the pid of a process")
        try:
            re.compile(self.path)
        except re.error as problem:
            raise ValueError(f"path is no pattern: {problem}") from problem

    def selects(self, request: Request) -> bool:
        return (
            self.method in ("", request.method)
            and re.match(self.path, request.path) is not None
            and self.contains in request.body.decode("utf-8", "replace")
        )

    @property
    def is_used_up(self) -> bool:
        return bool(self.times) and self.hits >= self.times

    @property
    def wait_header(self) -> dict[str, str]:
        return {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}


@dataclass
class Delivery:
    """What goes out: nothing at all, the whole answer or its first half; and what then happens."""

    answer: Answer | None
    half: bool = False
    afterwards: Callable[[], None] | None = None
