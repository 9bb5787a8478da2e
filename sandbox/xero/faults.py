"""Things that go wrong on purpose, for requests that a test selects."""

import dataclasses
import json
import os
import re
import signal
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime, timedelta
from threading import Lock, Timer
from typing import Any

from sandbox.common.answer import Answer, json_answer
from sandbox.common.request import Request

from .api.accounting import expired_text, insufficient_scope
from .api.limits import Limits
from .problems import bad_data, forbidden, unauthorised

KILL_POINTS = ("received", "committed", "answered")
LIMIT_VARIANTS = {"minute": 30, "day": 66_975, "appminute": 30, "concurrent": None}
CarryOut = Callable[[], Answer]


@dataclass
class Fault:
    """`method` and `path` (a pattern matched from the start of the path) select requests, as does
    `contains` (a text of the body). The first `skip` of them pass; the next `times` are hit
    (0: all). The other values belong to single kinds."""

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
    variant: str = "minute"
    retry_after: int | None = None
    message: str = "A test asked for this refusal"
    field: str = "Status"
    value: str = "GALACTIC"
    remember: bool = False
    wish: dict = dataclasses.field(default_factory=dict)  # type: ignore[type-arg]
    id: int = 0
    hits: int = 0

    def selects(self, request: Request) -> bool:
        return (
            self.method in ("", request.method)
            and re.match(self.path, request.path) is not None
            and self.contains in request.body.decode("utf-8", "replace")
        )

    @property
    def is_used_up(self) -> bool:
        return bool(self.times) and self.hits >= self.times


@dataclass
class Delivery:
    """What goes out: nothing at all, the whole answer or its first half; and what then happens."""

    answer: Answer | None
    half: bool = False
    afterwards: Callable[[], None] | None = None


class Faults:
    """The list of faults. Of several that select a request the oldest unused one counts."""

    def __init__(
        self,
        remember: Callable[[Request, Answer], None],
        bookkeeper: Callable[[dict[str, Any]], None],
    ) -> None:
        self._lock = Lock()
        self._faults: list[Fault] = []
        self._last_id = 0
        self._late: list[Timer] = []
        self._remember = remember
        self._bookkeeper = bookkeeper

    def add(self, values: dict[str, Any]) -> Fault:
        """ValueError for a kind or a value that does not exist: a fault must never be ignored."""
        kinds: dict[str, Any] = {entry.name: entry.type for entry in fields(Fault)}
        for name, value in values.items():
            if name in ("id", "hits") or not isinstance(value, kinds.get(name, ())):
                raise ValueError(f"{name} is unknown or of another kind")
        if values.get("kind") not in _KINDS:
            raise ValueError(f"kind must be one of {', '.join(_KINDS)}")
        fault = Fault(**values)
        if fault.point not in KILL_POINTS or fault.variant not in LIMIT_VARIANTS:
            raise ValueError("unknown point or variant")
        if fault.kind == "kill" and fault.pid <= 1:
            raise ValueError("kill needs the pid of a process")
        try:
            re.compile(fault.path)
        except re.error as problem:
            raise ValueError(f"path is no pattern: {problem}") from problem
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
        return _KINDS[fault.kind](self, fault, request, carry_out)

    def _drop_before(self, fault: Fault, request: Request, carry_out: CarryOut) -> Delivery:
        return Delivery(None)

    def _drop_after(self, fault: Fault, request: Request, carry_out: CarryOut) -> Delivery:
        carry_out()
        return Delivery(None)

    def _commit_later(self, fault: Fault, request: Request, carry_out: CarryOut) -> Delivery:
        timer = Timer(fault.seconds, carry_out)
        timer.daemon = True
        with self._lock:
            self._late.append(timer)
        timer.start()
        return Delivery(None)

    def _status_after(self, fault: Fault, request: Request, carry_out: CarryOut) -> Delivery:
        """The write is done, yet the answer is an error; `remember` stores it under the key."""
        carry_out()
        answer = Answer(fault.status, b"An error occurred", "text/plain; charset=utf-8")
        if fault.remember:
            self._remember(request, answer)
        return Delivery(answer)

    def _status_503(self, fault: Fault, request: Request, carry_out: CarryOut) -> Delivery:
        text = b"The Xero API is currently offline for maintenance"
        headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
        return Delivery(Answer(503, text, "text/plain; charset=utf-8", headers))

    def _rate_limit(self, fault: Fault, request: Request, carry_out: CarryOut) -> Delivery:
        remaining = {
            "X-DayLimit-Remaining": "0" if fault.variant == "day" else "4000",
            "X-MinLimit-Remaining": "0" if fault.variant == "minute" else "50",
            "X-AppMinLimit-Remaining": "0" if fault.variant == "appminute" else "9000",
        }
        seconds = LIMIT_VARIANTS[fault.variant]
        if fault.retry_after is not None:
            seconds = fault.retry_after
        return Delivery(Limits.refusal(fault.variant, seconds, remaining))

    def _unauthorised_expired(
        self, fault: Fault, request: Request, carry_out: CarryOut
    ) -> Delivery:
        ended = datetime.now(UTC) - timedelta(minutes=1)
        return Delivery(unauthorised(expired_text(ended)).answer)

    def _unauthorised_scope(self, fault: Fault, request: Request, carry_out: CarryOut) -> Delivery:
        return Delivery(insufficient_scope().answer)

    def _forbidden(self, fault: Fault, request: Request, carry_out: CarryOut) -> Delivery:
        return Delivery(forbidden().answer)

    def _slow(self, fault: Fault, request: Request, carry_out: CarryOut) -> Delivery:
        """Waits before the work with point `received`, else between the work and the answer."""
        if fault.point == "received":
            time.sleep(fault.seconds)
            return Delivery(carry_out())
        answer = carry_out()
        time.sleep(fault.seconds)
        return Delivery(answer)

    def _garbage(self, fault: Fault, request: Request, carry_out: CarryOut) -> Delivery:
        """The work is done, but what comes back as JSON is none."""
        carry_out()
        return Delivery(Answer(200, b"<<<not json at all"))

    def _html_400(self, fault: Fault, request: Request, carry_out: CarryOut) -> Delivery:
        text = b"<html><body>Bad Request</body></html>"
        return Delivery(Answer(400, text, "text/html; charset=utf-8"))

    def _unknown_enum(self, fault: Fault, request: Request, carry_out: CarryOut) -> Delivery:
        """Every `field` of the answer holds a value that no client has heard of."""
        answer = carry_out()
        pattern = rf'("{re.escape(fault.field)}": )"[^"]*"'
        value = json.dumps(fault.value)
        answer.body = re.sub(pattern, lambda m: m[1] + value, answer.body.decode()).encode()
        return Delivery(answer)

    def _truncated(self, fault: Fault, request: Request, carry_out: CarryOut) -> Delivery:
        return Delivery(carry_out(), half=True)

    def _refuse_whole(self, fault: Fault, request: Request, carry_out: CarryOut) -> Delivery:
        return Delivery(bad_data(fault.message).answer)

    def _warning(self, fault: Fault, request: Request, carry_out: CarryOut) -> Delivery:
        """Every good element of the answer also carries a warning."""
        answer = carry_out()
        body = json.loads(answer.body)
        for rows in body.values():
            for row in rows if isinstance(rows, list) else []:
                if row.get("StatusAttributeString") == "OK":
                    row["StatusAttributeString"] = "WARNING"
                    row["Warnings"] = [{"Message": fault.message}]
        return Delivery(json_answer(answer.status, body, answer.headers))

    def _bookkeeper_acts(self, fault: Fault, request: Request, carry_out: CarryOut) -> Delivery:
        """Right after the answer was made somebody changes the books: what a client pages through
        moves under its hands."""
        answer = carry_out()
        self._bookkeeper(fault.wish)
        return Delivery(answer)

    def _kill(self, fault: Fault, request: Request, carry_out: CarryOut) -> Delivery:
        """SIGKILL to a process: before the work, after it, or when it has been answered."""

        def kill() -> None:
            os.kill(fault.pid, signal.SIGKILL)

        if fault.point == "received":
            kill()
            return Delivery(None)
        answer = carry_out()
        if fault.point == "committed":
            kill()
            return Delivery(None)
        return Delivery(answer, afterwards=kill)


_KINDS: dict[str, Callable[[Faults, Fault, Request, CarryOut], Delivery]] = {
    "drop_before": Faults._drop_before,
    "drop_after": Faults._drop_after,
    "commit_later": Faults._commit_later,
    "status_500_after": Faults._status_after,
    "status_503": Faults._status_503,
    "rate_limit": Faults._rate_limit,
    "unauthorized_expired": Faults._unauthorised_expired,
    "unauthorized_scope": Faults._unauthorised_scope,
    "forbidden": Faults._forbidden,
    "slow": Faults._slow,
    "garbage": Faults._garbage,
    "unknown_enum": Faults._unknown_enum,
    "html_400": Faults._html_400,
    "truncated": Faults._truncated,
    "refuse_whole": Faults._refuse_whole,
    "warning": Faults._warning,
    "bookkeeper": Faults._bookkeeper_acts,
    "kill": Faults._kill,
}
