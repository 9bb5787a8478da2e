"""The same answer as XML, for who did not ask for JSON."""

from typing import Any
from xml.sax.saxutils import escape, quoteattr

NAMESPACE = "http://schema.intuit.com/finance/v3"
_ATTRIBUTES = ("name", "type", "domain", "sparse", "status", "code", "element", "bId")
_PAGE = ("startPosition", "maxResults", "totalCount")


def as_xml(body: dict[str, Any]) -> bytes:
    rest = {name: value for name, value in body.items() if name != "time"}
    content = "".join(_element(name, value) for name, value in rest.items())
    head = f"<IntuitResponse xmlns={quoteattr(NAMESPACE)} time={quoteattr(body['time'])}>"
    return f'<?xml version="1.0" encoding="UTF-8"?>{head}{content}</IntuitResponse>'.encode()


def _element(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(_element(name, each) for each in value)
    if not isinstance(value, dict):
        return f"<{name}>{escape(_text(value))}</{name}>"
    marks = [n for n, v in value.items() if n in (*_ATTRIBUTES, *_PAGE) and not isinstance(v, dict)]
    attributes = "".join(f" {mark}={quoteattr(_text(value[mark]))}" for mark in marks)
    inside = "".join(
        escape(_text(each)) if inner == "value" else _element(inner, each)
        for inner, each in value.items()
        if inner not in marks
    )
    return f"<{name}{attributes}>{inside}</{name}>"


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)
