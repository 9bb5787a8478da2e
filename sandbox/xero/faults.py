"""Faults whose answers are Xero's own."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from sandbox.common import fault, faults
from sandbox.common.answer import Answer, json_answer
from sandbox.common.fault_kinds import KINDS, changing, offline, refusing

from .api.gate import expired_text, insufficient_scope
from .api.limits import Limits
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
        "refuse_whole": refusing(lambda fault: bad_data(fault.message).answer),
        "warning": changing(_warning),
    }
