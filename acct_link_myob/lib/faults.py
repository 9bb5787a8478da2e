"""What MYOB says when it refuses: several errors, each with a name, a code and a message. Pure.

Names tell what they mean; codes are text, numbers or missing; what is refused at the door is one
bare message. Only errors count, warnings are remarks.

Source: MYOB, "Error messages", "Error codes".
"""

from dataclasses import dataclass

from odoo.addons.acct_link_batch.lib.exchange import redact
from odoo.addons.acct_link_oauth.lib.web import load, text

TOKEN_INVALID, RATE_LIMIT, INACTIVE = "OAuthTokenIsInvalid", "RateLimitError", "DeveloperInactive"
DENIED, NOT_THERE, DUPLICATE = "AccessDenied", "ResourceNotFound", "Duplicate"
TOKEN_CODE = "31001"
_LONGEST = 500


@dataclass(frozen=True)
class Error:
    name: str
    message: str = ""
    details: str = ""
    code: str = ""

    @property
    def said(self) -> str:
        """What a person is shown: the message, and where it is about."""
        words = redact(" ".join((self.message or self.name).split()))[:_LONGEST]
        where = redact(" ".join(self.details.split()))[:100]
        return f"{words} ({where})" if where and where not in words else words or "?"


@dataclass(frozen=True)
class Refusal:
    """`bare`: it is one message of the door, and nothing of what was sent was looked at."""

    errors: tuple[Error, ...]
    bare: bool = False

    @property
    def said(self) -> str:
        return " ".join(dict.fromkeys(error.said for error in self.errors))[:_LONGEST]

    def find(self, name: str) -> Error | None:
        return next((error for error in self.errors if error.name == name), None)

    @property
    def is_token(self) -> bool:
        return any(each.name == TOKEN_INVALID or each.code == TOKEN_CODE for each in self.errors)


def parse(said: str) -> Refusal | None:
    """The Refusal that a text is; None when it is none."""
    body = load(said)
    listed = body.get("Errors")
    if isinstance(listed, list):
        found = [_error(each) for each in listed if isinstance(each, dict)]
        return Refusal(tuple(found)) if found else None
    if isinstance(body.get("Message"), str):
        code = text(body.get("ErrorCode"))
        return Refusal((Error(code, body["Message"]),), bare=True)
    return None


def _error(said):
    code = said.get("ErrorCode")
    return Error(
        text(said.get("Name")),
        text(said.get("Message")),
        text(said.get("AdditionalDetails")),
        str(code) if isinstance(code, int) else text(code),
    )
