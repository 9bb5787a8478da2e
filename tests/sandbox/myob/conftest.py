"""A client that says no more than it is told to, and a stand-in as after its start."""

import base64

import pytest
import requests
from reference_data import reference_fixture

from sandbox.myob import (
    API_KEY,
    API_SECRET,
    BUSINESS_FILE,
    DEFAULT_REDIRECT_URI,
    RIGHT_FILE,
    start,
)

GENEROUS = {"second_limit": 1_000_000}


class Client:
    """One company file, signed in. `last` is the last answer."""

    seeded = {}  # UIDs of lists by what they are called; they are the same after each start

    def __init__(self, server, file=RIGHT_FILE, user=None, **tokens):
        self.server, self.url, self.file = server, server.url, file
        self.session = requests.Session()
        self.tokens = self.control("tokens", tenant=file, **tokens)
        self.user = user
        self.last = None

    def control(self, name, verb="POST", /, **body):
        answer = self.session.request(verb, f"{self.url}/_sandbox/{name}", json=body, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def act(self, action, **values):
        return self.control("bookkeeper", tenant=self.file, action=action, **values)

    def prefer(self, **values):
        """Preferences of the system."""
        self.act("prefer", values={"System": values})

    def fault(self, kind, path="/accountright/", **values):
        return self.control("faults", kind=kind, path=path, **values)["id"]

    def call(self, verb, path="", headers=None, file=None, **values):
        head = {
            "Authorization": f"Bearer {self.tokens['access_token']}",
            "x-myobapi-key": API_KEY,
            "x-myobapi-version": "v2",
        }
        if self.user:
            head["x-myobapi-cftoken"] = base64.b64encode(self.user.encode()).decode()
        head = {name: value for name, value in (head | (headers or {})).items() if value}
        url = f"{self.url}/accountright/{file or self.file}/{path}"
        self.last = self.session.request(verb, url, headers=head, timeout=10, **values)
        return self.last

    def post(self, route, body, **parameters):
        return self.call("POST", route, json=body, params=parameters)

    def create(self, route, body):
        """:return: the row as the answer shows it"""
        answer = self.post(route, body, returnBody="true")
        assert answer.status_code == 201, answer.text
        return answer.json()

    def put(self, route, row, **parameters):
        return self.call("PUT", f"{route}/{row['UID']}", json=row, params=parameters)

    def change(self, route, row):
        answer = self.put(route, row, returnBody="true")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def delete(self, route, row):
        return self.call("DELETE", f"{route}/{row['UID']}")

    def refused(self, route, body, **parameters):
        return self.wrong(self.post(route, body, **parameters))

    @staticmethod
    def wrong(answer):
        """:return: {(name, details)} of a refusal"""
        assert answer.status_code in (400, 404, 405, 409), answer.text
        return {(each["Name"], each["AdditionalDetails"]) for each in answer.json()["Errors"]}

    def read(self, route, uid):
        answer = self.call("GET", f"{route}/{uid}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def ask(self, route, filter=None, **parameters):
        """:return: Items"""
        return self.page(route, filter, **parameters)["Items"]

    def page(self, route, filter=None, **parameters):
        asked = {f"${name}": value for name, value in parameters.items()}
        answer = self.call("GET", route, params=asked | ({"$filter": filter} if filter else {}))
        assert answer.status_code == 200, answer.text
        return answer.json()

    def asked_wrongly(self, route, **parameters):
        asked = {f"${name}": value for name, value in parameters.items()}
        [(name, details)] = self.wrong(self.call("GET", route, params=asked))
        assert name == "QueryNotValid"
        return details

    def books(self, part):
        """Rows behind the scenes."""
        found = self.control("books", "GET", tenant=self.file, part=part)
        return found[self.file][part]

    def link(self, part, name):
        """To a row of a list by its name, code or number."""
        fields = ("Name", "LastName", "CompanyName", "Number", "Code", "DisplayID")
        key = (self.file, part)
        if key not in self.seeded:
            rows = self.books(part)
            self.seeded[key] = {row.get(field): row["UID"] for field in fields for row in rows}
        return {"UID": self.seeded[key][name]}

    # === DOCUMENTS === #

    def line(self, total=100, account="4-1100", code="GST", **values):
        links = {"Account": self.link("Account", account), "TaxCode": self.link("TaxCode", code)}
        return {"Total": total, "Description": "Design", **links, **values}

    def invoice(self, number="INV-1", customer="CUS001", **values):
        return {
            "Number": number,
            "Date": "2026-01-30T00:00:00",
            "Customer": self.link("Customer", customer),
            "IsTaxInclusive": False,
            "FreightTaxCode": self.link("TaxCode", "GST"),
            "Lines": [self.line()],
            **values,
        }

    def bill(self, theirs="B-1", supplier="SUP001", **values):
        return {
            "SupplierInvoiceNumber": theirs,
            "Date": "2026-01-30",
            "Supplier": self.link("Supplier", supplier),
            "IsTaxInclusive": False,
            "FreightTaxCode": self.link("TaxCode", "GST"),
            "Lines": [self.line(account="5-1100")],
            **values,
        }

    def spend(self, **values):
        line = self.line(account="6-1100")
        line = {"Amount": line["Total"], "Account": line["Account"], "TaxCode": line["TaxCode"]}
        return {
            "PayFrom": "Account",
            "Account": self.link("Account", "1-1110"),
            "Contact": self.link("Supplier", "SUP001"),
            "Date": "2026-01-30T00:00:00",
            "IsTaxInclusive": False,
            "Lines": [line],
            **values,
        }

    def customer(self, **values):
        code = self.link("TaxCode", "GST")
        details = {"TaxCode": code, "FreightTaxCode": code}
        return {"IsIndividual": False, "SellingDetails": details, **values}


class Window:
    """What a browser does, without one."""

    def __init__(self, server):
        self.url = f"{server.url}/oauth2/account/authorize"
        self.tokens = f"{server.url}/oauth2/v1/authorize"

    def asked(self, **changes):
        asked = {
            "client_id": API_KEY,
            "response_type": "code",
            "scope": "sme-company-file sme-sales",
            "redirect_uri": DEFAULT_REDIRECT_URI,
            "state": "s-1",
            "prompt": "consent",
            **changes,
        }
        return {name: value for name, value in asked.items() if value is not None}

    def look(self, **changes):
        asked = self.asked(**changes)
        return requests.get(self.url, params=asked, timeout=10, allow_redirects=False)

    def consent(self, business=RIGHT_FILE, decision="allow", **changes):
        asked = {**self.asked(**changes), "business": business, "decision": decision}
        return requests.post(self.url, data=asked, timeout=10, allow_redirects=False)

    def token(self, headers=None, **form):
        form = {"client_id": API_KEY, "client_secret": API_SECRET, **form}
        return requests.post(self.tokens, data=form, headers=headers, timeout=10)

    def redeem(self, code, **form):
        values = {"grant_type": "authorization_code", "redirect_uri": DEFAULT_REDIRECT_URI}
        return self.token(code=code, **values | form)

    def refresh(self, value, **form):
        return self.token(grant_type="refresh_token", refresh_token=value, **form)


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
def myob(server):
    return Client(server)


@pytest.fixture
def business(server):
    return Client(server, BUSINESS_FILE)


@pytest.fixture
def another(server):
    """Makes a client of another file, another user or other scopes."""
    return lambda file=RIGHT_FILE, **values: Client(server, file, **values)


@pytest.fixture
def window(server):
    return Window(server)


reference = reference_fixture("myob", "contracts.json")
