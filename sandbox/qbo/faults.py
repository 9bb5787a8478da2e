"""Faults whose answers are those of QuickBooks Online or of the gateway before it."""

from dataclasses import dataclass

from sandbox.common import fault, faults
from sandbox.common.answer import Answer, json_answer
from sandbox.common.fault import Delivery
from sandbox.common.fault_kinds import KINDS, CarryOut, refusing
from sandbox.common.request import Request

from .problems import MESSAGES, Problem, door, gateway, too_many

TIME = "2026-01-30T09:10:11.123-08:00"


@dataclass
class Fault(fault.Fault):
    code: int = 6000
    message: str = "A test asked for this refusal"

    def check(self) -> None:
        super().check()
        if self.code not in MESSAGES:
            raise ValueError(f"the service has no code {self.code}")


def _system_error(fault: Fault) -> Answer:
    """500 as the service says it, 502 to 504 as the gateway."""
    if fault.status != 500:
        return gateway(fault.status)
    return json_answer(500, {"Fault": Problem(10000).fault, "time": TIME})


def _status_after(
    faults: faults.Faults, fault: Fault, request: Request, carry_out: CarryOut
) -> Delivery:
    """The write is done, yet the answer is an error; `remember` keeps it under the requestid."""
    carry_out()
    answer = _system_error(fault)
    if fault.remember and faults.remember:
        faults.remember(request, answer)
    return Delivery(answer)


def _refusal(status: int | None = None):  # type: ignore[no-untyped-def]
    def answer(fault: Fault) -> Answer:
        problem = Problem(fault.code, fault.message)
        body = {"Fault": problem.fault, "time": TIME}
        return json_answer(status or problem.status, body)

    return answer


def _closed(status: int, code: int, name: str):  # type: ignore[no-untyped-def]
    return refusing(lambda fault: json_answer(status, door(code, status, name, "")))


class Faults(faults.Faults):
    FAULT = Fault
    KINDS = KINDS | {
        "status_500_after": _status_after,  # type: ignore[dict-item]
        "status_500": refusing(_system_error),
        "status_503": refusing(lambda fault: gateway(503)),
        "rate_limit": refusing(lambda fault: too_many(fault.wait_header)),
        "unauthorized_expired": _closed(401, 3200, "AuthenticationFailed"),
        "forbidden": _closed(403, 3100, "ApplicationAuthorizationFailed"),
        "refuse_whole": refusing(_refusal()),
        "fault_in_200": refusing(_refusal(200)),
    }
