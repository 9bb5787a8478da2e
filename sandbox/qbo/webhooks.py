"""Events that the stand-in tells an application of: CloudEvents, signed."""

import json
from datetime import datetime
from typing import Any

from sandbox.common.clock import Clock, moment_string
from sandbox.common.ids import new_guid
from sandbox.common.webhooks import post, signature

from .books.company import Company
from .books.entities import ENTITIES

Body = dict[str, Any]
HEADER = "intuit-signature"
_TOLD_OF = [name for name, each in ENTITIES.items() if each.cdc and each.writable]


class Webhooks:
    """Nothing is told by itself: a test says when, so that it knows what has arrived."""

    def __init__(self, clock: Clock, companies: dict[str, Company]) -> None:
        self._clock, self._companies = clock, companies
        self._seen = self._tokens()

    def tell(self, wish: Body) -> list[Body]:
        """One body to `url`, signed with the verifier token `key`: what changed since the last
        time, or `events`; `legacy` gives it the form of before CloudEvents."""
        events = wish.get("events")
        if events is None:
            events = self._changed()
        body = json.dumps(_legacy(events) if wish.get("legacy") else events).encode()
        key = "forged" if wish.get("forged") else wish["key"]
        return [post(wish["url"], body, {HEADER: signature(key, body)})]

    def _tokens(self) -> dict[tuple[str, str, str], str]:
        return {
            (realm, entity, row["Id"]): row["SyncToken"]
            for realm, company in self._companies.items()
            for entity in _TOLD_OF
            for row in company.all(entity)
        }

    def _changed(self) -> list[Body]:
        before, self._seen = self._seen, self._tokens()
        events = [
            self._event(key, "updated" if key in before else "created")
            for key, token in self._seen.items()
            if before.get(key) != token
        ]
        return events + [self._event(key, "deleted") for key in before if key not in self._seen]

    def _event(self, key: tuple[str, str, str], what: str) -> Body:
        realm, entity, row_id = key
        return {
            "specversion": "1.0",
            "id": new_guid(),
            "source": "intuit.sandbox",
            "type": f"qbo.{entity.lower()}.{what}.v1",
            "datacontenttype": "application/json",
            "time": moment_string(self._clock.now()),
            "intuitentityid": row_id,
            "intuitaccountid": realm,
            "data": {},
        }


_OPERATIONS = {"created": "Create", "updated": "Update", "deleted": "Delete"}


def _legacy(events: list[Body]) -> Body:
    """The same as one object, by realm."""
    names = {name.lower(): name for name in ENTITIES}
    by_realm: dict[str, list[Body]] = {}
    for event in events:
        _, entity, what, _ = event["type"].split(".")
        moment = datetime.fromisoformat(event["time"].replace("Z", "+00:00")).isoformat()
        row = {"name": names[entity], "id": event["intuitentityid"], "lastUpdated": moment}
        row["operation"] = _OPERATIONS[what]
        by_realm.setdefault(event["intuitaccountid"], []).append(row)
    return {
        "eventNotifications": [
            {"realmId": realm, "dataChangeEvent": {"entities": rows}}
            for realm, rows in by_realm.items()
        ]
    }
