"""What is only read: the organisation, accounts, tax rates, tracking, themes, currencies, items
(Xero API: Organisation, Accounts, Tax Rates, Tracking Categories, Branding Themes, Currencies,
Items). Lists, and single rows by what names them."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sandbox.common.request import Request

from ..books.books import Books, Row
from ..problems import not_found
from ..wire import wire_date
from .reading import select

_TICKS = re.compile(r"/Date\((\d+)")
# The resource: what a single row can be named by. Both spellings of the first are live.
RESOURCES = {
    "Organisation": (),
    "Organisations": (),
    "Accounts": ("AccountID", "Code"),
    "TaxRates": ("TaxType",),
    "TrackingCategories": ("TrackingCategoryID",),
    "BrandingThemes": ("BrandingThemeID",),
    "Currencies": (),
    "Items": ("ItemID", "Code"),
}
_ORGANISATION = ("Organisation", "Organisations")
_NOT_FILTERED = (*_ORGANISATION, "BrandingThemes")


def read(request: Request, books: Books, resource: str, rest: list[str]) -> tuple[str, list[Row]]:
    """The key of the answer and its rows."""
    if resource not in RESOURCES or len(rest) > 1:
        raise not_found()
    if resource in _ORGANISATION:
        if rest not in ([], ["Actions"]):
            raise not_found()
        if rest:
            return "Actions", action_rows(books)
        return "Organisations", [organisation_row(books)]
    rows = _rows(request, books, resource, single=bool(rest))
    if rest:
        found = [row for row in rows if _is_named(row, rest[0], RESOURCES[resource])]
        if not found:
            raise not_found()
        return resource, found[:1]
    if resource not in _NOT_FILTERED:
        rows = select(request, rows, _columns(rows))
    return resource, rows


def _is_named(row: Row, name: str, fields: tuple[str, ...]) -> bool:
    return any(str(row.get(field, "")).lower() == name.lower() for field in fields)


def _rows(request: Request, books: Books, resource: str, single: bool) -> list[Row]:
    rows: dict[str, Callable[[], list[Row]]] = {
        "Accounts": lambda: books.accounts,
        "TaxRates": lambda: books.tax_rates,
        "TrackingCategories": lambda: books.tracking if single else _tracking(request, books),
        "BrandingThemes": lambda: books.themes,
        "Currencies": lambda: _currencies(books),
        "Items": lambda: books.items,
    }
    return rows[resource]()


def organisation_row(books: Books) -> Row:
    locked = {name: wire_date(day) for name, day in books.lock_dates.items()}
    return {**books.organisation, **locked}


def action_rows(books: Books) -> list[Row]:
    """What the organisation's plan and state allow now (Xero API: Organisation/Actions)."""
    allowed = {
        "UseMulticurrency": len(books.currencies) > 1,
        "CreateApprovedInvoice": books.approvals_left != 0,
        "CreateDraftInvoice": True,
    }
    return [
        {"Name": name, "Status": "ALLOWED" if yes else "NOT-ALLOWED"}
        for name, yes in allowed.items()
    ]


def _tracking(request: Request, books: Books) -> list[Row]:
    if request.flag("includeArchived", default=False):
        return books.tracking
    return [
        {**row, "Options": [o for o in row["Options"] if o["Status"] == "ACTIVE"]}
        for row in books.tracking
        if row["Status"] == "ACTIVE"
    ]


def _currencies(books: Books) -> list[Row]:
    return [{"Code": code, "Description": text} for code, (text, _) in books.currencies.items()]


def _columns(rows: list[Row]) -> dict[str, Callable[[Row], Any]]:
    """Plain values by their key; the time of change is only known where the row tells it."""
    columns: dict[str, Callable[[Row], Any]] = {
        name: lambda row, name=name: row.get(name)  # type: ignore[misc]
        for row in rows
        for name, value in row.items()
        if not isinstance(value, list | dict)
    }
    columns["UpdatedDateUTC"] = _updated
    return columns


def _updated(row: Row) -> datetime:
    """Rows without a time of change are always answered: If-Modified-Since is not for them."""
    told = _TICKS.match(row.get("UpdatedDateUTC", ""))
    if told is None:
        return datetime.max.replace(tzinfo=UTC)
    return datetime.fromtimestamp(int(told[1]) / 1000, UTC)
