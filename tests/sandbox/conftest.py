"""A stand-in for Xero on loopback, fresh for each test, and a client signed in to it."""

import pytest
import requests

from sandbox.xero import NZ_TENANT, start
from sandbox.xero.contract import find_description

GENEROUS = {"minute_limit": 100_000, "day_limit": 100_000}
TIMEOUT = 20
NOBODY_KNOWS = "GALACTIC"  # stands for a value that is newer than any description


class Client:
    """Speaks to the stand-in as a connector would; the control API is at hand beside it."""

    seeded_ids = {}

    def __init__(self, server, tenant=NZ_TENANT, **sign_in):
        self.server = server
        self.url = server.url
        self.tenant = tenant
        self.session = requests.Session()
        self.session.headers["xero-tenant-id"] = tenant
        self.sign_in(**sign_in)
        self.contact_id = ""

    def sign_in(self, **options):
        self.tokens = self.control("tokens", **options)
        self.session.headers["Authorization"] = f"Bearer {self.tokens['access_token']}"

    def call(self, method, resource, elements=None, *, headers=None, data=None, **query):
        """One request to the accounting API; elements are wrapped under the plural name, `data` is
        sent as it is."""
        if data is not None:
            headers = {"Content-Type": "application/json", **(headers or {})}
        body = None if elements is None else {resource.split("/")[-1]: elements}
        return self.session.request(
            method,
            f"{self.url}/api.xro/2.0/{resource}",
            params=query,
            json=body,
            data=data,
            headers=headers,
            timeout=TIMEOUT,
        )

    def get(self, resource, **query):
        answer = self.call("GET", resource, **query)
        assert answer.status_code == 200, answer.text
        return answer.json()[resource.split("/")[0]]

    def put(self, resource, *elements, **query):
        """Elements one by one as real importers do: each stands alone, prices keep 4 decimals."""
        return self._write("PUT", resource, elements, query)

    def post(self, resource, *elements, **query):
        return self._write("POST", resource, elements, query)

    def _write(self, method, resource, elements, query):
        query = {"summarizeErrors": "false", "unitdp": 4, **query}
        answer = self.call(method, resource, list(elements), **query)
        assert answer.status_code == 200, answer.text
        return answer.json()[resource.split("/")[-1]]

    def control(self, name, verb="POST", /, **body):
        answer = requests.request(
            verb, f"{self.url}/_sandbox/{name}", json=body or None, timeout=TIMEOUT
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def fault(self, kind, path="/api.xro/2.0/", **values):
        return self.control("faults", kind=kind, path=path, **values)["id"]

    def bookkeeper(self, action, /, **wish):
        self.control("bookkeeper", tenant=self.tenant, action=action, **wish)

    def organisation(self, **changes):
        self.control("settings", tenants={self.tenant: changes})

    def books(self):
        """The client's organisation, as it is behind the API."""
        return self.control(f"books?tenant={self.tenant}", "GET")[self.tenant]

    def rows(self, part):
        return self.control(f"books?tenant={self.tenant}&part={part}", "GET")[self.tenant][part]

    def violations(self):
        """What was against Xero's description, asked without HTTP: the first time takes a while."""
        return self.server.stand_in.violations()

    def calls(self):
        return self.control("calls", "GET")["calls"]

    def a_contact(self, name="Kowhai Office"):
        """The id of a seeded active contact; the seed is the same at every start."""
        if name not in self.seeded_ids:
            self.seeded_ids.update(
                (row["name"], row["id"])
                for row in self.rows("contacts")
                if row["status"] == "ACTIVE"
            )
        return self.seeded_ids[name]

    def invoice(self, number="S-0001", **changes):
        """An approved sales invoice of 100.00 + 15.00 that breaks no rule."""
        self.contact_id = self.contact_id or self.a_contact()
        element = {
            "Type": "ACCREC",
            "Contact": {"ContactID": self.contact_id},
            "InvoiceNumber": number,
            "Date": "2026-11-02",
            "DueDate": "2026-12-20",
            "LineAmountTypes": "Exclusive",
            "CurrencyCode": "NZD",
            "Status": "AUTHORISED",
            "LineItems": [self.line()],
        }
        return without_none(element | changes)

    def created_invoice(self, *args, **changes):
        (invoice,) = self.put("Invoices", self.invoice(*args, **changes))
        assert not invoice["HasErrors"], invoice["ValidationErrors"]
        return invoice

    def credit_note(self, number="CN-0001", **changes):
        element = self.invoice() | {"Type": "ACCRECCREDIT", "CreditNoteNumber": number}
        del element["InvoiceNumber"], element["DueDate"]
        return without_none(element | changes)

    @staticmethod
    def line(**changes):
        line = {
            "Description": "Design",
            "Quantity": 1,
            "UnitAmount": 100.0,
            "AccountCode": "200",
            "TaxType": "OUTPUT2",
        }
        return without_none(line | changes)


def without_none(values):
    return {name: value for name, value in values.items() if value is not None}


@pytest.fixture(scope="session")
def running_server():
    server = start(**GENEROUS, contract=find_description()[0])
    yield server
    server.stop()


@pytest.fixture
def server(running_server):
    """The stand-in as after its start. Whatever a test asks of it, its answers are as Xero's own
    description says; the questions are wrong on purpose now and then.
    """
    stand_in = running_server.stand_in
    stand_in.reset()
    yield running_server
    if stand_in.settings.contract:
        found = [each for each in stand_in.violations() if each.startswith("answer")]
        assert [each for each in found if NOBODY_KNOWS not in each] == []


@pytest.fixture
def xero(server):
    return Client(server)


@pytest.fixture
def another_client(server):
    """Makes further clients: another organisation, other scopes, another app."""

    def make(**options):
        return Client(server, **options)

    return make


@pytest.fixture
def messages():
    """What speaks against the one element that was sent."""

    def read(elements):
        assert len(elements) == 1
        return [error["Message"] for error in elements[0].get("ValidationErrors", [])]

    return read
