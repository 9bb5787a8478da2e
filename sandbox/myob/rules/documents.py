"""Sales, bills and money that is spent: what makes one of a body that was checked."""

from decimal import Decimal
from typing import Any

from ..books.company import Company, Row, name_of
from ..books.resources import CARDS, SALE, SPEND, Resource
from ..problems import Problem
from ..settings import Settings
from .lines import add_up, lines_of
from .terms import terms_row

ZERO = Decimal()
PAID_FROM = ("Bank", "CreditCard")
ONLINE_PAYMENT = ("All", "None")
_WORDS = {"Invoice": "Sale", "Bill": "Purchase", "SpendMoneyTxn": "Payment"}
# What the service works out, whatever is sent.
COMPUTED = (
    *("Subtotal", "TotalTax", "TotalAmount", "AmountPaid", "BalanceDueAmount", "AppliedToDate"),
    *("Status", "LastPaymentDate", "InvoiceType", "BillType", "Created", "LastModified"),
    *("URI", "RowVersion", "Order", "CanApplySurcharge", "CurrentBalance", "Type", "PhotoURI"),
)


def document_row(company: Company, resource: Resource, row: Row, settings: Settings) -> Row:
    """:param row: a body that was checked, without what is computed; :return: as it is kept, but
    for its number and what is open"""
    party: Any = company.get(
        company.store_of(row[resource.party]["UID"], CARDS) or "", row[resource.party]["UID"]
    )
    _check_currency(row, party)
    _check_category(company, row)
    # Tax is in the amounts, unless the body says that it is not.
    row = {"IsTaxInclusive": True, resource.memo: _memo(resource, party), **row}
    if resource.family == SPEND:
        row = _spent(company, row)
    else:
        row = _traded(company, resource, row, party, settings.strict)
    row["Lines"] = lines_of(company, resource, row["Lines"], settings.strict)
    row = add_up(company, resource, row)
    _check_sign(company, resource, row, settings)
    return row


def _memo(resource: Resource, party: Row) -> str:
    return f"{_WORDS[resource.store]}; {name_of(party)}"


def _check_currency(row: Row, party: Row) -> None:
    """That of the card. What is foreign can only be entered by a person."""
    if row.get("ForeignCurrency") != party.get("ForeignCurrency"):
        raise Problem("ForeignCurrencyMismatch", "ForeignCurrency")


def _check_category(company: Company, row: Row) -> None:
    if "Category" not in row and company.prefers("CategoryTracking") == "OnAndRequired":
        raise Problem("Required", "Category")


def _spent(company: Company, row: Row) -> Row:
    account: Any = company.get("Account", row["Account"]["UID"])
    if account["Type"] not in PAID_FROM or account["IsHeader"]:
        raise Problem("IncorrectAccountType", "Account")
    return {"DeliveryStatus": "Print", "ChequePrinted": False, **row}


def _traded(company: Company, resource: Resource, row: Row, party: Row, strict: bool) -> Row:
    """What sales and bills have in common, and what they have by themselves: to be printed, and a
    sale to be paid by a button."""
    sale = resource.family == SALE
    if "ShippingMethod" in row and row["ShippingMethod"] not in company.shipping_methods:
        raise Problem("NotFound", "ShippingMethod")
    if sale:
        row = {"InvoiceDeliveryStatus": "Print", "OnlinePaymentMethod": "All", **row}
        if row["OnlinePaymentMethod"] not in ONLINE_PAYMENT:
            raise Problem("ValueOutOfRange", "OnlinePaymentMethod")
    else:
        row = {"BillDeliveryStatus": "Print", "IsReportable": False, **row}
    has_freight = resource.layout in ("Service", "Item")
    if not has_freight:
        row = {name: value for name, value in row.items() if not name.startswith("Freight")}
    elif "FreightTaxCode" not in row and (strict or row.get("Freight")):
        raise Problem("FreightHasNotBeenSet", "FreightTaxCode")
    details = party.get("SellingDetails" if sale else "BuyingDetails", {})
    row["Terms"] = terms_row(row.get("Terms", {}), details.get("Terms", {}), row["Date"])
    return row


def _check_sign(company: Company, resource: Resource, row: Row, settings: Settings) -> None:
    """Less than nothing is a credit or a debit, where the product has such."""
    if resource.family == SPEND:
        refused, name = row["AmountPaid"] < 0, "AmountPaid"
    else:
        product_refuses = company.is_business and not settings.business_negatives
        refused, name = row["TotalAmount"] < 0 and product_refuses, "TotalAmount"
    if refused:
        raise Problem("NegativeNotAllowed", name)


def number_row(company: Company, resource: Resource, row: Row, settings: Settings) -> Row:
    """With a number: the one that was sent, taken or not, else the next one. That of a supplier's
    own bill is another matter. :raises Problem: it is used for this supplier
    """
    number = row.get(resource.numbers) or company.next_number(resource.store)
    company.numbers[resource.store] = number
    theirs = row.get("SupplierInvoiceNumber", "")
    if theirs and settings.supplier_numbers and not settings.lenient:
        for other in company.find("Bill", theirs):
            same = other.get("SupplierInvoiceNumber", "").casefold() == theirs.casefold()
            if same and other["UID"] != row.get("UID") and other["Supplier"] == row["Supplier"]:
                raise Problem("Duplicate", "SupplierInvoiceNumber")
    return {**row, resource.numbers: number}


def warnings_of(company: Company, resource: Resource, row: Row) -> list[Problem]:
    """What is said only to who asks for warnings as errors."""
    found = []
    if resource.family == SALE:
        same = company.find("Invoice", row["Number"])
        if any(each["UID"] != row.get("UID") for each in same):
            found.append(Problem("Duplicate", "Number", warning=True))
        customer: Any = company.get("Customer", row["Customer"]["UID"])
        limit = customer["SellingDetails"].get("Credit", {}).get("Limit")
        if limit and customer["CurrentBalance"] + row["TotalAmount"] > limit:
            found.append(Problem("CreditLimitExceeded", "Customer", warning=True))
    return found
