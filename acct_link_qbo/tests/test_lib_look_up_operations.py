"""Follow-up writes: whether they are done there already, or can be, and whose the record is."""

from dataclasses import replace
from decimal import Decimal

import pytest

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.document import BILL, to_json
from odoo.addons.acct_link_batch.lib.errors import Postponed
from odoo.addons.acct_link_batch.lib.exchange import Answer
from odoo.addons.acct_link_batch.lib.outcome import NotDone, Rejected, Unknown, Uploaded
from odoo.addons.acct_link_operation.lib.operation import ALLOCATE, ATTACH, UPDATE, UPDATE_CONTACT
from odoo.addons.acct_link_qbo.lib.look_up_operations import look_up
from odoo.addons.acct_link_qbo.lib.operations import short_key
from odoo.addons.acct_link_qbo.lib.translate import PLAIN, document_payload
from odoo.addons.acct_link_qbo.tests.lib_common import (
    MARK,
    answer,
    document,
    fault,
    line,
    rows_of,
)
from odoo.addons.acct_link_qbo.tests.test_lib_operations import PDF, follow_up

NOTE = f"J100 Depot\n[{MARK}]"


class There:
    """Answers reads by id and questions; `{path or entity: row, rows or Answer}`."""

    def __init__(self, **known):
        self.known, self.asked = known, []

    def __call__(self, path, params=(), statement=None):
        self.asked.append(statement or path)
        entity = statement.split(" from ")[1].split(" ")[0] if statement else path.split("/")[0]
        found = self.known.get(entity if statement else entity.lower())
        if isinstance(found, Answer):
            return found
        if statement:
            return rows_of(entity, *(found or ()))
        if found is None:
            return answer(fault(610, element="Id"), 400)
        return answer({NAMES[entity]: found})


NAMES = {name.lower(): name for name in ("Invoice", "CreditMemo", "Bill", "Customer", "Purchase")}


def invoice(**changes):
    sent = document_payload(document())
    lines = [{"Id": str(place), **each} for place, each in enumerate(sent["Line"], 1)]
    total = {"Amount": 200, "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}}
    row = {**sent, "Id": "145", "SyncToken": "3", "TotalAmt": 230, "Balance": 230}
    return {**row, "LinkedTxn": [], "Line": [*lines, total], **changes}


def codes(found):
    assert isinstance(found, Rejected), found
    return [problem.code for problem in found.problems]


# === VOID, DELETE === #


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({}, NotDone({"token": "3"})),
        ({"TotalAmt": 0, "PrivateNote": f"Voided {NOTE}"}, Uploaded("Invoice:145")),
        ({"Balance": 100}, "operation_paid"),
        ({"LinkedTxn": [{"TxnId": "1", "TxnType": "Payment"}]}, "operation_paid"),
        ({"LinkedTxn": [{"TxnId": "1", "TxnType": "Estimate"}]}, NotDone({"token": "3"})),
        ({"PrivateNote": "theirs"}, "operation_not_ours"),
        ({"PrivateNote": None}, "operation_not_ours"),
    ],
)
def test_a_void_is_looked_for(changes, outcome):
    found = look_up(There(invoice=invoice(**changes)), follow_up())
    assert codes(found) == [outcome] if isinstance(outcome, str) else found == outcome


def test_without_marks_the_number_has_to_be_ours():
    style = replace(PLAIN, mark=False)
    for number, wanted in (("INV/2026/0007", NotDone), ("theirs", Rejected)):
        there = There(invoice=invoice(PrivateNote="J100", DocNumber=number))
        assert isinstance(look_up(there, follow_up(), style), wanted)


def test_what_is_gone_is_deleted_but_not_voided():
    assert codes(look_up(There(), follow_up())) == ["operation_gone"]
    gone = follow_up(kind=BILL, remote_id="Bill:108")
    assert look_up(There(), gone) == Uploaded("Bill:108")


@pytest.mark.parametrize("body", [fault(2000), fault(4001), {"Bill": {}}])
def test_an_odd_answer_never_says_that_it_is_gone(body):
    there = There(bill=answer(body, 400 if "Fault" in body else 200))
    operation = follow_up(kind=BILL, remote_id="Bill:108")
    try:
        assert isinstance(look_up(there, operation), Unknown)
    except Postponed:
        assert "Bill" in body


# === UPDATE === #


def update(**changes):
    return follow_up(UPDATE, values={**follow_up(UPDATE).values, **changes})


CHANGED = to_json(document(line(net=Decimal("300.00"), tax=Decimal("45.00"))))


def test_an_update_is_looked_for():
    there = There(invoice=invoice())
    found = look_up(there, update(document=CHANGED))
    assert found == NotDone({"token": "3", "lines": ["1"]})
    assert look_up(there, update()) == Uploaded(
        "Invoice:145", "INV/2026/0007", Decimal(230), "Customer:1"
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"DocNumber": "X"},
        {"DueDate": "2027-01-01"},
        {"PrivateNote": f"{NOTE}\nand a remark"},
        {"CustomerRef": {"value": "9"}},
        {"Line": invoice()["Line"][1:]},
        {"Line": [{**invoice()["Line"][0], "Amount": 201}]},
        {"Line": [{**invoice()["Line"][0], "Description": "Theirs"}]},
    ],
)
def test_what_was_changed_there_is_left_alone_unless_somebody_says_so(changes):
    there = There(invoice=invoice(**changes))
    assert codes(look_up(there, update(document=CHANGED))) == ["update_changed_there"]
    assert isinstance(look_up(there, update(document=CHANGED, over=True)), NotDone)


def test_what_only_quickbooks_knows_is_no_change():
    more = {"CustomerMemo": {"value": "Thanks"}, "EmailStatus": "EmailSent", "ExchangeRate": 1}
    named = {"CustomerRef": {"value": "1", "name": "Acme"}, "PrivateNote": NOTE + "\r\n"}
    there = There(invoice=invoice(**more, **named))
    assert isinstance(look_up(there, update()), Uploaded)


def test_a_place_that_is_gone_here_is_emptied_there():
    there = There(invoice=invoice(DepartmentRef={"value": "2"}))
    found = look_up(there, update(document=CHANGED))
    assert found.found["empty"] == ["DepartmentRef"]


def test_void_documents_are_not_changed():
    there = There(invoice=invoice(TotalAmt=0, PrivateNote=f"Voided {NOTE}"))
    assert codes(look_up(there, update(document=CHANGED))) == ["update_void_there"]


# === SET OFF === #


def memo(**changes):
    row = {"Id": "9", "SyncToken": "0", "TotalAmt": 50, "Balance": 50, "PrivateNote": NOTE}
    row |= {"DocNumber": "INV/2026/0007", "TxnDate": "2026-11-05", "LinkedTxn": []}
    return {**row, "CustomerRef": {"value": "1"}, "CurrencyRef": {"value": "NZD"}, **changes}


def payment(**changes):
    links = (("Invoice", "145"), ("CreditMemo", "9"))
    lines = [{"Amount": 50, "LinkedTxn": [{"TxnType": t, "TxnId": i}]} for t, i in links]
    return {"Id": "5", "Line": lines, "TotalAmt": 0, "PaymentRefNum": "", **changes}


def test_a_set_off_takes_what_is_left_on_the_later_day():
    there = There(creditmemo=memo(), invoice=invoice(Balance=30))
    found = look_up(there, follow_up(ALLOCATE))
    assert found.found == {
        "amount": "30",
        "date": "2026-11-05",
        "customer": "1",
        "currency": "NZD",
    }


def test_a_set_off_that_is_there_is_not_made_again():
    linked = [{"TxnId": "5", "TxnType": "Payment"}]
    key = short_key(follow_up(ALLOCATE))
    for row in (payment(), payment(PaymentRefNum=key)):
        there = There(creditmemo=memo(LinkedTxn=linked), Payment=[row])
        assert look_up(there, follow_up(ALLOCATE)) == Uploaded("Payment:5")
    changed = payment(PaymentRefNum=key, Line=[])
    there = There(creditmemo=memo(), invoice=invoice(), Payment=[changed])
    assert codes(look_up(there, follow_up(ALLOCATE))) == ["qbo_set_off_changed"]


@pytest.mark.parametrize(
    ("of_memo", "of_invoice", "code"),
    [
        ({}, {"Balance": 0}, "allocate_paid"),
        ({"Balance": 0}, {}, "allocate_too_much"),
        ({"CustomerRef": {"value": "2"}}, {}, "allocate_other_contact"),
        ({"CurrencyRef": {"value": "EUR"}}, {}, "allocate_other_contact"),
        ({"PrivateNote": ""}, {}, "operation_not_ours"),
    ],
)
def test_set_offs_that_cannot_be(of_memo, of_invoice, code):
    there = There(creditmemo=memo(**of_memo), invoice=invoice(**of_invoice))
    assert codes(look_up(there, follow_up(ALLOCATE))) == [code]


def test_a_question_that_is_not_understood_is_no_answer():
    there = There(creditmemo=memo(), invoice=invoice(), Payment=answer(fault(4001), 400))
    assert isinstance(look_up(there, follow_up(ALLOCATE)), Unknown)


# === FILES, CONTACTS === #


def test_a_file_is_looked_for_by_name_and_size():
    name = follow_up(ATTACH).values["name"]
    file = {"Id": "3", "FileName": name, "Size": len(PDF)}
    assert look_up(There(Attachable=[file]), follow_up(ATTACH)) == Uploaded("Attachable:3")
    for changes in ({"Size": 1}, {"FileName": "b.pdf"}):
        assert look_up(There(Attachable=[{**file, **changes}]), follow_up(ATTACH)) == NotDone()
    odd = follow_up(ATTACH, values={**follow_up(ATTACH).values, "name": "a.exe"})
    there = There()
    assert codes(look_up(there, odd)) == ["qbo_file_type"]
    assert not there.asked


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({}, NotDone({"token": "2"})),
        ({"PrimaryEmailAddr": {"Address": "a@example.com"}}, Uploaded("Customer:1")),
        ({"Active": False}, "operation_contact_archived"),
    ],
)
def test_a_contact_is_looked_for(changes, outcome):
    row = {"Id": "1", "SyncToken": "2", "Active": True, "DisplayName": "Acme", **changes}
    found = look_up(There(customer=row), follow_up(UPDATE_CONTACT))
    assert codes(found) == [outcome] if isinstance(outcome, str) else found == outcome
