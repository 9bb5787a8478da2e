"""What goes wrong alike in every system. A system adds kinds of its own, whose answers it knows."""

import json
import os
import re
import signal
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from .answer import Answer
from .fault import Delivery, Fault
from .request import Request

if TYPE_CHECKING:
    from .faults import Faults

CarryOut = Callable[[], Answer]
Way = Callable[["Faults", Fault, Request, CarryOut], Delivery]


def refusing(answer: Callable[[Any], Answer]) -> Way:
    """Nothing is done, and this is the answer."""
    return lambda faults, fault, request, carry_out: Delivery(answer(fault))


def changing(change: Callable[[Any, Answer], Answer]) -> Way:
    """The work is done, and its answer goes out changed."""
    return lambda faults, fault, request, carry_out: Delivery(change(fault, carry_out()))


def offline(text: bytes, fault: Fault) -> Answer:
    return Answer(503, text, "text/plain; charset=utf-8", fault.wait_header)


def _drop_before(faults: "Faults", fault: Fault, request: Request, carry_out: CarryOut) -> Delivery:
    return Delivery(None)


def _drop_after(faults: "Faults", fault: Fault, request: Request, carry_out: CarryOut) -> Delivery:
    carry_out()
    return Delivery(None)


def _commit_later(
    faults: "Faults", fault: Fault, request: Request, carry_out: CarryOut
) -> Delivery:
    faults.do_later(fault.seconds, carry_out)
    return Delivery(None)


def _status_after(
    faults: "Faults", fault: Fault, request: Request, carry_out: CarryOut
) -> Delivery:
    """The write is done, yet the answer is an error; `remember` stores it under the key."""
    carry_out()
    answer = Answer(fault.status, b"An error occurred", "text/plain; charset=utf-8")
    if fault.remember and faults.remember:
        faults.remember(request, answer)
    return Delivery(answer)


def _slow(faults: "Faults", fault: Fault, request: Request, carry_out: CarryOut) -> Delivery:
    """Waits before the work with point `received`, else between the work and the answer."""
    if fault.point == "received":
        time.sleep(fault.seconds)
        return Delivery(carry_out())
    answer = carry_out()
    time.sleep(fault.seconds)
    return Delivery(answer)


def _truncated(faults: "Faults", fault: Fault, request: Request, carry_out: CarryOut) -> Delivery:
    return Delivery(carry_out(), half=True)


def _act(faults: "Faults", fault: Fault, request: Request, carry_out: CarryOut) -> Delivery:
    """Right after the answer was made somebody changes the books: what a client pages through
    moves under its hands."""
    answer = carry_out()
    faults.act(fault.wish)
    return Delivery(answer)


def _kill(faults: "Faults", fault: Fault, request: Request, carry_out: CarryOut) -> Delivery:
    """SIGKILL to a process: before the work, after it, or when it has been answered."""
    kill = partial(os.kill, fault.pid, signal.SIGKILL)
    if fault.point == "received":
        kill()
        return Delivery(None)
    answer = carry_out()
    if fault.point == "committed":
        kill()
        return Delivery(None)
    return Delivery(answer, afterwards=kill)


def _too_many(fault: Fault) -> Answer:
    return Answer(429, content_type="", headers=fault.wait_header)


def _html_400(fault: Fault) -> Answer:
    return Answer(400, b"<html><body>Bad Request</body></html>", "text/html; charset=utf-8")


def _garbage(fault: Fault, answer: Answer) -> Answer:
    """What comes back as JSON is none."""
    return Answer(200, b"<<<not json at all")


def _unknown_enum(fault: Fault, answer: Answer) -> Answer:
    """Every `field` of the answer holds a value that no client has heard of."""
    pattern = rf'("{re.escape(fault.field)}": )"[^"]*"'
    value = json.dumps(fault.value)
    answer.body = re.sub(pattern, lambda m: m[1] + value, answer.body.decode()).encode()
    return answer


KINDS: dict[str, Way] = {
    "drop_before": _drop_before,
    "drop_after": _drop_after,
    "commit_later": _commit_later,
    "status_500_after": _status_after,
    "status_503": refusing(partial(offline, b"Offline for maintenance")),
    "rate_limit": refusing(_too_many),
    "slow": _slow,
    "garbage": changing(_garbage),
    "unknown_enum": changing(_unknown_enum),
    "html_400": refusing(_html_400),
    "truncated": _truncated,
    "bookkeeper": _act,
    "kill": _kill,
}
