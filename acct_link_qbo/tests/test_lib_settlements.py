"""What is set against documents: money and credits, to the cent or not at all."""

from decimal import Decimal

import pytest

import odoo.init  # noqa: F401

from odoo.addons.acct_link_oauth.lib.web import Misfit
from odoo.addons.acct_link_pull.lib.incoming import CREDIT_NOTE, OPEN, PAID, PAYMENT, VOID
from odoo.addons.acct_link_qbo.lib.incoming.remote_documents import (
    Reader,
    read_again,
    remote_document,
)
from odoo.addons.acct_link_qbo.lib.incoming.settlements import applied_to, flows
from odoo.addons.acct_link_qbo.tests.lib_common import Books, answer, fault


def pays(number, total, *lines, **values):
    """A Payment with lines (type, id, amount)."""
    return {
        "Id": str(number),
        "TotalAmt": total,
        "TxnDate": "2026-11-05",
        "Line": [
            {"Amount": value, "LinkedTxn": [{"TxnType": kind, "TxnId": id_}]}
            for kind, id_, value in lines
        ],
        **values,
    }


def document(number, total, balance, *links, **values):
    linked = [{"TxnType": kind, "TxnId": id_} for kind, id_ in links]
    row = {"Id": number, "TotalAmt": total, "Balance": balance, "LinkedTxn": linked}
    return {**row, "DocNumber": f"N{number}", "TxnDate": "2026-11-02", **values}


def applied(entity, row, *payments, numbers=None):
    known = {f"Payment:{each['Id']}": each for each in payments}
    return applied_to((entity, row["Id"]), row, known, numbers or {})


def parts(found):
    return [(each.source, each.remote_id, each.amount) for each in found]


def test_money_of_one_payment_for_several_documents():
    payment = pays(5, 300, ("Invoice", "1", 100), ("Invoice", "2", 200))
    row = document("1", 115, 15, ("Payment", "5"))
    assert parts(applied("Invoice", row, payment)) == [(PAYMENT, "Payment:5", 100)]


def test_credit_goes_first_and_the_rest_is_money():
    payment = pays(
        5, 70, ("Invoice", "1", 60), ("Invoice", "2", 40), ("CreditMemo", "9", 30),
        ExchangeRate=Decimal(2), PaymentRefNum="EFT 7",
    )  # fmt: skip
    first = applied("Invoice", document("1", 60, 0, ("Payment", "5")), payment,
                    numbers={("CreditMemo", "9"): "CN-9"})  # fmt: skip
    assert parts(first) == [(PAYMENT, "Payment:5", 30), (CREDIT_NOTE, "CreditMemo:9", 30)]
    assert (first[0].reference, first[0].rate, first[1].number) == ("EFT 7", Decimal("0.5"), "CN-9")
    second = applied("Invoice", document("2", 40, 0, ("Payment", "5")), payment)
    assert parts(second) == [(PAYMENT, "Payment:5", 40)]


def test_one_credit_in_two_payments_is_one():
    payments = [pays(number, 0, ("Invoice", "1", 10), ("CreditMemo", "9", 10)) for number in (5, 6)]
    row = document("1", 100, 80, ("Payment", "5"), ("Payment", "6"))
    assert parts(applied("Invoice", row, *payments)) == [(CREDIT_NOTE, "CreditMemo:9", 20)]


def test_credit_says_only_what_was_paid_back():
    payment = pays(5, 0, ("CreditMemo", "9", 50), ("Invoice", "1", 30), ("Expense", "44", 20))
    row = document("9", 50, 0, ("Payment", "5"))
    assert parts(applied("CreditMemo", row, payment)) == [(PAYMENT, "Expense:44", 20)]


@pytest.mark.parametrize(
    ("links", "balance", "wanted"),
    [
        ([("JournalEntry", "3")], 40, [(PAYMENT, "JournalEntry:3", 60)]),
        ([("JournalEntry", "3"), ("Deposit", "4")], 40, None),
        ([], 40, None),
        ([("Estimate", "3")], 100, []),
        ([("Payment", "77")], 40, None),
    ],
)
def test_what_has_no_amount_of_its_own_gets_the_rest_or_nothing(links, balance, wanted):
    found = applied("Invoice", document("1", 100, balance, *links))
    assert found is None if wanted is None else parts(found) == wanted


def test_payments_that_come_to_more_than_is_paid_are_not_believed():
    payment = pays(5, 100, ("Invoice", "1", 100))
    assert applied("Invoice", document("1", 100, 50, ("Payment", "5")), payment) is None


def test_odd_lines_of_payments_are_left_out():
    row = pays(5, 10, ("Invoice", "1", -3), ("Invoice", "1", None))
    row["Line"] += [None, {"Amount": 1}, {"Amount": 1, "LinkedTxn": [None]}]
    assert flows("Payment", row) == []


# === DOCUMENTS === #


def state(entity, row):
    return remote_document(entity, row, {}, {}, "NZD")


def test_how_far_a_document_has_come():
    assert state("Invoice", document("1", 100, 100)).status == OPEN
    assert state("Invoice", document("1", 100, 0)).status == PAID
    void = document("1", 0, 0, PrivateNote="Voided J100")
    assert state("Invoice", void).status == VOID
    # The word is in the language of the company.
    lines = [{"Id": "1", "Amount": 0, "DetailType": "SalesItemLineDetail"}]
    assert state("Invoice", {**void, "PrivateNote": "Annulé", "Line": lines}).status == VOID
    assert state("Invoice", {**document("1", 0, 0), "TotalAmt": None}) is None
    assert state("Estimate", document("1", 100, 100)) is None


def test_an_expense_is_paid_by_itself():
    row = {
        "Id": "108", "TotalAmt": 115, "TxnDate": "2026-11-02", "DocNumber": "E-9",
        "AccountRef": {"value": "41", "name": "Company Visa"},
        "EntityRef": {"value": "56", "name": "Acme Timber", "type": "Vendor"},
        "CurrencyRef": {"value": "NZD"},
    }  # fmt: skip
    found = state("Purchase", row)
    assert (found.remote_id, found.kind, found.status) == ("Purchase:108", "expense", PAID)
    assert (found.due, found.contact, found.contact_name) == (0, "Vendor:56", "Acme Timber")
    [paid] = found.applied
    assert (paid.remote_id, paid.amount, paid.reference) == ("Purchase:108", 115, "Company Visa")
    assert state("Purchase", {**row, "Credit": True}).kind == "expense_refund"


def test_a_credit_without_a_balance_has_what_nobody_took():
    row = document("7", 50, None, ("BillPaymentCheck", "5"))
    del row["Balance"]
    payment = pays(5, 0, ("VendorCredit", "7", 20), ("Bill", "3", 20))
    found = remote_document("VendorCredit", row, {"BillPayment:5": payment}, {}, "NZD")
    assert (found.due, found.status, found.currency) == (30, OPEN, "NZD")


def test_what_belongs_to_a_document_is_read_with_it_in_few_questions():
    invoices = [document(str(n), 100, 0, ("Payment", str(n))) for n in range(1, 50)]
    payments = [pays(n, 100, ("Invoice", str(n), 100)) for n in range(1, 50)]
    ask = Books(Payment=payments)
    found = Reader(ask, "NZD", {"Invoice": invoices}).remote_documents(("Invoice",))
    assert [each.status for each in found] == [PAID] * 49
    assert all(len(each.applied) == 1 for each in found)
    assert len(ask.asked) == 1


def test_a_payment_that_changed_brings_its_documents():
    ask = Books(Invoice=[document("1", 100, 0, ("Payment", "5"))])
    reader = Reader(ask, "NZD", {"Payment": [pays(5, 100, ("Invoice", "1", 100))]})
    assert [each.remote_id for each in reader.remote_documents(("Invoice",))] == ["Invoice:1"]


def test_documents_that_are_gone_and_questions_that_are_not_understood():
    ids = [("invoice", "Invoice:1"), ("bill", "Bill:1"), ("expense", "Purchase:2")]
    ask = Books(Invoice=[document("1", 100, 100)], Bill=[document("1", 50, 50)])
    found, gone = read_again(ask, ids, "NZD")
    assert ({each.remote_id for each in found}, gone) == ({"Invoice:1", "Bill:1"}, {"Purchase:2"})
    with pytest.raises(Misfit):
        read_again(Books(Invoice=answer(fault(4001), 400)), ids, "NZD")
