"""The stand-in against Xero's own OpenAPI description: tables of fields, requests, answers.

The description is not part of this project. XERO_OPENAPI names the folder that holds
xero_accounting.yaml and xero-identity.yaml; without it these tests are skipped.
"""

from pathlib import Path

import pytest
import requests
import yaml

from sandbox.xero import start
from sandbox.xero.contract import find_description
from sandbox.xero.rules.fields import TABLES
from sandbox.xero.rules.fields_reference import NEWER_THAN_DESCRIPTION, REFERENCE_TABLES

FOLDER, REASON = find_description()
if not FOLDER:
    pytest.skip(REASON, allow_module_level=True)

from sandbox.xero.description import described, mend  # noqa: E402

ACCOUNTING = Path(FOLDER) / "xero_accounting.yaml"


@pytest.fixture(scope="module")
def accounting():
    return described(ACCOUNTING)


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
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found = loader(ACCOUNTING.read_text()).get_single_data()

    def wrong(node):
        items = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        own = isinstance(node, dict) and node.get("type") == "boolean"
        return (own and isinstance(node.get("default"), str)) + sum(map(wrong, items))

    assert wrong(found) > 0
    mend(found)
    assert wrong(found) == 0


# --- requests and answers ---


class Checked:
    """Makes calls, each held against the description by the stand-in itself."""

    def __init__(self, xero):
        self.xero = xero

    def call(self, method, resource, elements=None, **options):
        answer = self.xero.call(method, resource, elements, **options)
        assert self.xero.violations() == []
        body = answer.json()
        assert answer.status_code == 200 or method != "GET"
        if answer.status_code == 200:
            rows = [value for value in body.values() if isinstance(value, list)]
            assert len(rows) == 1
            assert rows[0], "nothing to check"
        return body


@pytest.fixture
def checked(xero):
    return Checked(xero)


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
    "resource",
    [
        "Organisation",
        "Organisation/Actions",
        "Accounts",
        "TaxRates",
        "TrackingCategories",
        "BrandingThemes",
        "Currencies",
    ],
)
def test_reference_data_is_as_described(checked, resource):
    checked.call("GET", resource)


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
    )


@pytest.mark.parametrize("query", [{"where": "Name=="}, {"pageSize": 5000}], ids=str)
def test_refused_reads_have_the_shape_of_an_error(xero, schemas, query):
    answer = xero.call("GET", "Contacts", **query)
    error = schemas["Error"]["properties"]
    assert answer.status_code == 400
    assert set(answer.json()) <= set(error)


def test_connections_are_as_described(xero):
    properties = described(Path(FOLDER) / "xero-identity.yaml")["components"]["schemas"]
    answer = xero.session.get(f"{xero.url}/Connections", timeout=9)
    assert xero.violations() == []
    for row in answer.json():
        assert set(row) == set(properties["Connection"]["properties"])


# --- what is against it ---


def test_what_is_against_the_description_is_told_once(xero):
    xero.call("PUT", "Invoices", [xero.invoice(LineAmountTypes="Gross", Colour="red")])
    xero.call("GET", "Contacts", page="one")
    found = xero.violations()
    assert [each.partition(": ")[0] for each in found] == [
        "request PUT /api.xro/2.0/Invoices",
        "request PUT /api.xro/2.0/Invoices",
        "request GET /api.xro/2.0/Contacts",
    ]
    assert "'Gross' is not one of" in found[0]
    assert found[1].endswith("Invoice.Colour is not described")
    assert xero.violations() == []


def test_wrong_element_among_known_ones_is_found(xero):
    xero.put("Contacts", {"Name": "A"}, {"Name": "B"})
    assert xero.violations() == []
    xero.put("Contacts", {"Name": "C"}, {"Name": "D" * 256}, {"Name": "E"})
    [found] = xero.violations()
    assert found.startswith("request PUT /api.xro/2.0/Contacts: ")
    assert found.endswith("is too long")


def test_stand_in_without_description_says_so(server):
    other = start()
    try:
        answer = requests.get(f"{other.url}/_sandbox/violations", timeout=9)
        assert answer.status_code == 400
        assert "no contract is set" in answer.text
    finally:
        other.stop()
