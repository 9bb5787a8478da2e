"""Follow-up writes: where they go, what they say, what the answers mean, and whose they are."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.document import CREDIT_NOTE, INVOICE, to_json
from odoo.addons.acct_link_batch.lib.errors import NoAnswer, RequestRefused
from odoo.addons.acct_link_batch.lib.exchange import Answer, Request
from odoo.addons.acct_link_batch.lib.outcome import NotDone, Rejected, Unknown, Uploaded
from odoo.addons.acct_link_batch.lib.step import (
    ALLOCATE,
    ATTACH,
    SAVE_MAPPING,
    UPDATE,
    UPDATE_CONTACT,
    VOID,
    Step,
    file_name,
)
from odoo.addons.acct_link_xero.lib import steps
from odoo.addons.acct_link_xero.lib.client import XeroClient
from odoo.addons.acct_link_xero.lib.look_up_steps import look_up
from odoo.addons.acct_link_xero.tests.lib_common import (
    CONTACT,
    INVOICE_ID,
    OTHER_ID,
    PARTY,
    URL,
    Listener,
    document,
    headers_of,
    line,
    reply,
)

LINE_ID = "11111111-418e-48e8-8949-308c14aec278"
PDF = b"%PDF \x00\xff"
OURS = {"marker": "6f1de0ce", "number": "INV/0007"}


def step(operation=VOID, kind=INVOICE, **changes):
    values = {
        VOID: OURS,
        UPDATE: {**OURS, "document": to_json(document())},
        ALLOCATE: {**OURS, "invoice": OTHER_ID, "amount": "50.00"},
        ATTACH: {"name": "a b.pdf", "mimetype": "application/pdf", "size": 7, "sha256": "x"},
        SAVE_MAPPING: {"number": "K1"},
        UPDATE_CONTACT: {"party": to_json(replace(PARTY, email="a@example.com"))},
    }[operation]
    found = {
        VOID: {"status": "VOIDED"},
        UPDATE: {"lines": [LINE_ID]},
        ALLOCATE: {"amount": "50.00", "date": "2026-11-02"},
    }.get(operation, {})
    kind = "" if operation in (SAVE_MAPPING, UPDATE_CONTACT) else kind
    kind = CREDIT_NOTE if operation == ALLOCATE else kind
    content = PDF if operation == ATTACH else b""
    return replace(Step(operation, kind, INVOICE_ID, values, "key", found, content), **changes)


def answers(*bodies):
    """`get` that gives these answers in order, and keeps what was asked."""
    queue = list(bodies)

    def get(path, params=()):
        get.asked.append(path)
        body = queue.pop(0)
        return body if isinstance(body, Answer) else Answer(200, json.dumps(body))

    get.asked = []
    return get


def invoice(**changes):
    element = {
        "InvoiceID": INVOICE_ID, "InvoiceNumber": "INV/0007", "Status": "AUTHORISED",
        "Url": URL, "AmountPaid": 0, "AmountCredited": 0, "Reference": "J100 Depot",
        "Date": "2026-11-02T00:00:00", "DueDate": "2026-12-20T00:00:00", "CurrencyCode": "NZD",
        "LineAmountTypes": "Exclusive", "Total": 230, "AmountDue": 230,
        "Contact": {"ContactID": CONTACT},
        "LineItems": [{
            "LineItemID": LINE_ID, "Description": "Design", "Quantity": 1.5,
            "UnitAmount": 133.3333, "LineAmount": 200, "TaxAmount": 30, "AccountCode": "200",
            "TaxType": "OUTPUT2",
        }],
    }  # fmt: skip
    return {"Invoices": [{**element, **changes}]}


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


# === WHETHER IT IS DONE, AND WHOSE IT IS === #


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"Status": "DRAFT"}, NotDone({"status": "DELETED"})),
        ({"Status": "SUBMITTED"}, NotDone({"status": "DELETED"})),
        ({}, NotDone({"status": "VOIDED"})),
        ({"Status": "VOIDED"}, Uploaded(INVOICE_ID)),
        ({"Status": "DELETED"}, Uploaded(INVOICE_ID)),
        ({"Status": "PAID"}, "step_paid"),
        ({"AmountPaid": 1}, "step_paid"),
        ({"AmountCredited": 1}, "step_paid"),
        ({"Status": "GALACTIC"}, "step_settled"),
        ({"Url": "https://example.com/other"}, "step_not_ours"),
        ({"Url": None}, "step_not_ours"),
    ],
)
def test_a_void_is_looked_for(changes, outcome):
    found = look_up(answers(invoice(**changes)), step())
    if isinstance(outcome, str):
        assert [problem.code for problem in found.problems] == [outcome]
    else:
        assert found == outcome


def test_another_documents_record_settles_nothing():
    for body in (invoice(InvoiceID=OTHER_ID), {}, {"Invoices": []}, {"Invoices": [{}, {}]}):
        assert isinstance(look_up(answers(body), step()), Unknown)
    gone = look_up(answers(Answer(404, "")), step())
    assert gone.problems[0].code == "step_gone"


def test_an_update_is_done_when_all_is_as_wished():
    assert isinstance(look_up(answers(invoice()), step(UPDATE)), Uploaded)
    [ours] = invoice()["Invoices"][0]["LineItems"]
    differences = [
        {"LineAmountTypes": "NoTax"}, {"Reference": "other"}, {"DueDate": "2026-12-21T00:00:00"},
        {"Contact": {"ContactID": OTHER_ID}}, {"LineItems": []}, {"InvoiceNumber": "X"},
        {"LineItems": [ours, ours]}, {"LineItems": [{**ours, "Description": "x"}]},
        {"LineItems": [{**ours, "TaxType": "NONE"}]}, {"LineItems": [{**ours, "Quantity": 2}]},
    ]  # fmt: skip
    for difference in differences:
        found = look_up(answers(invoice(**difference)), step(UPDATE))
        assert isinstance(found, NotDone), difference
    assert look_up(answers(invoice(Url=URL, Date="")), step(UPDATE)).found == {"lines": [LINE_ID]}


def test_an_update_writes_over_nobodys_change():
    sent = document()
    wished = replace(sent, reference="New")
    values = {**OURS, "before": to_json(sent), "document": to_json(wished)}
    as_sent = answers(invoice())
    assert isinstance(look_up(as_sent, step(UPDATE, values=values)), NotDone)
    [line] = invoice()["Invoices"][0]["LineItems"]
    for change in (
        {"LineItems": [{**line, "AccountCode": "310"}]},
        {"LineItems": [line, line]},
        {"DueDate": "2026-12-21T00:00:00"},
        {"Contact": {"ContactID": OTHER_ID}},
    ):
        outcome = look_up(answers(invoice(**change)), step(UPDATE, values=values))
        assert [problem.code for problem in outcome.problems] == ["update_changed_there"], change
        agreed = step(UPDATE, values={**values, "over": True})
        assert isinstance(look_up(answers(invoice(**change)), agreed), NotDone)


def note(**changes):
    element = {
        "CreditNoteID": INVOICE_ID, "CreditNoteNumber": "INV/0007", "Status": "AUTHORISED",
        "RemainingCredit": 60, "Allocations": [], "Contact": {"ContactID": CONTACT},
        "CurrencyCode": "NZD", "Date": "2026-11-05T00:00:00",
    }  # fmt: skip
    return {"CreditNotes": [{**element, **changes}]}


@pytest.mark.parametrize(
    ("left", "due", "amount"), [(60, 230, "50.00"), (20, 230, "20"), (60, 10, "10")]
)
def test_an_allocation_takes_no_more_than_is_left_of_both(left, due, amount):
    get = answers(note(RemainingCredit=left), invoice(InvoiceID=OTHER_ID, AmountDue=due))
    found = look_up(get, step(ALLOCATE))
    assert Decimal(found.found["amount"]) == Decimal(amount)
    assert found.found["date"] == "2026-11-05"
    assert get.asked == [f"CreditNotes/{INVOICE_ID}", f"Invoices/{OTHER_ID}"]


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


@pytest.mark.parametrize(
    ("ours", "theirs", "code"),
    [
        ({"RemainingCredit": 0}, {}, "allocate_too_much"),
        ({}, {"Status": "PAID"}, "allocate_paid"),
        ({"Status": "DRAFT"}, {}, "allocate_not_approved"),
        ({}, {"Status": "DRAFT"}, "allocate_not_approved"),
        ({}, {"CurrencyCode": "AUD"}, "allocate_other_contact"),
        ({}, {"Contact": {"ContactID": OTHER_ID}}, "allocate_other_contact"),
        ({"CreditNoteNumber": "CN-9"}, {}, "step_not_ours"),
    ],
)
def test_an_allocation_that_cannot_be_is_refused_before_it_is_sent(ours, theirs, code):
    get = answers(note(**ours), invoice(**{"InvoiceID": OTHER_ID, **theirs}))
    assert look_up(get, step(ALLOCATE)).problems[0].code == code


def test_an_allocation_is_found_by_its_invoice():
    mine = {"AllocationID": LINE_ID, "Amount": 50, "Invoice": {"InvoiceID": OTHER_ID}}
    assert look_up(answers(note(Allocations=[mine])), step(ALLOCATE)) == Uploaded(LINE_ID)


def test_a_file_is_found_by_name_and_size():
    def files(*rows):
        listed = [{"FileName": name, "ContentLength": size} for name, size in rows]
        return answers({"Attachments": listed})

    assert look_up(files(), step(ATTACH)) == NotDone()
    assert look_up(files(("b.pdf", 7)), step(ATTACH)) == NotDone()
    assert isinstance(look_up(files(("A b.pdf", 7)), step(ATTACH)), Uploaded)
    other = look_up(files(("a b.pdf", 8)), step(ATTACH))
    assert other.problems[0].code == "attach_name_taken"


def contact(**changes):
    element = {"ContactID": INVOICE_ID, "ContactStatus": "ACTIVE"}
    return answers({"Contacts": [{**element, **changes}]})


def test_a_mapping_is_saved_once_and_never_over_another():
    assert look_up(contact(), step(SAVE_MAPPING)) == NotDone()
    done = look_up(contact(ContactNumber="K1"), step(SAVE_MAPPING))
    assert isinstance(done, Uploaded)
    for changes, code in (
        ({"ContactNumber": "K2"}, "mapping_taken"),
        ({"ContactStatus": "ARCHIVED"}, "step_contact_archived"),
        ({"MergedToContactID": OTHER_ID}, "step_contact_archived"),
    ):
        found = look_up(contact(**changes), step(SAVE_MAPPING))
        assert isinstance(found, Rejected)
        assert found.problems[0].code == code
    long = step(SAVE_MAPPING, values={"number": "x" * 51})
    assert look_up(contact(), long).problems[0].code == "mapping_too_long"


def test_a_contact_is_as_wished_or_not():
    wish = step(UPDATE_CONTACT)
    assert isinstance(look_up(contact(EmailAddress="a@example.com"), wish), Uploaded)
    assert isinstance(look_up(contact(EmailAddress="b@example.com"), wish), NotDone)
