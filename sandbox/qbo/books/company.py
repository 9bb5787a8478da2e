"""The books of one company: its rows as JSON says them, found by id, number and name."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sandbox.common.clock import Clock

from .entities import ENTITIES

Row = dict[str, Any]
Key = tuple[str, str]  # entity and id: ids of different entities overlap
PACIFIC = timezone(timedelta(hours=-8))


def moment(at: datetime) -> str:
    return at.astimezone(PACIFIC).isoformat(timespec="seconds")


@dataclass
class Company:
    """`preferences` and `info` are single rows. `bill_numbers` says where the number of a bill has
    to be its only one, which nobody documents: company, vendor, or anywhere."""

    realm: str
    name: str
    country: str
    currency: str
    clock: Clock
    preferences: Row
    info: Row = field(default_factory=dict)
    bill_numbers: str = "company"
    status: str = "open"  # or "ended": the subscription is
    rows: dict[str, dict[str, Row]] = field(default_factory=dict)
    applied: dict[Key, dict[Key, Decimal]] = field(default_factory=dict)  # what settles what
    deleted: list[tuple[str, Row]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)  # the last number, by sequence
    reads: int = 0  # what is metered
    _last_ids: dict[str, int] = field(default_factory=dict)
    _index: dict[tuple[str, str], dict[Key, None]] = field(default_factory=dict)

    @property
    def now(self) -> str:
        return moment(self.clock.now())

    @property
    def is_us(self) -> bool:
        return self.country == "US"

    def prefers(self, group: str, name: str) -> Any:
        return self.preferences.get(group, {}).get(name)

    def other_preference(self, name: str) -> bool:
        """One of the pairs in OtherPrefs."""
        pairs = self.preferences.get("OtherPrefs", {}).get("NameValue", [])
        return any(pair["Name"] == name and pair["Value"] == "true" for pair in pairs)

    # === ROWS === #

    def all(self, entity: str) -> Iterator[Row]:
        return iter(list(self.rows.get(entity, {}).values()))

    def get(self, entity: str, row_id: str) -> Row | None:
        return self.rows.get(entity, {}).get(row_id)

    def find(self, index: str, value: str) -> list[tuple[str, Row]]:
        """(entity, row) that carry a value now; `index` as in `_keys`."""
        found = []
        for entity, row_id in self._index.get((index, value.casefold()), ()):
            row = self.get(entity, row_id)
            if row is not None and (index, value.casefold()) in _keys(entity, row):
                found.append((entity, row))
        return found

    def new_id(self, entity: str) -> str:
        self._last_ids[entity] = self._last_ids.get(entity, 0) + 1
        return str(self._last_ids[entity])

    def put(self, entity: str, row: Row) -> Row:
        """Keep a row, new or changed: its id, token and moments are written here."""
        old = self.get(entity, row.get("Id", ""))
        if old is None:
            row_id = row.get("Id") or self.new_id(entity)
            head = {"Id": row_id, "SyncToken": "0", "MetaData": {"CreateTime": self.now}}
            if row_id.isdigit():
                self._last_ids[entity] = max(self._last_ids.get(entity, 0), int(row_id))
        else:
            token = str(int(old["SyncToken"]) + 1)
            head = {"Id": old["Id"], "SyncToken": token, "MetaData": dict(old["MetaData"])}
        head["MetaData"]["LastUpdatedTime"] = self.now
        row = {"domain": "QBO", "sparse": False, **row, **head}
        self.rows.setdefault(entity, {})[row["Id"]] = row
        for key in _keys(entity, row):
            self._index.setdefault(key, {})[entity, row["Id"]] = None
        return row

    def remove(self, entity: str, row: Row) -> Row:
        del self.rows[entity][row["Id"]]
        gone = {"status": "Deleted", "domain": "QBO", "Id": row["Id"]}
        self.deleted.append((entity, {**gone, "MetaData": {"LastUpdatedTime": self.now}}))
        return gone

    def next_number(self, sequence: str) -> str:
        """One after the last, with what stands before its digits."""
        last = self.numbers.get(sequence, "1000")
        head = last.rstrip("0123456789")
        digits = last[len(head) :] or "0"
        return f"{head}{int(digits) + 1:0{len(digits)}d}"

    # === WHAT IS OPEN === #

    def settled(self, key: Key) -> Decimal:
        return sum(self.applied.get(key, {}).values(), Decimal())

    def refresh_balance(self, entity: str, row: Row, touch: bool = True) -> Row:
        """After what it owes or what settles it has changed: balance, links, that of its party."""
        if entity not in ("Invoice", "CreditMemo", "Bill", "VendorCredit"):
            return row
        key = (entity, row["Id"])
        old, new = row.get("Balance", Decimal()), row["TotalAmt"] - self.settled(key)
        links = []
        for kind, row_id in self.applied.get(key, {}):
            pay_type = (self.get(kind, row_id) or {}).get("PayType", "")
            links.append({"TxnId": row_id, "TxnType": kind + pay_type})
        row = {**row, "Balance": new, "LinkedTxn": links}
        if entity == "CreditMemo":
            row["RemainingCredit"] = new
        if "ExchangeRate" in row and entity != "VendorCredit":
            row["HomeBalance"] = cents(new * row["ExchangeRate"])
        if touch:
            row = self.put(entity, row)
        else:
            self.rows[entity][row["Id"]] = row
        self._shift_party(entity, row, new - old)
        return row

    def forget_balance(self, entity: str, row: Row) -> None:
        """Before it is deleted, or another party's."""
        self._shift_party(entity, row, -row.get("Balance", Decimal()))

    def _shift_party(self, entity: str, row: Row, amount: Decimal) -> None:
        party_field = ENTITIES[entity].party
        party = self.get(party_field.removesuffix("Ref"), row[party_field]["value"])
        if party is not None and amount:
            sign = -1 if entity in ("CreditMemo", "VendorCredit") else 1
            party["Balance"] = party.get("Balance", Decimal()) + sign * amount

    def copy(self, row: Row) -> Row:
        return deepcopy(row)


def cents(amount: Decimal) -> Decimal:
    """Half away from zero, as the service rounds."""
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _keys(entity: str, row: Row) -> list[tuple[str, str]]:
    """What a row is found by: people by name, the others by name in their own list."""
    kind = ENTITIES[entity].kind
    if kind == "name":
        return [("people", row.get("DisplayName", "").casefold())]
    if "Name" in row:
        return [(entity, row.get("FullyQualifiedName", row["Name"]).casefold())]
    return [(f"{entity} number", row["DocNumber"].casefold())] if row.get("DocNumber") else []
