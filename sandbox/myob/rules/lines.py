"""Lines and what they come to: accounts, jobs and tax codes that may be there, tax by line."""

from decimal import Decimal
from typing import Any

from ..books.company import Company, Row, cents
from ..books.resources import SALE, SPEND, Resource
from ..problems import Problem, raise_all

ZERO, HUNDRED = Decimal(), Decimal(100)
CONTROL_ACCOUNTS = ("AccountReceivable", "AccountsPayable")
_NOT_ON_SALES = ("ImportDuty", "InputTaxed", "WithholdingsTax", "NoABN_TFN")
# How much there is of an item, and which of its accounts counts.
_OF_ITEMS = {
    "Invoice": ("ShipQuantity", "IncomeAccount"),
    "Bill": ("BillQuantity", "ExpenseAccount"),
}


def lines_of(company: Company, resource: Resource, sent: list[Row], strict: bool) -> list[Row]:
    """Lines as they are kept, with their amounts. :raises Problem: all that is wrong with them"""
    found: list[Row] = []
    problems: list[Problem] = []
    since = ZERO  # what the next subtotal comes to
    for place, line in enumerate(sent):
        path = f"Lines[{place}]"
        line = dict(line)
        if resource.family != SPEND:
            kind = line.setdefault("Type", "Transaction")
            if kind != "Transaction":
                kept = ("RowID", "RowVersion", "Type", "Description")
                line = {name: line[name] for name in kept if name in line}
                line["Total"] = since if kind == "SubTotal" else ZERO
                since = ZERO if kind == "SubTotal" else since
                found.append(line)
                continue
        try:
            line = _transaction(company, resource, line, path, strict)
        except Problem as problem:
            problems.append(problem)
            continue
        since += line.get("Total", ZERO)
        found.append(line)
    raise_all(problems)
    if all(line.get("Type", "Transaction") != "Transaction" for line in found):
        raise Problem("Required", "Lines")
    return found


def _transaction(company: Company, resource: Resource, line: Row, path: str, strict: bool) -> Row:
    amount = "Amount" if resource.family == SPEND else "Total"
    if resource.layout == "Item":
        _fill_item(company, resource, line, path)
    needed = ["Account", "TaxCode"]
    if strict and resource.layout != "Item":
        needed.append(amount)
    raise_all(Problem("Required", f"{path}.{name}") for name in needed if name not in line)
    _check_account(company, line, path)
    job = company.get("Job", line.get("Job", {}).get("UID", "")) or {}
    if job.get("IsHeader"):
        raise Problem("Line_JobHeaderNotAllowed", f"{path}.Job")
    _check_tax_code(company, resource, line, path)
    line[amount] = _total(resource, line, amount, path, strict)
    return line


def _fill_item(company: Company, resource: Resource, line: Row, path: str) -> None:
    if "Item" not in line:
        raise Problem("Required", f"{path}.Item")
    quantity, account = _OF_ITEMS[resource.store]
    if quantity not in line:
        raise Problem("Required", f"{path}.{quantity}")
    item: Any = company.get("Item", line["Item"]["UID"])
    if "Account" not in line and account in item:
        line["Account"] = item[account]
    line.setdefault("UnitPrice", item["BaseSellingPrice"] if resource.family == SALE else ZERO)


def _check_account(company: Company, line: Row, path: str) -> None:
    account: Any = company.get("Account", line["Account"]["UID"])
    if account["IsHeader"]:
        raise Problem("AccountHeaderNotAllowed", f"{path}.Account")
    if account["Type"] in CONTROL_ACCOUNTS:
        raise Problem("IncorrectAccountType", f"{path}.Account")


def _check_tax_code(company: Company, resource: Resource, line: Row, path: str) -> None:
    code: Any = company.get("TaxCode", line["TaxCode"]["UID"])
    if code["Type"] == "Consolidated":
        raise Problem("ConsolidatedTaxCodeNotAllowed", f"{path}.TaxCode")
    refused = _NOT_ON_SALES if resource.family == SALE else ("ImportDuty",)
    if code["Type"] in refused:
        where = "SalesLines" if resource.family == SALE else "PurchaseLines"
        raise Problem("InvalidTaxCode", f"{path}.TaxCode", where)


def _total(resource: Resource, line: Row, name: str, path: str, strict: bool) -> Decimal:
    """That of a line. :raises Problem: it is not quantity times price less discount"""
    sent = line.get(name)
    if sent is not None and strict and cents(Decimal(sent)) != sent:
        raise Problem("SerializationError", f"{path}.{name}")
    if resource.layout == "Item":
        quantity = line[_OF_ITEMS[resource.store][0]]
    else:
        quantity = line.get("UnitCount")
    price = line.get("UnitPrice")
    if quantity is None or price is None or name == "Amount":
        return cents(Decimal(sent or 0))
    discount = Decimal(line.get("DiscountPercent", 0))
    worked_out = cents(Decimal(quantity) * Decimal(price) * (HUNDRED - discount) / HUNDRED)
    if sent is not None and cents(Decimal(sent)) != worked_out:
        raise Problem("LineTotalIncorrect", f"{path}.{name}")
    return worked_out


def tax_on(company: Company, amount: Decimal, code_uid: str, inclusive: bool) -> Decimal:
    """Rounded by itself, so that a document's tax is the sum of what its lines show."""
    code: Any = company.get("TaxCode", code_uid)
    rate = Decimal(code["Rate"]) * (-1 if code["IsRateNegative"] else 1)
    return cents(amount * rate / (HUNDRED + rate if inclusive else HUNDRED))


def add_up(company: Company, resource: Resource, row: Row) -> Row:
    """:return: the row with its totals, whatever totals were sent"""
    amount = "Amount" if resource.family == SPEND else "Total"
    inclusive = row["IsTaxInclusive"]
    parts = [
        (Decimal(line[amount]), line["TaxCode"]["UID"])
        for line in row["Lines"]
        if line.get("Type", "Transaction") == "Transaction"
    ]
    net = sum((part for part, _ in parts), ZERO)
    freight = Decimal(row.get("Freight", 0))
    if freight:
        parts.append((freight, row["FreightTaxCode"]["UID"]))
    tax = sum((tax_on(company, *part, inclusive) for part in parts), ZERO)
    total = net + freight + (ZERO if inclusive else tax)
    if resource.family == SPEND:
        return {**row, "TotalTax": tax, "AmountPaid": total}
    return {**row, "Subtotal": net, "TotalTax": tax, "TotalAmount": total, "Freight": freight}
