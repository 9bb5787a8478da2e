"""Which fields an entity has, of which type: what `schema.txt` says, and JSON held against it.

The names and types are those of Intuit's XML schema (intuit/QuickBooks-V3-PHP-SDK, Apache-2.0),
those that the entities here can hold; a test compares. `Field* type` is a list.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from sandbox.common.fields import Schema, read_schema

from ..problems import Problem

_WHOLE = (int, Decimal)
# What every entity may carry beside its elements: attributes of the XML.
ATTRIBUTES = {"domain": "text", "status": "text", "sparse": "yes/no"}
REF = {"value": ("text", False), "name": ("text", False), "type": ("text", False)}
MEMO = {"value": ("text", False), "id": ("text", False)}


@cache
def schema() -> Schema:
    return read_schema(Path(__file__).with_name("schema.txt"), {"ref": REF, "memo": MEMO})


def check(entity: str, body: Any, strict: bool = True) -> None:
    """:raises Problem: an unknown field or a value of another type (2010), a date (2060), a number
    (2090) or a choice (2170) that is none
    """
    _object(entity, body, "", strict, ATTRIBUTES)


def _object(
    kind: str, value: Any, path: str, strict: bool, more: dict[str, str] | None = None
) -> None:
    if not isinstance(value, dict):
        raise _unsupported(path or kind)
    fields = schema().types[kind]
    for name, each in value.items():
        where = f"{path}.{name}" if path else name
        if name in (more or {}):
            _value((more or {})[name], each, where, strict)
            continue
        if name not in fields:
            raise _unsupported(where)
        field_type, many = fields[name]
        if each is None:
            continue
        if many and not isinstance(each, list):
            raise _unsupported(where)
        for entry in each if many else [each]:
            _value(field_type, entry, where, strict)


def _value(kind: str, value: Any, path: str, strict: bool) -> None:
    known = schema()
    if kind in known.types:
        _object(kind, value, path, strict)
    elif kind in known.enums:
        if value not in known.enums[kind] and not (value == "" and not strict):
            raise Problem(2170, f"{path} is {value!r}", path)
    elif kind == "yes/no":
        if not isinstance(value, bool):
            raise _unsupported(path)
    elif kind in ("number", "whole"):
        _number(kind, value, path, strict)
    elif not isinstance(value, str):
        if strict or isinstance(value, (dict, list)):
            raise _unsupported(path)
    elif kind in ("date", "moment") and (value or strict):
        _day(kind, value, path)


def _number(kind: str, value: Any, path: str, strict: bool) -> None:
    if isinstance(value, str) and not strict:
        if value and not re.fullmatch(r"-?\d+(\.\d+)?", value):
            raise Problem(2090, f"{path} is {value!r}", path)
        return
    if isinstance(value, bool) or not isinstance(value, _WHOLE):
        raise _unsupported(path)
    if kind == "whole" and value != int(value):
        raise Problem(2090, f"{path} is {value}", path)


def _day(kind: str, value: str, path: str) -> None:
    try:
        if kind == "date":
            if not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
                raise ValueError(value)
            date.fromisoformat(value)
        else:
            datetime.fromisoformat(value.replace("Z", "+00:00"))
    except ValueError as problem:
        raise Problem(2060, f"{path} is {value!r}, and has to be YYYY-MM-DD", path) from problem


def _unsupported(path: str) -> Problem:
    """As the service says it: the name of an unknown property is told at the first level only."""
    return Problem(2010, f"Property Name:{path} is unsupported or of another type", path)


def plain(kind: str, value: dict[str, Any]) -> dict[str, Any]:
    """What is kept of a body that was checked: texts that are numbers become numbers, and what is
    empty is left out."""
    fields, found = schema().types[kind], {}
    for name, each in value.items():
        field_type, many = fields.get(name, ("text", False))
        if each in (None, "", [], {}):
            continue
        each = [_plain(field_type, entry) for entry in (each if many else [each])]
        found[name] = each if many else each[0]
    return found


def _plain(kind: str, value: Any) -> Any:
    if kind in schema().types:
        return plain(kind, value)
    if kind == "text" and not isinstance(value, str):
        return str(value)
    return Decimal(value) if kind in ("number", "whole") and isinstance(value, str) else value
