"""Papers beside bills and money spent, and never beside a sale."""

import base64
import hashlib

import pytest
import requests

INVOICE, SPEND = "Sale/Invoice/Service", "Banking/SpendMoneyTxn"
PAPER = b"%PDF-1.4 a paper"


def attachment(content=PAPER, name="bill.pdf"):
    text = base64.b64encode(content).decode()
    return {"Attachments": [{"OriginalFileName": name, "FileBase64Content": text}]}


@pytest.mark.parametrize("route", ["Purchase/Bill/Service", "Purchase/Bill/Professional", SPEND])
def test_paper_is_kept_and_comes_back(myob, route):
    row = myob.create(route, myob.spend() if route == SPEND else myob.bill())
    answer = myob.post(f"{route}/{row['UID']}/Attachment", attachment())
    assert (answer.status_code, answer.content) == (201, b"")
    [listed] = myob.call("GET", f"{route}/{row['UID']}/Attachment").json()["Attachments"]
    assert listed["OriginalFileName"] == "bill.pdf"
    assert answer.headers["Location"] == listed["URI"]
    path = listed["URI"].partition(f"{myob.file}/")[2]
    [file] = myob.call("GET", path).json()["Attachments"]
    assert listed["FileBase64Content"] is file["FileBase64Content"] is None
    # Without signing in, from an address that is good for a while.
    assert requests.get(file["FileUri"], timeout=10).content == PAPER
    myob.control("clock", advance=180)
    assert requests.get(file["FileUri"], timeout=10).status_code == 403
    [kept] = myob.books("SpendMoneyTxn" if route == SPEND else "Bill")
    [shown] = kept["files"]
    assert (shown["sha256"], shown["size"]) == (hashlib.sha256(PAPER).hexdigest(), len(PAPER))
    assert myob.call("DELETE", path).ok
    assert myob.call("GET", path).status_code == 404


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, {("Required", "Attachments")}),
        (attachment(name=""), {("Required", "Attachments[0].OriginalFileName")}),
        (attachment(b""), {("SerializationError", "Attachments[0].FileBase64Content")}),
        ({"Attachments": [{"OriginalFileName": "x", "FileBase64Content": "%%"}]},
         {("SerializationError", "Attachments[0].FileBase64Content")}),
        ({"File": "x"}, {("SerializationError", "File")}),
    ],
)  # fmt: skip
def test_paper_that_cannot_be(myob, body, wrong):
    row = myob.create(SPEND, myob.spend())
    assert myob.wrong(myob.post(f"{SPEND}/{row['UID']}/Attachment", body)) == wrong
    assert myob.books("SpendMoneyTxn")[0]["files"] == []


def test_sales_have_no_papers(myob):
    row = myob.create(INVOICE, myob.invoice())
    for route in (INVOICE, "Sale/Invoice"):
        assert myob.post(f"{route}/{row['UID']}/Attachment", attachment()).status_code == 404


def test_paper_of_nothing(myob):
    path = f"{SPEND}/00000000-0000-4000-8000-000000000000/Attachment"
    assert myob.post(path, attachment()).status_code == 404
    row = myob.create(SPEND, myob.spend())
    assert myob.call("PUT", f"{SPEND}/{row['UID']}/Attachment", json={}).status_code == 405


def test_body_that_is_none(myob):
    for data in (b"{", b"[]", b'"x"', b'{"a": "\xe9"}'):
        kind = {"Content-Type": "application/json"}
        answer = myob.call("POST", INVOICE, headers=kind, data=data)
        assert myob.wrong(answer)
    assert myob.wrong(myob.call("POST", INVOICE, data="{}")) == {
        ("SerializationError", "Content-Type")
    }
