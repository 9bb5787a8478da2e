"""Reading what changed in a company file since a moment, so that no row is lost. Pure, but for the
reads it is handed.

MYOB tells of no change by itself: each list is asked for what was modified since. Rows come in the
order in which they changed, and the next page is what changed since the last of them: a row that
changes meanwhile moves to the end, where a place in the list would pass over its neighbour. What
was deleted is not told of; who knows an id asks for it.

Source: MYOB, "Retrieving data", "Change tracking". LastModified is taken to be UTC.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from odoo.addons.acct_link_oauth.lib.web import load, offline

from ..query import Ask, page
from ..query import moment as within
from ..wire import moment_in, uid_of

# Clocks and transactions of the other side: what was committed late has an earlier moment.
OVERLAP = timedelta(minutes=5)
ROWS = 400  # of a page, as what settles them is read with them


@dataclass(frozen=True)
class Changes:
    """Rows of one list, and where to go on when they are kept."""

    route: str
    rows: tuple[dict, ...]
    cursor: str


def changes(ask: Ask, routes: tuple[str, ...], cursor: str, start: datetime) -> Iterator[Changes]:
    """What changed in these lists since the cursor; without one, since `start` (UTC, naive).

    :raises Postponed: there is no whole answer
    """
    state = load(cursor)
    for route in routes:
        since = begun = moment_in(state.get(route)) or start
        seen, skip, more = set(), 0, True
        while more:
            rows, more = _page(ask, route, since, skip)
            fresh = [row for row in rows if _version(row) not in seen]
            seen.update(map(_version, fresh))
            last = max(map(_changed, rows), default=since)
            # Many rows may have changed in one moment.
            skip = skip + len(rows) if last <= since else 0
            since = max(last, since)
            state = {**state, route: (since if more else max(since - OVERLAP, begun)).isoformat()}
            yield Changes(route, tuple(fresh), json.dumps(state))


def _page(ask, route, since, skip):
    """:return: (rows, whether there are more)"""
    params = [
        ("$top", str(ROWS)),
        ("$filter", f"LastModified ge {within(since)}"),
        ("$orderby", "LastModified"),
        *([("$skip", str(skip))] if skip else []),
    ]
    rows, more, _total = page(ask, route, params)
    if more and not rows:
        raise offline()
    return rows, more


def _version(row):
    return uid_of(row), row.get("RowVersion"), row.get("LastModified")


def _changed(row):
    """To the second, as it is asked for."""
    when = moment_in(row.get("LastModified"))
    if when is None:
        raise offline()
    return when.replace(microsecond=0)
