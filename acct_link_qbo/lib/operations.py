"""Follow-up writes in the words of QuickBooks Online: what is sent, where to, and what the answer
means. Pure. Whether one is done already is in `look_up_operations`.

A record is changed with the SyncToken it was just read with: if somebody was quicker, nothing is
written. Only invoices can be voided; other documents are deleted, which leaves a gap in their
numbers. A credit memo is set against an invoice by a payment of nothing that names both.

Source: Intuit, reference pages (update, void, delete; Payment; Attachable, upload); error codes.
"""

import hashlib
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import quote

from odoo.addons.acct_link_batch.lib.document import (
    CREDIT_NOTE,
    INVOICE,
    document_from_json,
    party_from_json,
)
from odoo.addons.acct_link_batch.lib.exchange import Answer, Request
from odoo.addons.acct_link_batch.lib.outcome import Rejected, Unknown, Uploaded
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_oauth.lib.web import group, load, text
from odoo.addons.acct_link_operation.lib.operation import (
    ALLOCATE,
    ATTACH,
    UPDATE,
    UPDATE_CONTACT,
    VOID,
    Operation,
    media_type,
)

from . import answers, faults
from .contacts import ROLES, contact_name, contact_payload, names_of
from .translate import PLAIN, Style, document_payload
from .wire import ENTITIES, amount, dump, id_in, join, number, split

OPERATIONS = (VOID, UPDATE, ALLOCATE, ATTACH, UPDATE_CONTACT)
OPERATION_KINDS = {ALLOCATE: (CREDIT_NOTE,)}
VOIDED_KINDS = (INVOICE,)  # Source: Intuit: of the others none has a void
# An upload may have 100 MB; it is held in memory.
FILE_BYTES = 20_000_000
# Source: Intuit, reference page of Attachable.
FILE_TYPES = frozenset(
    ("ai", "csv", "doc", "docx", "eps", "gif", "jpeg", "jpg", "ods", "pdf", "png", "rtf", "tif")
    + ("txt", "xls", "xlsx", "xml")
)
# What a code means for a follow-up; the others are shown as QuickBooks says them.
_MEANINGS = {
    **dict.fromkeys(faults.CLOSED, "operation_locked"),
    800: "operation_paid",
    faults.NUMBER_TAKEN: "operation_number_taken",
    faults.NAME_TAKEN: "operation_name_taken",
}
_NAMES = ("DisplayName", "CompanyName", "PrintOnCheckName")


@dataclass(frozen=True)
class Posting:
    """Where and as what a request goes out: a path below the company, parameters and a body."""

    path: str
    params: tuple[tuple[str, str], ...] = ()
    body: str | bytes = field(default="", repr=False)
    content_type: str = "application/json"


# === WHAT IS SENT === #


def prepare(operation: Operation, style: Style = PLAIN) -> Request:
    """The Request of one operation; `operation.found` is what `look_up_operations` said, `style`
    that of documents.
    """
    said = dump(_BODIES[operation.operation](operation, style))
    return Request(
        operation.operation, operation.kind, said, operation.remote_id, operation.content
    )


def _head(operation):
    return {"Id": id_in(operation.remote_id), "SyncToken": operation.found["token"]}


def _void_body(operation, _style):
    return _head(operation)


def _update_body(operation, style):
    """Sparse, so that what only QuickBooks knows stays; the lines are replaced as a whole, and
    keep their ids by their places. What the document has no more is emptied.
    """
    fields, ids = expected_fields(operation, style), operation.found["lines"]
    fields["Line"] = [
        {"Id": ids[place], **line} if place < len(ids) else line
        for place, line in enumerate(fields["Line"])
    ]
    emptied = dict.fromkeys(operation.found.get("empty", ()))
    return {**_head(operation), "sparse": True, **fields, **emptied}


def expected_fields(operation: Operation, style: Style = PLAIN) -> dict:
    """What the document holds once it is updated. Where QuickBooks gave it a number of its own, it
    keeps that as long as ours stays what it was.
    """
    document = document_from_json(operation.values["document"])
    fields = document_payload(document, style)
    before, kept = operation.values.get("before") or {}, operation.values.get("number")
    if kept and before.get("number", document.number) == document.number:
        fields["DocNumber"] = kept
    return fields


def _allocate_body(operation, _style):
    found, applied = operation.found, number(Decimal(operation.found["amount"]))
    links = (
        ("Invoice", id_in(operation.values["invoice"])),
        ("CreditMemo", id_in(operation.remote_id)),
    )
    return {
        "CustomerRef": {"value": found["customer"]},
        "TotalAmt": 0,
        "TxnDate": found["date"],
        "PaymentRefNum": short_key(operation),
        **({"CurrencyRef": {"value": found["currency"]}} if found.get("currency") else {}),
        **({"ExchangeRate": number(Decimal(found["rate"]))} if found.get("rate") else {}),
        "Line": [
            {"Amount": applied, "LinkedTxn": [{"TxnId": id_, "TxnType": entity}]}
            for entity, id_ in links
        ],
    }


def short_key(operation: Operation) -> str:
    """What a payment of nothing can be looked for by: of a set-off always the same."""
    return "AL" + hashlib.sha256(operation.key.encode()).hexdigest()[:16]


def _file_body(operation, _style):
    """What is told of the file; the journal keeps this and not its content."""
    entity, remote_id = split(operation.remote_id)
    ref = {"EntityRef": {"type": entity, "value": remote_id}, "IncludeOnSend": False}
    return {
        "AttachableRef": [ref],
        "FileName": operation.values["name"],
        "ContentType": media_type(operation.values["mimetype"]),
    }


def _contact_body(operation, style):
    return {**_head(operation), "sparse": True, **contact_fields(operation, style)}


def contact_fields(operation: Operation, style: Style = PLAIN) -> dict:
    """What is known here of the party; its names only if the contact is to be renamed. The currency
    of a contact is for ever.
    """
    party = party_from_json(operation.values["party"])
    fields = contact_payload(party, style)
    for name in (*_NAMES, "CurrencyRef"):
        fields.pop(name, None)
    if name := contact_name(operation.values.get("name") or ""):
        fields |= names_of(name, ROLES[split(operation.remote_id)[0]], style.suffixes)
    return fields


_BODIES = {
    VOID: _void_body,
    UPDATE: _update_body,
    ALLOCATE: _allocate_body,
    ATTACH: _file_body,
    UPDATE_CONTACT: _contact_body,
}


def route(request: Request) -> Posting:
    """How an operation's request goes out."""
    entity, remote_id = split(request.target)
    if not remote_id:
        raise ValueError("A follow-up names the record it is about.")
    match request.operation:
        case "attach":
            return _upload(request)
        case "allocate":
            return Posting("payment", body=request.text)
        case "void":
            done = "void" if request.kind in VOIDED_KINDS else "delete"
            return Posting(entity.lower(), (("operation", done),), request.text)
    if load(request.text).get("Id") != remote_id:
        raise ValueError("The text is about another record.")
    return Posting(entity.lower(), body=request.text)


def _upload(request):
    """Both parts have the name of a file. The line between the parts is made of what stands in
    them, so that it is the same for the same file and stands in no part.
    """
    about = load(request.text)
    line, salt = "", 0
    while not line or line.encode() in request.content:
        seed = f"{request.target} {salt} {len(request.content)}".encode()
        line, salt = f"acct-link-{hashlib.sha256(seed).hexdigest()[:32]}", salt + 1
    name = about["FileName"]
    parts = (
        ("file_metadata_01", "attachment.json", "application/json", request.text.encode()),
        ("file_content_01", name, about["ContentType"], request.content),
    )
    body = b"".join(_part(line, *part) for part in parts) + f"--{line}--\r\n".encode()
    return Posting("upload", body=body, content_type=f'multipart/form-data; boundary="{line}"')


def _part(line, field_name, file_name, mimetype, content):
    plain = file_name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    named = f'name="{field_name}"; filename="{plain}"'
    if plain != file_name:
        named += f"; filename*=UTF-8''{quote(file_name, safe='')}"
    head = f"--{line}\r\nContent-Disposition: form-data; {named}\r\nContent-Type: {mimetype}\r\n"
    return head.encode() + b"\r\n" + content + b"\r\n"


# === WHAT THE ANSWER MEANS === #


def read(request: Request, answer: Answer, operation: Operation) -> Uploaded | Rejected | Unknown:
    """The Outcome of one operation."""
    body = load(answer.text)
    if operation.operation == ATTACH and "AttachableResponse" in body:
        listed = body["AttachableResponse"]
        body = listed[0] if isinstance(listed, list) and len(listed) == 1 else {}
        body = body if isinstance(body, dict) else {}
    if fault := faults.of_body(body):
        return _refused(fault, operation)
    return _READERS[operation.operation](request, body, operation)


def _refused(fault, operation):
    if fault.meaning != faults.DATA:
        return Unknown("The refusal does not say that nothing was written.")
    if fault.find(faults.STALE):
        # Somebody was quicker: what it is now, the look-up says.
        return Unknown("It was changed meanwhile.")
    if operation.operation == UPDATE and not {800, *faults.CLOSED} & set(fault.codes):
        # What keeps a new document out keeps a changed one out, too.
        document = document_from_json(operation.values["document"])
        return Rejected(answers.rejected(fault, document).problems)
    problems = []
    for error in fault.errors or (faults.Error(0),):
        code = _MEANINGS.get(error.code, "operation_refused")
        if error.code == faults.NOT_THERE and error.element in ("", "Id"):
            code = "operation_gone"
        values = {"message": error.said} if code == "operation_refused" else {}
        if (problem := Problem(code, values)) not in problems:
            problems.append(problem)
    return Rejected(tuple(problems))


def _is_it(row, operation):
    return text(row.get("Id")) == id_in(operation.remote_id)


def _read_void(_request, body, operation):
    row = group(body, split(operation.remote_id)[0])
    if not _is_it(row, operation):
        return Unknown("The answer is about another document.")
    if operation.kind in VOIDED_KINDS:
        done = amount(row.get("TotalAmt")) == 0
    else:
        done = text(row.get("status")) == "Deleted"
    return Uploaded(operation.remote_id) if done else Unknown("The answer does not say it is gone.")


def _read_update(request, body, operation):
    row = group(body, ENTITIES[operation.kind])
    marker = operation.values.get("marker") or ""
    sent = load(request.text).get("PrivateNote") or ""
    if not _is_it(row, operation) or (
        marker in sent and marker not in text(row.get("PrivateNote"))
    ):
        return Unknown("The answer is about another document.")
    return answers.uploaded(row, operation.kind)


def _read_allocation(_request, body, operation):
    row = group(body, "Payment")
    if text(row.get("Id")) and row.get("PaymentRefNum") == short_key(operation):
        return Uploaded(join("Payment", row["Id"]))
    return Unknown("The answer is about another payment.")


def _read_file(_request, body, operation):
    row = group(body, "Attachable")
    if text(row.get("Id")) and text(row.get("FileName")) == operation.values["name"]:
        return Uploaded(join("Attachable", row["Id"]))
    return Unknown("The answer is about another file.")


def _read_contact(_request, body, operation):
    row = group(body, split(operation.remote_id)[0])
    if _is_it(row, operation):
        return Uploaded(operation.remote_id)
    return Unknown("The answer is about another contact.")


_READERS = {
    VOID: _read_void,
    UPDATE: _read_update,
    ALLOCATE: _read_allocation,
    ATTACH: _read_file,
    UPDATE_CONTACT: _read_contact,
}
