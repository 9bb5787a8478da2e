"""Made-up contacts: many plain ones and every awkward kind a connector has to cope with."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from itertools import product
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from .records import Contact

_FIRST = ("Alder", "Basalt", "Cedar", "Dune", "Estuary", "Fern", "Glacier", "Harakeke", "Inlet")
_SECOND = ("Coast", "Creek", "Point", "Ridge", "Valley", "Terrace", "Harbour", "Plains")
_TRADE = ("Bakery", "Builders", "Dental", "Electrical", "Farms", "Joinery", "Motors", "Optics")
_LEGAL = ("Ltd", "Limited", "Trust", "Partners")
_STREETS = ("Quay Street", "Hill Road", "Station Lane", "Mill Terrace", "Bridge Avenue")
_CITIES = {"Auckland": "1010", "Wellington": "6011", "Christchurch": "8011", "Dunedin": "9016"}
SHARE_ARCHIVED = 0.05

# Names with something special, in the order of their making. `twin` is there twice, as in old
# data: both active, same number and e-mail. "Harbour View" is there active and archived.
AWKWARD: tuple[dict[str, Any], ...] = (
    {"name": 'Ann "Bo" Ltd'},
    {"name": "Café Zoë"},
    {"name": "Cafe Zoe"},
    {"name": "Smith, Jane"},
    {"name": "acme HOLDINGS limited", "ContactNumber": "ACME-1"},
    {"name": "O'Brien & Sons"},
    {"name": "Māori Arts Trust"},
    {"name": "Back\\slash Ltd"},
    {"name": "Twin Peaks Ltd", "ContactNumber": "TWIN", "EmailAddress": "twin@example.com"},
    {"name": "Twin Peaks Ltd", "ContactNumber": "TWIN", "EmailAddress": "twin@example.com"},
    {"name": "Harbour View Ltd"},
    {"name": "Harbour View Ltd", "status": "ARCHIVED"},
    {
        "name": "Old Mill Ltd",
        "status": "ARCHIVED",
        "ContactNumber": "C-ARCH",
        "AccountNumber": "J-ARCH",
    },
    {"name": "Bad Mail Ltd", "EmailAddress": "not-an-address"},
    {"name": "Kowhai Office", "ContactNumber": "C-KOWHAI", "AccountNumber": "J-KOWHAI"},
)


@cache
def seed_contacts(tenant_id: str, count: int, since: datetime) -> tuple[Contact, ...]:
    """`count` contacts, the same for a tenant each time; the awkward ones come first."""
    return tuple(_made_up(tenant_id, count, since))


def _made_up(tenant_id: str, count: int, since: datetime) -> Iterator[Contact]:
    chance = random.Random(tenant_id)
    for position, awkward in enumerate(AWKWARD):
        values = {name: text for name, text in awkward.items() if name[0].isupper()}
        yield Contact(
            str(uuid5(NAMESPACE_URL, f"{tenant_id}/contact/{position}")),
            awkward["name"],
            since + timedelta(minutes=position),
            awkward.get("status", "ACTIVE"),
            values=values,
        )
    names = [" ".join(words) for words in product(_FIRST, _SECOND, _TRADE, _LEGAL)]
    for number, name in enumerate(chance.sample(names, count - len(AWKWARD)), start=1):
        yield Contact(
            str(UUID(int=chance.getrandbits(128), version=4)),
            name,
            since + timedelta(hours=1, minutes=number),
            "ARCHIVED" if chance.random() < SHARE_ARCHIVED else "ACTIVE",
            values=_plain_values(chance, number, name),
        )


def _plain_values(chance: random.Random, number: int, name: str) -> dict[str, Any]:
    words = name.lower().split()
    city = chance.choice(list(_CITIES))
    values: dict[str, Any] = {
        "EmailAddress": f"accounts@{'-'.join(words)}.example.com",
        "Addresses": [
            {
                "AddressType": "POBOX",
                "AddressLine1": f"{chance.randint(1, 250)} {chance.choice(_STREETS)}",
                "City": city,
                "PostalCode": _CITIES[city],
            }
        ],
        "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": f"555 {number:04d}"}],
    }
    if chance.random() < 0.5:
        values["ContactNumber"] = f"C{number:04d}"
    if chance.random() < 0.3:
        values["AccountNumber"] = f"J{1000 + number}"
    return values
