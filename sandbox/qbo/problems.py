"""What the service answers to a request that it refuses: Faults, by their code.

Codes, their usual HTTP status and messages are in `faults.txt`, as the reference has them. `Detail`
is the service's where it is known, else the stand-in's own.
"""

from pathlib import Path
from typing import Any

from sandbox.common.answer import Answer

GATEWAY_HTML = b"<html><body><h1>%d</h1><p>The server cannot answer now</p></body></html>"
_TABLE = [
    line.split(" ", 2) for line in Path(__file__).with_name("faults.txt").read_text().splitlines()
]
MESSAGES = {int(code): message for code, _, message in _TABLE}
_STATUS = {int(code): int(status) for code, status, _ in _TABLE}
_SYSTEM = (10000,)
_STARTS = {
    2500: "Invalid Reference Id : ",
    610: "Object Not Found : ",
    2020: "Required parameter {} is missing in the request",
    6140: "Duplicate Document Number Error : ",
}


class Problem(Exception):
    """A request is refused with a Fault."""

    def __init__(self, code: int, detail: str = "", element: str = "") -> None:
        super().__init__(f"{code} {detail}")
        self.code, self.element = code, element
        self.detail = _STARTS.get(code, "").format(element) + detail or MESSAGES[code]

    @property
    def status(self) -> int:
        return _STATUS[self.code]

    @property
    def fault(self) -> dict[str, Any]:
        error = {
            "Message": MESSAGES[self.code],
            "Detail": self.detail,
            "code": str(self.code),
            "element": self.element,
        }
        kind = "SystemFault" if self.code in _SYSTEM else "ValidationFault"
        return {"Error": [error], "type": kind}


def missing(element: str) -> Problem:
    return Problem(2020, "", element)


def door(code: int, status: int, name: str, detail: str) -> dict[str, Any]:
    """What the gateway says, in lower case, who does not let in."""
    message = f"message={name}; errorCode={code:06d}; statusCode={status}"
    error = {"message": message, "detail": detail, "code": str(code), "element": None}
    kind = "AUTHENTICATION" if status == 401 else "AuthorizationFault"
    return {
        "warnings": None,
        "intuitObject": None,
        "fault": {"error": [error], "type": kind},
        "queryResponse": None,
    }


def too_many(headers: dict[str, str] | None = None) -> Answer:
    """XML, whatever was asked for."""
    text = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<IntuitResponse xmlns="http://schema.intuit.com/finance/v3"><Fault type="SERVICE">'
        '<Error code="3001"><Message>message=ThrottleExceeded; errorCode=003001; statusCode=429'
        "</Message></Error></Fault></IntuitResponse>"
    )
    return Answer(429, text.encode(), "application/xml", dict(headers or {}))


def gateway(status: int) -> Answer:
    return Answer(status, GATEWAY_HTML % status, "text/html; charset=utf-8")
