"""Creating, overwriting and finding contacts."""

import pytest

ZERO_GUID = "00000000-0000-0000-0000-000000000000"
ARCHIVED_IS_FIXED = (
    "The specified contact details matched an archived contact."
    " Archived contacts cannot currently be edited via the API."
)
NUMBER_TAKEN = "Another contact has this contact number. Please enter a different contact number."
ACCOUNT_TAKEN = "The Account Number already exists. Please enter a different Account Number."


def created(xero, name="New Person", **fields):
    (contact,) = xero.put("Contacts", {"Name": name, **fields})
    assert not contact["HasValidationErrors"], contact["ValidationErrors"]
    return contact


def test_put_creates_and_answers_all_slots(xero):
    contact = created(
        xero,
        "  Aroha   Smith ",
        EmailAddress="aroha@example.com",
        CompanyNumber="123",
        TaxNumber="456",
        Addresses=[{"AddressType": "POBOX", "AddressLine1": "1 Quay St", "PostalCode": "1010"}],
        Phones=[{"PhoneType": "DEFAULT", "PhoneNumber": "555 1"}],
    )
    assert contact["Name"] == "Aroha Smith"
    assert contact["ContactStatus"] == "ACTIVE"
    street, postal = contact["Addresses"]
    assert (postal["AddressType"], postal["AddressLine1"]) == ("POBOX", "1 Quay St")
    assert (street["AddressType"], street["City"]) == ("STREET", "")
    assert "AddressLine1" not in street
    phones = {entry["PhoneType"]: entry["PhoneNumber"] for entry in contact["Phones"]}
    assert phones == {"DDI": "", "DEFAULT": "555 1", "FAX": "", "MOBILE": ""}
    assert (contact["CompanyNumber"], contact["TaxNumber"]) == ("123", "456")
    assert contact["StatusAttributeString"] == "OK"


@pytest.mark.parametrize("name", ["Kowhai Office", "KOWHAI  office"])
def test_put_with_the_name_of_an_active_contact_is_refused(xero, name):
    (contact,) = xero.put("Contacts", {"Name": name})
    assert contact["ContactID"] == ZERO_GUID
    assert contact["HasValidationErrors"] is True
    assert "HasErrors" not in contact
    shown = " ".join(name.split())
    assert contact["ValidationErrors"] == [
        {
            "Message": f"The contact name {shown} is already assigned to another contact."
            " The contact name must be unique across all active contacts."
        }
    ]


def test_put_with_the_name_of_an_archived_contact_is_accepted(xero):
    assert created(xero, "Old Mill Ltd")["ContactStatus"] == "ACTIVE"


def test_name_with_another_accent_is_another_name(xero):
    assert created(xero, "Kōwhai Office")["Name"] == "Kōwhai Office"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"ContactNumber": "c-kowhai"}, NUMBER_TAKEN),
        ({"ContactNumber": "C-ARCH"}, NUMBER_TAKEN),
        ({"AccountNumber": "J-KOWHAI"}, ACCOUNT_TAKEN),
        ({"AccountNumber": "J-ARCH"}, ACCOUNT_TAKEN),
        ({"Name": ""}, "The contact name must be specified."),
        ({"Name": "a <b>"}, "The contact name cannot contain the characters < or >."),
        ({"EmailAddress": "a@b"}, "Email address must be valid."),
        ({"EmailAddress": "a@example.com, b@example.com"}, "Email address must be valid."),
        ({"EmailAddress": "zoë@example.com"}, "Email address must be valid."),
        (
            {"ContactPersons": [{"FirstName": "A"}] * 6},
            "A contact cannot have more than 5 contact persons.",
        ),
        (
            {"Addresses": [{"AddressType": "POBOX", "Country": "NZ 1"}]},
            "The country of an address may hold letters only.",
        ),
        (
            {"Name": "x" * 256},
            "The field Name must be a string with a maximum length of 255.",
        ),
        (
            {"AccountNumber": "x" * 51},
            "The field AccountNumber must be a string with a maximum length of 50.",
        ),
        (
            {"Addresses": [{"AddressType": "POBOX", "PostalCode": "x" * 51}]},
            "The field Addresses.PostalCode must be a string with a maximum length of 50.",
        ),
    ],
)
def test_put_that_breaks_a_rule_is_refused(xero, messages, fields, message):
    before = len(xero.rows("contacts"))
    assert messages(xero.put("Contacts", {"Name": "New Person", **fields})) == [message]
    assert len(xero.rows("contacts")) == before


def test_put_of_several_isolates_the_bad_one(xero):
    answer = xero.put("Contacts", {"Name": "A 1"}, {"Name": "A 1"}, {"Name": "A 2"})
    assert [row["StatusAttributeString"] for row in answer] == ["OK", "ERROR", "OK"]


def test_put_without_summarize_false_saves_nothing_if_one_is_bad(xero):
    before = len(xero.rows("contacts"))
    answer = xero.call("PUT", "Contacts", [{"Name": "A 1"}, {"Name": "A 1"}])
    assert answer.status_code == 400
    assert len(answer.json()["Elements"]) == 1
    assert len(xero.rows("contacts")) == before


@pytest.mark.parametrize("key", ["ContactID", "ContactNumber", "Name"])
def test_post_overwrites_the_contact_it_finds(xero, key):
    contact_id = xero.a_contact()
    keys = {"ContactID": contact_id, "ContactNumber": "C-KOWHAI", "Name": "kowhai office"}
    (contact,) = xero.post("Contacts", {key: keys[key], "EmailAddress": "other@example.com"})
    assert contact["ContactID"] == contact_id
    assert contact["EmailAddress"] == "other@example.com"
    assert contact["AccountNumber"] == "J-KOWHAI"


def test_post_with_a_new_name_creates(xero):
    before = len(xero.rows("contacts"))
    xero.post("Contacts", {"Name": "New Person"})
    assert len(xero.rows("contacts")) == before + 1


def test_post_with_unknown_id_is_refused(xero, messages):
    element = {"ContactID": "11111111-1111-4111-8111-111111111111", "Name": "New Person"}
    assert messages(xero.post("Contacts", element)) == [
        "An existing Contact with the specified ContactID could not be found"
    ]


def test_post_on_an_archived_contact_is_refused(xero, messages):
    answer = xero.post("Contacts", {"ContactNumber": "C-ARCH", "EmailAddress": "x@example.com"})
    assert messages(answer) == [ARCHIVED_IS_FIXED]
    unarchive = {"ContactID": answer[0]["ContactID"], "ContactStatus": "ACTIVE"}
    assert messages(xero.post("Contacts", unarchive)) == [ARCHIVED_IS_FIXED]


def test_post_of_a_number_alone_saves_a_mapping(xero):
    contact_id = xero.a_contact("Smith, Jane")
    (contact,) = xero.post("Contacts", {"ContactID": contact_id, "ContactNumber": "ODOO-7"})
    assert (contact["Name"], contact["ContactNumber"]) == ("Smith, Jane", "ODOO-7")


def test_post_to_one_contact(xero):
    contact_id = xero.a_contact()
    answer = xero.call("POST", f"Contacts/{contact_id}", data=b'{"FirstName": "Ann"}')
    assert answer.json()["Contacts"][0]["FirstName"] == "Ann"
    missing = xero.call("POST", f"Contacts/{ZERO_GUID}", data=b'{"FirstName": "Ann"}')
    assert missing.status_code == 404


def test_archiving_by_api_works_and_frees_the_name(xero):
    contact_id = xero.a_contact()
    (contact,) = xero.post("Contacts", {"ContactID": contact_id, "ContactStatus": "ARCHIVED"})
    assert contact["ContactStatus"] == "ARCHIVED"
    created(xero, "Kowhai Office")


def test_contact_persons_are_replaced_as_a_whole(xero):
    contact_id = created(xero, ContactPersons=[{"FirstName": "A"}, {"FirstName": "B"}])["ContactID"]
    change = {"ContactID": contact_id, "ContactPersons": [{"FirstName": "C"}]}
    (contact,) = xero.post("Contacts", change)
    assert [person["FirstName"] for person in contact["ContactPersons"]] == ["C"]


def test_lenient_mode_lets_doubles_in(xero):
    xero.control("settings", lenient=True)
    created(xero)
    created(xero)
    rows = [row for row in xero.rows("contacts") if row["name"] == "New Person"]
    assert len(rows) == 2


def test_seed_is_the_same_at_every_start(xero):
    rows = xero.rows("contacts")
    xero.control("reset")
    assert xero.rows("contacts") == rows
    assert len(rows) == 700
    archived = [row for row in rows if row["status"] == "ARCHIVED"]
    assert 20 < len(archived) < 60


def test_customer_flag_follows_from_invoices(xero):
    contact_id = xero.a_contact()
    assert xero.get(f"Contacts/{contact_id}")[0]["IsCustomer"] is False
    xero.put("Invoices", xero.invoice())
    assert xero.get(f"Contacts/{contact_id}")[0]["IsCustomer"] is True
