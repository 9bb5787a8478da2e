"""Payments by the API, notes, the page for the customer, single reads, and discovery."""

import base64
import json

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from sandbox.xero import CLIENT_ID
from sandbox.xero.signin.discovery import ISSUER, KEYS


def payment_of(invoice, **changes):
    wish = {
        "Invoice": {"InvoiceID": invoice["InvoiceID"]},
        "Account": {"Code": "090"},
        "Date": "2026-11-20",
        "Amount": 40.0,
        "Reference": "card",
    }
    return wish | changes


def test_payment_is_made_and_deleted(xero):
    invoice = xero.created_invoice()
    path = f"Invoices/{invoice['InvoiceID']}"
    (payment,) = xero.put("Payments", payment_of(invoice))
    assert (payment["Status"], payment["PaymentType"]) == ("AUTHORISED", "ACCRECPAYMENT")
    assert payment["ValidationErrors"] == []
    (found,) = xero.get(path)
    assert (found["AmountPaid"], found["AmountDue"]) == (40, 75)
    assert [each["PaymentID"] for each in found["Payments"]] == [payment["PaymentID"]]
    (rest,) = xero.post("Payments", payment_of(invoice, Amount=75))
    assert xero.get(path)[0]["Status"] == "PAID"
    gone = xero.call("POST", f"Payments/{rest['PaymentID']}", data=b'{"Status": "DELETED"}')
    assert gone.json()["Payments"][0]["Status"] == "DELETED"
    wrapped = xero.call("POST", f"Payments/{payment['PaymentID']}", data=(
        b'{"Payments": [{"Status": "DELETED"}]}'
    ))  # fmt: skip
    assert wrapped.status_code == 200
    (found,) = xero.get(path)
    assert (found["Status"], found["AmountDue"]) == ("AUTHORISED", 115)


def test_credit_note_is_paid_back(xero):
    (note,) = xero.put("CreditNotes", xero.credit_note())
    wish = payment_of({"InvoiceID": None}) | {
        "CreditNote": {"CreditNoteNumber": note["CreditNoteNumber"]}
    }
    del wish["Invoice"]
    (payment,) = xero.put("Payments", wish)
    assert payment["PaymentType"] == "ARCREDITPAYMENT"
    assert xero.get(f"CreditNotes/{note['CreditNoteID']}")[0]["RemainingCredit"] == 75


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"Amount": 115.01}, "exceeds the amount outstanding"),
        ({"Amount": 0}, "greater than zero"),
        ({"Account": {"Code": "200"}}, "bank account"),
        ({"Account": {"Code": "880"}}, None),
        ({"Invoice": {"InvoiceNumber": "S-0001"}}, None),
        ({"Invoice": {"InvoiceNumber": "S-9"}}, "could not be found"),
    ],
)
def test_payment_has_to_fit_its_document(xero, messages, changes, said):
    invoice = xero.created_invoice()
    found = messages(xero.put("Payments", payment_of(invoice, **changes)))
    assert (said in found[0]) if said else not found


def test_draft_is_not_paid_and_a_deleted_payment_not_deleted(xero, messages):
    draft = xero.created_invoice(Status="DRAFT")
    assert "Authorised" in messages(xero.put("Payments", payment_of(draft)))[0]
    invoice = xero.created_invoice("S-2")
    (payment,) = xero.put("Payments", payment_of(invoice))
    path = f"Payments/{payment['PaymentID']}"
    assert xero.call("POST", path, data=b'{"Status": "DELETED"}').status_code == 200
    again = xero.call("POST", path, data=b'{"Status": "DELETED"}')
    assert "Payment not of valid status for modification" in again.text
    assert xero.call("POST", path, data=b'{"Status": "AUTHORISED"}').status_code == 400


@pytest.mark.parametrize("plural", ["Invoices", "CreditNotes", "Contacts"])
def test_notes_are_added_and_read(xero, plural):
    record_id = {
        "Invoices": lambda: xero.created_invoice()["InvoiceID"],
        "CreditNotes": lambda: xero.put("CreditNotes", xero.credit_note())[0]["CreditNoteID"],
        "Contacts": xero.a_contact,
    }[plural]()
    path = f"{plural}/{record_id}/History"
    for details in ("first", "second\nline"):
        body = {"HistoryRecords": [{"Details": details}]}
        answer = xero.session.put(f"{xero.url}/api.xro/2.0/{path}", json=body, timeout=9)
        (note,) = answer.json()["HistoryRecords"]
        assert note["ValidationErrors"] == []
        assert not note["DateUTCString"].endswith("Z")
    rows = xero.call("GET", path).json()["HistoryRecords"]
    assert [row["Details"] for row in rows] == ["second\r\nline", "first"]
    long = {"HistoryRecords": [{"Details": "x" * 2501}]}
    refused = xero.session.put(f"{xero.url}/api.xro/2.0/{path}", json=long, timeout=9)
    assert refused.status_code == 400
    nobody = f"{plural}/11111111-1111-4111-8111-111111111111/History"
    assert xero.call("GET", nobody).status_code == 404


def test_online_invoice_is_there_for_approved_sales(xero):
    invoice, draft = xero.created_invoice(), xero.created_invoice("S-2", Status="DRAFT")
    path = "Invoices/{}/OnlineInvoice"
    (row,) = xero.call("GET", path.format(invoice["InvoiceID"])).json()["OnlineInvoices"]
    assert row["OnlineInvoiceUrl"].startswith("https://in.xero.com/")
    assert xero.call("GET", path.format(draft["InvoiceID"])).status_code == 400


def test_email_marks_the_invoice_as_sent(xero):
    (contact,) = xero.put("Contacts", {"Name": "Ann", "EmailAddress": "a@example.com"})
    invoice = xero.created_invoice(Contact={"ContactID": contact["ContactID"]})
    path = f"Invoices/{invoice['InvoiceID']}"
    answer = xero.call("POST", f"{path}/Email", data=b"{}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert xero.get(path)[0]["SentToContact"] is True
    silent = xero.created_invoice("S-2")
    assert xero.call("POST", f"Invoices/{silent['InvoiceID']}/Email", data=b"{}").status_code == 400


@pytest.mark.parametrize(
    ("plural", "name"),
    [
        ("Accounts", "AccountID"),
        ("TaxRates", "TaxType"),
        ("TrackingCategories", "TrackingCategoryID"),
        ("BrandingThemes", "BrandingThemeID"),
        ("Items", "ItemID"),
    ],
)
def test_single_row_is_read_by_what_names_it(xero, plural, name):
    row = xero.get(plural)[-1]
    (found,) = xero.get(f"{plural}/{row[name]}")
    assert found[name] == row[name]
    assert xero.call("GET", f"{plural}/11111111-1111-4111-8111-111111111111").status_code == 404
    assert xero.call("POST", f"{plural}/{row[name]}", data=b"{}").status_code == 501


def test_organisation_answers_to_both_of_its_names(xero):
    one, many = (xero.call("GET", name).json() for name in ("Organisation", "Organisations"))
    assert one["Organisations"] == many["Organisations"]
    actions = xero.call("GET", "Organisations/Actions").json()["Actions"]
    assert {row["Name"] for row in actions} >= {"CreateApprovedInvoice"}


def test_discovery_names_what_is_there(server, xero):
    found = xero.session.get(f"{server.url}/.well-known/openid-configuration", timeout=9).json()
    assert found["issuer"] == server.url
    for name in ("authorization_endpoint", "token_endpoint", "revocation_endpoint", "jwks_uri"):
        assert found[name].startswith(f"{server.url}/")
    (key,) = xero.session.get(found["jwks_uri"], timeout=9).json()["keys"]
    assert (key["kty"], key["alg"]) == ("RSA", "RS256")
    elsewhere = xero.session.get(
        f"{server.url}/.well-known/openid-configuration",
        headers={"Host": "identity.xero.com"},
        timeout=9,
    ).json()
    assert elsewhere["issuer"] == ISSUER


def test_id_token_says_who_it_is_from_and_is_signed(server, xero):
    head, body, proof = (text(part) for part in xero.tokens["id_token"].split("."))
    claims = json.loads(body)
    assert (claims["iss"], claims["aud"]) == (ISSUER, CLIENT_ID)
    assert claims["exp"] - claims["iat"] == 300
    (key,) = xero.session.get(f"{server.url}{KEYS}", timeout=9).json()["keys"]
    assert json.loads(head)["kid"] == key["kid"]
    e, n = (int.from_bytes(text(key[name]), "big") for name in ("e", "n"))
    public = rsa.RSAPublicNumbers(e, n).public_key()
    signed = xero.tokens["id_token"].rpartition(".")[0].encode()
    public.verify(proof, signed, padding.PKCS1v15(), hashes.SHA256())


def text(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
