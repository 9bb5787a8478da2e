"""Reading what changed since a moment, page by page, so that no row is lost.

A list is ordered by the time of change. A row that changes meanwhile moves to its end, and all
others move up: the next page by number would leave one out. So the next page is the first one of
what changed since the last row.

Source: Xero API: Requests and Responses (If-Modified-Since, paging).
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from odoo.addons.acct_link_batch.lib.exchange import Answer
from odoo.addons.acct_link_oauth.lib.web import load, misfit, offline

from .paging import PAGE_SIZE
from .wire import moment, rows

# Clocks and transactions of the other side: what was committed late has an earlier time of change.
OVERLAP = timedelta(minutes=5)
_ORDER = "UpdatedDateUTC ASC"

# get(path, params, since) -> Answer
Get = Callable[[str, list[tuple[str, str]], str], Answer]


def sweep(
    get: Get, path: str, params: list[tuple[str, str]], since: str
) -> Iterator[tuple[list[dict], str]]:
    """Pages of rows that changed since `since` (ISO, UTC; empty: ever), each with the moment to go
    on from when it is kept. The last page always comes, if only with an empty list.

    :raises Postponed: Xero does not answer, or not what was asked for
    """
    begun = None
    number = 1
    while True:
        asked = [*params, ("order", _ORDER), ("page", str(number)), ("pageSize", str(PAGE_SIZE))]
        answer = get(path, asked, since)
        found = _rows(answer, path)
        begun = begun or moment(load(answer.text).get("DateTimeUTC"))
        if len(found) < PAGE_SIZE:
            yield found, _text(begun - OVERLAP) if begun else since
            return
        last = moment(found[-1].get("UpdatedDateUTC"))
        if last is None:
            raise offline()
        yield found, _text(last - OVERLAP)
        if _text(last) > since:
            since, number = _text(last), 1
        else:  # more than a page of rows changed in one second
            number += 1


def _rows(answer, path):
    if answer.status == 304:
        return []
    if answer.status in (400, 404):
        raise misfit()
    found = rows(answer, path)
    if found is None:
        raise offline()
    return found


def _text(when: datetime) -> str:
    return when.replace(microsecond=0).isoformat()
