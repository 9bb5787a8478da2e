"""What Xero's error texts mean: one table from text to Problem.

Sources: Xero API: Invoices, Credit Notes, Contacts, HTTP response codes; the texts themselves are
those the live API answers with.
"""

import re
from typing import NamedTuple

from odoo.addons.acct_link_batch.lib.catalogue import CATALOGUE
from odoo.addons.acct_link_batch.lib.document import Document, Party
from odoo.addons.acct_link_batch.lib.exchange import redact
from odoo.addons.acct_link_batch.lib.outcome import Rejected
from odoo.addons.acct_link_batch.lib.problem import Problem

from .wire import fit

_LONGEST = 500
_LOOKED_AT = 5000  # a pattern with a gap takes the square of the length


class Meaning(NamedTuple):
    """`taken`: the number or name is used there, by whomever; `customer`: the record to repair is
    the customer, not the document.
    """

    pattern: str
    code: str
    taken: bool = False
    customer: bool = False


# The first row that fits a text gives its Problem. A text no row fits is shown as it is.
MEANINGS = (
    # Documents
    Meaning(r"(#|number) must be unique", "number_taken", taken=True),
    Meaning(r"not of valid status for modification", "number_taken", taken=True),
    Meaning(r"cannot be edited as it has a payment", "number_taken", taken=True),
    Meaning(r"account code .* (is not a valid code|has been archived)", "account_refused"),
    Meaning(r"account code or id must be specified", "account_refused"),
    Meaning(r"tax ?type|tax rate must be active", "tax_refused"),
    Meaning(r"item code .* is not (a )?valid|item .* not found", "item_refused"),
    Meaning(r"not subscribed to currency", "currency_refused"),
    Meaning(r"lock date", "period_locked"),
    Meaning(r"limit of invoices you can approve", "plan_limit"),
    Meaning(r"discount rate .* is invalid", "discount_refused"),
    Meaning(r"does not match the expected line total", "line_total_refused"),
    Meaning(r"type must be specified|not of valid type for creation", "kind_refused"),
    Meaning(r"a contact must be specified", "contact_left_out", customer=True),
    Meaning(r"an existing .* with the specified \w+id could not be found", "not_found_there"),
    # The same of a contact, which has no number of ours
    Meaning(r"(#|number) must be unique", "contact_taken", taken=True, customer=True),
    # Contacts, whether sent by themselves or named by a document
    Meaning(r"contact name .* already assigned", "contact_taken", taken=True, customer=True),
    Meaning(r"matched an archived contact", "contact_taken", taken=True, customer=True),
    Meaning(r"another contact has this contact number", "contact_taken", taken=True, customer=True),
    Meaning(r"contact number is already linked", "contact_taken", taken=True, customer=True),
    Meaning(r"account number already exists", "contact_taken", taken=True, customer=True),
    Meaning(r"contact details has been archived", "contact_archived", customer=True),
    Meaning(r"email address must be valid", "email_invalid", customer=True),
)

_COMPILED = [(re.compile(m.pattern, re.IGNORECASE | re.DOTALL), m) for m in MEANINGS]


def problem(said: str, item: Document | Party) -> Problem:
    """The Problem an error text about a document or a party stands for."""
    return _problem(said, _meaning(said, item), item)


def rejected(texts: list[str], item: Document | Party) -> Rejected:
    """The outcome of an item that Xero refused with these texts."""
    meanings = [(said, _meaning(said, item)) for said in texts or ["-"]]
    problems = []
    for said, meaning in meanings:
        found = _problem(said, meaning, item)
        if found not in problems:
            problems.append(found)
    return Rejected(tuple(problems), taken=any(meaning.taken for _said, meaning in meanings))


def whole(texts: list[str]) -> Problem:
    """The Problem of a request that Xero refused as a whole."""
    return Problem("request_refused", {"message": _shown(" ".join(texts))})


def remark(said: str) -> Problem:
    """The Problem of a warning about an item that Xero took."""
    return Problem("remark", {"message": _shown(said)})


def _meaning(said, item):
    known = _values(said, item).keys()
    for pattern, meaning in _COMPILED:
        if pattern.search(said[:_LOOKED_AT]) and _named(meaning) <= known:
            return meaning
    if isinstance(item, Party):
        return Meaning("", "contact_refused", customer=True)
    return Meaning("", "refused")


def _named(meaning):
    """The values its sentences name, but the accounting system, which everybody knows."""
    entry = CATALOGUE[meaning.code]
    return set(re.findall(r"%\((\w+)\)s", entry.text + entry.cure)) - {"system"}


def _values(said, item):
    party = item if isinstance(item, Party) else item.party
    known = {"key": party.key or party.name, "message": _shown(said)}
    if isinstance(item, Document):
        known |= {
            "number": item.number,
            "date": item.date.isoformat(),
            "currency": item.currency,
        }
    return known


def _problem(said, meaning, item):
    party = item if isinstance(item, Party) else item.party
    known = _values(said, item)
    record = ("res.partner", party.partner_id) if meaning.customer and party.partner_id else None
    return Problem(meaning.code, {name: known[name] for name in _named(meaning)}, record)


def _shown(said):
    return fit(redact(said), _LONGEST)
