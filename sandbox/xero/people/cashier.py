"""Money on Xero's own screens: payments, batches of them, over- and prepayments, and what is set
against invoices (Xero API: Payments, Overpayments, Prepayments)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sandbox.common.ids import new_guid

from ..books.books import Books
from ..books.records import Allocation, Credit, Document, Payment, rounded

Wish = dict[str, Any]
BANK = "090"


class Cashier:
    def __init__(self, books: Books) -> None:
        self._books = books

    def actions(self) -> dict[str, Callable[[Wish], None]]:
        return {
            "pay": self._pay,
            "pay_batch": self._pay_batch,
            "unpay": self._unpay,
            "delete_payment": self._delete_payment,
            "overpay": lambda wish: self._receive("Overpayment", wish),
            "prepay": lambda wish: self._receive("Prepayment", wish),
            "allocate": self._allocate,
            "deallocate": self._deallocate,
        }

    def _document(self, document_id: str) -> Document:
        found = self._books.document(document_id)
        if found is None:
            raise ValueError(f"no document with the id {document_id!r}")
        return found

    def _pay(self, wish: Wish) -> None:
        """The whole outstanding amount, unless another one is told. For a credit note it is given
        back."""
        self._put_payment(self._document(wish["id"]), wish)

    def _pay_batch(self, wish: Wish) -> None:
        """One payment of several documents, each whole."""
        batch = wish.get("batch_id") or new_guid()
        for document_id in wish["ids"]:
            self._put_payment(self._document(document_id), {**wish, "batch_id": batch})

    def _put_payment(self, document: Document, wish: Wish) -> None:
        amount = Decimal(wish.get("amount", document.outstanding))
        if document.status != "AUTHORISED" or not 0 < amount <= document.outstanding:
            raise ValueError("this document cannot be paid so")
        rate = Decimal(wish.get("currency_rate", document.currency_rate))
        if rate <= 0:
            raise ValueError("a rate is greater than zero")
        now = self._books.clock.now()
        self._books.put_payment(
            Payment(
                wish.get("payment_id") or new_guid(),
                document.id,
                rounded(amount),
                date.fromisoformat(wish["date"]) if "date" in wish else now.date(),
                now,
                wish.get("reference", "paid"),
                account_code=wish.get("account_code", BANK),
                batch_id=wish.get("batch_id", ""),
                currency_rate=rate,
                is_reconciled=bool(wish.get("is_reconciled")),
            )
        )

    def _unpay(self, wish: Wish) -> None:
        """All payments of a document."""
        for payment in self._document(wish["id"]).payments:
            self._books.put_payment(replace(payment, status="DELETED"))

    def _delete_payment(self, wish: Wish) -> None:
        payment = self._books.payments.get(wish["id"])
        if payment is None or payment.status != "AUTHORISED":
            raise ValueError("no payment with this id, or it is deleted")
        self._books.put_payment(replace(payment, status="DELETED"))

    def _receive(self, kind: str, wish: Wish) -> None:
        """Money of a contact, a customer's unless `purchase` is told."""
        books = self._books
        currency = wish.get("currency", books.base_currency)
        if books.contacts.get(wish["contact_id"]) is None or currency not in books.currencies:
            raise ValueError("no such contact or currency")
        now = books.clock.now()
        books.credits.put(
            Credit(
                wish.get("id") or new_guid(),
                kind,
                not wish.get("purchase"),
                wish["contact_id"],
                date.fromisoformat(wish["date"]) if "date" in wish else now.date(),
                now,
                rounded(Decimal(wish["amount"])),
                currency,
                books.currencies[currency][1],
                wish.get("reference", ""),
            )
        )

    def _allocate(self, wish: Wish) -> None:
        """Set a credit note, an overpayment or a prepayment (`id`) against an invoice."""
        source: Any = self._books.credit_notes.get(wish["id"]) or self._books.credits.get(
            wish["id"]
        )
        invoice = self._books.invoices.get(wish["invoice_id"])
        if source is None or invoice is None:
            raise ValueError("no such credit or invoice")
        is_note = isinstance(source, Document)
        left = source.outstanding if is_note else source.remaining
        amount = rounded(Decimal(wish.get("amount", min(left, invoice.outstanding))))
        fits = (
            (source.contact_id, source.currency, source.is_sale)
            == (invoice.contact_id, invoice.currency, invoice.is_sale)
            and invoice.status == "AUTHORISED"
            and (not is_note or source.status == "AUTHORISED")
            and 0 < amount <= min(left, invoice.outstanding)
        )
        if not fits:
            raise ValueError("this cannot be set against that invoice")
        self._books.allocate(
            Allocation(
                new_guid(),
                source.id,
                invoice.id,
                amount,
                max(source.day, invoice.day),
                "CreditNote" if is_note else source.kind,
            )
        )

    def _deallocate(self, wish: Wish) -> None:
        """Take one allocation back, or all of an invoice."""
        invoice = self._books.invoices.get(wish["invoice_id"])
        wanted = wish.get("allocation_id")
        found = [e for e in invoice.allocations if wanted in (None, e.id)] if invoice else []
        if not found:
            raise ValueError("nothing is allocated so")
        for entry in found:
            self._books.deallocate(entry)
