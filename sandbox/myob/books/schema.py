"""Which fields a resource has, of which type: what `schema.txt` says, and JSON held against it.

Names and types are those of the data contracts of MYOB's .NET SDK (MIT), for what is here; a test
compares. `Field* type` is a list.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from sandbox.common.fields import Schema, read_schema
from sandbox.common.ids import ZERO_GUID, is_guid

from ..problems import Problem, raise_all

_WHOLE = (int, Decimal)


@cache
def schema() -> Schema:
    return read_schema(Path(__file__).with_name("schema.txt"))


@cache
def is_link(kind: str) -> bool:
    """Does a type point to something by its UID?"""
    return schema().is_a(kind, "BaseLink")


def check(kind: str, body: Any, strict: bool = True) -> None:
    """:raises Problem: all that cannot be read (SerializationError): a value of another type, a
    choice that is none, and if strict, fields that are unknown
    """
    raise_all(_object(kind, body, "", strict))


def _wrong(path: str) -> Problem:
    return Problem("SerializationError", path)


def _object(kind: str, value: Any, path: str, strict: bool) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield _wrong(path or kind)
        return
    fields = schema().types[kind]
    for name, each in value.items():
        where = f"{path}.{name}" if path else name
        if name not in fields:
            if strict:
                yield _wrong(where)
            continue
        field_type, many = fields[name]
        if each is None:
            continue
        if not many:
            yield from _value(field_type, each, where, strict)
        elif not isinstance(each, list):
            yield _wrong(where)
        else:
            for place, entry in enumerate(each):
                yield from _value(field_type, entry, f"{where}[{place}]", strict)


def _value(kind: str, value: Any, path: str, strict: bool) -> Iterator[Problem]:
    if kind in schema().types:
        yield from _object(kind, value, path, strict)
    elif not _is(kind, value, strict):
        yield _wrong(path)


def _is(kind: str, value: Any, strict: bool) -> bool:
    if kind in schema().enums:
        return isinstance(value, str) and _choice(kind, value) is not None
    if kind == "yes/no":
        return isinstance(value, bool)
    if kind in ("number", "whole"):
        if isinstance(value, str) and not strict:
            return re.fullmatch(r"-?\d+(\.\d+)?", value) is not None
        right = isinstance(value, _WHOLE) and not isinstance(value, bool)
        return right and (kind == "number" or value == int(value))
    if not isinstance(value, str):
        return False
    if kind == "guid":
        return is_guid(value)
    return kind != "date" or moment(value) is not None


def _choice(kind: str, value: str) -> str | None:
    """The documentation writes PrePaid where the contract has Prepaid: case does not count."""
    known = {each.casefold(): each for each in schema().enums[kind]}
    return known.get(value.casefold())


def moment(text: str) -> datetime | None:
    """What a body says of a day: with a T or a space before the time, or without one."""
    try:
        return datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    except ValueError:
        return None


def day_of(text: str) -> date:
    """Of a day as it is kept."""
    return date.fromisoformat(text[:10])


def plain(kind: str, value: dict[str, Any], local: Any) -> dict[str, Any]:
    """What is kept of a body that was checked: numbers, choices and days as the books write them,
    nothing that is empty, of what is pointed to only the UID.

    :param local: the time zone of the file: a moment with an offset counts by its day there
    """
    fields, found = schema().types[kind], {}
    for name, each in value.items():
        field_type, many = fields.get(name, ("", False))
        if not field_type or each in (None, "", [], {}):
            continue
        if many:
            found[name] = [_plain(field_type, entry, local) for entry in each]
        elif (kept := _plain(field_type, each, local)) is not None:
            found[name] = kept
    return found


def _plain(kind: str, value: Any, local: Any) -> Any:
    known = schema()
    if is_link(kind):
        uid = str(value.get("UID") or ZERO_GUID).lower()
        return None if uid == ZERO_GUID else {"UID": uid}
    if kind in known.types:
        return plain(kind, value, local)
    if kind in known.enums:
        return _choice(kind, value)
    if kind == "guid":
        return None if value == ZERO_GUID else value.lower()
    if kind == "date":
        at = moment(value)
        assert at is not None, "bodies are checked first"
        day = at.astimezone(local) if at.tzinfo else at
        return f"{day.date().isoformat()}T00:00:00"
    return Decimal(value) if kind in ("number", "whole") else value
