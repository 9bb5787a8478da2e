"""What an answer means for the document or card it is about. Pure.

Source: MYOB, "Error codes"; reference pages.
"""

from odoo.addons.acct_link_batch.lib.document import Document, Party
from odoo.addons.acct_link_batch.lib.exchange import Answer, Request
from odoo.addons.acct_link_batch.lib.outcome import Rejected, Unknown, Uploaded
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_oauth.lib.web import load

from . import faults
from .wire import is_marked, last_uid, number_of, party_of, total_of, uid_of

WRITTEN = (200, 201)
LOCKED = (
    *("DatePriorToBeginningOfFinancialYear", "DateInLockPeriod", "AsOfDateBeforeConversionPeriod"),
    "BusinessEvent_DateOccured_InLockPeriod",
)
# What a name means for a document; the others are shown as MYOB says them.
_MEANINGS = {
    **dict.fromkeys(LOCKED, "myob_closed"),
    **dict.fromkeys(("AccountHeaderNotAllowed", "Line_JobHeaderNotAllowed"), "myob_header"),
    "IncorrectAccountType": "myob_header",
    **dict.fromkeys(
        ("ConsolidatedTaxCodeNotAllowed", "ConsolidatedTaxCodesNotAllowed", "InvalidTaxCode"),
        "tax_refused",
    ),
    "LineTotalIncorrect": "line_total_refused",
    "Term_Out_Of_Range": "myob_due_before",
    "NegativeNotAllowed": "myob_no_negatives",
    faults.DUPLICATE: "number_taken",
}
# What is named there that is not there, or not in use.
_REFERENCES = (
    ("Customer", "contact_left_out"),
    ("Supplier", "contact_left_out"),
    ("TaxCode", "tax_refused"),
    ("Account", "account_refused"),
)


def read(request: Request, answer: Answer, item: Document | Party) -> Uploaded | Rejected | Unknown:
    """The Outcome. An answer without a body says by its address what was made."""
    if answer.status not in WRITTEN:
        refusal = faults.parse(answer.text)
        if not refusal:
            return Unknown("The refusal says nothing.")
        return rejected(refusal, item)
    row = load(answer.text)
    remote_id = uid_of(row) or last_uid(answer.headers.get("location"))
    if not remote_id:
        return Unknown("The answer names no record.")
    if isinstance(item, Party):
        return Uploaded(remote_id, contact=remote_id)
    if not row:
        return Uploaded(remote_id)
    if not is_marked(row, item.marker):
        return Unknown("The answer is about another document.")
    return uploaded(row, item.kind)


def uploaded(row: dict, kind: str) -> Uploaded:
    """The outcome of a document that is in the books as this row."""
    return Uploaded(
        uid_of(row),
        number=number_of(row, kind),
        total=total_of(row, kind),
        contact=uid_of(row, party_of(kind)),
    )


def rejected(refusal: faults.Refusal, item: Document | Party) -> Rejected:
    """The outcome of an item that was refused. A number or card ID that is used there may be our
    own: it is looked for before that is reported.
    """
    problem_of = _of_party if isinstance(item, Party) else _of_document
    problems = []
    for error in refusal.errors:
        problem = problem_of(error, item)
        if problem not in problems:
            problems.append(problem)
    return Rejected(tuple(problems), taken=refusal.find(faults.DUPLICATE) is not None)


def _of_document(error, document):
    code, message = _MEANINGS.get(error.name, "refused"), error.said
    if error.name in ("NotFound", "InactiveNotAllowed"):
        code = next((each for name, each in _REFERENCES if name in error.details), "refused")
    number = {"number": document.number}
    party = document.party.partner_id
    values = {
        "myob_closed": {"date": document.date.isoformat()},
        "line_total_refused": {**number, "message": message},
        **dict.fromkeys(("myob_due_before", "myob_no_negatives", "number_taken"), number),
    }.get(code, {"message": message})
    of_party = code == "contact_left_out" and party
    return Problem(code, values, ("res.partner", party) if of_party else None)


def _of_party(error, party):
    record = ("res.partner", party.partner_id) if party.partner_id else None
    values = {"key": party.key or party.name, "message": error.said}
    return Problem("contact_refused", values, record)
