"""The plain ledger: what it takes, what it refuses, and what lenient changes."""

import pytest
import requests

from sandbox.ledger import BOOKS, KEY, OTHER_KEY, start

LINE = {"description": "Work", "amount": "10.05", "tax": "1.51", "account": "200"}
LINE["tax_code"] = "GST"


class Client:
    def __init__(self, url):
        self.url = url

    def call(self, method, path, key=KEY, **values):
        headers = {"Authorization": f"Bearer {key}"}
        url = f"{self.url}/books/{BOOKS}/{path}".rstrip("/")
        return requests.request(method, url, headers=headers, timeout=10, **values)

    def add(self, path, **body):
        return self.call("POST", path, json=body)

    def control(self, name, /, **body):
        answer = requests.post(f"{self.url}/_sandbox/{name}", json=body, timeout=10)
        assert answer.status_code == 200, answer.text


@pytest.fixture
def client():
    server = start()
    yield Client(server.url)
    server.stop()


@pytest.fixture
def contact(client):
    return client.add("contacts", name="Ann").json()["id"]


def error_of(answer):
    return answer.status_code, answer.json()["error"]


def test_document_is_added_up_here(client, contact):
    body = {"number": "N-1", "contact": contact, "lines": [LINE, LINE], "total": 5}
    answer = client.add("invoices", **body)
    assert answer.status_code == 201
    assert answer.json()["total"] == 23.12
    [found] = client.call("GET", "invoices", params={"number": '["n-1"]'}).json()
    assert found == answer.json()


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"number": ""}, "number"),
        ({"number": "N" * 31}, "number"),
        ({"contact": "nobody"}, "contact"),
        ({"lines": []}, "account"),
        ({"lines": [{**LINE, "account": "210"}]}, "account"),
        ({"lines": [{**LINE, "tax_code": "VAT"}]}, "tax"),
    ],
)
def test_document_that_cannot_be_is_refused(client, contact, change, error):
    body = {"number": "N-1", "contact": contact, "lines": [LINE], **change}
    assert error_of(client.add("invoices", **body)) == (400, error)


def test_second_copy_is_refused_unless_lenient(client, contact):
    body = {"number": "N-1", "contact": contact, "lines": [LINE]}
    assert client.add("invoices", **body).status_code == 201
    assert error_of(client.add("invoices", **{**body, "number": "n-1"})) == (409, "number_taken")
    assert error_of(client.add("contacts", name="ANN")) == (409, "name_taken")
    assert client.add("credit_notes", **body).status_code == 201, "kinds have lists of their own"
    client.control("settings", lenient=True)
    assert client.add("invoices", **body).status_code == 201
    assert client.add("contacts", name="Ann").status_code == 201


def test_number_of_a_bill_is_its_suppliers(client, contact):
    other = client.add("contacts", name="Bob").json()["id"]
    body = {"number": "N-1", "contact": contact, "lines": [LINE]}
    assert client.add("bills", **body).status_code == 201
    assert client.add("bills", **{**body, "contact": other}).status_code == 201
    assert error_of(client.add("bills", **body)) == (409, "number_taken")


def test_key_opens_its_own_books_only(client):
    assert client.call("GET", "").json()["name"] == "Ledger NZ"
    assert error_of(client.call("GET", "", key=OTHER_KEY)) == (401, "key")


def test_limit_is_told_with_the_seconds_left(client):
    client.control("settings", minute_limit=1)
    assert client.call("GET", "").status_code == 200
    refused = client.call("GET", "")
    assert error_of(refused) == (429, "too_many")
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    client.control("clock", advance=61)
    assert client.call("GET", "").status_code == 200


def test_void_and_files_change_the_one_record(client, contact):
    row = client.add("bills", number="N-1", contact=contact, lines=[LINE]).json()
    file = client.add(f"bills/{row['id']}/files", name="a.pdf", content="JVBERg==").json()
    assert (file["name"], file["size"]) == ("a.pdf", 4)
    assert client.add(f"bills/{row['id']}/void").json()["status"] == "void"
    assert error_of(client.add(f"invoices/{row['id']}/void")) == (404, "not_found")


def test_bookkeeper_does_nothing_unheard_of(client):
    wish = {"tenant": BOOKS, "action": "juggle"}
    answer = requests.post(f"{client.url}/_sandbox/bookkeeper", json=wish, timeout=10)
    assert answer.status_code == 400


def test_bookkeeper_opens_books_that_have_a_key_of_their_own(client):
    opened = {"tenant": "firm", "name": "Firm", "currency": "NZD", "key": "key-of-firm"}
    client.control("bookkeeper", action="open", **opened)
    url = f"{client.url}/books/firm"
    for key, status in ((KEY, 401), ("key-of-firm", 200)):
        answer = requests.get(url, headers={"Authorization": f"Bearer {key}"}, timeout=10)
        assert answer.status_code == status
    assert answer.json()["name"] == "Firm"
    client.control("reset")
    assert requests.get(url, timeout=10).status_code == 404
