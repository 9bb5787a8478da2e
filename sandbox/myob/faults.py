"""Faults whose answers are those of the MYOB Business API or of the gateway before it."""

from dataclasses import dataclass
from typing import Any

from sandbox.common import fault, faults
from sandbox.common.answer import Answer, json_answer
from sandbox.common.fault import Delivery
from sandbox.common.fault_kinds import KINDS, CarryOut, changing, refusing
from sandbox.common.request import Request

from .problems import MESSAGES, Problem, denied, errors, gateway

QPS_HTML = b"<html><body><h1>Developer Over Qps</h1></body></html>"
LIMITS = ("second", "day", "page", "429")
_LIMIT_WORDS = {"second": "per-second", "day": "daily"}


@dataclass
class Fault(fault.Fault):
    variant: str = "second"
    name: str = "ValueOutOfRange"
    message: str = "A test asked for this refusal"

    def check(self) -> None:
        super().check()
        if self.name not in MESSAGES:
            raise ValueError(f"the service has no error {self.name}")
        if self.variant not in LIMITS:
            raise ValueError(f"variant must be one of {', '.join(LIMITS)}")


def _error(fault: Fault) -> Answer:
    """500 as the service says it, 502 to 504 as the gateway."""
    return Problem("InternalError").answer if fault.status == 500 else gateway(fault.status)


def _error_after(
    faults: faults.Faults, fault: Fault, request: Request, carry_out: CarryOut
) -> Delivery:
    carry_out()
    return Delivery(_error(fault))


def _conflict() -> Answer:
    return Problem("IncorrectRowVersionSupplied").answer


def _conflict_after(
    faults: faults.Faults, fault: Fault, request: Request, carry_out: CarryOut
) -> Delivery:
    carry_out()
    return Delivery(_conflict())


def _late(faults: faults.Faults, fault: Fault, request: Request, carry_out: CarryOut) -> Delivery:
    """The gateway gives up, and the service does it all the same some seconds later."""
    faults.do_later(fault.seconds, carry_out)
    return Delivery(_error(fault))


def _hidden(faults: faults.Faults, fault: Fault, request: Request, carry_out: CarryOut) -> Delivery:
    """Done, and for some seconds of the stand-in's clock nobody can read it; answered as
    `status`: 201 is the true answer."""
    answer = carry_out()
    if location := answer.headers.get("Location"):
        _, _, path = location.partition("/accountright/")
        tenant, uid = path.partition("/")[0], path.rpartition("/")[2]
        wish = {"tenant": tenant, "action": "hide", "id": uid, "seconds": fault.seconds}
        faults.act(wish)
    return Delivery(answer if fault.status == 201 else _error(fault))


def _bare(fault: Fault, answer: Answer) -> Answer:
    """Done, and the answer tells neither what nor where."""
    return Answer(answer.status, content_type="")


def _too_many(fault: Fault) -> Answer:
    if fault.variant == "page":
        return Answer(403, QPS_HTML, "text/html; charset=utf-8", fault.wait_header)
    if fault.variant == "429":
        return Answer(429, b"Developer Over Qps", "text/plain", fault.wait_header)
    return too_many(fault.variant, fault.wait_header)


def too_many(which: str, headers: dict[str, str] | None = None) -> Answer:
    """:param which: second or day"""
    problem = Problem("RateLimitError", "Header: x-myobapi-key", _LIMIT_WORDS[which])
    return json_answer(problem.status, errors(problem.entries), headers)


def _refusal(fault: Fault) -> Answer:
    problem = Problem(fault.name, fault.message)
    problem.entries[0]["Message"] = fault.message
    return problem.answer


def _refusing(name: str) -> Any:
    return refusing(lambda fault: Problem(name).answer)


class Faults(faults.Faults):
    FAULT = Fault
    KINDS = KINDS | {
        "status_500_after": _error_after,  # type: ignore[dict-item]
        "status_500": refusing(_error),
        "status_503": refusing(lambda fault: gateway(503, fault.wait_header)),
        "late": _late,
        "hidden": _hidden,  # type: ignore[dict-item]
        "conflict_before": refusing(lambda fault: _conflict()),
        "conflict_after": _conflict_after,  # type: ignore[dict-item]
        "bare": changing(_bare),
        "rate_limit": refusing(_too_many),
        "unauthorized_expired": _refusing("OAuthTokenIsInvalid"),
        "forbidden": refusing(lambda fault: denied()),
        "inactive": _refusing("DeveloperInactive"),
        "refuse_whole": refusing(_refusal),
    }
