"""The stand-in against Xero's own OpenAPI description: tables of fields, requests, answers.

The description is not part of this project. XERO_OPENAPI names the folder that holds
xero_accounting.yaml and xero-identity.yaml; without it these tests are skipped.
"""

import os
from pathlib import Path

import pytest

from sandbox.xero.fields import TABLES
from sandbox.xero.fields_reference import NEWER_THAN_DESCRIPTION, REFERENCE_TABLES

yaml = pytest.importorskip("yaml")
openapi_core = pytest.importorskip("openapi_core")
contrib = pytest.importorskip("openapi_core.contrib.requests")

TOP = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("XERO_OPENAPI", TOP.parent / "shared" / "data" / "xero"))
pytestmark = [
    pytest.mark.skipif(
        not (FOLDER / "xero_accounting.yaml").is_file(),
        reason="Xero's OpenAPI description is not here; XERO_OPENAPI may name its folder",
    ),
    # openapi-core does not look at OAuth; the tests of signing in do.
    pytest.mark.filterwarnings("ignore:Unsupported scheme type"),
]


def described(name):
    """A description with its known mistake mended: defaults of booleans written as text."""
    text = (FOLDER / name).read_text()
    found = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    mend(found)
    return found


def mend(node):
    if isinstance(node, list):
        for item in node:
            mend(item)
    elif isinstance(node, dict):
        if node.get("type") == "boolean" and isinstance(node.get("default"), str):
            node["default"] = node["default"] == "true"
        for item in node.values():
            mend(item)


@pytest.fixture(scope="module")
def accounting():
    return described("xero_accounting.yaml")


@pytest.fixture(scope="module")
def schemas(accounting):
    return accounting["components"]["schemas"]


# --- tables of fields ---


def notation(schema):
    """A property of the description in the notation of the stand-in's tables."""
    if "$ref" in schema:
        return schema["$ref"].rsplit("/", 1)[1]
    if "enum" in schema:
        return " ".join(["one of", *(value for value in schema["enum"] if value)])
    if schema["type"] == "array":
        return "list of " + notation(schema["items"])
    if schema["type"] == "string":
        if "x-is-msdate" in schema:
            return "date"
        if "x-is-msdate-time" in schema:
            return "moment"
        if schema.get("format") == "uuid":
            return "guid"
        return f"text:{schema['maxLength']}" if "maxLength" in schema else "text"
    return {"number": "number", "integer": "whole", "boolean": "flag"}[schema["type"]]


@pytest.mark.parametrize("name", [*TABLES, *REFERENCE_TABLES])
def test_table_equals_the_description(schemas, name):
    table = (TABLES | REFERENCE_TABLES)[name]
    wanted = {field: notation(schema) for field, schema in schemas[name]["properties"].items()}
    assert table == wanted


@pytest.mark.parametrize("name", NEWER_THAN_DESCRIPTION)
def test_key_called_newer_is_not_yet_described(schemas, name):
    assert not set(NEWER_THAN_DESCRIPTION[name]) & set(schemas[name]["properties"])


def test_all_and_only_the_known_defaults_need_mending():
    text = (FOLDER / "xero_accounting.yaml").read_text()
    found = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))

    def wrong(node):
        items = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        own = isinstance(node, dict) and node.get("type") == "boolean"
        return (own and isinstance(node.get("default"), str)) + sum(map(wrong, items))

    assert wrong(found) > 0
    mend(found)
    assert wrong(found) == 0


# --- requests and answers ---


class Checked:
    """Makes calls and holds each request and answer against the description."""

    def __init__(self, xero, api, schemas):
        self.xero = xero
        self.api = api
        self.schemas = schemas

    def call(self, method, resource, elements=None, schema=None, **options):
        answer = self.xero.call(method, resource, elements, **options)
        request = contrib.RequestsOpenAPIRequest(answer.request)
        self.api.validate_request(request)
        self.api.validate_response(request, contrib.RequestsOpenAPIResponse(answer))
        plural = schema or resource.split("/")[0]
        body = answer.json()
        if answer.status_code == 200:
            rows = [value for name, value in body.items() if isinstance(value, list)]
            assert len(rows) == 1
            assert rows[0], "nothing to check"
            self.check_keys(plural, {plural: rows[0]})
        return body

    def check_keys(self, name, value):
        """openapi-core lets unknown keys pass; here each must be described or be explained."""
        properties = self.schemas[name].get("properties", {})
        newer = NEWER_THAN_DESCRIPTION.get(name, {})
        for key, inner in value.items():
            assert key in properties or key in newer, f"{name}.{key} is not described"
            if key in newer:
                continue
            inside = notation(properties[key])
            nested = inside.removeprefix("list of ")
            if nested in self.schemas:
                for item in inner if inside.startswith("list of ") else [inner]:
                    if isinstance(item, dict):
                        self.check_keys(nested, item)


@pytest.fixture(scope="module")
def api(running_server, accounting):
    """The description as if the stand-in were Xero's own server; making this takes a second."""
    servers = [{"url": f"{running_server.url}/api.xro/2.0"}]
    return openapi_core.OpenAPI.from_dict({**accounting, "servers": servers})


@pytest.fixture
def checked(xero, api, schemas):
    return Checked(xero, api, schemas)


@pytest.fixture
def everything(xero):
    """Documents with all the fields a connector sends; one paid, one with a note allocated."""
    line = xero.line(
        Quantity=1.5,
        UnitAmount=133.3333,
        DiscountRate=10.0,
        Tracking=[{"Name": "Region", "Option": "North"}],
    )
    invoices = xero.put(
        "Invoices",
        xero.invoice("S-1", Reference="J", Url="https://odoo.example.com/1", LineItems=[line]),
        xero.invoice("S-2", SentToContact=True, LineItems=[xero.line(), {"Description": "note"}]),
        xero.invoice("S-3"),
    )
    (note,) = xero.put("CreditNotes", xero.credit_note())
    xero.bookkeeper("pay", id=invoices[2]["InvoiceID"])
    allocation = {"Invoice": {"InvoiceID": invoices[1]["InvoiceID"]}, "Amount": 115.0}
    xero.put(f"CreditNotes/{note['CreditNoteID']}/Allocations", allocation | {"Date": "2026-11-02"})
    return {"Invoices": invoices[1]["InvoiceID"], "CreditNotes": note["CreditNoteID"]}


@pytest.mark.parametrize(
    ("resource", "plural"),
    [
        ("Organisation", "Organisations"),
        ("Organisation/Actions", "Actions"),
        ("Accounts", None),
        ("TaxRates", None),
        ("TrackingCategories", None),
        ("BrandingThemes", None),
        ("Currencies", None),
    ],
)
def test_reference_data_is_as_described(checked, resource, plural):
    checked.call("GET", resource, schema=plural)


@pytest.mark.parametrize("resource", ["Invoices", "CreditNotes"])
@pytest.mark.parametrize("query", [{}, {"page": 1, "unitdp": 4}, {"summaryOnly": "true"}], ids=str)
def test_lists_of_documents_are_as_described(checked, everything, resource, query):
    checked.call("GET", resource, **query)


@pytest.mark.parametrize("resource", ["Invoices", "CreditNotes"])
def test_single_documents_are_as_described(checked, everything, resource):
    checked.call("GET", f"{resource}/{everything[resource]}")


@pytest.mark.parametrize(
    "query", [{}, {"page": 1, "pageSize": 20}, {"summaryOnly": "true", "pageSize": 20}], ids=str
)
def test_lists_of_contacts_are_as_described(checked, query):
    checked.call("GET", "Contacts", **query)


def test_merged_contact_is_as_described(checked, xero):
    contact_id = xero.a_contact("Smith, Jane")
    xero.bookkeeper("merge_contact", id=contact_id, into=xero.a_contact())
    checked.call("GET", f"Contacts/{contact_id}")


@pytest.mark.parametrize("summarise", ["true", "false"])
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_writing_documents_is_as_described(checked, xero, method, summarise):
    options = {"summarizeErrors": summarise, "unitdp": 4, "headers": {"Idempotency-Key": "k1"}}
    good, draft = xero.invoice("S-1"), xero.invoice("S-2", Status="DRAFT", SentToContact=True)
    checked.call(method, "Invoices", [good, draft], **options)
    options["headers"] = {"Idempotency-Key": "k2"}
    answer = checked.call(method, "Invoices", [xero.invoice("S-3", DueDate=None)], **options)
    assert ("Elements" in answer) == (summarise == "true")
    options["headers"] = {"Idempotency-Key": "k3"}
    checked.call(method, "CreditNotes", [xero.credit_note()], **options)
    options["headers"] = {"Idempotency-Key": "k4"}
    answer = checked.call(method, "CreditNotes", [xero.credit_note("C-2", Type=None)], **options)
    assert ("Elements" in answer) == (summarise == "true")


@pytest.mark.parametrize("summarise", ["true", "false"])
def test_writing_contacts_is_as_described(checked, xero, summarise):
    element = {
        "Name": "New Person",
        "ContactNumber": "N-1",
        "EmailAddress": "a@example.com",
        "CompanyNumber": "1",
        "TaxNumber": "2",
        "Addresses": [{"AddressType": "POBOX", "AddressLine1": "1 Quay St", "City": "Auckland"}],
        "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": "555"}],
        "ContactPersons": [{"FirstName": "A", "IncludeInEmails": True}],
    }
    checked.call("PUT", "Contacts", [element], summarizeErrors=summarise)
    answer = checked.call("PUT", "Contacts", [element], summarizeErrors=summarise)
    assert ("Elements" in answer) == (summarise == "true")
    checked.call("POST", "Contacts", [element], summarizeErrors=summarise)


def test_update_of_one_document_is_as_described(checked, xero, everything):
    change = [{"InvoiceID": everything["Invoices"], "Reference": "new"}]
    answer = xero.call("POST", f"Invoices/{everything['Invoices']}", data=b'{"Reference": "new"}')
    assert answer.status_code == 200
    checked.call("POST", "Invoices", change)


def test_allocation_is_as_described(checked, xero):
    (invoice,) = xero.put("Invoices", xero.invoice())
    (note,) = xero.put("CreditNotes", xero.credit_note())
    allocation = {"Invoice": {"InvoiceID": invoice["InvoiceID"]}, "Amount": 5.0}
    checked.call(
        "PUT",
        f"CreditNotes/{note['CreditNoteID']}/Allocations",
        [allocation | {"Date": "2026-11-02"}],
        schema="Allocations",
    )


@pytest.mark.parametrize("query", [{"where": "Name=="}, {"pageSize": 5000}], ids=str)
def test_refused_reads_have_the_shape_of_an_error(checked, query):
    answer = checked.xero.call("GET", "Contacts", **query)
    error = checked.schemas["Error"]["properties"]
    assert answer.status_code == 400
    assert set(answer.json()) <= set(error)


def test_connections_are_as_described(xero):
    api = openapi_core.OpenAPI.from_dict(
        {**described("xero-identity.yaml"), "servers": [{"url": xero.url}]}
    )
    answer = xero.session.get(f"{xero.url}/Connections", timeout=9)
    request = contrib.RequestsOpenAPIRequest(answer.request)
    api.validate_request(request)
    properties = described("xero-identity.yaml")["components"]["schemas"]["Connection"]
    for row in answer.json():
        assert set(row) == set(properties["properties"])
