"""Follow-up writes: what is sent, where to, and what an answer to it means."""

import base64
import json
from dataclasses import replace

import pytest

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.document import BILL, CREDIT_NOTE, EXPENSE, INVOICE, to_json
from odoo.addons.acct_link_batch.lib.outcome import Rejected, Unknown, Uploaded
from odoo.addons.acct_link_myob.lib import operations
from odoo.addons.acct_link_myob.tests.lib_common import (
    CUSTOMER_ID,
    DOCUMENT_ID,
    MARK,
    answer,
    document,
    guid,
    line,
    refusal,
    sale_row,
)
from odoo.addons.acct_link_operation.lib.operation import ALLOCATE, ATTACH, UPDATE, VOID, Operation

PDF = b"%PDF \x00\xff"
OURS = {"marker": MARK, "number": "INV202600007"}
CREDIT_ID, MADE_ID = guid(70), guid(71)
ELSEWHERE = f"https://ar2.api.myob.com/accountright/x/y/{MADE_ID}"
SERVICE = "Sale/Invoice/Service"


def follow_up(operation=VOID, kind=INVOICE, **changes):
    values = {
        VOID: OURS,
        UPDATE: {**OURS, "document": to_json(document()), "before": to_json(document())},
        ALLOCATE: {**OURS, "invoice": DOCUMENT_ID, "amount": "50.00"},
        ATTACH: {**OURS, "name": "ü.pdf", "mimetype": "application/pdf", "sha256": "x"},
    }[operation]
    found = {
        VOID: {"route": SERVICE},
        UPDATE: {"version": "-3", "rows": [{"RowID": 41, "RowVersion": "-4"}], "kept": {}},
        ALLOCATE: {"amount": "50.00", "date": "2026-11-02", "customer": CUSTOMER_ID},
        ATTACH: {"route": "Purchase/Bill/Service"},
    }[operation]
    remote_id, content = DOCUMENT_ID, b""
    if operation == ALLOCATE:
        kind, remote_id = CREDIT_NOTE, CREDIT_ID
    if operation == ATTACH:
        kind, content = BILL, PDF
    made = Operation(operation, kind, remote_id, values, "key", found, content)
    return replace(made, **changes)


def sent(operation):
    """(method, path, body) of an operation."""
    posting = operations.route(operations.prepare(operation))
    return posting.method, posting.path, posting.body and json.loads(posting.body)


# === WHAT IS SENT === #


@pytest.mark.parametrize("route", [SERVICE, "Banking/SpendMoneyTxn", "Purchase/Bill/Professional"])
def test_void_deletes_it_in_the_layout_it_has(route):
    assert sent(follow_up(found={"route": route})) == ("DELETE", f"{route}/{DOCUMENT_ID}", None)


def test_update_names_the_versions_it_was_read_with():
    method, path, body = sent(follow_up(UPDATE))
    assert (method, path) == ("PUT", f"{SERVICE}/{DOCUMENT_ID}")
    assert (body["UID"], body["RowVersion"]) == (DOCUMENT_ID, "-3")
    [first] = body["Lines"]
    assert (first["RowID"], first["RowVersion"], first["Total"]) == (41, "-4", 200)
    assert body["JournalMemo"].endswith(f"[{MARK}]")


def test_update_of_more_lines_than_before_adds_them():
    changed = to_json(document(line(), line(description="More")))
    operation = follow_up(UPDATE)
    operation = replace(operation, values={**operation.values, "document": changed})
    assert ["RowID" in each for each in sent(operation)[2]["Lines"]] == [True, False]


def test_update_keeps_what_only_they_know():
    kept = {"Comment": "Thanks", "InvoiceDeliveryStatus": "Email"}
    operation = follow_up(UPDATE)
    operation = replace(operation, found={**operation.found, "kept": kept})
    body = sent(operation)[2]
    assert {name: body[name] for name in kept} == kept


def test_set_off_is_a_settlement_with_our_mark():
    operation = follow_up(ALLOCATE)
    assert sent(operation) == (
        "POST",
        "Sale/CreditSettlement",
        {
            "CreditFromInvoice": {"UID": CREDIT_ID},
            "Customer": {"UID": CUSTOMER_ID},
            "Date": "2026-11-02T00:00:00",
            "CreditAmount": 50,
            "Lines": [{"Type": "Invoice", "Sale": {"UID": DOCUMENT_ID}, "AmountApplied": 50}],
            "Memo": f"[{operations.marker_of(operation)}]",
        },
    )


def test_mark_of_a_set_off_is_its_own():
    marks = {operations.marker_of(follow_up(ALLOCATE, key=key)) for key in ("a", "b", "a")}
    assert len(marks) == 2
    assert all(len(mark) == 32 for mark in marks)


def test_file_goes_beside_the_bill_and_not_into_the_journal():
    operation = follow_up(ATTACH)
    method, path, body = sent(operation)
    assert (method, path) == ("POST", f"Purchase/Bill/Service/{DOCUMENT_ID}/Attachment")
    [file] = body["Attachments"]
    assert file["OriginalFileName"] == "ü.pdf"
    assert base64.b64decode(file["FileBase64Content"]) == PDF
    assert "Content" not in operations.prepare(operation).text


def test_only_purchases_take_files_and_only_credits_are_set_off():
    assert INVOICE not in operations.OPERATION_KINDS[ATTACH]
    assert EXPENSE in operations.OPERATION_KINDS[ATTACH]
    assert operations.OPERATION_KINDS[ALLOCATE] == (CREDIT_NOTE,)


def test_request_without_its_record_is_never_sent():
    request = operations.prepare(follow_up())
    with pytest.raises(ValueError, match="names the record"):
        operations.route(replace(request, target=""))
    request = operations.prepare(follow_up(UPDATE))
    with pytest.raises(ValueError, match="another record"):
        operations.route(replace(request, target=guid(1)))


# === WHAT THE ANSWER MEANS === #


def read(operation, said, status=200, **headers):
    request = operations.prepare(operation)
    return operations.read(request, answer(said, status, **headers), operation)


def test_what_was_deleted_is_done():
    assert read(follow_up(), "") == Uploaded(DOCUMENT_ID)


def test_update_is_done_if_the_answer_shows_our_document():
    found = read(follow_up(UPDATE), sale_row(Number="INV9"))
    assert (found.remote_id, found.number, found.total) == (DOCUMENT_ID, "INV9", 220)


@pytest.mark.parametrize("row", ["", {}, sale_row(uid=guid(1)), sale_row(JournalMemo="theirs")])
def test_update_that_is_not_shown_is_unknown(row):
    assert isinstance(read(follow_up(UPDATE), row), Unknown)


def test_set_off_is_known_by_its_mark_or_its_address():
    operation = follow_up(ALLOCATE)
    row = {"UID": MADE_ID, "Memo": f"[{operations.marker_of(operation)}]"}
    assert read(operation, row, 201) == Uploaded(MADE_ID)
    assert read(operation, "", 201, location=ELSEWHERE) == Uploaded(MADE_ID)
    assert isinstance(read(operation, {**row, "Memo": ""}, 201), Unknown)
    assert isinstance(read(operation, "", 201), Unknown)


def test_file_is_known_by_its_address():
    assert read(follow_up(ATTACH), "", 201, location=ELSEWHERE) == Uploaded(MADE_ID)
    assert isinstance(read(follow_up(ATTACH), "", 201), Unknown)


@pytest.mark.parametrize(
    ("name", "code", "problem"),
    [
        ("InvoicePaid", 10001, "operation_paid"),
        ("Whatever", 10001, "operation_paid"),
        ("TransactionsCannotBeDeleted", 25003, "myob_reverse"),
        ("LayoutTypeMismatch", 37004, "myob_converted"),
        ("DateInLockPeriod", None, "operation_locked"),
        ("InUse", None, "operation_refused"),
    ],
)
@pytest.mark.parametrize("operation", [VOID, ALLOCATE, ATTACH])
def test_refusal_is_told_in_our_words(operation, name, code, problem):
    found = read(follow_up(operation), refusal(name, code=code), 400)
    assert [each.code for each in found.problems] == [problem]


def test_what_keeps_a_new_document_out_keeps_a_changed_one_out():
    found = read(follow_up(UPDATE), refusal("InvalidTaxCode"), 400)
    assert [each.code for each in found.problems] == ["tax_refused"]
    found = read(follow_up(UPDATE), refusal("InvoicePaid"), 400)
    assert [each.code for each in found.problems] == ["operation_paid"]


@pytest.mark.parametrize("operation", [VOID, UPDATE])
@pytest.mark.parametrize(
    ("name", "status"), [("IncorrectRowVersionSupplied", 409), ("ResourceNotFound", 404)]
)
def test_what_was_changed_or_deleted_meanwhile_is_looked_at_again(operation, name, status):
    assert isinstance(read(follow_up(operation), refusal(name), status), Unknown)


def test_refusal_that_says_nothing_is_none():
    assert isinstance(read(follow_up(), "", 400), Unknown)


def test_several_errors_of_one_meaning_are_said_once():
    said = refusal("DateInLockPeriod")
    said["Errors"] += refusal("DatePriorToBeginningOfFinancialYear")["Errors"]
    found = read(follow_up(), said, 400)
    assert isinstance(found, Rejected)
    assert [each.code for each in found.problems] == ["operation_locked"]
