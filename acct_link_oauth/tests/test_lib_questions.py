"""Looking for documents by questions about several at once."""

from types import SimpleNamespace

import pytest

from odoo.addons.acct_link_batch.lib.document import BILL, INVOICE
from odoo.addons.acct_link_batch.lib.errors import Postponed
from odoo.addons.acct_link_batch.lib.outcome import NotThere, Unknown, Uploaded
from odoo.addons.acct_link_oauth.lib.questions import Question, Reader, look_up, spellings
from odoo.addons.acct_link_oauth.lib.web import misfit, offline

BOOKS = [
    {"id": "1", "number": "A/1", "day": "mon", "mark": "m1"},
    {"id": "2", "number": "B/2", "day": "mon", "mark": "m2"},  # renamed there
    {"id": "3", "number": "A/3", "day": "tue", "mark": ""},  # somebody else's
]
DOCUMENTS = [
    SimpleNamespace(number="A/1", day="mon", mark="m1"),
    SimpleNamespace(number="A/2", day="mon", mark="m2"),
    SimpleNamespace(number="A/3", day="tue", mark="m3"),
]


def way(field):
    def ask(documents, places):
        places = list(places)
        values = {getattr(documents[place], field) for place in places}
        return [Question(field, tuple(values), places, lambda row: row[field] in values)]

    return ask


def answer(question):
    return [row for row in BOOKS if row[question.of] in question.conditions]


def play(fetch, *fields):
    asked = []

    def watched(question):
        asked.append((question.of, tuple(question.places)))
        return fetch(question)

    def find_ours(document, rows):
        return [row for row in rows if row["mark"] == document.mark]

    def judge(document, rows):
        ours = find_ours(document, rows)
        return Uploaded(ours[0]["id"]) if ours else NotThere()

    reader = Reader(watched, lambda row: row["id"], find_ours, judge)
    return look_up(DOCUMENTS, [way(each) for each in fields], reader), asked


def test_look_up_asks_the_second_way_only_for_what_the_first_did_not_find():
    found, asked = play(answer, "number", "day")
    assert found == [Uploaded("1"), Uploaded("2"), NotThere()]
    assert asked == [("number", (0, 1, 2)), ("day", (1, 2))]


def test_look_up_asks_for_each_by_itself_when_the_question_is_not_understood():
    def grumble(question):
        if len(question.places) > 1 or question.places == [1]:
            raise misfit()
        return answer(question)

    found, asked = play(grumble, "number")
    assert found == [Uploaded("1"), Unknown("the look-up was not understood"), NotThere()]
    assert asked == [("number", (0, 1, 2)), *(("number", (place,)) for place in range(3))]


def test_look_up_of_rows_that_were_not_asked_for_says_of_none_that_it_is_not_there():
    found, _asked = play(lambda question: BOOKS, "number")
    assert {type(each) for each in found} == {Unknown}


def test_look_up_without_a_whole_answer_has_no_result():
    def fail(question):
        raise offline()

    with pytest.raises(Postponed):
        play(fail, "number")


def test_spellings_of_a_supplier_are_also_without_blanks():
    number = " R 17"
    assert spellings(SimpleNamespace(kind=INVOICE, number=number)) == [number]
    assert spellings(SimpleNamespace(kind=BILL, number=number)) == [number, "R 17", "R17"]
