"""Follow-up writes in the words of MYOB: what is sent, where to, and what the answer means. Pure.
Whether one is done already is in `look_up_operations`.

A document is changed with the versions it was just read with, its own and those of its lines: if
somebody was quicker, nothing is written. There is no void: documents are deleted, and in files
that only know reversals a person reverses them. A credit is set against an invoice by a settlement.
Files are taken beside bills and money spent.

Source: MYOB, reference pages (PUT, DELETE; Credit Settlement; Attachment), "Error codes".
"""

import base64
import hashlib
from dataclasses import dataclass, field
from decimal import Decimal

from odoo.addons.acct_link_batch.lib.document import (
    BILL,
    CREDIT_NOTE,
    EXPENSE,
    VENDOR_CREDIT,
    document_from_json,
)
from odoo.addons.acct_link_batch.lib.exchange import Answer, Request
from odoo.addons.acct_link_batch.lib.outcome import Rejected, Unknown, Uploaded
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_oauth.lib.web import load
from odoo.addons.acct_link_operation.lib.operation import ALLOCATE, ATTACH, UPDATE, VOID, Operation

from . import answers, faults
from .translate import PLAIN, Style, document_payload, layout_route
from .wire import dump, is_marked, last_uid, link, memo, number, uid_of

OPERATIONS = (VOID, UPDATE, ALLOCATE, ATTACH)
OPERATION_KINDS = {ALLOCATE: (CREDIT_NOTE,), ATTACH: (BILL, VENDOR_CREDIT, EXPENSE)}
# A file goes as text within JSON, and is held in memory.
FILE_BYTES = 10_000_000
SETTLEMENTS = "Sale/CreditSettlement"
# What a name means for a follow-up; the others are shown as MYOB says them.
_MEANINGS = {
    **dict.fromkeys(answers.LOCKED, "operation_locked"),
    **dict.fromkeys(("InvoicePaid", "10001"), "operation_paid"),
    **dict.fromkeys(("TransactionsCannotBeDeleted", "25003"), "myob_reverse"),
    **dict.fromkeys(("LayoutTypeMismatch", "37004"), "myob_converted"),
}
STALE = "IncorrectRowVersionSupplied"


@dataclass(frozen=True)
class Posting:
    """Where and how a request goes out: a path below the company file and a body. `returns`: what
    was written can be answered.
    """

    method: str
    path: str
    body: str | None = field(default=None, repr=False)
    returns: bool = False


# === WHAT IS SENT === #


def prepare(operation: Operation, style: Style = PLAIN) -> Request:
    """The Request of one operation. `operation.found` is what `look_up_operations` said, `style`
    that of documents.
    """
    said = dump(_BODIES[operation.operation](operation, style))
    return Request(
        operation.operation, operation.kind, said, operation.remote_id, operation.content
    )


def _void_body(operation, _style):
    """What is deleted has no body: the journal keeps what it was."""
    return {"UID": operation.remote_id, "Route": operation.found["route"]}


def _update_body(operation, style):
    """What is left out is emptied there, so that all is sent: ours, and what only MYOB knows. Lines
    keep their ids by their places.
    """
    fields, found = expected_fields(operation, style), operation.found
    rows = found["rows"]
    fields["Lines"] = [
        {**(rows[place] if place < len(rows) else {}), **line}
        for place, line in enumerate(fields["Lines"])
    ]
    versions = {"UID": operation.remote_id, "RowVersion": found["version"]}
    return {**fields, **found["kept"], **versions}


def expected_fields(operation: Operation, style: Style = PLAIN) -> dict:
    """What the document holds once it is updated."""
    return document_payload(document_from_json(operation.values["document"]), style)


def _allocate_body(operation, _style):
    found, applied = operation.found, number(Decimal(operation.found["amount"]))
    invoice = link(operation.values["invoice"])
    return {
        "CreditFromInvoice": link(operation.remote_id),
        "Customer": link(found["customer"]),
        "Date": f"{found['date']}T00:00:00",
        "CreditAmount": applied,
        "Lines": [{"Type": "Invoice", "Sale": invoice, "AmountApplied": applied}],
        "Memo": memo("", marker_of(operation)),
    }


def marker_of(operation: Operation) -> str:
    """Our mark of a settlement: of an operation always the same."""
    return hashlib.sha256(operation.key.encode()).hexdigest()[:32]


def _file_body(operation, _style):
    """What is told of the file; the journal keeps this and not its content."""
    return {"OriginalFileName": operation.values["name"], "Route": operation.found["route"]}


_BODIES = {
    VOID: _void_body,
    UPDATE: _update_body,
    ALLOCATE: _allocate_body,
    ATTACH: _file_body,
}


def route(request: Request) -> Posting:
    """How an operation's request goes out."""
    if not request.target:
        raise ValueError("A follow-up names the record it is about.")
    about = load(request.text)
    match request.operation:
        case "allocate":
            return Posting("POST", SETTLEMENTS, request.text, returns=True)
        case "void":
            return Posting("DELETE", f"{about['Route']}/{request.target}")
        case "attach":
            content = base64.b64encode(request.content).decode()
            file = {"OriginalFileName": about["OriginalFileName"], "FileBase64Content": content}
            path = f"{about['Route']}/{request.target}/Attachment"
            return Posting("POST", path, dump({"Attachments": [file]}))
    if about.get("UID") != request.target:
        raise ValueError("The text is about another record.")
    path = f"{layout_route(request.kind, about)}/{request.target}"
    return Posting("PUT", path, request.text, returns=True)


# === WHAT THE ANSWER MEANS === #


def read(request: Request, answer: Answer, operation: Operation) -> Uploaded | Rejected | Unknown:
    """The Outcome of one operation."""
    if answer.status not in answers.WRITTEN:
        refusal = faults.parse(answer.text)
        if not refusal:
            return Unknown("The refusal says nothing.")
        return _refused(refusal, operation)
    return _READERS[operation.operation](load(answer.text), answer, operation)


def _refused(refusal, operation):
    if refusal.find(STALE) or refusal.find(faults.NOT_THERE):
        # Somebody was quicker: what it is now, the look-up says.
        return Unknown("It was changed meanwhile.")
    meant = [_MEANINGS.get(each.name) or _MEANINGS.get(each.code) for each in refusal.errors]
    if operation.operation == UPDATE and not any(meant):
        # What keeps a new document out keeps a changed one out, too.
        document = document_from_json(operation.values["document"])
        return Rejected(answers.rejected(refusal, document).problems)
    problems = []
    for code, error in zip(meant, refusal.errors, strict=True):
        problem = Problem(code) if code else Problem("operation_refused", {"message": error.said})
        if problem not in problems:
            problems.append(problem)
    return Rejected(tuple(problems))


def _read_void(_body, answer, operation):
    return Uploaded(operation.remote_id)


def _read_update(body, _answer, operation):
    if uid_of(body) != operation.remote_id or not is_marked(body, operation.values["marker"]):
        return Unknown("The answer does not show the document.")
    return answers.uploaded(body, operation.kind)


def _read_allocation(body, answer, operation):
    remote_id = uid_of(body) or last_uid(answer.headers.get("location"))
    if body and not is_marked(body, marker_of(operation)):
        return Unknown("The answer is about another settlement.")
    return Uploaded(remote_id) if remote_id else Unknown("The answer names no settlement.")


def _read_file(_body, answer, _operation):
    remote_id = last_uid(answer.headers.get("location"))
    return Uploaded(remote_id) if remote_id else Unknown("The answer names no file.")


_READERS = {
    VOID: _read_void,
    UPDATE: _read_update,
    ALLOCATE: _read_allocation,
    ATTACH: _read_file,
}
