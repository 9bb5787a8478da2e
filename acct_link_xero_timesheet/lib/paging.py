"""Reading the payroll's lists page by page, none of which is ever taken for the whole. Pure.

Source: Xero: Payroll AU, NZ and UK API, paging.
"""

from collections.abc import Callable, Iterator, Sequence

from odoo.addons.acct_link_batch.lib.exchange import Answer
from odoo.addons.acct_link_oauth.lib.web import misfit, offline

from .country import is_first
from .messages import is_no_page
from .shapes import plain, said

PAGE_SIZE = 100

Params = Sequence[tuple[str, str]]
Get = Callable[[str, Params], Answer]  # the path stands behind `country.base`


def pages(get: Get, country: str, path: str, name: str, params: Params = ()) -> Iterator[dict]:
    """The rows of a list, all its pages, names as `shapes.plain` makes them.

    :param name: the word of the list in the answer, in that spelling
    :raises Postponed: the answer is not the promised list, or it moved while it was read; Misfit
        if the question was not understood
    """
    reader = _first if is_first(country) else _second
    yield from reader(lambda number: get(path, [*params, ("page", str(number))]), name)


def _first(ask, name):
    """Nothing tells how many there are: a page that is not full is the last."""
    number, count = 0, PAGE_SIZE
    while count >= PAGE_SIZE:
        number += 1
        rows = listed(ask(number), name)
        count = len(rows)
        yield from rows


def _second(ask, name):
    """What is deleted in between moves the rows behind it forwards, and one would be missed."""
    number, count, found, total = 0, 1, 0, None
    while number < count:
        number += 1
        answer = ask(number)
        if answer.status == 400 and is_no_page(answer):
            if number == 1:
                return  # there is nothing
            raise offline()
        rows = listed(answer, name)
        count, items = _pagination(answer, len(rows))
        if total not in (None, items):
            raise offline()
        found, total = found + len(rows), items
        yield from rows
    if found != total:
        raise offline()


def _pagination(answer, here):
    """(pages, rows) that the list has; without a word of it, it must be shorter than a page."""
    told = said(answer).get("pagination")
    if not isinstance(told, dict):
        told = {"pageCount": 1, "itemCount": here if here < PAGE_SIZE else None}
    counts = [told.get(name) for name in ("pageCount", "itemCount")]
    if not all(isinstance(each, int) and each >= 0 for each in counts):
        raise offline()
    return counts


def listed(answer: Answer, *names: str) -> list[dict]:
    """The rows of one answer, below these names."""
    found = asked(answer, *names[:-1]).get(names[-1])
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise offline()
    return [plain(row) for row in found]


def asked(answer: Answer, *names: str) -> dict:
    """The object of an answer below these names, the first of which must be there."""
    if answer.status in (400, 404):
        raise misfit()
    found = said(answer)
    if answer.status != 200 or (names and not isinstance(found.get(names[0]), dict)):
        raise offline()
    for name in names:
        inner = found.get(name)
        found = plain(inner) if isinstance(inner, dict) else {}
    return found
