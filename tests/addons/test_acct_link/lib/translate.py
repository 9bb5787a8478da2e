"""Documents, parties and follow-ups into the ledger's words, and its answers into outcomes. Pure.

One document or contact a request: `items` holds one.
"""

import base64
import json

from odoo.addons.acct_link_batch.lib import document as doc
from odoo.addons.acct_link_batch.lib.document import Document, Party
from odoo.addons.acct_link_batch.lib.errors import RequestRefused
from odoo.addons.acct_link_batch.lib.exchange import CREATE_CONTACTS, Answer, Request, redact
from odoo.addons.acct_link_batch.lib.matching import trim
from odoo.addons.acct_link_batch.lib.outcome import Rejected, Unknown, Uploaded
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_operation.lib.operation import ATTACH, VOID, Operation

from .door import load

# The list of each kind of document, which is also the path that one is posted to.
LISTS = {
    doc.INVOICE: "invoices",
    doc.CREDIT_NOTE: "credit_notes",
    doc.BILL: "bills",
    doc.VENDOR_CREDIT: "supplier_credits",
}
NUMBER_LENGTH = 30
NAME_LENGTH = 100
VOIDED = "void"
# What the ledger's errors mean for a document or a contact: (code of the Problem, whether the
# number or name is taken there, which the link then looks for).
_MEANINGS = {
    "number_taken": ("number_taken", True),
    "name_taken": ("contact_taken", True),
    "contact": ("contact_archived", False),
    "account": ("account_refused", False),
    "tax": ("tax_refused", False),
    "name": ("contact_refused", False),
    "number": ("refused", False),
}


# === WHAT IS SENT === #


def prepare(operation: str, kind: str, item: Document | Party) -> Request:
    payload = contact_payload(item) if operation == CREATE_CONTACTS else document_payload(item)
    return Request(operation, kind, json.dumps(payload))


def contact_payload(party: Party) -> dict:
    return {"name": contact_name(party.name), "email": trim(party.email)}


def contact_name(name: str) -> str:
    return " ".join(trim(name).split())[:NAME_LENGTH]


def document_payload(document: Document) -> dict:
    """Amounts as text, to the digit. The marker stands in the memo, which the ledger keeps."""
    return {
        "number": document.number,
        "date": document.date.isoformat(),
        "due_date": document.due_date.isoformat(),
        "contact": document.contact,
        "reference": document.reference,
        "memo": document.marker,
        "lines": [
            {
                "description": line.description or document.number,
                "amount": str(line.net),
                "tax": str(line.tax),
                "account": line.account,
                "tax_code": line.tax_code,
            }
            for line in document.lines
        ],
    }


def prepare_operation(operation: Operation) -> Request:
    """The journal keeps what a file is, and not its content."""
    kept = ("name", "size", "sha256") if operation.operation == ATTACH else ()
    text = json.dumps({name: operation.values[name] for name in kept})
    return Request(
        operation.operation, operation.kind, text, operation.remote_id, operation.content
    )


def route(request: Request) -> tuple[str, str]:
    """:return: path and body of a request. A follow-up names the one record it is about."""
    if request.operation == CREATE_CONTACTS:
        return "contacts", request.text
    if not request.target:
        return LISTS[request.kind], request.text
    record = f"{LISTS[request.kind]}/{request.target}"
    if request.operation == VOID:
        return f"{record}/void", request.text
    content = base64.b64encode(request.content).decode()
    name = json.loads(request.text)["name"]
    return f"{record}/files", json.dumps({"name": name, "content": content})


# === WHAT THE ANSWER MEANS === #


def read(answer: Answer, item: Document | Party):
    """Uploaded, Rejected, or Unknown where the answer does not say for sure.

    :raises RequestRefused: it was refused, and no reason that is known was given
    """
    said = load(answer)
    said = said if isinstance(said, dict) else {}
    if answer.status >= 400:
        return _rejected(said, answer, item)
    if not is_row(said):
        return Unknown("The answer is no row with an id.")
    if isinstance(item, Party):
        return Uploaded(said["id"], contact=said["id"])
    return uploaded(said)


def is_row(row) -> bool:
    return isinstance(row, dict) and isinstance(row.get("id"), str) and bool(row["id"])


def uploaded(row: dict, warnings: tuple = ()) -> Uploaded:
    """The outcome of a document that is in the books as this row."""
    contact = row.get("contact") or ""
    return Uploaded(row["id"], row.get("number") or "", row.get("total"), contact, warnings)


def _rejected(said, answer, item):
    if said.get("error") not in _MEANINGS:
        message = redact(str(said.get("message") or answer.text))[:500]
        raise RequestRefused(Problem("request_refused", {"message": message}))
    code, taken = _MEANINGS[said["error"]]
    party = item if isinstance(item, Party) else item.party
    values = {
        "number_taken": {"number": getattr(item, "number", "")},
        "contact_taken": {"key": party.key},
        "contact_archived": {"key": party.key},
    }.get(code, {"key": party.key, "message": redact(str(said.get("message")))[:500]})
    record = ("res.partner", party.partner_id) if code.startswith("contact") else None
    return Rejected((Problem(code, values, record),), taken)


def read_operation(answer: Answer, operation: Operation):
    said = load(answer)
    if answer.status == 404:
        return Rejected((Problem("operation_gone"),))
    if answer.status >= 400:
        message = said.get("message") if isinstance(said, dict) else answer.text
        return Rejected((Problem("operation_refused", {"message": redact(str(message))[:500]}),))
    if not is_row(said):
        return Unknown("The answer is no row with an id.")
    return Uploaded(said["id"])
