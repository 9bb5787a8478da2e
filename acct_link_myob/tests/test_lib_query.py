"""Questions to MYOB's lists: how they are written, and that they fit in an address."""

from datetime import date, datetime
from urllib.parse import quote_plus

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.addons.acct_link_batch.lib.errors import Postponed
from odoo.addons.acct_link_myob.lib.query import (
    any_of,
    both,
    moment,
    portions,
    quoted,
    read,
    select,
)
from odoo.addons.acct_link_myob.tests.lib_common import answer, guid, page, refusal
from odoo.addons.acct_link_oauth.lib.web import Misfit

LONGEST = 2000  # of a query, with what else it holds


def test_values_are_written_as_they_are_told():
    assert quoted("O'Hara") == "'O''Hara'"
    assert moment(date(2026, 1, 2)) == "datetime'2026-01-02T00:00:00'"
    assert moment(datetime(2026, 1, 2, 3, 4, 5, 678)) == "datetime'2026-01-02T03:04:05'"
    assert both("", any_of("A", ["1", "2"]), "B eq 3") == "(A eq 1 or A eq 2) and B eq 3"


@given(st.lists(st.text(max_size=60), min_size=1, max_size=40))
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_portions_hold_every_value_once_and_fit(values):
    found = list(portions(values, lambda value: f"Name eq {quoted(value)}", 25))
    assert [value for portion in found for value in portion] == values
    for portion in found:
        assert len(portion) <= 25
        assert len(portion) == 1 or len(quote_plus(any_of("Name", map(quoted, portion)))) < LONGEST


def test_pages_follow_until_none_is_named_and_by_place():
    asked = []

    def ask(path, params=()):
        asked.append((path, dict(params)))
        start = int(dict(params).get("$skip", 0))
        more = "https://ar2.api.myob.com/elsewhere" if start < 2 else None
        return page({"UID": guid(start)}, following=more, count=3)

    assert [row["UID"] for row in select(ask, "Sale/Invoice")] == [guid(0), guid(1), guid(2)]
    assert {path for path, _params in asked} == {"Sale/Invoice"}


def test_row_that_comes_twice_counts_once():
    pages = [page({"UID": guid(1)}, following="x", count=1), page({"UID": guid(1)}, count=1)]
    assert len(list(select(lambda *_args: pages.pop(0), "Sale/Invoice"))) == 1


def test_question_that_is_refused_is_a_misfit():
    with pytest.raises(Misfit):
        list(select(lambda *_args: answer(refusal("QueryNotValid"), 400), "Sale/Invoice"))


def test_record_is_read_by_id_or_is_not_there():
    row = {"UID": guid(1).upper()}
    assert read(lambda _path: answer(row), "Sale/Invoice/Service", guid(1)) == row
    missing = answer(refusal("ResourceNotFound"), 404)
    assert read(lambda _path: missing, "Sale/Invoice/Service", guid(1)) is None
    with pytest.raises(Misfit):
        read(lambda _path: answer(refusal("Other"), 404), "Sale/Invoice/Service", guid(1))
    with pytest.raises(Postponed):
        read(lambda _path: answer({"UID": guid(2)}), "Sale/Invoice/Service", guid(1))
