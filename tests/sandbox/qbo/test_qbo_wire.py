"""Forms: JSON, XML, files, events; and all of it held against the reference's data."""

import base64
import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from xml.etree import ElementTree

import pytest
import requests

from sandbox.qbo.books.entities import ENTITIES, LENGTHS, PAYMENT_TYPES
from sandbox.qbo.books.schema import schema
from sandbox.qbo.problems import MESSAGES, Problem

PLAIN = {
    "text": ("xs:string", "id", "EntityTypeRef"),
    "number": ("xs:decimal",),
    "whole": ("xs:int", "xs:long", "xs:positiveInteger"),
    "yes/no": ("xs:boolean",),
    "date": ("xs:date",),
    "moment": ("xs:dateTime",),
    "ref": ("ReferenceType", "UOMRef", "EntityTypeRef"),
    "memo": ("MemoRef",),
}
# Not in entities.json, only in the XML schemas.
ELSEWHERE = {"Employee"}


# === AGAINST THE REFERENCE === #


def test_schema_is_the_reference_s(reference):
    known = reference("entities")
    for name, fields in schema().types.items():
        if name in ("ref", "memo") or name in ELSEWHERE:
            continue
        theirs, base = {}, name
        while base in known["types"]:
            theirs = {each["name"]: each for each in known["types"][base]["elements"]} | theirs
            base = known["types"][base]["base"]
        for field, (kind, many) in fields.items():
            assert theirs[field]["type"] in PLAIN.get(kind, (kind,)), f"{name}.{field}"
            assert many == (theirs[field].get("max") == "unbounded"), f"{name}.{field}"
    for name, values in schema().enums.items():
        assert list(values) == known["enums"][name]


def test_every_code_is_one_of_the_service(reference):
    known = {row["code"]: row for row in reference("fault_codes")["faults"]}
    assert set(MESSAGES) == set(known)
    for code, message in MESSAGES.items():
        assert known[code]["message"] in (message, "(text not known)")
        assert Problem(code).status == known[code]["http"]


def test_tables_say_what_the_reference_says(reference):
    for name, facts in reference("documents")["documents"].items():
        entity = ENTITIES[name]
        if entity.is_document:
            missing = set(facts["required"]) - set(entity.required)
            assert not missing, name
        assert entity.delete == facts["delete"]
        assert bool(entity.void) == bool(facts["void"])
        for field, longest in facts["max"].items():
            assert LENGTHS[field] == longest, field
    types = reference("documents")["documents"]["Purchase"]["account_type_to_payment_type"]
    assert {kind: names[0] for kind, names in PAYMENT_TYPES.items()} == types


class Judge:
    """Holds JSON against the elements of the reference."""

    def __init__(self, known):
        self.types, self.enums = known["types"], known["enums"]

    def elements(self, name):
        found = {"domain": "xs:string", "sparse": "xs:boolean", "status": "xs:string"}
        while name in self.types:
            kind = self.types[name]
            found |= {each["name"]: each["type"] for each in kind["elements"]}
            found = dict.fromkeys(kind.get("attributes") or (), "xs:string") | found
            name = kind["base"]
        return found

    def wrong(self, name, value, path=""):
        """Paths in an answer that the reference does not know."""
        elements = self.elements(name)
        for key, each in value.items():
            kind = elements.get(key)
            if kind is None:
                yield f"{path}{name}.{key}"
            for entry in each if isinstance(each, list) else [each]:
                yield from self._wrong_value(kind, entry, f"{path}{name}.{key}: ")

    def _wrong_value(self, kind, value, path):
        if kind in ("ReferenceType", "MemoRef"):
            if not isinstance(value, dict) or set(value) - {"value", "name", "type"}:
                yield path
        elif kind in self.types:
            yield from self.wrong(kind, value, path)
        elif kind in self.enums:
            if value not in self.enums[kind]:
                yield f"{path}{value}"
        elif kind == "xs:decimal":
            if isinstance(value, (bool, str)):
                yield path
        elif kind == "xs:boolean":
            if not isinstance(value, bool):
                yield path
        elif kind in ("xs:string", "id", "xs:date") and not isinstance(value, str):
            yield path


def test_all_that_is_answered_is_as_the_reference_says(qbo, us, reference):
    qbo.create("Invoice", **qbo.invoice(GlobalTaxCalculation="TaxInclusive"))
    qbo.create("Invoice", **qbo.invoice("I-2", CustomerMemo={"value": "Thanks"}))
    qbo.create("CreditMemo", **qbo.invoice("C-1"))
    qbo.create("Bill", **qbo.bill())
    qbo.create("VendorCredit", **qbo.bill())
    qbo.create("Purchase", **qbo.purchase())
    qbo.act("pay", entity="Invoice", id="1")
    qbo.act("pay", entity="Bill", id="1")
    upload(qbo, "Bill", "1")
    judge, seen = Judge(reference("entities")), set()
    for company in (qbo, us):
        for name in ENTITIES:
            found = company.ask(f"select * from {name}").get(name, [])
            for row in found:
                seen.add(name)
                kind = "NameBase" if name in ELSEWHERE else name
                assert list(judge.wrong(kind, row)) == []
    assert seen == set(ENTITIES)


# === JSON AND XML === #


def test_xml_for_who_does_not_ask_for_json(qbo):
    answer = qbo.call("GET", "customer/3", headers={"Accept": "*/*"})
    assert answer.headers["Content-Type"].startswith("application/xml")
    spaces = {"q": "http://schema.intuit.com/finance/v3"}
    root = ElementTree.fromstring(answer.content)
    assert root.find("q:Customer/q:DisplayName", spaces).text == "O'Hara & Sons"
    assert root.find("q:Customer", spaces).attrib["domain"] == "QBO"
    answer = qbo.call("GET", "customer/99", headers={"Accept": "text/html"})
    assert answer.status_code == 400
    root = ElementTree.fromstring(answer.content)
    assert root.find("q:Fault/q:Error", spaces).attrib["code"] == "610"


def test_body_that_is_none(qbo):
    kind = {"Content-Type": "application/json"}
    assert qbo.fault(qbo.call("POST", "invoice", headers=kind, data=b"{"))[0] == 2310
    assert qbo.fault(qbo.call("POST", "invoice", headers=kind, data=b"[]"))[0] == 2310
    assert qbo.fault(qbo.call("POST", "invoice", headers=kind, data=b'{"a":"\xe9"}'))[0] == 500
    assert qbo.fault(qbo.call("POST", "invoice", data=b"{}"))[0] == 500
    assert qbo.fault(qbo.call("GET", "nothing"))[0] == 2000


def test_old_minor_version_is_served_and_told_of(qbo):
    assert qbo.call("GET", "preferences", params={"minorversion": 65}).ok
    assert "65" in qbo.control("violations", "GET")[0]


def test_texts_for_numbers_pass_unless_strict(qbo):
    qbo.control("settings", strict=False)
    line = qbo.sale_line("100.00")
    body = qbo.invoice(Line=[line], TotalAmt="", DueDate="")
    made = qbo.create("Invoice", **body)
    assert (made["TotalAmt"], made["DueDate"]) == (115.0, "2026-01-30")


def test_invoice_as_a_paper_and_by_mail(qbo):
    qbo.create("Invoice", **qbo.invoice())
    assert qbo.call("GET", "invoice/1/pdf").content.startswith(b"%PDF")
    assert qbo.fault(qbo.call("POST", "invoice/1/send"))[0] == 6420
    sent = qbo.call("POST", "invoice/1/send", params={"sendTo": "a@example.com"}).json()["Invoice"]
    assert sent["EmailStatus"] == "EmailSent"


# === FILES === #


def upload(qbo, entity, row_id, name="bill.pdf", content=b"%PDF-1.4 x"):
    about = {
        "AttachableRef": [{"EntityRef": {"type": entity, "value": row_id}}],
        "FileName": name,
        "ContentType": "application/pdf",
    }
    files = {
        "file_metadata_01": ("attachment.json", json.dumps(about), "application/json"),
        "file_content_01": (name, content, "application/pdf"),
    }
    return qbo.call("POST", "upload", files=files).json()["AttachableResponse"][0]


def test_file_is_kept_and_can_be_fetched(qbo):
    qbo.create("Bill", **qbo.bill())
    content = bytes(range(256)) + b"\r\n\r\n--x\r\n"
    made = upload(qbo, "Bill", "1", content=content)["Attachable"]
    assert (made["FileName"], made["Size"]) == ("bill.pdf", len(content))
    assert requests.get(made["TempDownloadUri"], timeout=10).content == content
    address = qbo.call("GET", f"download/{made['Id']}")
    assert address.text == made["TempDownloadUri"]
    [row] = qbo.books("Attachable")
    assert row["sha256"] == hashlib.sha256(content).hexdigest()
    head = {"Id": made["Id"], "SyncToken": "0"}
    assert qbo.post("attachable", head, operation="delete").ok
    assert requests.get(made["TempDownloadUri"], timeout=10).status_code == 404


@pytest.mark.parametrize(
    ("values", "code"),
    [({"name": "bill.exe"}, "6000"), ({"entity": "Bill", "row_id": "9"}, "2500")],
)
def test_file_that_is_refused_has_its_fault_in_the_answer(qbo, values, code):
    qbo.create("Bill", **qbo.bill())
    values = {"entity": "Bill", "row_id": "1", **values}
    found = upload(qbo, values.pop("entity"), values.pop("row_id"), **values)
    assert found["Fault"]["Error"][0]["code"] == code
    assert qbo.books("Attachable") == []


# === EVENTS === #


@pytest.fixture
def listener():
    heard = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):  # noqa: N802
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((self.headers["intuit-signature"], body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    http = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{http.server_address[1]}/hook", heard
    http.shutdown()
    thread.join()
    http.server_close()


def test_events_are_signed_and_tell_what_changed(qbo, listener):
    url, heard = listener
    qbo.create("Invoice", **qbo.invoice())
    qbo.create("Bill", **qbo.bill())
    assert qbo.control("webhooks", url=url, key="verifier")[0]["status"] == 200
    signature, body = heard[0]
    digest = hmac.new(b"verifier", body, hashlib.sha256).digest()
    assert signature == base64.b64encode(digest).decode()
    events = {event["type"]: event for event in json.loads(body)}
    # The customer's and the vendor's balance are no change of theirs.
    assert set(events) == {"qbo.invoice.created.v1", "qbo.bill.created.v1"}
    event = events["qbo.invoice.created.v1"]
    assert (event["intuitentityid"], event["intuitaccountid"]) == ("1", qbo.realm)
    assert (event["specversion"], event["data"]) == ("1.0", {})
    qbo.act("touch", entity="Invoice", id="1")
    qbo.act("delete", entity="Bill", id="1")
    qbo.control("webhooks", url=url, key="verifier")
    found = {event["type"] for event in json.loads(heard[1][1])}
    assert found == {"qbo.invoice.updated.v1", "qbo.bill.deleted.v1"}


def test_events_of_before_and_forged_ones(qbo, listener):
    url, heard = listener
    qbo.create("Invoice", **qbo.invoice())
    qbo.control("webhooks", url=url, key="verifier", legacy=True, forged=True)
    signature, body = heard[0]
    digest = hmac.new(b"verifier", body, hashlib.sha256).digest()
    assert signature != base64.b64encode(digest).decode()
    [told] = json.loads(body)["eventNotifications"]
    [entity] = told["dataChangeEvent"]["entities"]
    assert (told["realmId"], entity["name"], entity["operation"]) == (
        *(qbo.realm, "Invoice"),
        "Create",
    )
