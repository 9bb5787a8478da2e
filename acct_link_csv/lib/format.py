"""What an import file of an accounting system looks like, as data.

A `Format` is read from a description (a plain dict, see `format_data`), which a firm may copy and
edit. Nothing of it is ever evaluated as code: a column names an entry of the catalogue of sources
(`sources`), a setting of the format, or a fixed text, and picks what becomes of the value from the
choices below.

The way of a document: Format + settings -> `Writer` (`writer`) -> `check` -> `render` (Parts, a
chunk at a time) -> `assemble` (names and bytes of the files).
"""

from dataclasses import dataclass, field, replace

from odoo.addons.acct_link_batch.lib.document import BILL, CREDIT_NOTE, INVOICE, VENDOR_CREDIT

KINDS = (INVOICE, CREDIT_NOTE, BILL, VENDOR_CREDIT)

# --- choices ---

# How sure the description is: text or template of the maker seen, or two sources agree; one good
# source; inferred.
CONFIDENCE = ("high", "medium", "low")
ENCODINGS = ("utf-8", "windows-1252", "ascii")
NEWLINES = {"crlf": "\r\n", "lf": "\n"}
# Quotes around a cell: where it would be misread without; around every text; always; never.
QUOTING = ("minimal", "text", "all", "never")
# A text that a spreadsheet would take for a formula: leave it (say why), or put this before it.
FORMULA = {"keep": "", "apostrophe": "'", "space": " "}
# How the rows of a file stand: cells in rows; elements; a SQL*Loader file that describes another.
LAYOUTS = ("rows", "xml", "loader")
PACKAGES = ("", "zip")
# What a record is written for: each document; line; accounts and tax codes that go together; tax
# code; customer or supplier.
DOCUMENT, LINE, GROUP, TAX, PARTY = PER = ("document", "line", "group", "tax", "party")
# What is in a cell. text: may be cut, mended and defused. key: is compared on the other side, so
# it is written to the letter or the document stops. enum: one of the values of `mapping`.
# raw: a fixed text that is never quoted. phone: digits and signs of a telephone number.
TYPES = ("text", "key", "enum", "number", "percent", "integer", "date", "flag", "phone", "raw")
# Which way an amount points. document: the document's own; credit_negative: negative on credit
# notes and vendor credits; debit, credit: as booked in receivables or payables, and as booked
# against them; absolute: never negative.
SIGNS = ("document", "credit_negative", "debit", "credit", "absolute")
# Characters that a key may have. no_colon: names of which a colon makes two, one below the other.
ALLOWED = ("", "no_space", "letters_digits", "digits", "code", "no_colon")
# What is kept of a text that is wanted without punctuation, as postcodes and telephone numbers are.
KEEP = ("", "digits", "letters_digits")
NUMBER_STEPS = ("replace", "only_digits", "only_letters_digits", "keep_last", "prefix")
SKIP = ("", "zero", "untaxed")
MATCH_RULES = ("name", "code")


# --- a format ---


@dataclass(frozen=True)
class Column:
    """One column, or one element in XML.

    The value is `source` (of the catalogue, or "setting.<key>"), or that of `by_kind` for the
    kind of document, or `fixed`, else `fallback` where it comes out empty; for kinds that
    `by_kind` leaves out it is nothing. `mapping` replaces values; a value it lacks stays, but not
    in an enum.
    `at` is the position (from 1) in a record with a `width`.
    `length` counts characters: a longer text is cut, of a longer key or amount the document stops.
    `decimals`: an amount with more stops the document; prices and quantities are rounded there.
    `keep`: the characters of a text that are written (`KEEP`).
    With `taxed` the cell is empty on lines that bear no tax.
    """

    header: str = ""
    source: str = ""
    by_kind: dict[str, str] = field(default_factory=dict)
    fixed: str = ""
    fallback: str = ""
    type: str = "text"
    length: int = 0
    required: bool = False
    decimals: int = 2
    sign: str = "document"
    mapping: dict[str, str] = field(default_factory=dict)
    allowed: str = ""
    keep: str = ""
    taxed: bool = False
    at: int = 0


@dataclass(frozen=True)
class Together:
    """Texts of a row (by their headers) that share a `length`: the last ones are cut."""

    headers: tuple[str, ...]
    length: int


@dataclass(frozen=True)
class Repeat:
    """Columns that a row holds once for each `per` of the document; "{n}" in their headers is the
    running number. A document with more than `times` stops.
    """

    per: str
    times: int
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Record:
    """Rows (or elements) of one kind.

    `name` tells it apart. `header`: its headers are written at the top of the file. `like`: its
    columns are those of the record of that name; what it does not name itself stays empty.
    `width`: number of cells, columns then stand `at` a position and `end` in the last one.
    `skip`: "zero" leaves out what has neither net nor tax, "untaxed" what has no tax; but
    `at_least_one` is written.
    `short`: empty cells at the end of a row are left out.
    In XML `name` is the element, `inside` an element around them all with `inside_attributes`.
    """

    name: str
    per: str
    columns: tuple[Column, ...]
    kinds: tuple[str, ...] = ()
    header: bool = False
    like: str = ""
    width: int = 0
    end: str = ""
    skip: str = ""
    at_least_one: bool = False
    short: bool = False
    together: tuple[Together, ...] = ()
    repeat: Repeat | None = None
    inside: str = ""
    inside_attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FileSpec:
    """One file. "{batch}" in the name is the number of the batch; where a batch needs several,
    "_2" and so on is added. `opening` and `closing` are lines around the records of the file;
    "{setting.<key>}" in the opening is the value of that setting.
    """

    name: str
    records: tuple[Record, ...] = ()
    layout: str = "rows"
    opening: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    blank_line: bool = False  # between documents
    root: str = ""
    root_attributes: dict[str, str] = field(default_factory=dict)
    describes: str = ""  # loader: name of the file
    table: str = ""  # loader: name of the table


@dataclass(frozen=True)
class Setting:
    """A value that the firm enters once, for instance the name of the receivables account.
    `supplier`: it is the name of a supplier in the books.
    """

    key: str
    label: str
    default: str = ""
    required: bool = False
    length: int = 0
    help: str = ""
    supplier: bool = False


@dataclass(frozen=True)
class NumberStep:
    """One step of a number rule. replace: `old` by `new`, wherever it stands; only_digits;
    only_letters_digits; keep_last: `count` characters; prefix: that of the kind in `by_kind`.
    """

    do: str
    old: str = ""
    new: str = ""
    count: int = 0
    by_kind: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class NumberRule:
    """What becomes of numbers longer than `length` (0: any), or of all numbers with `always`.
    Without steps a longer number stops the document. Two numbers that become one stop both.
    `kinds`: only for these kinds of document (empty: all).
    """

    length: int = 0
    steps: tuple[NumberStep, ...] = ()
    always: bool = False
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Limits:
    """Of one file, of the accounting system's making; 0: none. `document_rows`: rows of lines and
    taxes of one document.
    """

    document_rows: int = 0
    documents: int = 0
    rows: int = 0
    bytes: int = 0


@dataclass(frozen=True)
class Formula:
    """What becomes of texts that a spreadsheet would take for a formula (`FORMULA`), and `why` if
    they are left. Keys that would be are refused, or left as well with `keep_keys`.
    """

    texts: str = "apostrophe"
    keep_keys: bool = False
    why: str = ""


@dataclass(frozen=True)
class Total:
    """The sum of `add` (each "record.header", all rows of the document) is the source `equals`
    with `sign`, or zero where it is empty; `tolerance` in the currency.
    """

    add: tuple[str, ...]
    equals: str = ""
    sign: str = "document"
    tolerance: str = "0"


@dataclass(frozen=True)
class Format:
    key: str
    name: str
    system: str
    files: tuple[FileSpec, ...]
    confidence: str = "low"
    questions: tuple[str, ...] = ()
    experimental: bool = False
    kinds: tuple[str, ...] = (INVOICE, CREDIT_NOTE)
    negative_documents: bool = True
    # Only whole lines whose tax the system computes to the same cent.
    recomputes_tax: bool = False
    # Tax codes with amounts in one document, 0: any; of these kinds (empty: all).
    max_tax_codes: int = 0
    max_tax_codes_of: tuple[str, ...] = ()
    # Customers and suppliers are one list there: none has the name of another.
    one_name_space: bool = False
    match_rules: tuple[str, ...] = ("name",)
    settings: tuple[Setting, ...] = ()
    customers: FileSpec | None = None
    suppliers: FileSpec | None = None
    parties_first: bool = False  # unknown customers are refused, so their file goes first
    number: NumberRule = NumberRule()
    limits: Limits = Limits()
    totals: tuple[Total, ...] = ()
    formula: Formula = Formula()
    # --- the text ---
    encoding: str = "utf-8"
    bom: bool = False
    newline: str = "crlf"
    separator: str = ","
    quoting: str = "minimal"
    quote_when: str = ""  # further characters that call for quotes
    replace: dict[str, str] = field(default_factory=dict)  # in texts; in a key they are refused
    date_format: str = "DD/MM/YYYY"
    true: str = "Y"
    false: str = "N"
    package: str = ""
    package_name: str = ""  # as FileSpec.name


def has_lines(format_: Format) -> bool:
    """Whether it has a row for each line of a document."""
    return any(record.per == LINE for file in format_.files for record in file.records)


def takes_items(format_: Format) -> bool:
    """Whether one of its columns says which item a line is about."""
    return any(
        "line.item" in (column.source, column.fallback, *column.by_kind.values())
        for file in format_.files
        for record in file.records
        for column in (*record.columns, *(record.repeat.columns if record.repeat else ()))
    )


def add_up_lines(format_: Format) -> Format:
    """The same with one row for all lines of a document of one account and tax code."""
    files = (
        replace(
            file,
            records=tuple(
                replace(record, per=GROUP) if record.per == LINE else record
                for record in file.records
            ),
        )
        for file in format_.files
    )
    return replace(format_, files=tuple(files))
