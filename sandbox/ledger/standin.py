"""A plain ledger: what a new stand-in has to write beside `sandbox/common`.

Every call names the books and carries their key: `/books/ID/...`, `Authorization: Bearer KEY`.
One document or contact a call, at most ten calls at once; no memory of keys against repetition.
**Strict** it refuses a number, or a contact's name, that is there already; **lenient** it takes
everything twice.
"""

import base64
import hashlib
import time
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sandbox.common import settings, standin
from sandbox.common.answer import Answer, Refused, json_answer, load
from sandbox.common.calls import Call
from sandbox.common.fault_kinds import KINDS, refusing
from sandbox.common.faults import Faults
from sandbox.common.ids import new_guid
from sandbox.common.limits import Window
from sandbox.common.request import Request
from sandbox.common.server import Server

Row = dict[str, Any]

BOOKS, OTHER_BOOKS = "main", "branch"
KEY, OTHER_KEY = "sandbox-ledger-key-main", "sandbox-ledger-key-branch"
# Kinds of documents, each a list of its own; of the bought ones the number is the supplier's.
KINDS_OF_DOCUMENTS = ("invoices", "credit_notes", "bills", "supplier_credits")
BOUGHT = ("bills", "supplier_credits")
LONGEST_NUMBER, LONGEST_NAME = 30, 100
MANY = 40  # texts of one question


@dataclass
class Settings(settings.Settings):
    minute_limit: int = 600
    at_once_limit: int = 10


@dataclass
class Books:
    """One accounts file. Rows are what the API answers; those of documents have a `kind`, too."""

    name: str
    currency: str
    key: str
    accounts: list[Row]
    taxes: list[Row]
    contacts: dict[str, Row] = field(default_factory=dict)
    documents: dict[str, Row] = field(default_factory=dict)
    window: Window = field(default_factory=lambda: Window(60))


def seeded_books() -> dict[str, Books]:
    accounts = [
        {"id": "a1", "code": "200", "name": "Sales", "type": "income", "active": True},
        {"id": "a2", "code": "210", "name": "Old sales", "type": "income", "active": False},
        {"id": "a3", "code": "400", "name": "Purchases", "type": "expense", "active": True},
        {"id": "a4", "code": "860", "name": "Rounding", "type": "rounding", "active": True},
    ]
    taxes = [
        {"id": "t15", "code": "GST", "name": "GST 15 %", "rate": 15, "active": True},
        {"id": "t0", "code": "NONE", "name": "No tax", "rate": 0, "active": True},
    ]
    return {
        BOOKS: Books("Ledger NZ", "NZD", KEY, accounts, taxes),
        OTHER_BOOKS: Books("Ledger AU", "AUD", OTHER_KEY, accounts, taxes),
    }


def refusal(status: int, error: str, message: str, headers: dict[str, str] | None = None) -> Answer:
    return json_answer(status, {"error": error, "message": message}, headers)


class LedgerFaults(Faults):
    """The common kinds, and what has a shape of its own here."""

    KINDS = KINDS | {
        "rate_limit": refusing(
            lambda fault: refusal(
                429, "too_many", "Too many calls", {"Retry-After": str(fault.retry_after or 30)}
            )
        ),
        "forbidden": refusing(lambda fault: refusal(403, "forbidden", "The key was withdrawn")),
        "refuse_whole": refusing(lambda fault: refusal(400, "refused", "A test asked for this")),
    }


class StandIn(standin.StandIn):
    FAULTS = LedgerFaults
    settings: Settings

    # === WHAT sandbox/common ASKS FOR === #

    def begin_books(self) -> None:
        self.all_books = seeded_books()
        self.at_once = 0

    def answer(self, request: Request, call: Call) -> Answer:
        with self.lock:
            self.at_once += 1
            too_many = self.at_once > self.settings.at_once_limit
        try:
            if too_many:
                raise Refused(
                    refusal(429, "at_once", "Too many calls at once", {"Retry-After": "1"})
                )
            time.sleep(self.settings.latency_ms / 1000)
            with self.lock:
                books, rest = self._enter(request, call)
                return json_answer(*self._route(books, request, rest))
        finally:
            with self.lock:
                self.at_once -= 1

    def books(self, body: Row) -> Row:
        return {
            id_: {
                "name": books.name,
                "contacts": list(books.contacts.values()),
                "documents": list(books.documents.values()),
            }
            for id_, books in self.all_books.items()
            if body.get("tenant", id_) == id_
        }

    def act(self, wish: Row) -> None:
        """`tenant`, `action`: add_contact {name}, archive_contact, void, edit {id, values},
        add_document {kind and the fields of one}, or open {name, currency, key}: books that were
        not there."""
        with self.lock:
            action = wish["action"]
            if action == "open":
                like = seeded_books()[BOOKS]
                self.all_books[wish["tenant"]] = Books(
                    wish["name"], wish["currency"], wish["key"], like.accounts, like.taxes
                )
                return
            books = self.all_books[wish["tenant"]]
            values = {k: v for k, v in wish.items() if k not in ("tenant", "action", "kind")}
            match action:
                case "add_contact":
                    self._put(books.contacts, {"email": "", "active": True, **values})
                case "archive_contact":
                    books.contacts[wish["id"]]["active"] = False
                case "add_document":
                    self._put(books.documents, document_row(wish["kind"], values))
                case "void":
                    books.documents[wish["id"]]["status"] = "void"
                case "edit":
                    books.documents[wish["id"]] |= wish["values"]
                case _:
                    raise ValueError(f"nobody can do {action}")

    # === THE API === #

    def _enter(self, request: Request, call: Call) -> tuple[Books, list[str]]:
        """The books that a call names, and the rest of its path. :raises Refused: the key, the
        limit"""
        _empty, root, *rest = [*request.path.split("/"), "", ""]
        books = self.all_books.get(rest[0]) if root == "books" else None
        if books is None:
            raise Refused(refusal(404, "not_found", "There are no such books"))
        call.tenant = rest[0]
        if request.header("Authorization") != f"Bearer {books.key}":
            raise Refused(refusal(401, "key", "The key is not that of these books"))
        wait = {"Retry-After": str(books.window.seconds_left(self.clock.timestamp()))}
        if books.window.used >= self.settings.minute_limit:
            raise Refused(refusal(429, "too_many", "Too many calls", wait))
        books.window.used += 1
        return books, [part for part in rest[1:] if part]

    def _route(self, books: Books, request: Request, path: list[str]) -> tuple[int, Any]:
        match request.method, path:
            case "GET", []:
                return 200, {"name": books.name, "currency": books.currency, "closed_to": None}
            case "GET", ["accounts" | "taxes" as name]:
                return 200, getattr(books, name)
            case "GET", ["contacts"]:
                return 200, self._find(books.contacts, request, ("id", "name"))
            case "POST", ["contacts"]:
                return 201, self._add_contact(books, self._body(request))
            case "GET", [kind] if kind in KINDS_OF_DOCUMENTS:
                ours = {id_: row for id_, row in books.documents.items() if row["kind"] == kind}
                return 200, self._find(ours, request, ("number",))
            case "POST", [kind] if kind in KINDS_OF_DOCUMENTS:
                return 201, self._add_document(books, kind, self._body(request))
            case method, [kind, id_, *rest] if kind in KINDS_OF_DOCUMENTS:
                row = books.documents.get(id_)
                if row is None or row["kind"] != kind:
                    raise Refused(refusal(404, "not_found", f"There is no {id_}"))
                return self._change(row, request, method, rest)
        raise Refused(refusal(404, "not_found", "There is no such resource"))

    def _change(self, row: Row, request: Request, method: str, rest: list[str]) -> tuple[int, Any]:
        match method, rest:
            case "GET", []:
                return 200, row
            case "POST", ["void"]:
                row["status"] = "void"
                return 200, row
            case "POST", ["files"]:
                body = self._body(request)
                content = base64.b64decode(body["content"])
                digest = hashlib.sha256(content).hexdigest()
                file = {"id": new_guid(), "name": body["name"], "size": len(content)}
                row["files"].append({**file, "sha256": digest})
                return 201, row["files"][-1]
        raise Refused(refusal(404, "not_found", "There is no such resource"))

    def _find(self, rows: dict[str, Row], request: Request, names: tuple[str, ...]) -> list[Row]:
        """By the fields that are asked for, each with a JSON list of at most MANY texts, without
        case; all rows without a question.
        """
        asked: Row = dict.fromkeys(request.query)
        with suppress(ValueError):
            asked = {name: load(value.encode()) for name, value in request.query.items()}
        if set(asked) - set(names) or any(not is_question(some) for some in asked.values()):
            raise Refused(refusal(400, "question", "One may ask for " + ", ".join(names)))
        wanted = {name: {each.casefold() for each in some} for name, some in asked.items()}
        return [
            row
            for row in rows.values()
            if all(row[name].casefold() in some for name, some in wanted.items())
        ]

    def _body(self, request: Request) -> Row:
        with suppress(ValueError):
            if isinstance(body := load(request.body), dict):
                return body
        raise Refused(refusal(400, "json", "The body is no JSON object"))

    def _add_contact(self, books: Books, body: Row) -> Row:
        name = body.get("name") or ""
        if not name or len(name) > LONGEST_NAME:
            raise Refused(refusal(400, "name", "A contact has a name"))
        names = {row["name"].casefold() for row in books.contacts.values()}
        if name.casefold() in names and not self.settings.lenient:
            raise Refused(refusal(409, "name_taken", "There is a contact of this name"))
        return self._put(books.contacts, {"email": "", **body, "active": True})

    def _add_document(self, books: Books, kind: str, body: Row) -> Row:
        contact = books.contacts.get(body.get("contact") or "")
        if contact is None or not contact["active"]:
            raise Refused(refusal(400, "contact", "The contact is archived or not there"))
        number = body.get("number") or ""
        if not number or len(number) > LONGEST_NUMBER:
            raise Refused(refusal(400, "number", "A number has 1 to 30 characters"))
        for name, error, known in (
            ("account", "account", books.accounts),
            ("tax_code", "tax", books.taxes),
        ):
            codes = {row["code"] for row in known if row["active"]}
            for line in body.get("lines") or [{}]:
                if line.get(name) not in codes:
                    raise Refused(refusal(400, error, f"There is no {error} {line.get(name)}"))
        taken = [
            row
            for row in books.documents.values()
            if (row["kind"], row["number"].casefold()) == (kind, number.casefold())
            and (kind not in BOUGHT or row["contact"] == body["contact"])
        ]
        if taken and not self.settings.lenient:
            raise Refused(refusal(409, "number_taken", "There is a document of this number"))
        return self._put(books.documents, document_row(kind, body))

    def _put(self, rows: dict[str, Row], row: Row) -> Row:
        row = {"id": new_guid(), **row}
        rows[row["id"]] = row
        return row


def is_question(some: Any) -> bool:
    return (
        isinstance(some, list)
        and 0 < len(some) <= MANY
        and all(isinstance(each, str) for each in some)
    )


def document_row(kind: str, body: Row) -> Row:
    """The total is added up here, whatever is sent."""
    lines = [
        {**line, "amount": Decimal(line["amount"]), "tax": Decimal(line["tax"])}
        for line in body["lines"]
    ]
    total = sum((line["amount"] + line["tax"] for line in lines), Decimal())
    fields = {"status": "open", "memo": "", **body}
    return {**fields, "kind": kind, "lines": lines, "total": total, "files": []}


def start(port: int = 0, **values: Any) -> Server:
    """A stand-in in this process, ready to answer; `values` as in `Settings`."""
    chosen = Settings()
    chosen.update(values)
    return Server(StandIn(chosen), port).run()
