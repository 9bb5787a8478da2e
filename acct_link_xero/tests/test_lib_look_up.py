"""Looking for documents: the questions, the verdicts, and what is no answer."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.document import CREDIT_NOTE, VENDOR_CREDIT
from odoo.addons.acct_link_batch.lib.errors import Postponed
from odoo.addons.acct_link_batch.lib.exchange import Answer
from odoo.addons.acct_link_batch.lib.outcome import NotThere, Rejected, Unknown, Uploaded
from odoo.addons.acct_link_xero.lib.look_up import (
    judge,
    look_up,
    reads,
)
from odoo.addons.acct_link_xero.lib.paging import PAGE_SIZE, equals
from odoo.addons.acct_link_xero.tests.lib_common import (
    CONTACT,
    INVOICE_ID,
    OTHER_ID,
    ZERO_ID,
    Books,
    answer,
    bill,
    credit_note,
    document,
    found,
    vendor_credit,
)

INVOICE = document()
NOTE = credit_note()


# The questions


def test_invoices_are_asked_for_together_and_credit_notes_alone():
    asked = reads([INVOICE, NOTE, document(number="B"), document(number='C,"1"')])
    assert [(q.path, q.params, q.indexes) for q in asked] == [
        ("Invoices", [("InvoiceNumbers", "INV/0007,B"), ("includeArchived", "true")], [0, 2]),
        ("CreditNotes", [("where", 'CreditNoteNumber=="RINV/0003"')], [1]),
        ("Invoices", [("where", 'InvoiceNumber=="C,""1"""')], [3]),
    ]


@settings(deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=60), max_size=120))
def test_every_invoice_is_asked_for_once_by_a_short_address(numbers):
    documents = [document(number=number) for number in numbers]
    asked = reads(documents)
    assert sorted(index for question in asked for index in question.indexes) == [
        *range(len(numbers))
    ]
    for question in asked:
        names = dict(question.params)
        if "InvoiceNumbers" in names:
            assert names["InvoiceNumbers"].split(",") == [numbers[i] for i in question.indexes]
            assert len(question.indexes) <= 40
            assert len(question.indexes) == 1 or len(quote(names["InvoiceNumbers"])) <= 1500
        else:
            filters = [equals("InvoiceNumber", numbers[i]) for i in question.indexes]
            assert names == {"where": " OR ".join(filters)}
            assert len(filters) <= 10


def test_a_long_list_of_invoices_is_asked_for_in_parts():
    many = [document(number=f"INV/2026/{n:05}") for n in range(100)]
    assert [len(question.indexes) for question in reads(many)] == [40, 40, 20]
    long = [document(number="é" * 100 + str(n)) for n in range(5)]
    assert [len(question.indexes) for question in reads(long)] == [2, 2, 1]


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=50))
def test_a_quoted_value_can_be_read_back(value):
    """Read by the rule of the other side: a quote ends the text unless another one follows."""
    sent = parse_qs(urlencode([("where", equals("Name", value))]), keep_blank_values=True)
    (where,) = sent["where"]
    assert where.startswith('Name=="')
    inside, rest = "", where[len('Name=="') :]
    while not (rest.startswith('"') and not rest.startswith('""')):
        step = 2 if rest.startswith('""') else 1
        inside, rest = inside + rest[0], rest[step:]
    assert (inside, rest) == (value, '"')


def test_pages_are_asked_for_with_all_fields():
    books = Books()
    look_up(books, [INVOICE])
    assert books.asked == [
        (
            "Invoices",
            {
                "InvoiceNumbers": "INV/0007",
                "includeArchived": "true",
                "page": "1",
                "pageSize": "1000",
            },
        )
    ]


# The verdicts on invoices


def verdict(sent, *elements):
    path = "CreditNotes" if sent.kind in (CREDIT_NOTE, VENDOR_CREDIT) else "Invoices"
    (result,) = look_up(Books(path, *elements), [sent])
    return result


def codes(result):
    assert isinstance(result, Rejected)
    assert result.taken is False
    return [problem.code for problem in result.problems]


def test_ours_is_the_one_with_our_url():
    assert verdict(INVOICE, found(INVOICE)) == Uploaded(
        INVOICE_ID, number="INV/0007", total=INVOICE.total, contact=CONTACT
    )
    changed = found(INVOICE, Total=1, Contact={"ContactID": OTHER_ID}, CurrencyCode="EUR")
    assert verdict(INVOICE, changed).remote_id == INVOICE_ID


@pytest.mark.parametrize("url", [None, "", "https://books.example/acct_link/other", 7])
def test_without_our_url_it_is_not_ours_however_alike(url):
    assert codes(verdict(INVOICE, found(INVOICE, Url=url))) == ["number_taken"]
    unmarked = replace(INVOICE, url="")
    assert codes(verdict(unmarked, found(unmarked, Url=url))) == ["number_taken"]


@pytest.mark.parametrize("status", ["VOIDED", "DELETED"])
def test_a_void_document_keeps_its_number(status):
    ours = verdict(INVOICE, found(INVOICE, Status=status))
    assert ours.remote_id == INVOICE_ID
    assert [p.code for p in ours.warnings] == ["voided_there"]
    theirs = found(INVOICE, Status=status, Url=None)
    assert codes(verdict(INVOICE, theirs)) == ["number_taken_void"]
    assert codes(verdict(INVOICE, theirs, found(INVOICE, Url=None))) == ["number_taken"]


def test_several_of_ours_are_for_a_person_to_sort_out():
    result = verdict(INVOICE, found(INVOICE), found(INVOICE, InvoiceID=OTHER_ID))
    assert codes(result) == ["found_twice"]
    assert result.problems[0].values == {"number": "INV/0007", "count": "2"}
    one = verdict(INVOICE, found(INVOICE, InvoiceID=OTHER_ID, Url=None), found(INVOICE))
    assert one.remote_id == INVOICE_ID


def test_nothing_or_a_bill_with_the_number_is_not_there():
    assert verdict(INVOICE) == NotThere()
    assert verdict(INVOICE, found(INVOICE, Type="ACCPAY")) == NotThere()


def test_a_number_in_another_case_is_taken():
    assert codes(verdict(INVOICE, found(INVOICE, InvoiceNumber="inv/0007 ", Url=None))) == [
        "number_taken"
    ]


def test_each_document_gets_its_own_verdict():
    other = document(number="B", marker="b" * 32, url=f"https://books.example/{'b' * 32}")
    missing = document(number="M")
    books = Books("Invoices", found(other, InvoiceID=OTHER_ID), found(INVOICE))
    first, second, third = look_up(books, [INVOICE, missing, other])
    assert (first.remote_id, second, third.remote_id) == (INVOICE_ID, NotThere(), OTHER_ID)
    assert len(books.asked) == 1


# The verdicts on credit notes


def test_a_credit_note_is_ours_when_everything_is_equal():
    assert verdict(NOTE, found(NOTE)).remote_id == INVOICE_ID
    wire_date = found(NOTE, DateString=None, Date="/Date(1793577600000+0000)/")
    assert verdict(NOTE, wire_date).remote_id == INVOICE_ID
    assert verdict(NOTE, found(NOTE, Contact={"ContactID": CONTACT.upper()})).remote_id


@pytest.mark.parametrize(
    "changes",
    [
        {"Contact": {"ContactID": OTHER_ID}},
        {"Contact": None},
        {"CurrencyCode": "AUD"},
        {"DateString": "2026-11-03T00:00:00"},
        {"DateString": None},
        {"Total": 230.01},
        {"Total": None},
        {"Total": "230.00"},
    ],
)
def test_a_credit_note_that_differs_is_not_ours(changes):
    assert codes(verdict(NOTE, found(NOTE, **changes))) == ["number_taken"]


def test_two_documents_without_a_contact_are_not_alike():
    nameless = replace(NOTE, contact="")
    assert codes(verdict(nameless, found(nameless, Contact={"ContactID": ZERO_ID}))) == [
        "number_taken"
    ]


@pytest.mark.parametrize("status", ["VOIDED", "DELETED"])
def test_a_void_credit_note_proves_nothing(status):
    assert codes(verdict(NOTE, found(NOTE, Status=status))) == ["number_taken_void"]


# What is no answer


@pytest.mark.parametrize(
    "said",
    [
        Answer(404, ""),
        Answer(304, ""),
        Answer(400, '{"Invoices": []}'),
        Answer(200, ""),
        Answer(200, "<html>"),
        Answer(200, "[]"),
        Answer(200, '{"CreditNotes": []}'),
        Answer(200, '{"Invoices": null}'),
        Answer(200, '{"Invoices": [null]}'),
        Answer(204, '{"Invoices": []}'),
        answer("Invoices", pagination={"pageCount": None}),
        answer("Invoices", pagination={"pageCount": -1}),
        answer("Invoices", found(INVOICE, InvoiceNumber="SOMEBODY ELSE'S")),
        answer("Invoices", found(INVOICE, InvoiceNumber=None)),
        answer("Invoices", found(INVOICE, Type=None)),
        answer("Invoices", found(INVOICE, InvoiceID=ZERO_ID)),
        answer("Invoices", found(INVOICE, Status=None)),
        answer("Invoices", *[found(INVOICE, Type="ACCPAY")] * PAGE_SIZE),
    ],
)
def test_an_odd_answer_never_means_not_there(said):
    try:
        results = look_up(lambda _path, _params: said, [INVOICE])
    except Postponed as trouble:
        assert trouble.problem.code == "offline"
    else:
        assert [type(result) for result in results] == [Unknown]


def test_a_question_that_is_not_understood_concerns_one_document_only():
    def get(path, params):
        if NOTE.number in dict(params)["where"]:
            return Answer(400, '{"Type": "QueryParseException"}')
        return answer(path, found(other))

    other = replace(NOTE, number="RINV/0009")
    first, second = look_up(get, [NOTE, other])
    assert isinstance(first, Unknown)
    assert second.remote_id == INVOICE_ID


def test_all_pages_of_an_answer_are_read():
    def get(path, params):
        page = int(dict(params)["page"])
        elements = [found(INVOICE)] if page == 3 else [found(INVOICE, Type="ACCPAY")]
        return answer(path, *elements, pagination={"page": page, "pageCount": 3})

    assert look_up(get, [INVOICE])[0].remote_id == INVOICE_ID


def test_an_answer_to_a_later_question_may_fail_all():
    questions = reads([INVOICE, NOTE])
    with pytest.raises(Postponed):
        judge([INVOICE, NOTE], questions, [[], [found(INVOICE)]])


def test_a_calendar_date_is_not_moved_by_a_zone():
    moved = NOTE.date + timedelta(days=1)
    other = found(NOTE, DateString=None, Date="/Date(1793664000000+1300)/")
    assert verdict(replace(NOTE, date=moved), other).remote_id == INVOICE_ID


# The verdicts on bills and vendor credits: nothing is refused there, and numbers repeat


def test_bills_are_asked_for_by_number_and_vendor_credits_by_a_filter():
    asked = reads([bill(), vendor_credit(), bill(number="A,B")])
    assert [(q.path, q.params[0], q.indexes) for q in asked] == [
        ("Invoices", ("InvoiceNumbers", "1001"), [0]),
        ("CreditNotes", ("where", 'CreditNoteNumber=="C-7"'), [1]),
        ("Invoices", ("where", 'InvoiceNumber=="A,B"'), [2]),
    ]


def test_bills_are_asked_for_as_somebody_may_have_typed_their_numbers():
    asked = reads([bill(number="Inv 9\u200b"), vendor_credit(number="C\u00a07")])
    listed = ["Inv 9\u200b", "Inv 9", "Inv9"]
    listed += [each for one in listed for each in (one.upper(), one.lower())]
    assert asked[0].params[0][1].split(",") == list(dict.fromkeys(listed))
    wanted = 'CreditNoteNumber=="C\u00a07" OR CreditNoteNumber=="C 7" OR CreditNoteNumber=="C7"'
    assert asked[1].params[0] == ("where", wanted)


def test_a_bill_that_somebody_entered_in_another_spelling_keeps_ours_out():
    for number in ("INV-9", "inv-9", "Inv -9 ", "\u200bINV-9"):
        sent = bill(number="Inv-9")
        theirs = found(sent, Url="", InvoiceNumber=number, InvoiceID=OTHER_ID)
        assert codes(verdict(sent, theirs)) == ["bill_in_books"], number


def test_a_bill_is_ours_by_its_marker_alone():
    sent = bill()
    theirs = found(sent, Url="", InvoiceID=OTHER_ID)
    assert verdict(sent, theirs, found(sent)).remote_id == INVOICE_ID
    elsewhere = found(sent, Contact={"ContactID": OTHER_ID}, Total=1)
    assert verdict(sent, elsewhere).remote_id == INVOICE_ID


def test_a_bill_that_somebody_entered_keeps_ours_out():
    for sent, id_field in ((bill(), "InvoiceID"), (vendor_credit(), "CreditNoteID")):
        theirs = found(sent, Url="", DateString="2026-11-03T00:00:00", **{id_field: OTHER_ID})
        assert codes(verdict(sent, theirs)) == ["bill_in_books"]
        for other in (
            {"Contact": {"ContactID": INVOICE_ID}},
            {"Status": "VOIDED"},
            {"Status": "DELETED"},
        ):
            assert isinstance(verdict(sent, theirs | other), NotThere), other
        for odd in ({"Contact": None}, {"Contact": {"Name": "Acme Ltd"}}, {"Contact": "Acme Ltd"}):
            with pytest.raises(Postponed):
                verdict(sent, theirs | odd)


def test_a_sale_with_the_number_of_a_bill_says_nothing():
    sent = bill()
    assert isinstance(verdict(sent, found(sent, Type="ACCREC")), NotThere)


def test_a_voided_bill_of_ours_is_said():
    outcome = verdict(bill(), found(bill(), Status="VOIDED"))
    assert [problem.code for problem in outcome.warnings] == ["voided_there"]


def test_a_bill_that_is_there_twice_is_said():
    sent = bill()
    assert codes(verdict(sent, found(sent), found(sent, InvoiceID=OTHER_ID))) == ["found_twice"]


def test_a_vendor_credit_is_ours_if_everything_is_equal():
    sent = vendor_credit()
    assert verdict(sent, found(sent)).remote_id == INVOICE_ID
    for other in (
        {"Contact": {"ContactID": OTHER_ID}},
        {"Status": "VOIDED"},
        {"Type": "ACCRECCREDIT"},
    ):
        assert isinstance(verdict(sent, found(sent, **other)), NotThere), other
    for other in (
        {"DateString": "2026-11-03T00:00:00"},
        {"CurrencyCode": "AUD"},
        {"Total": 229.99},
    ):
        assert codes(verdict(sent, found(sent, **other))) == ["bill_in_books"], other
    twice = verdict(sent, found(sent), found(sent, CreditNoteID=OTHER_ID))
    assert codes(twice) == ["found_twice"]
