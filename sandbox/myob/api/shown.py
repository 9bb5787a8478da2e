"""A row as the API shows it: every field of its kind, links with names and addresses."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from ..books.company import Company, Row, name_of
from ..books.resources import CARDS, PURCHASE, SALE, Resource, targets
from ..books.schema import is_link, schema

# What a link says of its target beside the UID, by field.
_SAID: dict[str, Callable[[Row], Any]] = {
    "Name": lambda row: row.get("Name") or row.get("CurrencyName") or name_of(row),
    "DisplayID": lambda row: row.get("DisplayID"),
    "Number": lambda row: row.get("Number"),
    "Code": lambda row: row.get("Code"),
}


class Shown:
    """:param host: that links name; empty if the caller wants no addresses"""

    def __init__(self, company: Company, host: str) -> None:
        self._company, self._host = company, host

    def row(self, resource: Resource, store: str, row: Row) -> Row:
        """:param store: where the row is, as a resource may show several"""
        found = self.object(resource.kind, row)
        found["URI"] = self._address(store, row)
        if store in CARDS:
            found["Type"] = store
        if not resource.typed:
            # Which layout it has is said only where layouts are mixed.
            name = {SALE: "InvoiceType", PURCHASE: "BillType"}.get(resource.family)
            if name:
                found[name] = row["_layout"]
        for name in ("SellingDetails", "BuyingDetails"):
            if found.get(name):
                self._credit(found[name], row)
        return found

    def _credit(self, details: Row, row: Row) -> None:
        limit = (details.get("Credit") or {}).get("Limit") or Decimal()
        owed = row.get("CurrentBalance", Decimal())
        details["Credit"] = {**(details.get("Credit") or {}), "Limit": limit}
        details["Credit"]["Available"] = limit - owed if limit else Decimal()

    def _address(self, store: str, row: Row) -> str | None:
        return self._company.address(self._host, store, row) if self._host else None

    def object(self, kind: str, value: Row) -> Row:
        """What belongs to no list of its own."""
        fields = schema().types[kind]
        return {
            name: self._value(name, field_type, many, value.get(name))
            for name, (field_type, many) in fields.items()
        }

    def _value(self, name: str, kind: str, many: bool, value: Any) -> Any:
        known = schema()
        if many:
            entries = value or []
            return [self._value(name, kind, False, entry) for entry in entries]
        if value is None:
            return None
        if is_link(kind):
            return self._link(name, kind, value["UID"])
        if kind in known.types:
            return self.object(kind, value)
        return int(value) if kind == "whole" else value

    def _link(self, name: str, kind: str, uid: str) -> Row:
        store = self._company.store_of(uid, targets(name, kind)) or ""
        target = self._company.get(store, uid) or {}
        said = {each: say(target) for each, say in _SAID.items() if each in schema().types[kind]}
        address = self._address(store, target) if target else None
        return {"UID": uid, **said, "URI": address}
