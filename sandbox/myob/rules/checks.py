"""What is asked of every body alike: what it must hold, how long, and what it points to."""

from collections.abc import Iterator
from typing import Any

from ..books.company import Company, Row
from ..books.resources import RESOURCES, Resource, targets
from ..books.schema import check, is_link, plain, schema
from ..problems import Problem, raise_all

# What is inactive is refused on what is new, and stays on what it is on.
_CAN_SLEEP = ("Customer", "Supplier", "Employee", "Personal", "Account", "Job", "Category", "Item")


def checked(company: Company, resource: Resource, body: Any, strict: bool) -> Row:
    """:return: what is kept of a body
    :raises Problem: what cannot be read; or else all that is missing, too long or not there
    """
    check(resource.kind, body, strict)
    values = plain(resource.kind, body, company.local)
    found = [Problem("Required", name) for name in resource.required if name not in values]
    found += _too_long(resource.lengths, values, "")
    found += _not_there(company, resource.kind, values, "")
    raise_all(found)
    return values


def _too_long(lengths: dict[str, int], values: Row, path: str) -> Iterator[Problem]:
    for name, value in values.items():
        if isinstance(value, str) and name in lengths and len(value) > lengths[name]:
            yield Problem("CommonRules_StringLength", f"{path}{name}", path + name, lengths[name])
        for place, entry in enumerate(value if isinstance(value, list) else []):
            yield from _too_long(lengths, entry, f"{path}{name}[{place}].")
        if isinstance(value, dict):
            yield from _too_long(lengths, value, f"{path}{name}.")


def links_of(kind: str, values: Row, path: str = "") -> Iterator[tuple[str, str, str, str]]:
    """Everything that is pointed to: (path, field, type of the link, UID)."""
    fields, known = schema().types[kind], schema()
    for name, value in values.items():
        field_type, many = fields.get(name, ("", False))
        if is_link(field_type) and value:
            yield path + name, name, field_type, value["UID"]
        elif field_type in known.types and value:
            for place, entry in enumerate(value if many else [value]):
                where = f"{path}{name}[{place}]." if many else f"{path}{name}."
                yield from links_of(field_type, entry, where)


def _not_there(company: Company, kind: str, values: Row, path: str) -> Iterator[Problem]:
    for where, name, link, uid in links_of(kind, values, path):
        if company.store_of(uid, targets(name, link) or ("",)) is None:
            yield Problem("NotFound", f"{where}.UID")


def refuse_inactive(company: Company, resource: Resource, values: Row, old: Row | None) -> None:
    """:raises Problem: something new on it is not used any more"""
    before = {uid for *_, uid in links_of(resource.kind, old or {})}
    found = []
    for where, name, link, uid in links_of(resource.kind, values):
        store = company.store_of(uid, targets(name, link)) or ""
        row = company.get(store, uid) or {}
        if store in _CAN_SLEEP and uid not in before and not row.get("IsActive", True):
            found.append(Problem("InactiveNotAllowed", where))
    raise_all(found)


def is_used(company: Company, store: str, uid: str) -> bool:
    """Does a document or a row of a list point to it?"""
    for resource in RESOURCES.values():
        if not resource.typed or resource.store == "Contact":
            continue
        for row in company.all(resource.store):
            if row.get("_layout", "") != resource.layout:
                continue
            if any(each == uid for *_, each in links_of(resource.kind, row)):
                return True
    return False
