"""Looking for documents that may be in MYOB already. Pure, but for the reads it is handed.

MYOB takes the same document twice without a word, so each is looked for before it is sent. What
proves one to be ours is our mark in its memo, compared here: asked for by number first, and then by
date and party those that are not found, as a clerk may have changed a number. They are read from
the lists of all layouts. An answer that is not exactly what was asked for never counts as "not
there".

Source: MYOB, "Retrieving data"; the fields that can be asked about are told in public tables.
"""

from collections.abc import Iterable
from typing import NamedTuple

from odoo.addons.acct_link_batch.lib.document import EXPENSE, PURCHASES, Document
from odoo.addons.acct_link_batch.lib.matching import normalise, normalise_number, visible
from odoo.addons.acct_link_batch.lib.outcome import NotThere, Rejected, Unknown, Uploaded
from odoo.addons.acct_link_batch.lib.problem import Problem

from .answers import uploaded
from .query import Ask, Misfit, any_of, both, guid, misfit, moment, portions, quoted, select
from .wire import LISTS, date_in, is_marked, number_field, number_of, party_of, total_of, uid_of

MANY = 25  # documents of one question


class Question(NamedTuple):
    """A condition about the documents at these places; what it is about is compared by `asked`, a
    function of a row.
    """

    route: str
    condition: str
    places: list[int]
    asked: object


def look_up(ask: Ask, documents: list[Document]) -> list[Uploaded | Rejected | NotThere | Unknown]:
    """What the books hold of documents that were, or are to be, sent, in order.

    Uploaded: it is there and ours. Rejected: its number is there, but not ours, or several could be
    ours. Unknown: the question about this one is not understood.
    """
    rows, unclear = {place: [] for place in range(len(documents))}, set()
    for question in _by_number(documents, range(len(documents))):
        _answer(ask, documents, question, rows, unclear, _by_number)
    left = [
        place
        for place, document in enumerate(documents)
        if place not in unclear and not _find_ours(document, rows[place])
    ]
    for question in _by_date(documents, left):
        _answer(ask, documents, question, rows, unclear, _by_date)
    return [
        Unknown("the look-up was not understood")
        if place in unclear
        else judge(document, rows[place])
        for place, document in enumerate(documents)
    ]


# === QUESTIONS === #


def _by_number(documents: list[Document], places: Iterable[int]) -> list[Question]:
    questions = []
    for route, some in _by_list(documents, places):
        name = number_field(documents[some[0]].kind)

        def condition_of(place, name=name):
            return any_of(name, map(quoted, _spellings(documents[place])))

        for portion in portions(some, condition_of, MANY):
            numbers = dict.fromkeys(
                each for place in portion for each in _spellings(documents[place])
            )
            folded = {normalise_number(each) for each in numbers}
            condition = any_of(name, map(quoted, numbers))

            def asked(row, folded=folded, kind=documents[portion[0]].kind):
                return normalise_number(number_of(row, kind)) in folded

            questions.append(Question(route, condition, portion, asked))
    return questions


def _by_date(documents: list[Document], places: Iterable[int]) -> list[Question]:
    """Those of a day are asked for together, by their parties; expenses by what they are paid from,
    as a clerk is sooner wrong about the payee.
    """
    questions = []
    for route, some in _by_list(documents, places):
        days = {}
        for place in some:
            days.setdefault(documents[place].date, []).append(place)
        for date, of_day in days.items():
            kind, on_day = documents[of_day[0]].kind, f"Date eq {moment(date)}"
            field = f"{'Account' if kind == EXPENSE else party_of(kind)}/UID"

            def condition_of(place, field=field):
                return f"{field} eq {_holder(documents[place])}"

            for portion in portions(of_day, condition_of, MANY, len(on_day) + 20):
                holders = dict.fromkeys(_holder(documents[place]) for place in portion)

                def asked(row, date=date):
                    return date_in(row.get("Date")) == date

                condition = both(on_day, any_of(field, holders))
                questions.append(Question(route, condition, portion, asked))
    return questions


def _holder(document):
    return guid(document.paid_from if document.kind == EXPENSE else document.contact)


def _by_list(documents, places):
    grouped = {}
    for place in places:
        grouped.setdefault(LISTS[documents[place].kind], []).append(place)
    return grouped.items()


def _spellings(document):
    """The numbers to ask for. A supplier's may have been typed there without the blanks."""
    if document.kind not in PURCHASES:
        return [document.number]
    seen = visible(document.number)
    return list(dict.fromkeys((document.number, seen, seen.replace(" ", ""))))


def _answer(ask, documents, question, rows, unclear, ask_again):
    """Add the rows found to those of each document. What is not understood concerns one document
    only: a question about several is asked again for each.
    """
    try:
        found = list(select(ask, question.route, question.condition))
        if not all(map(question.asked, found)):
            raise misfit()  # not an answer to this question
    except Misfit:
        if len(question.places) == 1:
            unclear.update(question.places)
            return
        for place in question.places:
            for single in ask_again(documents, [place]):
                _answer(ask, documents, single, rows, unclear, ask_again)
        return
    for place in question.places:
        known = {uid_of(row) for row in rows[place]}
        rows[place] += [row for row in found if uid_of(row) not in known]


# === VERDICTS === #


def judge(document: Document, rows: list[dict]) -> Uploaded | Rejected | NotThere:
    """What rows that may be this document mean for it."""
    ours, values = _find_ours(document, rows), {"number": document.number}
    if len(ours) > 1:
        return Rejected((Problem("found_twice", {**values, "count": str(len(ours))}),))
    if ours:
        return uploaded(ours[0], document.kind)
    form = normalise_number if document.kind in PURCHASES else normalise
    same = [row for row in rows if form(number_of(row, document.kind)) == form(document.number)]
    if any(_is_alike(document, row) for row in same):
        return Rejected((Problem("myob_unmarked", values),))
    if document.kind in PURCHASES:
        party = party_of(document.kind)
        entered = any(uid_of(row, party) == document.contact for row in same)
        return Rejected((Problem("bill_in_books", values),)) if entered else NotThere()
    return Rejected((Problem("number_taken", values),)) if same else NotThere()


def _find_ours(document, rows):
    return [row for row in rows if is_marked(row, document.marker)]


def _is_alike(document, row):
    """Whether all that tells two documents apart is equal, but for the mark."""
    return (
        uid_of(row, party_of(document.kind)) == document.contact
        and date_in(row.get("Date")) == document.date
        and total_of(row, document.kind) == document.total
    )
