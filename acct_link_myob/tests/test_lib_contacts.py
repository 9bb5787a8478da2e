"""Cards: what a new one says, and finding those that are there by name or card ID."""

from dataclasses import replace

import pytest

from odoo.addons.acct_link_batch.lib.document import CUSTOMER, SUPPLIER, Address
from odoo.addons.acct_link_batch.lib.matching import CODE, JOB, NAME, REMOTE_ID
from odoo.addons.acct_link_myob.lib.contacts import (
    CARD_ID,
    CardStyle,
    card_name,
    card_payload,
    find_contacts,
    list_contacts,
    person_name,
    route_of,
)
from odoo.addons.acct_link_myob.lib.wire import dump
from odoo.addons.acct_link_myob.tests.lib_common import (
    CUSTOMER_PARTY,
    SUPPLIER_PARTY,
    TAX_ID,
    Books,
    answer,
    guid,
    refusal,
)

STYLE = CardStyle(tax_id=TAX_ID, currency="AUD")
PLACE = Address(("1 Quay St", "Level 2"), "Sydney", "New South Wales", "2000", "Australia")


def card(uid=1, **changes):
    values = {"UID": guid(uid), "IsIndividual": False, "CompanyName": "Acme Builders"}
    return {**values, "DisplayID": "*None", "IsActive": True, **changes}


# === NEW CARDS === #


def test_new_customer_has_address_phone_email_and_abn():
    party = replace(CUSTOMER_PARTY, address=PLACE, phone="02 5550 1234", email="a@example.com",
                    tax_number="51 824 753 556", first_name="Ann", last_name="Lee")  # fmt: skip
    said = card_payload(party, STYLE)
    assert (said["IsIndividual"], said["CompanyName"]) == (False, "Acme Builders")
    assert said["Addresses"] == [
        {
            "Location": 1,
            "Street": "1 Quay St\nLevel 2",
            "City": "Sydney",
            "State": "New South Wales",
            "PostCode": "2000",
            "Country": "Australia",
            "Phone1": "02 5550 1234",
            "Email": "a@example.com",
            "ContactName": "Ann Lee",
        }
    ]
    code = {"UID": TAX_ID}
    assert said["SellingDetails"] == {
        "TaxCode": code, "FreightTaxCode": code, "ABN": "51 824 753 556"
    }  # fmt: skip
    assert "DisplayID" not in said
    assert route_of(dump(said)) == "Contact/Customer"


def test_new_supplier_is_in_the_other_list():
    said = card_payload(SUPPLIER_PARTY, STYLE)
    assert "SellingDetails" not in said
    assert route_of(dump(said)) == "Contact/Supplier"


def test_new_zealand_has_no_abn():
    party = replace(CUSTOMER_PARTY, tax_number="49-098-576")
    details = card_payload(party, replace(STYLE, currency="NZD"))["SellingDetails"]
    assert details["TaxIdNumber"] == "49-098-576"
    assert "ABN" not in details


def test_person_gets_the_card_of_an_individual():
    party = replace(CUSTOMER_PARTY, name="Ana María de la Vega")
    said = card_payload(party, replace(STYLE, is_individual=True))
    assert (said["IsIndividual"], said["FirstName"]) == (True, "Ana")
    assert said["LastName"] == "María de la Vega"
    assert "CompanyName" not in said


@pytest.mark.parametrize("name", ["Cher", "", f"{'x' * 21} Lee", f"Ann {'y' * 31}"])
def test_person_whose_name_does_not_fit_in_two_gets_that_of_a_firm(name):
    assert person_name(name) == ("", "")
    party = replace(CUSTOMER_PARTY, name=name)
    assert card_payload(party, replace(STYLE, is_individual=True))["IsIndividual"] is False


@pytest.mark.parametrize("rule", [CODE, JOB, CARD_ID])
def test_card_id_is_written_where_cards_are_found_by_it(rule):
    party = replace(CUSTOMER_PARTY, rule=rule, key=" C-100 ")
    assert card_payload(party, STYLE)["DisplayID"] == "C-100"


def test_name_has_fifty_characters_and_single_blanks():
    assert card_name(" Acme \t Ltd ") == "Acme Ltd"
    assert card_name("x" * 60) == "x" * 50


# === FINDING THEM === #


def find(keys, rule=NAME, role=CUSTOMER, **rows):
    found, books = {}, Books(**rows)
    for some in find_contacts(books, keys, rule, role, "AUD"):
        found |= some
    return {key: [each.remote_id for each in contacts] for key, contacts in found.items()}, books


def test_firm_and_individual_are_found_by_their_name():
    person = card(2, IsIndividual=True, CompanyName=None, FirstName="Zoe", LastName="Park")
    found, _books = find(["acme builders", "zoe park", "nobody here"], Customer=[card(), person])
    assert found == {"acme builders": [guid(1)], "zoe park": [guid(2)], "nobody here": []}


def test_all_of_one_name_are_told():
    found, _books = find(["acme builders"], Customer=[card(), card(2)])
    assert found == {"acme builders": [guid(1), guid(2)]}


def test_list_is_that_of_the_role():
    _found, books = find(["acme builders"], role=SUPPLIER)
    assert books.asked[0][0] == "Contact/Supplier"


@pytest.mark.parametrize("rule", [CODE, JOB, CARD_ID])
def test_card_id_is_compared_without_case_and_none_is_nobody_s(rule):
    rows = [card(DisplayID="CUS001"), card(2)]
    found, books = find(["cus001", "*none"], rule, Customer=rows)
    assert found["cus001"] == [guid(1)]
    assert "DisplayID eq 'cus001'" in books.asked[0][1]
    assert "CompanyName" not in books.asked[0][1]


def test_asleep_is_told_as_archived_and_currency_as_that_of_the_books():
    rows = [card(IsActive=False), card(2, ForeignCurrency={"UID": guid(9), "Code": "EUR"})]
    [found] = find_contacts(Books(Customer=rows), ["acme builders"], NAME, CUSTOMER, "AUD")
    first, second = found["acme builders"]
    assert (first.archived, first.currency) == (True, "AUD")
    assert (second.archived, second.currency) == (False, "EUR")


def test_long_name_is_found_by_its_beginning():
    long = "The Very Long Name of a Firm of Many Words and Partners Ltd"
    found, _books = find([long.lower()], Customer=[card(CompanyName=long[:50])])
    assert found == {long.lower(): [guid(1)]}


def test_known_cards_are_read_by_id_in_both_lists():
    found, books = find([guid(1), guid(2), "no id"], REMOTE_ID, Customer=[card()],
                        Supplier=[card(2)])  # fmt: skip
    assert found == {guid(1): [guid(1)], guid(2): [guid(2)], "no id": []}
    assert len(books.asked) == 2


def test_many_are_asked_for_at_once():
    keys = [f"customer number {number:04}" for number in range(50)]
    found, books = find(keys)
    assert set(found) == set(keys)
    assert len(books.asked) <= 6


def test_key_that_is_not_understood_is_left_out():
    def ask(path, params=()):
        condition = dict(params)["$filter"]
        return (
            answer(refusal("QueryNotValid"), 400) if "odd" in condition else Books()(path, params)
        )

    found = {}
    for some in find_contacts(ask, ["acme", "odd"], NAME, CUSTOMER):
        found |= some
    assert found == {"acme": []}


def test_list_has_both_roles_with_card_ids():
    rows = [card(DisplayID="CUS001", Addresses=[{"Email": None}, {"Email": "a@example.com"}])]
    first, second = list_contacts(Books(Customer=rows, Supplier=[card(2)]), "AUD")
    assert (first.code, first.email, first.role) == ("CUS001", "a@example.com", CUSTOMER)
    assert (second.code, second.job, second.role) == ("", "", SUPPLIER)
