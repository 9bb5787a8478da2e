"""What all readers give back, and what they share."""

import csv
import datetime
import io
import re
from dataclasses import dataclass, field
from decimal import Decimal

AMOUNT = re.compile(r"-?\d+(\.\d+)?\Z")


@dataclass
class Read:
    """A document as it stands in a file, amounts in the document's own direction. `net` is by
    account; `gross` says that it is with tax, where a system keeps none of its own.
    """

    kind: str
    number: str
    party: str
    date: datetime.date
    net: dict = field(default_factory=dict)
    tax: Decimal = Decimal(0)
    texts: list = field(default_factory=list)
    gross: bool = False
    total: Decimal | None = None  # where the file says it

    def add(self, account, net, tax=0, text=None):
        self.net[account] = self.net.get(account, 0) + net
        self.tax += tax
        if text is not None:
            self.texts.append(text)


def headings(text):
    return text.split(",")


def amount(text, decimals=2):
    """An amount: digits and a point, no more decimals than agreed, no minus before zero."""
    assert AMOUNT.match(text), text
    assert len(text.partition(".")[2]) <= decimals, text
    value = Decimal(text)
    assert value or not text.startswith("-"), text
    return value


def date(text, pattern):
    return datetime.datetime.strptime(text, pattern).date()  # noqa: DTZ007


def only(files, extension):
    [(name, data)] = files.items()
    assert name.endswith(extension), name
    return data


def lines_of(data, encoding, newline="\r\n"):
    text = data.decode(encoding)
    assert text.endswith(newline)
    lines = text.split(newline)[:-1]
    assert not any(set(line) & set("\r\n\0") for line in lines)
    return lines


def table(data, encoding, **dialect):
    """Rows of a CSV file, each a dict by the header, all of one width."""
    rows = list(csv.reader(lines_of(data, encoding), strict=True, **dialect))
    header = rows[0]
    assert all(len(row) == len(header) for row in rows)
    return header, [dict(zip(header, row, strict=True)) for row in rows[1:]]


def cells(data, encoding, separator):
    """All cells of a file of rows, for those who look at each."""
    if separator == "\t":
        return [cell for line in lines_of(data, encoding) for cell in line.split("\t")]
    return [cell for row in csv.reader(io.StringIO(data.decode(encoding))) for cell in row]


def by_number(rows, key):
    """Rows that follow each other and have the same number: [(number, rows)]"""
    groups = []
    for row in rows:
        if groups and groups[-1][0] == row[key]:
            groups[-1][1].append(row)
        else:
            groups.append((row[key], [row]))
    numbers = [number for number, _rows in groups]
    assert len(numbers) == len(set(numbers)), "rows of one document are not together"
    return groups


def same(rows, *keys):
    """The values of columns that say the same on all rows of a document."""
    values = []
    for key in keys:
        [value] = {row[key] for row in rows}
        values.append(value)
    return values if len(values) > 1 else values[0]
