"""The `where` parameter: a small expression language (Xero API: Requests and responses).

Texts compare without regard to case and accents; a quote inside a text is doubled. What cannot
be understood raises `NotUnderstood`.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

Row = Any
Getter = Callable[[Row], Any]
Test = Callable[[Row], bool]

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<text>"(?:[^"]|"")*")
    | (?P<call>DateTime|Guid)\s*\((?P<inside>[^)]*)\)
    | (?P<method>\.(?:Contains|StartsWith|EndsWith)\s*\((?P<part>\s*"(?:[^"]|"")*"\s*)\))
    | (?P<number>-?\d+(?:\.\d+)?)
    | (?P<and>&&|\bAND\b)
    | (?P<or>\|\||\bOR\b)
    | (?P<compare>==|!=|>=|<=|>|<|=)
    | (?P<word>[A-Za-z_]\w*(?:\.(?!(?:Contains|StartsWith|EndsWith)\s*\()[A-Za-z_]\w*)*)
    | (?P<open>\()
    | (?P<close>\))
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda a, b: bool(a == b),
    "=": lambda a, b: bool(a == b),  # as Xero's own clients write it
    "!=": lambda a, b: bool(a != b),
    ">=": lambda a, b: bool(a >= b),
    "<=": lambda a, b: bool(a <= b),
    ">": lambda a, b: bool(a > b),
    "<": lambda a, b: bool(a < b),
}
_PARTS: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda whole, part: part in whole,
    "startswith": str.startswith,
    "endswith": str.endswith,
}


class NotUnderstood(ValueError):
    """The expression is not one this API knows."""


def comparable(value: Any) -> Any:
    """Text without case and accents; a calendar date as the moment at which it begins."""
    if isinstance(value, str):
        parts = unicodedata.normalize("NFD", value.casefold())
        return "".join(letter for letter in parts if not unicodedata.combining(letter))
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    return value


def compile_where(expression: str, columns: Mapping[str, Getter]) -> Test:
    return _Parser(expression, columns).whole()


class _Parser:
    def __init__(self, expression: str, columns: Mapping[str, Getter]) -> None:
        self._columns = {name.lower(): getter for name, getter in columns.items()}
        self._tokens = _tokens(expression)
        self._at = 0

    def whole(self) -> Test:
        test = self._either()
        if self._at < len(self._tokens):
            raise NotUnderstood(f"Unexpected '{self._tokens[self._at][1]}'")
        return test

    def _next(self, *kinds: str) -> str | None:
        """The next token's text if it is of one of these kinds."""
        if self._at < len(self._tokens) and self._tokens[self._at][0] in kinds:
            self._at += 1
            return self._tokens[self._at - 1][1]
        return None

    def _either(self) -> Test:
        tests = [self._both()]
        while self._next("or"):
            tests.append(self._both())
        return lambda row: any(test(row) for test in tests)

    def _both(self) -> Test:
        tests = [self._one()]
        while self._next("and"):
            tests.append(self._one())
        return lambda row: all(test(row) for test in tests)

    def _one(self) -> Test:
        if self._next("open"):
            test = self._either()
            if not self._next("close"):
                raise NotUnderstood("')' expected")
            return test
        name = self._next("word")
        if name is None:
            raise NotUnderstood("a field was expected")
        getter = self._columns.get(name.lower())
        if getter is None:
            raise NotUnderstood(f"No property or field '{name}' exists")
        if method := self._next("method"):
            return _part_test(getter, method)
        sign = self._next("compare")
        if sign is None:
            raise NotUnderstood(f"a comparison was expected after '{name}'")
        return _comparison(getter, sign, self._literal())

    def _literal(self) -> Any:
        for kind, read in _LITERALS.items():
            token = self._next(kind)
            if token is not None:
                return read(token)
        raise NotUnderstood("a value was expected")


def _tokens(expression: str) -> list[tuple[str, str]]:
    tokens, at = [], 0
    while at < len(expression.rstrip()):
        match = _TOKEN.match(expression, at)
        if match is None:
            raise NotUnderstood(f"Syntax error (at index {at})")
        kind = next(k for k, v in match.groupdict().items() if v is not None)
        tokens.append((kind, match[0].strip()))
        at = match.end()
    return tokens


def _comparison(getter: Getter, sign: str, wanted: Any) -> Test:
    compare, wanted = _COMPARE[sign], comparable(wanted)

    def test(row: Row) -> bool:
        value = comparable(getter(row))
        if value is None or wanted is None:
            return sign in ("==", "=", "!=") and compare(value, wanted)
        if not _same_kind(value, wanted):
            raise NotUnderstood("Operator incompatible with operand types")
        return compare(value, wanted)

    return test


def _same_kind(a: Any, b: Any) -> bool:
    numbers = (int, Decimal)
    if isinstance(a, bool) or isinstance(b, bool):
        return isinstance(a, bool) and isinstance(b, bool)
    return isinstance(a, type(b)) or (isinstance(a, numbers) and isinstance(b, numbers))


def _part_test(getter: Getter, method: str) -> Test:
    name, _, argument = method.lstrip(".").partition("(")
    part = comparable(_text(argument.rstrip(") ").strip()))
    matches = _PARTS[name.strip().lower()]
    return lambda row: matches(comparable(str(getter(row) or "")), part)


def _text(token: str) -> str:
    return token[1:-1].replace('""', '"')


def _called(token: str) -> Any:
    name, _, inside = token.partition("(")
    inside = inside.rstrip(")").strip()
    if name.strip().lower() == "guid":
        return inside.strip('"').lower()
    try:
        return datetime(*(int(number) for number in inside.split(",")), tzinfo=UTC)  # type: ignore
    except (TypeError, ValueError) as problem:
        raise NotUnderstood(f"DateTime({inside}) is not a date") from problem


def _constant(token: str) -> Any:
    known = {"true": True, "false": False, "null": None}
    if token.lower() not in known:
        raise NotUnderstood(f"'{token}' is not a value")
    return known[token.lower()]


_LITERALS: dict[str, Callable[[str], Any]] = {
    "text": _text,
    "call": _called,
    "number": Decimal,
    "word": _constant,
}
