"""Payments, overpayments and prepayments as the API answers them
(Xero API: Payments, Overpayments, Prepayments)."""

from typing import Any

from sandbox.common.clock import moment_string
from sandbox.common.request import Request

from ..books.books import Books
from ..books.records import Credit, Payment, rounded
from ..problems import not_found
from ..wire import wire_date, wire_moment
from . import contact_view, document_view
from .reading import Page, page_of, select
from .where import Getter

View = dict[str, Any]
_TYPES = {
    "ACCREC": "ACCRECPAYMENT",
    "ACCPAY": "ACCPAYPAYMENT",
    "ACCRECCREDIT": "ARCREDITPAYMENT",
    "ACCPAYCREDIT": "APCREDITPAYMENT",
}


class PaymentLists:
    """Deleted payments stay in the list."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._columns: dict[str, Getter] = {
            "PaymentID": lambda p: p.id,
            "PaymentType": lambda p: _TYPES[books.document(p.document_id).type],  # type: ignore[union-attr]
            "Status": lambda p: p.status,
            "Date": lambda p: p.day,
            "Amount": lambda p: p.amount,
            "Reference": lambda p: p.reference,
            "UpdatedDateUTC": lambda p: p.updated,
            "Invoice.InvoiceID": lambda p: p.document_id,
        }

    def one(self, payment_id: str) -> list[View]:
        found = self._books.payments.get(payment_id)
        if found is None:
            raise not_found()
        return [payment_view(found, self._books)]

    def many(self, request: Request) -> Page:
        rows = select(
            request, self._books.payments, self._columns, default_order="UpdatedDateUTC,PaymentID"
        )
        page = page_of(request, rows)
        return Page([payment_view(row, self._books) for row in page.rows], page.pagination)


class CreditLists:
    def __init__(self, books: Books, kind: str) -> None:
        self._books = books
        self._kind = kind
        self._columns: dict[str, Getter] = {
            f"{kind}ID": lambda c: c.id,
            "Date": lambda c: c.day,
            "Status": credit_status,
            "Total": lambda c: c.total,
            "RemainingCredit": lambda c: c.remaining,
            "UpdatedDateUTC": lambda c: c.updated,
            "Contact.ContactID": lambda c: c.contact_id,
        }

    def one(self, credit_id: str) -> list[View]:
        found = self._books.credits.get(credit_id)
        if found is None or found.kind != self._kind:
            raise not_found()
        return [credit_view(found, self._books)]

    def many(self, request: Request) -> Page:
        rows = select(
            request,
            self._books.credits.find(("kind", self._kind)),
            self._columns,
            default_order=f"UpdatedDateUTC,{self._kind}ID",
        )
        page = page_of(request, rows)
        return Page([credit_view(row, self._books) for row in page.rows], page.pagination)


def payment_view(payment: Payment, books: Books) -> View:
    """`Invoice` names the document, a credit note too."""
    document = books.document(payment.document_id)
    account = books.account(payment.account_code)
    assert document is not None and account is not None
    contact = books.contacts.get(document.contact_id)
    assert contact is not None
    view: View = {
        "PaymentID": payment.id,
        "Date": wire_date(payment.day),
        "Amount": payment.amount,
        "BankAmount": rounded(payment.amount / payment.currency_rate),
        "Reference": payment.reference,
        "CurrencyRate": rounded(payment.currency_rate, 6),
        "PaymentType": _TYPES[document.type],
        "Status": payment.status,
        "UpdatedDateUTC": wire_moment(payment.updated),
        "UpdatedDateUTCString": moment_string(payment.updated),
        "HasAccount": True,
        "IsReconciled": payment.is_reconciled,
        "Account": {"AccountID": account["AccountID"], "Code": account["Code"]},
        "Invoice": {
            "Type": document.type,
            "InvoiceID": document.id,
            "InvoiceNumber": document.number,
            "Payments": [],
            "CreditNotes": [],
            "Prepayments": [],
            "Overpayments": [],
            "HasErrors": False,
            "IsDiscounted": False,
            "Contact": contact_view.in_document(contact),
            "LineItems": [],
            "CurrencyCode": document.currency,
        },
        "HasValidationErrors": False,
    }
    if payment.batch_id:
        view["BatchPaymentID"] = payment.batch_id
        view["BatchPayment"] = _batch_view(payment, books)
    return view


def _batch_view(payment: Payment, books: Books) -> View:
    members = [p for p in books.payments if p.batch_id == payment.batch_id]
    document = books.document(payment.document_id)
    account = books.account(payment.account_code)
    assert document is not None and account is not None
    return {
        "Account": {"AccountID": account["AccountID"]},
        "BatchPaymentID": payment.batch_id,
        "Date": wire_date(payment.day),
        "Type": "RECBATCH" if document.is_sale else "PAYBATCH",
        "Status": payment.status,
        "TotalAmount": sum(p.amount for p in members if p.status == "AUTHORISED"),
        "UpdatedDateUTC": wire_moment(payment.updated),
        "IsReconciled": payment.is_reconciled,
    }


def credit_status(credit: Credit) -> str:
    return "AUTHORISED" if credit.remaining else "PAID"


def credit_view(credit: Credit, books: Books) -> View:
    contact = books.contacts.get(credit.contact_id)
    assert contact is not None
    direction = "RECEIVE" if credit.is_sale else "SPEND"
    return {
        f"{credit.kind}ID": credit.id,
        "Type": f"{direction}-{credit.kind.upper()}",
        "Contact": contact_view.in_document(contact),
        "Date": wire_date(credit.day),
        "Status": credit_status(credit),
        "LineAmountTypes": "NoTax",
        "LineItems": [],
        "SubTotal": credit.total,
        "TotalTax": rounded(credit.total - credit.total),
        "Total": credit.total,
        "UpdatedDateUTC": wire_moment(credit.updated),
        "CurrencyCode": credit.currency,
        "CurrencyRate": rounded(credit.currency_rate, 6),
        "RemainingCredit": credit.remaining,
        "Reference": credit.reference,
        "Allocations": [document_view.allocation_view(e, books) for e in credit.allocations],
        "Payments": [],
        "HasAttachments": False,
    }
