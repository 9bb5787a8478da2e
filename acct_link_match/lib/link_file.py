"""A file that says which contacts customers have in the books: two columns of a CSV. Pure."""

import csv
import io
from typing import NamedTuple

SEPARATORS = ",;\t"
COLUMNS = ("customer", "contact")


class Row(NamedTuple):
    """`number` counts the lines of the file as a spreadsheet does."""

    number: int
    customer: str
    contact: str


def read_rows(content: bytes) -> list[Row]:
    """The rows that name both; columns are found by their headings, others do not matter.

    :raises ValueError: it is no such file
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("windows-1252", "replace")  # as spreadsheets save it
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise ValueError(str(error)) from error
    headings = [heading.strip().lower() for heading in lines[0]] if lines else []
    if not set(COLUMNS) <= set(headings):
        raise ValueError("a column is missing")
    places = [headings.index(name) for name in COLUMNS]
    rows = []
    for number, cells in enumerate(lines[1:], 2):
        values = [cells[at].strip() if at < len(cells) else "" for at in places]
        if all(values):
            rows.append(Row(number, *values))
    return rows
