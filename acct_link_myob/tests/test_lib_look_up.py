"""Whether a document is in MYOB already: by our mark, never by a look that missed something."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from odoo.addons.acct_link_batch.lib.errors import Postponed
from odoo.addons.acct_link_batch.lib.outcome import NotThere, Rejected, Unknown, Uploaded
from odoo.addons.acct_link_myob.lib.look_up import MANY, look_up
from odoo.addons.acct_link_myob.tests.lib_common import (
    CUSTOMER_ID,
    DOCUMENT_ID,
    MARK,
    Books,
    answer,
    bill,
    bill_row,
    credit_note,
    document,
    guid,
    page,
    refusal,
    sale_row,
    vendor_credit,
)

OTHER_MARK = MARK[::-1]


def verdict(made, **rows):
    [found] = look_up(Books(**rows), [made])
    return found


def code_of(outcome):
    assert isinstance(outcome, Rejected)
    return [problem.code for problem in outcome.problems]


# === OURS === #


def test_document_with_our_mark_is_ours():
    assert verdict(document(), Invoice=[sale_row()]) == Uploaded(
        DOCUMENT_ID, number="INV202600007", total=Decimal(220), contact=CUSTOMER_ID
    )


@pytest.mark.parametrize(
    "memo", [MARK.upper(), f"edited [{MARK}] by a clerk", f"[{MARK}]", f"x{MARK}y"]
)
def test_mark_counts_wherever_it_stands_and_however_it_is_written(memo):
    assert isinstance(verdict(document(), Invoice=[sale_row(JournalMemo=memo)]), Uploaded)


def test_changed_number_is_found_by_date_and_party():
    found = verdict(document(), Invoice=[sale_row(Number="9999")])
    assert found.number == "9999"


def test_other_layout_does_not_hide_it():
    books = Books(Invoice=[sale_row(InvoiceType="Item")])
    [found] = look_up(books, [document()])
    assert isinstance(found, Uploaded)
    assert {route for route, _condition in books.asked} == {"Sale/Invoice"}


def test_credit_is_found_below_zero():
    row = sale_row(Number="RINV00003", TotalAmount=-220.0)
    assert verdict(credit_note(), Invoice=[row]).total == Decimal(220)


def test_two_with_our_mark_are_told_of():
    rows = [sale_row(), sale_row(guid(2))]
    assert code_of(verdict(document(), Invoice=rows)) == ["found_twice"]


# === NOT OURS === #


def test_nothing_there():
    assert verdict(document()) == NotThere()


def test_number_of_another_stays_theirs():
    row = sale_row(JournalMemo=f"[{OTHER_MARK}]", TotalAmount=5)
    assert code_of(verdict(document(), Invoice=[row])) == ["number_taken"]


def test_same_document_without_our_mark_is_for_a_person_to_judge():
    row = sale_row(JournalMemo="Sale; Acme Builders")
    assert code_of(verdict(document(), Invoice=[row])) == ["myob_unmarked"]


def test_document_of_the_day_with_another_number_says_nothing():
    row = sale_row(JournalMemo="Sale; Acme Builders", Number="77")
    assert verdict(document(), Invoice=[row]) == NotThere()


def test_bill_of_the_same_supplier_is_in_the_books():
    row = bill_row(JournalMemo="By hand", TotalAmount=1)
    assert code_of(verdict(bill(), Bill=[row])) == ["bill_in_books"]
    # Typed without its blank.
    row = bill_row(JournalMemo="By hand", TotalAmount=1, SupplierInvoiceNumber="A1001")
    assert code_of(verdict(bill(), Bill=[row])) == ["bill_in_books"]


def test_number_of_another_supplier_says_nothing():
    row = bill_row(JournalMemo="By hand", TotalAmount=1, Supplier={"UID": guid(5)})
    assert verdict(bill(), Bill=[row]) == NotThere()


def test_number_that_myob_gave_to_a_bill_is_not_the_supplier_s():
    row = bill_row(JournalMemo="By hand", Number="A 1001", SupplierInvoiceNumber="", TotalAmount=1)
    assert verdict(bill(), Bill=[row]) == NotThere()


def test_debit_is_looked_for_among_bills():
    row = bill_row(SupplierInvoiceNumber="C-7", TotalAmount=-220)
    assert verdict(vendor_credit(), Bill=[row]).total == Decimal(220)


# === QUESTIONS === #


def test_many_are_asked_for_at_once_by_number_and_by_day():
    made = [
        document(number=f"INV{n:05}", marker=f"{n:032x}", contact=guid(n)) for n in range(1, 26)
    ]
    books = Books()
    assert look_up(books, made) == [NotThere()] * 25
    assert len(made) == MANY
    assert len(books.asked) == 2
    by_number, by_day = (condition for _route, condition in books.asked)
    assert by_number.startswith("(Number eq 'INV00001' or Number eq 'INV00002'")
    assert by_day.startswith(
        f"Date eq datetime'2026-11-02T00:00:00' and (Customer/UID eq guid'{guid(1)}' or "
    )


def test_found_by_number_is_not_asked_for_again():
    books = Books(Invoice=[sale_row()])
    look_up(books, [document()])
    assert len(books.asked) == 1


def test_quotation_marks_are_doubled():
    books = Books()
    look_up(books, [document(number="O'Hara' or 1 eq 1")])
    assert books.asked[0][1] == "(Number eq 'O''Hara'' or 1 eq 1')"


def test_days_are_asked_for_each_by_itself():
    books = Books()
    look_up(books, [document(), document(date=date(2026, 11, 3), number="8")])
    assert [condition.count("Date eq") for _route, condition in books.asked] == [0, 1, 1]


# === WHAT PROVES NOTHING === #


def test_row_that_was_not_asked_for_makes_it_unknown():
    found = [page(sale_row(Number="9", JournalMemo="x", Date="2020-01-01T00:00:00"))]
    [outcome] = look_up(lambda *_args: found[0], [document()])
    assert isinstance(outcome, Unknown)


def test_question_that_is_not_understood_concerns_one_document():
    def ask(path, params=()):
        if "Number eq 'odd'" in dict(params)["$filter"]:
            return answer(refusal("QueryNotValid"), 400)
        return page()

    made = [document(), document(number="odd", marker="f" * 32)]
    first, second = look_up(ask, made)
    assert first == NotThere()
    assert isinstance(second, Unknown)


@pytest.mark.parametrize(
    "said",
    [
        answer({"Count": 0}),
        answer({"Items": None}),
        answer({"Items": [{"Number": "1"}]}),
        answer({"Items": [], "NextPageLink": "https://ar2.api.myob.com/x", "Count": 0}),
        answer({"Items": [], "NextPageLink": 5, "Count": 0}),
        answer([]),
    ],
)
def test_answer_that_is_no_list_is_no_miss(said):
    with pytest.raises(Postponed):
        look_up(lambda *_args: said, [document()])


def test_short_page_is_not_the_last():
    pages = {
        "0": page(
            sale_row(guid(1), JournalMemo="x", TotalAmount=1), following="https://x", count=2
        ),
        "1": page(sale_row(), count=2),
    }
    [found] = look_up(lambda _path, params=(): pages[dict(params).get("$skip", "0")], [document()])
    assert isinstance(found, Uploaded)


def test_row_that_went_while_it_was_paged_is_no_miss():
    pages = {"0": page(sale_row(guid(1), JournalMemo="x"), following="https://x", count=3)}
    with pytest.raises(Postponed):
        look_up(
            lambda _path, params=(): pages.get(dict(params).get("$skip", "0"), page(count=3)),
            [document()],
        )


def test_frozen_document_is_looked_for_as_it_was_sent():
    made = replace(document(), number="INV/26/1")
    assert verdict(made, Invoice=[sale_row(Number="inv/26/1")]).number == "inv/26/1"
