"""Tax that was booked, where QuickBooks would compute another."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import odoo.init  # noqa: F401

from odoo.addons.acct_link_qbo.lib.taxes import tax_detail, unplaced
from odoo.addons.acct_link_qbo.lib.wire import cents
from odoo.addons.acct_link_qbo.tests.lib_common import PURCHASES_15, bill, bought, document, line

LEVY = (("REVENUE:9", Decimal(15)), ("REVENUE:10", Decimal("1.5")), ("EXPENSE:11", Decimal(99)))
ZERO = (("REVENUE:5", Decimal(0)),)


def taxed(net, tax, parts=None, **changes):
    values = {"net": Decimal(net), "tax": Decimal(tax)}
    return line(**values, **({"tax_parts": parts} if parts is not None else {}), **changes)


@pytest.mark.parametrize(
    "lines",
    [
        [("100.00", "15.00")],
        # Once a document and not by line: 0.33 of it is 0.05, three times 0.15.
        [("0.33", "0.05"), ("0.33", "0.05"), ("0.33", "0.05")],
        [("0.33", "0.04"), ("0.33", "0.06"), ("0.33", "0.05")],
        [("0.00", "0.00")],
    ],
)
def test_tax_that_comes_out_is_not_sent(lines):
    assert tax_detail(document(*(taxed(*each) for each in lines))) == {}


def test_cent_of_rounding_is_pinned():
    made = document(taxed("0.10", "0.02"), taxed("0.10", "0.02"))
    assert tax_detail(made) == {
        "TotalTax": 0.04,
        "TaxLine": [
            {
                "Amount": 0.04,
                "DetailType": "TaxLineDetail",
                "TaxLineDetail": {
                    "TaxRateRef": {"value": "1"},
                    "PercentBased": True,
                    "TaxPercent": 15,
                    "NetAmountTaxable": 0.2,
                },
            }
        ],
    }


def test_every_rate_is_sent_and_the_difference_is_on_the_biggest():
    made = document(taxed("100.00", "16.51", LEVY), taxed("50.00", "0.00", ZERO))
    amounts = {
        each["TaxLineDetail"]["TaxRateRef"]["value"]: each["Amount"]
        for each in tax_detail(made)["TaxLine"]
    }
    assert amounts == {"9": 15.01, "10": 1.5, "5": 0}


def test_rates_are_those_of_the_side():
    both = (*PURCHASES_15, ("REVENUE:1", Decimal(15)))
    [sent] = tax_detail(bill(bought(tax=Decimal("30.01"), tax_parts=both)))["TaxLine"]
    assert sent["TaxLineDetail"]["TaxRateRef"] == {"value": "2"}


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        ([("100.00", "15.00")], "0"),
        ([("100.00", "15.01")], "0"),
        ([("100.00", "1.00", ZERO)], "1.00"),
        ([("100.00", "15.00", ())], "15.00"),
        ([("100.00", "15.00", PURCHASES_15)], "15.00"),
        ([("100.00", "0.00", ())], "0"),
    ],
)
def test_tax_without_a_rate_has_no_place(lines, left):
    assert unplaced(document(*(taxed(*each) for each in lines))) == Decimal(left)


AMOUNTS = st.decimals("-1000", "10000", places=2)


@given(st.lists(st.tuples(AMOUNTS, st.integers(-3, 3), st.sampled_from([LEVY, ZERO, None]))))
@settings(max_examples=300)
def test_what_is_computed_with_it_is_what_was_booked(lines):
    """By the rules of the service: an amount that is sent for a rate, else that of its lines."""
    made = []
    for net, off, parts in lines:
        rate = sum((each[1] for each in (parts or LEVY[:1]) if each[0][0] == "R"), Decimal())
        tax = cents(net * rate / 100) + (Decimal(off) / 100 if rate else 0)
        made.append(taxed(net, tax, parts or LEVY[:1]))
    whole = document(*made or [taxed("0.00", "0.00")])
    detail = tax_detail(whole)
    nets = {}
    for each in whole.lines:
        for rate in each.tax_parts:
            if rate[0].startswith("REVENUE"):
                nets[rate] = nets.get(rate, Decimal()) + each.net
    computed = {rate[0].split(":")[1]: cents(net * rate[1] / 100) for rate, net in nets.items()}
    pinned = {
        each["TaxLineDetail"]["TaxRateRef"]["value"]: Decimal(str(each["Amount"]))
        for each in detail.get("TaxLine", [])
    }
    assert sum({**computed, **pinned}.values()) == whole.tax
    assert not detail or Decimal(str(detail["TotalTax"])) == whole.tax
