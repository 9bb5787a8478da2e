"""Follow-up writes in Xero's words: what is sent, where to, what the answer means, and whether it
is done already. Pure, but for the reads it is handed.

Every write names the one record it is about by its id. Before most of them that record is read: a
document that does not carry our marker, or not our number, is not ours and is left alone.

Sources: Xero API: Invoices, Credit Notes (allocations), Contacts, Attachments.
"""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from urllib.parse import quote

from odoo.addons.acct_link_batch.lib.document import document_from_json, party_from_json
from odoo.addons.acct_link_batch.lib.errors import RequestRefused
from odoo.addons.acct_link_batch.lib.exchange import CREATE_DOCUMENTS, Answer, Request, redact
from odoo.addons.acct_link_batch.lib.outcome import NotDone, Rejected, Unknown, Uploaded
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_batch.lib.step import (
    ALLOCATE,
    ATTACH,
    SAVE_MAPPING,
    UPDATE,
    UPDATE_CONTACT,
    VOID,
    Step,
)

from . import messages, translate
from .contacts import contact_payload
from .paging import Get
from .translate import PLAIN, Style
from .wire import RESOURCES, amount, day, fit, guid, load, rows, text

OPERATIONS = (VOID, UPDATE, ALLOCATE, ATTACH, SAVE_MAPPING, UPDATE_CONTACT)
# A file has a name of its own: that it cannot be there before it was sent needs no read.
LOOKS_FIRST = (VOID, UPDATE, ALLOCATE, SAVE_MAPPING, UPDATE_CONTACT)
# Xero gives 3 to 25 MB, in different places; the smallest holds everywhere.
FILE_BYTES = 3_000_000

_GONE = ("VOIDED", "DELETED")
_NUMBER_LENGTH = 50

# What an error text says of a step. A text no row fits is shown as it is.
_MEANINGS = [
    (re.compile(pattern, re.IGNORECASE | re.DOTALL), code)
    for pattern, code in (
        (r"payment or credit note allocated|payments or credit notes allocated", "step_paid"),
        (r"not of valid status for modification", "step_settled"),
        (r"already been paid off", "allocate_paid"),
        (r"greater than amount outstanding", "allocate_too_much"),
        (r"lock date", "step_locked"),
        (r"number must be unique|# must be unique", "step_number_taken"),
        (r"contact has this contact number|number is already linked", "step_code_taken"),
    )
]


# === WHAT IS SENT === #


def prepare(step: Step, style: Style = PLAIN) -> Request:
    """The Request of one step; `step.found` is what `look_up` said, `style` that of documents."""
    bodies: dict[str, Callable[[Step], dict]] = {
        VOID: _void_body,
        UPDATE: lambda s: _update_body(s, style),
        ALLOCATE: _allocate_body,
        SAVE_MAPPING: lambda s: _contact_body(s, {"ContactNumber": s.values["number"]}),
        UPDATE_CONTACT: lambda s: _contact_body(s, _contact_fields(s)),
        ATTACH: _file_text,
    }
    said = json.dumps(bodies[step.operation](step))
    return Request(step.operation, step.kind, said, step.remote_id, step.content)


def _plural(kind):
    return RESOURCES[CREATE_DOCUMENTS, kind] if kind else "Contacts"


def _document_body(step, fields):
    id_field = translate.KINDS[step.kind][2]
    return {_plural(step.kind): [{id_field: step.remote_id, **fields}]}


def _void_body(step):
    return _document_body(step, {"Status": step.found["status"]})


def _update_body(step, style):
    """The whole document but its status, which is the accountant's. Lines keep their ids by their
    places; those without one are new, and those not named go.
    """
    fields = _wished_fields(step, style)
    ids = step.found["lines"]
    fields["LineItems"] = [
        {"LineItemID": ids[place], **line} if place < len(ids) else line
        for place, line in enumerate(fields["LineItems"])
    ]
    return _document_body(step, fields)


def _wished_fields(step, style):
    fields = translate.document_payload(document_from_json(step.values["document"]), "", style)
    # A type cannot change, and is refused in an update of credit notes.
    return {"Reference": "", **{k: v for k, v in fields.items() if k not in ("Type", "Status")}}


def _allocate_body(step):
    entry = {
        "Invoice": {"InvoiceID": step.values["invoice"]},
        "Amount": float(Decimal(step.found["amount"])),
        "Date": step.found["date"],
    }
    return {"Allocations": [entry]}


def _contact_body(step, fields):
    return {"Contacts": [{"ContactID": step.remote_id, **fields}]}


def _contact_fields(step):
    """What is known here of the party, but for its name. Addresses and phones of other kinds are
    sent back as they are, in case Xero takes the list for the whole.
    """
    fields = contact_payload(party_from_json(step.values["party"]))
    del fields["Name"]
    for name in ("Addresses", "Phones"):
        if name in fields:
            fields[name] += step.found.get(name, [])
    return fields


def _file_text(step):
    """Of a file the journal keeps what it is, and not its content."""
    kept = ("name", "mimetype", "size", "sha256")
    return {name: step.values[name] for name in kept}


def route(request: Request) -> tuple[str, str]:
    """Method and path of a step's request. Each path holds the id of one record: POST on a list
    would write over whatever has the same number or name.
    """
    if not guid(request.target):
        raise ValueError("A follow-up names the record it is about.")
    record = f"{_plural(request.kind)}/{request.target}"
    if request.operation == ALLOCATE:
        return "PUT", f"{record}/Allocations"
    if request.operation == ATTACH:
        name = load(request.text)["name"]
        return "PUT", f"{record}/Attachments/{quote(name, safe='')}"
    return "POST", record


# === WHAT THE ANSWER MEANS === #


def read(request: Request, answer: Answer, step: Step):
    """Uploaded, Rejected or Unknown. Raises RequestRefused when Xero took nothing and named no
    reason of its own.
    """
    if answer.status == 404:
        return Rejected((Problem("step_gone"),))
    if answer.status == 400:
        said = translate.said(load(answer.text).get("Elements"), "ValidationErrors")
        if not said:
            body = load(answer.text)
            raise RequestRefused(messages.whole([text(body.get("Message")) or answer.text]))
        return _rejected(said, step)
    lists = {ALLOCATE: "Allocations", ATTACH: "Attachments"}
    elements = rows(answer, lists.get(step.operation, _plural(step.kind)))
    if not elements or len(elements) != 1:
        return Unknown("The answer is not the promised list.")
    [element] = elements
    if translate.is_flagged(element) or translate.said(element, "ValidationErrors"):
        return _rejected(translate.said(element, "ValidationErrors"), step)
    return _READERS[step.operation](element, step)


def _rejected(said, step):
    problems = []
    for each in said or ["-"]:
        if (problem := _problem(each, step)) not in problems:
            problems.append(problem)
    return Rejected(tuple(problems))


def _problem(said, step):
    for pattern, code in _MEANINGS:
        if pattern.search(said):
            return Problem(code)
    if step.operation == UPDATE:
        # What keeps a new document out keeps a changed one out, too.
        problem = messages.problem(said, document_from_json(step.values["document"]))
        if problem.code != "refused":
            return problem
    return Problem("step_refused", {"message": fit(redact(said), 500)})


def _read_void(element, step):
    if _is_it(element, step) and element.get("Status") in _GONE:
        return Uploaded(step.remote_id)
    return Unknown("The answer does not say that it is void.")


def _read_update(element, step):
    if not _is_it(element, step):
        return Unknown("The answer is about another document.")
    return translate.uploaded(element, document_from_json(step.values["document"]))


def _read_allocation(element, step):
    invoice = element.get("Invoice")
    named = guid(invoice.get("InvoiceID")) if isinstance(invoice, dict) else ""
    if named == guid(step.values["invoice"]) and amount(element.get("Amount")):
        return Uploaded(guid(element.get("AllocationID")) or step.remote_id)
    return Unknown("The answer is about another allocation.")


def _read_file(element, step):
    attachment = guid(element.get("AttachmentID"))
    if attachment and text(element.get("FileName")) == step.values["name"]:
        return Uploaded(attachment)
    return Unknown("The answer is about another file.")


def _read_contact(element, step):
    if guid(element.get("ContactID")) == guid(step.remote_id):
        return Uploaded(step.remote_id)
    return Unknown("The answer is about another contact.")


_READERS = {
    VOID: _read_void,
    UPDATE: _read_update,
    ALLOCATE: _read_allocation,
    ATTACH: _read_file,
    SAVE_MAPPING: _read_contact,
    UPDATE_CONTACT: _read_contact,
}


def _is_it(element, step):
    return guid(element.get(translate.KINDS[step.kind][2])) == guid(step.remote_id)


# === WHETHER IT IS DONE === #


def look_up(get: Get, step: Step, style: Style = PLAIN):
    """Uploaded (it is done), Rejected (it cannot be), NotDone with what the request has to know,
    or Unknown. `get` is `XeroClient.get`, whose errors pass through.
    """
    if step.operation == UPDATE:
        return _look_for_update(get, step, style)
    return _LOOKERS[step.operation](get, step)


def _record(get, path, plural):
    """The one record of an address; None when it is not there, False for an odd answer."""
    answer = get(path, [("unitdp", "4")])
    if answer.status == 404:
        return None
    elements = rows(answer, plural)
    return elements[0] if elements and len(elements) == 1 else False


def _own_document(get, step):
    """(element, None), or (None, the outcome that ends it): not there, not ours, not understood."""
    plural = _plural(step.kind)
    element = _record(get, f"{plural}/{step.remote_id}", plural)
    if element is None:
        return None, Rejected((Problem("step_gone"),))
    if not element or not _is_it(element, step) or not text(element.get("Status")):
        return None, Unknown("the look-up was not understood")
    if not _is_ours(element, step):
        return None, Rejected((Problem("step_not_ours"),))
    return element, None


def _is_ours(element, step):
    """An invoice or bill carries our Url with the marker of its batch line; of a credit note, which
    has no such field, the number we filed it under has to be there still.
    """
    if step.kind in translate.MARKED:
        marker = step.values["marker"]
        return bool(marker) and marker in text(element.get("Url")).lower()
    number = text(element.get(translate.KINDS[step.kind][1]))
    return bool(number) and number == step.values["number"]


def _look_for_void(get, step):
    element, end = _own_document(get, step)
    if end:
        return end
    status = element["Status"]
    if status in _GONE:
        return Uploaded(step.remote_id)
    if status in ("DRAFT", "SUBMITTED"):
        return NotDone({"status": "DELETED"})
    applied = (amount(element.get(name)) for name in ("AmountPaid", "AmountCredited"))
    if status == "PAID" or any(applied) or element.get("Allocations") or element.get("Payments"):
        return Rejected((Problem("step_paid"),))
    if status == "AUTHORISED":
        return NotDone({"status": "VOIDED"})
    return Rejected((Problem("step_settled"),))


def _look_for_update(get, step, style):
    element, end = _own_document(get, step)
    if end:
        return end
    if element["Status"] in _GONE:
        return Rejected((Problem("step_settled"),))
    lines = element.get("LineItems")
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
        return Unknown("the look-up was not understood")
    if _is_as(element, _wished_fields(step, style)):
        return translate.uploaded(element, document_from_json(step.values["document"]))
    if _changed_there(element, step, style):
        return Rejected((Problem("update_changed_there"),))
    ids = [guid(line.get("LineItemID")) for line in lines]
    return NotDone({"lines": ids if all(ids) else []})


def _changed_there(element, step, style):
    """Whether somebody changed in Xero what we sent last, and nobody said to write over it."""
    if step.values.get("over") or not step.values.get("before"):
        return False
    sent = {**step.values, "document": step.values["before"]}
    return not _is_as(element, _wished_fields(replace(step, values=sent), style))


def _is_as(element, wished):
    """Whether a document and all of its lines are as wished."""
    lines = element["LineItems"]
    return (
        _has_all(element, wished)
        and len(lines) == len(wished["LineItems"])
        and all(map(_has_all, lines, wished["LineItems"]))
    )


def _has_all(element, wished):
    """Whether a document, or a line of it, is as wished; its lines are compared apart. What is not
    wished is Xero's own, such as tax that it computes.
    """
    readers: dict[str, Callable] = {
        "Contact": lambda value: guid(value.get("ContactID")) if isinstance(value, dict) else "",
        "Tracking": lambda value: {
            (guid(each.get("TrackingCategoryID")), guid(each.get("TrackingOptionID")))
            for each in value or []
        },
    }
    for name, value in wished.items():
        theirs = element.get(name)
        if name in ("Date", "DueDate"):
            same = day(element, name) == date.fromisoformat(value)
        elif name in readers:
            same = readers[name](theirs) == readers[name](value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            number = amount(theirs)
            same = number is not None and abs(number - Decimal(str(value))) < Decimal("0.000001")
        else:
            same = name == "LineItems" or (theirs or "") == value
        if not same:
            return False
    return True


def _look_for_allocation(get, step):
    note, end = _own_document(get, step)
    if end:
        return end
    target = guid(step.values["invoice"])
    for entry in note.get("Allocations") or []:
        invoice = entry.get("Invoice") if isinstance(entry, dict) else None
        if isinstance(invoice, dict) and guid(invoice.get("InvoiceID")) == target:
            return Uploaded(guid(entry.get("AllocationID")) or step.remote_id)
    invoice = _record(get, f"Invoices/{target}", "Invoices")
    if invoice is None:
        return Rejected((Problem("step_gone"),))
    if not invoice or guid(invoice.get("InvoiceID")) != target:
        return Unknown("the look-up was not understood")
    if problem := _unfit_for_allocation(note, invoice):
        return Rejected((problem,))
    left = (amount(note.get("RemainingCredit")), amount(invoice.get("AmountDue")))
    dates = (day(note, "Date"), day(invoice, "Date"))
    if None in left or None in dates:
        return Unknown("the look-up was not understood")
    most = min(*left, Decimal(step.values["amount"]))
    if most <= 0:
        return Rejected((Problem("allocate_too_much"),))
    return NotDone({"amount": str(most), "date": max(dates).isoformat()})


def _unfit_for_allocation(note, invoice):
    if invoice.get("Status") == "PAID":
        return Problem("allocate_paid")
    if note.get("Status") != "AUTHORISED" or invoice.get("Status") != "AUTHORISED":
        return Problem("allocate_not_approved")
    parties = [each.get("Contact") for each in (note, invoice)]
    ids = {guid(each.get("ContactID")) if isinstance(each, dict) else "" for each in parties}
    if len(ids) != 1 or note.get("CurrencyCode") != invoice.get("CurrencyCode"):
        return Problem("allocate_other_contact")
    return None


def _look_for_file(get, step):
    answer = get(f"{_plural(step.kind)}/{step.remote_id}/Attachments", [])
    if answer.status == 404:
        return Rejected((Problem("step_gone"),))
    files = rows(answer, "Attachments")
    if files is None:
        return Unknown("the look-up was not understood")
    for file in files:
        if text(file.get("FileName")).casefold() != step.values["name"].casefold():
            continue
        if amount(file.get("ContentLength")) == step.values["size"]:
            return Uploaded(guid(file.get("AttachmentID")))
        return Rejected((Problem("attach_name_taken", {"name": step.values["name"]}),))
    return NotDone()


def _own_contact(get, step):
    element = _record(get, f"Contacts/{step.remote_id}", "Contacts")
    if element is None:
        return None, Rejected((Problem("step_gone"),))
    if not element or guid(element.get("ContactID")) != guid(step.remote_id):
        return None, Unknown("the look-up was not understood")
    if element.get("ContactStatus") != "ACTIVE" or guid(element.get("MergedToContactID")):
        return None, Rejected((Problem("step_contact_archived"),))
    return element, None


def _look_for_mapping(get, step):
    element, end = _own_contact(get, step)
    if end:
        return end
    theirs, ours = text(element.get("ContactNumber")), step.values["number"]
    if theirs == ours:
        return Uploaded(step.remote_id)
    if theirs:
        return Rejected((Problem("mapping_taken", {"number": theirs}),))
    if not ours or len(ours) > _NUMBER_LENGTH:
        values = {"number": ours, "limit": str(_NUMBER_LENGTH)}
        return Rejected((Problem("mapping_too_long", values),))
    return NotDone()


def _look_for_contact(get, step):
    element, end = _own_contact(get, step)
    if end:
        return end
    wished = _contact_fields(step)
    if all(_has(element, name, value) for name, value in wished.items()):
        return Uploaded(step.remote_id)
    found = {}
    for name, slot in (("Addresses", "AddressType"), ("Phones", "PhoneType")):
        ours = {entry[slot] for entry in wished.get(name, [])}
        entries = [entry for entry in element.get(name) or [] if isinstance(entry, dict)]
        found[name] = [
            {key: value for key, value in entry.items() if value}
            for entry in entries
            if entry.get(slot) not in ours and any(v for k, v in entry.items() if k != slot)
        ]
    return NotDone(found)


def _has(element, name, value):
    if not isinstance(value, list):
        return element.get(name) == value
    slot = "AddressType" if name == "Addresses" else "PhoneType"
    known = {entry.get(slot): entry for entry in element.get(name) or [] if isinstance(entry, dict)}
    return all(
        known.get(entry[slot], {}).get(key) == inner
        for entry in value
        for key, inner in entry.items()
    )


_LOOKERS = {
    VOID: _look_for_void,
    ALLOCATE: _look_for_allocation,
    ATTACH: _look_for_file,
    SAVE_MAPPING: _look_for_mapping,
    UPDATE_CONTACT: _look_for_contact,
}
