"""What the payroll's refusals mean: from texts to Problems. Pure.

API 1.0 lists errors of each timesheet, in JSON or, whatever was accepted, in XML; 2.0 has one
problem with its fields, and writes its texts as in a page.

Sources: Xero: Payroll AU API, Timesheets; Payroll NZ and UK API, Timesheets; texts as the live API
gives them.
"""

import html
import re
from typing import NamedTuple

from odoo.addons.acct_link_batch.lib.exchange import Answer, redact
from odoo.addons.acct_link_batch.lib.outcome import Rejected
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_oauth.lib.web import load, text
from odoo.addons.acct_link_timesheet.lib.sheet import Sheet
from odoo.addons.acct_link_xero.lib.wire import fit

from . import problems as _problems  # noqa: F401 (its entries are in the catalogue)

_LONGEST = 500
_LOOKED_AT = 50_000  # characters of an answer
_XML_MESSAGE = re.compile(r"<Message>([^<]*)</Message>")
# What is said of the whole, when there are reasons beside it.
_GENERAL = re.compile(
    r"a validation exception occurred|validation error(s)? occurred|^bad ?request\W*$",
    re.IGNORECASE,
)


class Meaning(NamedTuple):
    """`look`: what stands there is another than was thought, and has to be looked at."""

    pattern: str
    code: str
    look: bool = False


# The first row that fits a text gives its Problem. A text no row fits is shown as it is.
MEANINGS = (
    Meaning(r"timesheet already exists|already (a|an) .*timesheet", "payroll_taken", look=True),
    Meaning(r"not (a|in) draft|is not draft|not approved, it is", "payroll_not_draft", look=True),
    Meaning(r"correspond (with|to) a pay period|not a valid pay period", "payroll_no_period"),
    Meaning(r"does not have a (pay run|payroll) calendar", "payroll_no_calendar"),
    Meaning(r"invalid OrdinaryEarningsRateID", "payroll_no_ordinary_rate"),
    Meaning(r"invalid employee", "payroll_employee_unknown"),
    Meaning(r"earnings? rate.*(not valid|not exist|invalid)", "payroll_rate_refused"),
    Meaning(r"TrackingItemID is required", "payroll_tracking_missing"),
    Meaning(r"tracking (option|item).*(not exist|invalid|not valid)", "payroll_tracking_gone"),
)
_COMPILED = [(re.compile(m.pattern, re.IGNORECASE | re.DOTALL), m) for m in MEANINGS]


def rejected(answer: Answer, sheet: Sheet) -> Rejected:
    """The outcome of a sheet that was refused by this answer."""
    found, look = [], False
    for said in texts(answer) or [answer.text]:
        meaning = _meaning(said)
        look = look or meaning.look
        if (problem := _problem(meaning, said, sheet)) not in found:
            found.append(problem)
    return Rejected(tuple(found), taken=look)


def is_no_page(answer: Answer) -> bool:
    """Whether a list was asked for a page behind its last one, which API 2.0 refuses."""
    return any("page does not exist" in said.lower() for said in texts(answer))


def texts(answer: Answer) -> list[str]:
    """The reasons of a refusal, one by one; those that say nothing left out if there are others."""
    said = answer.text[:_LOOKED_AT]
    if said.lstrip().startswith("<"):
        found = _XML_MESSAGE.findall(said)
    else:
        body = load(answer.text)
        problem = body.get("problem")
        found = _of_problem(problem) if isinstance(problem, dict) else _of_rows(body)
    found = list(dict.fromkeys(filter(None, (html.unescape(each).strip() for each in found))))
    return [each for each in found if not _GENERAL.search(each)] or found


def _of_problem(problem):
    fields = problem.get("invalidFields")
    for field in fields if isinstance(fields, list) else ():
        if isinstance(field, dict):
            yield text(field.get("reason"))
    yield text(problem.get("detail")) or text(problem.get("title"))


def _of_rows(body):
    sheets = body.get("Timesheets")
    for row in sheets if isinstance(sheets, list) else ():
        errors = row.get("ValidationErrors") if isinstance(row, dict) else None
        for error in errors if isinstance(errors, list) else ():
            if isinstance(error, dict):
                yield text(error.get("Message"))
    yield text(body.get("Message"))


def _meaning(said):
    for pattern, meaning in _COMPILED:
        if pattern.search(said[:_LONGEST]):
            return meaning
    return Meaning("", "sheet_refused")


def _problem(meaning, said, sheet):
    values = {
        "payroll_no_period": {"start": sheet.start.isoformat(), "end": sheet.end.isoformat()},
        "payroll_rate_refused": {"message": _shown(said)},
        "sheet_refused": {"message": _shown(said)},
    }
    return Problem(meaning.code, values.get(meaning.code, {}))


def _shown(said):
    return fit(redact(said), _LONGEST) or "-"
