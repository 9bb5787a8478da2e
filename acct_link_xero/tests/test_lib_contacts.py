"""Contacts into Xero's words, and looking for them."""

import json
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.document import Address, Party
from odoo.addons.acct_link_batch.lib.errors import Postponed
from odoo.addons.acct_link_batch.lib.exchange import CREATE_CONTACTS, Answer
from odoo.addons.acct_link_batch.lib.matching import CODE, INVOICE_NAME, JOB, NAME, REMOTE_ID
from odoo.addons.acct_link_batch.lib.outcome import Contact
from odoo.addons.acct_link_oauth.lib.web import offline
from odoo.addons.acct_link_xero.lib.contacts import (
    contact_name,
    contact_payload,
    find_contacts,
    valid_email,
)
from odoo.addons.acct_link_xero.lib.paging import PAGE_SIZE, equals
from odoo.addons.acct_link_xero.lib.translate import prepare
from odoo.addons.acct_link_xero.tests.lib_common import (
    CONTACT,
    INVOICE_ID,
    OTHER_ID,
    PARTY,
    ZERO_ID,
    Books,
    answer,
)

# A new one


def test_a_contact_in_xeros_words():
    party = Party(
        key="k",
        name=" Smith  <Brothers> Ltd ",
        email=" jo@smith.example ",
        phone="09 555 1234",
        tax_number="123-456",
        address=Address(("1 Road", "Level 2", "PO", "Auckland", "Northland"), postcode="0612"),
    )
    assert contact_payload(party) == {
        "Name": "Smith Brothers Ltd",
        "EmailAddress": "jo@smith.example",
        "CompanyNumber": "123-456",
        "Addresses": [
            {
                "AddressType": "POBOX",
                "AddressLine1": "1 Road",
                "AddressLine2": "Level 2",
                "AddressLine3": "PO",
                "City": "Auckland",
                "Region": "Northland",
                "PostalCode": "0612",
            }
        ],
        "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": "09 555 1234"}],
    }
    assert json.loads(prepare(CREATE_CONTACTS, "", [PARTY], "").text) == {
        "Contacts": [{"Name": "Acme Ltd"}]
    }


def test_a_city_of_its_own_keeps_the_fourth_line():
    address = Address(("a", "b", "c", "d"), city="Auckland", region="NI")
    (sent,) = contact_payload(replace(PARTY, address=address))["Addresses"]
    assert (sent["AddressLine4"], sent["City"], sent["Region"]) == ("d", "Auckland", "NI")


def test_contact_fields_are_cut_to_xeros_lengths():
    long = "x" * 600
    sent = contact_payload(
        Party(
            key="",
            name=long,
            phone=long,
            tax_number=long,
            email="a" * 250 + "@b.example",
            address=Address((long,) * 5, postcode=long),
        )
    )
    assert len(sent["Name"]) == 255
    assert len(sent["CompanyNumber"]) == len(sent["Phones"][0]["PhoneNumber"]) == 50
    assert "EmailAddress" not in sent
    lengths = {name: len(value) for name, value in sent["Addresses"][0].items()}
    assert lengths == {
        "AddressType": 5,
        "AddressLine1": 500,
        "AddressLine2": 500,
        "AddressLine3": 500,
        "City": 255,
        "Region": 255,
        "PostalCode": 50,
    }


@pytest.mark.parametrize(
    ("email", "valid"),
    [
        ("jo.smith+x@smith.example", True),
        ("jo@smith", False),
        ("jo@smith.example, b@c.example", False),
        ("a@b.c;d@e.f", False),
        ("Jo <jo@smith.example>", False),
        ("jö@smith.example", False),
        ("jo@smïth.example", False),
        ("", False),
        ("a b@c.example", False),
        ("@c.d", False),
    ],
)
def test_only_an_address_xero_takes_is_sent(email, valid):
    assert valid_email(email) is valid
    assert ("EmailAddress" in contact_payload(replace(PARTY, email=email))) is valid


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=400))
def test_a_name_is_as_xero_keeps_it(name):
    kept = contact_name(name)
    assert "<" not in kept
    assert ">" not in kept
    assert "  " not in kept
    assert kept == kept.strip()
    assert len(kept) <= 255
    assert contact_name(kept) == kept


@pytest.mark.parametrize(
    ("rule", "numbers"),
    [
        (NAME, {}),
        (CODE, {"ContactNumber": "K1"}),
        (JOB, {"AccountNumber": "K1"}),
        (INVOICE_NAME, {}),
    ],
)
def test_each_rule_shares_its_key_and_its_tax_number(rule, numbers):
    party = replace(PARTY, key="K1", rule=rule, tax_number="123", first_name="Jo", last_name="Ng")
    tax = "TaxNumber" if rule == INVOICE_NAME else "CompanyNumber"
    assert contact_payload(party) == {
        "Name": "Acme Ltd",
        **numbers,
        "FirstName": "Jo",
        "LastName": "Ng",
        tax: "123",
    }


# Those that are there


def found(get, keys, rule=NAME):
    """All portions in one."""
    merged = {}
    for portion in find_contacts(get, keys, rule):
        assert not portion.keys() & merged.keys()
        merged |= portion
    return merged


def contact(name, remote_id=CONTACT, **changes):
    return {"ContactID": remote_id, "Name": name, "ContactStatus": "ACTIVE", **changes}


def test_a_few_contacts_are_asked_for_by_name():
    third = contact('bo "b" x', INVOICE_ID)
    books = Books("Contacts", contact("ACME  ltd"), contact("Acmé Ltd", OTHER_ID), third)
    assert found(books, ["Acme Ltd", "Acme Ltd", 'Bo "B" <x>']) == {
        "Acme Ltd": [Contact(CONTACT, "ACME  ltd")],
        'Bo "B" <x>': [Contact(INVOICE_ID, 'bo "b" x')],
    }
    assert [params for _path, params in books.asked] == [
        {"where": f'Name=="{name}"', "includeArchived": "true", "page": "1", "pageSize": "1000"}
        for name in ("Acme Ltd", 'Bo ""B"" x')
    ]


def test_a_name_with_unseen_characters_is_asked_for_as_it_is_seen_too():
    books = Books("Contacts", contact("Kauri Ltd"), contact("Rimu\u200b Ltd", OTHER_ID))
    typed = "Kau\u200bri\u00a0 Ltd"
    assert found(books, [typed, "Rimu\u200b Ltd"]) == {
        typed: [Contact(CONTACT, "Kauri Ltd")],
        "Rimu\u200b Ltd": [Contact(OTHER_ID, "Rimu\u200b Ltd")],
    }
    assert [params["where"] for _path, params in books.asked] == [
        'Name=="Kau\u200bri Ltd" OR Name=="Kauri Ltd"',
        'Name=="Rimu\u200b Ltd" OR Name=="Rimu Ltd"',
    ]


def test_archived_and_merged_contacts_are_told():
    (result,) = found(
        Books(
            "Contacts",
            contact("A", ContactStatus="ARCHIVED", MergedToContactID=OTHER_ID),
            contact("a", OTHER_ID, ContactStatus="GDPRREQUEST", MergedToContactID=ZERO_ID),
        ),
        ["A"],
    ).values()
    assert result == [
        Contact(CONTACT, "A", archived=True),
        Contact(OTHER_ID, "a", archived=True),
    ]


def directory(size):
    """A `get` over many contacts in pages, understanding names; with the list of its calls."""
    calls = []

    def get(path, params):
        params = dict(params)
        calls.append(params)
        page, names = int(params["page"]), [f"C{i}" for i in range(size)]
        if "where" in params:
            asked = params["where"].casefold()
            names = [name for name in names if asked == equals("name", name.casefold())]
        count = -(-len(names) // PAGE_SIZE)
        names = names[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
        elements = [
            contact(name, f"00000000-0000-0000-0000-{int(name[1:]) + 1:012}") for name in names
        ]
        return answer(path, *elements, pagination={"page": page, "pageCount": count})

    return get, calls


@pytest.mark.parametrize(
    ("size", "keys", "calls"),
    [(10, 3, 3), (10, 4, 1), (0, 4, 1), (2500, 4, 3), (5500, 4, 5), (5500, 5, 6), (5500, 40, 6)],
)
def test_many_contacts_are_read_the_cheaper_way(size, keys, calls):
    get, asked = directory(size)
    wanted = [f"c{i * 137}" for i in range(keys)]
    result = found(get, wanted)
    assert {key: [c.name for c in result[key]] for key in wanted} == {
        key: [key.upper()] if int(key[1:]) < size else [] for key in wanted
    }
    assert len(asked) == calls
    assert all(params["includeArchived"] == "true" for params in asked)


@pytest.mark.parametrize("limit", [1, 2, 4])
@pytest.mark.parametrize(("size", "keys"), [(5500, 4), (5500, 40), (2500, 4), (10, 3)])
def test_a_look_that_a_limit_breaks_off_goes_on_where_it_was(size, keys, limit):
    """So many calls at a time; what was answered is asked for no more, nor is a page read twice."""
    get, asked = directory(size)
    wanted = {f"c{i * 137}" for i in range(keys)}
    expected = found(get, wanted)
    calls = len(asked)
    asked.clear()
    left, told, sweep = set(wanted), {}, {}

    def limited(path, params):
        if len(asked) == limit * minutes:
            raise offline()
        return get(path, params)

    for minute in range(calls):
        minutes = minute + 1
        sweep = json.loads(json.dumps(sweep))
        with suppress(Postponed):
            for portion in find_contacts(limited, sorted(left), NAME, sweep):
                told |= portion
                left -= portion.keys()
            break
    assert told == expected
    assert len(asked) == calls
    assert not left and not sweep


def test_who_is_wanted_later_is_looked_for_after_the_others():
    get, asked = directory(2500)
    sweep = {}
    portions = find_contacts(get, ["c1", "c2", "c3", "c4"], NAME, sweep)
    assert next(portions) == {}
    told = {}
    for portion in find_contacts(get, ["c0", "c1", "c2", "c3", "c4"], NAME, sweep):
        told |= portion
    assert {key: [each.name for each in some] for key, some in told.items()} == {
        f"c{number}": [f"C{number}"] for number in range(5)
    }
    assert [params["page"] for params in asked] == ["1", "2", "3", "1"]


def test_no_keys_need_no_call():
    books = Books()
    assert found(books, []) == {}
    assert books.asked == []


def test_an_odd_answer_about_contacts_is_no_answer():
    for said in (Answer(503, ""), answer("Contacts", contact("A", ZERO_ID)), Answer(200, "{}")):
        with pytest.raises(Postponed):
            found(lambda _path, _params, said=said: said, ["A"])


def test_a_contact_that_cannot_be_asked_for_is_left_out():
    def get(path, params):
        if '"A"' in dict(params)["where"]:
            return Answer(400, '{"Type": "QueryParseException"}')
        return answer(path, contact("B"))

    assert found(get, ["A", "B"]) == {"B": [Contact(CONTACT, "B")]}


@pytest.mark.parametrize(("rule", "field"), [(CODE, "ContactNumber"), (JOB, "AccountNumber")])
def test_numbers_are_compared_again(rule, field):
    books = Books(
        "Contacts",
        contact("A", **{field: "k 1"}),
        contact("K 1", OTHER_ID, **{field: "K 1x"}),
        contact("B", INVOICE_ID),
    )
    assert found(books, ["K 1"], rule) == {"K 1": [Contact(CONTACT, "A")]}
    assert books.asked[0][1]["where"] == f'{field}=="K 1"'


def merges(*chain, last="ACTIVE"):
    """A `get` over contacts named by a letter, each merged into the next; and its calls."""
    ids = {name: f"00000000-0000-0000-0000-{n:012}" for n, name in enumerate("abcdefgh", 1)}
    elements = [
        contact(
            name,
            ids[name],
            ContactStatus="ARCHIVED" if into else last,
            MergedToContactID=ids[into] if into else None,
        )
        for name, into in zip(chain, [*chain[1:], None], strict=True)
    ]
    calls = []

    def get(path, params):
        params = dict(params)
        calls.append(params)
        asked = params.get("IDs", "").split(",")
        rows = [
            row
            for row in elements
            if row["ContactID"] in asked or params.get("where") == equals("Name", row["Name"])
        ]
        return answer(path, *rows, pagination={"page": 1, "pageCount": 1})

    return get, ids, calls


@pytest.mark.parametrize("chain", ["ab", "abc", "abcde"])
def test_merges_are_followed_to_their_end(chain):
    get, ids, calls = merges(*chain)
    assert found(get, ["a"]) == {"a": [Contact(ids["a"], "a", True, ids[chain[-1]])]}
    assert len(calls) == len(chain)


def test_a_merge_into_an_archived_contact_leads_nowhere():
    get, ids, _calls = merges("a", "b", last="ARCHIVED")
    assert found(get, ["a"]) == {"a": [Contact(ids["a"], "a", archived=True)]}


def test_merges_in_a_circle_lead_nowhere():
    circle = [
        contact("a", CONTACT, ContactStatus="ARCHIVED", MergedToContactID=OTHER_ID),
        contact("b", OTHER_ID, ContactStatus="ARCHIVED", MergedToContactID=CONTACT),
    ]
    assert found(Books("Contacts", *circle), ["a"]) == {"a": [Contact(CONTACT, "a", archived=True)]}


def test_known_contacts_are_read_by_their_ids():
    get, ids, calls = merges("a", "b")
    some = [ids["a"], ids["b"], ids["h"]]
    result = found(get, some, REMOTE_ID)
    assert result[ids["a"]] == [Contact(ids["a"], "a", True, ids["b"])]
    assert result[ids["b"]] == [Contact(ids["b"], "b")]
    assert result[ids["h"]] == []
    assert len(calls) == 1


def test_what_was_found_before_a_limit_is_given_before_it():
    def get(path, params):
        if '"B"' in dict(params)["where"]:
            raise offline()
        return answer(path, contact("A"))

    portions = find_contacts(get, ["A", "B", "C"])
    assert next(portions) == {"A": [Contact(CONTACT, "A")]}
    with pytest.raises(Postponed):
        next(portions)
