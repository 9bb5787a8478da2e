"""GET of lists: filters, order and pages (Xero API: Requests and responses, paging)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sandbox.common.request import Request

from ..problems import bad_query, validation
from .where import Getter, NotUnderstood, Test, comparable, compile_where

DEFAULT_PAGE_SIZE = 100
LARGEST_PAGE_SIZE = 1_000


@dataclass(frozen=True)
class Page:
    """What of a list is answered, and the pagination object when pages were asked for."""

    rows: list[Any]
    pagination: dict[str, int] | None


def select(
    request: Request,
    rows: Iterable[Any],
    columns: Mapping[str, Getter],
    conditions: Iterable[Test] = (),
    default_order: str = "",
) -> list[Any]:
    """Rows that meet `where`, If-Modified-Since and the conditions, in the order asked for."""
    tests = list(conditions)
    if since := _modified_since(request):
        updated = columns["UpdatedDateUTC"]
        tests.append(lambda row: updated(row) >= since)
    try:
        if request.query.get("where"):
            tests.append(compile_where(request.query["where"], columns))
        found = [row for row in rows if all(test(row) for test in tests)]
        return _ordered(found, request.query.get("order") or default_order, columns)
    except NotUnderstood as problem:
        raise bad_query(str(problem)) from problem


def page_of(request: Request, rows: list[Any], always: bool = False) -> Page:
    """The page asked for, or with neither `page` nor `pageSize` the whole list."""
    if not always and "page" not in request.query and "pageSize" not in request.query:
        return Page(rows, None)
    number = _whole(request, "page", 1)
    size = _whole(request, "pageSize", DEFAULT_PAGE_SIZE)
    if size > LARGEST_PAGE_SIZE:
        raise validation(f"The pageSize must not be larger than {LARGEST_PAGE_SIZE}")
    start = (number - 1) * size
    pagination = {
        "page": number,
        "pageSize": size,
        "pageCount": -(-len(rows) // size),
        "itemCount": len(rows),
    }
    return Page(rows[start : start + size], pagination)


def listed_values(request: Request, name: str) -> list[str]:
    """A comma-separated parameter such as IDs or Statuses."""
    return [value.strip() for value in request.query.get(name, "").split(",") if value.strip()]


def contains_term(term: str, *getters: Getter) -> Test:
    """searchTerm: the row holds the term in one of these texts."""
    wanted = comparable(term)
    return lambda row: any(wanted in comparable(getter(row) or "") for getter in getters)


def _modified_since(request: Request) -> datetime | None:
    """Only the header counts, in UTC; what cannot be read is ignored, as Xero does."""
    text = request.header("If-Modified-Since")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.replace(microsecond=0)


def _ordered(rows: list[Any], order: str, columns: Mapping[str, Getter]) -> list[Any]:
    """Sort by the last field first: Python's sort keeps the order of equals."""
    by_name = {name.lower(): getter for name, getter in columns.items()}
    for part in reversed([part.strip() for part in order.split(",") if part.strip()]):
        name, _, direction = part.partition(" ")
        getter = by_name.get(name.lower())
        if getter is None or direction.strip().upper() not in ("", "ASC", "DESC"):
            raise NotUnderstood(f"No property or field '{part}' exists")
        rows.sort(key=_sort_key(getter), reverse=direction.strip().upper() == "DESC")
    return rows


def _sort_key(getter: Getter) -> Callable[[Any], tuple[bool, Any]]:
    def key(row: Any) -> tuple[bool, Any]:
        value = comparable(getter(row))
        return (value is not None, value)

    return key


def _whole(request: Request, name: str, default: int) -> int:
    text = request.query.get(name, "")
    if not text:
        return default
    if not text.isdigit() or int(text) < 1:
        raise validation(f"The parameter {name} must be a whole number from 1")
    return int(text)
