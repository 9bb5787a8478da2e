"""What QuickBooks Online says when it refuses: Faults, in all the shapes they come in. Pure.

JSON with keys in upper or lower case, also with status 200; XML, whatever was asked for; codes as
text, with zeros before them, or missing. Messages are in the language of the company: only codes
tell what a Fault means.

Source: Intuit, "Error codes", "Handling common errors"; answers told of in public repositories.
"""

import html
import re
from dataclasses import dataclass

from odoo.addons.acct_link_batch.lib.exchange import redact
from odoo.addons.acct_link_oauth.lib.web import load, text

# What a code means for the call.
TOKEN = "token"  # the access token has ended
SIGN_IN = "sign in"  # a person has to sign in again
COMPANY = "company"  # nothing can be sent to this company
THROTTLE = "throttle"
UNKNOWN = "unknown"  # nobody knows whether it was written
DATA = "data"  # refused, and nothing was written

_CLASSES = {
    **dict.fromkeys((100, 110, 3200, 3202), TOKEN),
    **dict.fromkeys((120, 3100), SIGN_IN),
    **dict.fromkeys((140, 5020, 6190, 10200), COMPANY),
    3001: THROTTLE,
    **dict.fromkeys((130, 150, 600, 1010, 1020, 4002, 10000), UNKNOWN),
    **dict.fromkeys((500, 610, 620, 630, 700, 800, 1040, 10100), DATA),
    **dict.fromkeys((2000, 2010, 2020, 2030, 2040, 2050, 2060, 2090, 2170, 2210, 2290), DATA),
    **dict.fromkeys((2310, 2410, 2500, 4000, 4001, 5000, 5010, 5030), DATA),
    **dict.fromkeys((6000, 6070, 6080, 6100, 6140, 6160, 6170, 6180, 6200, 6210, 6240), DATA),
    **dict.fromkeys((6250, 6310, 6320, 6420, 6430, 6440, 6470, 6540), DATA),
}
# Of several errors of one answer the first of these counts.
_GRAVEST = (UNKNOWN, THROTTLE, TOKEN, SIGN_IN, COMPANY, DATA)
# Types of Faults that are no judgement on what was sent.
_SYSTEM = ("systemfault", "service")

# The number is used; the name is used; what is meant is not there; it was changed meanwhile.
NUMBER_TAKEN, NAME_TAKEN, NOT_THERE, STALE = 6140, 6240, 610, 5010
CLOSED = (6200, 6210)

_LONGEST = 500
_LOOKED_AT = 20_000
_ERROR = re.compile(r"<Error\b([^>]*)>(.*?)</Error>|<Error\b([^>]*)/>", re.DOTALL | re.IGNORECASE)
_ID = re.compile(r"Id=(\d+)")
_IN_MESSAGE = re.compile(r"errorCode=(\d+)")


@dataclass(frozen=True)
class Error:
    """One error of a Fault; `code` is 0 where there is none."""

    code: int
    message: str = ""
    detail: str = ""
    element: str = ""

    @property
    def said(self) -> str:
        """What a person is shown: the detail, as the message says little, and the code."""
        words = redact(" ".join((self.detail or self.message).split()))[:_LONGEST]
        return f"{words} ({self.code})" if self.code else words or "?"

    @property
    def named_id(self) -> str:
        """The id of the record it names, of whatever entity that may be."""
        found = _ID.search(self.detail)
        return found[1] if found else ""


@dataclass(frozen=True)
class Fault:
    errors: tuple[Error, ...]
    kind: str = ""

    @property
    def meaning(self) -> str:
        """The gravest class of its errors."""
        known = {self._class_of(error) for error in self.errors} or {UNKNOWN}
        return next(each for each in _GRAVEST if each in known)

    def _class_of(self, error):
        """An unlisted code is a refusal where the Fault is about what was sent."""
        if error.code in _CLASSES:
            return _CLASSES[error.code]
        kind = self.kind.lower()
        if kind.startswith("auth"):
            return SIGN_IN if kind.startswith("authorization") else TOKEN
        return DATA if kind and kind not in _SYSTEM else UNKNOWN

    @property
    def codes(self) -> list[int]:
        return [error.code for error in self.errors]

    @property
    def said(self) -> str:
        return " ".join(dict.fromkeys(error.said for error in self.errors))[:_LONGEST]

    def find(self, code: int) -> Error | None:
        return next((error for error in self.errors if error.code == code), None)


def parse(said: str) -> Fault | None:
    """The Fault that a text is; None when it is none."""
    if said.lstrip().startswith("<"):
        return _from_xml(said[:_LOOKED_AT])
    return of_body(load(said))


def of_body(body: dict) -> Fault | None:
    """The Fault that is in the JSON object of an answer, or in an item of one."""
    fault = _any(body, "fault")
    if fault is None:
        return None
    if not isinstance(fault, dict):
        return Fault(())
    errors = _any(fault, "error")
    listed = errors if isinstance(errors, list) else [errors]
    found = [
        Error(
            _code(_any(each, "code"), text(_any(each, "message"))),
            text(_any(each, "message")),
            text(_any(each, "detail")),
            text(_any(each, "element")),
        )
        for each in listed
        if isinstance(each, dict)
    ]
    return Fault(tuple(found), text(_any(fault, "type")))


def _any(data, name):
    """The value of a name, however its first letters are written."""
    return next((value for key, value in data.items() if key.lower() == name), None)


def _code(value, message=""):
    written = value if isinstance(value, str) else str(value) if isinstance(value, int) else ""
    if re.fullmatch(r"\s*0*\d{1,6}\s*", written):
        return int(written)
    found = _IN_MESSAGE.search(message)
    return int(found[1]) if found else 0


def _from_xml(said):
    if "<fault" not in said.lower():
        return None
    found = []
    for match in _ERROR.finditer(said):
        marks, inside = match[1] or match[3] or "", match[2] or ""
        message, detail = (_tag(inside, name) for name in ("Message", "Detail"))
        found.append(Error(_code(_mark(marks, "code"), message), message, detail))
    kind = re.search(r"<Fault\b([^>]*)>", said, re.IGNORECASE)
    return Fault(tuple(found), _mark(kind[1], "type") if kind else "")


def _tag(said, name):
    found = re.search(rf"<{name}>(.*?)</{name}>", said, re.DOTALL | re.IGNORECASE)
    return html.unescape(found[1]).strip() if found else ""


def _mark(marks, name):
    found = re.search(rf"""\b{name}=["']([^"']*)["']""", marks, re.IGNORECASE)
    return html.unescape(found[1]) if found else ""
