"""The books of one company file: its rows as JSON says them, found by UID, number and Card ID."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sandbox.common.clock import Clock
from sandbox.common.ids import new_guid

from .resources import BY_STORE, route_of

Row = dict[str, Any]
Key = tuple[str, str]  # store and UID
SHORTEST_NUMBER = "00000000"


@dataclass
class Company:
    """Rows hold fields of the API, and beside them `_layout`. `users` are those of the file itself,
    with their passwords; without any it is entered by the sign-in alone."""

    uid: str
    name: str
    flags: int  # UIAccessFlags: 3 AccountRight, 2 MYOB Business
    country: str
    level: tuple[int, str]
    clock: Clock
    preferences: Row = field(default_factory=dict)
    users: dict[str, str] = field(default_factory=dict)
    status: str = "open"  # offline, upgraded, removed
    administrator: bool = True  # is who signs in an administrator of the file?
    year_begins: str = "2015-07-01"  # nothing is dated before
    shipping_methods: tuple[str, ...] = ("Australia Post", "Courier")
    rows: dict[str, dict[str, Row]] = field(default_factory=dict)
    applied: dict[Key, dict[Key, Decimal]] = field(default_factory=dict)  # what settles what
    files: dict[str, dict[str, Row]] = field(default_factory=dict)  # of a document, by UID
    numbers: dict[str, str] = field(default_factory=dict)  # the last one, by store
    hidden: dict[str, float] = field(default_factory=dict)  # UIDs nobody reads before a moment
    _versions: int = 0
    _row_ids: int = 0
    _index: dict[tuple[str, str], dict[str, None]] = field(default_factory=dict)

    @property
    def is_business(self) -> bool:
        return self.flags == 2

    @property
    def local(self) -> timezone:
        return timezone(timedelta(hours=12 if self.country == "NZ" else 10))

    @property
    def now(self) -> str:
        """UTC, and says nothing of it."""
        return moment(self.clock.now())

    def prefers(self, name: str) -> Any:
        """A preference of the system."""
        return self.preferences["System"].get(name)

    # === ROWS === #

    def all(self, *stores: str) -> Iterator[Row]:
        for store in stores:
            yield from list(self.rows.get(store, {}).values())

    def visible(self, *stores: str) -> Iterator[Row]:
        """What can be read now."""
        return (row for row in self.all(*stores) if not self._is_hidden(row["UID"]))

    def get(self, store: str, uid: str) -> Row | None:
        return self.rows.get(store, {}).get(uid.lower())

    def read(self, store: str, uid: str) -> Row | None:
        return None if self._is_hidden(uid.lower()) else self.get(store, uid)

    def store_of(self, uid: str, stores: tuple[str, ...] = ()) -> str | None:
        return next((s for s in stores or self.rows if self.get(s, uid) is not None), None)

    def _is_hidden(self, uid: str) -> bool:
        return self.hidden.get(uid, 0) > self.clock.timestamp()

    def find(self, store: str, number: str) -> list[Row]:
        """What carries this number, its own or a supplier's, without case."""
        uids = self._index.get((store, number.casefold()), {})
        rows = (self.get(store, uid) for uid in uids)
        return [row for row in rows if row and number.casefold() in _numbers(store, row)]

    def put(self, store: str, row: Row, touch: bool = True) -> Row:
        """Keep a row, new or changed: UID, versions and moments are written here.

        :param touch: a change of it is one that can be seen
        """
        old = self.get(store, row.get("UID", ""))
        if old is None:
            row = {"UID": new_guid(), **row, "Created": self.now}
        if old is None or touch:
            row = {**row, "RowVersion": self.new_version(), "LastModified": self.now}
        if isinstance(row.get("Lines"), list):
            row["Lines"] = [self._numbered(line) for line in row["Lines"]]
        self.rows.setdefault(store, {})[row["UID"]] = row
        for number in _numbers(store, row):
            self._index.setdefault((store, number), {})[row["UID"]] = None
        return row

    def _numbered(self, line: Row) -> Row:
        if not line.get("RowID"):
            self._row_ids += 1
            line = {**line, "RowID": self._row_ids}
        return line if line.get("RowVersion") else {**line, "RowVersion": self.new_version()}

    def remove(self, store: str, uid: str) -> None:
        """It vanishes, and nothing tells of it."""
        del self.rows[store][uid]
        self.applied.pop((store, uid), None)
        self.files.pop(uid, None)

    def new_version(self) -> str:
        """A number of 64 bits as a text; half of them are negative, and none follows another."""
        self._versions += 1
        digest = hashlib.sha256(f"{self.uid} {self._versions}".encode()).digest()
        return str(int.from_bytes(digest[:8], signed=True))

    def next_number(self, store: str) -> str:
        """One after the last that was given."""
        last = self.numbers.get(store, SHORTEST_NUMBER)
        head = last.rstrip("0123456789")
        digits = last[len(head) :] or "0"
        return f"{head}{int(digits) + 1:0{len(digits)}d}"

    # === WHAT IS OPEN === #

    def settled(self, key: Key) -> Decimal:
        return sum(self.applied.get(key, {}).values(), Decimal())

    def settle(self, store: str, uid: str, touch: bool) -> None:
        """After what settles it has changed."""
        row = self.get(store, uid)
        if row is not None:
            self.put(store, self.with_balance(store, row), touch)

    def with_balance(self, store: str, row: Row) -> Row:
        """With what is open, its status, and the day it was paid last; its card owes the rest."""
        key = (store, row["UID"])
        before, left = row.get("BalanceDueAmount", Decimal()), row["TotalAmount"]
        left -= self.settled(key)
        credit = "Credit" if store == "Invoice" else "Debit"
        status = credit if left < 0 else "Open" if left else "Closed"
        payers = [self.get(*payer) or {} for payer in self.applied.get(key, {})]
        days = [payer["Date"] for payer in payers if "Date" in payer]
        row = {**row, "BalanceDueAmount": left, "Status": status}
        row["LastPaymentDate"] = max(days, default=None)
        if store == "Bill":
            row["AppliedToDate"] = row["TotalAmount"] - left
        self.owe(store, row, left - before)
        return row

    def owe(self, store: str, row: Row, amount: Decimal) -> None:
        party_store = "Customer" if store == "Invoice" else "Supplier"
        party = self.get(party_store, row[party_store]["UID"])
        if party is not None:
            party["CurrentBalance"] = party.get("CurrentBalance", Decimal()) + amount

    # === LINKS === #

    def address(self, host: str, store: str, row: Row) -> str:
        route = route_of(store, row.get("_layout", ""))
        return f"{host}/accountright/{self.uid}/{route}/{row['UID']}"


def moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}"


def cents(amount: Decimal) -> Decimal:
    """Half away from zero."""
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def name_of(row: Row) -> str:
    """That of a card."""
    if not row.get("IsIndividual"):
        return str(row.get("CompanyName", ""))
    return " ".join(filter(None, (row.get("FirstName"), row.get("LastName"))))


def _numbers(store: str, row: Row) -> list[str]:
    found = (row.get(BY_STORE[store].numbers), row.get("SupplierInvoiceNumber"))
    return [str(number).casefold() for number in found if number]
