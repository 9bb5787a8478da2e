"""Cards, jobs and categories."""

from ..books.company import Company, Row
from ..books.resources import CARDS, Resource
from ..problems import Problem, raise_all

NO_CARD_ID = "*None"
MOST_ADDRESSES = 5
_DETAILS = {"Customer": "SellingDetails", "Supplier": "BuyingDetails"}


def list_row(company: Company, resource: Resource, row: Row, old: Row | None, alone: str) -> Row:
    """A row as it is kept.

    :param alone: where its number is the only one: list, file, anywhere
    """
    row = {"IsActive": True, **row}
    if resource.store in CARDS:
        row = _card(resource, row, old)
        stores = CARDS if alone == "file" else (resource.store,)
    else:
        stores = (resource.store,)
    if resource.store == "Job":
        row = _job(company, row)
    number = row[resource.numbers]
    if alone != "anywhere" and number != NO_CARD_ID:
        for store in stores:
            if any(each["UID"] != row.get("UID") for each in company.find(store, number)):
                raise Problem("Duplicate", resource.numbers)
    return row


def _card(resource: Resource, row: Row, old: Row | None) -> Row:
    """Names are never alone; what the other kind of card is called by is left out."""
    row = {"IsIndividual": False, "DisplayID": NO_CARD_ID, **row}
    needed, others = ("CompanyName",), ("LastName", "FirstName")
    if row["IsIndividual"]:
        needed, others = ("LastName",), ("CompanyName",)
    details = _DETAILS[resource.store]
    found = [Problem("Required", name) for name in needed if name not in row]
    for name in ("TaxCode", "FreightTaxCode"):
        if name not in row.get(details, {}):
            found.append(Problem("Required", f"{details}.{name}"))
    places = [address.get("Location") for address in row.get("Addresses", [])]
    if len(places) > MOST_ADDRESSES or any(not 1 <= (p or 0) <= MOST_ADDRESSES for p in places):
        found.append(Problem("ValueOutOfRange", "Addresses.Location"))
    elif len(set(places)) < len(places):
        found.append(Problem("Duplicate", "Addresses.Location"))
    raise_all(found)
    row = {name: value for name, value in row.items() if name not in others}
    row["CurrentBalance"] = (old or {}).get("CurrentBalance", 0)
    terms = {"PaymentIsDue": "InAGivenNumberOfDays", "DiscountDate": 1, "BalanceDueDate": 30}
    row[details] = {**row[details], "Terms": {**terms, **row[details].get("Terms", {})}}
    return row


def _job(company: Company, row: Row) -> Row:
    row = {"IsHeader": False, **row}
    parent = company.get("Job", row.get("ParentJob", {}).get("UID", ""))
    if parent is not None and (not parent["IsHeader"] or parent["UID"] == row.get("UID")):
        raise Problem("ValueOutOfRange", "ParentJob")
    return row
