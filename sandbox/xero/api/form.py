"""How a request has to be put, before anything in it is looked at (Xero API: Requests and
responses, Limits). Where Xero's own bounds are not known they are the stand-in's, and generous."""

from collections.abc import Iterable

from sandbox.common.answer import Answer, Refused
from sandbox.common.request import Request

LARGEST_BODY = 10_000_000  # bytes; Xero API: Limits
LONGEST_TARGET = 8_192  # characters of path and query
_JSON = ("application/json", "text/json")
_TAKES_JSON = (*_JSON, "application/*", "*/*")
_WRITES = ("PUT", "POST")


def check_size(request: Request) -> None:
    """What no server reads to its end. Files have a bound of their own."""
    if len(request.target) > LONGEST_TARGET:
        raise Refused(Answer(414, b"The address is too long", "text/plain; charset=utf-8"))
    if len(request.body) > LARGEST_BODY and not _is_file(request):
        raise Refused(Answer(413, b"The request is too large", "text/plain; charset=utf-8"))


def check_types(request: Request) -> None:
    """The stand-in answers in JSON only, and only JSON is read."""
    if _is_file(request):
        return
    accepted = request.header("Accept")
    if accepted and not any(_is_wanted(each) for each in accepted.split(",")):
        text = b"Only application/json is answered"
        raise Refused(Answer(406, text, "text/plain; charset=utf-8"))
    sent = _media(request.header("Content-Type").split(";"))
    if request.method in _WRITES and request.body and sent not in _JSON:
        text = b"The Content-Type must be application/json"
        raise Refused(Answer(415, text, "text/plain; charset=utf-8"))


def _is_file(request: Request) -> bool:
    return "/Attachments/" in request.path


def _is_wanted(entry: str) -> bool:
    """One entry of an Accept header; a weight of zero means that it is not wanted."""
    parts = entry.split(";")
    weights = [part.partition("=")[2] for part in parts[1:] if part.strip().startswith("q=")]
    return _media(parts) in _TAKES_JSON and not any(_is_zero(each) for each in weights)


def _is_zero(weight: str) -> bool:
    return weight.strip().strip("0.") == ""


def _media(parts: Iterable[str]) -> str:
    return next(iter(parts), "").strip().lower()
