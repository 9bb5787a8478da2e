"""What the service answers to a request that it refuses: Faults, by their code.

Codes, their usual HTTP status and messages: fault_codes of the reference. `Detail` is the service's
where it is known, else the stand-in's own.
"""

from typing import Any

from sandbox.common.answer import Answer

GATEWAY_HTML = b"<html><body><h1>%d</h1><p>The server cannot answer now</p></body></html>"
_MESSAGES = {
    500: "Unsupported Operation",
    600: "Duplicate Request ID",
    610: "Object Not Found",
    620: "Transaction can not be linked",
    700: "Parent Reference Invalid",
    800: "Cannot delete object",
    1040: "Batch size exceeds allowed limit",
    2000: "Invalid or unsupported object name",
    2010: "Request has invalid or unsupported property",
    2020: "Required param missing, need to supply the required value for the API",
    2030: "Invalid ID",
    2040: "Invalid String",
    2050: "Invalid String Length",
    2060: "Invalid Date Format",
    2090: "Invalid Number",
    2170: "Invalid Enumeration",
    2210: "Invalid Email Address format",
    2310: "Error parsing object",
    2410: "An exchange rate is missing",
    2500: "Invalid Reference Id",
    4000: "Error parsing query",
    4001: "Invalid query",
    4002: "Query could not be processed",
    5010: "Stale Object Error",
    5020: "Permission Denied Error",
    5030: "Feature Not Supported Error",
    6000: "A business validation error has occurred while processing your request",
    6070: "Amount calculation incorrect in the request",
    6080: "No name provided",
    6100: "Invalid Line TaxCode in the request",
    6140: "Duplicate Document Number Error",
    6160: "Invalid TaxCodeRef",
    6170: "Invalid TxnTaxDetail Error",
    6180: "Sub Level Limit",
    6190: "Invalid Company Status",
    6210: "Account Period Closed, Cannot Update Through Services API",
    6240: "Duplicate Name Exists Error",
    6310: "MissingCustomer",
    6320: "InvalidBillable",
    6420: "Email address is required",
    6430: "Invalid account type used",
    6440: "Transaction Detail Information Required",
    10000: "An application error has occurred while processing your request",
    10100: "Result Set Big",
}
_STATUS = {5020: 403, 10000: 500}
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
        self.detail = _STARTS.get(code, "").format(element) + detail or _MESSAGES[code]

    @property
    def status(self) -> int:
        return _STATUS.get(self.code, 400)

    @property
    def fault(self) -> dict[str, Any]:
        error = {
            "Message": _MESSAGES[self.code],
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
