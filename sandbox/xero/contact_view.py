"""Contacts as the API answers them (Xero API: Contacts)."""

from typing import Any

from .books import Books
from .contact_rules import PLAIN_FIELDS
from .records import Contact
from .wire import ZERO_GUID, wire_moment

View = dict[str, Any]
_ADDRESS_TYPES = ("POBOX", "STREET")
_PHONE_TYPES = ("DDI", "DEFAULT", "FAX", "MOBILE")
_ADDRESS_TEXTS = ("City", "Region", "PostalCode", "Country")
_PHONE_TEXTS = ("PhoneNumber", "PhoneAreaCode", "PhoneCountryCode")


def full(contact: Contact, books: Books) -> View:
    """Single and paged reads, and answers to writes: always 2 addresses and 4 phones."""
    view = light(contact)
    view["Addresses"] = [
        _slot(contact, "Addresses", "AddressType", kind, _ADDRESS_TEXTS) for kind in _ADDRESS_TYPES
    ]
    view["Phones"] = [
        _slot(contact, "Phones", "PhoneType", kind, _PHONE_TEXTS) for kind in _PHONE_TYPES
    ]
    extra = [phone for phone in contact.values.get("Phones", []) if phone["PhoneType"] == "OFFICE"]
    view["Phones"] += extra
    view |= {
        "BankAccountDetails": contact.text("BankAccountDetails"),
        "ContactGroups": [],
        "ContactPersons": contact.values.get("ContactPersons", []),
        "SalesTrackingCategories": [],
        "PurchasesTrackingCategories": [],
        "HasAttachments": False,
        "HasValidationErrors": False,
    }
    view |= _part_in_trade(contact, books)
    if contact.merged_into:
        view["MergedToContactID"] = contact.merged_into
    return view


def listed(contact: Contact, books: Books) -> View:
    """A list without `page`: no addresses, phones, persons, nor where it was merged to."""
    view = light(contact)
    view |= {"Addresses": [], "Phones": [], "ContactGroups": [], "ContactPersons": []}
    view |= {"HasAttachments": False, "HasValidationErrors": False}
    return view | _part_in_trade(contact, books)


def light(contact: Contact) -> View:
    """summaryOnly: stored plain fields, nothing computed."""
    view: View = {
        "ContactID": contact.id,
        "ContactStatus": contact.status,
        "Name": contact.name,
        "EmailAddress": contact.text("EmailAddress"),
        "UpdatedDateUTC": wire_moment(contact.updated),
    }
    given = {name: contact.values[name] for name in PLAIN_FIELDS if contact.values.get(name)}
    return given | view


def in_document(contact: Contact) -> View:
    """The short form in a list of documents."""
    return {
        "ContactID": contact.id,
        "Name": contact.name,
        "Addresses": [],
        "Phones": [],
        "ContactGroups": [],
        "ContactPersons": [],
        "HasValidationErrors": False,
    }


def refused(element: View, problems: list[str], contact_id: str = ZERO_GUID) -> View:
    """An element that failed: what was sent, a zero id for a new one, and why."""
    messages = [{"Message": message} for message in problems]
    wrong = {"HasValidationErrors": True, "ValidationErrors": messages}
    return {**element, "ContactID": contact_id, **wrong}


def _slot(
    contact: Contact, name: str, type_name: str, kind: str, texts: tuple[str, ...]
) -> dict[str, str]:
    entries: list[dict[str, str]] = contact.values.get(name, [])
    given = next((entry for entry in entries if entry[type_name] == kind), {})
    return {type_name: kind, **dict.fromkeys(texts, ""), **given}


def _part_in_trade(contact: Contact, books: Books) -> dict[str, bool]:
    """IsCustomer and IsSupplier follow from the documents of the contact."""
    sold = books.trades_of(contact.id)
    return {"IsSupplier": "purchase" in sold, "IsCustomer": "sale" in sold}
