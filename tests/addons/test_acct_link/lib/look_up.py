"""Looking for what may be in the ledger already, and reading its lists. Pure, but for the reads
it is handed: `read` is `Door.get`, whose errors pass through.

Everything is compared again here, as the ledger ignores case. An answer that is not exactly what
was asked for is never taken for "not there": a document that is wrongly not found would be sent
twice.
"""

import json
from contextlib import suppress
from decimal import Decimal

from odoo.addons.acct_link_batch.lib.document import PURCHASES, Document
from odoo.addons.acct_link_batch.lib.matching import REMOTE_ID, normalise, normalise_number
from odoo.addons.acct_link_batch.lib.outcome import (
    PURCHASE_USE,
    ROUNDING,
    SALES_USE,
    Code,
    Contact,
    Listed,
    NotDone,
    NotThere,
    Rejected,
    Unknown,
    Uploaded,
)
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_operation.lib.operation import VOID, Operation

from .door import Misunderstood, offline
from .translate import LISTS, VOIDED, is_row, uploaded

MANY = 40  # texts of one question, as the ledger takes them
_USES = {"income": SALES_USE, "expense": PURCHASE_USE}


def rows(said) -> list[dict]:
    """:raises Postponed: it is no list of rows with ids"""
    if not isinstance(said, list) or not all(map(is_row, said)):
        raise offline()
    return said


# === DOCUMENTS === #


def look_up(read, documents: list[Document]) -> list:
    """One call for each kind. :return: for each document Uploaded, Rejected, NotThere or Unknown"""
    found = {}
    for kind in {document.kind for document in documents}:
        numbers = list(dict.fromkeys(each.number for each in documents if each.kind == kind))
        try:
            found[kind] = rows(read(LISTS[kind], number=json.dumps(numbers)))
        except Misunderstood:
            found[kind] = None
    return [judge(document, found[document.kind]) for document in documents]


def judge(document: Document, found: list[dict] | None):
    """Only our marker proves a document to be ours. Another one with its number keeps ours out;
    of a bill that of the same supplier, as other suppliers may use the number, too.
    """
    if found is None:
        return Unknown("The look-up was not understood.")
    form = normalise_number if document.kind in PURCHASES else normalise
    same = [row for row in found if form(row.get("number")) == form(document.number)]
    ours = [row for row in same if document.marker and document.marker in (row.get("memo") or "")]
    values = {"number": document.number}
    if len(ours) > 1:
        return Rejected((Problem("found_twice", {**values, "count": str(len(ours))}),))
    if ours:
        gone = ours[0].get("status") == VOIDED
        return uploaded(ours[0], (Problem("voided_there"),) if gone else ())
    if document.kind in PURCHASES:
        same = [row for row in same if row.get("contact") == document.contact]
        return Rejected((Problem("bill_in_books", values),)) if same else NotThere()
    return Rejected((Problem("number_taken", values),)) if same else NotThere()


def look_up_operation(read, operation: Operation) -> Uploaded | Rejected | NotDone | Unknown:
    """The record is read before anything is written to it: one without our marker is left alone."""
    row = read(f"{LISTS[operation.kind]}/{operation.remote_id}")
    if row is None:
        return Rejected((Problem("operation_gone"),))
    if not is_row(row) or row["id"] != operation.remote_id:
        return Unknown("The look-up was not understood.")
    if operation.operation == VOID:
        if operation.values["marker"] not in (row.get("memo") or ""):
            return Rejected((Problem("operation_not_ours"),))
        return Uploaded(operation.remote_id) if row.get("status") == VOIDED else NotDone()
    name = operation.values["name"]
    for file in row.get("files") or []:
        if file.get("name") == name:
            same = file.get("sha256") == operation.values["sha256"]
            taken = Rejected((Problem("attach_name_taken", {"name": name}),))
            return Uploaded(file["id"]) if same else taken
    return NotDone()


# === CONTACTS === #


def find_contacts(read, rule: str, keys):
    """Yields {key: [Contact]} of MANY keys as they come, one call each time; those that the ledger
    does not understand the question about are left out.
    """
    field, keys = "id" if rule == REMOTE_ID else "name", list(dict.fromkeys(keys))
    for start in range(0, len(keys), MANY):
        some = keys[start : start + MANY]
        with suppress(Misunderstood):
            found = {}
            for row in rows(read("contacts", **{field: json.dumps(some)})):
                contact = Contact(row["id"], row["name"], not row["active"])
                found.setdefault(normalise(row.get(field)), []).append(contact)
            yield {key: found.get(normalise(key), []) for key in some}


def list_contacts(said) -> list[Listed]:
    return [
        Listed(row["id"], row["name"], email=row.get("email") or "", archived=not row["active"])
        for row in rows(said)
    ]


# === CODE LISTS === #


def accounts(said) -> list[Code]:
    return [
        Code(
            row["id"],
            row["code"],
            row["name"],
            usable=row["active"],
            use=_USES.get(row["type"], ""),
            role=ROUNDING if row["type"] == "rounding" else "",
        )
        for row in rows(said)
    ]


def taxes(said) -> list[Code]:
    return [
        Code(
            row["id"], row["code"], row["name"], usable=row["active"], rate=Decimal(row["rate"]),
            uses=(SALES_USE, PURCHASE_USE),
        )
        for row in rows(said)
    ]  # fmt: skip
