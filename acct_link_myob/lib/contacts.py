"""Cards of customers and suppliers: what is said of a new one, looking for those that are there.

Names are not unique there. A card ID is unique in its list, but "*None" is nobody's. Firms have a
company name, individuals a first and a last name.

Source: MYOB, reference pages of Customer, Supplier; "Character limits".
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from odoo.addons.acct_link_batch.lib.document import CUSTOMER, SUPPLIER, Party
from odoo.addons.acct_link_batch.lib.matching import (
    CODE,
    JOB,
    REMOTE_ID,
    normalise,
    split_name,
    trim,
    visible,
)
from odoo.addons.acct_link_batch.lib.outcome import Contact, Listed
from odoo.addons.acct_link_oauth.lib.questions import find_keys
from odoo.addons.acct_link_oauth.lib.web import text

from .query import Ask, any_of, both, guid, portions, quoted, select
from .wire import PARTIES, filled, fit, link, printable, uid, uid_of

# The match rule beside those of the core: a card ID that stands on the customer.
CARD_ID = "card_id"
BY_CARD_ID = (CODE, JOB, CARD_ID)
CARD_ID_LENGTH = 15
NAME_LENGTH, FIRST_LENGTH, LAST_LENGTH = 50, 20, 30
KEYS_A_READ = 25
NO_CARD_ID = "*none"
_DETAILS = {CUSTOMER: "SellingDetails", SUPPLIER: "BuyingDetails"}
_STREET_LENGTH, _PLACE_LENGTH, _PHONE_LENGTH, _NUMBER_LENGTH = 255, 255, 21, 14
# Where tax numbers are no ABN.
_NEW_ZEALAND = "NZD"


@dataclass(frozen=True)
class CardStyle:
    """What a new card has that no Party says: its tax code, whether it is an individual's, and the
    currency of the books, by which it is told what kind of tax number there is.
    """

    tax_id: str = ""
    is_individual: bool = False
    currency: str = ""


PLAIN_CARD = CardStyle()


# === WHAT IS SAID === #


def card_name(name: str) -> str:
    """The name of a firm as MYOB takes it: single spaces, at most 50 characters."""
    return fit(" ".join(printable(name).split()), NAME_LENGTH, mark="")


def person_name(name: str) -> tuple[str, str]:
    """:return: (first, last name) of an individual; both empty where they cannot be told or do not
    fit, as where there is a single word
    """
    first, last = (" ".join(part.split()) for part in split_name(printable(name)))
    fits = first and last and len(first) <= FIRST_LENGTH and len(last) <= LAST_LENGTH
    return (first, last) if fits else ("", "")


def route_of(said: str) -> str:
    """Where the text of a request for a card is posted to."""
    is_supplier = _DETAILS[SUPPLIER] in json.loads(said)
    return PARTIES[SUPPLIER if is_supplier else CUSTOMER]


def card_payload(party: Party, style: CardStyle = PLAIN_CARD) -> dict:
    """A new card; which field says what is the table of docs/what-is-shared-with-myob.md."""
    first, last = person_name(party.name) if style.is_individual else ("", "")
    named = {"IsIndividual": False, "CompanyName": card_name(party.name)}
    if last:
        named = {"IsIndividual": True, "FirstName": first, "LastName": last}
    if party.rule in BY_CARD_ID and party.key:
        named["DisplayID"] = trim(party.key)
    details = dict.fromkeys(("TaxCode", "FreightTaxCode"), style.tax_id and link(style.tax_id))
    tax_number = "TaxIdNumber" if style.currency == _NEW_ZEALAND else "ABN"
    details[tax_number] = fit(party.tax_number, _NUMBER_LENGTH, "")
    return {
        **named,
        "Addresses": [address_payload(party)],
        _DETAILS[party.role or CUSTOMER]: filled(details),
    }


def address_payload(party: Party) -> dict:
    place = party.address
    contact_name = " ".join(filter(None, (party.first_name, party.last_name)))
    return {
        "Location": 1,
        **filled(
            {
                "Street": fit("\n".join(map(printable, place.lines)), _STREET_LENGTH, ""),
                "City": fit(place.city, _PLACE_LENGTH, ""),
                "State": fit(place.region, _PLACE_LENGTH, ""),
                "PostCode": fit(place.postcode, _PLACE_LENGTH, ""),
                "Country": fit(place.country, _PLACE_LENGTH, ""),
                "Phone1": fit(party.phone, _PHONE_LENGTH, ""),
                "Email": fit(party.email, _PLACE_LENGTH, ""),
                "ContactName": fit(contact_name, _PLACE_LENGTH, ""),
            }
        ),
    }


# === LOOKING FOR THEM === #


def find_contacts(
    ask: Ask, keys: Iterable[str], rule: str, role: str, home: str = ""
) -> Iterator[dict[str, list[Contact]]]:
    """The cards of a list with each key under the rule, inactive ones too, in portions as they
    come. Keys that MYOB understands no question about are left out.

    :param home: the currency of the books, which cards have that name none
    """
    keys = list(dict.fromkeys(keys))
    if rule == REMOTE_ID:
        yield from _find_ids(ask, keys, home)
        return
    condition_of, key_of = _RULES[rule in BY_CARD_ID]
    yield from find_keys(
        portions(keys, condition_of, KEYS_A_READ),
        lambda some: _find(ask, role, some, condition_of, key_of, home),
    )


def _find(ask, role, keys, condition_of, key_of, home):
    found = {}
    condition = " or ".join(map(condition_of, keys))
    for row in select(ask, PARTIES[role or CUSTOMER], condition):
        found.setdefault(key_of(_value(row, key_of)), []).append(_contact(row, home))
    return {key: found.get(key_of(key), []) for key in keys}


def _by_name(key):
    """A card with this name, be it a firm's or an individual's."""
    firms = any_of("CompanyName", map(quoted, dict.fromkeys((card_name(key), visible(key)[:50]))))
    first, last = person_name(key)
    if not last:
        return firms
    person = both(f"FirstName eq {quoted(first)}", f"LastName eq {quoted(last)}")
    return f"({firms} or ({person}))"


def _name_key(name):
    return normalise(card_name(name))


def _by_card_id(key):
    return any_of("DisplayID", map(quoted, dict.fromkeys((trim(key), visible(key)))))


def _value(row, key_of):
    return name_of(row) if key_of is _name_key else card_id_of(row)


# Whether by card ID: (condition of a key, the form in which keys are compared).
_RULES = {False: (_by_name, _name_key), True: (_by_card_id, normalise)}


def _find_ids(ask, keys, home):
    """By remote ids, of both lists; what is none, or is not there, has no card."""
    known = [key for key in keys if uid(key)]
    for some in portions(known, _by_id, KEYS_A_READ):
        found = {}
        for route in PARTIES.values():
            for row in select(ask, route, " or ".join(map(_by_id, some))):
                found[uid_of(row)] = [_contact(row, home)]
        yield {key: found.get(uid(key), []) for key in some}
    if unknown := [key for key in keys if not uid(key)]:
        yield {key: [] for key in unknown}


def _by_id(key):
    return f"UID eq {guid(uid(key))}"


def _contact(row, home):
    return Contact(
        uid_of(row),
        name_of(row),
        archived=row.get("IsActive") is not True,
        currency=currency_of(row) or home,
    )


def list_contacts(ask: Ask, home: str = "") -> Iterator[Listed]:
    """All cards of customers and suppliers. :param home: as of `find_contacts`"""
    for role, route in PARTIES.items():
        for row in select(ask, route):
            contact, card_id = _contact(row, home), card_id_of(row)
            yield Listed(
                contact.remote_id,
                contact.name or contact.remote_id,
                code=card_id,
                job=card_id,
                email=email_of(row),
                archived=contact.archived,
                role=role,
                currency=contact.currency,
            )


def name_of(row: dict) -> str:
    """The name on a card."""
    if row.get("IsIndividual") is True:
        return " ".join(filter(None, (text(row.get("FirstName")), text(row.get("LastName")))))
    return text(row.get("CompanyName"))


def card_id_of(row: dict) -> str:
    """The card ID; empty if it has none."""
    said = text(row.get("DisplayID"))
    return "" if normalise(said) in ("", NO_CARD_ID) else said


def currency_of(row: dict) -> str:
    """The currency of a card that is for foreign documents only; empty: that of the books."""
    currency = row.get("ForeignCurrency")
    return text(currency.get("Code")) if isinstance(currency, dict) else ""


def email_of(row: dict) -> str:
    """The first e-mail address on a card."""
    addresses = row.get("Addresses")
    for address in addresses if isinstance(addresses, list) else ():
        if isinstance(address, dict) and text(address.get("Email")):
            return text(address["Email"])
    return ""
