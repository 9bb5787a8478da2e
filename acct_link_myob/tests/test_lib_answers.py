"""What MYOB's answers mean for a document or a card."""

from decimal import Decimal

import pytest

from odoo.addons.acct_link_batch.lib.exchange import CREATE_CONTACTS, CREATE_DOCUMENTS
from odoo.addons.acct_link_batch.lib.outcome import Rejected, Unknown, Uploaded
from odoo.addons.acct_link_myob.lib import faults
from odoo.addons.acct_link_myob.lib.answers import read
from odoo.addons.acct_link_myob.lib.translate import prepare
from odoo.addons.acct_link_myob.tests.lib_common import (
    CUSTOMER_ID,
    CUSTOMER_PARTY,
    DOCUMENT_ID,
    answer,
    bill,
    bill_row,
    credit_note,
    document,
    refusal,
    sale_row,
)

ADDRESS = f"https://ar2.api.myob.com/accountright/x/Sale/Invoice/Service/{DOCUMENT_ID.upper()}"


def outcome(said, made=None, status=201, **headers):
    made = made or document()
    operation = CREATE_DOCUMENTS if hasattr(made, "kind") else CREATE_CONTACTS
    request = prepare(operation, getattr(made, "kind", ""), made)
    return read(request, answer(said, status, **headers), made)


def test_no_secret_that_is_quoted_is_shown():
    for field in ("name", "message", "details"):
        error = faults.Error(**{"name": "E", field: "Authorization: Bearer s3cret"})
        assert "s3cret" not in error.said


def test_record_that_came_back_is_ours():
    assert outcome(sale_row()) == Uploaded(
        DOCUMENT_ID, number="INV202600007", total=Decimal(220), contact=CUSTOMER_ID
    )


def test_credit_and_bill_come_back_in_their_own_words():
    row = sale_row(Number="RINV00003", TotalAmount=-220.0)
    assert outcome(row, credit_note()).total == Decimal(220)
    assert outcome(bill_row(), bill()).number == "A 1001"


def test_address_alone_says_what_was_made_whatever_its_host():
    assert outcome("", location=ADDRESS) == Uploaded(DOCUMENT_ID)
    said = outcome("", CUSTOMER_PARTY, location=ADDRESS)
    assert said == Uploaded(DOCUMENT_ID, contact=DOCUMENT_ID)


@pytest.mark.parametrize(
    ("said", "headers"),
    [("", {}), ("{}", {}), ("[]", {}), ("", {"location": "https://ar2.api.myob.com/no/id"}),
     (sale_row(UID="00000000-0000-0000-0000-000000000000"), {})],
)  # fmt: skip
def test_answer_that_names_no_record_is_unknown(said, headers):
    assert isinstance(outcome(said, **headers), Unknown)


def test_record_without_our_mark_is_unknown():
    assert isinstance(outcome(sale_row(JournalMemo="Sale; Acme Builders")), Unknown)


# === REFUSALS === #


@pytest.mark.parametrize(
    ("name", "details", "code"),
    [
        ("DateInLockPeriod", "Date", "myob_closed"),
        ("BusinessEvent_DateOccured_InLockPeriod", "", "myob_closed"),
        ("DatePriorToBeginningOfFinancialYear", "Date", "myob_closed"),
        ("AccountHeaderNotAllowed", "Lines[0].Account", "myob_header"),
        ("Line_JobHeaderNotAllowed", "Lines[0].Job", "myob_header"),
        ("InvalidTaxCode", "Lines[0].TaxCode", "tax_refused"),
        ("LineTotalIncorrect", "Lines[0].Total", "line_total_refused"),
        ("Term_Out_Of_Range", "Terms", "myob_due_before"),
        ("NegativeNotAllowed", "TotalAmount", "myob_no_negatives"),
        ("NotFound", "Customer.UID", "contact_left_out"),
        ("InactiveNotAllowed", "Customer", "contact_left_out"),
        ("NotFound", "Lines[0].Account.UID", "account_refused"),
        ("NotFound", "Category.UID", "refused"),
        ("SomethingNew", "", "refused"),
    ],
)
def test_name_of_a_refusal_becomes_a_problem(name, details, code):
    said = outcome(refusal(name, "Its own words", details=details), status=400)
    assert isinstance(said, Rejected)
    assert [problem.code for problem in said.problems] == [code]
    assert not said.taken


def test_number_that_is_taken_is_looked_for_before_it_is_told():
    said = outcome(refusal("Duplicate", code=200), bill(), status=400)
    assert said.taken
    assert [problem.code for problem in said.problems] == ["number_taken"]


def test_card_id_that_is_taken_is_looked_for_too():
    said = outcome(refusal("Duplicate", details="DisplayID"), CUSTOMER_PARTY, status=400)
    assert said.taken
    assert [problem.code for problem in said.problems] == ["contact_refused"]
    assert said.problems[0].record == ("res.partner", 7)


def test_all_that_is_wrong_is_told_once():
    said = refusal("Required", "Customer is required")
    said["Errors"] += [said["Errors"][0], refusal("Required", "Date is required")["Errors"][0]]
    problems = outcome(said, status=400).problems
    assert [problem.values["message"] for problem in problems] == [
        "Customer is required",
        "Date is required",
    ]


def test_refusal_that_says_nothing_is_unknown():
    assert isinstance(outcome("{}", status=400), Unknown)


# === ERRORS AS THEY COME === #


@pytest.mark.parametrize(
    ("said", "name", "code"),
    [
        (refusal("Required", code=100), "Required", "100"),
        (refusal("Required", code="100"), "Required", "100"),
        (refusal("Required"), "Required", ""),
        ({"Message": "No", "ErrorCode": "AccessDenied"}, "AccessDenied", ""),
        ({"Message": "No", "ErrorCode": None}, "", ""),
    ],
)
def test_errors_are_read_in_every_shape(said, name, code):
    [error] = faults.parse(answer(said).text).errors
    assert (error.name, error.code) == (name, code)


@pytest.mark.parametrize("said", ["", "<html>", "[]", "{}", '{"Errors": []}', '{"Errors": 5}'])
def test_what_is_no_refusal_is_none(said):
    assert faults.parse(said) is None


def test_message_shows_no_secret():
    said = answer(refusal("X", "Bearer eyJhbGciOiJIUzI1NiJ9.eyJ4Ijoxf.sig is wrong")).text
    assert "eyJ" not in faults.parse(said).said
