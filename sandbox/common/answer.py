"""The HTTP answer before it is on the socket, and JSON with exact decimals."""

import json
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

# json has no hook to write a Decimal as a number: it is written as a marked text, then unquoted.
_MARK = "\0decimal:"
_MARKED = re.compile(r'"\\u0000decimal:(-?[\d.]+)"')


@dataclass
class Answer:
    """One HTTP answer, before it is put on the socket."""

    status: int
    body: bytes = b""
    content_type: str = "application/json; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)


class Refused(Exception):
    """A request that gets no further; carries the finished answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def dump(value: Any) -> bytes:
    """JSON text of a value that may contain Decimals; they become plain JSON numbers."""
    text = json.dumps(value, default=_mark_decimal, ensure_ascii=True)
    return _MARKED.sub(r"\1", text).encode()


def _mark_decimal(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{_MARK}{value:f}"
    raise TypeError(f"cannot be written as JSON: {value!r}")


def load(body: bytes) -> Any:
    """JSON to Python with exact decimals; ValueError for anything that is not proper JSON."""
    return json.loads(body, parse_float=Decimal, parse_constant=_refuse_constant)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def json_answer(status: int, value: Any, headers: dict[str, str] | None = None) -> Answer:
    return Answer(status, dump(value), headers=dict(headers or {}))
