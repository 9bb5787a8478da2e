"""What can be asked of a list: the part of OData that the API knows."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sandbox.common.ids import is_guid

from ..books.company import Company, Row, name_of
from ..books.resources import Resource, targets
from ..books.schema import is_link, schema
from ..problems import Problem

Test = Callable[[Row], bool]
Reader = Callable[[Row], Any]
_TOKEN = re.compile(
    r"\s*(?:(?P<moment>datetime'[^']*')|(?P<guid>guid'[^']*')|(?P<text>'(?:[^']|'')*')"
    r"|(?P<number>-?\d+(?:\.\d+)?[MmLlDdFf]?(?![\w.]))|(?P<sign>[(),])"
    r"|(?P<word>[A-Za-z_][\w/]*))"
)
_DAY = r"\d{4}-\d\d-\d\d"
_MOMENT = re.compile(rf"{_DAY}T\d\d:\d\d(:\d\d(\.\d+)?)?Z?")
_LOOSE_MOMENT = re.compile(rf"{_DAY}([T ]\d\d:\d\d(:\d\d(\.\d+)?)?Z?)?")
_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda left, right: left == right,
    "ne": lambda left, right: left != right,
    "gt": lambda left, right: left > right,
    "ge": lambda left, right: left >= right,
    "lt": lambda left, right: left < right,
    "le": lambda left, right: left <= right,
}
_FUNCTIONS: dict[str, Callable[[str, str], bool]] = {
    "substringof": lambda part, text: part in text,
    "startswith": lambda part, text: text.startswith(part),
    "endswith": lambda part, text: text.endswith(part),
}
_LITERALS = {"number": "number", "moment": "date", "guid": "guid", "text": "text"}
_NAMED = {"Name": lambda row: row.get("Name") or row.get("CurrencyName") or name_of(row)}


@dataclass(frozen=True)
class Equal:
    """A field is one of these."""

    name: str
    kind: str
    read: Reader
    values: frozenset[Any]

    def __call__(self, row: Row) -> bool:
        return _comparable(self.kind, self.read(row)) in self.values


def _united(tests: list[Test]) -> list[Test]:
    """Many values of one field are looked up together: such lists are long, and so are books."""
    equal: dict[str, Equal] = {}
    others: list[Test] = []
    for test in tests:
        if not isinstance(test, Equal):
            others.append(test)
            continue
        known = equal.get(test.name)
        values = test.values | known.values if known else test.values
        equal[test.name] = replace(test, values=values)
    return [*equal.values(), *others]


def _wrong(text: str) -> Problem:
    return Problem("QueryNotValid", text)


class Filter:
    """One $filter or $orderby over one resource. :raises Problem: for what cannot be asked"""

    def __init__(self, company: Company, resource: Resource, strict: bool) -> None:
        self._company, self._resource, self._strict = company, resource, strict
        self._tokens: list[tuple[str, str]] = []
        self._at = 0

    def test(self, text: str) -> Test:
        """Whether a row is one that is asked for."""
        at, text = 0, text.strip()
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None:
                raise _wrong(f"$filter: {text[at : at + 20]}")
            self._tokens.append((str(match.lastgroup), match[str(match.lastgroup)]))
            at = match.end()
        found = self._either()
        if self._at < len(self._tokens):
            raise _wrong(f"$filter: {self._tokens[self._at][1]}")
        return found

    def order(self, text: str) -> list[tuple[Reader, bool]]:
        """What to sort by, and whether downwards."""
        found = []
        for part in text.split(","):
            name, _, way = part.strip().partition(" ")
            if way.strip() not in ("", "asc", "desc"):
                raise _wrong(f"$orderby: {part}")
            found.append((self._field(name)[0], way.strip() == "desc"))
        return found

    # === WORDS === #

    def _peek(self) -> str:
        return self._tokens[self._at][1] if self._at < len(self._tokens) else ""

    def _take(self, *expected: str) -> tuple[str, str]:
        """The next word, one of those that are expected."""
        word = self._peek()
        if not word or (expected and word not in expected):
            raise _wrong(f"$filter: {word or 'ends too early'}")
        self._at += 1
        return self._tokens[self._at - 1]

    # === WHAT THEY MEAN === #

    def _either(self) -> Test:
        tests = [self._both()]
        while self._peek() == "or":
            self._take()
            tests.append(self._both())
        tests = _united(tests)
        return tests[0] if len(tests) == 1 else lambda row: any(test(row) for test in tests)

    def _both(self) -> Test:
        tests = [self._single()]
        while self._peek() == "and":
            self._take()
            tests.append(self._single())
        return tests[0] if len(tests) == 1 else lambda row: all(test(row) for test in tests)

    def _single(self) -> Test:
        if self._peek() == "(":
            self._take()
            found = self._either()
            self._take(")")
            return found
        if self._peek() == "not":
            self._take()
            inner = self._single()
            return lambda row: not inner(row)
        kind, word = self._take()
        if kind != "word":
            raise _wrong(f"$filter: {word}")
        return self._function(word) if self._peek() == "(" else self._comparison(word)

    def _comparison(self, name: str) -> Test:
        read, kind = self._field(name)
        operator = self._take(*_OPERATORS)[1]
        value = self._literal(name, kind)
        if value is None:
            if operator not in ("eq", "ne"):
                raise _wrong(f"$filter: {name} {operator} null")
            return lambda row: (read(row) is None) == (operator == "eq")
        if isinstance(value, bool) and operator not in ("eq", "ne"):
            raise _wrong(f"$filter: {name} {operator}")
        if operator == "eq":
            return Equal(name, kind, read, frozenset([value]))
        compare = _OPERATORS[operator]

        def test(row: Row) -> bool:
            left = _comparable(kind, read(row))
            return compare(left, value) if left is not None else operator == "ne"

        return test

    def _function(self, name: str) -> Test:
        """The text comes first in one of them, and second in the others."""
        if name not in _FUNCTIONS:
            raise _wrong(f"$filter: {name}")
        self._take("(")
        first = self._take()
        self._take(",")
        second = self._take()
        self._take(")")
        if self._peek() == "eq":
            self._take()
            self._take("true")
        text, field = (first, second) if name == "substringof" else (second, first)
        if text[0] != "text" or field[0] != "word":
            raise _wrong(f"$filter: {name}")
        read, kind = self._field(field[1])
        if kind not in ("text", "choice"):
            raise _wrong(f"$filter: {name} of {field[1]}")
        part, matches = _unquoted(text[1]).casefold(), _FUNCTIONS[name]
        return lambda row: matches(part, str(read(row) or "").casefold())

    def _literal(self, name: str, kind: str) -> Any:
        """What a field is compared with, as what the field is. None is null."""
        form, word = self._take()
        if form == "word":
            if word == "null":
                return None
            if word in ("true", "false") and kind == "yes/no":
                return word == "true"
            raise _wrong(f"$filter: {name} and {word}")
        wanted = "text" if kind == "choice" else "number" if kind == "whole" else kind
        if _LITERALS.get(form) != wanted:
            raise _wrong(f"$filter: {name} is no {form}")
        if form == "number":
            return Decimal(word.rstrip("MmLlDdFf"))
        text = _unquoted(word[word.index("'") :])
        if form == "guid":
            if not is_guid(text):
                raise _wrong(f"$filter: {word}")
            return text.lower()
        return self._moment(text) if form == "moment" else text.casefold()

    def _moment(self, text: str) -> datetime:
        pattern = _MOMENT if self._strict else _LOOSE_MOMENT
        if not pattern.fullmatch(text):
            raise _wrong(f"$filter: datetime'{text}'")
        try:
            return datetime.fromisoformat(text.rstrip("Z"))
        except ValueError as problem:
            raise _wrong(f"$filter: datetime'{text}'") from problem

    # === FIELDS === #

    def _field(self, path: str) -> tuple[Reader, str]:
        """How a field is read, and what it is; its name is told in the case of the contract."""
        name, *more = path.split("/")
        if name not in self._resource.filterable:
            raise _wrong(f"{path} cannot be asked for")
        known = schema()
        kind = known.types[self._resource.kind][name][0]
        if kind not in known.types:
            if more:
                raise _wrong(f"{path} is no path")
            return (lambda row: row.get(name)), "choice" if kind in known.enums else kind
        if len(more) != 1 or more[0] not in known.types[kind] or more[0] == "URI":
            raise _wrong(f"{path} cannot be asked for")
        leaf = more[0]
        leaf_kind = known.types[kind][leaf][0]
        leaf_kind = "choice" if leaf_kind in known.enums else leaf_kind
        if not is_link(kind):
            return (lambda row: (row.get(name) or {}).get(leaf)), leaf_kind
        return self._through_link(name, kind, leaf), leaf_kind

    def _through_link(self, name: str, kind: str, leaf: str) -> Reader:
        stores = targets(name, kind)

        def read(row: Row) -> Any:
            uid = (row.get(name) or {}).get("UID")
            if uid is None or leaf == "UID":
                return uid
            target = self._company.get(self._company.store_of(uid, stores) or "", uid) or {}
            return _NAMED[leaf](target) if leaf in _NAMED else target.get(leaf)

        return read


def _unquoted(text: str) -> str:
    return text[1:-1].replace("''", "'")


def _comparable(kind: str, value: Any) -> Any:
    """A value of a row as what it is compared with; texts without case."""
    if value is None:
        return None
    if kind == "date":
        return datetime.fromisoformat(value)
    if kind in ("text", "choice", "guid"):
        return str(value).casefold()
    return value


def sort_key(value: Any) -> tuple[bool, Any]:
    if isinstance(value, (bool, int, Decimal)):
        return True, Decimal(value)
    return value is not None, str(value or "").casefold()
