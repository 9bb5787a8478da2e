"""Amounts and taxes in Xero's words, checked by an arithmetic of its own."""

import json
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.document import CREDIT_NOTE, INVOICE, text_line
from odoo.addons.acct_link_batch.lib.exchange import CREATE_DOCUMENTS
from odoo.addons.acct_link_xero.lib.translate import (
    OUR_TAX,
    ROUNDING_LINE,
    XERO_TAX,
    Style,
    document_payload,
    prepare,
    tax_difference,
)
from odoo.addons.acct_link_xero.tests.lib_common import (
    document,
    line,
    payload_line,
)

D = Decimal


@pytest.mark.parametrize("included", [False, True])
@pytest.mark.parametrize(
    ("differences", "overridden"),
    [
        ((1, -1), ()),  # the cents cancel out
        ((1, -1, 1, -1), ()),
        ((1, 0, -1, 1), (0,)),
        ((-1, 1, -1, -1), (0, 2)),
        ((1, 1), (0, 1)),
        ((500, -500), (0, 1)),  # by hand, from one rate to another
        ((500, -1, 1), (0,)),
    ],
)
def test_taxes_that_cancel_out_are_left_to_xero(differences, overridden, included):
    lines = [
        line(quantity=D(1), price=D(115) if included else D(100), net=D(100) - (cents if included
             else 0) * D("0.01"), tax_rate=D(15), tax=D(15) + cents * D("0.01"))
        for cents in differences
    ]  # fmt: skip
    sent = document_payload(document(*lines, tax_included=included), "DRAFT")["LineItems"]
    assert [place for place, one in enumerate(sent) if "TaxAmount" in one] == list(overridden)


ODD = ("0.10", "15", "0.01")  # Xero computes 0.02


@pytest.mark.parametrize(
    ("tax", "amounts", "count"),
    [(OUR_TAX, [D("0.01")], 1), (XERO_TAX, [None], 1), (ROUNDING_LINE, [None, None], 2)],
)
def test_whose_tax_counts_is_a_setting(tax, amounts, count):
    net, rate, taxed = map(D, ODD)
    sent = document(line(quantity=D(1), price=net, net=net, tax_rate=rate, tax=taxed))
    assert tax_difference(sent) == D("-0.01")
    style = Style(tax=tax, rounding=("Rounding", "860", "NONE"))
    lines = json.loads(json.dumps(document_payload(sent, "DRAFT", style)), parse_float=D)[
        "LineItems"
    ]
    assert [one.get("TaxAmount") for one in lines] == amounts
    if count == 2:
        assert lines[1] == {"Description": "Rounding", "Quantity": 1, "UnitAmount": D("-0.01"),
                            "AccountCode": "860", "TaxType": "NONE"}  # fmt: skip


def test_a_document_that_agrees_gets_no_rounding_line():
    style = Style(tax=ROUNDING_LINE, rounding=("Rounding", "860", "NONE"))
    assert len(document_payload(document(), "DRAFT", style)["LineItems"]) == 1


# Xero's own arithmetic, in fractions and apart from ours (Xero: Rounding in Xero)


def half_up(value, places):
    scaled = abs(value) * 10**places
    rounded = Fraction(int(scaled + Fraction(1, 2)), 10**places)
    return -rounded if value < 0 else rounded


def xero_amounts(sent, rates):
    """(net, tax) of a payload as Xero computes them with unitdp=4."""
    nets, taxes = [], []
    for one in sent["LineItems"]:
        if set(one) == {"Description"}:
            continue
        quantity = half_up(Fraction(one["Quantity"]), 4)
        price = half_up(Fraction(one["UnitAmount"]), 4)
        share = 1 - Fraction(one.get("DiscountRate", 0)) / 100
        amount, rate = half_up(quantity * price * share, 2), Fraction(rates[one["TaxType"]]) / 100
        included = sent["LineAmountTypes"] == "Inclusive"
        computed = half_up(amount - amount / (1 + rate) if included else amount * rate, 2)
        taxes.append(Fraction(one["TaxAmount"]) if "TaxAmount" in one else computed)
        nets.append(amount - taxes[-1] if included else amount)
    return sum(nets), sum(taxes)


RATES = {"OUTPUT2": D(15), "OUTPUT": D(10), "ODD": D("8.875"), "NONE": D(0)}


def decimals(low, high, places):
    return st.decimals(low, high, places=places, allow_nan=False)


@st.composite
def lines(draw):
    quantity = draw(
        st.one_of(decimals(-1000, 1000, 2), decimals(0, 100, 4), decimals(0, 10, 6), st.just(D(1)))
    )
    price = draw(st.one_of(decimals(-10_000, 10_000, 2), decimals(0, 1000, 4), decimals(0, 10, 6)))
    discount = draw(
        st.one_of(st.just(D(0)), decimals(0, 100, 2), decimals(-50, 0, 2), decimals(0, 100, 4))
    )
    cents = draw(st.sampled_from((0, 0, 0, 1, -1, 37)))
    exact = quantity * price * (100 - discount) / 100
    net = exact.quantize(D("0.01"), ROUND_HALF_UP) + D(cents) / 100
    code = draw(st.sampled_from(list(RATES)))
    off = draw(st.sampled_from((0, 0, 0, 1, -1)))
    tax = (net * RATES[code] / 100).quantize(D("0.01"), ROUND_HALF_UP) + D(off) / 100
    return line(
        description=draw(st.text(max_size=30)),
        quantity=quantity,
        price=price,
        discount=discount,
        net=net,
        tax=tax,
        tax_code=code,
        tax_rate=RATES[code],
    )


documents = st.builds(
    lambda entries, kind, included: replace(document(*entries), kind=kind, tax_included=included),
    st.lists(st.one_of(lines(), lines(), st.just(text_line("Part 1"))), min_size=1, max_size=8),
    st.sampled_from((INVOICE, CREDIT_NOTE)),
    st.booleans(),
)


styles = st.sampled_from(
    [Style(tax=tax, rounding=("R", "860", "NONE")) for tax in (OUR_TAX, ROUNDING_LINE)]
)


@settings(max_examples=300, deadline=None)
@given(documents, styles)
def test_xero_computes_the_amounts_of_the_document(sent, style):
    text = prepare(CREATE_DOCUMENTS, sent.kind, [sent], "AUTHORISED", style).text
    ((payload,),) = json.loads(text, parse_float=Decimal).values()
    net, tax = xero_amounts(payload, RATES)
    assert net + tax == Fraction(sent.total)
    if style.tax == OUR_TAX:
        assert (net, tax) == (Fraction(sent.net), Fraction(sent.tax))
    for one in payload["LineItems"]:
        assert 1 <= len(one["Description"]) <= 4000
        assert sent.kind == INVOICE or "DiscountRate" not in one


@settings(deadline=None)
@given(st.lists(documents, min_size=1, max_size=3))
def test_the_text_survives_a_round_trip(sent):
    sent = [replace(one, kind=INVOICE) for one in sent]
    text = prepare(CREATE_DOCUMENTS, INVOICE, sent, "DRAFT").text
    assert json.dumps(json.loads(text)) == text
    assert prepare(CREATE_DOCUMENTS, INVOICE, sent, "DRAFT").text == text


@settings(deadline=None)
@given(decimals(-(10**10), 10**10, 2))
def test_an_amount_keeps_its_digits(net):
    text = json.dumps(payload_line(quantity=D(0), net=net))
    assert json.loads(text, parse_float=Decimal)["UnitAmount"] == net
