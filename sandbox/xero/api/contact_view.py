"""Contacts as the API answers them (Xero API: Contacts)."""

from typing import Any

from sandbox.common.ids import ZERO_GUID

from ..books.books import Books
from ..books.records import Contact
from ..rules.contact_rules import PLAIN_FIELDS
from ..wire import wire_moment, wire_text

View = dict[str, Any]
LISTS = ("Addresses", "Phones", "ContactGroups", "ContactPersons")
# The order of the slots differs from one kind of answer to the next.
_READ = (("POBOX", "STREET"), ("DDI", "DEFAULT", "FAX", "MOBILE"))
_WRITTEN = (("STREET", "POBOX"), ("DEFAULT", "DDI", "FAX", "MOBILE"))
_NESTED = (("STREET", "POBOX"), ("MOBILE", "DDI", "DEFAULT", "FAX"))
_ADDRESS_TEXTS = ("City", "Region", "PostalCode", "Country")
_PHONE_TEXTS = ("PhoneNumber", "PhoneAreaCode", "PhoneCountryCode")
Orders = tuple[tuple[str, ...], tuple[str, ...]]


def single(contact: Contact, books: Books) -> View:
    """One contact by its id."""
    return paged(contact, books) | {"Attachments": []}


def paged(contact: Contact, books: Books) -> View:
    """A row of a list that is read page by page: also where it was merged to."""
    view = listed(contact, books)
    return view | {"MergedToContactID": contact.merged_into} if contact.merged_into else view


def listed(contact: Contact, books: Books) -> View:
    """A row of a list: always 2 addresses and 4 phones, empty where they were never touched."""
    return _whole(contact, books, _READ) | {"HasAttachments": False}


def written(contact: Contact, books: Books) -> View:
    """The answer to a write."""
    more: View = {"SalesTrackingCategories": [], "PurchasesTrackingCategories": []}
    return _whole(contact, books, _WRITTEN) | more


def nested(contact: Contact, books: Books) -> View:
    """In a document that is read by its id."""
    more: View = {"SalesTrackingCategories": [], "PurchasesTrackingCategories": []}
    return _whole(contact, books, _NESTED) | more


def _whole(contact: Contact, books: Books, orders: Orders) -> View:
    addresses, phones = orders
    view = light(contact)
    view["Addresses"] = [
        _slot(contact, "Addresses", "AddressType", kind, _ADDRESS_TEXTS) for kind in addresses
    ]
    given = contact.values.get("Phones", [])
    office = ["OFFICE"] if any(phone["PhoneType"] == "OFFICE" for phone in given) else []
    view["Phones"] = [
        _slot(contact, "Phones", "PhoneType", kind, _PHONE_TEXTS) for kind in [*phones, *office]
    ]
    view |= {
        "ContactGroups": [],
        "ContactPersons": contact.values.get("ContactPersons", []),
        "HasValidationErrors": False,
    }
    return view | _part_in_trade(contact, books)


def light(contact: Contact) -> View:
    """summaryOnly: stored plain fields, nothing computed. What was never touched is left out."""
    view: View = {
        "ContactID": contact.id,
        "ContactStatus": contact.status,
        "Name": contact.name,
        "UpdatedDateUTC": wire_moment(contact.updated),
    }
    if contact.by_api:
        view["BankAccountDetails"] = ""
    given = {
        name: wire_text(value) if isinstance(value, str) else value
        for name in PLAIN_FIELDS
        if (value := contact.values.get(name)) is not None
    }
    return view | given


def in_document(contact: Contact) -> View:
    """The short form in a list of documents."""
    return {
        "ContactID": contact.id,
        "Name": contact.name,
        **{name: [] for name in LISTS},
        "HasValidationErrors": False,
    }


def refused(element: View, problems: list[str], contact_id: str = ZERO_GUID) -> View:
    """An element that failed: what was sent, a zero id for a new one, and why."""
    messages = [{"Message": message} for message in problems]
    wrong = {"HasValidationErrors": True, "ValidationErrors": messages}
    return {**{name: [] for name in LISTS}, **element, "ContactID": contact_id, **wrong}


def _slot(
    contact: Contact, name: str, type_name: str, kind: str, texts: tuple[str, ...]
) -> dict[str, str]:
    entries: list[dict[str, str]] = contact.values.get(name, [])
    given = next((entry for entry in entries if entry[type_name] == kind), {})
    blank = dict.fromkeys(texts, "") if contact.by_api else {}
    said = {name: wire_text(text) for name, text in given.items() if isinstance(text, str)}
    return {type_name: kind, **blank, **said}


def _part_in_trade(contact: Contact, books: Books) -> dict[str, bool]:
    """IsCustomer and IsSupplier follow from the documents of the contact."""
    sold = books.trades_of(contact.id)
    return {"IsSupplier": "purchase" in sold, "IsCustomer": "sale" in sold}
