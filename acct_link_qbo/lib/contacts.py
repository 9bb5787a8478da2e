"""Customers and vendors: what is said of a new one, and looking for those that are there.

A name is there once among customers, vendors, employees and others. Who is both a customer and a
supplier is there twice, then, one of them with a suffix behind the name.

Source: Intuit, reference pages of Customer, Vendor; "Data queries".
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from odoo.addons.acct_link_batch.lib.document import CUSTOMER, SUPPLIER, Party
from odoo.addons.acct_link_batch.lib.matching import REMOTE_ID, normalise, trim, visible
from odoo.addons.acct_link_batch.lib.outcome import Contact, Listed
from odoo.addons.acct_link_oauth.lib.questions import find_keys
from odoo.addons.acct_link_oauth.lib.web import text

from .query import Ask, any_of, portions, select
from .wire import PARTIES, filled, fit, join, printable, ref, split

NAME_LENGTH = 500
KEYS_A_READ = 40
_EMAIL = re.compile(r"[^@\s,;:<>()\[\]\"\\]+@[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE)
_EMAIL_LENGTH = 100
_NAME_PART = 100
# Inactive ones are left out of an answer unless they are asked for.
_ALL = "Active in (true, false)"
ROLES = {entity: role for role, entity in PARTIES.items()}


@dataclass(frozen=True)
class Suffixes:
    """What stands behind the name of who is in the other list, too; empty: nothing."""

    customer: str = ""
    supplier: str = ""

    def of(self, role: str) -> str:
        return self.supplier if role == SUPPLIER else self.customer


PLAIN_NAMES = Suffixes()


# === WHAT IS SAID === #


def contact_name(name: str) -> str:
    """The name as QuickBooks takes it: no colon, single spaces."""
    return fit(" ".join(printable(name).replace(":", " ").split()), NAME_LENGTH, mark="")


def with_suffix(name: str, suffix: str) -> str:
    suffix = contact_name(suffix)
    if not suffix:
        return contact_name(name)
    return f"{fit(contact_name(name), NAME_LENGTH - len(suffix) - 1, mark='')} {suffix}"


def names_of(name: str, role: str, suffixes: Suffixes) -> dict:
    """The fields with the name of a party. What stands behind a name because of the other list is
    neither in the name of the firm nor on a cheque.
    """
    name, suffix = contact_name(name), contact_name(suffixes.of(role))
    plain = fit(name.removesuffix(f" {suffix}") if suffix else name, _NAME_PART, "")
    names = {"DisplayName": name, "CompanyName": plain}
    return {**names, "PrintOnCheckName": plain} if role == SUPPLIER else names


def entity_of(said: str) -> str:
    """The entity that the text of a request for a contact is of."""
    return "Vendor" if "PrintOnCheckName" in json.loads(said) else "Customer"


def contact_payload(party: Party, style) -> dict:
    """A new customer or vendor; which field says what is the table of
    docs/what-is-shared-with-quickbooks.md. An e-mail address that would be refused is left out.
    """
    place = party.address
    # Where tax is computed by the address, the state is known by its code.
    region = place.region_code if style.automated else place.region
    lines = [fit(line, 500, "") for line in place.lines][:5]
    address = {
        **{f"Line{place_}": line for place_, line in enumerate(lines, 1)},
        "City": fit(place.city, 255, ""),
        "CountrySubDivisionCode": fit(region, 255, ""),
        "PostalCode": fit(place.postcode, 30, ""),
        "Country": fit(place.country, 255, ""),
    }
    email, phone = trim(party.email), fit(party.phone, 30, "")
    optional = {
        "GivenName": fit(contact_name(party.first_name), _NAME_PART, ""),
        "FamilyName": fit(contact_name(party.last_name), _NAME_PART, ""),
        "PrimaryEmailAddr": {"Address": email} if valid_email(email) else {},
        "PrimaryPhone": {"FreeFormNumber": phone} if phone else {},
        "BillAddr": filled(address),
    }
    payload = {**names_of(party.name, party.role, style.suffixes), **filled(optional)}
    if style.currencies and party.currency:
        payload["CurrencyRef"] = {"value": party.currency}
    if party.role == SUPPLIER:
        payload |= filled({"TaxIdentifier": fit(party.tax_number, 20, "")})
    return payload


def valid_email(email: str) -> bool:
    """Whether QuickBooks surely takes it: one address, not too long."""
    return email.isascii() and len(email) <= _EMAIL_LENGTH and bool(_EMAIL.fullmatch(email))


# === LOOKING FOR THEM === #


def find_contacts(
    ask: Ask, keys: Iterable[str], rule: str, role: str, suffixes: Suffixes = PLAIN_NAMES
) -> Iterator[dict[str, list[Contact]]]:
    """The customers, or vendors, with each key under the rule, inactive ones too, in portions as
    they come. Keys that QuickBooks understands no question about are left out.
    """
    keys = list(dict.fromkeys(keys))
    if rule == REMOTE_ID:
        yield from _find_ids(ask, keys)
        return
    entity, suffix = PARTIES[role or CUSTOMER], suffixes.of(role)
    yield from find_keys(
        portions(keys, lambda key: _spellings(key, suffix), KEYS_A_READ),
        lambda some: _find_names(ask, entity, some, suffix),
    )


def _find_names(ask, entity, keys, suffix):
    names = [spelling for key in keys for spelling in _spellings(key, suffix)]
    by_name = {}
    for row in select(ask, entity, any_of("DisplayName", dict.fromkeys(names)), _ALL):
        contact = _contact(entity, row)
        by_name.setdefault(normalise(text(row.get("DisplayName"))), []).append(contact)
    return {
        key: [
            contact
            for name in dict.fromkeys(normalise(each) for each in _spellings(key, suffix))
            for contact in by_name.get(name, [])
        ]
        for key in keys
    }


def _spellings(key, suffix):
    """As QuickBooks may have the key: it ignores case, but what nobody sees counts there. The name
    of who was made inactive is free again, with a word behind it that is nobody's.
    """
    plain = list(dict.fromkeys((contact_name(key), contact_name(visible(key)))))
    return [*plain, *(with_suffix(each, suffix) for each in plain if suffix)]


def _find_ids(ask, keys):
    """By remote ids, of both lists; what is none, or is not there, has no contact."""
    for start in range(0, len(keys), KEYS_A_READ):
        some = keys[start : start + KEYS_A_READ]
        found = {}
        for entity in PARTIES.values():
            ids = [split(key)[1] for key in some if split(key)[0] == entity]
            if ids:
                for row in select(ask, entity, any_of("Id", ids), _ALL):
                    found[join(entity, row["Id"])] = [_contact(entity, row)]
        yield {key: found.get(key, []) for key in some}


def _contact(entity, row):
    return Contact(
        join(entity, row["Id"]),
        text(row.get("DisplayName")),
        archived=row.get("Active") is not True,
        currency=ref(row, "CurrencyRef"),
    )


def list_contacts(ask: Ask) -> Iterator[Listed]:
    """All customers and vendors; jobs and projects of customers are no contacts."""
    for entity in PARTIES.values():
        for row in select(ask, entity, _ALL):
            if row.get("Job") is True or row.get("IsProject") is True:
                continue
            contact, email = _contact(entity, row), row.get("PrimaryEmailAddr")
            yield Listed(
                contact.remote_id,
                contact.name or contact.remote_id,
                email=text(email.get("Address")) if isinstance(email, dict) else "",
                archived=contact.archived,
                role=ROLES[entity],
            )
