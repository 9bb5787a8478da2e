"""What was modified since a moment: all of it, and never an odd answer taken for nothing."""

import json
from datetime import datetime

import pytest

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.errors import Postponed
from odoo.addons.acct_link_myob.lib.incoming.changes import changes
from odoo.addons.acct_link_myob.tests.lib_common import answer, guid, page

START = datetime(2026, 11, 1)
ROUTES = ("Sale/Invoice", "Sale/CustomerPayment")
ELSEWHERE = "https://ar2.api.myob.com/accountright/x/Sale/Invoice?$skip=2"


def row(number, at="2026-11-02T10:00:00.123", **values):
    return {"UID": guid(number), "LastModified": at, "RowVersion": "1", **values}


class Queue:
    """Answers in order; and what was asked, as (path, params)."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    def __call__(self, path, params=()):
        self.asked.append((path, dict(params)))
        return self.answers.pop(0)

    @property
    def conditions(self):
        return [params["$filter"].partition(" ge ")[2] for _path, params in self.asked]


def read(ask, cursor="", routes=ROUTES[:1]):
    return list(changes(ask, routes, cursor, START))


def test_each_list_is_asked_from_the_start_and_then_from_its_own_cursor():
    ask = Queue(page(row(1)), page())
    found = read(ask, routes=ROUTES)
    assert [(each.route, len(each.rows)) for each in found] == [(ROUTES[0], 1), (ROUTES[1], 0)]
    assert [path for path, _params in ask.asked] == list(ROUTES)
    assert ask.conditions == ["datetime'2026-11-01T00:00:00'"] * 2
    assert ask.asked[0][1]["$orderby"] == "LastModified"
    again = Queue(page(), page())
    read(again, found[-1].cursor, ROUTES)
    # Five minutes before the last change; of what told nothing as before.
    assert again.conditions == ["datetime'2026-11-02T09:55:00'", "datetime'2026-11-01T00:00:00'"]


def test_next_page_is_what_changed_since_the_last_row():
    later = row(2, "2026-11-02T11:00:00")
    ask = Queue(
        page(row(1), later, following=ELSEWHERE),
        page(later, row(1, "2026-11-02T12:00:00", RowVersion="2")),
    )
    first, second = read(ask)
    assert ask.conditions[1] == "datetime'2026-11-02T11:00:00'"
    assert "$skip" not in ask.asked[1][1]
    assert [each["UID"] for each in (*first.rows, *second.rows)] == [guid(1), guid(2), guid(1)]
    assert json.loads(first.cursor) == {ROUTES[0]: "2026-11-02T11:00:00"}
    assert json.loads(second.cursor) == {ROUTES[0]: "2026-11-02T11:55:00"}


def test_more_rows_of_one_moment_than_a_page_holds_are_all_read():
    rows = [row(number, "2026-11-01T00:00:00.5") for number in range(4)]
    ask = Queue(
        page(*rows[:2], following=ELSEWHERE),
        page(*rows[2:], following=ELSEWHERE),
        page(row(9, "2026-11-01T00:00:07")),
    )
    found = read(ask)
    assert sum(len(each.rows) for each in found) == 5
    assert [params.get("$skip") for _path, params in ask.asked] == [None, "2", "4"]


def test_two_changes_within_a_second_are_two():
    ask = Queue(
        page(row(1, "2026-11-02T10:00:00.1"), following=ELSEWHERE),
        page(row(1, "2026-11-02T10:00:00.9", RowVersion="2")),
    )
    assert [len(each.rows) for each in read(ask)] == [1, 1]


def test_silence_moves_no_cursor_back():
    [found] = read(Queue(page()), json.dumps({ROUTES[0]: "2026-11-09T10:00:00"}))
    assert json.loads(found.cursor) == {ROUTES[0]: "2026-11-09T10:00:00"}


@pytest.mark.parametrize("cursor", ["", "none", "[]", json.dumps({ROUTES[0]: "yesterday"})])
def test_cursor_that_is_none_begins_anew(cursor):
    ask = Queue(page())
    read(ask, cursor)
    assert ask.conditions == ["datetime'2026-11-01T00:00:00'"]


@pytest.mark.parametrize(
    "odd",
    [
        answer({}),
        answer({"Items": None}),
        answer({"Items": [{"LastModified": "2026-11-02T10:00:00"}]}),
        page({"UID": guid(1)}),
        page({"UID": guid(1), "LastModified": "soon"}),
        page(following=ELSEWHERE),
        answer({"Errors": [{"Name": "QueryNotValid"}]}, 400),
    ],
)
def test_odd_answer_is_never_taken_for_nothing(odd):
    with pytest.raises(Postponed):
        read(Queue(odd))
