"""Who may be a contact: creating, finding and overwriting contacts (Xero API: Contacts)."""

import re
from dataclasses import replace
from typing import Any

from sandbox.common.ids import new_guid

from ..books.books import Books
from ..books.records import Contact, folded
from ..settings import Settings
from .fields import too_long

Element = dict[str, Any]
PLAIN_FIELDS = (
    "ContactNumber",
    "AccountNumber",
    "FirstName",
    "LastName",
    "CompanyNumber",
    "EmailAddress",
    "TaxNumber",
    "TaxNumberType",
    "BankAccountDetails",
    "AccountsReceivableTaxType",
    "AccountsPayableTaxType",
    "DefaultCurrency",
    "SalesDefaultAccountCode",
    "PurchasesDefaultAccountCode",
    "SalesDefaultLineAmountType",
    "PurchasesDefaultLineAmountType",
    "XeroNetworkKey",
    "PaymentTerms",
)
NAME_TAKEN = (
    "The contact name {} is already assigned to another contact."
    " The contact name must be unique across all active contacts."
)
NUMBER_TAKEN = "Another contact has this contact number. Please enter a different contact number."
ACCOUNT_NUMBER_TAKEN = "The Account Number already exists. Please enter a different Account Number."
ARCHIVED_IS_FIXED = (
    "The specified contact details matched an archived contact."
    " Archived contacts cannot currently be edited via the API."
)
NOT_FOUND = "An existing Contact with the specified ContactID could not be found"
BAD_EMAIL = "Email address must be valid."
_EMAIL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@([A-Za-z0-9-]+\.)+[A-Za-z0-9-]{2,}")
_COUNTRY = re.compile(r"[A-Za-z ]*")


def is_email(text: str) -> bool:
    return _EMAIL.fullmatch(text) is not None


class ContactRules:
    def __init__(self, books: Books, settings: Settings) -> None:
        self._books = books
        self._settings = settings

    def create(self, element: Element) -> tuple[Contact, list[str]]:
        """What PUT makes of an element, and what speaks against it."""
        contact = Contact(new_guid(), "", self._books.clock.now())
        return self._with_values(contact, element)

    def create_or_overwrite(self, element: Element) -> tuple[Contact, list[str]]:
        """What POST does: the contact found by id, number or name is overwritten."""
        found = self.match(element)
        if found is None:
            if element.get("ContactID"):
                return Contact(element["ContactID"], "", self._books.clock.now()), [NOT_FOUND]
            return self.create(element)
        if found.status != "ACTIVE":
            return found, [ARCHIVED_IS_FIXED]
        return self._with_values(found, element)

    def match(self, element: Element) -> Contact | None:
        """ContactID decides; else ContactNumber; else the name among active contacts."""
        if element.get("ContactID"):
            return self._books.contacts.get(element["ContactID"])
        if element.get("ContactNumber"):
            numbered = self._books.contacts.find(
                ("ContactNumber", folded(element["ContactNumber"]))
            )
            if numbered:
                return numbered[0]
        named = self._books.contacts_named(element.get("Name") or "")
        return named[0] if named else None

    def _with_values(self, contact: Contact, element: Element) -> tuple[Contact, list[str]]:
        values = dict(contact.values)
        for name in PLAIN_FIELDS:
            if name in element:
                values[name] = element[name]
        for name, slot in (("Addresses", "AddressType"), ("Phones", "PhoneType")):
            if element.get(name):
                values[name] = _slots_replaced(values.get(name, []), element[name], slot)
        if "ContactPersons" in element:
            values["ContactPersons"] = element["ContactPersons"] or []
        name = element["Name"] if element.get("Name") is not None else contact.name
        changed = replace(
            contact,
            name=" ".join(name.split()),
            status=element.get("ContactStatus") or contact.status,
            values=values,
            by_api=True,
        )
        return changed, [*too_long("Contact", element), *self._complaints(changed)]

    def _complaints(self, contact: Contact) -> list[str]:
        problems = []
        if not contact.name:
            problems.append("The contact name must be specified.")
        if "<" in contact.name or ">" in contact.name:
            problems.append("The contact name cannot contain the characters < or >.")
        if contact.text("EmailAddress") and not is_email(contact.text("EmailAddress")):
            problems.append(BAD_EMAIL)
        if len(contact.values.get("ContactPersons", [])) > 5:
            problems.append("A contact cannot have more than 5 contact persons.")
        for address in contact.values.get("Addresses", []):
            if not _COUNTRY.fullmatch(address.get("Country") or ""):
                problems.append("The country of an address may hold letters only.")
        if not self._settings.lenient:
            problems += self._clashes(contact)
        return problems

    def _clashes(self, contact: Contact) -> list[str]:
        """Names are unique among active contacts, numbers among all (Xero API: Contacts)."""
        shelf, problems = self._books.contacts, []
        if contact.status == "ACTIVE" and _others(
            self._books.contacts_named(contact.name), contact
        ):
            problems.append(NAME_TAKEN.format(contact.name))
        for name, message in (
            ("ContactNumber", NUMBER_TAKEN),
            ("AccountNumber", ACCOUNT_NUMBER_TAKEN),
        ):
            number = contact.text(name)
            if number and _others(shelf.find((name, folded(number))), contact):
                problems.append(message)
        return problems


def _others(found: list[Contact], contact: Contact) -> list[Contact]:
    return [other for other in found if other.id != contact.id]


def _slots_replaced(
    before: list[dict[str, Any]], given: list[dict[str, Any]], slot: str
) -> list[dict[str, Any]]:
    """Addresses and phones are kept by their type: a given one replaces the one of its type."""
    slots = {entry.get(slot): entry for entry in before}
    slots.update({entry.get(slot): entry for entry in given})
    return list(slots.values())
