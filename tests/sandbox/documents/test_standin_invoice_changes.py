"""What may still change on an invoice: status, lines, soft fields."""

import pytest

CHANGED = "Invoice not of valid status for modification"
APPLIED = "This document cannot be edited as it has a payment or credit note allocated to it."


TRANSITIONS = {
    ("DRAFT", "SUBMITTED"): True,
    ("DRAFT", "AUTHORISED"): True,
    ("DRAFT", "DELETED"): True,
    ("DRAFT", "VOIDED"): False,
    ("SUBMITTED", "AUTHORISED"): True,
    ("SUBMITTED", "DELETED"): True,
    ("AUTHORISED", "VOIDED"): True,
    ("AUTHORISED", "DELETED"): False,
    ("AUTHORISED", "DRAFT"): False,
    ("AUTHORISED", "SUBMITTED"): False,
}


@pytest.mark.parametrize(("way", "allowed"), TRANSITIONS.items(), ids=map("-".join, TRANSITIONS))
def test_status_change(xero, messages, way, allowed):
    invoice = xero.created_invoice(Status=way[0])
    answer = xero.post("Invoices", {"InvoiceID": invoice["InvoiceID"], "Status": way[1]})
    assert messages(answer) == ([] if allowed else [CHANGED])
    assert xero.rows("invoices")[0]["status"] == way[1 if allowed else 0]


def test_void_answers_the_old_amount_due(xero):
    invoice_id = xero.created_invoice()["InvoiceID"]
    answer = xero.call("POST", f"Invoices/{invoice_id}", data=b'{"Status": "VOIDED"}')
    (voided,) = answer.json()["Invoices"]
    assert (voided["Status"], voided["AmountDue"]) == ("VOIDED", 115)


@pytest.mark.parametrize("name", ["InvoiceID", "InvoiceNumber"])
def test_post_to_one_takes_id_or_number(xero, name):
    invoice = xero.created_invoice()
    path = f"Invoices/{invoice[name]}"
    (changed,) = xero.call("POST", path, data=b'{"Reference": "new"}').json()["Invoices"]
    assert (changed["InvoiceID"], changed["Reference"]) == (invoice["InvoiceID"], "new")


def test_post_to_an_unknown_one_is_not_found(xero):
    answer = xero.call("POST", "Invoices/NOBODY", data=b'{"Status": "VOIDED"}')
    assert (answer.status_code, answer.content) == (404, b"")


@pytest.mark.parametrize("status", ["VOIDED", "DELETED"])
def test_dead_invoice_cannot_be_changed(xero, messages, status):
    invoice = xero.created_invoice(Status="AUTHORISED" if status == "VOIDED" else "DRAFT")
    change = {"InvoiceID": invoice["InvoiceID"]}
    xero.post("Invoices", change | {"Status": status})
    answer = xero.post("Invoices", change | {"Reference": "new"})
    assert messages(answer) == [CHANGED]
    assert answer[0]["InvoiceID"] == invoice["InvoiceID"]


def test_locked_invoice_cannot_be_changed(xero, messages):
    invoice = xero.created_invoice()
    xero.organisation(PeriodLockDate="2026-11-30")
    change = {"InvoiceID": invoice["InvoiceID"], "Status": "VOIDED"}
    (message,) = messages(xero.post("Invoices", change))
    assert "period lock date" in message


@pytest.mark.parametrize("amount", [115, 10])
def test_paid_invoice_changes_only_soft_fields(xero, messages, amount):
    invoice_id = xero.created_invoice()["InvoiceID"]
    xero.bookkeeper("pay", id=invoice_id, amount=amount)
    paid = {"InvoiceID": invoice_id}
    (soft,) = xero.post("Invoices", paid | {"Reference": "new", "DueDate": "2027-01-20"})
    assert (soft["Reference"], soft["AmountPaid"]) == ("new", amount)
    assert soft["Status"] == ("PAID" if amount == 115 else "AUTHORISED")
    for change in ({"LineItems": [xero.line()]}, {"Date": "2026-11-03"}):
        assert messages(xero.post("Invoices", paid | change)) == [APPLIED]
    (message,) = messages(xero.post("Invoices", paid | {"Status": "VOIDED"}))
    assert message.startswith("The status VOIDED cannot be applied to the invoice because")


def test_lines_without_their_id_are_made_anew(xero):
    invoice = xero.created_invoice(LineItems=[xero.line(), xero.line(Description="Survey")])
    ids = [line["LineItemID"] for line in invoice["LineItems"]]
    kept, new = xero.line(LineItemID=ids[0]), xero.line(Description="Survey")
    (changed,) = xero.post(
        "Invoices", {"InvoiceID": invoice["InvoiceID"], "LineItems": [kept, new]}
    )
    after = [line["LineItemID"] for line in changed["LineItems"]]
    assert after[0] == ids[0]
    assert after[1] != ids[1]


def test_lines_left_out_are_deleted_and_untouched_ones_stay(xero):
    invoice = xero.created_invoice(LineItems=[xero.line(), xero.line()])
    change = {"InvoiceID": invoice["InvoiceID"]}
    (same,) = xero.post("Invoices", change | {"Reference": "x"})
    assert len(same["LineItems"]) == 2
    (fewer,) = xero.post("Invoices", change | {"LineItems": [xero.line()]})
    assert (len(fewer["LineItems"]), fewer["Total"]) == (1, 115)


def test_changed_line_amount_types_compute_the_tax_anew(xero):
    invoice = xero.created_invoice()
    change = {"InvoiceID": invoice["InvoiceID"], "LineAmountTypes": "Inclusive"}
    (changed,) = xero.post("Invoices", change)
    assert (changed["Total"], changed["TotalTax"]) == (100, 13.04)


def test_approving_a_draft_checks_its_lines(xero, messages):
    draft = xero.created_invoice(Status="DRAFT", LineItems=[xero.line(AccountCode=None)])
    change = {"InvoiceID": draft["InvoiceID"], "Status": "AUTHORISED"}
    assert messages(xero.post("Invoices", change)) == ["The account code or ID must be specified"]
