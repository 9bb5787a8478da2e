"""A client that says no more than it is told to, and a stand-in as after its start."""

import uuid

import pytest
import requests
from reference_data import reference_fixture

from sandbox.qbo import CLIENT_ID, CLIENT_SECRET, DEFAULT_REDIRECT_URI, NZ_REALM, US_REALM, start

GENEROUS = {"second_limit": 1_000_000, "minute_limit": 1_000_000}


class Client:
    """One company, signed in. `last` is the last answer."""

    def __init__(self, server, realm=NZ_REALM, **tokens):
        self.server, self.url, self.realm = server, server.url, realm
        self.tokens = self.control("tokens", tenant=realm, **tokens)
        self.last = None

    def control(self, name, method="POST", **body):
        answer = requests.request(method, f"{self.url}/_sandbox/{name}", json=body, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def act(self, action, **values):
        return self.control("bookkeeper", tenant=self.realm, action=action, **values)

    def prefer(self, group, **values):
        self.act("prefer", values={group: values})

    def call(self, method, path, headers=None, realm=None, **values):
        head = {"Authorization": f"Bearer {self.tokens['access_token']}"}
        head |= {"Accept": "application/json"} | (headers or {})
        url = f"{self.url}/v3/company/{realm or self.realm}/{path}"
        self.last = requests.request(method, url, headers=head, timeout=10, **values)
        return self.last

    def post(self, path, body, **parameters):
        return self.call("POST", path, json=body, params=parameters)

    def create(self, entity, **body):
        answer = self.post(entity.lower(), body, minorversion=75, requestid=str(uuid.uuid4()))
        assert answer.status_code == 200, answer.text
        return answer.json()[entity]

    def refused(self, entity, _parameters=None, **body):
        """:return: (code, Detail) of the refusal"""
        return self.fault(self.post(entity.lower(), body, **(_parameters or {})))

    @staticmethod
    def fault(answer):
        assert answer.status_code in (400, 403), answer.text
        [error] = answer.json()["Fault"]["Error"]
        return int(error["code"]), error["Detail"]

    def read(self, entity, row_id):
        answer = self.call("GET", f"{entity.lower()}/{row_id}")
        assert answer.status_code == 200, answer.text
        return answer.json()[entity]

    def ask(self, text):
        """:return: what is under QueryResponse"""
        answer = self.call("GET", "query", params={"query": text})
        assert answer.status_code == 200, answer.text
        return answer.json()["QueryResponse"]

    def asked_wrongly(self, text):
        return self.fault(self.call("GET", "query", params={"query": text}))[0]

    def row(self, entity, name):
        """The id of one in a list, by its name."""
        field = "DisplayName" if entity in ("Customer", "Vendor", "Employee") else "Name"
        [found] = [row for row in self.books(entity) if row[field] == name]
        return found["Id"]

    def books(self, entity):
        """Rows behind the scenes."""
        url = f"{self.url}/_sandbox/books"
        books = requests.get(url, params={"tenant": self.realm, "part": entity}, timeout=10).json()
        return books[self.realm][entity]

    # === DOCUMENTS === #

    def ref(self, entity, name):
        return {"value": self.row(entity, name)}

    def sale_line(self, amount=100, code="15% GST on sales", item="Design", **values):
        detail = {"ItemRef": self.ref("Item", item)}
        if code:
            value = code if code in ("TAX", "NON") else self.row("TaxCode", code)
            detail["TaxCodeRef"] = {"value": value}
        return {
            "Amount": amount,
            "DetailType": "SalesItemLineDetail",
            "SalesItemLineDetail": {**detail, **values},
        }

    def bill_line(self, amount=100, code="15% GST on purchases", account="Materials", **values):
        detail = {"AccountRef": self.ref("Account", account)}
        detail["TaxCodeRef"] = self.ref("TaxCode", code)
        return {
            "Amount": amount,
            "DetailType": "AccountBasedExpenseLineDetail",
            "AccountBasedExpenseLineDetail": {**detail, **values},
        }

    def invoice(self, number="INV-1", **values):
        values = values if "Line" in values else {**values, "Line": [self.sale_line()]}
        return {
            "DocNumber": number,
            "TxnDate": "2026-01-30",
            "CustomerRef": self.ref("Customer", "Acme Builders"),
            "GlobalTaxCalculation": "TaxExcluded",
            **values,
        }

    def bill(self, number="B-1", **values):
        return {
            "DocNumber": number,
            "TxnDate": "2026-01-30",
            "VendorRef": self.ref("Vendor", "Acme Timber"),
            "GlobalTaxCalculation": "TaxExcluded",
            "Line": [self.bill_line()],
            **values,
        }

    def purchase(self, number="P-1", account="Business account", kind="Cash", **values):
        vendor = {**self.ref("Vendor", "Acme Timber"), "type": "Vendor"}
        bill = self.bill(number, **values)
        del bill["VendorRef"]
        return {
            "PaymentType": kind,
            "AccountRef": self.ref("Account", account),
            "EntityRef": vendor,
            **bill,
        }


class Window:
    """What a browser does, without one."""

    def __init__(self, server):
        self.url = server.url

    def consent(self, realm=NZ_REALM, **changes):
        """:return: the values that come back to the app"""
        asked = {
            "client_id": CLIENT_ID,
            "response_type": "code",
            "scope": "com.intuit.quickbooks.accounting",
            "redirect_uri": DEFAULT_REDIRECT_URI,
            "state": "s-1",
            "realm": realm,
            "decision": "connect",
            **changes,
        }
        url = f"{self.url}/connect/oauth2"
        return requests.post(url, data=asked, timeout=10, allow_redirects=False)

    def token(self, headers=None, auth=(CLIENT_ID, CLIENT_SECRET), **form):
        url = f"{self.url}/oauth2/v1/tokens/bearer"
        return requests.post(url, data=form, auth=auth, headers=headers, timeout=10)

    def refresh(self, value, **values):
        return self.token(grant_type="refresh_token", refresh_token=value, **values)


@pytest.fixture(scope="session")
def running_server():
    server = start(**GENEROUS)
    yield server
    server.stop()


@pytest.fixture
def server(running_server):
    running_server.stand_in.reset()
    return running_server


@pytest.fixture
def qbo(server):
    return Client(server)


@pytest.fixture
def us(server):
    return Client(server, US_REALM)


@pytest.fixture
def another(server):
    """Makes a client of another company."""
    return lambda realm, **tokens: Client(server, realm, **tokens)


@pytest.fixture
def window(server):
    return Window(server)


reference = reference_fixture("qbo", "entities.json")
