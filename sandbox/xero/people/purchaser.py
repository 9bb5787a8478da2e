"""Documents entered on Xero's own screens: bills above all, and their changes."""

from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sandbox.common.ids import new_guid

from ..books.books import Books
from ..books.records import Document, File
from ..rules.line_rules import LineRules
from ..settings import Settings

Wish = dict[str, Any]
TYPES = ("ACCREC", "ACCPAY", "ACCRECCREDIT", "ACCPAYCREDIT")


class Purchaser:
    def __init__(self, books: Books) -> None:
        self._books = books

    def actions(self) -> dict[str, Callable[[Wish], None]]:
        return {
            "add_bill": lambda wish: self._add({"type": "ACCPAY", **wish}),
            "add_document": self._add,
            "edit_lines": self._edit_lines,
            "attach": self._attach,
        }

    def _add(self, wish: Wish) -> None:
        """A document by hand; the lines as the API takes them."""
        books = self._books
        currency = wish.get("currency", books.base_currency)
        if wish["type"] not in TYPES or books.contacts.get(wish["contact_id"]) is None:
            raise ValueError("no such type or contact")
        if currency not in books.currencies:
            raise ValueError("the currency is not in use")
        rate = Decimal(wish.get("currency_rate", books.currencies[currency][1]))
        if rate <= 0:
            raise ValueError("a rate is greater than zero")
        now = books.clock.now()
        day = date.fromisoformat(wish["date"]) if "date" in wish else now.date()
        document = Document(
            wish.get("id") or new_guid(),
            wish["type"],
            wish["contact_id"],
            day,
            now,
            number=wish.get("number", ""),
            due=date.fromisoformat(wish["due"]) if "due" in wish else day + timedelta(days=20),
            status=wish.get("status", "AUTHORISED"),
            line_amount_types=wish.get("line_amount_types", "Exclusive"),
            currency=currency,
            currency_rate=rate,
            reference=wish.get("reference", ""),
        )
        books.put(self._with_lines(document, wish["lines"]))

    def _edit_lines(self, wish: Wish) -> None:
        document = self._books.document(wish["id"])
        if document is None or document.has_something_applied:
            raise ValueError("no document with this id, or something is applied to it")
        self._books.put(self._with_lines(document, wish["lines"]))

    def _attach(self, wish: Wish) -> None:
        """A file, its content in base64. The time of change of the document stays: whether it moves
        in Xero is not documented."""
        if self._books.document(wish["id"]) is None:
            raise ValueError("no document with this id")
        mimetype, content = wish.get("mimetype", "application/pdf"), b64decode(wish["content"])
        self._books.files.put(File(new_guid(), wish["id"], wish["name"], mimetype, content))

    def _with_lines(self, document: Document, lines: list[Wish]) -> Document:
        rules = LineRules(self._books, Settings(strict=False), document, 4)
        read = rules.read(lines)
        if rules.problems:
            raise ValueError("; ".join(rules.problems))
        return replace(document, lines=read)
