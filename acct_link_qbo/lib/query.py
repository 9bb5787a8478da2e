"""Questions in the query language of QuickBooks Online, and what counts as an answer to one. Pure,
but for the calls it is handed.

Only an answer that is exactly what was asked for says that something is not there: a Fault, or an
answer without QueryResponse, never does. Rows come page by page in the order in which they were
entered, as the order by Id is none; what comes twice counts once.

Source: Intuit, "Data queries"; what is live is told in public repositories.
"""

from collections.abc import Callable, Iterable, Iterator

from odoo.addons.acct_link_batch.lib.exchange import Answer
from odoo.addons.acct_link_oauth.lib.web import load, misfit, offline, text

from . import faults

PAGE_SIZE = 1000
_VALUES_LENGTH = 8000

# ask(path, params, statement) -> Answer, as `Door.send` gives it; a statement is a question.
Ask = Callable[..., Answer]


def quote(value: str) -> str:
    """A value within a statement."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def any_of(field: str, values: Iterable[str]) -> str:
    """A condition that holds for any of these values."""
    return f"{field} in ({', '.join(map(quote, values))})"


def portions(items: Iterable, values_of: Callable, most: int) -> list[list]:
    """The items in portions of at most so many, whose values make no question too long.

    :param values_of: an item -> the values that it is asked for by
    """
    found, length = [], 0
    for item in items:
        size = sum(len(value) + 4 for value in values_of(item))
        if not found or len(found[-1]) == most or length + size > _VALUES_LENGTH:
            found.append([])
            length = 0
        found[-1].append(item)
        length += size
    return found


def select(ask: Ask, entity: str, *conditions: str, columns: str = "*") -> Iterator[dict]:
    """Every row that fulfils all the conditions, page by page.

    :raises Misfit: the question is not understood; :raises Postponed: there is no whole answer
    """
    where = f" where {' and '.join(conditions)}" if conditions else ""
    seen, start = set(), 1
    while True:
        page = read_page(
            ask,
            entity,
            f"select {columns} from {entity}{where} orderby MetaData.CreateTime"
            f" startposition {start} maxresults {PAGE_SIZE}",
        )
        fresh = [row for row in page if row["Id"] not in seen]
        seen.update(row["Id"] for row in fresh)
        yield from fresh
        if len(page) < PAGE_SIZE:
            break
        start += PAGE_SIZE
    # A row that was removed meanwhile has moved the others, and one of them was left out.
    if start > 1 and count(ask, entity, *conditions) > len(seen):
        raise offline()


def count(ask: Ask, entity: str, *conditions: str) -> int:
    """How many rows fulfil all the conditions. :raises: as `select`"""
    where = f" where {' and '.join(conditions)}" if conditions else ""
    response = _response(ask, f"select count(*) from {entity}{where}")
    total = response.get("totalCount", 0)
    if isinstance(total, bool) or not isinstance(total, int):
        raise offline()
    return total


def read(ask: Ask, entity: str, remote_id: str) -> dict | None:
    """One record by its id; None when it is not there. :raises: as `select`"""
    answer = ask(f"{entity.lower()}/{remote_id}")
    if answer.status == 400:
        fault = faults.parse(answer.text)
        if fault and fault.codes == [faults.NOT_THERE]:
            return None
        raise misfit()
    row = load(answer.text).get(entity)
    if not isinstance(row, dict) or (remote_id and text(row.get("Id")) != remote_id):
        raise offline()
    return row


def read_single(ask: Ask, path: str, name: str) -> dict:
    """What there is one of. :raises: as `select`"""
    answer = ask(path)
    if answer.status == 400:
        raise misfit()
    row = load(answer.text).get(name)
    if not isinstance(row, dict):
        raise offline()
    return row


def read_page(ask: Ask, entity: str, statement: str) -> list[dict]:
    """The rows that a statement of one page is answered with. :raises: as `select`"""
    found = _response(ask, statement).get(entity, [])
    if not isinstance(found, list) or not all(
        isinstance(row, dict) and text(row.get("Id")) for row in found
    ):
        raise offline()
    return found


def _response(ask, statement):
    answer = ask("query", statement=statement)
    if answer.status == 400:
        raise misfit()
    response = load(answer.text).get("QueryResponse")
    if not isinstance(response, dict):
        raise offline()
    return response
