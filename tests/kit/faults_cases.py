"""Which cases faults.py plays: each fault of the stand-in, at each kind of call, in each chunk."""

import re
from typing import NamedTuple


class Kind(NamedTuple):
    """A kind of document: its column, Odoo's and our names of it, and its call."""

    column: str
    move_type: str
    kind: str
    resource: str
    type: str


# What is uploaded; a kind that can be pushed later is one more row (and one of count.LISTS).
KINDS = [
    Kind("invoices", "out_invoice", "invoice", "Invoices", "ACCREC"),
    Kind("credit notes", "out_refund", "credit_note", "CreditNotes", "ACCRECCREDIT"),
]
CONTACTS, TOKEN = "contacts", "token calls"
CHUNKS = ("first", "middle", "last")
COLUMNS = [*(kind.column for kind in KINDS), CONTACTS, TOKEN]
LATE = 1.6  # seconds until a late write is done: longer than anybody waits for the answer

# Every switch of sandbox/README.md: (fault, whether something may have been written).
FAULTS = {
    "drop_before": ({}, True),
    "drop_after": ({}, True),
    "commit_later": ({"seconds": LATE}, True),
    "status_500_after": ({}, True),
    "status_500_after remembered": ({"remember": True}, True),
    "status_503": ({}, True),
    "status_503 retry_after": ({"retry_after": 20}, True),
    "rate_limit minute": ({"variant": "minute"}, False),
    "rate_limit day": ({"variant": "day"}, False),
    "rate_limit appminute": ({"variant": "appminute"}, False),
    "rate_limit concurrent": ({"variant": "concurrent"}, False),
    "unauthorized_expired": ({}, False),
    "unauthorized_scope": ({}, False),
    "forbidden": ({}, False),
    "slow": ({"seconds": LATE}, True),
    "slow received": ({"seconds": LATE, "point": "received"}, True),
    "garbage": ({}, True),
    "html_400": ({}, False),
    "truncated": ({}, True),
    "unknown_enum": ({}, False),
    "warning": ({}, False),
    "refuse_whole": ({}, False),
    "bookkeeper": ({}, False),
    "kill received": ({"point": "received"}, True),
    "kill committed": ({"point": "committed"}, True),
    "kill answered": ({"point": "answered"}, True),
}
# Answers that have no elements a warning could stand on.
NOTHING_TO_WARN_OF = {("warning", CONTACTS), ("warning", TOKEN)}


class Case(NamedTuple):
    fault: str
    column: str
    chunk: str
    lenient: bool


def get_rows(pattern=""):
    """:return: [(fault, lenient, [Case])]: the rows whose name the pattern is found in"""
    rows = []
    for fault, (_values, may_be_written) in FAULTS.items():
        for lenient in (False, True) if may_be_written else (False,):
            cases = [
                Case(fault, column, chunk, lenient)
                for column in COLUMNS
                for chunk in CHUNKS
                if (fault, column) not in NOTHING_TO_WARN_OF
            ]
            if re.search(pattern, name_row(fault, lenient)):
                rows.append((fault, lenient, cases))
    return rows


def name_row(fault, lenient):
    return f"{fault}, lenient" if lenient else fault
