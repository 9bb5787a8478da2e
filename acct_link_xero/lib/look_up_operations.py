"""Whether a follow-up write is done in Xero already, or can be. Pure, but for the reads it is
handed.

Before most of them the record they are about is read: a document that does not carry our marker, or
not our number, is not ours and is left alone.

Sources: Xero API: Invoices, Credit Notes (allocations), Contacts, Attachments, Tracking Categories.
"""

from dataclasses import replace
from decimal import Decimal

from odoo.addons.acct_link_batch.lib.document import document_from_json
from odoo.addons.acct_link_batch.lib.matching import REMOTE_ID, normalise
from odoo.addons.acct_link_batch.lib.outcome import Contact, NotDone, Rejected, Unknown, Uploaded
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_oauth.lib.web import text
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

from . import translate
from .contacts import NUMBER_LENGTH, find_contacts
from .operations import contact_fields, expected_fields, is_it, plural_of
from .paging import Get
from .same import is_as_expected, same_text
from .translate import GONE, PLAIN, Style
from .wire import amount, day, guid, rows

# Of a category, those that are archived left out, and characters of a name. The length is in Xero's
# API description. That says nothing of how many options there may be: 100 is what Xero's help
# ("Set up tracking categories") is quoted for by those who explain it (Chalkline, "Tracking
# categories (Xero)", also that archived ones do not count; HamsterStack, "How to set up tracking
# categories on Xero").
MOST_OPTIONS = 100
OPTION_LENGTH = 100


def look_up(get: Get, operation: Operation, style: Style = PLAIN):
    """Uploaded (it is done), Rejected (it cannot be), NotDone with what the request has to know,
    or Unknown. `get` is `XeroClient.get`, whose errors pass through.
    """
    if operation.operation == UPDATE:
        return _look_for_update(get, operation, style)
    return _LOOKERS[operation.operation](get, operation)


def look_up_merged(get: Get, operation: Operation, style: Style = PLAIN):
    """As `look_up`, but for contacts that were merged: Xero moves their documents along, which is
    no change of somebody. NotDone then also names in `merged` the contact that the operation has to
    name instead: {remote id: that of the contact it lives on in}.
    """
    outcome = look_up(get, operation, style)
    codes = [problem.code for problem in getattr(outcome, "problems", ())]
    if codes != ["update_changed_there"]:
        return outcome
    sent_to = guid(operation.values["before"]["contact"])
    found: dict[str, list[Contact]] = {}
    for portion in find_contacts(get, [sent_to], REMOTE_ID):
        found |= portion
    ends = [each.merged_to for each in found.get(sent_to, ()) if each.merged_to]
    if not ends:
        return outcome
    merged = {sent_to: ends[0]}
    values = {
        name: {**document, "contact": merged.get(guid(document["contact"]), document["contact"])}
        for name, document in operation.values.items()
        if name in ("before", "document")
    }
    outcome = look_up(get, replace(operation, values={**operation.values, **values}), style)
    if isinstance(outcome, NotDone) and values["document"] != operation.values["document"]:
        return NotDone({**outcome.found, "merged": merged})
    return outcome


def _record(get, path, plural):
    """The one record of an address; None when it is not there, False for an odd answer."""
    is_document = plural in ("Invoices", "CreditNotes")  # the others have no unit prices
    answer = get(path, [("unitdp", "4")] if is_document else [])
    if answer.status == 404:
        return None
    elements = rows(answer, plural)
    return elements[0] if elements and len(elements) == 1 else False


def _own_document(get, operation):
    """(element, None), or (None, the outcome that ends it): not there, not ours, not understood."""
    plural = plural_of(operation.kind)
    element = _record(get, f"{plural}/{operation.remote_id}", plural)
    if element is None:
        return None, Rejected((Problem("operation_gone"),))
    if not element or not is_it(element, operation) or not text(element.get("Status")):
        return None, Unknown("the look-up was not understood")
    if not _is_ours(element, operation):
        return None, Rejected((Problem("operation_not_ours"),))
    return element, None


def _is_ours(element, operation):
    """An invoice or bill carries our Url with the marker of its batch line; of a credit note, which
    has no such field, the number we filed it under has to be there still.
    """
    if operation.kind in translate.MARKED:
        marker = operation.values["marker"]
        return bool(marker) and marker in text(element.get("Url")).lower()
    number = text(element.get(translate.KINDS[operation.kind][1]))
    return bool(number) and number == operation.values["number"]


def _look_for_void(get, operation):
    element, end = _own_document(get, operation)
    if end:
        return end
    status = element["Status"]
    if status in GONE:
        return Uploaded(operation.remote_id)
    if status in ("DRAFT", "SUBMITTED"):
        return NotDone({"status": "DELETED"})
    applied = (amount(element.get(name)) for name in ("AmountPaid", "AmountCredited"))
    if status == "PAID" or any(applied) or element.get("Allocations") or element.get("Payments"):
        return Rejected((Problem("operation_paid"),))
    if status == "AUTHORISED":
        return NotDone({"status": "VOIDED"})
    return Rejected((Problem("operation_settled"),))


def _look_for_update(get, operation, style):
    element, end = _own_document(get, operation)
    if end:
        return end
    if element["Status"] in GONE:
        return Rejected((Problem("update_void_there"),))
    lines = element.get("LineItems")
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
        return Unknown("the look-up was not understood")
    if is_as_expected(element, expected_fields(operation, style)):
        return translate.uploaded(element, document_from_json(operation.values["document"]))
    if _changed_there(element, operation, style):
        return Rejected((Problem("update_changed_there"),))
    ids = [guid(line.get("LineItemID")) for line in lines]
    return NotDone({"lines": ids if all(ids) else []})


def _changed_there(element, operation, style):
    """Whether somebody changed in Xero what we sent last, and nobody said to write over it."""
    if operation.values.get("over") or not operation.values.get("before"):
        return False
    sent = {**operation.values, "document": operation.values["before"]}
    return not is_as_expected(element, expected_fields(replace(operation, values=sent), style))


def _look_for_allocation(get, operation):
    note, end = _own_document(get, operation)
    if end:
        return end
    target = guid(operation.values["invoice"])
    for entry in note.get("Allocations") or []:
        invoice = entry.get("Invoice") if isinstance(entry, dict) else None
        if isinstance(invoice, dict) and guid(invoice.get("InvoiceID")) == target:
            return Uploaded(guid(entry.get("AllocationID")) or operation.remote_id)
    invoice = _record(get, f"Invoices/{target}", "Invoices")
    if invoice is None:
        return Rejected((Problem("operation_gone"),))
    if not invoice or guid(invoice.get("InvoiceID")) != target:
        return Unknown("the look-up was not understood")
    if problem := _unfit_for_allocation(note, invoice):
        return Rejected((problem,))
    left = (amount(note.get("RemainingCredit")), amount(invoice.get("AmountDue")))
    dates = (day(note, "Date"), day(invoice, "Date"))
    if None in left or None in dates:
        return Unknown("the look-up was not understood")
    most = min(*left, Decimal(operation.values["amount"]))
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


def _look_for_file(get, operation):
    answer = get(f"{plural_of(operation.kind)}/{operation.remote_id}/Attachments", [])
    if answer.status == 404:
        return Rejected((Problem("operation_gone"),))
    files = rows(answer, "Attachments")
    if files is None:
        return Unknown("the look-up was not understood")
    for file in files:
        if text(file.get("FileName")).casefold() != operation.values["name"].casefold():
            continue
        if amount(file.get("ContentLength")) == operation.values["size"]:
            return Uploaded(guid(file.get("AttachmentID")))
        return Rejected((Problem("attach_name_taken", {"name": operation.values["name"]}),))
    return NotDone()


def _own_contact(get, operation):
    element = _record(get, f"Contacts/{operation.remote_id}", "Contacts")
    if element is None:
        return None, Rejected((Problem("operation_gone"),))
    if not element or guid(element.get("ContactID")) != guid(operation.remote_id):
        return None, Unknown("the look-up was not understood")
    if element.get("ContactStatus") != "ACTIVE" or guid(element.get("MergedToContactID")):
        return None, Rejected((Problem("operation_contact_archived"),))
    return element, None


def _look_for_mapping(get, operation):
    element, end = _own_contact(get, operation)
    if end:
        return end
    theirs, ours = text(element.get("ContactNumber")), operation.values["number"]
    if same_text(theirs, ours):
        return Uploaded(operation.remote_id)
    if theirs:
        return Rejected((Problem("mapping_taken", {"number": theirs}),))
    if not ours or len(ours) > NUMBER_LENGTH:
        values = {"number": ours, "limit": str(NUMBER_LENGTH)}
        return Rejected((Problem("mapping_too_long", values),))
    return NotDone()


def _look_for_contact(get, operation):
    element, end = _own_contact(get, operation)
    if end:
        return end
    expected = contact_fields(operation)
    if is_as_expected(element, expected):
        return Uploaded(operation.remote_id)
    found = {}
    for name, slot in (("Addresses", "AddressType"), ("Phones", "PhoneType")):
        ours = {entry[slot] for entry in expected.get(name, [])}
        entries = [entry for entry in element.get(name) or [] if isinstance(entry, dict)]
        found[name] = [
            {key: value for key, value in entry.items() if value}
            for entry in entries
            if entry.get(slot) not in ours and any(v for k, v in entry.items() if k != slot)
        ]
    return NotDone(found)


def _look_for_option(get, operation):
    """By its name, as the category holds it: archived options are among them."""
    category = category_of(operation.remote_id)
    element = _record(get, f"TrackingCategories/{category}", "TrackingCategories")
    if element is None:
        return Rejected((Problem("operation_gone"),))
    if not element or guid(element.get("TrackingCategoryID")) != guid(category):
        return Unknown("the look-up was not understood")
    options = element.get("Options")
    if not isinstance(options, list) or not all(isinstance(each, dict) for each in options):
        return Unknown("the look-up was not understood")
    name = operation.values["name"]
    values = {"option": name, "category": operation.values["category_name"]}
    named = [each for each in options if normalise(text(each.get("Name"))) == normalise(name)]
    active = [each for each in options if each.get("Status") == "ACTIVE"]
    if found := [guid(each.get("TrackingOptionID")) for each in named if each in active]:
        return Uploaded(found[0]) if found[0] else Unknown("the look-up was not understood")
    if named:
        return Rejected((Problem("tracking_option_archived", values),))
    if len(name) > OPTION_LENGTH:
        values = {"option": name, "limit": str(OPTION_LENGTH)}
        return Rejected((Problem("tracking_option_long", values),))
    if len(active) >= MOST_OPTIONS:
        values = {"category": values["category"], "count": str(len(active))}
        return Rejected((Problem("tracking_option_limit", values),))
    return NotDone()


_LOOKERS = {
    VOID: _look_for_void,
    ALLOCATE: _look_for_allocation,
    ATTACH: _look_for_file,
    SAVE_MAPPING: _look_for_mapping,
    UPDATE_CONTACT: _look_for_contact,
    ADD_OPTION: _look_for_option,
}
