"""Payments, over- and prepayments and bills that a bookkeeper enters, and how they are read."""

from datetime import UTC, datetime

import pytest
import requests


def paid(xero, invoice, **wish):
    xero.bookkeeper("pay", id=invoice["InvoiceID"], **wish)
    return xero.rows("payments")[-1]


def read(xero, invoice):
    (found,) = xero.get(f"Invoices/{invoice['InvoiceID']}")
    return found


def test_part_payment_leaves_the_rest_due(xero):
    invoice = xero.created_invoice()
    paid(xero, invoice, amount="40.00", date="2026-11-05", reference="EFT 7")
    (payment,) = xero.get("Payments")
    expected = {
        "Amount": 40,
        "BankAmount": 40,
        "PaymentType": "ACCRECPAYMENT",
        "Status": "AUTHORISED",
        "Reference": "EFT 7",
    }
    assert {name: payment[name] for name in expected} == expected
    assert payment["Invoice"]["InvoiceID"] == invoice["InvoiceID"]
    assert payment["Account"]["Code"] == "090"
    found = read(xero, invoice)
    assert (found["Status"], found["AmountPaid"], found["AmountDue"]) == ("AUTHORISED", 40, 75)


def test_deleted_payment_stays_in_the_list_and_opens_the_invoice(xero):
    invoice = xero.created_invoice()
    payment = paid(xero, invoice)
    assert read(xero, invoice)["Status"] == "PAID"
    xero.bookkeeper("delete_payment", id=payment["id"])
    (row,) = xero.get("Payments")
    assert (row["PaymentID"], row["Status"]) == (payment["id"], "DELETED")
    found = read(xero, invoice)
    assert (found["Status"], found["AmountDue"]) == ("AUTHORISED", 115)
    assert "Payments" not in found


def test_list_tells_what_changed_since_and_pages(xero):
    old = xero.created_invoice("S-0001")
    new = xero.created_invoice("S-0002")
    paid(xero, old)
    xero.control("clock", advance=600)
    since = datetime.fromtimestamp(xero.server.stand_in.clock.timestamp(), UTC)
    paid(xero, new)
    answer = xero.call(
        "GET", "Payments", headers={"If-Modified-Since": since.strftime("%Y-%m-%dT%H:%M:%S")}
    )
    (row,) = answer.json()["Payments"]
    assert row["Invoice"]["InvoiceNumber"] == "S-0002"
    page = xero.call("GET", "Payments", page=2, pageSize=1).json()
    assert page["pagination"] == {"page": 2, "pageSize": 1, "pageCount": 2, "itemCount": 2}
    assert len(page["Payments"]) == 1
    assert len(xero.get("Payments", where='PaymentType=="ACCPAYPAYMENT"')) == 0


def test_batch_payment_shows_in_each_of_its_members(xero):
    ids = [xero.created_invoice(f"S-000{n}")["InvoiceID"] for n in (1, 2)]
    xero.bookkeeper("pay_batch", ids=ids)
    first, second = xero.get("Payments")
    assert first["BatchPaymentID"] == second["BatchPaymentID"]
    assert first["BatchPayment"]["TotalAmount"] == 230
    assert first["BatchPayment"]["Type"] == "RECBATCH"


def test_refund_of_a_credit_note_names_it_as_the_document(xero):
    (note,) = xero.put("CreditNotes", xero.credit_note())
    xero.bookkeeper("pay", id=note["CreditNoteID"])
    (payment,) = xero.get("Payments")
    assert payment["PaymentType"] == "ARCREDITPAYMENT"
    assert payment["Invoice"]["InvoiceNumber"] == "CN-0001"
    assert xero.get("CreditNotes")[0]["Status"] == "PAID"


@pytest.mark.parametrize(
    ("action", "plural"), [("overpay", "Overpayments"), ("prepay", "Prepayments")]
)
def test_credit_is_set_against_an_invoice_and_taken_back(xero, action, plural):
    invoice = xero.created_invoice()
    xero.bookkeeper(action, contact_id=xero.contact_id, amount="50.00")
    (credit,) = xero.get(plural)
    assert credit["RemainingCredit"] == 50
    id_field = plural.removesuffix("s") + "ID"
    xero.bookkeeper("allocate", id=credit[id_field], invoice_id=invoice["InvoiceID"])
    found = read(xero, invoice)
    assert (found["AmountCredited"], found["AmountDue"]) == (50, 65)
    (applied,) = found[plural]
    assert (applied[id_field], applied["AppliedAmount"]) == (credit[id_field], 50)
    assert xero.get("Payments") == []
    (credit,) = xero.get(plural)
    assert (credit["Status"], credit["RemainingCredit"]) == ("PAID", 0)
    assert credit["Allocations"][0]["Invoice"]["InvoiceID"] == invoice["InvoiceID"]
    xero.bookkeeper("deallocate", invoice_id=invoice["InvoiceID"])
    assert read(xero, invoice)["AmountDue"] == 115
    assert xero.get(plural)[0]["RemainingCredit"] == 50


def test_credit_note_is_allocated_by_hand(xero):
    invoice = xero.created_invoice()
    (note,) = xero.put("CreditNotes", xero.credit_note())
    xero.bookkeeper("allocate", id=note["CreditNoteID"], invoice_id=invoice["InvoiceID"])
    found = read(xero, invoice)
    assert (found["Status"], found["AmountCredited"]) == ("PAID", 115)
    assert found["CreditNotes"][0]["CreditNoteNumber"] == "CN-0001"


def test_bill_with_tax_included_tells_amounts_with_tax(xero):
    contact = xero.a_contact()
    line = {"Description": "Paper", "Quantity": 2, "UnitAmount": "11.50", "AccountCode": "429"}
    xero.bookkeeper(
        "add_bill",
        contact_id=contact,
        number="77",
        line_amount_types="Inclusive",
        lines=[line | {"TaxType": "INPUT2"}],
    )
    (bill,) = xero.get("Invoices", where='Type=="ACCPAY"', page=1)
    assert (bill["InvoiceNumber"], bill["SubTotal"], bill["TotalTax"]) == ("77", 20, 3)
    assert bill["LineItems"][0]["LineAmount"] == 23


def test_two_bills_may_have_one_number(xero):
    line = {"Description": "Paper", "UnitAmount": "10", "AccountCode": "429", "TaxType": "INPUT2"}
    for name in ("Kowhai Office", "Kowhai Office"):
        xero.bookkeeper("add_bill", contact_id=xero.a_contact(name), number="1", lines=[line])
    assert len(xero.get("Invoices", where='Type=="ACCPAY"')) == 2


def test_account_keeps_its_id_when_it_is_recoded(xero):
    (before,) = xero.get("Accounts", where='Code=="260"')
    xero.bookkeeper("recode_account", code="260", new_code="261")
    (after,) = xero.get("Accounts", where='Code=="261"')
    assert after["AccountID"] == before["AccountID"]


@pytest.mark.parametrize(
    "wish",
    [
        {"action": "pay", "id": "unknown"},
        {"action": "delete_payment", "id": "unknown"},
        {"action": "overpay", "contact_id": "unknown", "amount": "1"},
        {"action": "allocate", "id": "unknown", "invoice_id": "unknown"},
        {"action": "deallocate", "invoice_id": "unknown"},
        {"action": "add_document", "type": "NOPE", "contact_id": "unknown", "lines": []},
        {"action": "recode_account", "code": "999", "new_code": "998"},
    ],
    ids=lambda wish: wish["action"],
)
def test_wish_that_makes_no_sense_is_refused(xero, wish):
    body = {"tenant": xero.tenant, **wish}
    answer = requests.post(f"{xero.url}/_sandbox/bookkeeper", json=body, timeout=5)
    assert answer.status_code == 400


def test_more_than_is_due_cannot_be_paid(xero):
    invoice = xero.created_invoice()
    body = {"tenant": xero.tenant, "action": "pay", "id": invoice["InvoiceID"], "amount": "116"}
    assert requests.post(f"{xero.url}/_sandbox/bookkeeper", json=body, timeout=5).status_code == 400


def test_reading_payments_needs_its_scope(xero, another_client):
    other = another_client(scope="accounting.invoices offline_access")
    xero.control("reset")
    other.sign_in(scope="accounting.invoices offline_access")
    assert other.call("GET", "Payments").status_code == 401


def test_rows_move_while_they_are_paged(xero):
    """A page boundary hides a row when one before it moves to the end meanwhile."""
    ids = [xero.created_invoice(f"S-000{n}")["InvoiceID"] for n in (1, 2, 3, 4)]
    wish = {"tenant": xero.tenant, "action": "edit", "id": ids[0]}
    xero.fault("bookkeeper", path="/api.xro/2.0/Invoices$", method="GET", wish=wish)
    seen = [
        row["InvoiceID"] for page in (1, 2) for row in xero.get("Invoices", page=page, pageSize=2)
    ]
    assert seen == [ids[0], ids[1], ids[3], ids[0]]
