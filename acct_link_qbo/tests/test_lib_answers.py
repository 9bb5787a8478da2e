"""What an answer means for the document or the party it is about."""

import json

import pytest

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.exchange import CREATE_CONTACTS, CREATE_DOCUMENTS
from odoo.addons.acct_link_batch.lib.outcome import Rejected, Unknown, Uploaded
from odoo.addons.acct_link_qbo.lib.answers import read
from odoo.addons.acct_link_qbo.lib.translate import Style, prepare
from odoo.addons.acct_link_qbo.tests.lib_common import (
    CUSTOMER_PARTY,
    MARK,
    VENDOR_PARTY,
    answer,
    bill,
    credit_note,
    document,
    expense,
    fault,
    vendor_credit,
)

ROW = {
    "Id": "145",
    "DocNumber": "INV/2026/0007",
    "TotalAmt": 230,
    "CustomerRef": {"value": "1", "name": "Acme Builders"},
    "PrivateNote": f"J100 Depot\n[{MARK}]",
}


def judge(item, said, status=200, style=None):
    operation = CREATE_DOCUMENTS if hasattr(item, "kind") else CREATE_CONTACTS
    request = prepare(operation, getattr(item, "kind", ""), item, style or Style())
    return read(request, answer(said, status), item)


def test_document_that_was_added():
    assert judge(document(), {"Invoice": ROW}) == Uploaded(
        "Invoice:145", "INV/2026/0007", 230, "Customer:1"
    )


@pytest.mark.parametrize(
    ("made", "entity", "party", "contact"),
    [
        (credit_note(), "CreditMemo", {"CustomerRef": {"value": "1"}}, "Customer:1"),
        (bill(), "Bill", {"VendorRef": {"value": "1"}}, "Vendor:1"),
        (vendor_credit(), "VendorCredit", {"VendorRef": {"value": "1"}}, "Vendor:1"),
        (expense(), "Purchase", {"EntityRef": {"value": "1", "type": "Vendor"}}, "Vendor:1"),
        (expense(), "Purchase", {"EntityRef": {"value": "1", "type": "Customer"}}, "Customer:1"),
        (expense(), "Purchase", {}, ""),
    ],
)
def test_ids_say_what_they_are_of(made, entity, party, contact):
    row = {"Id": "7", "TotalAmt": 230, "PrivateNote": MARK, **party}
    found = judge(made, {entity: row})
    assert (found.remote_id, found.contact) == (f"{entity}:7", contact)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"Bill": ROW},
        {"Invoice": {**ROW, "Id": ""}},
        {"Invoice": {**ROW, "Id": 145}},
        {"Invoice": []},
        # The memory of requests answers with what an earlier one made.
        {"Invoice": {**ROW, "PrivateNote": "[0000000000000000000000000000000f]"}},
        {"Invoice": {name: value for name, value in ROW.items() if name != "PrivateNote"}},
    ],
)
def test_answer_about_something_else_says_nothing(said):
    assert isinstance(judge(document(), said), Unknown)


def test_without_a_mark_the_answer_is_taken_as_it_is():
    row = {**ROW, "PrivateNote": "J100 Depot"}
    assert isinstance(judge(document(), {"Invoice": row}, style=Style(mark=False)), Uploaded)


@pytest.mark.parametrize(
    ("code", "element", "problem"),
    [
        (6140, "", "qbo_number_of_another"),
        (6210, "", "qbo_closed"),
        (6200, "", "qbo_closed"),
        (2500, "Line.SalesItemLineDetail.TaxCodeRef", "tax_refused"),
        (2500, "ItemRef", "account_refused"),
        (610, "CustomerRef", "contact_left_out"),
        (610, "", "refused"),
        (2500, "ClassRef", "refused"),
        (6430, "", "account_refused"),
        (6100, "", "tax_refused"),
        (6070, "", "line_total_refused"),
        (6000, "", "refused"),
        (999999, "", "refused"),
    ],
)
@pytest.mark.parametrize("status", [200, 400])
def test_refusal_of_a_document_is_told_by_its_code(code, element, problem, status):
    found = judge(document(), fault(code, "Because", element=element), status)
    assert isinstance(found, Rejected)
    assert [each.code for each in found.problems] == [problem]
    assert found.taken is (code == 6140)
    shown = found.problems[0].values.get("message")
    assert shown in (None, f"Because ({code})")


def test_all_that_is_wrong_is_told_once():
    said = fault(6000, "Because")
    error = said["Fault"]["Error"][0]
    said["Fault"]["Error"] += [error, {**error, "Detail": "And"}]
    found = judge(document(), said, 400)
    assert [each.values["message"] for each in found.problems] == ["Because (6000)", "And (6000)"]


def test_refusal_that_does_not_say_so_is_none():
    assert isinstance(judge(document(), fault(10000, kind="SystemFault"), 400), Unknown)


@pytest.mark.parametrize(
    ("party", "entity"), [(CUSTOMER_PARTY, "Customer"), (VENDOR_PARTY, "Vendor")]
)
def test_contact_that_was_added(party, entity):
    row = {"Id": "58", "DisplayName": party.name.upper()}
    assert judge(party, {entity: row}) == Uploaded(f"{entity}:58", contact=f"{entity}:58")
    assert isinstance(judge(party, {entity: {**row, "DisplayName": "Else"}}), Unknown)
    assert isinstance(judge(party, {"Employee": row}), Unknown)


@pytest.mark.parametrize(
    ("code", "problem", "taken"),
    [(6240, "qbo_name_of_another", True), (2040, "contact_refused", False)],
)
def test_refusal_of_a_contact(code, problem, taken):
    found = judge(VENDOR_PARTY, fault(code, "The name supplied already exists. : Id=58"), 400)
    [said] = found.problems
    assert (said.code, found.taken) == (problem, taken)
    assert said.record == ("res.partner", 8)
    json.dumps(said.to_json())
