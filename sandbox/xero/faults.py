"""Faults whose answers are Xero's own."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from xml.sax.saxutils import escape

from sandbox.common import fault, faults
from sandbox.common.answer import Answer, json_answer
from sandbox.common.fault import Delivery
from sandbox.common.fault_kinds import KINDS, CarryOut, changing, offline, refusing
from sandbox.common.request import Request

from .api.gate import expired_text, insufficient_scope
from .api.limits import Limits
from .payroll.second_view import problem_row
from .problems import bad_data, forbidden, unauthorised

LIMIT_VARIANTS = {"minute": 30, "day": 66_975, "appminute": 30, "concurrent": None}


@dataclass
class Fault(fault.Fault):
    variant: str = "minute"
    message: str = "A test asked for this refusal"

    def check(self) -> None:
        super().check()
        if self.variant not in LIMIT_VARIANTS:
            raise ValueError("unknown variant")


def _rate_limit(fault: Fault) -> Answer:
    remaining = {
        "X-DayLimit-Remaining": "0" if fault.variant == "day" else "4000",
        "X-MinLimit-Remaining": "0" if fault.variant == "minute" else "50",
        "X-AppMinLimit-Remaining": "0" if fault.variant == "appminute" else "9000",
    }
    seconds = LIMIT_VARIANTS[fault.variant]
    if fault.retry_after is not None:
        seconds = fault.retry_after
    return Limits.refusal(fault.variant, seconds, remaining)


def _expired(fault: Fault) -> Answer:
    ended = datetime.now(UTC) - timedelta(minutes=1)
    return unauthorised(expired_text(ended)).answer


def _warning(fault: Fault, answer: Answer) -> Answer:
    """Every good element of the answer also carries a warning."""
    body = json.loads(answer.body)
    for rows in body.values():
        for row in rows if isinstance(rows, list) else []:
            if row.get("StatusAttributeString") == "OK":
                row["StatusAttributeString"] = "WARNING"
                row["Warnings"] = [{"Message": fault.message}]
    return json_answer(answer.status, body, answer.headers)


def _refuse_whole(
    faults: faults.Faults, fault: Fault, request: Request, carry_out: CarryOut
) -> Delivery:
    """The second payroll API has refusals of its own shape."""
    if not request.path.startswith("/payroll.xro/2.0/"):
        return Delivery(bad_data(fault.message).answer)
    problem = problem_row(400, "Bad Request", fault.message, [])
    return Delivery(json_answer(400, {"httpStatusCode": "BadRequest", "problem": problem}))


def _xml(fault: Fault) -> Answer:
    """A refusal as the payroll writes it now and then, whatever was accepted."""
    body = (
        "<ApiException><ErrorNumber>10</ErrorNumber><Type>ValidationException</Type>"
        "<Message>A validation exception occurred</Message><Timesheets><Timesheet>"
        f"<ValidationErrors><ValidationError><Message>{escape(fault.message)}</Message>"
        "</ValidationError></ValidationErrors></Timesheet></Timesheets></ApiException>"
    )
    return Answer(400, body.encode(), "application/xml; charset=utf-8")


class Faults(faults.Faults):
    FAULT = Fault
    KINDS = KINDS | {
        "status_503": refusing(
            partial(offline, b"The Xero API is currently offline for maintenance")
        ),
        "rate_limit": refusing(_rate_limit),
        "unauthorized_expired": refusing(_expired),
        "unauthorized_scope": refusing(lambda fault: insufficient_scope().answer),
        "forbidden": refusing(lambda fault: forbidden().answer),
        "refuse_whole": _refuse_whole,
        "refuse_xml": refusing(_xml),
        "warning": changing(_warning),
    }
