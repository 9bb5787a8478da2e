"""Create, update, void and delete: the way of a body into the books. All is looked at before
anything is kept."""

from collections.abc import Iterator
from decimal import Decimal

from ..books.company import Company, Row
from ..books.entities import FILE, FIXED, LIST, NAME, PAYMENT, Entity
from ..books.schema import check, plain
from ..problems import Problem, missing
from .checks import check_lengths, name_row, resolve
from .documents import document_row, number_row
from .payments import apply, payment_row, release

_HEAD = ("Id", "SyncToken", "MetaData", "domain", "sparse", "status")
STALE = (
    "You and another user were working on this at the same time. "
    "The other finished before you did, so your work was not saved."
)


class Writer:
    """:param lenient: everything may be there twice; :param strict: as in the README"""

    def __init__(self, company: Company, strict: bool = True, lenient: bool = False) -> None:
        self._company, self._strict, self._lenient = company, strict, lenient

    def write(self, entity: Entity, body: Row, may_double: bool = False) -> Row:
        """A body with an id changes what is there; without one it is new."""
        if entity.kind == FIXED:
            raise Problem(500, f"{entity.name} can only be read")
        check(entity.name, body, self._strict)
        check_lengths(self._company, entity, body)
        old = self._known(entity, body) if body.get("Id") else None
        values = {
            name: value
            for name, value in plain(entity.name, body).items()
            if name not in (*_HEAD, *entity.computed)
        }
        whole = values if old is None else self._changed(entity, old, values, body)
        for name in entity.required:
            if name not in whole:
                raise missing(name)
        values = {**whole, **resolve(self._company, entity, values)}
        values = self._company.copy(values)
        self._refuse_closed(entity, values, old)
        return self._keep(entity, values, old, may_double or self._lenient)

    def _keep(self, entity: Entity, row: Row, old: Row | None, may_double: bool) -> Row:
        if old is not None:
            row = {**row, "Id": old["Id"]}
            if not entity.is_document:
                row = {name: old[name] for name in entity.computed if name in old} | row
        if entity.kind == PAYMENT:
            row = self._company.put(entity.name, payment_row(self._company, entity, row))
            apply(self._company, entity, row, old)
            return self._company.get(entity.name, row["Id"]) or row
        if entity.kind in (NAME, LIST):
            if entity.name not in ("CompanyCurrency", "Term"):
                row = name_row(self._company, entity, row, old, not self._lenient)
            return self._company.put(entity.name, {"Active": True, **row})
        if entity.kind == FILE:
            return self._company.put(entity.name, row)
        return self._keep_document(entity, row, old, may_double)

    def _keep_document(self, entity: Entity, row: Row, old: Row | None, may_double: bool) -> Row:
        row = document_row(self._company, entity, row, self._strict)
        row = number_row(self._company, entity, row, old, may_double)
        if old is not None:
            settled = self._company.settled((entity.name, old["Id"]))
            if row["TotalAmt"] < settled:
                raise Problem(6000, f"{settled} of it is settled already", "TotalAmt")
            if settled and entity.party in old and row[entity.party] != old[entity.party]:
                raise Problem(6000, "What is settled stays its party's", entity.party)
            if entity.party in old and entity.name != "Purchase":
                self._company.forget_balance(entity.name, old)
        row.pop("Balance", None)
        row = self._company.put(entity.name, row)
        return self._company.refresh_balance(entity.name, row, touch=False)

    def _changed(self, entity: Entity, old: Row, values: Row, body: Row) -> Row:
        """Sparse: what is sent goes over what is there, lists whole. Else what is not sent goes."""
        if not body.get("sparse"):
            kept = {"Active": old["Active"]} if "Active" in old else {}
            return {**kept, **values}
        base = {name: value for name, value in old.items() if name not in entity.computed}
        base = {name: value for name, value in base.items() if name not in _HEAD}
        if "Line" in values and "TxnTaxDetail" not in values:
            base.pop("TxnTaxDetail", None)
        emptied = {name for name in body if name not in values and name not in _HEAD}
        base = {name: value for name, value in base.items() if name not in emptied}
        return {**base, **values}

    def _known(self, entity: Entity, body: Row) -> Row:
        """What a body means to change. :raises Problem: not there (610), or changed since (5010)"""
        row = self._company.get(entity.name, str(body.get("Id", "")))
        if row is None:
            raise Problem(610, f"{entity.name} {body.get('Id')} is not there", "Id")
        if "SyncToken" not in body:
            raise missing("SyncToken")
        if str(body["SyncToken"]) != row["SyncToken"]:
            raise Problem(5010, f"Stale Object Error : {STALE}", "SyncToken")
        return row

    def _refuse_closed(self, entity: Entity, values: Row, old: Row | None) -> None:
        closed = self._company.prefers("AccountingInfoPrefs", "BookCloseDate")
        if not closed or not entity.is_document:
            return
        days = [values.get("TxnDate") or self._company.now[:10]]
        days += [old["TxnDate"]] if old else []
        if min(days) <= closed:
            raise Problem(
                6210,
                "The account period has closed and the account books cannot be updated through "
                "the QBO Services API. Please use the QBO website to make these changes.",
            )

    # === VOID, DELETE === #

    def void(self, entity: Entity, body: Row, way: str) -> Row:
        """:param way: how it was asked, as in `Entity.void`"""
        if entity.void != way and not (entity.name == "Payment" and way == "operation"):
            raise Problem(500, f"Operation void is not supported for {entity.name}")
        old = self._known(entity, body)
        self._refuse_closed(entity, old, old)
        row = self._company.copy(old)
        key = (entity.name, row["Id"])
        release(self._company, key)
        row["PrivateNote"] = " ".join(filter(None, ("Voided", row.get("PrivateNote"))))
        row["TotalAmt"] = Decimal()
        if entity.kind == PAYMENT:
            row["Line"] = []
            if "UnappliedAmt" in row:
                row["UnappliedAmt"] = Decimal()
            row = self._company.put(entity.name, row)
            apply(self._company, entity, row, old)
            return row
        for line in _all_lines(row):
            line.update(dict.fromkeys({"Amount"} & set(line), Decimal()))
            for detail in (value for value in line.values() if isinstance(value, dict)):
                for name in {"UnitPrice", "Qty", "NetAmountTaxable", "TaxInclusiveAmt"} & set(
                    detail
                ):
                    detail[name] = Decimal()
        if "TotalTax" in row.get("TxnTaxDetail", {}):
            row["TxnTaxDetail"]["TotalTax"] = Decimal()
        if "HomeTotalAmt" in row:
            row["HomeTotalAmt"] = Decimal()
        self._company.forget_balance(entity.name, old)
        row.pop("Balance", None)
        row = self._company.put(entity.name, row)
        return self._company.refresh_balance(entity.name, row, touch=False)

    def delete(self, entity: Entity, body: Row) -> Row:
        if not entity.delete:
            raise Problem(500, f"Operation delete is not supported for {entity.name}")
        row = self._known(entity, body)
        if entity.is_document:
            self._refuse_closed(entity, row, row)
        key = (entity.name, row["Id"])
        if any(self._company.applied.get(key, {})):
            raise Problem(800, "Something is linked to it: unlink or delete that first")
        if entity.kind == PAYMENT:
            apply(self._company, entity, {**row, "Line": []}, row)
        elif entity.is_document and entity.name != "Purchase":
            self._company.forget_balance(entity.name, row)
        if entity.kind == FILE:
            self._company.files.pop(row["Id"], None)
        return self._company.remove(entity.name, row)


def _all_lines(row: Row) -> Iterator[Row]:
    yield from row["Line"]
    yield from row.get("TxnTaxDetail", {}).get("TaxLine", [])
