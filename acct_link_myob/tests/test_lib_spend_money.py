"""Expenses into the words of MYOB, and the look-up that comes before."""

from dataclasses import replace

import pytest

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.document import CARD, EXPENSE, text_line
from odoo.addons.acct_link_batch.lib.outcome import NotThere, Rejected, Uploaded
from odoo.addons.acct_link_myob.lib.look_up import look_up
from odoo.addons.acct_link_myob.lib.translate import document_payload, prepare, route
from odoo.addons.acct_link_myob.tests.lib_common import (
    ACCOUNT_ID,
    CATEGORY_ID,
    DOCUMENT_ID,
    JOB_ID,
    MARK,
    SUPPLIER_ID,
    TAX_ID,
    bill,
    guid,
    line,
)
from odoo.addons.acct_link_myob.tests.lib_incoming_common import Lists

SPENT, BANK_ID = "Banking/SpendMoneyTxn", guid(40)


def expense(*lines, **changes):
    values = {"kind": EXPENSE, "number": "E-1", "paid_from": BANK_ID, "paid_by": CARD}
    return replace(bill(*lines), **{**values, **changes})


def test_expense_is_money_spent_from_its_account():
    sent = document_payload(
        expense(line(tracking=(("job", JOB_ID),)), tracking=(("category", CATEGORY_ID),))
    )
    assert sent == {
        "PayFrom": "Account",
        "Account": {"UID": BANK_ID},
        "Contact": {"UID": SUPPLIER_ID},
        "PaymentNumber": "E-1",
        "Date": "2026-11-02T00:00:00",
        "IsTaxInclusive": False,
        "DeliveryStatus": "Nothing",
        "Category": {"UID": CATEGORY_ID},
        "Memo": f"J100 Depot [{MARK}]",
        "Lines": [
            {
                "Account": {"UID": ACCOUNT_ID},
                "TaxCode": {"UID": TAX_ID},
                "Job": {"UID": JOB_ID},
                "Memo": "Design",
                "Amount": 200,
            }
        ],
    }


def test_it_is_posted_where_money_spent_is():
    assert route(prepare("create_documents", EXPENSE, expense())) == SPENT


def test_words_stand_above_the_next_line_and_the_last_below():
    lines = (text_line("Desk"), line(), text_line("Thank you"))
    [sent] = document_payload(expense(*lines))["Lines"]
    assert sent["Memo"] == "Desk\nDesign\nThank you"


def spent_row(**changes):
    values = {"UID": DOCUMENT_ID, "PaymentNumber": "E-1", "Date": "2026-11-02T00:00:00"}
    values |= {"AmountPaid": 220, "Contact": {"UID": SUPPLIER_ID}, "Account": {"UID": BANK_ID}}
    return {**values, "Memo": f"J100 Depot [{MARK}]", **changes}


def test_it_is_looked_for_by_number_then_by_day_and_account():
    ask = Lists({SPENT: []})
    assert look_up(ask, [expense()]) == [NotThere()]
    assert [path for path, _params in ask.asked] == [SPENT, SPENT]
    by_number, by_day = ask.conditions
    assert by_number == "(PaymentNumber eq 'E-1')"
    assert by_day == (f"Date eq datetime'2026-11-02T00:00:00' and (Account/UID eq guid'{BANK_ID}')")


def test_mark_in_its_memo_proves_it_ours():
    [found] = look_up(Lists({SPENT: [spent_row()]}), [expense()])
    assert found == Uploaded(DOCUMENT_ID, "E-1", found.total, SUPPLIER_ID)
    assert found.total == 220


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "myob_unmarked"),
        ({"AmountPaid": 5}, "bill_in_books"),
        ({"AmountPaid": 5, "Contact": {"UID": guid(6)}}, None),
    ],
)
def test_number_of_another_is_judged_by_its_payee(changes, code):
    [found] = look_up(Lists({SPENT: [spent_row(Memo="theirs", **changes)]}), [expense()])
    if code:
        assert [problem.code for problem in found.problems] == [code]
        assert isinstance(found, Rejected)
    else:
        assert found == NotThere()
