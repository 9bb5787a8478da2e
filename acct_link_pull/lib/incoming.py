"""What an accounting system tells of its books: what became of the documents in them.

Plain frozen dataclasses. Amounts are `Decimal` in the document's currency and direction, as in
`document`.
"""

import dataclasses
import datetime
import hashlib
import json
from dataclasses import dataclass, field
from decimal import Decimal

from odoo.addons.acct_link_batch.lib.document import to_json
from odoo.addons.acct_link_batch.lib.problem import Problem

# What can be set against a document.
PAYMENT = "payment"
CREDIT_NOTE = "credit_note"
OVERPAYMENT = "overpayment"
PREPAYMENT = "prepayment"

# How far a document has come in the books.
DRAFT = "draft"
OPEN = "open"
PAID = "paid"
VOID = "void"
UNKNOWN = "unknown"  # a word that this version does not know
MISSING = "missing"  # it is not there, and nothing says why


@dataclass(frozen=True)
class Applied:
    """Something set against a document: money, or a credit of the same customer.

    `remote_id` is unique among what is set against one document: the id of the payment or of the
    credit. `number` is the number of the credit note. Without a `date` it counts from the later of
    the two documents. `rate` is how many units of the document's currency one unit of the books'
    currency was worth.
    """

    remote_id: str
    source: str
    amount: Decimal
    date: datetime.date | None = None
    number: str = ""
    reference: str = ""
    rate: Decimal | None = None


@dataclass(frozen=True)
class RemoteDocument:
    """A document as it stands in the books now.

    `due` is what is still open, `contact` the remote id of its party. For a credit note `applied`
    holds what was paid back; what it was set against is said by those documents. `applied` is None
    when the accounting system did not say it all. `marker` is our mark, if it carries one.
    """

    remote_id: str
    kind: str
    number: str
    status: str
    currency: str
    total: Decimal
    due: Decimal
    contact: str = ""
    contact_name: str = ""
    applied: tuple[Applied, ...] | None = ()
    marker: str = ""


@dataclass(frozen=True)
class BillLine:
    """One line of a bill. `quantity` and `price` are what it shows and need not multiply to
    `net` (without tax). `account` is the code and `account_id` the remote id of an account; without
    either it is a line of words or, if it has an amount, the books do not tell its account.
    `tax_code`, or `tax_id` by its remote id, is empty where none was chosen.
    """

    description: str
    quantity: Decimal
    price: Decimal
    net: Decimal
    tax: Decimal
    account: str = ""
    account_id: str = ""
    tax_code: str = ""
    tax_id: str = ""


@dataclass(frozen=True)
class Bill:
    """A bill or vendor credit as it stands in the books. `remote_document` says what became of it.

    `number` is the supplier's, so two suppliers may have the same. `contact_tax_number` and
    `contact_email` are those of the supplier there. `rate` is how many units of the currency one
    unit of the books' currency is worth. `url` is the link that the document carries. `has_files`:
    files are attached to it there.
    """

    remote_document: RemoteDocument
    date: datetime.date
    due_date: datetime.date | None
    lines: tuple[BillLine, ...]
    tax: Decimal
    rate: Decimal | None = None
    contact_tax_number: str = ""
    contact_email: str = ""
    url: str = ""
    has_files: bool = False

    @property
    def remote_id(self):
        return self.remote_document.remote_id

    @property
    def digest(self):
        """What a bill here is made from, as a number that tells two versions apart: not what was
        paid of it, and nothing of the supplier but who it is.
        """
        known = self.remote_document
        said = {
            "document": [known.kind, known.number, known.currency, str(known.total), known.contact],
            "dates": [to_json(self.date), to_json(self.due_date)],
            "lines": to_json(self.lines),
            "amounts": [str(self.tax), self.rate and str(self.rate.normalize())],
        }
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def bill_from_json(data):
    """The Bill that `document.to_json` wrote."""
    known = data["remote_document"]
    applied = known["applied"]
    if applied is not None:
        applied = tuple(_read(Applied, each, ("amount", "rate"), ("date",)) for each in applied)
    remote_document = _read(RemoteDocument, {**known, "applied": applied}, ("total", "due"))
    amounts = ("quantity", "price", "net", "tax")
    lines = tuple(_read(BillLine, each, amounts) for each in data["lines"])
    values = {**data, "remote_document": remote_document, "lines": lines}
    return _read(Bill, values, ("tax", "rate"), ("date", "due_date"))


def _read(kind, values, amounts=(), dates=()):
    """What an earlier version wrote may hold more than this one knows."""
    names = {field.name for field in dataclasses.fields(kind)}
    values = {name: value for name, value in values.items() if name in names}
    for name in amounts:
        values[name] = Decimal(values[name]) if values.get(name) is not None else None
    for name in dates:
        values[name] = datetime.date.fromisoformat(values[name]) if values.get(name) else None
    return kind(**values)


@dataclass(frozen=True)
class BillFile:
    """A file at a bill in the books. `remote_id` is unique. Without `content` it could not be had,
    and `trouble` is the Problem.
    """

    remote_id: str
    name: str
    mimetype: str
    content: bytes = field(default=b"", repr=False)
    trouble: Problem | None = None


@dataclass(frozen=True)
class Page:
    """Some records, and where to go on when they are kept. `cursor` means something to the
    connector only.
    """

    records: tuple
    cursor: str
