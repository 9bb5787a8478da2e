"""What an answer means for the document or party it is about. Pure.

Source: Intuit, "Error codes"; reference pages.
"""

import json

from odoo.addons.acct_link_batch.lib.document import Document, Party
from odoo.addons.acct_link_batch.lib.exchange import Answer, Request
from odoo.addons.acct_link_batch.lib.matching import normalise
from odoo.addons.acct_link_batch.lib.outcome import Rejected, Unknown, Uploaded
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_oauth.lib.web import load, text

from . import faults
from .contacts import entity_of
from .wire import ENTITIES, amount, contact_of, join

# What a code means for a document; the others are shown as QuickBooks says them.
_MEANINGS = {
    **dict.fromkeys(faults.CLOSED, "qbo_closed"),
    **dict.fromkeys((6100, 6160, 6470), "tax_refused"),
    **dict.fromkeys((6430, 6440), "account_refused"),
    6070: "line_total_refused",
    6250: "contact_left_out",
    faults.NUMBER_TAKEN: "qbo_number_of_another",
}
# What is named there that is not there, or not in use.
_REFERENCES = {
    "TaxCodeRef": "tax_refused",
    "TaxRateRef": "tax_refused",
    "ItemRef": "account_refused",
    "AccountRef": "account_refused",
    **dict.fromkeys(("CustomerRef", "VendorRef", "EntityRef"), "contact_left_out"),
}
_MISSING = (610, 2500)


def read(request: Request, answer: Answer, item: Document | Party) -> Uploaded | Rejected | Unknown:
    """The Outcome. An answer counts only if it is about what was sent: for a request it remembers
    QuickBooks sends the first answer, whatever is asked now.
    """
    body = load(answer.text)
    if fault := faults.of_body(body):
        if fault.meaning != faults.DATA:
            return Unknown("The refusal does not say that nothing was written.")
        return rejected(fault, item)
    entity = entity_of(request.text) if isinstance(item, Party) else ENTITIES[item.kind]
    row = body.get(entity)
    if not isinstance(row, dict) or not text(row.get("Id")):
        return Unknown("The answer is no record with an id.")
    if isinstance(item, Party):
        name = json.loads(request.text)["DisplayName"]
        if normalise(text(row.get("DisplayName"))) != normalise(name):
            return Unknown("The answer is about another name.")
        return Uploaded(join(entity, row["Id"]), contact=join(entity, row["Id"]))
    if item.marker in request.text and item.marker not in text(row.get("PrivateNote")):
        return Unknown("The answer is about another document.")
    return uploaded(row, item.kind)


def uploaded(row: dict, kind: str, warnings: tuple = ()) -> Uploaded:
    """The outcome of a document that is in the books as this row."""
    return Uploaded(
        join(ENTITIES[kind], row["Id"]),
        number=text(row.get("DocNumber")),
        total=amount(row.get("TotalAmt")),
        contact=contact_of(row, kind),
        warnings=warnings,
    )


def rejected(fault: faults.Fault, item: Document | Party) -> Rejected:
    """The outcome of an item that was refused. A number or name that is used there may be our own:
    it is looked for before that is reported.
    """
    problem_of = _of_party if isinstance(item, Party) else _of_document
    problems = []
    for error in fault.errors or (faults.Error(0),):
        problem = problem_of(error, item)
        if problem not in problems:
            problems.append(problem)
    taken = faults.NAME_TAKEN if isinstance(item, Party) else faults.NUMBER_TAKEN
    return Rejected(tuple(problems), taken=fault.find(taken) is not None)


def _of_document(error, document):
    code = _MEANINGS.get(error.code, "refused")
    if error.code in _MISSING:
        code = _REFERENCES.get(error.element.rpartition(".")[2], "refused")
    party, message = document.party, error.said
    values = {
        "qbo_closed": {"date": document.date.isoformat()},
        "qbo_number_of_another": {"number": document.number, "message": message},
        "line_total_refused": {"number": document.number, "message": message},
    }.get(code, {"message": message})
    of_party = code == "contact_left_out" and party.partner_id
    return Problem(code, values, ("res.partner", party.partner_id) if of_party else None)


def _of_party(error, party):
    record = ("res.partner", party.partner_id) if party.partner_id else None
    key = party.key or party.name
    if error.code == faults.NAME_TAKEN:
        return Problem("qbo_name_of_another", {"key": key}, record)
    return Problem("contact_refused", {"key": key, "message": error.said}, record)
