"""Looking for documents that may be in MYOB already. Pure, but for the reads it is handed.

MYOB takes the same document twice without a word, so each is looked for before it is sent. What
proves one to be ours is our mark in its memo, compared here: asked for by number first, and then by
date and party those that are not found, as a clerk may have changed a number. They are read from
the lists of all layouts. An answer that is not exactly what was asked for never counts as "not
there".

Source: MYOB, "Retrieving data"; the fields that can be asked about are told in public tables.
"""

from collections.abc import Iterable

from odoo.addons.acct_link_batch.lib.document import EXPENSE, PURCHASES, Document
from odoo.addons.acct_link_batch.lib.matching import normalise, normalise_number
from odoo.addons.acct_link_batch.lib.outcome import NotThere, Rejected, Unknown, Uploaded
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_oauth.lib import questions
from odoo.addons.acct_link_oauth.lib.questions import Question, Reader, group_by, spellings

from .answers import uploaded
from .query import Ask, any_of, both, guid, moment, portions, quoted, select
from .wire import LISTS, date_in, is_marked, number_field, number_of, party_of, total_of, uid_of

MANY = 25  # documents of one question


def look_up(ask: Ask, documents: list[Document]) -> list[Uploaded | Rejected | NotThere | Unknown]:
    """What the books hold of documents that were, or are to be, sent, in order.

    Uploaded: it is there and ours. Rejected: its number is there, but not ours, or several could be
    ours. Unknown: the question about this one is not understood.
    """
    reader = Reader(
        lambda question: select(ask, question.of, *question.conditions), uid_of, _find_ours, judge
    )
    return questions.look_up(documents, (_by_number, _by_date), reader)


# === QUESTIONS === #


def _by_number(documents: list[Document], places: Iterable[int]) -> list[Question]:
    asking = []
    for route, some in _by_list(documents, places):
        name = number_field(documents[some[0]].kind)

        def condition_of(place, name=name):
            return any_of(name, map(quoted, spellings(documents[place])))

        for portion in portions(some, condition_of, MANY):
            numbers = dict.fromkeys(
                each for place in portion for each in spellings(documents[place])
            )
            folded = {normalise_number(each) for each in numbers}
            condition = any_of(name, map(quoted, numbers))

            def asked(row, folded=folded, kind=documents[portion[0]].kind):
                return normalise_number(number_of(row, kind)) in folded

            asking.append(Question(route, (condition,), portion, asked))
    return asking


def _by_date(documents: list[Document], places: Iterable[int]) -> list[Question]:
    """Those of a day are asked for together, by their parties; expenses by what they are paid from,
    as a clerk is sooner wrong about the payee.
    """
    asking = []
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
                asking.append(Question(route, (condition,), portion, asked))
    return asking


def _holder(document):
    return guid(document.paid_from if document.kind == EXPENSE else document.contact)


def _by_list(documents, places):
    return group_by(lambda document: LISTS[document.kind], documents, places).items()


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
