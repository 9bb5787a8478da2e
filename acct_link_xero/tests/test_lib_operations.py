"""Follow-up writes: where they go, what they say, what the answers mean, and whose they are."""

import json
from dataclasses import replace

import pytest

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.document import INVOICE, to_json
from odoo.addons.acct_link_batch.lib.errors import NoAnswer, RequestRefused
from odoo.addons.acct_link_batch.lib.exchange import Answer, Request
from odoo.addons.acct_link_batch.lib.outcome import Unknown, Uploaded
from odoo.addons.acct_link_oauth.tests.lib_listener import Listener, headers_of, reply
from odoo.addons.acct_link_operation.lib.operation import (
    ALLOCATE,
    ATTACH,
    SAVE_MAPPING,
    UPDATE,
    UPDATE_CONTACT,
    VOID,
    file_name,
)
from odoo.addons.acct_link_tracking_option.lib.addition import ADD_OPTION
from odoo.addons.acct_link_xero.lib import operations
from odoo.addons.acct_link_xero.lib.client import XeroClient
from odoo.addons.acct_link_xero.tests.lib_common import (
    CONTACT,
    INVOICE_ID,
    OTHER_ID,
    PARTY,
    document,
    line,
)
from odoo.addons.acct_link_xero.tests.lib_operations_common import (
    LINE_ID,
    OURS,
    PDF,
    follow_up,
    invoice,
)

# === WHAT IS SENT === #


@pytest.mark.parametrize(
    ("operation", "method", "path"),
    [
        (VOID, "POST", f"Invoices/{INVOICE_ID}"),
        (UPDATE, "POST", f"Invoices/{INVOICE_ID}"),
        (ALLOCATE, "PUT", f"CreditNotes/{INVOICE_ID}/Allocations"),
        (ATTACH, "PUT", f"Invoices/{INVOICE_ID}/Attachments/a%20b.pdf"),
        (SAVE_MAPPING, "POST", f"Contacts/{INVOICE_ID}"),
        (UPDATE_CONTACT, "POST", f"Contacts/{INVOICE_ID}"),
        (ADD_OPTION, "PUT", f"TrackingCategories/{INVOICE_ID}/Options"),
    ],
)
def test_each_write_names_one_record_and_reaches_the_wire_to_the_letter(operation, method, path):
    request = operations.prepare(follow_up(operation))
    assert operations.route(request) == (method, path)
    with Listener(reply(200, "{}")) as listener:
        XeroClient(listener.url, "token", "tenant", 1).follow_up(request, "key-1")
    [received] = listener.requests
    assert received.startswith(f"{method} /api.xro/2.0/{path}".encode())
    headers = headers_of(received)
    assert headers["idempotency-key"] == "key-1"
    body = received.split(b"\r\n\r\n", 1)[1]
    if operation == ATTACH:
        assert (body, headers["content-type"]) == (PDF, "application/pdf")
    else:
        assert body.decode() == request.text


def test_a_write_without_an_id_does_not_leave():
    for target in ("", "INV/0007", "00000000-0000-0000-0000-000000000000"):
        with pytest.raises(ValueError, match="names the record"):
            operations.route(Request(VOID, INVOICE, "{}", target))


def test_a_void_says_nothing_but_the_status():
    body = json.loads(operations.prepare(follow_up()).text)
    assert body == {"Invoices": [{"InvoiceID": INVOICE_ID, "Status": "VOIDED"}]}


def test_an_update_says_all_but_status_and_type_and_keeps_the_ids_of_lines():
    changed = document(line(), line(description="New"))
    values = {**OURS, "document": to_json(changed)}
    [element] = json.loads(operations.prepare(follow_up(UPDATE, values=values)).text)["Invoices"]
    assert not {"Status", "Type"} & element.keys()
    assert [each.get("LineItemID") for each in element["LineItems"]] == [LINE_ID, None]
    assert element["Contact"] == {"ContactID": CONTACT}


def test_an_update_clears_a_reference_that_is_gone():
    values = {**OURS, "document": to_json(document(reference=""))}
    [element] = json.loads(operations.prepare(follow_up(UPDATE, values=values)).text)["Invoices"]
    assert element["Reference"] == ""


def test_a_contact_keeps_its_name_and_its_other_phones():
    party = replace(PARTY, phone="04 1")
    mobile = {"PhoneType": "MOBILE", "PhoneNumber": "021"}
    item = follow_up(UPDATE_CONTACT, values={"party": to_json(party)}, found={"Phones": [mobile]})
    [element] = json.loads(operations.prepare(item).text)["Contacts"]
    assert "Name" not in element
    assert [each["PhoneType"] for each in element["Phones"]] == ["DEFAULT", "MOBILE"]


def test_the_journal_keeps_no_content_of_a_file():
    assert json.loads(operations.prepare(follow_up(ATTACH)).text) == follow_up(ATTACH).values


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("INV/2026/0001.pdf", "INV-2026-0001.pdf"),
        ('a<b>:"c|d?e*f+g\\h\x00.pdf', "a-b-c-d-e-f-g-h-.pdf"),
        ("no ending", "no ending.pdf"),
        ("../../etc/x.pdf", "etc-x.pdf"),
        ("ü" * 300 + ".pdf", "ü" * 120 + ".pdf"),
    ],
)
def test_names_of_files_are_cleaned(name, clean):
    assert file_name(name) == clean


# === WHAT THE ANSWER MEANS === #


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        (VOID, invoice(Status="VOIDED")),
        (UPDATE, invoice()),
        (ALLOCATE, {"Allocations": [{"Amount": 50, "Invoice": {"InvoiceID": OTHER_ID}}]}),
        (ATTACH, {"Attachments": [{"AttachmentID": OTHER_ID, "FileName": "a b.pdf"}]}),
        (SAVE_MAPPING, {"Contacts": [{"ContactID": INVOICE_ID}]}),
        (UPDATE_CONTACT, {"Contacts": [{"ContactID": INVOICE_ID}]}),
        (ADD_OPTION, {"Options": [{"TrackingOptionID": OTHER_ID, "Name": "North"}]}),
    ],
)
def test_only_an_answer_about_this_very_thing_is_a_success(operation, body):
    item = follow_up(operation)
    request = operations.prepare(item)
    assert isinstance(operations.read(request, Answer(200, json.dumps(body)), item), Uploaded)
    [[element]] = body.values()
    other = {key: None for key in element} | {"InvoiceID": OTHER_ID, "FileName": "b.pdf"}
    for nonsense in ({}, [], {"Invoices": []}, {next(iter(body)): [other]}, "?", None):
        outcome = operations.read(request, Answer(200, json.dumps(nonsense)), item)
        assert isinstance(outcome, Unknown), nonsense
    assert isinstance(operations.read(request, Answer(200, "<html>"), item), Unknown)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (
            "This document cannot be edited as it has a payment or credit note allocated to it.",
            "operation_paid",
        ),
        (
            "The status VOIDED cannot be applied to the invoice because it has payments or credit "
            "notes allocated to it.",
            "operation_paid",
        ),
        ("Invoice not of valid status for modification", "operation_settled"),
        (
            "The specified contact details matched an archived contact. Archived contacts cannot "
            "currently be edited via the API.",
            "operation_contact_archived",
        ),
        ("The document date cannot be before the period lock date", "operation_locked"),
        ("Something new", "operation_refused"),
    ],
)
def test_a_refusal_says_why(said, code):
    item = follow_up()
    body = json.dumps({"Elements": [{"ValidationErrors": [{"Message": said}]}]})
    outcome = operations.read(operations.prepare(item), Answer(400, body), item)
    assert [problem.code for problem in outcome.problems] == [code]
    flagged = json.dumps(
        {"Invoices": [{"HasErrors": True, "ValidationErrors": [{"Message": said}]}]}
    )
    outcome = operations.read(operations.prepare(item), Answer(200, flagged), item)
    assert [problem.code for problem in outcome.problems] == [code]


def test_a_refusal_without_elements_is_one_of_the_whole_request():
    with pytest.raises(RequestRefused):
        operations.read(
            operations.prepare(follow_up()), Answer(400, '{"Message": "No"}'), follow_up()
        )


def test_a_record_that_is_gone_is_no_mystery():
    with Listener(reply(404, "")) as listener:
        client = XeroClient(listener.url, "token", "tenant", 1)
        answer = client.follow_up(operations.prepare(follow_up()), "k")
    outcome = operations.read(operations.prepare(follow_up()), answer, follow_up())
    assert outcome.problems[0].code == "operation_gone"


@pytest.mark.parametrize("status", [500, 502, 503])
def test_an_error_of_the_server_proves_nothing(status):
    with Listener(reply(status, "")) as listener, pytest.raises(NoAnswer):
        XeroClient(listener.url, "token", "tenant", 1).follow_up(
            operations.prepare(follow_up()), "k"
        )


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Account code '999' is not a valid code for this document.", "account_refused"),
        ("Tax rate must be Active", "tax_refused"),
        ("Email address must be valid.", "email_invalid"),
        ("Invoice # must be unique.", "operation_number_taken"),
        ("Something new", "operation_refused"),
    ],
)
def test_an_update_is_refused_for_the_reasons_of_a_new_document(said, code):
    item = follow_up(UPDATE)
    body = json.dumps({"Elements": [{"ValidationErrors": [{"Message": said}]}]})
    outcome = operations.read(operations.prepare(item), Answer(400, body), item)
    assert [problem.code for problem in outcome.problems] == [code]


def test_a_code_that_another_contact_has_is_said():
    item = follow_up(SAVE_MAPPING)
    said = "Another contact has this contact number. Please enter a different contact number."
    body = json.dumps({"Elements": [{"ValidationErrors": [{"Message": said}]}]})
    outcome = operations.read(operations.prepare(item), Answer(400, body), item)
    assert [problem.code for problem in outcome.problems] == ["operation_code_taken"]
