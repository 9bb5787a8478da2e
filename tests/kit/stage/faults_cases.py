"""Which cases faults.py plays: each fault of the stand-in, at each kind of call, in each chunk."""

import re
from typing import NamedTuple

# What is uploaded, as layouts have it; of systems that take them expenses, too.
KINDS = {"invoice": "out_invoice", "credit_note": "out_refund"}
EXPENSE = "expense"
CONTACTS, SIGN_IN = "contacts", "sign_in"
CHUNKS = ("first", "middle", "last")


class Case(NamedTuple):
    fault: str
    column: str
    chunk: str
    lenient: bool

    @property
    def name(self):
        return "-".join(self[:3]).replace(" ", "_")


def get_kinds(system):
    """:return: {kind of document: what a layout says of it}"""
    return {**KINDS, **({EXPENSE: EXPENSE} if EXPENSE in system.kinds else {})}


def get_columns(system):
    """:return: the kinds of calls that are hit"""
    return [*get_kinds(system), CONTACTS, *([SIGN_IN] if system.sign_in else [])]


def get_rows(system, pattern=""):
    """:return: [(fault, lenient, [Case])]: the rows whose name the pattern is found in"""
    rows = []
    for fault, (_values, may_be_written) in system.faults.items():
        for lenient in (False, True) if may_be_written else (False,):
            cases = [
                Case(fault, column, chunk, lenient)
                for column in get_columns(system)
                for chunk in CHUNKS
                if (fault, column) not in system.nothing_to_warn_of
            ]
            if re.search(pattern, name_row(fault, lenient)):
                rows.append((fault, lenient, cases))
    return rows


def name_row(fault, lenient):
    return f"{fault}, lenient" if lenient else fault
