"""What a person does on Xero's own screens, behind the connector's back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sandbox.common.ids import new_guid

from ..books.books import Books
from ..books.records import Contact, Document, rounded
from ..rules.contact_rules import PLAIN_FIELDS
from ..wire import wire_moment
from .cashier import Cashier
from .purchaser import Purchaser

Wish = dict[str, Any]


class Bookkeeper:
    """Acts without the API's rules, apart from what makes no sense: ValueError for those."""

    def __init__(self, books: Books, others: dict[str, Callable[[Wish], Any]]) -> None:
        """:param others: what else is done on these screens"""
        self._books = books
        self._others = others

    def act(self, action: str, wish: Wish) -> None:
        actions: dict[str, Callable[[Wish], Any]] = {
            "void": lambda w: self._set_status(w, "VOIDED"),
            "delete": lambda w: self._set_status(w, "DELETED"),
            "approve": lambda w: self._set_status(w, "AUTHORISED"),
            "edit": self._edit,
            "add_contact": self._add_contact,
            "edit_contact": self._edit_contact,
            "rename_contact": self._rename_contact,
            "archive_contact": lambda w: self._change(w, status="ARCHIVED"),
            "restore_contact": lambda w: self._change(w, status="ACTIVE"),
            "merge_contact": self._merge_contact,
            "archive_account": lambda w: self._account_status(w, "ARCHIVED"),
            "restore_account": lambda w: self._account_status(w, "ACTIVE"),
            "recode_account": self._recode_account,
            **Cashier(self._books).actions(),
            **Purchaser(self._books).actions(),
            **self._others,
        }
        if action not in actions:
            raise ValueError(f"action must be one of {', '.join(actions)}")
        self._books.begin_request()
        actions[action](wish)

    def _document(self, wish: Wish) -> Document:
        wanted = str(wish.get("id", ""))
        found = self._books.document(wanted)
        if found is None:
            raise ValueError(f"no document with the id {wanted!r}")
        return found

    def _contact(self, contact_id: str) -> Contact:
        found = self._books.contacts.get(contact_id)
        if found is None:
            raise ValueError(f"no contact with the id {contact_id!r}")
        return found

    def _set_status(self, wish: Wish, status: str) -> None:
        document = self._document(wish)
        if document.has_something_applied:
            raise ValueError("something is applied to this document")
        self._books.put(replace(document, status=status))

    def _edit(self, wish: Wish) -> None:
        """Number, reference, url, date, contact; or a factor on all amounts. With none of these
        the document is only touched: its time of change moves."""
        document = self._document(wish)
        names = {"number", "reference", "url", "contact_id"}
        changes: dict[str, Any] = {name: wish[name] for name in names & set(wish)}
        if "contact_id" in changes:
            self._contact(changes["contact_id"])
        if "date" in wish:
            changes["day"] = date.fromisoformat(wish["date"])
        if "factor" in wish:
            factor = Decimal(wish["factor"])
            changes["lines"] = tuple(
                replace(
                    line,
                    unit_amount=line.unit_amount and line.unit_amount * factor,
                    line_amount=rounded(line.line_amount * factor),
                    tax_amount=rounded(line.tax_amount * factor),
                )
                for line in document.lines
            )
        self._books.put(replace(document, **changes))

    def _add_contact(self, wish: Wish) -> None:
        """Also a second one of the same name or number, as old data holds."""
        values = {name: wish["values"][name] for name in PLAIN_FIELDS if name in wish["values"]}
        contact_id = wish.get("id") or new_guid()
        now = self._books.clock.now()
        self._books.put_contact(Contact(contact_id, wish["name"], now, values=values))

    def _edit_contact(self, wish: Wish) -> None:
        contact = self._contact(wish["id"])
        self._books.put_contact(replace(contact, values={**contact.values, **wish["values"]}))

    def _rename_contact(self, wish: Wish) -> None:
        self._change(wish, name=wish["name"])

    def _change(self, wish: Wish, **changes: str) -> None:
        self._books.put_contact(replace(self._contact(wish["id"]), **changes))  # type: ignore[arg-type]

    def _merge_contact(self, wish: Wish) -> None:
        """The contact goes into another one: its documents move there, it is archived."""
        kept = self._contact(wish["into"])
        self._change(wish, status="ARCHIVED", merged_into=kept.id)
        for shelf in (self._books.invoices, self._books.credit_notes):
            for document in shelf:
                if document.contact_id == wish["id"]:
                    self._books.put(replace(document, contact_id=kept.id))

    def _account_status(self, wish: Wish, status: str) -> None:
        account = self._books.account(str(wish.get("code", "")))
        if account is None:
            raise ValueError("no account with this code")
        account |= {"Status": status, "UpdatedDateUTC": wire_moment(self._books.clock.now())}

    def _recode_account(self, wish: Wish) -> None:
        """Another code for an account; its id stays."""
        account = self._books.account(str(wish.get("code", "")))
        if account is None or self._books.account(wish["new_code"]):
            raise ValueError("no account with this code, or the new code is taken")
        account |= {"Code": wish["new_code"]}
        account |= {"UpdatedDateUTC": wire_moment(self._books.clock.now())}
