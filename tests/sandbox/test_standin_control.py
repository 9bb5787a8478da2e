"""The control API: looking behind the scenes and acting as the bookkeeper."""

import pytest
import requests


def test_books_show_documents_with_their_lines(xero):
    xero.put("Invoices", xero.invoice(Reference="J100"))
    (row,) = xero.rows("invoices")
    expected = {
        "number": "S-0001",
        "type": "ACCREC",
        "status": "AUTHORISED",
        "total": 115,
        "reference": "J100",
        "contact_id": xero.contact_id,
        "date": "2026-11-02",
        "due_date": "2026-12-20",
        "outstanding": 115,
    }
    assert {name: row[name] for name in expected} == expected
    assert row["lines"][0]["account_code"] == "200"


def test_calls_are_in_order_with_key_status_and_tenant(xero):
    xero.call("PUT", "Invoices", [xero.invoice()], headers={"Idempotency-Key": "k1"}, unitdp=4)
    xero.call("GET", "Invoices/NONE")
    put, get = xero.calls()
    assert (put["method"], put["path"], put["query"]) == (
        "PUT",
        "/api.xro/2.0/Invoices",
        "unitdp=4",
    )
    assert (put["status"], put["idempotency_key"], put["tenant"]) == (200, "k1", xero.tenant)
    assert (get["number"], get["status"], get["answered"]) == (2, 404, True)
    counters = xero.control("calls", "GET")["counters"]["endpoints"]
    assert counters["PUT /api.xro/2.0/Invoices"] == 1


def test_reset_forgets_everything(xero):
    xero.put("Invoices", xero.invoice())
    xero.fault("status_503", times=0)
    xero.control("settings", minute_limit=1, latency_ms=5)
    xero.bookkeeper("archive_account", code="200")
    xero.control("reset")
    assert xero.calls() == []
    assert xero.rows("invoices") == []
    assert xero.call("GET", "Organisation").status_code == 401
    xero.sign_in()
    assert xero.control("settings", "GET")["latency_ms"] == 0
    xero.put("Invoices", xero.invoice())


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("settings", {"speed": 1}),
        ("settings", {"latency_ms": "5"}),
        ("settings", {"tenants": {"nobody": {}}}),
        ("clock", {"advance": -1}),
        ("bookkeeper", {"tenant": "nobody", "action": "void"}),
    ],
    ids=str,
)
def test_wish_that_makes_no_sense_is_refused(xero, name, body):
    answer = requests.post(f"{xero.url}/_sandbox/{name}", json=body, timeout=5)
    assert answer.status_code == 400
    assert answer.json()["error"]


@pytest.mark.parametrize(
    "wish",
    [
        {"action": "dance"},
        {"action": "void", "id": "unknown"},
        {"action": "void", "id": ""},
        {"action": "archive_contact", "id": "unknown"},
        {"action": "archive_account", "code": "999"},
    ],
    ids=str,
)
def test_act_of_the_bookkeeper_that_makes_no_sense_is_refused(xero, wish):
    body = {"tenant": xero.tenant, **wish}
    answer = requests.post(f"{xero.url}/_sandbox/bookkeeper", json=body, timeout=5)
    assert answer.status_code == 400


def test_unknown_control_is_not_found(xero):
    assert requests.get(f"{xero.url}/_sandbox/nothing", timeout=5).status_code == 404


@pytest.mark.parametrize(
    ("status", "action", "after"),
    [
        ("AUTHORISED", "void", "VOIDED"),
        ("DRAFT", "delete", "DELETED"),
        ("DRAFT", "approve", "AUTHORISED"),
    ],
)
def test_bookkeeper_sets_a_status(xero, status, action, after):
    (invoice,) = xero.put("Invoices", xero.invoice(Status=status))
    xero.bookkeeper(action, id=invoice["InvoiceID"])
    assert xero.rows("invoices")[0]["status"] == after


def test_bookkeeper_edits_a_document(xero):
    (invoice,) = xero.put("Invoices", xero.invoice())
    xero.bookkeeper(
        "edit",
        id=invoice["InvoiceID"],
        number="S-X",
        reference="by hand",
        factor=2,
        date="2026-11-05",
    )
    (row,) = xero.rows("invoices")
    assert (row["number"], row["reference"], row["total"]) == ("S-X", "by hand", 230)
    assert row["date"] == "2026-11-05"
    (again,) = xero.put("Invoices", xero.invoice())
    assert not again["HasErrors"], "the number was given up"


def test_bookkeeper_pays_and_takes_it_back(xero):
    (invoice,) = xero.put("Invoices", xero.invoice())
    xero.bookkeeper("pay", id=invoice["InvoiceID"])
    (paid,) = xero.get(f"Invoices/{invoice['InvoiceID']}")
    assert (paid["Status"], paid["AmountDue"], paid["Payments"][0]["Amount"]) == ("PAID", 0, 115)
    xero.bookkeeper("unpay", id=invoice["InvoiceID"])
    assert xero.get(f"Invoices/{invoice['InvoiceID']}")[0]["Status"] == "AUTHORISED"


def test_bookkeeper_changes_contacts(xero):
    contact_id = xero.a_contact()
    xero.bookkeeper("rename_contact", id=contact_id, name="Rimu Office")
    xero.bookkeeper("edit_contact", id=contact_id, values={"EmailAddress": "broken"})
    xero.bookkeeper("archive_contact", id=contact_id)
    xero.bookkeeper("add_contact", name="Rimu Office", values={"ContactNumber": "C-KOWHAI"})
    rows = [row for row in xero.rows("contacts") if row["name"] == "Rimu Office"]
    assert [(row["status"], row["contact_number"]) for row in rows] == [
        ("ARCHIVED", "C-KOWHAI"),
        ("ACTIVE", "C-KOWHAI"),
    ]
    assert rows[0]["email"] == "broken"
    xero.bookkeeper("restore_contact", id=contact_id)
    assert len(xero.get("Contacts", where='Name=="Rimu Office"')) == 2


def test_merge_moves_the_documents(xero):
    (invoice,) = xero.put("Invoices", xero.invoice())
    kept = xero.a_contact("Smith, Jane")
    xero.bookkeeper("merge_contact", id=xero.contact_id, into=kept)
    assert xero.rows("invoices")[0]["contact_id"] == kept
