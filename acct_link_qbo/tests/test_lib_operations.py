"""Follow-up writes: what is sent, where to, and what an answer to it means."""

import json
from dataclasses import replace
from email.parser import BytesParser
from email.policy import HTTP

import pytest

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.document import BILL, CREDIT_NOTE, EXPENSE, INVOICE, to_json
from odoo.addons.acct_link_batch.lib.outcome import Rejected, Unknown, Uploaded
from odoo.addons.acct_link_operation.lib.operation import (
    ALLOCATE,
    ATTACH,
    UPDATE,
    UPDATE_CONTACT,
    VOID,
    Operation,
)
from odoo.addons.acct_link_qbo.lib import operations
from odoo.addons.acct_link_qbo.tests.lib_common import (
    CUSTOMER_PARTY,
    MARK,
    answer,
    document,
    fault,
    line,
)

PDF = b"%PDF \x00\xff--acct-link-"
OURS = {"marker": MARK, "number": "INV/2026/0007"}


def follow_up(operation=VOID, kind=INVOICE, remote_id="Invoice:145", **changes):
    values = {
        VOID: OURS,
        UPDATE: {**OURS, "document": to_json(document()), "before": to_json(document())},
        ALLOCATE: {**OURS, "invoice": "Invoice:145", "amount": "50.00"},
        ATTACH: {
            "name": 'ü "1".pdf',
            "mimetype": "application/pdf",
            "size": len(PDF),
            "sha256": "x",
        },
        UPDATE_CONTACT: {"party": to_json(replace(CUSTOMER_PARTY, email="a@example.com"))},
    }[operation]
    found = {
        ALLOCATE: {"amount": "50.00", "date": "2026-11-02", "customer": "1"},
        UPDATE: {"token": "3", "lines": ["1"], "empty": ["DepartmentRef"]},
    }.get(operation, {"token": "3"})
    content = PDF if operation == ATTACH else b""
    if operation == ALLOCATE:
        kind, remote_id = CREDIT_NOTE, "CreditMemo:9"
    if operation == UPDATE_CONTACT:
        kind, remote_id = "", "Customer:1" if remote_id == "Invoice:145" else remote_id
    made = Operation(operation, kind, remote_id, values, "key", found, content)
    return replace(made, **changes)


def body_of(operation):
    return json.loads(operations.prepare(operation).text)


# === WHAT IS SENT === #


@pytest.mark.parametrize(
    ("kind", "remote_id", "way"),
    [
        (INVOICE, "Invoice:145", ("invoice", "void")),
        (CREDIT_NOTE, "CreditMemo:9", ("creditmemo", "delete")),
        (BILL, "Bill:108", ("bill", "delete")),
        ("vendor_credit", "VendorCredit:7", ("vendorcredit", "delete")),
        (EXPENSE, "Purchase:108", ("purchase", "delete")),
    ],
)
def test_only_invoices_are_voided(kind, remote_id, way):
    request = operations.prepare(follow_up(kind=kind, remote_id=remote_id))
    posting = operations.route(request)
    assert (posting.path, dict(posting.params)) == (way[0], {"operation": way[1]})
    id_ = remote_id.partition(":")[2]
    assert json.loads(posting.body) == {"Id": id_, "SyncToken": "3"}


def test_update_is_sparse_keeps_ids_of_lines_and_empties_what_is_gone():
    changed = document(line(), line(description="More"))
    values = {**follow_up(UPDATE).values, "document": to_json(changed)}
    operation = follow_up(UPDATE, values=values)
    body = body_of(operation)
    assert (body["Id"], body["SyncToken"], body["sparse"]) == ("145", "3", True)
    assert [each.get("Id") for each in body["Line"]] == ["1", None]
    assert body["DepartmentRef"] is None
    assert operations.route(operations.prepare(operation)).path == "invoice"


def test_number_that_quickbooks_gave_stays_until_ours_changes():
    values = {**follow_up(UPDATE).values, "number": "1037"}
    assert body_of(follow_up(UPDATE, values=values))["DocNumber"] == "1037"
    renamed = to_json(document(number="INV/NEW"))
    values["document"] = renamed
    assert body_of(follow_up(UPDATE, values=values))["DocNumber"] == "INV/NEW"


def test_set_off_is_a_payment_of_nothing():
    body = body_of(follow_up(ALLOCATE))
    assert body["TotalAmt"] == 0
    links = [(each["Amount"], each["LinkedTxn"][0]) for each in body["Line"]]
    assert links == [
        (50, {"TxnId": "145", "TxnType": "Invoice"}),
        (50, {"TxnId": "9", "TxnType": "CreditMemo"}),
    ]
    assert len(body["PaymentRefNum"]) <= 21
    other = body_of(follow_up(ALLOCATE, key="another"))
    assert body["PaymentRefNum"] != other["PaymentRefNum"]


def test_file_goes_out_in_two_parts_that_have_names():
    request = operations.prepare(follow_up(ATTACH))
    posting = operations.route(request)
    assert posting.path == "upload"
    head = f"Content-Type: {posting.content_type}\r\n\r\n".encode()
    about, content = BytesParser(policy=HTTP).parsebytes(head + posting.body).iter_parts()
    assert about.get_filename() == "attachment.json"
    assert json.loads(about.get_payload(decode=True)) == json.loads(request.text)
    assert json.loads(request.text)["AttachableRef"][0]["EntityRef"] == {
        "type": "Invoice",
        "value": "145",
    }
    assert content.get_payload(decode=True) == PDF
    assert content.get_filename()
    assert operations.route(request) == posting, "a repeated one is the same to the letter"


def test_contact_gets_what_is_known_and_its_names_only_if_it_is_renamed():
    body = body_of(follow_up(UPDATE_CONTACT))
    assert body["PrimaryEmailAddr"] == {"Address": "a@example.com"}
    assert not {"DisplayName", "CompanyName", "CurrencyRef"} & body.keys()
    values = {**follow_up(UPDATE_CONTACT).values, "name": "Acme: Two"}
    body = body_of(follow_up(UPDATE_CONTACT, values=values))
    assert (body["DisplayName"], body["CompanyName"]) == ("Acme Two", "Acme Two")
    assert "PrintOnCheckName" not in body
    vendor = body_of(follow_up(UPDATE_CONTACT, values=values, remote_id="Vendor:1"))
    assert vendor["PrintOnCheckName"] == "Acme Two"


def test_follow_up_of_nothing_goes_nowhere():
    request = operations.prepare(follow_up(UPDATE))
    for changed in (replace(request, target="x"), replace(request, target="Invoice:1")):
        with pytest.raises(ValueError, match="record"):
            operations.route(changed)


# === WHAT AN ANSWER MEANS === #


def outcome(operation, body, status=200):
    return operations.read(operations.prepare(operation), answer(body, status), operation)


def codes(found):
    assert isinstance(found, Rejected), found
    return [problem.code for problem in found.problems]


def test_answers_that_say_it_is_done():
    row = {"Id": "145", "PrivateNote": f"x\n[{MARK}]", "TotalAmt": 230, "DocNumber": "N"}
    assert outcome(follow_up(), {"Invoice": {**row, "TotalAmt": 0}}) == Uploaded("Invoice:145")
    gone = follow_up(kind=BILL, remote_id="Bill:108")
    assert outcome(gone, {"Bill": {"Id": "108", "status": "Deleted"}}) == Uploaded("Bill:108")
    found = outcome(follow_up(UPDATE), {"Invoice": row})
    assert (found.remote_id, found.number, found.total) == ("Invoice:145", "N", 230)
    key = operations.short_key(follow_up(ALLOCATE))
    paid = {"Payment": {"Id": "5", "PaymentRefNum": key}}
    assert outcome(follow_up(ALLOCATE), paid) == Uploaded("Payment:5")
    file = {"AttachableResponse": [{"Attachable": {"Id": "3", "FileName": 'ü "1".pdf'}}]}
    assert outcome(follow_up(ATTACH), file) == Uploaded("Attachable:3")
    assert outcome(follow_up(UPDATE_CONTACT), {"Customer": {"Id": "1"}}) == Uploaded("Customer:1")


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        (VOID, {"Invoice": {"Id": "145", "TotalAmt": 230}}),
        (VOID, {"Invoice": {"Id": "146", "TotalAmt": 0}}),
        (VOID, {}),
        (UPDATE, {"Invoice": {"Id": "145", "PrivateNote": "another", "TotalAmt": 1}}),
        (UPDATE, {"Bill": {"Id": "145"}}),
        (ALLOCATE, {"Payment": {"Id": "5", "PaymentRefNum": "another"}}),
        (ATTACH, {"AttachableResponse": []}),
        (ATTACH, {"AttachableResponse": [{"Attachable": {"Id": "3", "FileName": "b.pdf"}}]}),
        (UPDATE_CONTACT, {"Customer": {"Id": "2"}}),
    ],
)
def test_answers_about_something_else_prove_nothing(operation, body):
    assert isinstance(outcome(follow_up(operation), body), Unknown)


@pytest.mark.parametrize(
    ("operation", "code", "wanted"),
    [
        (VOID, 6210, "operation_locked"),
        (VOID, 800, "operation_paid"),
        (VOID, 2020, "operation_refused"),
        (UPDATE, 6140, "qbo_number_of_another"),
        (UPDATE, 6210, "operation_locked"),
        (ALLOCATE, 6000, "operation_refused"),
        (UPDATE_CONTACT, 6240, "operation_name_taken"),
    ],
)
def test_refusals(operation, code, wanted):
    found = outcome(follow_up(operation), fault(code, "because"), 400)
    assert codes(found) == [wanted]


def test_what_was_changed_meanwhile_is_read_again():
    assert isinstance(outcome(follow_up(UPDATE), fault(5010), 400), Unknown)


def test_fault_in_place_of_a_file_is_its_refusal():
    body = {"AttachableResponse": [fault(6000, "no such type")]}
    assert codes(outcome(follow_up(ATTACH), body)) == ["operation_refused"]
    body = {"AttachableResponse": [fault(10000, "busy", kind="SystemFault")]}
    assert isinstance(outcome(follow_up(ATTACH), body), Unknown)


def test_record_that_is_gone_and_a_reference_that_is():
    assert codes(outcome(follow_up(), fault(610, element="Id"), 400)) == ["operation_gone"]
    found = outcome(follow_up(ALLOCATE), fault(610, element="CustomerRef"), 400)
    assert codes(found) == ["operation_refused"]
