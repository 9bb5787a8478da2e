"""The query language: one entity, conditions joined by AND, an order, a page."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.common.ids import is_guid

from ..books.company import PACIFIC, Company, Row
from ..books.entities import ALWAYS, BY_PATH, FIXED, LIST, NAME, Entity
from ..problems import Problem

MOST_ROWS, USUAL_ROWS = 1000, 100
_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^'\\]|\\.)*')|(?P<sign><=|>=|!=|<>|=|<|>|\(|\)|,|\*)"
    r"|(?P<number>-?\d+(?:\.\d+)?(?![\w.]))|(?P<word>[A-Za-z_][\w.]*))"
)
_OPERATORS = ("=", "<", ">", "<=", ">=", "LIKE", "IN")
_SINGLE = ("CompanyInfo", "Preferences")


@dataclass
class Query:
    entity: Entity
    fields: list[str]
    count: bool = False
    where: list[tuple[str, str, list[str]]] = field(default_factory=list)
    order: list[tuple[str, bool]] = field(default_factory=list)
    start: int = 1
    most: int = USUAL_ROWS


class _Reader:
    """One word after the other. :raises Problem: 4000 where it is none"""

    def __init__(self, text: str) -> None:
        self._tokens: list[tuple[str, str]] = []
        at, text = 0, text.strip()
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None:
                raise parse_problem(text[at : at + 12])
            self._tokens.append((str(match.lastgroup), match[str(match.lastgroup)]))
            at = match.end()
        self._at = 0

    def peek(self) -> str:
        return self._tokens[self._at][1] if self._at < len(self._tokens) else ""

    def take(self, *expected: str) -> str:
        """The next word, in upper case if it is one of those that are expected."""
        if not self.peek() or (expected and self.peek().upper() not in expected):
            raise parse_problem(self.peek() or "<EOF>")
        self._at += 1
        word = self._tokens[self._at - 1][1]
        return word.upper() if expected else word

    def has(self, *words: str) -> bool:
        """Take these words if they come next."""
        following = [token[1].upper() for token in self._tokens[self._at : self._at + len(words)]]
        if following != list(words):
            return False
        self._at += len(words)
        return True

    def value(self, strict: bool) -> str:
        kind = self._tokens[self._at][0] if self.peek() else ""
        word = self.take()
        if kind == "text":
            text = re.sub(r"\\(.)", r"\1", word[1:-1])
            if is_guid(text):
                raise parse_problem(text)
            return text.strip() and text
        if word.lower() in ("true", "false") or (kind == "number" and not strict):
            return word.lower()
        raise parse_problem(word)

    def number(self) -> int:
        word = self.take()
        if not word.isdigit():
            raise parse_problem(word)
        return int(word)


def parse_problem(at: str) -> Problem:
    return Problem(4000, f'QueryParserError: Encountered " "{at}" "" ')


def _validation(text: str) -> Problem:
    return Problem(4001, f"QueryValidationError: {text}")


def parse(text: str, strict: bool) -> Query:
    """:raises Problem: 4000 for what is no query, 4001 for what may not be asked"""
    words = _Reader(text)
    words.take("SELECT")
    fields, count = [], words.has("COUNT", "(", "*", ")")
    while not count:
        fields.append(words.take())
        if not words.has(","):
            break
    words.take("FROM")
    name = words.take()
    if name.lower() not in BY_PATH:
        raise _validation(f"invalid entity {name}")
    query = Query(BY_PATH[name.lower()], fields, count)
    if words.has("WHERE"):
        query.where.append(_condition(words, query.entity, strict))
        while words.has("AND"):
            query.where.append(_condition(words, query.entity, strict))
    if words.has("ORDERBY") or words.has("ORDER", "BY"):
        query.order.append(_order(words, query.entity))
        while words.has(","):
            query.order.append(_order(words, query.entity))
    if words.has("STARTPOSITION"):
        query.start = words.number()
    if words.has("MAXRESULTS"):
        query.most = words.number()
    if words.peek():
        raise parse_problem(words.peek())
    if query.start < 1 or query.most < 1 or (strict and query.most > MOST_ROWS):
        raise _validation("a page begins at 1 and has 1 to 1000 rows")
    query.most = min(query.most, MOST_ROWS)
    return query


def _queryable(entity: Entity, name: str) -> str:
    known = {each.lower(): each for each in (*ALWAYS, *entity.filterable)}
    if name.lower() not in known:
        raise _validation(f"property '{name}' is not queryable")
    return known[name.lower()]


def _condition(words: _Reader, entity: Entity, strict: bool) -> tuple[str, str, list[str]]:
    name = words.take()
    operator = words.take(*_OPERATORS)
    name = _queryable(entity, name)
    if name == "Id" and operator not in ("=", "IN"):
        raise _validation("Id knows = and IN only")
    if operator != "IN":
        return name, operator, [words.value(strict)]
    words.take("(")
    values = [words.value(strict)]
    while words.has(","):
        values.append(words.value(strict))
    words.take(")")
    return name, operator, values


def _order(words: _Reader, entity: Entity) -> tuple[str, bool]:
    name = _queryable(entity, words.take())
    falls = words.has("DESC")
    if not falls:
        words.has("ASC")
    return name, falls


# === CARRYING OUT === #


def answer(company: Company, text: str, strict: bool) -> Row:
    """:return: what is under QueryResponse"""
    query = parse(text, strict)
    tests = [(name, _test(name, *rest)) for name, *rest in query.where]
    rows = [
        row
        for row in _rows(company, query)
        if all(any(map(test, values_at(row, name))) for name, test in tests)
    ]
    if query.count:
        return {"totalCount": len(rows)}
    _sort(rows, query)
    page = rows[query.start - 1 : query.start - 1 + query.most]
    if not page:
        return {}
    shown = [_shown(query, row) for row in page]
    return {query.entity.name: shown, "startPosition": query.start, "maxResults": len(page)}


def _rows(company: Company, query: Query) -> list[Row]:
    if query.entity.name in _SINGLE:
        return [single(company, query.entity.name)]
    rows = list(company.all(query.entity.name))
    asks_active = any(name == "Active" for name, _, _ in query.where)
    listed = query.entity.kind in (NAME, LIST) or query.entity.kind == FIXED
    if listed and not asks_active:
        rows = [row for row in rows if row.get("Active", True)]
    return rows


def single(company: Company, name: str) -> Row:
    return company.info if name == "CompanyInfo" else company.preferences


def _test(name: str, operator: str, given: list[str]) -> Callable[[Any], bool]:
    """Whether a value is what is asked for. Texts that have to be equal are looked up: lists of
    numbers are long, and so are books."""
    folded = {wanted.casefold() for wanted in given}

    def test(value: Any) -> bool:
        text = value is None or isinstance(value, str)
        if text and operator in ("=", "IN") and not name.startswith("MetaData"):
            return (value or "").casefold() in folded
        return any(_compare(operator, value, wanted) for wanted in given)

    return test


def values_at(row: Any, path: str) -> list[Any]:
    """What stands at a path, in every entry of its lists; of a reference its value."""
    if not isinstance(row.get(path, {}), (dict, list)):
        return [row[path]]
    found = [row]
    for part in path.split("."):
        parts = [part, part[0].lower() + part[1:]] if part == "Type" else [part]
        nested = [each for row in found for each in (row if isinstance(row, list) else [row])]
        found = [
            each.get(p) for each in nested if isinstance(each, dict) for p in parts if p in each
        ]
    found = found or [None]
    return [
        each.get("value", each.get("Address", "")) if isinstance(each, dict) else each
        for each in found
    ]


def _compare(operator: str, value: Any, wanted: str) -> bool:
    if operator == "LIKE":
        pattern = ".*".join(re.escape(part) for part in wanted.split("%"))
        return re.fullmatch(pattern, str(value or ""), re.IGNORECASE | re.DOTALL) is not None
    left, right = _comparable(value, wanted)
    tests: dict[str, Callable[[], bool]] = {
        "=": lambda: left == right,
        "IN": lambda: left == right,
        "<": lambda: left < right,
        ">": lambda: left > right,
        "<=": lambda: left <= right,
        ">=": lambda: left >= right,
    }
    return tests[operator]()


def _comparable(value: Any, wanted: str) -> tuple[Any, Any]:
    """Both as what the value is: truth, number, moment or text without case."""
    if isinstance(value, bool):
        return value, wanted == "true"
    if isinstance(value, (int, Decimal)):
        try:
            return Decimal(value), Decimal(wanted)
        except InvalidOperation as problem:
            raise _validation(f"{wanted} is no number") from problem
    text = str(value or "")
    if re.match(r"\d{4}-\d\d-\d\dT", text) and re.match(r"\d{4}-\d\d-\d\d", wanted):
        return datetime.fromisoformat(text), moment_of(wanted)
    return text.casefold(), wanted.casefold()


def moment_of(text: str) -> datetime:
    """A moment in a question; without an offset it is the service's own time."""
    try:
        asked = datetime.fromisoformat(text.replace("Z", "+00:00").replace(" ", "+"))
    except ValueError as problem:
        raise _validation(f"{text} is no moment") from problem
    return asked if asked.tzinfo else asked.replace(tzinfo=PACIFIC)


def _sort(rows: list[Row], query: Query) -> None:
    """By the fields that are named; Id is taken and does nothing: rows come as they like."""
    if any(name == "Id" for name, _ in query.order):
        random.shuffle(rows)
        return
    if not query.order:
        rows.reverse()  # what was entered last comes first
    for name, falls in reversed(query.order):
        rows.sort(key=lambda row: _sort_key(values_at(row, name)[0]), reverse=falls)


def _sort_key(value: Any) -> tuple[bool, Any]:
    if isinstance(value, (int, Decimal)):
        return True, Decimal(value)
    return value is not None, str(value or "").casefold()


def _shown(query: Query, row: Row) -> Row:
    """All of a row, but for the stock number, which has to be named; or fields that are flat."""
    named = [name for name in query.fields if name != "*"]
    if "*" in query.fields:
        return {n: v for n, v in row.items() if n != "Sku" or n in named}
    flat = {
        name: row[name] for name in named if not isinstance(row.get(name), (dict, list, type(None)))
    }
    return {"domain": "QBO", "sparse": True, "Id": row["Id"], **flat}


# === CHANGES === #

MOST_CHANGES, DAYS_BACK = 1000, 30


def changes(company: Company, names: str, since: str) -> list[Row]:
    """:return: what is under QueryResponse of a CDCResponse, an entry for each entity"""
    try:
        began = moment_of(since)
    except Problem as problem:
        raise Problem(2060, f"changedSince is {since!r}", "changedSince") from problem
    if (company.clock.now() - began).days > DAYS_BACK:
        raise Problem(4002, f"changedSince is more than {DAYS_BACK} days ago", "changedSince")
    found, left = [], MOST_CHANGES
    for name in filter(None, names.split(",")):
        entity = BY_PATH.get(name.strip().lower())
        if entity is None or not entity.cdc or entity.name in _SINGLE:
            raise Problem(2000, f"{name} has no changes to tell of", "entities")
        rows = [*company.all(entity.name)]
        rows += [row for kind, row in company.deleted if kind == entity.name]
        rows = [
            r for r in rows if datetime.fromisoformat(r["MetaData"]["LastUpdatedTime"]) >= began
        ]
        rows = rows[:left]
        left -= len(rows)
        page = {"startPosition": 1, "maxResults": len(rows)}
        found.append({entity.name: rows, **page} if rows else {})
    if not found:
        raise Problem(2020, "", "entities")
    return found
