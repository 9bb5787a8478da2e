"""Amounts: worked examples, and what must hold for all of them."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.common.answer import dump, load
from sandbox.common.clock import Clock
from sandbox.xero.books.records import Document
from sandbox.xero.books.seed import NZ_TENANT, seeded_books
from sandbox.xero.rules.line_rules import LineRules
from sandbox.xero.settings import Settings

CLOCK = Clock()
BOOKS = seeded_books(CLOCK)[NZ_TENANT]
CENT = Decimal("0.01")


def document(elements, line_amount_types="Exclusive", unit_decimals=4):
    """The lines as Xero would store them."""
    now = CLOCK.now()
    blank = Document("id", "ACCREC", "", now.date(), now, line_amount_types=line_amount_types)
    rules = LineRules(BOOKS, Settings(), blank, unit_decimals)
    lines = rules.read([{"Description": "x", "AccountCode": "200", **e} for e in elements])
    assert rules.problems == []
    return replace(blank, lines=lines)


@pytest.mark.parametrize(
    ("types", "prices", "sub_total", "tax", "total"),
    [
        ("Exclusive", ["25.06", "25.61", "25.63"], "76.30", "11.44", "87.74"),
        ("Inclusive", ["115.00"], "100.00", "15.00", "115.00"),
        ("Inclusive", ["10.00", "10.00", "10.00"], "26.10", "3.90", "30.00"),
        ("NoTax", ["25.06"], "25.06", "0.00", "25.06"),
        ("Exclusive", ["0.30"], "0.30", "0.05", "0.35"),  # 0.045 rounds away from zero
        ("Exclusive", ["100.00", "-0.30"], "99.70", "14.95", "114.65"),
    ],
)
def test_tax_is_rounded_per_line(types, prices, sub_total, tax, total):
    elements = [{"UnitAmount": Decimal(price), "TaxType": "OUTPUT2"} for price in prices]
    found = document(elements, types)
    assert (found.sub_total, found.total_tax, found.total) == (
        Decimal(sub_total),
        Decimal(tax),
        Decimal(total),
    )


@pytest.mark.parametrize(
    ("line", "amount"),
    [
        ({"Quantity": 3, "UnitAmount": Decimal("9.99"), "DiscountRate": 10}, "26.97"),
        (
            {"Quantity": 3, "UnitAmount": Decimal("9.99"), "DiscountAmount": Decimal("0.97")},
            "29.00",
        ),
        ({"UnitAmount": 50, "DiscountRate": 100}, "0.00"),
        ({"Quantity": Decimal("1.23456"), "UnitAmount": 100}, "123.46"),
        ({"Quantity": 4, "LineAmount": 10}, "10.00"),
    ],
)
def test_line_amount(line, amount):
    found = document([{"TaxType": "NONE", **line}])
    assert found.total == Decimal(amount)


def test_tax_amount_that_is_sent_overrides():
    found = document([{"UnitAmount": 100, "TaxType": "OUTPUT2", "TaxAmount": Decimal("14.99")}])
    assert found.total == Decimal("114.99")


prices = st.decimals(Decimal("-9999"), Decimal("9999"), places=4)
lines = st.lists(
    st.fixed_dictionaries(
        {
            "Quantity": st.decimals(Decimal("0"), Decimal("500"), places=4),
            "UnitAmount": prices,
            "TaxType": st.sampled_from(["OUTPUT2", "ZERORATED", "NONE"]),
        }
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=150, deadline=None)
@given(lines, st.sampled_from(["Exclusive", "Inclusive", "NoTax"]), st.sampled_from([2, 4]))
def test_totals_are_the_sums_of_the_lines(elements, types, unit_decimals):
    found = document(elements, types, unit_decimals)
    assert found.total_tax == sum(line.tax_amount for line in found.lines)
    assert found.sub_total + found.total_tax == found.total
    amounts = sum(line.line_amount for line in found.lines)
    assert amounts == (found.total if types == "Inclusive" else found.sub_total)
    for line in found.lines:
        exact = line.quantity * line.unit_amount
        assert abs(line.line_amount - exact) <= CENT / 2
        assert line.line_amount == line.line_amount.quantize(CENT)
        assert line.unit_amount.as_tuple().exponent == -unit_decimals


@settings(max_examples=150, deadline=None)
@given(prices)
def test_inclusive_tax_is_the_share_in_the_price(price):
    (line,) = document([{"UnitAmount": price, "TaxType": "OUTPUT2"}], "Inclusive").lines
    share = (line.line_amount * 15 / 115).quantize(CENT, ROUND_HALF_UP)
    assert abs(line.tax_amount - share) <= CENT


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.text()
        | st.decimals(-(10**9), 10**9, places=4, allow_nan=False),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_decimals_survive_the_way_over_the_wire(value):
    assert load(dump(value)) == value
