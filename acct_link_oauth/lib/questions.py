"""Looking for documents by questions about several of them at once. Pure, but for the reads it is
handed.

For systems that cannot be asked for our mark: rows are asked for by what may lead to them, and
whose they are is judged here. An answer that is not exactly what was asked for never counts as
"not there".
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import NamedTuple

from odoo.addons.acct_link_batch.lib.document import PURCHASES, Document
from odoo.addons.acct_link_batch.lib.matching import normalise, normalise_number, visible
from odoo.addons.acct_link_batch.lib.outcome import NotThere, Rejected, Unknown, Uploaded
from odoo.addons.acct_link_batch.lib.problem import Problem

from .web import Misfit, misfit

Outcome = Uploaded | Rejected | NotThere | Unknown


class Question(NamedTuple):
    """Conditions about the documents at these places; what they are about is compared by `asked`,
    a function of a row. `of` is what is asked: an entity, a list.
    """

    of: str
    conditions: tuple[str, ...]
    places: list[int]
    asked: Callable[[dict], bool]


class Reader(NamedTuple):
    """How a system is asked, and what its rows mean."""

    fetch: Callable[[Question], Iterable[dict]]  # :raises Misfit, Postponed
    id_of: Callable[[dict], str]
    find_ours: Callable[[Document, list[dict]], list[dict]]
    judge: Callable[[Document, list[dict]], Outcome]


# (documents, places) -> questions about the documents at these places
Way = Callable[[list[Document], Iterable[int]], list[Question]]


def look_up(documents: list[Document], ways: Iterable[Way], reader: Reader) -> list[Outcome]:
    """What the books hold of documents, in order; Unknown: the question about one is not
    understood.

    :param ways: each asks for those that the ones before did not find
    :raises Postponed: there is no whole answer
    """
    rows, unclear = {place: [] for place in range(len(documents))}, set()
    for way in ways:
        left = [
            place
            for place, document in enumerate(documents)
            if place not in unclear and not reader.find_ours(document, rows[place])
        ]
        for question in way(documents, left):
            _answer(documents, question, rows, unclear, way, reader)
    return [
        Unknown("the look-up was not understood")
        if place in unclear
        else reader.judge(document, rows[place])
        for place, document in enumerate(documents)
    ]


def _answer(documents, question, rows, unclear, way, reader):
    """Add the rows found to those of each document. What is not understood concerns one document
    only: a question about several is asked again for each.
    """
    try:
        found = list(reader.fetch(question))
        if not all(map(question.asked, found)):
            raise misfit()  # not an answer to this question
    except Misfit:
        if len(question.places) == 1:
            unclear.update(question.places)
            return
        for place in question.places:
            for single in way(documents, [place]):
                _answer(documents, single, rows, unclear, way, reader)
        return
    for place in question.places:
        known = {reader.id_of(row) for row in rows[place]}
        rows[place] += [row for row in found if reader.id_of(row) not in known]


def group_by(
    key_of: Callable[[Document], str], documents: list[Document], places: Iterable[int]
) -> dict[str, list[int]]:
    """:return: {what the documents are asked for in: places}"""
    grouped = {}
    for place in places:
        grouped.setdefault(key_of(documents[place]), []).append(place)
    return grouped


def spellings(document: Document) -> list[str]:
    """The numbers to ask for. A supplier's may have been typed there without the blanks."""
    if document.kind not in PURCHASES:
        return [document.number]
    seen = visible(document.number)
    return list(dict.fromkeys((document.number, seen, seen.replace(" ", ""))))


def ask_numbers(
    documents: list[Document],
    places: list[int],
    of: str,
    condition: Callable[[Iterable[str]], str],
    number_of: Callable[[dict], str],
) -> Question:
    """The Question about documents of one kind by their numbers.

    :param condition: numbers -> what holds for a row with one of them
    """
    numbers = dict.fromkeys(each for place in places for each in spellings(documents[place]))
    folded = {normalise_number(each) for each in numbers}
    return Question(
        of, (condition(numbers),), places, lambda row: normalise_number(number_of(row)) in folded
    )


def find_keys(portions: Iterable[list[str]], find: Callable[[list[str]], dict]) -> Iterator[dict]:
    """What `find` says of each portion of keys; where it raises Misfit, of each key by itself, and
    of those nothing of which it does, too.
    """
    for some in portions:
        try:
            yield find(some)
        except Misfit:
            for key in some:
                with suppress(Misfit):
                    yield find([key])


# === VERDICTS === #


class Traits(NamedTuple):
    """What rows say of documents; each is asked with a Document and a row."""

    number_of: Callable[[Document, dict], str]
    contact_of: Callable[[Document, dict], str]
    is_alike: Callable[[Document, dict], bool]  # all that tells two apart is equal, but the mark
    uploaded: Callable[[Document, dict], Uploaded]
    unmarked: str  # code of the Problem of one that is alike in all but the mark
    is_void: Callable[[dict], bool] = lambda row: False


def judge(document: Document, rows: list[dict], ours: list[dict], traits: Traits) -> Outcome:
    """What rows that may be a document mean for it.

    :param ours: those of them that are proved to be it
    """
    values = {"number": document.number}
    if len(ours) > 1:
        return Rejected((Problem("found_twice", {**values, "count": str(len(ours))}),))
    if ours:
        return traits.uploaded(document, ours[0])
    form = normalise_number if document.kind in PURCHASES else normalise
    same = [row for row in rows if form(traits.number_of(document, row)) == form(document.number)]
    if any(traits.is_alike(document, row) for row in same):
        return Rejected((Problem(traits.unmarked, values),))
    if document.kind in PURCHASES:
        # Other suppliers may use its number, too.
        entered = any(
            traits.contact_of(document, row) == document.contact and not traits.is_void(row)
            for row in same
        )
        return Rejected((Problem("bill_in_books", values),)) if entered else NotThere()
    if not same:
        return NotThere()
    void = all(map(traits.is_void, same))
    return Rejected((Problem("number_taken_void" if void else "number_taken", values),))
