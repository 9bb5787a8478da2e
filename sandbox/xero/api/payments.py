"""Paying documents, and taking that back (Xero API: Payments)."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from sandbox.common.ids import ZERO_GUID, new_guid
from sandbox.common.request import Request

from ..books.books import Books, Row
from ..books.kinds import CREDIT_NOTE, INVOICE, Kind
from ..books.records import Document, Payment, folded, rounded
from ..problems import bad_data, not_found
from ..settings import Settings
from ..wire import read_date
from .money_lists import payment_view
from .writing import Written, answer_rows, elements_of

Element = dict[str, Any]
View = dict[str, Any]
NOT_APPROVED = "Payments can only be made against Authorised documents"
TOO_MUCH = "Payment amount exceeds the amount outstanding on this document"
NOT_CHANGEABLE = "Payment not of valid status for modification"
IN_BATCH = "Payments within a batch cannot be deleted."


class PaymentWriter:
    """A payment never changes: it is made, and it is deleted."""

    def __init__(self, books: Books, settings: Settings) -> None:
        self._books = books
        self._settings = settings

    def create(self, request: Request) -> list[View]:
        """PUT with a list, POST with one."""
        return answer_rows(request, self._books, self._elements(request), self._create)

    def delete(self, request: Request, payment_id: str) -> list[View]:
        payment = self._books.payments.get(payment_id)
        if payment is None:
            raise not_found()
        elements = self._elements(request)
        if [element.get("Status") for element in elements] != ["DELETED"]:
            raise bad_data("A payment can only be given the Status DELETED")

        def write(element: Element) -> Written:
            problem = NOT_CHANGEABLE if payment.status != "AUTHORISED" else ""
            problem = IN_BATCH if payment.batch_id else problem
            if problem:
                return _refused({**element, "PaymentID": payment.id}, [problem])
            self._books.put_payment(replace(payment, status="DELETED"))
            return self._written(payment.id)

        return answer_rows(request, self._books, elements, write)

    def _elements(self, request: Request) -> list[Element]:
        return elements_of(request, "Payments", "Payment", self._settings)

    def _create(self, element: Element) -> Written:
        document = self._document(element)
        account = self._account(element)
        problems = self._problems(element, document, account)
        if problems or document is None or account is None:
            return _refused({**element, "PaymentID": ZERO_GUID}, problems)
        rate, now = _rate(element), self._books.clock.now()
        payment = Payment(
            new_guid(),
            document.id,
            rounded(Decimal(element["Amount"])),
            read_date(element["Date"]) if element.get("Date") else now.date(),
            now,
            element.get("Reference") or "",
            account_code=account["Code"],
            currency_rate=document.currency_rate if rate is None else rate,
            is_reconciled=bool(element.get("IsReconciled")),
        )
        self._books.put_payment(payment)
        return self._written(payment.id)

    def _written(self, payment_id: str) -> Written:
        stored = self._books.payments.get(payment_id)
        assert stored is not None
        return Written({**payment_view(stored, self._books), "ValidationErrors": []})

    def _document(self, element: Element) -> Document | None:
        """By id or number, in an object of its own or beside the amount."""
        for kind in (INVOICE, CREDIT_NOTE):
            named = element.get(kind.singular) or {}
            number = named.get(kind.number_field) or element.get(kind.number_field)
            found = self._named(kind, named.get(kind.id_field) or "", number or "")
            if found:
                return found
        return None

    def _named(self, kind: Kind, document_id: str, number: str) -> Document | None:
        shelf = kind.shelf(self._books)
        if document_id:
            return shelf.get(document_id)
        numbered = shelf.find(("number", folded(number))) if number else []
        return numbered[0] if numbered else None

    def _account(self, element: Element) -> Row | None:
        named = element.get("Account") or {}
        if account_id := named.get("AccountID"):
            return self._books.account(account_id=account_id)
        return self._books.account(named.get("Code") or element.get("Code") or "")

    def _problems(
        self, element: Element, document: Document | None, account: Row | None
    ) -> list[str]:
        problems = []
        amount = Decimal(element.get("Amount") or 0)
        if account is None or not (account["Type"] == "BANK" or account["EnablePaymentsToAccount"]):
            problems.append("Account must be a bank account, or one that payments may be made to")
        if amount <= 0:
            problems.append("The Amount must be greater than zero")
        rate = _rate(element)
        if rate is not None and rate <= 0:
            problems.append("The CurrencyRate must be greater than zero")
        if document is None:
            problems.append("The document to be paid could not be found")
        elif document.status != "AUTHORISED":
            problems.append(NOT_APPROVED)
        elif amount > document.outstanding:
            problems.append(TOO_MUCH)
        return problems


def _rate(element: Element) -> Decimal | None:
    rate = element.get("CurrencyRate")
    return None if rate is None else rounded(Decimal(rate), 6)


def _refused(element: Element, problems: list[str]) -> Written:
    messages = [{"Message": message} for message in problems]
    wrong = {"HasValidationErrors": True, "ValidationErrors": messages}
    return Written({**element, **wrong}, failed=True)
