"""Looking for documents that may be in QuickBooks Online already. Pure, but for the reads it is
handed.

What proves a document to be ours is our mark in its note, which no question can be asked about; so
many are asked for at once, by number, and then by date and party those that are not found, as a
number may have been changed there, or was never kept. Everything is compared again here. An answer
that is not exactly what was asked for never counts as "not there".

Source: Intuit, "Data queries"; the fields that can be asked about are told in public repositories.
"""

from collections.abc import Iterable
from functools import partial

from odoo.addons.acct_link_batch.lib.document import Document
from odoo.addons.acct_link_batch.lib.outcome import NotThere, Rejected, Unknown, Uploaded
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_oauth.lib import questions
from odoo.addons.acct_link_oauth.lib.questions import (
    Question,
    Reader,
    Traits,
    ask_numbers,
    group_by,
    spellings,
)
from odoo.addons.acct_link_oauth.lib.web import text

from .answers import uploaded
from .query import Ask, any_of, portions, select
from .same import own_lines
from .wire import ENTITIES, amount, contact_of, day, id_in, party_of

MANY = 80  # documents of one question, which goes out in the body of a call
VOIDED = "Voided"
# Of these nobody can ask for those of a party.
_WITHOUT_PARTY = ("VendorCredit", "Purchase")


def look_up(
    ask: Ask, documents: list[Document], mark: bool = True
) -> list[Uploaded | Rejected | NotThere | Unknown]:
    """What the books hold of documents that were, or are to be, sent, in order.

    Uploaded: it is there and ours. Rejected: its number is there, but not ours, or several could be
    ours. Unknown: the question about this one is not understood.

    :param mark: our mark is sent; without it whose a document is, is for a person to say
    """
    reader = Reader(
        lambda question: select(ask, question.of, *question.conditions),
        lambda row: row["Id"],
        partial(_find_ours, mark=mark),
        partial(_judge, mark=mark),
    )
    return questions.look_up(documents, (_by_number, _by_date), reader)


# === QUESTIONS === #


def _by_number(documents: list[Document], places: Iterable[int]) -> list[Question]:
    return [
        ask_numbers(documents, portion, entity, partial(any_of, "DocNumber"), _number)
        for entity, some in _by_entity(documents, places)
        for portion in portions(some, lambda place: spellings(documents[place]), MANY)
    ]


def _by_date(documents: list[Document], places: Iterable[int]) -> list[Question]:
    asking = []
    for entity, some in _by_entity(documents, places):
        asked = [documents[place] for place in some]
        dates = dict.fromkeys(each.date.isoformat() for each in asked)
        conditions = [any_of("TxnDate", dates)]
        if entity == "Purchase":
            conditions.append(any_of("TotalAmt", dict.fromkeys(str(each.total) for each in asked)))
        elif entity not in _WITHOUT_PARTY:
            parties = dict.fromkeys(id_in(each.contact) for each in asked)
            conditions.append(any_of(party_of(asked[0].kind)[0], parties))
        asking.append(
            Question(
                entity,
                tuple(conditions),
                some,
                lambda row, dates=dates: text(row.get("TxnDate")) in dates,
            )
        )
    return asking


def _by_entity(documents, places):
    return group_by(lambda document: ENTITIES[document.kind], documents, places).items()


# === VERDICTS === #


def _judge(document, rows, mark):
    return questions.judge(document, rows, _find_ours(document, rows, mark), _TRAITS)


def _uploaded(document, row):
    warnings = (Problem("voided_there"),) if is_void(row) else ()
    return uploaded(row, document.kind, warnings)


def _find_ours(document, rows, mark):
    if not mark or not document.marker:
        return []
    return [row for row in rows if document.marker in text(row.get("PrivateNote")).lower()]


def _is_alike(document, row):
    """Whether all that tells two documents apart is equal, but for the mark."""
    return (
        contact_of(row, document.kind) == document.contact
        and day(row) == document.date
        and amount(row.get("TotalAmt")) == document.total
        and bool(row.get("Credit")) == (document.kind == "expense_refund")
    )


def is_void(row: dict) -> bool:
    """Whether it was voided: all amounts are gone, and the note begins with a word for it, which is
    in the language of the company. What was deleted is not there.
    """
    if amount(row.get("TotalAmt")) != 0:
        return False
    amounts = [amount(line.get("Amount")) for line in own_lines(row) or []]
    return text(row.get("PrivateNote")).startswith(VOIDED) or bool(amounts and not any(amounts))


def _number(row):
    return text(row.get("DocNumber"))


_TRAITS = Traits(
    number_of=lambda _document, row: _number(row),
    contact_of=lambda document, row: contact_of(row, document.kind),
    is_alike=_is_alike,
    uploaded=_uploaded,
    unmarked="qbo_unmarked",
    is_void=is_void,
)
