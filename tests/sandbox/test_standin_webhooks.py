"""Events the stand-in tells of: signed over the raw body, as Xero does."""

import base64
import hashlib
import hmac
import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
import requests

KEY = "sandbox-webhook-key"


@pytest.fixture
def listener():
    """An application that checks the signature and keeps what it was told."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):  # noqa: N802
            body = self.rfile.read(int(self.headers["Content-Length"]))
            digest = hmac.new(KEY.encode(), body, hashlib.sha256).digest()
            right = self.headers["x-xero-signature"] == base64.b64encode(digest).decode()
            self.server.told.append((right, json.loads(body)))
            self.send_response(200 if right else 401)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.told = []
    server.url = f"http://127.0.0.1:{server.server_port}/hook?interface=1"
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_intent_to_receive_tries_right_and_wrong_signatures(xero, listener):
    answers = xero.control("webhooks", url=listener.url, key=KEY, intent=True)
    assert [answer["status"] for answer in answers] == [200, 401, 200, 401]
    assert all(body["events"] == [] for _right, body in listener.told)


def test_changed_documents_are_told_once(xero, listener):
    xero.control("webhooks", url=listener.url, key=KEY)
    invoice = xero.created_invoice()
    xero.control("webhooks", url=listener.url, key=KEY)
    right, body = listener.told[-1]
    assert right
    (event,) = body["events"]
    assert (event["resourceId"], event["eventCategory"]) == (invoice["InvoiceID"], "INVOICE")
    assert event["tenantId"] == xero.tenant
    assert "S-0001" not in json.dumps(event), "ids only"


def test_forged_signature_is_wrong(xero, listener):
    (answer,) = xero.control("webhooks", url=listener.url, key=KEY, events=[], forged=True)
    assert answer["status"] == 401


def test_only_this_machine_is_told(xero):
    body = {"url": "http://example.com/hook", "key": KEY}
    answer = requests.post(f"{xero.url}/_sandbox/webhooks", json=body, timeout=5)
    assert answer.status_code == 400


def test_what_is_new_was_created_and_all_else_updated(xero, listener):
    xero.control("webhooks", url=listener.url, key=KEY)
    invoice = xero.created_invoice()
    xero.bookkeeper("edit_contact", id=xero.contact_id, values={"FirstName": "Ann"})
    xero.bookkeeper("prepay", contact_id=xero.contact_id, amount=10)
    xero.control("webhooks", url=listener.url, key=KEY)
    xero.bookkeeper("edit", id=invoice["InvoiceID"])
    xero.control("webhooks", url=listener.url, key=KEY)
    (_, first), (_, second) = listener.told[-2:]
    told = [(event["eventCategory"], event["eventType"]) for event in first["events"]]
    assert told == [("INVOICE", "CREATE"), ("CONTACT", "UPDATE"), ("PREPAYMENT", "CREATE")]
    assert ("INVOICE", "UPDATE") in [
        (event["eventCategory"], event["eventType"]) for event in second["events"]
    ]
