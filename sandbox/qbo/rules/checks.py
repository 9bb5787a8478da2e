"""What is asked of every body alike: its length, its references, names that are alone."""

import re
from collections.abc import Iterator
from typing import Any

from ..books.company import Company, Row
from ..books.entities import (
    ACCOUNT_NUMBER,
    ACCOUNT_NUMBER_ELSEWHERE,
    CLASSIFICATION_OF,
    LENGTHS,
    NAME,
    PEOPLE,
    REFERENCES,
    Entity,
)
from ..problems import Problem, missing

FORBIDDEN_IN_NAMES = re.compile(r"[:\t\n\r]")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
INACTIVE = (
    "Something you're trying to use has been made inactive. Check the fields with accounts, "
    "customers, items, vendors or employees."
)
DEPTH = 5


def check_lengths(company: Company, entity: Entity, body: Row) -> None:
    for name, value in _texts(body):
        longest = LENGTHS.get(name)
        if name == "AcctNum" and entity.name == "Account":
            longest = ACCOUNT_NUMBER.get(company.country, ACCOUNT_NUMBER_ELSEWHERE)
        elif name == "DisplayName" and entity.name not in PEOPLE:
            longest = None
        if longest and len(value) > longest:
            raise Problem(
                2050,
                "String length is either shorter or longer than supported by specification : "
                f"Min:0 Max:{longest} supported. Supplied:{len(value)}",
                name,
            )


def _texts(body: Row) -> Iterator[tuple[str, str]]:
    """Every text by the name of its field; that of a memo by the name of the memo."""
    for name, value in body.items():
        if name.endswith("Ref"):
            continue
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str):
                yield name, each
            elif isinstance(each, dict):
                memo = {name: each["value"]} if set(each) == {"value"} else each
                yield from _texts(memo)


def resolve(company: Company, entity: Entity, body: Row) -> Row:
    """:return: the body with the names of what it points to; :raises Problem: it is not there
    (2500) or inactive (610)
    """
    found: Row = {}
    for name, value in body.items():
        if isinstance(value, dict) and name.endswith("Ref"):
            found[name] = _resolved(company, entity, name, value)
        elif isinstance(value, dict):
            found[name] = resolve(company, entity, value)
        elif isinstance(value, list) and name not in ("LinkedTxn", "AttachableRef"):
            found[name] = [
                resolve(company, entity, each) if isinstance(each, dict) else each for each in value
            ]
        else:
            found[name] = value
    return found


def _resolved(company: Company, entity: Entity, name: str, ref: Row) -> Row:
    target = REFERENCES.get(name)
    if name == "ParentRef":
        target = entity.name
    elif name == "EntityRef":
        target = ref.get("type", "")
        if target not in PEOPLE:
            raise Problem(2500, f"EntityRef has no type out of {', '.join(PEOPLE)}", name)
    if target is None:
        return ref
    value = ref.get("value")
    if not value:
        raise missing(f"{name}.value")
    if target == "CompanyCurrency":
        return _currency(company, value)
    if target == "TaxCode" and company.is_us and name != "TxnTaxCodeRef":
        if value not in ("TAX", "NON"):
            raise Problem(6100, f"The code of a line is TAX or NON, not {value}", name)
        return {"value": value}
    row = company.get(target, value)
    if row is None:
        raise Problem(2500, f"{target} element id {value} not found", name)
    if not row.get("Active", True):
        raise Problem(610, INACTIVE, name)
    if name == "ProjectRef" and not row.get("IsProject"):
        raise Problem(6000, f"{row['DisplayName']} is no project", name)
    words = row.get("DisplayName") or row.get("FullyQualifiedName") or row.get("Name", "")
    more = {"type": target} if name == "EntityRef" else {}
    return {"value": value, "name": words, **more}


def _currency(company: Company, code: str) -> Row:
    if code != company.currency and not company.prefers("CurrencyPrefs", "MultiCurrencyEnabled"):
        raise Problem(5030, "Multicurrency is not switched on in this company", "CurrencyRef")
    known = {row["Code"]: row["Name"] for row in company.all("CompanyCurrency") if row["Active"]}
    if code not in known:
        raise Problem(2500, f"Currency {code} is not one of this company", "CurrencyRef")
    return {"value": code, "name": known[code]}


# === NAMES === #


def name_row(company: Company, entity: Entity, row: Row, old: Row | None, unique: bool) -> Row:
    """A row of a list of names as it is kept.

    :raises Problem: no name (6080), a name with forbidden characters (2040) or one that is there
        (6240), too many levels (6180)
    """
    field = "DisplayName" if entity.kind == NAME else "Name"
    row = {"Active": True, **row}
    if entity.kind == NAME:
        row = _person(row)
    if entity.name in ("Customer", "Vendor"):
        row = _party(company, row, old)
    for name in (field, *_NAME_PARTS):
        if FORBIDDEN_IN_NAMES.search(row.get(name, "")):
            raise Problem(2040, f"{name} holds a colon, a tab or a new line", name)
    was_active = old is not None and old["Active"]
    if was_active and not row["Active"] and "(deleted)" not in row[field]:
        row[field] += " (deleted)"
    if entity.name in ("Customer", "Account", "Item", "Class", "Department"):
        row |= _place(company, entity, row, field)
    if unique:
        _refuse_double(company, entity, row, field)
    if entity.name == "Account":
        row["Classification"] = CLASSIFICATION_OF.get(row["AccountType"], "Asset")
        row.setdefault("CurrentBalance", 0)
        row.setdefault("CurrencyRef", {"value": company.currency})
    return row


_NAME_PARTS = ("GivenName", "MiddleName", "FamilyName", "PrintOnCheckName")


def _person(row: Row) -> Row:
    parts = [row.get(name, "") for name in ("Title", *_NAME_PARTS[:3], "Suffix")]
    composed = " ".join(part for part in parts if part) or row.get("CompanyName", "")
    if not row.get("DisplayName") and not composed:
        raise Problem(6080, "At least one of DisplayName and the parts of a name is needed")
    row.setdefault("DisplayName", composed)
    row.setdefault("PrintOnCheckName", row.get("CompanyName") or row["DisplayName"])
    email = row.get("PrimaryEmailAddr", {}).get("Address")
    if email and not EMAIL.fullmatch(email):
        raise Problem(2210, f"{email} is no address", "PrimaryEmailAddr")
    return row


def _party(company: Company, row: Row, old: Row | None) -> Row:
    known = old["CurrencyRef"] if old else {"value": company.currency}
    currency = row.setdefault("CurrencyRef", known)
    if old is not None and currency["value"] != old["CurrencyRef"]["value"]:
        raise Problem(6000, "The currency cannot be changed any more", "CurrencyRef")
    row.setdefault("Balance", 0)
    return row


def _place(company: Company, entity: Entity, row: Row, field: str) -> Row:
    """Where in the tree a row stands: full name and level."""
    names, parent_ref, level = [row[field]], row.get("ParentRef"), 0
    while parent_ref:
        parent: Any = company.get(entity.name, parent_ref["value"])
        level += 1
        if level >= DEPTH or parent["Id"] == row.get("Id"):
            raise Problem(6180, f"At most {DEPTH} levels", "ParentRef")
        names.insert(0, parent[field])
        parent_ref = parent.get("ParentRef")
    placed: Row = {"FullyQualifiedName": ":".join(names)}
    if entity.name == "Customer":
        placed |= {"Level": level, "Job": bool(level), "IsProject": row.get("IsProject", False)}
        placed["BillWithParent"] = row.get("BillWithParent", False)
    return placed


def _refuse_double(company: Company, entity: Entity, row: Row, field: str) -> None:
    person = entity.kind == NAME
    index = "people" if person else entity.name
    name = row[field] if person else row.get("FullyQualifiedName", row[field])
    for kind, other in company.find(index, name):
        if (kind, other["Id"]) != (entity.name, row.get("Id")):
            raise Problem(6240, f"The name supplied already exists. : Id={other['Id']}")
