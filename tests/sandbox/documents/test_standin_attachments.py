"""Files at invoices and credit notes."""

import base64
import contextlib
import hashlib
from urllib.parse import quote

import pytest
import requests

PDF = b"%PDF-1.7 " + bytes(range(256))


@pytest.fixture
def invoice_id(xero):
    return xero.created_invoice()["InvoiceID"]


def upload(xero, path, name="S-0001.pdf", content=PDF, method="PUT", **headers):
    headers = {"Content-Type": "application/pdf", **headers}
    path = f"{path}/Attachments/{quote(name, safe='')}"
    return xero.call(method, path, data=content, headers=headers)


def test_put_keeps_the_bytes(xero, invoice_id):
    answer = upload(xero, f"Invoices/{invoice_id}")
    assert answer.status_code == 200, answer.text
    [file] = answer.json()["Attachments"]
    assert (file["FileName"], file["MimeType"]) == ("S-0001.pdf", "application/pdf")
    assert file["ContentLength"] == len(PDF)
    [row] = xero.rows("files")
    assert row["sha256"] == hashlib.sha256(PDF).hexdigest()
    assert row["document_id"] == invoice_id
    read = xero.call("GET", f"Invoices/{invoice_id}/Attachments/S-0001.pdf")
    assert (read.content, read.headers["Content-Type"]) == (PDF, "application/pdf")


def test_document_tells_of_its_files(xero, invoice_id):
    assert xero.get(f"Invoices/{invoice_id}")[0]["HasAttachments"] is False
    upload(xero, f"Invoices/{invoice_id}")
    [invoice] = xero.get(f"Invoices/{invoice_id}")
    assert invoice["HasAttachments"] is True
    assert [file["FileName"] for file in invoice["Attachments"]] == ["S-0001.pdf"]
    listed = xero.call("GET", f"Invoices/{invoice_id}/Attachments").json()["Attachments"]
    assert [file["ContentLength"] for file in listed] == [len(PDF)]


def test_credit_notes_take_files_too(xero):
    [note] = xero.put("CreditNotes", xero.credit_note())
    path = f"CreditNotes/{note['CreditNoteID']}"
    assert upload(xero, path).status_code == 200
    assert len(xero.call("GET", f"{path}/Attachments").json()["Attachments"]) == 1


@pytest.mark.parametrize("name", ["a:b.pdf", "a+b.pdf", "a?.pdf", 'a".pdf', "a\\b.pdf"])
def test_names_with_forbidden_characters_are_refused(xero, invoice_id, name):
    assert upload(xero, f"Invoices/{invoice_id}", name).status_code == 400
    assert not xero.rows("files")


def test_put_of_a_name_that_is_there_is_refused_and_post_replaces(xero, invoice_id):
    path = f"Invoices/{invoice_id}"
    first = upload(xero, path).json()["Attachments"][0]["AttachmentID"]
    assert upload(xero, path, content=b"other").status_code == 400
    answer = upload(xero, path, content=b"other", method="POST")
    assert answer.json()["Attachments"][0]["AttachmentID"] == first
    assert [row["size"] for row in xero.rows("files")] == [5]


def test_lenient_keeps_both(xero, invoice_id):
    xero.control("settings", lenient=True)
    for _time in range(2):
        assert upload(xero, f"Invoices/{invoice_id}").status_code == 200
    assert len(xero.rows("files")) == 2


def test_same_key_is_answered_from_memory(xero, invoice_id):
    path = f"Invoices/{invoice_id}"
    answers = [upload(xero, path, **{"Idempotency-Key": "k"}).json() for _time in range(2)]
    assert answers[0] == answers[1]
    assert len(xero.rows("files")) == 1


def test_ten_files_are_enough(xero, invoice_id):
    path = f"Invoices/{invoice_id}"
    for number in range(10):
        assert upload(xero, path, f"{number}.pdf").status_code == 200
    assert upload(xero, path, "10.pdf").status_code == 400


def test_size_and_type_count(xero, invoice_id):
    path = f"Invoices/{invoice_id}"
    assert upload(xero, path, content=b"").status_code == 400
    assert upload(xero, path, content=b"x" * 10_000_001).status_code == 400
    assert upload(xero, path, **{"Content-Type": "application/json"}).status_code == 400


def test_unknown_document_is_not_found(xero):
    path = "Invoices/00000000-1111-4222-8333-444444444444"
    assert upload(xero, path).status_code == 404


def test_needs_its_own_scope(server, another_client):
    narrow = another_client(scope="offline_access accounting.invoices accounting.contacts")
    invoice_id = narrow.created_invoice()["InvoiceID"]
    answer = upload(narrow, f"Invoices/{invoice_id}")
    assert answer.status_code == 401
    assert "insuff" in answer.headers["WWW-Authenticate"]


@pytest.mark.parametrize(("kind", "kept"), [("drop_before", 0), ("drop_after", 1), ("garbage", 1)])
def test_faults_work_here_too(xero, invoice_id, kind, kept):
    xero.fault(kind, path=f"/api.xro/2.0/Invoices/{invoice_id}/Attachments", method="PUT")
    with contextlib.suppress(requests.ConnectionError):
        upload(xero, f"Invoices/{invoice_id}")
    assert len(xero.rows("files")) == kept


def test_file_that_the_bookkeeper_attached_is_read_by_its_id(xero, invoice_id):
    content = base64.b64encode(PDF).decode()
    xero.bookkeeper("attach", id=invoice_id, name="scan.pdf", content=content)
    [file] = xero.call("GET", f"Invoices/{invoice_id}/Attachments").json()["Attachments"]
    read = xero.call("GET", f"Invoices/{invoice_id}/Attachments/{file['AttachmentID']}")
    assert (read.content, read.headers["Content-Type"]) == (PDF, "application/pdf")
