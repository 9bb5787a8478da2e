"""GET: lists page by page, single rows, papers; and 304 for who has it already."""

import hashlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from sandbox.common.answer import Answer, json_answer
from sandbox.common.ids import is_guid
from sandbox.common.request import Request

from ..books.company import Company, Row
from ..books.resources import CARDS, PURCHASE, SALE, Resource
from ..problems import Problem
from ..settings import Settings
from .filters import Filter, sort_key
from .shown import Shown

USUAL_ROWS, MOST_ROWS = 400, 1000
_ASKED = ("$filter", "$orderby", "$top", "$skip", "generateUris", "returnBody", "templatename")


def shown(company: Company, request: Request, settings: Settings) -> Shown:
    """With addresses, unless the caller wants none."""
    wanted = request.flag("generateUris", True)
    return Shown(company, settings.link_host if wanted else "")


def stores_of(resource: Resource) -> tuple[str, ...]:
    return CARDS if resource.store == "Contact" else (resource.store,)


def _rows(company: Company, resource: Resource) -> Iterator[tuple[str, Row]]:
    for store in stores_of(resource):
        for row in company.visible(store):
            if not resource.layout or row["_layout"] == resource.layout:
                yield store, row


def page(company: Company, resource: Resource, request: Request, settings: Settings) -> Row:
    """:return: Items, the address of what follows, and how many there are in all"""
    if settings.strict and (unknown := [n for n in request.query if n not in _ASKED]):
        raise Problem("QueryNotValid", unknown[0])
    skip = _number(request, "$skip", 0)
    top = _number(request, "$top", USUAL_ROWS)
    if top > MOST_ROWS and settings.strict:
        raise Problem("QueryNotValid", f"$top is at most {MOST_ROWS}")
    rows = list(_rows(company, resource))
    if text := request.query.get("$filter"):
        test = Filter(company, resource, settings.strict).test(text)
        rows = [pair for pair in rows if test(pair[1])]
    if text := request.query.get("$orderby"):
        order = Filter(company, resource, settings.strict).order(text)
        for read, falls in reversed(order):
            rows.sort(key=lambda pair, read=read: sort_key(read(pair[1])), reverse=falls)
    size = min(top, settings.most_rows, MOST_ROWS)
    say = shown(company, request, settings)
    items = [say.row(resource, store, row) for store, row in rows[skip : skip + size]]
    following = None
    if skip + size < len(rows) and size:
        asked = {**request.query, "$top": str(top), "$skip": str(skip + size)}
        following = f"{settings.link_host}{request.path}?{urlencode(asked)}"
    return {"Items": items, "NextPageLink": following, "Count": len(rows)}


def _number(request: Request, name: str, usual: int) -> int:
    text = request.query.get(name, str(usual))
    if not text.isdigit():
        raise Problem("QueryNotValid", f"{name} {text}")
    return int(text)


def single(
    company: Company, resource: Resource, uid: str, request: Request, settings: Settings
) -> Answer:
    """:raises Problem: it is not there, or has another layout (ResourceNotFound)"""
    store, row = found(company, resource, uid)
    if "application/pdf" in request.header("Accept"):
        if resource.family not in (SALE, PURCHASE) or not resource.layout:
            raise Problem("MethodNotAllowed", "application/pdf")
        text = f"%PDF-1.4\n% {resource.route} {row['Number']} of the stand-in\n%%EOF\n"
        return Answer(200, text.encode(), "application/pdf")
    row = shown(company, request, settings).row(resource, store, row)
    return json_answer(200, row, {"ETag": f'"{row["RowVersion"]}"'})


def found(company: Company, resource: Resource, uid: str) -> tuple[str, Row]:
    if not is_guid(uid):
        raise Problem("SerializationError", uid)
    for store in stores_of(resource):
        row = company.read(store, uid)
        if row is not None and (not resource.layout or row["_layout"] == resource.layout):
            return store, row
    raise Problem("ResourceNotFound", uid)


def unless_known(request: Request, answer: Answer) -> Answer:
    """With an ETag; 304 for who names it."""
    if request.method != "GET" or answer.status != 200:
        return answer
    digest = hashlib.sha256(answer.body).hexdigest()[:16]
    tag = answer.headers.setdefault("ETag", f'"{int(digest, 16) - 2**63}"')
    if request.header("If-None-Match") == tag:
        return Answer(304, content_type="", headers={"ETag": tag})
    return answer


def company_file(company: Company, host: str, routes: list[str]) -> dict[str, Any]:
    """What the file says of itself, and where its lists are."""
    here = f"{host}/accountright/{company.uid}"
    code, level = company.level
    line = "MYOB Business" if company.is_business else "AccountRight"
    product = {
        "ProductLine": line,
        "Name": level,
        "DisplayName": f"{line} {level}",
        "Id": str(code),
    }
    return {
        "CompanyFile": {
            "Id": company.uid,
            "Name": company.name,
            "LibraryPath": company.name,
            "ProductVersion": "2026.9",
            "ProductLevel": {"Code": code, "Name": level},
            "Uri": here,
            "LauncherId": None,
            "SerialNumber": "619" + company.uid[:9].replace("-", ""),
            "Country": company.country,
            "UIAccessFlags": company.flags,
            "Subscription": {"IsTrial": False, "Product": product},
        },
        "Resources": [f"{here}/{route}" for route in routes],
    }
