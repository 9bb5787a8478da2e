"""What became of one item of a request, or what was found when it was looked for."""

from dataclasses import dataclass, field
from decimal import Decimal

from .problem import Problem


@dataclass(frozen=True)
class Uploaded:
    """The item is in the books (or was found there, and is ours).

    `total` and `number` are the accounting system's own, to be compared with what was sent;
    `contact` is the remote id of its party where the system told it.
    """

    remote_id: str
    number: str = ""
    total: Decimal | None = None
    contact: str = ""
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Rejected:
    """The item is surely not in the books. With `taken` its number is used there already: it is
    looked for, as it may be ours, before this is reported.
    """

    problems: tuple[Problem, ...]
    taken: bool = False


@dataclass(frozen=True)
class Unknown:
    """Nobody knows. `reason` is for the journal, not for the clerk."""

    reason: str


@dataclass(frozen=True)
class Exported:
    """Written into a part of a file, which the journal keeps; whether it reaches the books, a
    person will say. `number` is the one that the file carries.
    """

    number: str = ""
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class NotThere:
    """Looked for and not found."""


@dataclass(frozen=True)
class NotDone:
    """A follow-up write was looked for and is not done. `found` is what its request has to know of
    the record as it is now, such as its state or what is left of it (see `operation.Operation`).
    """

    found: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Contact:
    """A contact of the accounting system, as far as matching needs it.

    `name` is the value of the field the match rule compares. `merged_to` is the remote id of the
    contact it was merged into, or empty. `currency` is the one it takes documents in, where it
    takes no other (`Capabilities.contact_currency`).
    """

    remote_id: str
    name: str
    archived: bool = False
    merged_to: str = ""
    currency: str = ""


@dataclass(frozen=True)
class Listed:
    """A contact in the accounting system's own list, to choose from. `code` and `job` are what the
    match rules of these names compare. `role` as that of a Party, `currency` as that of a Contact.
    """

    remote_id: str
    name: str
    code: str = ""
    job: str = ""
    email: str = ""
    archived: bool = False
    role: str = ""
    currency: str = ""


# The uses of accounts, as `Code.use` and `Code.uses` name them.
SALES_USE = "REVENUE"
PURCHASE_USE = "EXPENSE"
ROUNDING = "rounding"
# Where a category of tracking stands: on each line, or on the document as a whole.
ON_LINE = "line"
ON_DOCUMENT = "document"


@dataclass(frozen=True)
class Code:
    """An entry of a code list: an account, an item that stands for one, a tax code, a category.

    `code` may be empty. `usable` says whether documents may use it now; `rate` is the percentage of
    a tax code, None where the accounting system works it out by itself; `parts` are the rates it is
    made of: pairs of a remote id and a percentage. `uses` names what a tax code may be combined
    with, and `use` which of these an account is; empty: any. `role` is ROUNDING for the account on
    which the accounting system itself keeps what rounding leaves, `document.BANK` or
    `document.CARD` for one that expenses are paid from, in `currency`. `parent` is the remote id of
    what the entry is part of: the category of an option, the account of an item. `place` of a
    category is ON_LINE or ON_DOCUMENT.
    """

    remote_id: str
    code: str
    name: str
    usable: bool = True
    rate: Decimal | None = None
    use: str = ""
    uses: tuple[str, ...] = ()
    role: str = ""
    parent: str = ""
    currency: str = ""
    parts: tuple[tuple[str, Decimal], ...] = ()
    place: str = ON_LINE
