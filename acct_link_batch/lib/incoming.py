"""What an accounting system tells of its books: what became of the documents in them.

Plain frozen dataclasses. Amounts are `Decimal` in the document's currency and direction, as in
`document`.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal

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


@dataclass(frozen=True)
class Applied:
    """Something set against a document: money, or a credit of the same customer.

    `remote_id` is unique among what is set against one document: the id of the payment or of the
    credit. `number` is the number of the credit note. Without a `date` it counts from the later of
    the two documents.
    """

    remote_id: str
    source: str
    amount: Decimal
    date: datetime.date | None = None
    number: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Counterpart:
    """A document as it stands in the books now.

    `due` is what is still open, `contact` the remote id of its party. For a credit note `applied`
    holds what was paid back; what it was set against is said by those documents. `applied` is None
    when the accounting system did not say it all.
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


@dataclass(frozen=True)
class Page:
    """Some records, and where to go on when they are kept. `cursor` means something to the
    connector only.
    """

    records: tuple
    cursor: str
