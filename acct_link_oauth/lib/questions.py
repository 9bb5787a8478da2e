"""Looking for documents by questions about several of them at once. Pure, but for the reads it is
handed.

For systems that cannot be asked for our mark: rows are asked for by what may lead to them, and
whose they are is judged here. An answer that is not exactly what was asked for never counts as
"not there".
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from odoo.addons.acct_link_batch.lib.document import PURCHASES, Document
from odoo.addons.acct_link_batch.lib.matching import visible
from odoo.addons.acct_link_batch.lib.outcome import NotThere, Rejected, Unknown, Uploaded

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
