"""Values that go as they are take a short way to their cell: it says what the long one says."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import odoo.init  # noqa: F401

from odoo.addons.acct_link_csv.lib.cells import compile_cell
from odoo.addons.acct_link_csv.lib.format import ALLOWED, SIGNS, Column
from odoo.addons.acct_link_csv.lib.sources import Place
from odoo.addons.acct_link_csv.tests.lib_common import FORMATS, document, line

D = Decimal

texts = st.one_of(
    st.text(alphabet="aZ09 éÀÿ×…\u00a0\u200d\u202e\u0301😀漢=+-@|＝\"',;:~\t\n\r\0", max_size=12),
    st.text(alphabet="aZ09 .,-éÀ", max_size=12),
)
amounts = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9),
    st.decimals(places=2, min_value=-(10**6), max_value=10**6),
    st.sampled_from([D("0"), D("-0.00"), D("1E+3"), D("1.5E-7"), D("1.0"), D("0.10"), D("5.")]),
)


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252", "ascii"])
@pytest.mark.parametrize("quoting", ["never", "minimal"])
@settings(max_examples=200, deadline=None)
@given(text=texts, length=st.integers(0, 9), kind=st.sampled_from(["text", "key"]), data=st.data())
def test_the_short_way_of_a_text_is_the_long_one(encoding, quoting, text, length, kind, data):
    format_ = replace(FORMATS["xero_invoices_29"], encoding=encoding, quoting=quoting)
    column = Column(
        header="Column",
        source="document.reference",
        type=kind,
        length=length,
        required=data.draw(st.booleans()),
        fallback=data.draw(st.sampled_from(["", "document.number"])),
        allowed=data.draw(st.sampled_from(ALLOWED)) if kind == "key" else "",
    )
    compare_ways(column, format_, document(reference=text))


@settings(max_examples=200, deadline=None)
@given(amount=amounts, decimals=st.integers(0, 4), data=st.data())
def test_the_short_way_of_an_amount_is_the_long_one(amount, decimals, data):
    source, sign = (
        st.sampled_from(["line.net", "line.quantity", "line.price"]),
        st.sampled_from(SIGNS),
    )
    column = Column(
        header="Column",
        source=data.draw(source),
        type="number",
        decimals=decimals,
        sign=data.draw(sign),
    )
    one = replace(line(), net=amount, quantity=amount, price=amount)
    kind = data.draw(st.sampled_from(["invoice", "credit_note"]))
    compare_ways(column, FORMATS["xero_invoices_29"], document(one, kind=kind))


def compare_ways(column, format_, one):
    cell = compile_cell(column, format_, {})
    place = Place(one.party, one, one.number, line=one.lines[0])
    problems, expected = [], []
    assert cell.short_way()(place, problems) == cell(place, expected)
    assert problems == expected
