"""Questions to the lists of MYOB, and what counts as an answer to one. Pure, but for the calls it
is handed.

Only an answer that is exactly what was asked for says that something is not there. Pages follow
each other until no further one is named: a short page is not the last one, and its address, which
names another host, is not called.

Source: MYOB, "Retrieving data".
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from urllib.parse import quote_plus

from odoo.addons.acct_link_batch.lib.exchange import Answer
from odoo.addons.acct_link_oauth.lib.web import load, misfit, offline

from . import faults
from .wire import day, uid_of

PAGE_SIZE = 1000
# Of a query, as it goes out: with its spaces and signs written out.
_QUERY_LENGTH = 1800

# ask(path, params) -> Answer, as `Door.send` gives it
Ask = Callable[..., Answer]


# === CONDITIONS === #


def quoted(value: str) -> str:
    """A text within a condition."""
    doubled = value.replace("'", "''")
    return f"'{doubled}'"


def guid(value: str) -> str:
    return f"guid'{value}'"


def moment(value: date | datetime) -> str:
    """A date, or a moment of UTC, within a condition."""
    said = value.strftime("%Y-%m-%dT%H:%M:%S") if isinstance(value, datetime) else day(value)
    return f"datetime'{said}'"


def any_of(field: str, values: Iterable[str]) -> str:
    """A condition that holds for any of these values, which are written as conditions have them."""
    return "(" + " or ".join(f"{field} eq {value}" for value in values) + ")"


def both(*conditions: str) -> str:
    return " and ".join(filter(None, conditions))


def written_length(condition: str) -> int:
    """As long as a condition is in an address."""
    return len(quote_plus(condition))


def portions(values: Iterable, condition_of: Callable, most: int, taken: int = 0) -> Iterator[list]:
    """The values in portions that make no question too long.

    :param condition_of: the condition of one; :param most: of a portion
    :param taken: length of what else the question holds
    """
    portion, length = [], taken
    for value in values:
        size = written_length(condition_of(value)) + len(" or ")
        if portion and (len(portion) == most or length + size > _QUERY_LENGTH):
            yield portion
            portion, length = [], taken
        portion.append(value)
        length += size
    if portion:
        yield portion


# === QUESTIONS === #


def select(ask: Ask, route: str, condition: str = "", order: str = "") -> Iterator[dict]:
    """Every row that fulfils the condition, page by page.

    :raises Misfit: the question is not understood; :raises Postponed: there is no whole answer
    """
    seen, start = set(), 0
    while True:
        params = [("$top", str(PAGE_SIZE))]
        params += [("$filter", condition)] if condition else []
        params += [("$orderby", order)] if order else []
        params += [("$skip", str(start))] if start else []
        rows, has_more, total = page(ask, route, params)
        for row in rows:
            if uid_of(row) not in seen:
                seen.add(uid_of(row))
                yield row
        if not has_more:
            break
        if not rows:
            raise offline()
        start += len(rows)
    # A row that was removed meanwhile has moved the others, and one of them was left out.
    if start and total > len(seen):
        raise offline()


def page(ask: Ask, route: str, params: Iterable[tuple[str, str]]) -> tuple[list[dict], bool, int]:
    """(rows, whether a further page is named, how many there are in all). :raises: as `select`"""
    body = _object(ask(route, params))
    rows, total = body.get("Items"), body.get("Count")
    if not isinstance(rows, list) or not all(isinstance(r, dict) and uid_of(r) for r in rows):
        raise offline()
    if isinstance(total, bool) or not isinstance(total, int):
        total = len(rows)
    following = body.get("NextPageLink")
    if following is not None and not isinstance(following, str):
        raise offline()
    return rows, bool(following), total


def read(ask: Ask, route: str, remote_id: str) -> dict | None:
    """One record by its id; None when it is not there. :raises: as `select`"""
    answer = ask(f"{route}/{remote_id}")
    if answer.status == 404:
        refusal = faults.parse(answer.text)
        if refusal and refusal.find(faults.NOT_THERE):
            return None
        raise misfit()
    row = _object(answer)
    if uid_of(row) != remote_id:
        raise offline()
    return row


def read_single(ask: Ask, path: str) -> dict:
    """What there is one of. :raises: as `select`"""
    return _object(ask(path))


def _object(answer):
    if answer.status != 200:
        raise misfit()
    body = load(answer.text)
    if not body:
        raise offline()
    return body
