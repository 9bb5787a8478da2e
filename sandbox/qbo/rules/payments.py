"""Payments of customers and to vendors: what they settle, and what is left of them."""

from collections.abc import Iterator
from decimal import Decimal

from ..books.company import Company, Key, Row
from ..books.entities import Entity
from ..problems import Problem, missing

ZERO = Decimal()
# What each pays, and what it uses up beside money.
SETTLES = {"Payment": ("Invoice", "CreditMemo"), "BillPayment": ("Bill", "VendorCredit")}
ACCOUNTS = {
    "Check": ("CheckPayment", "BankAccountRef", "Bank"),
    "CreditCard": ("CreditCardPayment", "CCAccountRef", "Credit Card"),
}


def payment_row(company: Company, entity: Entity, row: Row) -> Row:
    """:param row: a body that was checked and resolved; :return: as it is kept"""
    row = {"TxnDate": company.now[:10], "Line": [], **row}
    if entity.name == "BillPayment":
        _paid_from(company, row)
    party = company.get(entity.party.removesuffix("Ref"), row[entity.party]["value"]) or {}
    row["CurrencyRef"] = party.get("CurrencyRef", {"value": company.currency})
    if row["CurrencyRef"]["value"] != company.currency and not row.get("ExchangeRate"):
        raise Problem(2410, "", "ExchangeRate")
    paid_kind, credit_kind = SETTLES[entity.name]
    paid = used = ZERO
    for key, amount in links_of(entity, row):
        target = _target(company, entity, row, key)
        own = company.applied.get(key, {}).get((entity.name, row.get("Id", "")), ZERO)
        if not 0 <= amount <= target["Balance"] + own:
            raise Problem(6000, f"{key[0]} {key[1]} has only {target['Balance']} open", "Line")
        paid += amount if key[0] == paid_kind else ZERO
        used += amount if key[0] == credit_kind else ZERO
    left = Decimal(row["TotalAmt"]) + used - paid
    if row["TotalAmt"] < 0 or left < 0:
        raise Problem(6000, "More is paid than there is to pay with", "TotalAmt")
    if entity.name == "Payment":
        row["UnappliedAmt"] = left
    elif left:
        raise Problem(6000, "The lines do not come to the total", "TotalAmt")
    return row


def _paid_from(company: Company, row: Row) -> None:
    name, ref, kind = ACCOUNTS[row["PayType"]]
    account_ref = row.get(name, {}).get(ref)
    if account_ref is None:
        raise missing(f"{name}.{ref}")
    account = company.get("Account", account_ref["value"]) or {}
    if account["AccountType"] != kind:
        raise Problem(6430, f"{ref} has to be an account of the type {kind}", ref)


def _target(company: Company, entity: Entity, row: Row, key: Key) -> Row:
    if key[0] not in SETTLES[entity.name]:
        raise Problem(620, f"A {entity.words} cannot be linked to a {key[0]}", "LinkedTxn")
    target = company.get(*key)
    if target is None:
        raise Problem(610, f"{key[0]} {key[1]} is not there", "LinkedTxn")
    if target[entity.party]["value"] != row[entity.party]["value"]:
        raise Problem(620, f"{key[0]} {key[1]} is another party's", "LinkedTxn")
    return target


def links_of(entity: Entity, row: Row) -> Iterator[tuple[Key, Decimal]]:
    """What a payment is put to: (entity and id, amount)."""
    for line in row.get("Line", []):
        for link in line.get("LinkedTxn", []):
            if "Amount" not in line:
                raise missing("Line.Amount")
            yield (link.get("TxnType", ""), link.get("TxnId", "")), Decimal(line["Amount"])


def apply(company: Company, entity: Entity, row: Row, old: Row | None) -> None:
    """Write what a payment settles now, and what it no longer does."""
    keys = {key: amount for key, amount in links_of(entity, row)}
    before = {key for key, _ in links_of(entity, old)} if old else set()
    own = (entity.name, row["Id"])
    for key in [*keys, *(before - set(keys))]:
        company.applied.setdefault(key, {}).pop(own, None)
        if key in keys:
            company.applied[key][own] = keys[key]
        target = company.get(*key)
        if target is not None:
            company.refresh_balance(key[0], target)


def release(company: Company, key: Key) -> None:
    """What was paid on something that is void goes back to the payments."""
    for kind, row_id in company.applied.pop(key, {}):
        payment = company.get(kind, row_id)
        if payment is None:
            continue
        kept, freed = [], ZERO
        for line in payment["Line"]:
            links = [(link["TxnType"], link["TxnId"]) for link in line.get("LinkedTxn", [])]
            if key in links:
                freed += Decimal(line["Amount"])
            else:
                kept.append(line)
        values = {**payment, "Line": kept}
        if "UnappliedAmt" in payment:
            values["UnappliedAmt"] = payment["UnappliedAmt"] + freed
        company.put(kind, values)
