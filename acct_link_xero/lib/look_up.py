"""Looking for documents that may be in Xero already.

Everything is compared again here, as Xero ignores case and accents in its filters. An answer that
is not exactly what was asked for never counts as "not there": a document that is wrongly not found
would be sent twice.

Source: Xero API: Invoices, Credit Notes (optimised filters, paging).
"""

import unicodedata
from typing import NamedTuple
from urllib.parse import quote

from odoo.addons.acct_link_batch.lib.document import PURCHASES, Document
from odoo.addons.acct_link_batch.lib.exchange import CREATE_DOCUMENTS
from odoo.addons.acct_link_batch.lib.matching import normalise, normalise_number, visible
from odoo.addons.acct_link_batch.lib.outcome import NotThere, Rejected, Unknown, Uploaded
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_oauth.lib.web import Misfit, misfit, offline, text

from .paging import Get, equals, pages
from .translate import GONE, KINDS, MARKED, contact_of, uploaded
from .wire import RESOURCES, amount, day, guid

_NUMBERS_A_READ = 40
_NUMBERS_LENGTH = 1500
_FILTERS_A_READ = 10


class Read(NamedTuple):
    """One question: the resource, its parameters without the page, and which documents (by
    position) it is about.
    """

    path: str
    params: list[tuple[str, str]]
    indexes: list[int]


def look_up(get: Get, documents: list[Document]) -> list[Uploaded | Rejected | NotThere | Unknown]:
    """What Xero holds of documents that were sent to it, in order.

    Uploaded: it is there and ours. Rejected: its number (of a bill: from the same supplier) is
    there, but not ours, or several could be ours. Unknown: Xero does not understand the question
    about this one. `get` is `XeroClient.get`, whose errors pass through.
    """
    verdicts = {}
    for question in reads(documents):
        verdicts |= _ask(get, documents, question)
    return [verdicts[index] for index in range(len(documents))]


def _ask(get, documents, question):
    """The verdicts of one question by index. What Xero does not understand concerns one document
    only: a question about several is asked again for each.
    """
    try:
        found = list(pages(get, question.path, question.params))
        verdicts = judge(documents, [question], [found])
        return {index: verdicts[index] for index in question.indexes}
    except Misfit:
        if len(question.indexes) == 1:
            return {question.indexes[0]: Unknown("the look-up was not understood")}
    verdicts = {}
    for index in question.indexes:
        verdicts |= _ask(get, documents, _question(documents, [index]))
    return verdicts


def reads(documents: list[Document]) -> list[Read]:
    """The questions to ask, each about many documents: invoices and bills by the list of their
    numbers, others by a filter. Xero may refuse such a filter where there is a lot of data; then
    each is asked for alone.
    """
    groups = {}
    for index, document in enumerate(documents):
        groups.setdefault((document.kind, _is_listed(document)), []).append(index)
    return [
        _question(documents, some)
        for (_kind, listed), indexes in groups.items()
        for some in _portions(documents, indexes, _NUMBERS_A_READ if listed else _FILTERS_A_READ)
    ]


def _is_listed(document):
    """Whether it is asked for by the list of numbers, which commas divide; else by a filter."""
    return document.kind in MARKED and "," not in visible(document.number)


def _spellings(document):
    """The numbers to ask for. A supplier's may have been typed there without the blanks or in
    another case: filters do not tell cases apart; of the list of numbers nothing is documented.
    """
    if document.kind not in PURCHASES:
        return [document.number]
    seen = visible(document.number)
    spellings = [document.number, seen, seen.replace(" ", "")]
    if _is_listed(document):
        spellings += [each for one in spellings for each in (one.upper(), one.lower())]
    return list(dict.fromkeys(spellings))


def _portions(documents, indexes, most):
    """The indexes in portions of so many at most, whose numbers fit in one address."""
    portions, length = [[]], 0
    for index in indexes:
        size = sum(len(quote(number)) + 3 for number in _spellings(documents[index]))
        if portions[-1] and (len(portions[-1]) == most or length + size > _NUMBERS_LENGTH):
            portions.append([])
            length = 0
        portions[-1].append(index)
        length += size
    return portions


def _question(documents, indexes):
    kind = documents[indexes[0]].kind
    numbers = [number for index in indexes for number in _spellings(documents[index])]
    path = RESOURCES[CREATE_DOCUMENTS, kind]
    if _is_listed(documents[indexes[0]]):
        params = [("InvoiceNumbers", ",".join(numbers)), ("includeArchived", "true")]
    else:
        field = KINDS[kind][1]
        params = [("where", " OR ".join(equals(field, number) for number in numbers))]
    return Read(path, params, indexes)


def judge(documents: list[Document], questions: list[Read], found: list[list[dict]]):
    """The verdict on every document, from the elements found for each question."""
    verdicts: list = [None] * len(documents)
    for question, elements in zip(questions, found, strict=True):
        asked = {_folded(documents[index].number) for index in question.indexes}
        number = KINDS[documents[question.indexes[0]].kind][1]
        if not all(
            text(element.get("Type")) and _folded(text(element.get(number))) in asked
            for element in elements
        ):
            raise misfit()  # Not an answer to this question: the filter was not understood.
        for index in question.indexes:
            verdicts[index] = _verdict(documents[index], elements)
    return verdicts


def _folded(number):
    """The number as loosely as Xero may compare it."""
    plain = unicodedata.normalize("NFKD", normalise_number(number))
    return "".join(c for c in plain if not unicodedata.combining(c))


def _verdict(document, elements):
    type_, number, id_field = KINDS[document.kind]
    form = normalise_number if document.kind in PURCHASES else normalise
    same = [
        element
        for element in elements
        if element.get("Type") == type_ and form(text(element.get(number))) == form(document.number)
    ]
    if not all(guid(element.get(id_field)) and text(element.get("Status")) for element in same):
        raise offline()
    ours = [element for element in same if _is_ours(document, element)]
    values = {"number": document.number}
    if len(ours) > 1:
        return Rejected((Problem("found_twice", {**values, "count": str(len(ours))}),))
    if ours and (ours[0]["Status"] not in GONE or document.kind in MARKED):
        gone = ours[0]["Status"] in GONE
        return uploaded(ours[0], document, (Problem("voided_there"),) if gone else ())
    if document.kind in PURCHASES:
        entered = _is_entered(document, same)
        return Rejected((Problem("bill_in_books", values),)) if entered else NotThere()
    if not same:
        return NotThere()
    void = all(element["Status"] in GONE for element in same)
    return Rejected((Problem("number_taken_void" if void else "number_taken", values),))


def _is_ours(document, element):
    """An invoice or bill carries our Url with the marker of its batch line, and nothing else proves
    it to be ours. A credit note has no such field: everything that tells two apart must be equal,
    and a voided one proves nothing, as somebody else's would look the same.
    """
    if document.kind in MARKED:
        return bool(document.marker) and document.marker in text(element.get("Url")).lower()
    theirs = (
        contact_of(element),
        day(element, "Date"),
        element.get("CurrencyCode"),
        amount(element.get("Total")),
    )
    ours = (guid(document.contact), document.date, document.currency, document.total)
    return bool(ours[0]) and theirs == ours


def _is_entered(document, same):
    """Whether somebody entered the paper of a supplier: other suppliers may use its number, too."""
    if not all(contact_of(element) for element in same):
        raise offline()
    supplier = guid(document.contact)
    return any(
        contact_of(element) == supplier and element["Status"] not in GONE for element in same
    )
