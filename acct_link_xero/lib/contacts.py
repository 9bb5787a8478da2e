"""Contacts: what is said of a new one, and looking for those that are there.

Xero ignores case and accents in its filters, so everything is compared again here.

Source: Xero API: Contacts (optimised filters, paging).
"""

import math
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace

from odoo.addons.acct_link_batch.lib.document import Party
from odoo.addons.acct_link_batch.lib.matching import (
    CODE,
    INVOICE_NAME,
    JOB,
    NAME,
    REMOTE_ID,
    normalise,
    trim,
    visible,
)
from odoo.addons.acct_link_batch.lib.outcome import Contact, Listed
from odoo.addons.acct_link_oauth.lib.web import Misfit, offline, text

from .paging import PAGE_SIZE, Get, equals, page_of, pages
from .wire import filled, fit, guid, printable

_EMAIL = re.compile(r"[^@\s,;:<>()\[\]\"\\]+@[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE)
_FEW_KEYS = 3
_IDS_A_READ = 40
_LONGEST_CHAIN = 5
NUMBER_LENGTH = 50
_EVERYBODY = [("includeArchived", "true")]

# The field of a contact that each rule compares, and those that hold the key of a new one.
FIELDS = {
    NAME: "Name",
    CODE: "ContactNumber",
    INVOICE_NAME: "Name",
    JOB: "AccountNumber",
    REMOTE_ID: "ContactID",
}
# What of a contact a sweep keeps.
_KEPT_FIELDS = ("ContactStatus", "MergedToContactID", *dict.fromkeys(FIELDS.values()))
NUMBER_FIELDS = {CODE: "ContactNumber", JOB: "AccountNumber"}


def contact_name(name: str) -> str:
    """The name as Xero keeps it: no angle brackets, single spaces, 255 characters."""
    return fit(" ".join(re.sub(r"[<>]", " ", printable(name)).split()), 255, mark="")


def contact_payload(party: Party) -> dict:
    """A new Xero contact. Which field says what under which rule is the table of
    docs/what-is-shared-with-xero.md; what is not in it is not shared. The fourth and fifth line of
    an address without city and region are those. An e-mail address Xero would refuse is left out,
    as it would block every invoice.
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
    email, phone = trim(party.email), fit(party.phone, 50, "")
    tax_number = "TaxNumber" if party.rule == INVOICE_NAME else "CompanyNumber"
    optional = {
        "FirstName": fit(party.first_name, 255, ""),
        "LastName": fit(party.last_name, 255, ""),
        "EmailAddress": email if valid_email(email) else "",
        tax_number: fit(party.tax_number, 50, ""),
        "Addresses": [{"AddressType": "POBOX", **address}] if address else [],
        "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": phone}] if phone else [],
    }
    numbers = {NUMBER_FIELDS[party.rule]: party.key} if party.rule in NUMBER_FIELDS else {}
    return {"Name": contact_name(party.name), **numbers, **filled(optional)}


def valid_email(email: str) -> bool:
    """Whether Xero takes it: one address, ASCII, at most 255 characters."""
    return email.isascii() and len(email) <= 255 and bool(_EMAIL.fullmatch(email))


def find_contacts(
    get: Get, keys: Iterable[str], rule: str = NAME, sweep: dict | None = None
) -> Iterator[dict[str, list[Contact]]]:
    """The contacts with each key under the rule, archived ones too, in portions as they come; an
    empty one after each page of the list of all contacts.

    A few keys are asked for one by one; for more, all contacts are read when that takes fewer
    calls. A contact that was merged into another names in `merged_to` the one it lives on in, and
    is archived when that one is. A key that Xero does not understand a question about is left out.

    :param sweep: how far that list was read before, as JSON can carry it; it is changed as pages
        come, so that a look that is broken off can go on there
    """
    keys = list(dict.fromkeys(keys))
    sweep = {} if sweep is None else sweep
    if rule == REMOTE_ID:
        for start in range(0, len(keys), _IDS_A_READ):
            some = keys[start : start + _IDS_A_READ]
            yield _by_key(get, some, _read_ids(get, some), rule)
        return
    begun = [key for key in keys if key in sweep.get("keys", ())]
    # Whoever was not wanted yet when the list was begun is looked for after the others.
    for some in (begun, [key for key in keys if key not in begun]):
        yield from _find_some(get, some, rule, sweep)


def _find_some(get, keys, rule, sweep):
    if len(keys) > _FEW_KEYS and (yield from _read_all(get, keys, rule, sweep)):
        return
    for key in keys:
        where = " OR ".join(equals(FIELDS[rule], each) for each in _spellings(key, rule))
        with suppress(Misfit):
            found = list(pages(get, "Contacts", [("where", where), *_EVERYBODY]))
            yield _by_key(get, [key], found, rule)
    sweep.clear()  # it was for these


def _read_all(get, keys, rule, sweep):
    """Read the list of all contacts while what is left of it takes fewer calls than the keys.

    :return: whether the keys are answered
    """
    if not set(keys) <= set(sweep.get("keys", ())):
        sweep.clear()
        sweep.update(keys=keys, read=0, count=1, elements=[])
    wanted = _wanted_values(keys, rule)
    elements = list(sweep["elements"])
    while sweep["read"] < sweep["count"]:
        if sweep["read"] and sweep["count"] - sweep["read"] > len(keys):
            return False
        page, sweep["count"] = page_of(get, "Contacts", _EVERYBODY, sweep["read"] + 1)
        sweep["read"] += 1
        sweep["elements"] += [
            {name: element[name] for name in _KEPT_FIELDS if name in element}
            for element in page
            if normalise(text(element.get(FIELDS[rule]))) in wanted
        ]
        elements += page
        yield {}
    yield _by_key(get, keys, elements, rule)
    sweep.clear()
    return True


def count_finds(count: int, listed: int) -> int:
    """How many calls `find_contacts` takes, at least.

    :param count: of keys; :param listed: how many contacts there are, as far as is known
    """
    if count <= _FEW_KEYS:
        return count
    every_page = max(1, math.ceil(listed / PAGE_SIZE))
    return every_page if every_page - 1 <= count else 1 + count


def list_contacts(get: Get) -> Iterator[Listed]:
    """All contacts with little of each: `summaryOnly` leaves out what Xero has to compute, and so
    also where a contact was merged to.
    """
    for element in pages(get, "Contacts", [("summaryOnly", "true"), *_EVERYBODY]):
        contact = _contact(element)
        yield Listed(
            contact.remote_id,
            contact.name or contact.remote_id,
            code=text(element.get("ContactNumber")),
            job=text(element.get("AccountNumber")),
            email=text(element.get("EmailAddress")),
            archived=contact.archived,
        )


def _read_ids(get, remote_ids):
    return list(pages(get, "Contacts", [("IDs", ",".join(remote_ids)), *_EVERYBODY]))


def _kept(key, rule):
    """The key as Xero keeps it."""
    return contact_name(key) if FIELDS[rule] == "Name" else fit(key, NUMBER_LENGTH, "")


def _spellings(key, rule):
    """As Xero may have the key: it ignores case and accents in a filter, but what nobody sees and
    double blanks count there, while they are nothing here.
    """
    return list(dict.fromkeys((_kept(key, rule), _kept(visible(key), rule))))


def _by_key(get, keys, elements, rule):
    contacts, by_value = {}, {}
    for element in elements:
        contact = _contact(element)
        contacts[contact.remote_id] = contact
    wanted = _wanted_values(keys, rule)
    for element in elements:
        contact = contacts[guid(element["ContactID"])]
        value = normalise(text(element.get(FIELDS[rule])))
        if value in wanted and contact not in by_value.get(value, []):
            by_value.setdefault(value, []).append(contact)
    ends = _follow(get, contacts, [each for some in by_value.values() for each in some])
    return {
        key: [
            ends[contact.remote_id]
            for contact in by_value.get(
                guid(key) if rule == REMOTE_ID else normalise(_kept(key, rule)), []
            )
        ]
        for key in keys
    }


def _wanted_values(keys, rule):
    """:return: set of the values, as they are compared, of the field that the rule looks at"""
    return {guid(key) if rule == REMOTE_ID else normalise(_kept(key, rule)) for key in keys}


def _contact(element):
    remote_id = guid(element.get("ContactID"))
    if not remote_id:
        raise offline()
    return Contact(
        remote_id,
        text(element.get("Name")),
        archived=element.get("ContactStatus") != "ACTIVE",
        merged_to=guid(element.get("MergedToContactID")),
    )


def _follow(get, contacts, chosen):
    """The chosen contacts by id, those that were merged as what they are now. Merges are followed
    from one to the next; where they lead nowhere the contact is archived.
    """
    contacts = dict(contacts)
    for _step in range(_LONGEST_CHAIN):
        missing = {c.merged_to for c in contacts.values() if c.merged_to} - contacts.keys()
        missing &= {_end(contacts, contact) for contact in chosen}
        if not missing:
            break
        read = [_contact(element) for element in _read_ids(get, sorted(missing))]
        if not read:
            break
        contacts |= {contact.remote_id: contact for contact in read}
    ends = {}
    for contact in chosen:
        end = contacts.get(_end(contacts, contact))
        if contact.merged_to:
            alive = end is not None and not end.archived and not end.merged_to
            contact = replace(contact, archived=True, merged_to=end.remote_id if alive else "")
        ends[contact.remote_id] = contact
    return ends


def _end(contacts, contact):
    """The id at the end of the known part of a chain of merges."""
    seen, remote_id = set(), contact.remote_id
    while remote_id not in seen and remote_id in contacts and contacts[remote_id].merged_to:
        seen.add(remote_id)
        remote_id = contacts[remote_id].merged_to
    return remote_id
