"""Xero's answers into outcomes: only what is sure counts as written, or as not written."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.document import Party
from odoo.addons.acct_link_batch.lib.errors import RequestRefused
from odoo.addons.acct_link_batch.lib.exchange import CREATE_CONTACTS, CREATE_DOCUMENTS, Answer
from odoo.addons.acct_link_batch.lib.outcome import Rejected, Unknown, Uploaded
from odoo.addons.acct_link_xero.lib.translate import prepare, read
from odoo.addons.acct_link_xero.tests.lib_common import (
    CONTACT,
    INVOICE_ID,
    OTHER_ID,
    PARTY,
    ZERO_ID,
    answer,
    bill,
    credit_note,
    document,
    found,
)


def request_of(items):
    if isinstance(items[0], Party):
        return prepare(CREATE_CONTACTS, "", items, "")
    return prepare(CREATE_DOCUMENTS, items[0].kind, items, "AUTHORISED")


def outcomes(items, *elements, **more):
    request = request_of(items)
    return read(request, answer(list(json.loads(request.text))[0], *elements, **more), items)


A, B, C = (document(number=number) for number in ("A", "B", "C"))


def failed(*said, **changes):
    """An element Xero refused: it has no number, and the zero id."""
    return {
        "Type": "ACCREC",
        "InvoiceID": ZERO_ID,
        "HasErrors": True,
        "StatusAttributeString": "ERROR",
        "ValidationErrors": [{"Message": text} for text in said],
        "Contact": {"ContactID": CONTACT, "ValidationErrors": []},
        **changes,
    }


def test_an_invoice_that_was_taken():
    element = found(A, Total=230, StatusAttributeString="OK", InvoiceID=INVOICE_ID.upper())
    assert outcomes([A], element) == [
        Uploaded(INVOICE_ID, number="A", total=Decimal(230), contact=CONTACT)
    ]
    assert outcomes([A], found(A, Total=True))[0].total is None
    note = credit_note()
    assert outcomes([note], found(note)) == [
        Uploaded(INVOICE_ID, number="RINV/0003", total=Decimal(230), contact=CONTACT)
    ]


def test_warnings_go_with_an_invoice_that_was_taken():
    (outcome,) = outcomes(
        [A], found(A, StatusAttributeString="WARNING", Warnings=[{"Message": "Odd rate."}] * 2)
    )
    (problem,) = outcome.warnings
    assert (problem.code, problem.values) == ("remark", {"message": "Odd rate."})
    assert problem.level == "warning"


def test_one_bad_invoice_among_good_ones():
    bad = failed(
        "Account code '999' is not a valid code for this document.",
        "Account code '999' is not a valid code for this document.",
        LineItems=[{"ValidationErrors": [{"Message": "Something new."}]}],
    )
    bad["Contact"]["ValidationErrors"] = [{"Message": "Email address must be valid."}]
    first, second, third = outcomes([A, B, C], found(A), bad, found(C, InvoiceID=OTHER_ID))
    assert (first.remote_id, third.remote_id) == (INVOICE_ID, OTHER_ID)
    assert [problem.code for problem in second.problems] == [
        "account_refused",
        "email_invalid",
        "refused",
    ]
    assert second.problems[2].values == {"message": "Something new."}
    assert second.taken is False


def test_a_number_that_is_taken_is_marked_to_be_looked_for():
    (outcome,) = outcomes([A], failed("Invoice # must be unique."))
    assert outcome.taken is True
    assert [p.code for p in outcome.problems] == ["number_taken"]


@pytest.mark.parametrize(
    "changes",
    [
        {"InvoiceID": ZERO_ID},
        {"InvoiceID": "7"},
        {"InvoiceID": None},
        {"InvoiceID": 7},
        {"ValidationErrors": [{"Message": "but no flag"}]},
    ],
)
def test_what_does_not_say_for_sure_is_unknown(changes):
    (outcome,) = outcomes([A], found(A, **changes))
    assert isinstance(outcome, Unknown)


@pytest.mark.parametrize(
    "changes",
    [
        {"HasErrors": True},
        {"StatusAttributeString": "ERROR"},
        {"StatusAttributeString": "Error"},
        {"HasValidationErrors": True},
    ],
)
def test_a_flag_means_not_written_even_without_a_reason(changes):
    (outcome,) = outcomes([A], found(A, **changes))
    assert isinstance(outcome, Rejected)
    assert [p.code for p in outcome.problems] == ["refused"]


def test_another_order_is_told_by_the_numbers():
    bad = failed("No.")
    a, b = found(A), found(B, InvoiceID=OTHER_ID)
    assert [o.remote_id for o in outcomes([A, B], b, a)] == [INVOICE_ID, OTHER_ID]
    # The refused one has no number, and its place means nothing when the others moved.
    first, second = outcomes([A, B], b, bad)
    assert isinstance(first, Unknown)
    assert second.remote_id == OTHER_ID


def test_suppliers_may_share_a_number():
    ours = [bill(number="7"), bill(number="7", contact=OTHER_ID)]
    one, two = found(ours[0]), found(ours[1], InvoiceID=OTHER_ID)
    for order in ([one, two], [two, one]):
        assert [o.remote_id for o in outcomes(ours, *order)] == [INVOICE_ID, OTHER_ID]
    first, second = outcomes(ours, two, failed("No."))
    assert isinstance(first, Unknown)
    assert second.remote_id == OTHER_ID


def test_a_wrong_count_is_told_by_the_numbers():
    first, second, third = outcomes([A, B, C], found(C), found(A, InvoiceID=OTHER_ID))
    assert (first.remote_id, third.remote_id) == (OTHER_ID, INVOICE_ID)
    assert isinstance(second, Unknown)
    assert all(isinstance(o, Unknown) for o in outcomes([A, B], failed("No.")))
    assert all(isinstance(o, Unknown) for o in outcomes([A, B]))
    twice = outcomes([A, B], found(A), found(A, InvoiceID=OTHER_ID), found(B))
    assert isinstance(twice[0], Unknown)
    assert twice[1].remote_id == INVOICE_ID


def test_a_number_xero_changed_is_told_by_its_place():
    first, second = outcomes([A, B], found(A), found(B, InvoiceNumber="X-1", InvoiceID=OTHER_ID))
    assert (second.remote_id, second.number) == (OTHER_ID, "X-1")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html>",
        "null",
        "[]",
        "7",
        '{"Invoices": null}',
        '{"Invoices": {}}',
        '{"Invoices": [7]}',
        '{"CreditNotes": []}',
        '{"Invoices": [{"Invo',
        "[" * 100_000,
    ],
)
def test_an_answer_that_is_not_the_list_is_unknown(text):
    assert [type(o) for o in read(request_of([A, B]), Answer(200, text), [A, B])] == [Unknown] * 2


def refusal(*elements, **changes):
    return Answer(
        400,
        json.dumps(
            {
                "ErrorNumber": 10,
                "Type": "ValidationException",
                "Message": "A validation exception occurred",
                "Elements": elements,
                **changes,
            }
        ),
    )


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (refusal(failed("One."), failed("Two.", "One.")), "One. Two."),
        (refusal(Type="PostDataInvalidException", Message="Bad data.", Elements=None), "Bad data."),
        (Answer(400, "no such thing"), "no such thing"),
        (Answer(400, '["odd"]'), '["odd"]'),
    ],
)
def test_a_refused_request_is_refused_as_a_whole(said, message):
    with pytest.raises(RequestRefused) as raised:
        read(request_of([A, B]), said, [A, B])
    assert raised.value.problem.code == "request_refused"
    assert raised.value.problem.values == {"message": message}


def test_a_refused_request_of_one_item_tells_about_that_item():
    (outcome,) = read(request_of([A]), refusal(failed("Invoice # must be unique.")), [A])
    assert isinstance(outcome, Rejected)
    assert outcome.taken


def test_a_key_used_for_another_request_says_nothing_about_this_one():
    message = "Idempotency Key: 7c6f is used with a different request."
    for text in (json.dumps({"Message": message}), message):
        (outcome,) = read(request_of([A]), Answer(400, text), [A])
        assert isinstance(outcome, Unknown)


# Answers about contacts


def contact(name, **changes):
    return {
        "ContactID": CONTACT,
        "Name": name,
        "ContactStatus": "ACTIVE",
        "HasValidationErrors": False,
        "ValidationErrors": [],
        **changes,
    }


def refused_contact(name, text):
    return contact(
        name, ContactID=ZERO_ID, HasValidationErrors=True, ValidationErrors=[{"Message": text}]
    )


def test_contacts_that_were_added_and_refused():
    other = replace(PARTY, key="Bolt <&> Co", name="Bolt <&> Co", partner_id=8)
    third = replace(PARTY, key="C", name="C", partner_id=9)
    taken = (
        "The contact name Bolt & Co is already assigned to another contact. The contact name must "
        "be unique across all active contacts."
    )
    first, second, last = outcomes(
        [PARTY, other, third],
        contact("ACME Ltd"),
        refused_contact("Bolt & Co", taken),
        refused_contact("C", "Whatever."),
    )
    assert first == Uploaded(CONTACT, contact=CONTACT)
    assert second.taken is True
    (problem,) = second.problems
    assert (problem.code, problem.record) == ("contact_taken", ("res.partner", 8))
    assert problem.values == {"key": "Bolt <&> Co"}
    (problem,) = last.problems
    assert (problem.code, problem.record) == ("contact_refused", ("res.partner", 9))
    assert problem.values == {"key": "C", "message": "Whatever."}
    assert last.taken is False
