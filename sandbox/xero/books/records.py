"""What the books hold: contacts and documents as frozen values, with their own arithmetic."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


def rounded(amount: Decimal, decimals: int = 2) -> Decimal:
    """Half away from zero (Xero guide: Rounding in Xero)."""
    return amount.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def folded(text: str) -> str:
    """The form in which names and numbers are compared for uniqueness: case does not matter."""
    return " ".join(text.split()).casefold()


@dataclass(frozen=True)
class Contact:
    """`values` holds the plain fields as given, by their API names; `by_api` tells whether a client
    has written it."""

    id: str
    name: str
    updated: datetime
    status: str = "ACTIVE"
    merged_into: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    by_api: bool = False

    def text(self, name: str) -> str:
        return self.values.get(name) or ""

    def keys(self) -> list[tuple[str, str]]:
        found = [("name", folded(self.name))]
        for name in ("ContactNumber", "AccountNumber"):
            if self.text(name):
                found.append((name, folded(self.text(name))))
        return found


@dataclass(frozen=True)
class Line:
    id: str
    description: str
    quantity: Decimal | None = None
    unit_amount: Decimal | None = None
    line_amount: Decimal = ZERO
    tax_type: str = ""
    tax_amount: Decimal = ZERO
    account_code: str = ""
    account_id: str = ""
    item_code: str = ""
    discount_rate: Decimal | None = None
    discount_amount: Decimal | None = None
    tracking: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True)
class Payment:
    """Money for one document, or given back for a credit note; deleted ones stay in the list."""

    id: str
    document_id: str
    amount: Decimal
    day: date
    updated: datetime
    reference: str = ""
    status: str = "AUTHORISED"
    account_code: str = ""
    batch_id: str = ""
    currency_rate: Decimal = Decimal(1)
    is_reconciled: bool = False

    def keys(self) -> list[tuple[str, str]]:
        return [("document", self.document_id)]


@dataclass(frozen=True)
class File:
    """A file at a document."""

    id: str
    document_id: str
    name: str
    mimetype: str
    content: bytes

    def keys(self) -> list[tuple[str, str]]:
        return [("document", self.document_id)]


@dataclass(frozen=True)
class Note:
    """What somebody wrote into the history of a record."""

    id: str
    record_id: str
    details: str
    written: datetime

    def keys(self) -> list[tuple[str, str]]:
        return [("record", self.record_id)]


@dataclass(frozen=True)
class Allocation:
    """Part of a credit note, an overpayment or a prepayment set against an invoice; both hold the
    same value. `source` names the kind of what is set against it."""

    id: str
    source_id: str
    invoice_id: str
    amount: Decimal
    day: date
    source: str = "CreditNote"


@dataclass(frozen=True)
class Credit:
    """Money of a contact that belongs to no invoice yet: an overpayment or a prepayment
    (`kind`), received from a customer or spent on a supplier."""

    id: str
    kind: str
    is_sale: bool
    contact_id: str
    day: date
    updated: datetime
    total: Decimal
    currency: str
    currency_rate: Decimal = Decimal(1)
    reference: str = ""
    allocations: tuple[Allocation, ...] = ()

    @property
    def remaining(self) -> Decimal:
        return self.total - sum((entry.amount for entry in self.allocations), ZERO)

    def keys(self) -> list[tuple[str, str]]:
        return [("kind", self.kind)]


@dataclass(frozen=True)
class Document:
    """An invoice, a bill or a credit note; `type` tells which."""

    id: str
    type: str
    contact_id: str
    day: date
    updated: datetime
    number: str = ""
    due: date | None = None
    status: str = "DRAFT"
    line_amount_types: str = "Exclusive"
    lines: tuple[Line, ...] = ()
    currency: str = ""
    currency_rate: Decimal = Decimal(1)
    reference: str = ""
    url: str = ""
    branding_theme_id: str = ""
    sent_to_contact: bool = False
    expected_payment: date | None = None
    planned_payment: date | None = None
    client_id: str = ""
    payments: tuple[Payment, ...] = ()
    allocations: tuple[Allocation, ...] = ()

    @property
    def is_credit_note(self) -> bool:
        return self.type.endswith("CREDIT")

    @property
    def is_sale(self) -> bool:
        return self.type.startswith("ACCREC")

    @property
    def total_tax(self) -> Decimal:
        return sum((line.tax_amount for line in self.lines), ZERO)

    @property
    def sub_total(self) -> Decimal:
        """Always without tax, also when the line amounts contain it."""
        amount = sum((line.line_amount for line in self.lines), ZERO)
        return amount - self.total_tax if self.line_amount_types == "Inclusive" else amount

    @property
    def total(self) -> Decimal:
        return self.sub_total + self.total_tax

    @property
    def total_discount(self) -> Decimal:
        full = (
            rounded(line.quantity * line.unit_amount) - line.line_amount
            for line in self.lines
            if line.quantity is not None and line.unit_amount is not None
        )
        return sum(full, ZERO)

    @property
    def paid(self) -> Decimal:
        return sum((payment.amount for payment in self.payments), ZERO)

    @property
    def applied(self) -> Decimal:
        return sum((allocation.amount for allocation in self.allocations), ZERO)

    @property
    def outstanding(self) -> Decimal:
        """AmountDue of an invoice, RemainingCredit of a credit note."""
        return self.total - self.paid - self.applied

    @property
    def has_something_applied(self) -> bool:
        return bool(self.payments or self.allocations)

    def settled_status(self) -> str:
        """PAID when nothing is left of an approved document, AUTHORISED again when something is."""
        if self.status not in ("AUTHORISED", "PAID"):
            return self.status
        return "PAID" if self.has_something_applied and self.outstanding == 0 else "AUTHORISED"

    def keys(self) -> list[tuple[str, str]]:
        return [("number", folded(self.number))] if self.number else []
