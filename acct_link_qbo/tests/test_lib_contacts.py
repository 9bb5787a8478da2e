"""Customers and vendors: what is said of a new one, and looking for those that are there."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.document import Address
from odoo.addons.acct_link_batch.lib.errors import Postponed
from odoo.addons.acct_link_batch.lib.exchange import CREATE_CONTACTS
from odoo.addons.acct_link_batch.lib.matching import NAME, REMOTE_ID
from odoo.addons.acct_link_batch.lib.outcome import Contact
from odoo.addons.acct_link_qbo.lib import query
from odoo.addons.acct_link_qbo.lib.contacts import (
    Suffixes,
    contact_name,
    contact_payload,
    find_contacts,
    list_contacts,
    valid_email,
    with_suffix,
)
from odoo.addons.acct_link_qbo.lib.translate import Style, prepare, route
from odoo.addons.acct_link_qbo.tests.lib_common import (
    CUSTOMER_PARTY,
    VENDOR_PARTY,
    Books,
    answer,
    fault,
)

SUFFIXES = Suffixes("(Customer)", "(Supplier)")
STYLE = Style(suffixes=SUFFIXES)


def test_customer_has_all_that_is_known():
    party = replace(
        CUSTOMER_PARTY,
        email=" office@acme.example ",
        phone="+64 9 123",
        tax_number="NZ 1",
        address=Address(("1 Main St", "Floor 2"), "Auckland", "AKL", "1010", "New Zealand"),
        first_name="Ann",
        last_name="Lee",
        currency="NZD",
    )
    assert contact_payload(party, Style()) == {
        "DisplayName": "Acme Builders",
        "CompanyName": "Acme Builders",
        "GivenName": "Ann",
        "FamilyName": "Lee",
        "PrimaryEmailAddr": {"Address": "office@acme.example"},
        "PrimaryPhone": {"FreeFormNumber": "+64 9 123"},
        "BillAddr": {
            "Line1": "1 Main St",
            "Line2": "Floor 2",
            "City": "Auckland",
            "CountrySubDivisionCode": "AKL",
            "PostalCode": "1010",
            "Country": "New Zealand",
        },
        "CurrencyRef": {"value": "NZD"},
    }
    assert "CurrencyRef" not in contact_payload(party, Style(currencies=False))


def test_state_is_a_code_where_tax_goes_by_the_address():
    place = Address(("1 Main St",), "San Jose", "California", "95110", "United States", "CA")
    party = replace(CUSTOMER_PARTY, address=place)
    states = [
        contact_payload(party, Style(automated=automated))["BillAddr"]["CountrySubDivisionCode"]
        for automated in (True, False)
    ]
    assert states == ["CA", "California"]


def test_vendor_goes_to_vendors_with_its_tax_number():
    party = replace(VENDOR_PARTY, tax_number="12-345")
    request = prepare(CREATE_CONTACTS, "", party)
    assert route(request) == "vendor"
    assert json.loads(request.text)["TaxIdentifier"] == "12-345"
    assert route(prepare(CREATE_CONTACTS, "", CUSTOMER_PARTY)) == "customer"


@pytest.mark.parametrize(
    ("party", "suffix", "on_cheques"),
    [(VENDOR_PARTY, "(Supplier)", "Acme Timber"), (CUSTOMER_PARTY, "(Customer)", None)],
)
def test_who_is_both_has_a_suffix_behind_one_of_the_names(party, suffix, on_cheques):
    other = replace(party, name=with_suffix(party.name, suffix))
    payload = contact_payload(other, STYLE)
    assert payload["DisplayName"] == f"{party.name} {suffix}"
    assert payload["CompanyName"] == party.name
    assert payload.get("PrintOnCheckName") == on_cheques
    assert contact_payload(other, Style())["CompanyName"] == other.name


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("  Acme:  Works\tLtd\n", "Acme Works Ltd"),
        ("Café 日本 𝄞", "Café 日本 𝄞"),
        ("\u200bAcme\x07", "Acme"),
        ("x" * 600, "x" * 500),
    ],
)
def test_names_are_as_they_are_taken(name, kept):
    assert contact_name(name) == kept


@given(st.text())
def test_no_name_holds_what_is_refused(name):
    for made in (contact_name(name), with_suffix(name, "(Supplier)")):
        assert len(made.encode("utf-16-le")) <= 1000
        assert not set(made) & set(":\t\n\r")


@pytest.mark.parametrize(
    ("email", "valid"),
    [
        ("a@b.example", True),
        ("a@b", False),
        ("a@b.example, c@d.example", False),
        ("x" * 95 + "@b.example", False),
        ("ü@b.example", False),
        ("", False),
    ],
)
def test_email_that_is_surely_taken(email, valid):
    assert valid_email(email) is valid
    payload = contact_payload(replace(CUSTOMER_PARTY, email=email), Style())
    assert ("PrimaryEmailAddr" in payload) is valid


# === LOOKING FOR THEM === #


def customer(id_, name, **values):
    return {"Id": id_, "DisplayName": name, "Active": True, **values}


def find(ask, keys, rule=NAME, role="customer", suffixes=SUFFIXES):
    found = {}
    for portion in find_contacts(ask, keys, rule, role, suffixes):
        found |= portion
    return found


def test_many_names_are_one_question_on_the_list_of_the_role():
    ask = Books(Customer=[customer("1", "ANN LEE"), customer("2", "Bob", Active=False)])
    assert find(ask, ["Ann Lee", "Bob", "Cy", "Ann Lee"]) == {
        "Ann Lee": [Contact("Customer:1", "ANN LEE")],
        "Bob": [Contact("Customer:2", "Bob", archived=True)],
        "Cy": [],
    }
    [question] = ask.asked
    assert question.startswith("select * from Customer where DisplayName in ('Ann Lee', ")
    assert "Active in (true, false)" in question
    ask = Books()
    find(ask, [f"Name {number}" for number in range(81)], role="supplier")
    assert len(ask.asked) == 3
    assert all("from Vendor " in question for question in ask.asked)


def test_name_with_the_suffix_is_the_same():
    rows = [
        customer("3", "Acme (Supplier)", CurrencyRef={"value": "EUR"}),
        customer("4", "Both"),
        customer("5", "Both (supplier)"),
    ]
    found = find(Books(Vendor=rows), ["Acme", "Both"], role="supplier")
    assert found["Acme"] == [Contact("Vendor:3", "Acme (Supplier)", currency="EUR")]
    assert [each.remote_id for each in found["Both"]] == ["Vendor:4", "Vendor:5"]


def test_ids_are_looked_for_on_the_list_they_are_of():
    ask = Books(Customer=[customer("1", "Ann")], Vendor=[customer("1", "Bob")])
    keys = ["Customer:1", "Vendor:1", "Vendor:2", "nonsense", "Customer:1'"]
    found = find(ask, keys, REMOTE_ID)
    assert [[each.name for each in found[key]] for key in keys] == [["Ann"], ["Bob"], [], [], []]
    assert len(ask.asked) == 2


def test_names_that_are_not_understood_are_left_out():
    def ask(path, params=(), statement=None):
        asked.append(statement)
        return answer(fault(4000), 400) if "Odd" in statement else Books()(path, (), statement)

    asked = []
    assert find(ask, ["Ann", "Odd", "Bob"]) == {"Ann": [], "Bob": []}
    assert len(asked) == 4


@pytest.mark.parametrize("body", [{}, {"QueryResponse": None}, {"QueryResponse": {"Customer": 1}}])
def test_answer_that_is_none_is_never_a_miss(body):
    with pytest.raises(Postponed):
        find(Books(Customer=answer(body)), ["Ann"])


def test_long_names_are_asked_for_in_portions():
    ask = Books()
    find(ask, [f"{number} {'x' * 450}" for number in range(20)])
    assert len(ask.asked) > 1
    assert all(len(question) < 2 * query._VALUES_LENGTH for question in ask.asked)


def test_both_lists_are_read_and_jobs_left_out():
    rows = [
        customer("1", "Ann", PrimaryEmailAddr={"Address": "a@b.example"}),
        customer("2", "Ann:Job", Job=True),
        customer("3", "Ann:Project", IsProject=True),
    ]
    listed = list(list_contacts(Books(Customer=rows, Vendor=[customer("1", "Bob", Active=False)])))
    assert [(each.remote_id, each.role, each.archived) for each in listed] == [
        ("Customer:1", "customer", False),
        ("Vendor:1", "supplier", True),
    ]
    assert listed[0].email == "a@b.example"
