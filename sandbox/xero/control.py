"""The control API under /_sandbox: how a test looks behind the scenes and pulls the strings."""

import hashlib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sandbox.common.answer import Answer, json_answer, load
from sandbox.common.clock import moment_string
from sandbox.common.request import Request

from .books.books import Books
from .books.records import Allocation, Contact, Credit, Document, File, Payment
from .settings import CLIENT_ID, DEFAULT_REDIRECT_URI
from .signin.tokens import SCOPES

if TYPE_CHECKING:
    from .standin import StandIn

ROOT = "/_sandbox/"
_TENANT_SETTINGS = ("PeriodLockDate", "EndOfYearLockDate", "Class", "approvals_left", "currencies")
Body = dict[str, Any]


class Control:
    def __init__(self, stand_in: "StandIn") -> None:
        self._stand_in = stand_in

    def answer(self, request: Request) -> Answer:
        """JSON in, JSON out; 400 with the reason for a wish that makes no sense."""
        routes: dict[tuple[str, str], Callable[[Body], Any]] = {
            ("GET", "books"): self._books,
            ("GET", "calls"): lambda body: self._calls(),
            ("GET", "faults"): lambda body: self._stand_in.faults.rows(),
            ("POST", "faults"): self._add_fault,
            ("DELETE", "faults"): lambda body: self._stand_in.faults.clear(),
            ("GET", "settings"): lambda body: vars(self._stand_in.settings),
            ("POST", "settings"): self._change_settings,
            ("GET", "violations"): lambda body: self._stand_in.violations(),
            ("POST", "clock"): self._advance,
            ("POST", "reset"): lambda body: self._stand_in.reset(),
            ("POST", "bookkeeper"): self._stand_in.act,
            ("POST", "webhooks"): self._webhooks,
            ("POST", "tokens"): self._tokens,
        }
        route = routes.get((request.method, request.path.removeprefix(ROOT)))
        if route is None:
            return json_answer(404, {"error": "no such control"})
        try:
            body = load(request.body) if request.body else dict(request.query)
            found = route(body)
        except (ValueError, TypeError, KeyError, ArithmeticError, OSError) as problem:
            return json_answer(400, {"error": f"{type(problem).__name__}: {problem}"})
        return json_answer(200, {"ok": True} if found is None else found)

    def _books(self, body: Body) -> Body:
        """All books, or with `tenant` those of one, or with `part` only one of contacts, invoices,
        credit_notes, payments, credits."""
        with self._stand_in.lock:
            return {
                tenant_id: _books_view(books, body.get("part", ""))
                for tenant_id, books in self._stand_in.tenants.items()
                if body.get("tenant", tenant_id) == tenant_id
            }

    def _calls(self) -> Body:
        with self._stand_in.lock:
            record = self._stand_in.calls
            return {"calls": record.rows(), "counters": record.counters()}

    def _add_fault(self, body: Body) -> Body:
        body = {name: _plain(value) for name, value in body.items()}
        return {"id": self._stand_in.faults.add(body).id}

    def _change_settings(self, body: Body) -> None:
        """Settings by name; under `tenants` those of single organisations."""
        with self._stand_in.lock:
            tenants = body.pop("tenants", {})
            for tenant_id, changes in tenants.items():
                _change_tenant(self._stand_in.tenants[tenant_id], changes)
            self._stand_in.settings.update(body)

    def _advance(self, body: Body) -> Body:
        self._stand_in.clock.advance(float(body["advance"]))
        return {"now": moment_string(self._stand_in.clock.now())}

    def _webhooks(self, body: Body) -> list[Body]:
        """Outside of the lock: who is told may come back with a question."""
        stand_in = self._stand_in
        return stand_in.webhooks.tell(stand_in.tenants, body, stand_in.clock.now())

    def _tokens(self, body: Body) -> Body:
        """Sign in without the page: connect the organisations and hand out a token set."""
        with self._stand_in.lock:
            sign_in = self._stand_in.sign_in
            tenants = body.get("tenants", list(self._stand_in.tenants))
            scopes = frozenset(body["scope"].split()) if "scope" in body else SCOPES
            app = sign_in.apps[body.get("client_id", CLIENT_ID)]
            code = sign_in.consent(app.client_id, DEFAULT_REDIRECT_URI, scopes, tenants)
            return sign_in.redeem_code(app, code, DEFAULT_REDIRECT_URI)


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def _change_tenant(books: Books, changes: Body) -> None:
    if unknown := set(changes) - set(_TENANT_SETTINGS):
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    for name, value in changes.items():
        if name.endswith("LockDate"):
            if value:
                books.lock_dates[name] = date.fromisoformat(value)
            else:
                books.lock_dates.pop(name, None)
        elif name == "approvals_left":
            books.approvals_left = value
        elif name == "currencies":
            rates = {code: Decimal(rate) for code, rate in value.items()}
            if any(rate <= 0 for rate in rates.values()):
                raise ValueError("a rate is greater than zero")
            books.currencies |= {code: (code, rate) for code, rate in rates.items()}
        else:
            books.organisation[name] = value


def _books_view(books: Books, part: str) -> Body:
    parts: dict[str, Callable[[], list[Body]]] = {
        "contacts": lambda: [_contact_row(contact) for contact in books.contacts],
        "invoices": lambda: [_document_row(document) for document in books.invoices],
        "credit_notes": lambda: [_document_row(document) for document in books.credit_notes],
        "payments": lambda: [_payment_row(payment) for payment in books.payments],
        "credits": lambda: [_credit_row(credit) for credit in books.credits],
        "files": lambda: [_file_row(file) for file in books.files],
    }
    rows = {name: read() for name, read in parts.items() if part in ("", name)}
    return {"name": books.name, **rows}


def _file_row(file: File) -> Body:
    return {
        "id": file.id,
        "document_id": file.document_id,
        "name": file.name,
        "mimetype": file.mimetype,
        "size": len(file.content),
        "begins": file.content[:5].decode("latin-1"),
        "sha256": hashlib.sha256(file.content).hexdigest(),
    }


def _contact_row(contact: Contact) -> Body:
    return {
        "id": contact.id,
        "name": contact.name,
        "status": contact.status,
        "contact_number": contact.text("ContactNumber"),
        "account_number": contact.text("AccountNumber"),
        "email": contact.text("EmailAddress"),
        "merged_into": contact.merged_into,
        "values": contact.values,
        "updated": moment_string(contact.updated),
    }


def _payment_row(payment: Payment) -> Body:
    return {
        "id": payment.id,
        "document_id": payment.document_id,
        "amount": payment.amount,
        "date": payment.day.isoformat(),
        "status": payment.status,
        "batch_id": payment.batch_id,
    }


def _credit_row(credit: Credit) -> Body:
    return {
        "id": credit.id,
        "kind": credit.kind,
        "is_sale": credit.is_sale,
        "contact_id": credit.contact_id,
        "total": credit.total,
        "remaining": credit.remaining,
        "currency": credit.currency,
    }


def _allocation_row(entry: Allocation) -> Body:
    return {
        "id": entry.id,
        "source": entry.source,
        "source_id": entry.source_id,
        "invoice_id": entry.invoice_id,
        "amount": entry.amount,
        "date": entry.day.isoformat(),
    }


def _document_row(document: Document) -> Body:
    return {
        "id": document.id,
        "type": document.type,
        "number": document.number,
        "status": document.status,
        "contact_id": document.contact_id,
        "date": document.day.isoformat(),
        "due_date": document.due.isoformat() if document.due else None,
        "currency": document.currency,
        "currency_rate": document.currency_rate,
        "line_amount_types": document.line_amount_types,
        "branding_theme_id": document.branding_theme_id,
        "reference": document.reference,
        "url": document.url,
        "sent_to_contact": document.sent_to_contact,
        "sub_total": document.sub_total,
        "total_tax": document.total_tax,
        "total": document.total,
        "outstanding": document.outstanding,
        "allocations": [_allocation_row(entry) for entry in document.allocations],
        "lines": [
            {
                "description": line.description,
                "quantity": line.quantity,
                "unit_amount": line.unit_amount,
                "line_amount": line.line_amount,
                "tax_type": line.tax_type,
                "tax_amount": line.tax_amount,
                "account_code": line.account_code,
                "tracking": list(line.tracking),
            }
            for line in document.lines
        ],
        "updated": moment_string(document.updated),
    }
