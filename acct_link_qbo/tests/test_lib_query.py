"""Questions, and that no answer but a right one says "not there"."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.errors import Postponed
from odoo.addons.acct_link_oauth.lib.web import Misfit
from odoo.addons.acct_link_qbo.lib import query
from odoo.addons.acct_link_qbo.lib.query import any_of, count, quote, read, select
from odoo.addons.acct_link_qbo.tests.lib_common import Books, answer, fault, rows_of


@pytest.mark.parametrize(
    ("value", "quoted"),
    [("A", "'A'"), ("O'Hara", r"'O\'Hara'"), ("a\\", r"'a\\'"), (r"\'", r"'\\\''"), ("", "''")],
)
def test_quotes(value, quoted):
    assert quote(value) == quoted


@given(st.text())
def test_no_value_ends_its_quotes(value):
    inside, place = quote(value)[1:-1], 0
    while place < len(inside):
        assert inside[place] != "'"
        place += 2 if inside[place] == "\\" else 1
    assert place == len(inside)


def test_conditions_are_joined():
    ask = Books()
    assert list(select(ask, "Bill", any_of("DocNumber", ["1", "2"]), "Active = true")) == []
    assert ask.asked == [
        "select * from Bill where DocNumber in ('1', '2') and Active = true"
        " orderby MetaData.CreateTime startposition 1 maxresults 1000"
    ]


def pages_of(*pages, total=None):
    """One page after the other, and what is counted in the end."""
    left = [rows_of("Bill", *({"Id": id_} for id_ in page)) for page in pages]

    def ask(path, params=(), statement=None):
        asked.append(statement)
        if "count(*)" in statement:
            return answer({"QueryResponse": {"totalCount": total}})
        return left.pop(0)

    asked = []
    ask.asked = asked
    return ask


def test_pages_are_read_to_the_end_and_doubles_dropped(monkeypatch):
    monkeypatch.setattr(query, "PAGE_SIZE", 2)
    ask = pages_of("12", "23", "4", total=4)
    assert [row["Id"] for row in select(ask, "Bill")] == ["1", "2", "3", "4"]
    assert "startposition 3 maxresults 2" in ask.asked[1]


def test_row_that_was_left_out_between_pages_is_noticed(monkeypatch):
    monkeypatch.setattr(query, "PAGE_SIZE", 2)
    with pytest.raises(Postponed):
        list(select(pages_of("12", "4", total=4), "Bill"))


NO_ANSWERS = [
    ({}, Postponed),
    ({"QueryResponse": None}, Postponed),
    ({"QueryResponse": []}, Postponed),
    ({"QueryResponse": {"Bill": {}}}, Postponed),
    ({"QueryResponse": {"Bill": [{"DocNumber": "1"}]}}, Postponed),
    ({"QueryResponse": {"Bill": ["1"]}}, Postponed),
    ({"Bill": []}, Postponed),
]


@pytest.mark.parametrize(("body", "error"), NO_ANSWERS)
def test_answer_to_something_else_is_never_a_miss(body, error):
    with pytest.raises(error):
        list(select(Books(Bill=answer(body)), "Bill"))


@pytest.mark.parametrize("code", [4000, 4001, 6000, 999999])
def test_refused_question_is_never_a_miss(code):
    said = Books(Bill=answer(fault(code), 400))
    for ask in (lambda: list(select(said, "Bill")), lambda: count(said, "Bill")):
        with pytest.raises(Misfit):
            ask()


@pytest.mark.parametrize("total", [None, "3", True])
def test_count_is_a_number(total):
    with pytest.raises(Postponed):
        count(Books(Bill=answer({"QueryResponse": {"totalCount": total}})), "Bill")


def test_nothing_is_counted_as_none():
    assert count(Books(Bill=answer({"QueryResponse": {}})), "Bill") == 0


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (answer({"Bill": {"Id": "7"}}), {"Id": "7"}),
        (answer(fault(610, "Object Not Found"), 400), None),
        (answer(fault(6000), 400), Misfit),
        (answer({"Bill": {"Id": "8"}}), Postponed),
        (answer({"Invoice": {"Id": "7"}}), Postponed),
    ],
)
def test_one_record(said, found):
    def ask(path):
        assert path == "bill/7"
        return said

    if isinstance(found, type):
        with pytest.raises(found):
            read(ask, "Bill", "7")
    else:
        assert read(ask, "Bill", "7") == found
