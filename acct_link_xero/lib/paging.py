"""Reading lists page by page, and filters in Xero's own words.

Source: Xero API: Requests and Responses (paging, `where`).
"""

from collections.abc import Callable, Iterable

from odoo.addons.acct_link_batch.lib.exchange import Answer
from odoo.addons.acct_link_oauth.lib.web import load, misfit, offline

from .wire import rows

PAGE_SIZE = 1000

Get = Callable[[str, list[tuple[str, str]]], Answer]


def equals(field: str, value: str) -> str:
    """A filter for one value. Within quotes a quote is written twice; backslashes do nothing."""
    return '{}=="{}"'.format(field, value.replace('"', '""'))


def pages(get: Get, path: str, params: list[tuple[str, str]]) -> Iterable[dict]:
    """Every element of a list, page by page. Only paged answers hold all fields of an element."""
    number, count = 0, 1
    while number < count:
        number += 1
        elements, count = page_of(get, path, params, number)
        yield from elements


def page_of(get, path, params, number):
    """(elements, number of pages) of one page of a list."""
    answer = get(path, [*params, ("page", str(number)), ("pageSize", str(PAGE_SIZE))])
    if answer.status in (400, 404):
        raise misfit()
    elements = rows(answer, path)
    if elements is None:
        raise offline()
    pagination = load(answer.text).get("pagination")
    if isinstance(pagination, dict):
        count = pagination.get("pageCount")
        if not isinstance(count, int) or count < 0:
            raise offline()
        return elements, count
    if len(elements) >= PAGE_SIZE:
        raise offline()  # There may be more, and nothing says how much.
    return elements, number
