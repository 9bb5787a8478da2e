"""Looking for documents that may be in MYOB already. Pure, but for the reads it is handed.

MYOB takes the same document twice without a word, so each is looked for before it is sent. What
proves one to be ours is our mark in its memo, compared here: asked for by number first, and then by
date and party those that are not found, as a clerk may have changed a number. They are read from
the lists of all layouts. An answer that is not exactly what was asked for never counts as "not
there".

Source: MYOB, "Retrieving data"; the fields that can be asked about are told in public tables.
"""

from collections.abc import Iterable
from functools import partial

from odoo.addons.acct_link_batch.lib.document import EXPENSE, Document
from odoo.addons.acct_link_batch.lib.outcome import NotThere, Rejected, Unknown, Uploaded
from odoo.addons.acct_link_oauth.lib import questions
from odoo.addons.acct_link_oauth.lib.questions import (
    Question,
    Reader,
    Traits,
    ask_numbers,
    group_by,
    spellings,
)

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
        lambda question: select(ask, question.of, *question.conditions), uid_of, _find_ours, _judge
    )
    return questions.look_up(documents, (_by_number, _by_date), reader)


# === QUESTIONS === #


def _by_number(documents: list[Document], places: Iterable[int]) -> list[Question]:
    asking = []
    for route, some in _by_list(documents, places):
        kind = documents[some[0]].kind
        condition = partial(_is_numbered, number_field(kind))
        cut = portions(some, lambda place: condition(spellings(documents[place])), MANY)  # noqa: B023
        asking += [
            ask_numbers(documents, portion, route, condition, partial(number_of, kind=kind))
            for portion in cut
        ]
    return asking


def _is_numbered(field, numbers):
    return any_of(field, map(quoted, numbers))


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


def _judge(document, rows):
    return questions.judge(document, rows, _find_ours(document, rows), _TRAITS)


def _find_ours(document, rows):
    return [row for row in rows if is_marked(row, document.marker)]


def _is_alike(document, row):
    """Whether all that tells two documents apart is equal, but for the mark."""
    return (
        uid_of(row, party_of(document.kind)) == document.contact
        and date_in(row.get("Date")) == document.date
        and total_of(row, document.kind) == document.total
    )


_TRAITS = Traits(
    number_of=lambda document, row: number_of(row, document.kind),
    contact_of=lambda document, row: uid_of(row, party_of(document.kind)),
    is_alike=_is_alike,
    uploaded=lambda document, row: uploaded(row, document.kind),
    unmarked="myob_unmarked",
)
