"""Invoices, credit memos, bills, vendor credits and purchases: what makes one of a body."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from ..books.company import Company, Row
from ..books.entities import ENTITIES, LINE_DETAILS, PAYMENT_TYPES, PURCHASE, SALE, Entity
from ..problems import Problem, missing
from .money import add_up, detail_of, line_amount

SALES = ("Invoice", "CreditMemo")  # share one sequence of numbers
RECEIVABLE, PAYABLE = "Accounts Receivable", "Accounts Payable"


def document_row(company: Company, entity: Entity, row: Row, strict: bool) -> Row:
    """:param row: a body that was checked; :return: as it is kept, but for its number"""
    row = {"TxnDate": company.now[:10], **row}
    _currency(company, entity, row)
    if "DepartmentRef" in row and not company.prefers("AccountingInfoPrefs", "TrackDepartments"):
        raise Problem(5030, "Locations are not switched on in this company", "DepartmentRef")
    if "ClassRef" in row and not company.prefers("AccountingInfoPrefs", "ClassTrackingPerTxn"):
        raise Problem(5030, "Classes of documents are not switched on", "ClassRef")
    if row.get("EmailStatus") == "NeedToSend" and "BillEmail" not in row:
        raise Problem(6420, "", "BillEmail")
    if entity.name == "Purchase":
        _paid_from(company, row)
    row["Line"] = _lines(company, entity, row["Line"])
    row = add_up(company, entity, row, strict)
    if entity.name in ("Invoice", "Bill"):
        row.setdefault("DueDate", _due(company, row))
    if entity.name in ("Bill", "VendorCredit"):
        _account_of(company, row, "APAccountRef", PAYABLE)
    return row


def _due(company: Company, row: Row) -> Any:
    term = company.get("Term", row.get("SalesTermRef", {}).get("value", "")) or {}
    days = timedelta(days=int(term.get("DueDays", 0)))
    return (date.fromisoformat(row["TxnDate"]) + days).isoformat()


def _account_of(company: Company, row: Row, name: str, kind: str) -> None:
    if name in row:
        account = company.get("Account", row[name]["value"])
        if account is None or account["AccountType"] != kind:
            raise Problem(6430, f"{name} has to be an account of the type {kind}", name)
        return
    for account in company.all("Account"):
        if account["AccountType"] == kind and account["Active"]:
            row[name] = {"value": account["Id"], "name": account["FullyQualifiedName"]}
            return


def _currency(company: Company, entity: Entity, row: Row) -> None:
    """That of the party; a foreign one needs its rate, in home units for one."""
    party_ref = row.get(entity.party)
    currency = row.get("CurrencyRef", {}).get("value")
    if party_ref:
        party_type = party_ref.get("type") or entity.party.removesuffix("Ref")
        party = company.get(party_type, party_ref["value"]) or {}
        of_party = party.get("CurrencyRef", {"value": company.currency})
        if currency not in (None, of_party["value"]):
            raise Problem(6000, "You can only use one foreign currency per transaction.")
        row["CurrencyRef"] = of_party
    row.setdefault("CurrencyRef", {"value": company.currency})
    if row["CurrencyRef"]["value"] == company.currency:
        row.pop("ExchangeRate", None)
        if company.prefers("CurrencyPrefs", "MultiCurrencyEnabled"):
            row["ExchangeRate"] = Decimal(1)
    elif not row.get("ExchangeRate"):
        raise Problem(2410, "", "ExchangeRate")
    elif row["ExchangeRate"] <= 0:
        raise Problem(2090, "A rate is greater than zero", "ExchangeRate")


def _paid_from(company: Company, row: Row) -> None:
    account = company.get("Account", row["AccountRef"]["value"]) or {}
    if row["PaymentType"] not in PAYMENT_TYPES.get(account["AccountType"], ()):
        kind = f"{row['PaymentType']} and {account['AccountType']}"
        raise Problem(6430, f"Payment type and account do not fit: {kind}", "AccountRef")
    row.setdefault("Credit", False)
    if row["Credit"] and row["PaymentType"] != "CreditCard":
        raise Problem(6000, "Only what was paid by credit card can be a credit", "Credit")


# === LINES === #


def _lines(company: Company, entity: Entity, sent: list[Row]) -> list[Row]:
    """With ids, numbers and amounts; known lines keep their id."""
    found: list[Row] = []
    used = {line["Id"] for line in sent if "Id" in line}
    next_id = max((int(each) for each in used if each.isdigit()), default=0)
    for line in sent:
        if "DetailType" not in line:
            raise missing("Line.DetailType")
        if line["DetailType"] == "SubTotalLineDetail":
            continue  # the service adds its own
        if line["DetailType"] not in LINE_DETAILS[entity.kind]:
            raise Problem(2010, f"A {entity.name} here has no {line['DetailType']}", "Line")
        line = _line(company, entity, dict(line))
        if "Id" not in line:
            next_id += 1
            line["Id"] = str(next_id)
        found.append({"Id": line.pop("Id"), "LineNum": len(found) + 1, **line})
    if not found:
        raise missing("Line")
    if not any("Amount" in line for line in found) and entity.kind == PURCHASE:
        raise Problem(6440, "No line has an amount", "Line")
    return found


def _line(company: Company, entity: Entity, line: Row) -> Row:
    line.pop("LineNum", None)
    if line["DetailType"] == "DescriptionOnly":
        line.pop("Amount", None)
        return line
    kind, detail = line["DetailType"], detail_of(line)
    if entity.kind == SALE and "ItemRef" not in detail:
        # It counts as a text, whatever it comes to.
        code = {name: detail[name] for name in ("TaxCodeRef",) if name in detail}
        kept = {name: line[name] for name in ("Id", "Description") if name in line}
        return {**kept, "DetailType": "DescriptionOnly", "DescriptionLineDetail": code}
    needed = "AccountRef" if kind == "AccountBasedExpenseLineDetail" else "ItemRef"
    if needed not in detail:
        raise missing(f"Line.{kind}.{needed}")
    if needed == "ItemRef":
        _item(company, entity, detail)
    line["Amount"] = line_amount(line)
    per_line = company.prefers("AccountingInfoPrefs", "ClassTrackingPerTxnLine")
    if "ClassRef" in detail and not per_line:
        raise Problem(5030, "Classes of lines are not switched on in this company", "ClassRef")
    if entity.kind == PURCHASE:
        _billable(company, detail)
    line[kind] = detail
    return line


def _item(company: Company, entity: Entity, detail: Row) -> None:
    item = company.get("Item", detail["ItemRef"]["value"]) or {}
    account = "IncomeAccountRef" if entity.kind == SALE else "ExpenseAccountRef"
    if item["Type"] == "Category" or account not in item:
        raise Problem(6000, f"{item['Name']} has no {account}", "ItemRef")
    detail["ItemAccountRef"] = item[account]


def _billable(company: Company, detail: Row) -> None:
    status = detail.setdefault("BillableStatus", "NotBillable")
    if status == "HasBeenBilled":
        raise Problem(6320, "Only the service says that a line has been billed")
    if status == "Billable":
        if "CustomerRef" not in detail:
            raise Problem(6310, "A billable line needs a customer", "CustomerRef")
        if not company.prefers("VendorAndPurchasesPrefs", "BillableExpenseTracking"):
            raise Problem(6320, "Billable expenses are not switched on in this company")


# === NUMBERS === #


def number_row(
    company: Company, entity: Entity, row: Row, old: Row | None, may_double: bool
) -> Row:
    """Give or check its number. :raises Problem: it is there already (6140)"""
    row = dict(row)
    sent = row.get("DocNumber")
    if old is not None and sent == old.get("DocNumber"):
        return row
    if entity.kind == SALE:
        sequence, own = "sales", company.prefers("SalesFormsPrefs", "CustomTxnNumbers")
        if not own:  # a number that is sent is kept all the same, and nothing said of doubles
            may_double = True
            sent = sent or company.next_number(sequence)
    elif entity.name == "Bill":
        sequence = "bills"
        may_double = may_double or company.bill_numbers == "anywhere"
    else:
        sequence = entity.name
        if not company.other_preference("VendorAndPurchasesPrefs.UseCustomTxnNumbers"):
            sent = company.next_number(sequence)
        may_double = may_double or not _alone(company, entity, row)
    if not sent:
        row.pop("DocNumber", None)
        return row
    if not may_double:
        _refuse_double(company, entity, row, sent)
    row["DocNumber"] = company.numbers[sequence] = sent
    return row


def _alone(company: Company, entity: Entity, row: Row) -> bool:
    """Is the number of such a one its only one? That of a vendor credit, nobody says so of."""
    if entity.name == "VendorCredit":
        return False
    return row["PaymentType"] != "Check" or company.other_preference("WarnDuplicateCheckNumber")


def _refuse_double(company: Company, entity: Entity, row: Row, number: str) -> None:
    for kind in SALES if entity.name in SALES else (entity.name,):
        for _kind, other in company.find(f"{kind} number", number):
            if (kind, other["Id"]) == (entity.name, row.get("Id")):
                continue
            other_vendor = other.get("VendorRef") != row.get("VendorRef")
            if kind == "Bill" and company.bill_numbers == "vendor" and other_vendor:
                continue
            raise Problem(
                6140,
                "You must specify a different number. This number has already been used. "
                f"DocNumber={number} is assigned to TxnType={ENTITIES[kind].words} "
                f"with TxnId={other['Id']}",
            )
