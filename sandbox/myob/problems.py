"""What the API answers to a request that it refuses: errors, by their name.

Names, codes, HTTP status and messages are in `problems.txt`. Names and codes with a number are
MYOB's; the words, and the names of what MYOB's lists do not have, are the stand-in's own (README).
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sandbox.common.answer import Answer, json_answer
from sandbox.common.ids import new_guid

_TABLE = [
    line.split(" ", 3) for line in Path(__file__).with_name("problems.txt").read_text().splitlines()
]
CODES = {name: None if code == "null" else int(code) for name, code, _, _ in _TABLE}
MESSAGES = {name: message for name, _, _, message in _TABLE}
_STATUS = {name: int(status) for name, _, status, _ in _TABLE}
DENIED = "You are not authorised to access this resource"
GATEWAY_HTML = b"<html><body><h1>%d</h1><p>The server cannot answer now</p></body></html>"


class Problem(Exception):
    """A request is refused. `details` is the path in the body, or what explains it."""

    def __init__(self, name: str, details: str = "", *words: object, warning: bool = False) -> None:
        super().__init__(f"{name} {details}")
        self.entries = [
            {
                "Name": name,
                "Message": MESSAGES[name].format(*(words or (details, ""))),
                "AdditionalDetails": details,
                "ErrorCode": CODES[name],
                "Severity": "Warning" if warning else "Error",
                "LearnMore": None,
            }
        ]
        self.status = _STATUS[name]

    @property
    def answer(self) -> Answer:
        return json_answer(self.status, errors(self.entries))


def errors(entries: list[dict[str, Any]]) -> dict[str, Any]:
    """The body of a refusal."""
    return {"Errors": entries, "Information": "", "RequestId": new_guid()}


def raise_all(problems: Iterable[Problem]) -> None:
    """One refusal that tells of all of them; none, if there are none."""
    found = list(problems)
    if found:
        found[0].entries = [entry for each in found for entry in each.entries]
        raise found[0]


def denied(status: int = 403, message: str = DENIED) -> Answer:
    """Bare, as answers of this kind are."""
    return json_answer(status, {"Message": message, "ErrorCode": "AccessDenied"})


def gateway(status: int, headers: dict[str, str] | None = None) -> Answer:
    return Answer(status, GATEWAY_HTML % status, "text/html; charset=utf-8", dict(headers or {}))
