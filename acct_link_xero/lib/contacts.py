"""Contacts: what is said of a new one, and looking for those that are there.

Xero ignores case and accents in its filters, so everything is compared again here.

Source: Xero API: Contacts (optimised filters, paging).
"""

import re
from collections.abc import Iterable
from contextlib import suppress

from odoo.addons.acct_link_batch.lib.document import Party
from odoo.addons.acct_link_batch.lib.matching import normalise
from odoo.addons.acct_link_batch.lib.outcome import Contact

from .paging import Get, Misfit, equals, page_of, pages
from .wire import filled, fit, guid, offline, text

_EMAIL = re.compile(r"[^@\s,;:<>()\[\]\"\\]+@[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE)
_FEW_KEYS = 3


def contact_name(name: str) -> str:
    """The name as Xero keeps it: no angle brackets, single spaces, 255 characters."""
    return fit(" ".join(re.sub(r"[<>]", " ", name).split()), 255, mark="")


def contact_payload(party: Party) -> dict:
    """A new Xero contact: the fourth and fifth line of an address without city and region are
    those. An e-mail address Xero would refuse is left out, as it would block every invoice.
    """
    place = party.address
    lines = [*place.lines, "", "", "", "", ""]
    address = {
        "AddressLine1": fit(lines[0], 500, ""),
        "AddressLine2": fit(lines[1], 500, ""),
        "AddressLine3": fit(lines[2], 500, ""),
        "AddressLine4": fit(lines[3], 500, "") if place.city else "",
        "City": fit(place.city or lines[3], 255, ""),
        "Region": fit(place.region or lines[4], 255, ""),
        "PostalCode": fit(place.postcode, 50, ""),
    }
    address = filled(address)
    email, phone = party.email.strip(), fit(party.phone, 50, "")
    optional = {
        "EmailAddress": email if valid_email(email) else "",
        "CompanyNumber": fit(party.tax_number, 50, ""),
        "Addresses": [{"AddressType": "POBOX", **address}] if address else [],
        "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": phone}] if phone else [],
    }
    return {"Name": contact_name(party.name), **filled(optional)}


def valid_email(email: str) -> bool:
    """Whether Xero takes it: one address, ASCII, at most 255 characters."""
    return email.isascii() and len(email) <= 255 and bool(_EMAIL.fullmatch(email))


def find_contacts(get: Get, keys: Iterable[str]) -> dict[str, list[Contact]]:
    """The contacts whose name is the key, archived ones too, for each key.

    A few keys are asked for one by one; for more, all contacts are read when that takes fewer
    calls. A contact that was merged into another names that one in `merged_to`. A key that Xero
    does not understand a question about is left out.
    """
    keys = list(dict.fromkeys(keys))
    everybody = [("includeArchived", "true")]
    if len(keys) > _FEW_KEYS:
        first, count = page_of(get, "Contacts", everybody, 1)
        if count - 1 <= len(keys):
            later = (page_of(get, "Contacts", everybody, n)[0] for n in range(2, count + 1))
            elements = [*first, *(element for page in later for element in page)]
            return _by_key(keys, elements)
    contacts = {}
    for key in keys:
        where = equals("Name", contact_name(key))
        with suppress(Misfit):
            found = list(pages(get, "Contacts", [("where", where), *everybody]))
            contacts |= _by_key([key], found)
    return contacts


def _by_key(keys, elements):
    contacts = {}
    for element in elements:
        remote_id = guid(element.get("ContactID"))
        if not remote_id:
            raise offline()
        contacts[remote_id] = Contact(
            remote_id,
            text(element.get("Name")),
            archived=element.get("ContactStatus") != "ACTIVE",
            merged_to=guid(element.get("MergedToContactID")),
        )
    names = {}
    for contact in contacts.values():
        names.setdefault(normalise(contact.name), []).append(contact)
    return {key: names.get(normalise(contact_name(key)), []) for key in keys}
