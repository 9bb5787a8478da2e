"""Follow-up writes: where they go, what they say, what the answers mean, and whose they are."""

import json
from dataclasses import replace

import pytest

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.document import INVOICE, to_json
from odoo.addons.acct_link_batch.lib.errors import NoAnswer, RequestRefused
from odoo.addons.acct_link_batch.lib.exchange import Answer, Request
from odoo.addons.acct_link_batch.lib.outcome import Unknown, Uploaded
from odoo.addons.acct_link_batch.lib.step import (
    ALLOCATE,
    ATTACH,
    SAVE_MAPPING,
    UPDATE,
    UPDATE_CONTACT,
    VOID,
    file_name,
)
from odoo.addons.acct_link_oauth.tests.lib_listener import Listener, headers_of, reply
from odoo.addons.acct_link_xero.lib import steps
from odoo.addons.acct_link_xero.lib.client import XeroClient
from odoo.addons.acct_link_xero.tests.lib_common import (
    CONTACT,
    INVOICE_ID,
    OTHER_ID,
    PARTY,
    document,
    line,
)
from odoo.addons.acct_link_xero.tests.lib_steps_common import (
    LINE_ID,
    OURS,
    PDF,
    invoice,
    step,
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
    ],
)
def test_each_write_names_one_record_and_reaches_the_wire_to_the_letter(operation, method, path):
    request = steps.prepare(step(operation))
    assert steps.route(request) == (method, path)
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
            steps.route(Request(VOID, INVOICE, "{}", target))


def test_a_void_says_nothing_but_the_status():
    body = json.loads(steps.prepare(step()).text)
    assert body == {"Invoices": [{"InvoiceID": INVOICE_ID, "Status": "VOIDED"}]}


def test_an_update_says_all_but_status_and_type_and_keeps_the_ids_of_lines():
    changed = document(line(), line(description="New"))
    wish = {**OURS, "document": to_json(changed)}
    [element] = json.loads(steps.prepare(step(UPDATE, values=wish)).text)["Invoices"]
    assert not {"Status", "Type"} & element.keys()
    assert [each.get("LineItemID") for each in element["LineItems"]] == [LINE_ID, None]
    assert element["Contact"] == {"ContactID": CONTACT}


def test_an_update_clears_a_reference_that_is_gone():
    wish = {**OURS, "document": to_json(document(reference=""))}
    [element] = json.loads(steps.prepare(step(UPDATE, values=wish)).text)["Invoices"]
    assert element["Reference"] == ""


def test_a_contact_keeps_its_name_and_its_other_phones():
    party = replace(PARTY, phone="04 1")
    mobile = {"PhoneType": "MOBILE", "PhoneNumber": "021"}
    wish = step(UPDATE_CONTACT, values={"party": to_json(party)}, found={"Phones": [mobile]})
    [element] = json.loads(steps.prepare(wish).text)["Contacts"]
    assert "Name" not in element
    assert [each["PhoneType"] for each in element["Phones"]] == ["DEFAULT", "MOBILE"]


def test_the_journal_keeps_no_content_of_a_file():
    assert json.loads(steps.prepare(step(ATTACH)).text) == step(ATTACH).values


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
    ],
)
def test_only_an_answer_about_this_very_thing_is_a_success(operation, body):
    wish = step(operation)
    request = steps.prepare(wish)
    assert isinstance(steps.read(request, Answer(200, json.dumps(body)), wish), Uploaded)
    [[element]] = body.values()
    other = {key: None for key in element} | {"InvoiceID": OTHER_ID, "FileName": "b.pdf"}
    for nonsense in ({}, [], {"Invoices": []}, {next(iter(body)): [other]}, "?", None):
        outcome = steps.read(request, Answer(200, json.dumps(nonsense)), wish)
        assert isinstance(outcome, Unknown), nonsense
    assert isinstance(steps.read(request, Answer(200, "<html>"), wish), Unknown)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (
            "This document cannot be edited as it has a payment or credit note allocated to it.",
            "step_paid",
        ),
        (
            "The status VOIDED cannot be applied to the invoice because it has payments or credit "
            "notes allocated to it.",
            "step_paid",
        ),
        ("Invoice not of valid status for modification", "step_settled"),
        (
            "The specified contact details matched an archived contact. Archived contacts cannot "
            "currently be edited via the API.",
            "step_contact_archived",
        ),
        ("The document date cannot be before the period lock date", "step_locked"),
        ("Something new", "step_refused"),
    ],
)
def test_a_refusal_says_why(said, code):
    wish = step()
    body = json.dumps({"Elements": [{"ValidationErrors": [{"Message": said}]}]})
    outcome = steps.read(steps.prepare(wish), Answer(400, body), wish)
    assert [problem.code for problem in outcome.problems] == [code]
    flagged = json.dumps(
        {"Invoices": [{"HasErrors": True, "ValidationErrors": [{"Message": said}]}]}
    )
    outcome = steps.read(steps.prepare(wish), Answer(200, flagged), wish)
    assert [problem.code for problem in outcome.problems] == [code]


def test_a_refusal_without_elements_is_one_of_the_whole_request():
    with pytest.raises(RequestRefused):
        steps.read(steps.prepare(step()), Answer(400, '{"Message": "No"}'), step())


def test_a_record_that_is_gone_is_no_mystery():
    with Listener(reply(404, "")) as listener:
        client = XeroClient(listener.url, "token", "tenant", 1)
        answer = client.follow_up(steps.prepare(step()), "k")
    outcome = steps.read(steps.prepare(step()), answer, step())
    assert outcome.problems[0].code == "step_gone"


@pytest.mark.parametrize("status", [500, 502, 503])
def test_an_error_of_the_server_proves_nothing(status):
    with Listener(reply(status, "")) as listener, pytest.raises(NoAnswer):
        XeroClient(listener.url, "token", "tenant", 1).follow_up(steps.prepare(step()), "k")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Account code '999' is not a valid code for this document.", "account_refused"),
        ("Tax rate must be Active", "tax_refused"),
        ("Email address must be valid.", "email_invalid"),
        ("Invoice # must be unique.", "step_number_taken"),
        ("Something new", "step_refused"),
    ],
)
def test_an_update_is_refused_for_the_reasons_of_a_new_document(said, code):
    wish = step(UPDATE)
    body = json.dumps({"Elements": [{"ValidationErrors": [{"Message": said}]}]})
    outcome = steps.read(steps.prepare(wish), Answer(400, body), wish)
    assert [problem.code for problem in outcome.problems] == [code]


def test_a_code_that_another_contact_has_is_said():
    wish = step(SAVE_MAPPING)
    said = "Another contact has this contact number. Please enter a different contact number."
    body = json.dumps({"Elements": [{"ValidationErrors": [{"Message": said}]}]})
    outcome = steps.read(steps.prepare(wish), Answer(400, body), wish)
    assert [problem.code for problem in outcome.problems] == ["step_code_taken"]
