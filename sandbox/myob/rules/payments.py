"""What settles documents: payments, credits and debits that are applied, refunds of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..books.company import Company, Key, Row, cents
from ..books.resources import Resource
from ..problems import Problem

ZERO = Decimal()


@dataclass(frozen=True)
class Shape:
    """How a resource says what it settles: `amount` in all, `lines` each pointing to a document by
    `link` (or by their own UID), `source` the credit that is used up."""

    store: str
    amount: str
    lines: str = ""
    link: str = ""
    source: str = ""


SHAPES = {
    "CustomerPayment": Shape("Invoice", "AmountReceived", "Invoices"),
    "CreditSettlement": Shape("Invoice", "CreditAmount", "Lines", "Sale", "CreditFromInvoice"),
    "CreditRefund": Shape("Invoice", "Amount", source="Invoice"),
    "SupplierPayment": Shape("Bill", "AmountPaid", "Lines", "Purchase"),
    "DebitSettlement": Shape("Bill", "DebitAmount", "Lines", "Purchase", "DebitFromBill"),
    "DebitRefund": Shape("Bill", "Amount", source="Bill"),
}
_WORDS = {"CustomerPayment": "Payment", "SupplierPayment": "Payment"}


def payment_row(company: Company, resource: Resource, row: Row) -> Row:
    """:param row: a body that was checked; :return: as it is kept, but for its number"""
    shape = SHAPES[resource.store]
    row = {"Memo": _WORDS.get(resource.store, resource.store), **row}
    lines = [_line(company, shape, line, place) for place, line in enumerate(_lines(shape, row))]
    if shape.lines:
        row[shape.lines] = lines
        total = sum((line["AmountApplied"] for line in lines), ZERO)
        # What is received is the sum of what it is put to, whatever is sent.
        if shape.source and cents(Decimal(row[shape.amount])) != total:
            raise Problem("AmountApplied_Out_Of_Range", shape.amount)
        row[shape.amount] = total
    row[shape.amount] = cents(Decimal(row[shape.amount]))
    if resource.store in ("CustomerPayment", "DebitRefund"):
        row.setdefault("DepositTo", "Account" if "Account" in row else "UndepositedFunds")
    if resource.store == "SupplierPayment":
        row = {"PayFrom": "Account", "DeliveryStatus": "Print", **row}
    wanted: dict[Key, Decimal] = {}
    for key, amount in applied_by(resource, row):
        wanted[key] = wanted.get(key, ZERO) + amount
    for key, amount in wanted.items():
        _check_target(company, resource, row, key, amount)
    return row


def _lines(shape: Shape, row: Row) -> list[Row]:
    return list(row.get(shape.lines, [])) if shape.lines else []


def _line(company: Company, shape: Shape, line: Row, place: int) -> Row:
    path = f"{shape.lines}[{place}]"
    uid = line.get(shape.link, {}).get("UID") if shape.link else line.get("UID")
    if not uid:
        raise Problem("Required", f"{path}.{shape.link or 'UID'}")
    if line.get("AmountApplied", ZERO) <= 0:
        raise Problem("AmountApplied_Out_Of_Range", f"{path}.AmountApplied")
    if line.setdefault("Type", shape.store) != shape.store:
        raise Problem("NotFound", f"{path}.Type")
    if company.get(shape.store, uid) is None:
        raise Problem("NotFound", f"{path}.UID")
    return {**line, "RowID": place + 1, "AmountApplied": cents(Decimal(line["AmountApplied"]))}


def applied_by(resource: Resource, row: Row) -> Iterator[tuple[Key, Decimal]]:
    """What changes by it: (document, amount by which less is open); of a credit, which is open
    below zero, a negative one."""
    shape = SHAPES[resource.store]
    for line in _lines(shape, row):
        uid = line[shape.link]["UID"] if shape.link else line["UID"]
        yield (shape.store, uid), line["AmountApplied"]
    if shape.source:
        yield (shape.store, row[shape.source]["UID"]), -row[shape.amount]


def _check_target(
    company: Company, resource: Resource, row: Row, key: Key, amount: Decimal
) -> None:
    target: Any = company.get(*key)
    if target[resource.party] != row[resource.party]:
        raise Problem("WrongParty", f"{key[0]} {key[1]}")
    left = target["BalanceDueAmount"]
    if not (0 < amount <= left or left <= amount < 0):
        raise Problem("AmountApplied_Out_Of_Range", f"{key[0]} {key[1]}")


def apply(company: Company, resource: Resource, row: Row, touch: bool) -> None:
    for key, amount in applied_by(resource, row):
        own = (resource.store, row["UID"])
        entry = company.applied.setdefault(key, {})
        entry[own] = entry.get(own, ZERO) + amount
        company.settle(*key, touch)


def release(company: Company, resource: Resource, row: Row, touch: bool) -> None:
    """It is deleted: what it settled is open again."""
    for key, _ in applied_by(resource, row):
        company.applied.get(key, {}).pop((resource.store, row["UID"]), None)
        company.settle(*key, touch)
