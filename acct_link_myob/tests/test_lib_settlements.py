"""What is set against documents: told only if it comes to what is not open any more."""

from datetime import date
from decimal import Decimal

import pytest

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.errors import Postponed
from odoo.addons.acct_link_myob.lib.incoming.settlements import PARTIES_A_READ, read_applied
from odoo.addons.acct_link_myob.tests.lib_common import DOCUMENT_ID, answer, guid
from odoo.addons.acct_link_myob.tests.lib_incoming_common import (
    CREDIT_ID,
    PAYMENT_ID,
    Lists,
    debt,
    paid_bill,
    payment,
    refund,
    sale,
    settlement,
)
from odoo.addons.acct_link_pull.lib.incoming import CREDIT_NOTE, PAYMENT, Applied

SALES, BILLS = "Sale/Invoice", "Purchase/Bill"
PAYMENTS, SETTLED, REFUNDED = "Sale/CustomerPayment", "Sale/CreditSettlement", "Sale/CreditRefund"
PAID = Applied(
    PAYMENT_ID, PAYMENT, Decimal("220.00"), date(2026, 11, 20), reference="R1", rate=None
)
USED = Applied(CREDIT_ID, CREDIT_NOTE, Decimal("50.00"), date(2026, 11, 21), "C1")


def applied(ask, *rows, route=SALES):
    found = read_applied(ask, route, rows)
    return [found[row["UID"]] for row in rows]


def test_open_document_asks_nothing():
    ask = Lists({})
    assert applied(ask, sale()) == [()]
    assert ask.asked == []


def test_payment_is_asked_for_by_party_and_day():
    ask = Lists({PAYMENTS: [payment((DOCUMENT_ID, 220), (guid(7), 5))]})
    assert applied(ask, sale(open_=0)) == [(PAID,)]
    [condition] = ask.conditions
    assert condition.startswith("Date ge datetime'2026-11-02T00:00:00' and (Customer/UID eq guid'")


def test_payment_of_a_bill():
    ask = Lists({"Purchase/SupplierPayment": [paid_bill((DOCUMENT_ID, 100))]})
    [[found]] = applied(ask, debt(open_=120), route=BILLS)
    assert (found.amount, found.reference) == (Decimal("100.00"), "P1")


def test_parts_of_one_payment_are_one():
    ask = Lists({PAYMENTS: [payment((DOCUMENT_ID, 100), (DOCUMENT_ID, 120))]})
    assert applied(ask, sale(open_=0)) == [(PAID,)]


def test_credits_are_asked_for_if_payments_do_not_explain_it():
    ask = Lists(
        {
            PAYMENTS: [payment((DOCUMENT_ID, 170))],
            SETTLED: [settlement((DOCUMENT_ID, 20)), settlement((DOCUMENT_ID, 30), uid=guid(95))],
        }
    )
    [[money, credit]] = applied(ask, sale(open_=0))
    assert (money.amount, credit) == (Decimal("170.00"), USED)
    assert [path for path, _params in ask.asked] == [PAYMENTS, SETTLED]


def test_of_a_credit_only_what_was_paid_out_is_told():
    credit = sale(-110, -40, CREDIT_ID)
    ask = Lists({SETTLED: [settlement((DOCUMENT_ID, 50))], REFUNDED: [refund(20)]})
    [[found]] = applied(ask, credit)
    assert (found.source, found.amount, found.reference) == (PAYMENT, Decimal("20.00"), "Back")
    assert [path for path, _params in ask.asked][-1] == REFUNDED


def test_payment_before_its_invoice_is_looked_for_last():
    class Early(Lists):
        def __call__(self, path, params=()):
            found = super().__call__(path, params)
            return found if "Date ge" not in self.conditions[-1] else Lists({})(path)

    ask = Early({PAYMENTS: [payment((DOCUMENT_ID, 220))]})
    assert applied(ask, sale(open_=0)) == [(PAID,)]
    assert "Date ge" not in ask.conditions[-1]


@pytest.mark.parametrize("value", [219, 221])
def test_what_does_not_come_to_it_is_not_told(value):
    assert applied(Lists({PAYMENTS: [payment((DOCUMENT_ID, value))]}), sale(open_=0)) == [None]


def test_order_that_was_paid_is_no_invoice():
    ask = Lists({PAYMENTS: [payment((guid(5), 220))]})
    assert applied(ask, sale(open_=0)) == [None]


@pytest.mark.parametrize(
    "changes", [{"BalanceDueAmount": None}, {"TotalAmount": None}, {"BalanceDueAmount": -1}]
)
def test_document_without_sure_amounts_is_not_told(changes):
    assert applied(Lists({}), sale(**changes)) == [None]


def test_many_parties_are_asked_for_in_portions():
    rows = [
        sale(open_=0, uid=guid(1000 + number), Customer={"UID": guid(2000 + number)})
        for number in range(PARTIES_A_READ + 5)
    ]
    payments = [payment(*((row["UID"], 220) for row in rows))]
    ask = Lists({PAYMENTS: payments})
    found = applied(ask, *rows)
    assert len(ask.asked) == 2
    assert all(each and each[0].remote_id == PAYMENT_ID for each in found)


def test_foreign_amounts_are_those_of_the_document():
    foreign = {"ForeignCurrency": {"UID": guid(3), "Code": "EUR"}, "CurrencyExchangeRate": 1.6}
    document = sale(352, 0, TotalAmountForeign=220, BalanceDueAmountForeign=0, **foreign)
    received = payment((DOCUMENT_ID, 352), **foreign)
    received["Invoices"][0]["AmountAppliedForeign"] = 220
    [[found]] = applied(Lists({PAYMENTS: [received]}), document)
    assert (found.amount, found.rate) == (Decimal("220.00"), 1 / Decimal("1.6"))


def test_answer_that_is_none_postpones():
    with pytest.raises(Postponed):
        applied(Lists({PAYMENTS: answer({})}), sale(open_=0))
