"""Which fields a body may hold, and of which kind (Xero API: the OpenAPI description 16.1.0).

Notation: `text`, `text:255` (longest length), `guid`, `number`, `whole`, `flag`, `date`, `moment`,
`one of A B`, the name of another table, or `list of` such a name. Real Xero ignores unknown
fields; the stand-in refuses them, because a connector that misspells a field loses data silently.
Keys that only live answers carry are taken, so that an answer can be sent back.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sandbox.common.ids import is_guid

from ..wire import read_date
from .fields_reference import NEWER_THAN_DESCRIPTION

_ERRORS = "list of ValidationError"
_STATUS = "one of DRAFT SUBMITTED DELETED AUTHORISED PAID VOIDED"
_DEFAULT_AMOUNTS = "one of INCLUSIVE EXCLUSIVE NONE"

TABLES: dict[str, dict[str, str]] = {
    "Invoice": {
        "Type": "one of ACCPAY ACCPAYCREDIT APOVERPAYMENT APPREPAYMENT ACCREC ACCRECCREDIT"
        " AROVERPAYMENT ARPREPAYMENT",
        "Contact": "Contact",
        "LineItems": "list of LineItem",
        "Date": "date",
        "DueDate": "date",
        "LineAmountTypes": "LineAmountTypes",
        "InvoiceNumber": "text:255",
        "Reference": "text",
        "BrandingThemeID": "guid",
        "Url": "text",
        "CurrencyCode": "CurrencyCode",
        "CurrencyRate": "number",
        "Status": _STATUS,
        "SentToContact": "flag",
        "ExpectedPaymentDate": "date",
        "PlannedPaymentDate": "date",
        "CISDeduction": "number",
        "CISRate": "number",
        "SubTotal": "number",
        "TotalTax": "number",
        "Total": "number",
        "TotalDiscount": "number",
        "InvoiceID": "guid",
        "RepeatingInvoiceID": "guid",
        "HasAttachments": "flag",
        "IsDiscounted": "flag",
        "Payments": "list of Payment",
        "Prepayments": "list of Prepayment",
        "Overpayments": "list of Overpayment",
        "AmountDue": "number",
        "AmountPaid": "number",
        "FullyPaidOnDate": "date",
        "AmountCredited": "number",
        "UpdatedDateUTC": "moment",
        "UpdatedDateUTCString": "text",
        "CreditNotes": "list of CreditNote",
        "Attachments": "list of Attachment",
        "HasErrors": "flag",
        "StatusAttributeString": "text",
        "ValidationErrors": _ERRORS,
        "Warnings": _ERRORS,
        "InvoiceAddresses": "list of InvoiceAddress",
    },
    "CreditNote": {
        "Type": "one of ACCPAYCREDIT ACCRECCREDIT",
        "Contact": "Contact",
        "Date": "date",
        "DueDate": "date",
        "Status": _STATUS,
        "LineAmountTypes": "LineAmountTypes",
        "LineItems": "list of LineItem",
        "SubTotal": "number",
        "TotalTax": "number",
        "Total": "number",
        "CISDeduction": "number",
        "CISRate": "number",
        "UpdatedDateUTC": "moment",
        "UpdatedDateUTCString": "text",
        "CurrencyCode": "CurrencyCode",
        "FullyPaidOnDate": "date",
        "CreditNoteID": "guid",
        "CreditNoteNumber": "text",
        "Reference": "text",
        "SentToContact": "flag",
        "CurrencyRate": "number",
        "RemainingCredit": "number",
        "Allocations": "list of Allocation",
        "AppliedAmount": "number",
        "Payments": "list of Payment",
        "BrandingThemeID": "guid",
        "StatusAttributeString": "text",
        "HasAttachments": "flag",
        "HasErrors": "flag",
        "ValidationErrors": _ERRORS,
        "Warnings": _ERRORS,
        "InvoiceAddresses": "list of InvoiceAddress",
    },
    "LineItem": {
        "LineItemID": "guid",
        "Description": "text",
        "Quantity": "number",
        "UnitAmount": "number",
        "ItemCode": "text",
        "AccountCode": "text",
        "AccountID": "guid",
        "TaxType": "text",
        "TaxAmount": "number",
        "Item": "LineItemItem",
        "LineAmount": "number",
        "Tracking": "list of LineItemTracking",
        "DiscountRate": "number",
        "DiscountAmount": "number",
        "RepeatingInvoiceID": "guid",
        "Taxability": "one of TAXABLE NON_TAXABLE EXEMPT PART_TAXABLE NOT_APPLICABLE",
        "SalesTaxCodeId": "number",
        "TaxBreakdown": "list of TaxBreakdownComponent",
    },
    "TrackingOption": {
        "TrackingOptionID": "guid",
        "Name": "text:100",
        "Status": "one of ACTIVE ARCHIVED DELETED",
        "TrackingCategoryID": "guid",
    },
    "LineItemTracking": {
        "TrackingCategoryID": "guid",
        "TrackingOptionID": "guid",
        "Name": "text:100",
        "Option": "text",
    },
    "Contact": {
        "ContactID": "guid",
        "MergedToContactID": "guid",
        "ContactNumber": "text:50",
        "AccountNumber": "text:50",
        "ContactStatus": "one of ACTIVE ARCHIVED GDPRREQUEST",
        "Name": "text:255",
        "FirstName": "text:255",
        "LastName": "text:255",
        "CompanyNumber": "text:50",
        "EmailAddress": "text:255",
        "ContactPersons": "list of ContactPerson",
        "BankAccountDetails": "text",
        "TaxNumber": "text:50",
        "TaxNumberType": "one of SSN EIN ITIN ATIN",
        "AccountsReceivableTaxType": "text",
        "AccountsPayableTaxType": "text",
        "Addresses": "list of Address",
        "Phones": "list of Phone",
        "IsSupplier": "flag",
        "IsCustomer": "flag",
        "SalesDefaultLineAmountType": _DEFAULT_AMOUNTS,
        "PurchasesDefaultLineAmountType": _DEFAULT_AMOUNTS,
        "DefaultCurrency": "CurrencyCode",
        "XeroNetworkKey": "text",
        "SalesDefaultAccountCode": "text",
        "PurchasesDefaultAccountCode": "text",
        "SalesTrackingCategories": "list of SalesTrackingCategory",
        "PurchasesTrackingCategories": "list of SalesTrackingCategory",
        "TrackingCategoryName": "text",
        "TrackingCategoryOption": "text",
        "PaymentTerms": "PaymentTerm",
        "UpdatedDateUTC": "moment",
        "ContactGroups": "list of ContactGroup",
        "Website": "text",
        "BrandingTheme": "BrandingTheme",
        "BatchPayments": "BatchPaymentDetails",
        "Discount": "number",
        "Balances": "Balances",
        "Attachments": "list of Attachment",
        "HasAttachments": "flag",
        "ValidationErrors": _ERRORS,
        "HasValidationErrors": "flag",
        "StatusAttributeString": "text",
    },
    "ContactPerson": {
        "FirstName": "text",
        "LastName": "text",
        "EmailAddress": "text",
        "IncludeInEmails": "flag",
    },
    "Address": {
        "AddressType": "one of POBOX STREET",
        "AddressLine1": "text:500",
        "AddressLine2": "text:500",
        "AddressLine3": "text:500",
        "AddressLine4": "text:500",
        "City": "text:255",
        "Region": "text:255",
        "PostalCode": "text:50",
        "Country": "text:50",
        "AttentionTo": "text:255",
    },
    "Phone": {
        "PhoneType": "one of DEFAULT DDI MOBILE FAX OFFICE",
        "PhoneNumber": "text:50",
        "PhoneAreaCode": "text:10",
        "PhoneCountryCode": "text:20",
    },
    "Payment": {
        "Invoice": "Invoice",
        "CreditNote": "CreditNote",
        "Prepayment": "Prepayment",
        "Overpayment": "Overpayment",
        "InvoiceNumber": "text",
        "CreditNoteNumber": "text",
        "BatchPayment": "BatchPayment",
        "Account": "Account",
        "Code": "text",
        "Date": "date",
        "CurrencyRate": "number",
        "Amount": "number",
        "BankAmount": "number",
        "Reference": "text",
        "IsReconciled": "flag",
        "Status": "one of AUTHORISED DELETED",
        "PaymentType": "one of ACCRECPAYMENT ACCPAYPAYMENT ARCREDITPAYMENT APCREDITPAYMENT"
        " AROVERPAYMENTPAYMENT ARPREPAYMENTPAYMENT APPREPAYMENTPAYMENT APOVERPAYMENTPAYMENT",
        "UpdatedDateUTC": "moment",
        "UpdatedDateUTCString": "text",
        "PaymentID": "guid",
        "BatchPaymentID": "guid",
        "BankAccountNumber": "text",
        "Particulars": "text",
        "Details": "text",
        "HasAccount": "flag",
        "HasValidationErrors": "flag",
        "StatusAttributeString": "text",
        "ValidationErrors": _ERRORS,
        "Warnings": _ERRORS,
    },
    "HistoryRecord": {
        "Details": "text",
        "Changes": "text",
        "User": "text",
        "DateUTC": "moment",
    },
    "Allocation": {
        "AllocationID": "guid",
        "Invoice": "Invoice",
        "Overpayment": "Overpayment",
        "Prepayment": "Prepayment",
        "CreditNote": "CreditNote",
        "Amount": "number",
        "Date": "date",
        "IsDeleted": "flag",
        "StatusAttributeString": "text",
        "ValidationErrors": _ERRORS,
    },
}
LINE_AMOUNT_TYPES = ("Exclusive", "Inclusive", "NoTax")
LARGEST_NUMBER = 10**15


def wrong_kinds(table: str, element: Any, path: str, strict: bool) -> Iterator[str]:
    """Complaints for which Xero refuses the whole request (PostDataInvalidException)."""
    if not isinstance(element, dict):
        yield f"{path} must be an object"
        return
    fields = TABLES[table]
    for name, value in element.items():
        where = f"{path}.{name}"
        if name not in fields:
            if strict and name not in NEWER_THAN_DESCRIPTION.get(table, ()):
                yield f"{where} is not a field of {table}"
        elif value is not None:
            yield from _wrong_value(fields[name], value, where, strict)


def _wrong_value(notation: str, value: Any, where: str, strict: bool) -> Iterator[str]:
    if notation.startswith("list of "):
        if not isinstance(value, list):
            yield f"{where} must be a list"
            return
        name = notation.removeprefix("list of ")
        for position, item in enumerate(value):
            yield from _wrong_nested(name, item, f"{where}[{position}]", strict)
    elif notation.startswith("one of "):
        if value not in notation.split()[2:]:
            yield f"{where} does not know the value {value!r}"
    elif notation == "LineAmountTypes":
        if value not in LINE_AMOUNT_TYPES:
            yield f"{where} does not know the value {value!r}"
    elif notation == "CurrencyCode":
        if not (isinstance(value, str) and len(value) == 3 and value.isupper()):
            yield f"{where} is not a currency code"
    elif notation[0].isupper():
        yield from _wrong_nested(notation, value, where, strict)
    elif not _is_plain(notation.partition(":")[0], value):
        yield f"{where} is not a {notation.partition(':')[0]}"


def _wrong_nested(name: str, value: Any, where: str, strict: bool) -> Iterator[str]:
    if name in TABLES:
        yield from wrong_kinds(name, value, where, strict)
    elif not isinstance(value, dict):
        yield f"{where} must be an object"


def _is_plain(kind: str, value: Any) -> bool:
    if kind == "flag":
        return isinstance(value, bool)
    if kind in ("number", "whole"):
        is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
        return is_number and abs(value) < LARGEST_NUMBER
    if not isinstance(value, str):
        return False
    if kind == "guid":
        return is_guid(value)
    if kind == "date":
        return _is_date(value)
    return True


def _is_date(value: str) -> bool:
    try:
        read_date(value)
    except ValueError:
        return False
    return True


def too_long(table: str, element: dict[str, Any], path: str = "") -> Iterator[str]:
    """Texts over their longest length; these refuse one element, not the request."""
    for name, notation in TABLES[table].items():
        value, where = element.get(name), f"{path}{name}"
        kind, _, longest = notation.partition(":")
        if isinstance(value, str) and longest and len(value) > int(longest):
            yield f"The field {where} must be a string with a maximum length of {longest}."
        elif kind.startswith("list of ") and kind[8:] in ("Address", "Phone") and value:
            for item in value:
                yield from too_long(kind[8:], item, f"{where}.")
