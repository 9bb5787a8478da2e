"""Reading what changed in a company since a moment, so that no record is lost. Pure, but for the
reads it is handed.

What changed within the last weeks is told in one call for all entities, with what was deleted. What
is older is read list by list in the order of the changes: the next page is what changed since the
last row, as rows that change meanwhile move to the end. Where to go on from is the service's own
clock.

Source: Intuit, "Change data capture", "Data queries".
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from odoo.addons.acct_link_batch.lib.exchange import Answer
from odoo.addons.acct_link_oauth.lib.web import load, misfit, offline, text

from ..query import PAGE_SIZE, Ask, quote, read_page
from ..wire import join

# Clocks and transactions of the other side: what was committed late has an earlier time of change.
OVERLAP = timedelta(minutes=5)
# Thirty days are told of; one is left for clocks and time zones.
DAYS_BACK = timedelta(days=29)
MOST_CHANGES = 1000  # in one answer, over all entities; what is more is left out without a word
_DELETED = "Deleted"

Row = dict


@dataclass(frozen=True)
class Changes:
    """Rows by their entity, remote ids of what was deleted, where to go on when they are kept."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    deleted: tuple[str, ...] = ()
    cursor: str = ""


class Clock:
    """An `ask` that keeps what time it was there when it was asked first."""

    def __init__(self, ask: Ask):
        self._ask, self.first = ask, None

    def __call__(self, *args, **values) -> Answer:
        answer = self._ask(*args, **values)
        self.first = self.first or moment(load(answer.text).get("time"))
        return answer


def changes(
    ask: Ask, entities: tuple[str, ...], documents: tuple[str, ...], cursor: str, start: datetime
) -> Iterator[Changes]:
    """What changed since the cursor; without one, since `start` (UTC, aware). The last one always
    comes, if only with nothing in it.

    :param entities: all that is told of; :param documents: those whose lists are read where it is
        not told: what belongs to them is read with them
    :raises Postponed: there is no whole answer
    """
    state = load(cursor)
    since = moment(state.get("since")) or start
    clock = Clock(ask)
    if "lists" in state or since < datetime.now(timezone.utc) - DAYS_BACK:
        yield from _by_lists(clock, documents, state, since)
        return
    found = _told(clock, entities, since)
    if clock.first is None:
        raise offline()
    yield Changes(found.rows, found.deleted, _cursor(since=_next(clock.first, since)))


# === THE LAST WEEKS === #


def _told(ask, entities, since) -> Changes:
    """Asked again by entity where the answer is as long as it may be; what does not fit even then
    is read as a list, of which deletions are no part.
    """
    found = _told_at_once(ask, entities, since)
    if sum(map(len, found.rows.values())) + len(found.deleted) < MOST_CHANGES:
        return found
    if len(entities) == 1:
        [entity] = entities
        rows = [row for page, _last in _pages(ask, entity, since) for row in page]
        return Changes({entity: rows}, found.deleted)
    parts = [_told(ask, (entity,), since) for entity in entities]
    rows = {name: some for part in parts for name, some in part.rows.items()}
    return Changes(rows, tuple(each for part in parts for each in part.deleted))


def _told_at_once(ask, entities, since):
    params = [("entities", ",".join(entities)), ("changedSince", _text(since))]
    answer = ask("cdc", params)
    if answer.status == 400:
        raise misfit()
    rows, deleted = {}, []
    for entity, row in _entries(load(answer.text)):
        if entity not in entities:
            raise misfit()
        if text(row.get("status")) == _DELETED:
            deleted.append(join(entity, row["Id"]))
        else:
            rows.setdefault(entity, []).append(row)
    return Changes(rows, tuple(deleted))


def _entries(body):
    """(entity, row) for all of an answer. :raises Postponed: it is not the promised one"""
    responses = body.get("CDCResponse")
    if not isinstance(responses, list) or not responses:
        raise offline()
    for response in responses:
        parts = response.get("QueryResponse") if isinstance(response, dict) else None
        if not isinstance(parts, list):
            raise offline()
        for part in parts:
            if not isinstance(part, dict):
                raise offline()
            for entity, rows in part.items():
                if isinstance(rows, list):
                    if not all(isinstance(row, dict) and text(row.get("Id")) for row in rows):
                        raise offline()
                    yield from ((entity, row) for row in rows)


# === LIST BY LIST === #


def _by_lists(ask, entities, state, since):
    """Each page is kept before the next is read, and where each list has come to with it."""
    lists = state.get("lists") if isinstance(state.get("lists"), dict) else {}
    begun = moment(state.get("begun"))
    for entity in entities:
        if lists.get(entity) == "":
            continue  # read to its end
        for rows, last in _pages(ask, entity, moment(lists.get(entity)) or since):
            begun = begun or ask.first
            if begun is None:
                raise offline()
            lists = {**lists, entity: _text(last) if last else ""}
            cursor = _cursor(since=_text(since), begun=_text(begun), lists=lists)
            yield Changes({entity: rows}, (), cursor)
    yield Changes({}, (), _cursor(since=_next(begun or since, since)))


def _pages(ask, entity, since) -> Iterator[tuple[list[Row], datetime | None]]:
    """(rows, when the last of them changed), in the order of their changes; None at the end."""
    seen, begin = set(), 1
    while True:
        statement = (
            f"select * from {entity} where MetaData.LastUpdatedTime >= {quote(_text(since))}"
            f" orderby MetaData.LastUpdatedTime startposition {begin} maxresults {PAGE_SIZE}"
        )
        page = _page(ask, entity, statement)
        rows = [row for row in page if (row["Id"], _changed(row)) not in seen]
        seen.update((row["Id"], _changed(row)) for row in rows)
        if len(page) < PAGE_SIZE:
            yield rows, None
            return
        last = _changed(page[-1])
        yield rows, last
        if last > since:
            since, begin = last, 1
        else:  # more than a page changed in one second
            begin += PAGE_SIZE


def _page(ask, entity, statement):
    found = read_page(ask, entity, statement)
    if not all(map(_changed, found)):
        raise offline()
    return found


# === MOMENTS === #


def _changed(row):
    known = row.get("MetaData")
    return moment(known.get("LastUpdatedTime")) if isinstance(known, dict) else None


def moment(value) -> datetime | None:
    """A moment as QuickBooks writes it, which has an offset; None for anything else."""
    try:
        found = datetime.fromisoformat(text(value))
    except ValueError:
        return None
    return found if found.tzinfo else None


def _text(when: datetime) -> str:
    return when.astimezone(timezone.utc).replace(microsecond=0).isoformat()


def _next(seen: datetime, since: datetime) -> str:
    """Never back: a clock that was set back would read everything again."""
    return _text(max(seen - OVERLAP, since))


def _cursor(**state) -> str:
    return json.dumps(state)
