"""The strings of the stand-in for Xero that no other has, and its books as a test reads them."""

import hashlib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sandbox.common import control
from sandbox.common.clock import moment_string

from .books.books import Books
from .books.records import Allocation, Contact, Credit, Document, File, Payment
from .settings import CLIENT_ID, DEFAULT_REDIRECT_URI
from .signin.tokens import SCOPES

if TYPE_CHECKING:
    from .standin import StandIn

_TENANT_SETTINGS = (
    *("PeriodLockDate", "EndOfYearLockDate"),
    *("Class", "CountryCode", "IsDemoCompany", "approvals_left", "currencies"),
)
Body = dict[str, Any]


class Control(control.Control):
    _stand_in: "StandIn"

    def routes(self) -> control.Routes:
        return super().routes() | {
            ("GET", "violations"): lambda body: self._stand_in.violations(),
            ("POST", "webhooks"): self._webhooks,
            ("POST", "tokens"): self._tokens,
        }

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


def change_tenant(books: Books, changes: Body) -> None:
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


def books_view(books: Books, part: str) -> Body:
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
