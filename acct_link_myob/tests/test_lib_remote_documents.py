"""How documents stand in MYOB, in neutral words."""

from datetime import date
from decimal import Decimal

import pytest

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.document import (
    BILL,
    CREDIT_NOTE,
    EXPENSE,
    INVOICE,
    VENDOR_CREDIT,
)
from odoo.addons.acct_link_myob.lib.incoming.documents import remote_document
from odoo.addons.acct_link_myob.lib.incoming.rows import mark_of
from odoo.addons.acct_link_myob.tests.lib_common import (
    CUSTOMER_ID,
    DOCUMENT_ID,
    MARK,
    SUPPLIER_ID,
    guid,
)
from odoo.addons.acct_link_myob.tests.lib_incoming_common import SUPPLIER, debt, sale
from odoo.addons.acct_link_pull.lib.incoming import OPEN, PAID, PAYMENT, UNKNOWN, Applied

SALES, BILLS, SPENT = "Sale/Invoice", "Purchase/Bill", "Banking/SpendMoneyTxn"


def test_invoice():
    found = remote_document(SALES, sale(open_=20), "AUD")
    assert (found.remote_id, found.kind, found.number) == (DOCUMENT_ID, INVOICE, "INV202600007")
    assert (found.total, found.due, found.status) == (Decimal("220.00"), Decimal("20.00"), OPEN)
    assert (found.contact, found.contact_name) == (CUSTOMER_ID, "Acme Builders")
    assert (found.currency, found.marker) == ("AUD", MARK)


def test_ids_are_compared_without_case():
    row = sale(Customer={"UID": CUSTOMER_ID.upper()}, UID=DOCUMENT_ID.upper())
    found = remote_document(SALES, row, "AUD")
    assert (found.remote_id, found.contact) == (DOCUMENT_ID, CUSTOMER_ID)


@pytest.mark.parametrize(
    ("route", "row", "kind"),
    [(SALES, sale(-110), CREDIT_NOTE), (BILLS, debt(-110), VENDOR_CREDIT), (BILLS, debt(), BILL)],
)
def test_what_is_below_zero_is_a_credit(route, row, kind):
    found = remote_document(route, row, "AUD")
    assert (found.kind, found.total) == (kind, abs(Decimal(row["TotalAmount"])))
    assert found.due == found.total


def test_number_of_a_bill_is_the_suppliers():
    found = remote_document(BILLS, debt(), "AUD")
    assert (found.number, found.contact) == ("A 1001", SUPPLIER_ID)


def test_turned_sign_is_a_difference_of_what_was_sent():
    found = remote_document(SALES, sale(-220), "AUD", kind=INVOICE)
    assert (found.kind, found.total) == (INVOICE, Decimal("-220.00"))


def test_expense_is_paid_by_itself():
    row = {"UID": DOCUMENT_ID, "AmountPaid": 55, "PaymentNumber": "E-1", "Contact": SUPPLIER}
    row |= {"Date": "2026-11-05T00:00:00", "Account": {"UID": guid(4), "Name": "Visa"}}
    found = remote_document(SPENT, row, "AUD")
    assert (found.kind, found.status, found.due) == (EXPENSE, PAID, 0)
    assert (found.number, found.contact) == ("E-1", SUPPLIER_ID)
    money = Applied(DOCUMENT_ID, PAYMENT, Decimal("55.00"), date(2026, 11, 5), reference="Visa")
    assert found.applied == (money,)


def test_foreign_document_is_in_its_own_currency():
    foreign = {"UID": guid(3), "Code": "EUR"}
    amounts = {"TotalAmountForeign": 100, "BalanceDueAmountForeign": 40}
    found = remote_document(SALES, sale(160, 64, ForeignCurrency=foreign, **amounts), "AUD")
    assert (found.currency, found.total, found.due) == ("EUR", 100, 40)


def test_status_that_is_not_known_is_said():
    assert remote_document(SALES, sale(Status="Unknown"), "AUD").status == UNKNOWN


@pytest.mark.parametrize("name", ["TotalAmount", "BalanceDueAmount", "UID"])
def test_row_without_sure_amounts_is_no_document(name):
    assert remote_document(SALES, {**sale(), name: None}, "AUD") is None


@pytest.mark.parametrize(
    ("memo", "mark"),
    [
        (f"J100 [{MARK}]", MARK),
        (f"J100 [{MARK.upper()}] seen", MARK),
        (f"[{'0' * 32}] [{MARK}]", MARK),
        (f"[{MARK[1:]}]", ""),
        (None, ""),
    ],
)
def test_mark_is_the_last_in_the_memo(memo, mark):
    assert mark_of({"JournalMemo": memo}) == mark_of({"Memo": memo}) == mark
