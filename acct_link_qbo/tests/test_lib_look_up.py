"""Looking for documents: only our mark proves them ours, and nothing but an answer a miss."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.document import CARD, EXPENSE_REFUND
from odoo.addons.acct_link_batch.lib.errors import Postponed
from odoo.addons.acct_link_batch.lib.outcome import NotThere, Rejected, Unknown, Uploaded
from odoo.addons.acct_link_qbo.lib.look_up import is_void, look_up
from odoo.addons.acct_link_qbo.lib.wire import ENTITIES, party_of
from odoo.addons.acct_link_qbo.tests.lib_common import (
    MARK,
    Books,
    answer,
    bill,
    credit_note,
    document,
    expense,
    fault,
    rows_of,
    vendor_credit,
)

OTHER_MARK = "0" * 32


def row_of(made, **changes):
    """The row that a document is there."""
    field, entity = party_of(made.kind)
    row = {
        "Id": "145",
        "DocNumber": made.number,
        "TxnDate": made.date.isoformat(),
        "TotalAmt": made.total,
        field: {"value": made.contact.split(":")[1], "type": entity},
        "PrivateNote": f"{made.reference}\n[{made.marker}]",
        "Credit": made.kind == EXPENSE_REFUND,
    }
    row.update(changes)
    row["TotalAmt"] = float(row["TotalAmt"])
    return row


def judge(made, *rows, mark=True):
    [outcome] = look_up(Books(**{ENTITIES[made.kind]: rows}), [made], mark)
    return outcome


MADE = [
    document(),
    credit_note(),
    bill(),
    vendor_credit(),
    expense(),
    expense(kind=EXPENSE_REFUND, paid_by=CARD),
]
each_kind = pytest.mark.parametrize("made", MADE, ids=lambda made: made.kind)


@each_kind
def test_ours_is_known_by_its_mark(made):
    outcome = judge(made, row_of(made))
    assert outcome == Uploaded(
        f"{ENTITIES[made.kind]}:145", made.number, Decimal("230.0"), made.contact
    )


@each_kind
def test_nothing_there(made):
    assert judge(made) == NotThere()


@each_kind
@pytest.mark.parametrize(
    "changes",
    [
        {"DocNumber": "1002"},
        {"DocNumber": None},
        {"PrivateNote": f"Changed by a clerk [{MARK.upper()}], twice"},
    ],
)
def test_ours_is_ours_whatever_a_clerk_changed(made, changes):
    assert isinstance(judge(made, row_of(made, **changes)), Uploaded)


@pytest.mark.parametrize(
    "changes",
    [
        {"PrivateNote": f"Voided J100\n[{MARK}]"},
        # The word for it is in the language of the company.
        {"PrivateNote": f"Annulé J100\n[{MARK}]", "Line": [{"Id": "1", "Amount": 0}]},
    ],
)
def test_voided_one_is_ours_and_says_so(changes):
    outcome = judge(document(), row_of(document(), TotalAmt=0, **changes))
    assert [problem.code for problem in outcome.warnings] == ["voided_there"]


def test_lines_that_cancel_out_are_not_void():
    lines = [{"Id": "1", "Amount": 100}, {"Id": "2", "Amount": -100}]
    assert not is_void({"TotalAmt": 0, "Line": lines})


@each_kind
def test_same_in_all_but_the_mark_is_for_a_person(made):
    row = row_of(made, PrivateNote="")
    assert [each.code for each in judge(made, row).problems] == ["qbo_unmarked"]
    row = row_of(made)
    assert [each.code for each in judge(made, row, mark=False).problems] == ["qbo_unmarked"]


@pytest.mark.parametrize("made", MADE[:2], ids=lambda made: made.kind)
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"TotalAmt": Decimal(1)}, "number_taken"),
        ({"CustomerRef": {"value": "2"}}, "number_taken"),
        ({"TxnDate": "2026-11-03"}, "number_taken"),
        ({"TotalAmt": Decimal(0), "PrivateNote": "Voided"}, "number_taken_void"),
    ],
)
def test_number_of_a_sale_that_is_anothers(made, changes, code):
    row = row_of(made, PrivateNote=f"[{OTHER_MARK}]")
    outcome = judge(made, {**row, **changes, "TotalAmt": float(changes.get("TotalAmt", 230))})
    assert [each.code for each in outcome.problems] == [code]


@pytest.mark.parametrize("made", MADE[2:], ids=lambda made: made.kind)
def test_number_of_a_purchase_is_its_suppliers(made):
    field, _entity = party_of(made.kind)
    row = row_of(made, PrivateNote="", TotalAmt=1)
    assert [each.code for each in judge(made, row).problems] == ["bill_in_books"]
    assert judge(made, {**row, field: {"value": "2"}}) == NotThere()
    spaced = replace(made, number="INV 9")
    found = judge(spaced, {**row, "DocNumber": "inv9"})
    assert [each.code for each in found.problems] == ["bill_in_books"]


def test_expense_and_refund_are_not_the_same():
    refund = MADE[5]
    row = row_of(refund, PrivateNote="", Credit=False)
    assert [each.code for each in judge(refund, row).problems] == ["bill_in_books"]


def test_several_of_ours_are_for_a_person():
    outcome = judge(document(), row_of(document()), row_of(document(), Id="146"))
    assert [each.code for each in outcome.problems] == ["found_twice"]
    assert outcome.problems[0].values["count"] == "2"


# === QUESTIONS === #


def test_many_are_asked_for_at_once_and_the_rest_by_date_and_party():
    made = [document(number=f"N-{number}", marker=f"{number:032}") for number in range(40)]
    made += [bill(number=f"B-{number}", marker=f"b{number:031}") for number in range(3)]
    rows = [row_of(each, Id=str(at)) for at, each in enumerate(made[:40])]
    ask = Books(Invoice=rows[:39], Bill=[])
    outcomes = look_up(ask, made)
    assert [type(each) for each in outcomes] == [Uploaded] * 39 + [NotThere] * 4
    assert [each.remote_id for each in outcomes[:39]] == [f"Invoice:{at}" for at in range(39)]
    by_number, _bills, by_date, _bills = ask.asked
    assert by_number.count("'N-") == 40
    assert by_date == (
        "select * from Invoice where TxnDate in ('2026-11-02') and CustomerRef in ('1')"
        " orderby MetaData.CreateTime startposition 1 maxresults 1000"
    )
    assert not any("PrivateNote" in question for question in ask.asked)


@pytest.mark.parametrize(
    ("made", "conditions"),
    [
        (bill(), "TxnDate in ('2026-11-02') and VendorRef in ('1')"),
        (vendor_credit(), "TxnDate in ('2026-11-02')"),
        (expense(), "TxnDate in ('2026-11-02') and TotalAmt in ('230.00')"),
    ],
)
def test_only_what_can_be_asked_is(made, conditions):
    ask = Books()
    look_up(ask, [made])
    assert f" where {conditions} orderby " in ask.asked[1]


def test_supplier_number_is_asked_for_as_it_may_have_been_typed():
    ask = Books()
    look_up(ask, [bill(number="O'Hara  7")])
    assert r"DocNumber in ('O\'Hara  7', 'O\'Hara 7', 'O\'Hara7')" in ask.asked[0]


def test_question_that_is_not_understood_is_asked_for_each():
    def ask(path, params=(), statement=None):
        if "ODD" in statement:
            return answer(fault(4000), 400)
        return Books(Invoice=[row_of(document())])(path, params, statement)

    made = [document(number="ODD"), document()]
    odd, found = look_up(ask, made)
    assert isinstance(odd, Unknown)
    assert isinstance(found, Uploaded)


def test_rows_that_were_not_asked_for_are_no_answer():
    other = rows_of("Invoice", row_of(document(), DocNumber="N-9"))
    [outcome] = look_up(Books(Invoice=other), [document()])
    assert isinstance(outcome, Unknown)


@pytest.mark.parametrize(
    "body",
    [{}, {"QueryResponse": None}, {"QueryResponse": {"Invoice": [{}]}}, {"Invoice": []}],
)
def test_answer_without_rows_is_never_a_miss(body):
    with pytest.raises(Postponed):
        look_up(Books(Invoice=answer(body)), [document()])


def test_fault_is_never_a_miss():
    outcome = judge(document())
    assert outcome == NotThere()
    [outcome] = look_up(Books(Invoice=answer(fault(4001), 400)), [document()])
    assert isinstance(outcome, Unknown)


def test_date_of_another_day_is_another():
    row = row_of(document(date=date(2026, 11, 3)), PrivateNote="")
    [problem] = judge(document(), row).problems
    assert problem.code == "number_taken"
    assert isinstance(judge(document(), row), Rejected)
