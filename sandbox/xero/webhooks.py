"""Events that the stand-in tells an application of, signed as Xero signs them (Xero: Webhooks)."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sandbox.common.clock import Clock, moment_string
from sandbox.common.ids import new_guid
from sandbox.common.webhooks import post, signature

from .books.books import Books

Body = dict[str, Any]
HEADER = "x-xero-signature"


class Webhooks:
    """Nothing is told by itself: a test says when, so that it knows what has arrived."""

    def __init__(self, clock: Clock, tenants: dict[str, Books]) -> None:
        self._told = clock.now()
        self._sequence = 0
        self._known = {row.id for books in tenants.values() for _, _, row in _rows(books)}

    def tell(self, tenants: dict[str, Books], wish: Body, now: datetime) -> list[Body]:
        """Send one body to `url`, signed with `key`: by default what changed since the last time,
        with `intent` the four calls by which Xero tries out a new address."""
        url, key = wish["url"], wish["key"]
        if wish.get("intent"):
            body = self._body([])
            return [_post(url, body, k) for k in (key, "wrong", key, "other")]
        events = wish.get("events")
        if events is None:
            events = [event for books in tenants.values() for event in self._changed(books)]
            self._told = now
        body = self._body(events)
        return [_post(url, body, "forged" if wish.get("forged") else key)]

    def _body(self, events: list[Body]) -> bytes:
        first = self._sequence + 1 if events else 0
        self._sequence += len(events)
        content = {
            "events": events,
            "firstEventSequence": first,
            "lastEventSequence": self._sequence if events else 0,
            "entropy": new_guid(),
        }
        return json.dumps(content).encode()

    def _changed(self, books: Books) -> list[Body]:
        """One event for each record: what nobody was told of before was created."""
        found = []
        for category, plural, row in _rows(books):
            if row.updated >= self._told:
                kind = "UPDATE" if row.id in self._known else "CREATE"
                self._known.add(row.id)
                found.append(_event(books, kind, category, plural, row))
        return found


def _rows(books: Books) -> Iterator[tuple[str, str, Any]]:
    """Category, name in the address, and record, of all that there are events of."""
    yield from (("INVOICE", "Invoices", row) for row in books.invoices)
    yield from (("CREDITNOTE", "CreditNotes", row) for row in books.credit_notes)
    yield from (("CONTACT", "Contacts", row) for row in books.contacts)
    yield from ((row.kind.upper(), f"{row.kind}s", row) for row in books.credits)


def _event(books: Books, kind: str, category: str, plural: str, row: Any) -> Body:
    event: Body = {
        "resourceUrl": f"https://api.xero.com/api.xro/2.0/{plural}/{row.id}",
        "resourceId": row.id,
        "eventDateUtc": moment_string(row.updated),
        "eventType": kind,
        "eventCategory": category,
        "tenantId": books.id,
        "tenantType": "ORGANISATION",
    }
    if category == "CREDITNOTE":
        event["data"] = {"Type": row.type, "Status": row.status}
    return event


def _post(url: str, body: bytes, key: str) -> Body:
    return post(url, body, {HEADER: signature(key, body)})
