"""Follow-up writes in Xero's words: what is sent, where to, and what the answer means. Pure.
Whether one is done already is in `look_up_operations`.

Every write names the one record it is about by its id.

Sources: Xero API: Invoices, Credit Notes (allocations), Contacts, Attachments.
"""

import json
import re
from collections.abc import Callable
from decimal import Decimal
from urllib.parse import quote

from odoo.addons.acct_link_batch.lib.document import document_from_json, party_from_json
from odoo.addons.acct_link_batch.lib.errors import RequestRefused
from odoo.addons.acct_link_batch.lib.exchange import CREATE_DOCUMENTS, Answer, Request, redact
from odoo.addons.acct_link_batch.lib.outcome import Rejected, Unknown, Uploaded
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_oauth.lib.web import load, text
from odoo.addons.acct_link_operation.lib.operation import (
    ALLOCATE,
    ATTACH,
    SAVE_MAPPING,
    UPDATE,
    UPDATE_CONTACT,
    VOID,
    Operation,
)
from odoo.addons.acct_link_tracking_option.lib.addition import ADD_OPTION, category_of

from . import messages, translate
from .contacts import contact_name, contact_payload
from .same import same_text
from .translate import PLAIN, Style
from .wire import RESOURCES, amount, fit, guid, rows

OPERATIONS = (VOID, UPDATE, ALLOCATE, ATTACH, SAVE_MAPPING, UPDATE_CONTACT, ADD_OPTION)
# A file has a name of its own: that it cannot be there before it was sent needs no read.
CHECK_BEFORE_SEND = (VOID, UPDATE, ALLOCATE, SAVE_MAPPING, UPDATE_CONTACT, ADD_OPTION)
# Xero gives 3 to 25 MB, in different places; the smallest holds everywhere.
FILE_BYTES = 3_000_000

# What an error text says of an operation. A text no row fits is shown as it is.
_MEANINGS = [
    (re.compile(pattern, re.IGNORECASE | re.DOTALL), code)
    for pattern, code in (
        (r"payment or credit note allocated|payments or credit notes allocated", "operation_paid"),
        (r"not of valid status for modification", "operation_settled"),
        (r"already been paid off", "allocate_paid"),
        (r"greater than amount outstanding", "allocate_too_much"),
        (r"matched an archived contact", "operation_contact_archived"),
        (r"lock date", "operation_locked"),
        (r"number must be unique|# must be unique", "operation_number_taken"),
        (r"contact has this contact number|number is already linked", "operation_code_taken"),
        (r"contact name .* is already assigned|name must be unique", "operation_name_taken"),
    )
]


# === WHAT IS SENT === #


def prepare(operation: Operation, style: Style = PLAIN) -> Request:
    """The Request of one operation; `operation.found` is what `look_up_operations` said, `style`
    that of documents.
    """
    bodies: dict[str, Callable[[Operation], dict]] = {
        VOID: _void_body,
        UPDATE: lambda s: _update_body(s, style),
        ALLOCATE: _allocate_body,
        SAVE_MAPPING: lambda s: _contact_body(s, {"ContactNumber": s.values["number"]}),
        UPDATE_CONTACT: lambda s: _contact_body(s, contact_fields(s)),
        ATTACH: _file_text,
        ADD_OPTION: lambda s: {"Name": s.values["name"]},
    }
    said = json.dumps(bodies[operation.operation](operation))
    return Request(
        operation.operation, operation.kind, said, operation.remote_id, operation.content
    )


def plural_of(kind):
    return RESOURCES[CREATE_DOCUMENTS, kind] if kind else "Contacts"


def _document_body(operation, fields):
    id_field = translate.KINDS[operation.kind][2]
    return {plural_of(operation.kind): [{id_field: operation.remote_id, **fields}]}


def _void_body(operation):
    return _document_body(operation, {"Status": operation.found["status"]})


def _update_body(operation, style):
    """The whole document but its status, which is the accountant's. Lines keep their ids by their
    places; those without one are new, and those not named go.
    """
    fields = expected_fields(operation, style)
    ids = operation.found["lines"]
    fields["LineItems"] = [
        {"LineItemID": ids[place], **line} if place < len(ids) else line
        for place, line in enumerate(fields["LineItems"])
    ]
    return _document_body(operation, fields)


def expected_fields(operation, style):
    fields = translate.document_payload(document_from_json(operation.values["document"]), "", style)
    # A type cannot change, and is refused in an update of credit notes.
    return {"Reference": "", **{k: v for k, v in fields.items() if k not in ("Type", "Status")}}


def _allocate_body(operation):
    entry = {
        "Invoice": {"InvoiceID": operation.values["invoice"]},
        "Amount": float(Decimal(operation.found["amount"])),
        "Date": operation.found["date"],
    }
    return {"Allocations": [entry]}


def _contact_body(operation, fields):
    return {"Contacts": [{"ContactID": operation.remote_id, **fields}]}


def contact_fields(operation):
    """What is known here of the party; its name only if the contact is to be renamed. Addresses
    and phones of other kinds are sent back as they are, in case Xero takes the list for the whole.
    """
    fields = contact_payload(party_from_json(operation.values["party"]))
    del fields["Name"]
    if name := contact_name(operation.values.get("name") or ""):
        fields["Name"] = name
    for name in ("Addresses", "Phones"):
        if name in fields:
            fields[name] += operation.found.get(name, [])
    return fields


def _file_text(operation):
    """Of a file the journal keeps what it is, and not its content."""
    kept = ("name", "mimetype", "size", "sha256")
    return {name: operation.values[name] for name in kept}


def route(request: Request) -> tuple[str, str]:
    """Method and path of an operation's request. Each path holds the id of one record: POST on a
    list would write over whatever has the same number or name.
    """
    target = category_of(request.target) if request.operation == ADD_OPTION else request.target
    if not guid(target):
        raise ValueError("A follow-up names the record it is about.")
    if request.operation == ADD_OPTION:
        return "PUT", f"TrackingCategories/{target}/Options"
    record = f"{plural_of(request.kind)}/{target}"
    if request.operation == ALLOCATE:
        return "PUT", f"{record}/Allocations"
    if request.operation == ATTACH:
        name = load(request.text)["name"]
        return "PUT", f"{record}/Attachments/{quote(name, safe='')}"
    return "POST", record


# === WHAT THE ANSWER MEANS === #


def read(request: Request, answer: Answer, operation: Operation):
    """Uploaded, Rejected or Unknown. Raises RequestRefused when Xero took nothing and named no
    reason of its own.
    """
    if answer.status == 404:
        return Rejected((Problem("operation_gone"),))
    if answer.status == 400:
        said = translate.said(load(answer.text).get("Elements"), "ValidationErrors")
        if not said:
            body = load(answer.text)
            raise RequestRefused(messages.whole([text(body.get("Message")) or answer.text]))
        return _rejected(said, operation)
    lists = {ALLOCATE: "Allocations", ATTACH: "Attachments", ADD_OPTION: "Options"}
    elements = rows(answer, lists.get(operation.operation, plural_of(operation.kind)))
    if not elements or len(elements) != 1:
        return Unknown("The answer is not the promised list.")
    [element] = elements
    if translate.is_flagged(element) or translate.said(element, "ValidationErrors"):
        return _rejected(translate.said(element, "ValidationErrors"), operation)
    return _READERS[operation.operation](element, operation)


def _rejected(said, operation):
    problems = []
    for each in said or ["-"]:
        if (problem := _problem(each, operation)) not in problems:
            problems.append(problem)
    return Rejected(tuple(problems))


def _problem(said, operation):
    for pattern, code in _MEANINGS:
        if pattern.search(said):
            return Problem(code)
    if operation.operation == UPDATE:
        # What keeps a new document out keeps a changed one out, too.
        problem = messages.problem(said, document_from_json(operation.values["document"]))
        if problem.code != "refused":
            return problem
    return Problem("operation_refused", {"message": fit(redact(said), 500)})


def _read_void(element, operation):
    if is_it(element, operation) and element.get("Status") in translate.GONE:
        return Uploaded(operation.remote_id)
    return Unknown("The answer does not say that it is void.")


def _read_update(element, operation):
    if not is_it(element, operation):
        return Unknown("The answer is about another document.")
    return translate.uploaded(element, document_from_json(operation.values["document"]))


def _read_allocation(element, operation):
    invoice = element.get("Invoice")
    named = guid(invoice.get("InvoiceID")) if isinstance(invoice, dict) else ""
    if named == guid(operation.values["invoice"]) and amount(element.get("Amount")):
        return Uploaded(guid(element.get("AllocationID")) or operation.remote_id)
    return Unknown("The answer is about another allocation.")


def _read_file(element, operation):
    attachment = guid(element.get("AttachmentID"))
    if attachment and text(element.get("FileName")) == operation.values["name"]:
        return Uploaded(attachment)
    return Unknown("The answer is about another file.")


def _read_option(element, operation):
    option = guid(element.get("TrackingOptionID"))
    if option and same_text(element.get("Name"), operation.values["name"]):
        return Uploaded(option)
    return Unknown("The answer is about another option.")


def _read_contact(element, operation):
    if guid(element.get("ContactID")) == guid(operation.remote_id):
        return Uploaded(operation.remote_id)
    return Unknown("The answer is about another contact.")


_READERS = {
    VOID: _read_void,
    UPDATE: _read_update,
    ALLOCATE: _read_allocation,
    ATTACH: _read_file,
    SAVE_MAPPING: _read_contact,
    UPDATE_CONTACT: _read_contact,
    ADD_OPTION: _read_option,
}


def is_it(element, operation):
    return guid(element.get(translate.KINDS[operation.kind][2])) == guid(operation.remote_id)
