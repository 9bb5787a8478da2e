"""Readers of what is pulled from Xero: code lists, the organisation, the connections. Pure.

Values Xero may add one day are taken as they are. An answer that is not the promised list raises
Postponed, so that a list is never taken for empty.

Source: Xero API: Accounts, Tax Rates, Currencies, Branding Themes, Tracking Categories,
Items, Organisation; Xero: Connections.
"""

from dataclasses import dataclass
from datetime import date

from odoo.addons.acct_link_batch.lib.exchange import Answer
from odoo.addons.acct_link_batch.lib.outcome import PURCHASE_USE, ROUNDING, SALES_USE, Code
from odoo.addons.acct_link_oauth.lib.web import offline, text

from .wire import amount, day, guid, rows

# Which class of account a tax rate may be used with, and the field that says so.
_USES = {
    "ASSET": "CanApplyToAssets",
    "EQUITY": "CanApplyToEquity",
    "EXPENSE": "CanApplyToExpenses",
    "LIABILITY": "CanApplyToLiabilities",
    "REVENUE": "CanApplyToRevenue",
}
_SIDES = {SALES_USE: "IsSold", PURCHASE_USE: "IsPurchased"}
# Xero posts to these itself and refuses them on the lines of a document.
_CONTROL_ACCOUNTS = ("DEBTORS", "CREDITORS")


@dataclass(frozen=True)
class Organisation:
    """The accounts file. Documents dated on or before a lock date are refused."""

    id: str
    name: str
    base_currency: str
    short_code: str
    demo: bool
    period_lock_date: date | None
    year_lock_date: date | None
    country: str = ""  # ISO code, such as "NZ"


@dataclass(frozen=True)
class Connection:
    """One organisation a sign-in reaches; `event` is the sign-in it was chosen in."""

    id: str
    tenant: str
    name: str
    kind: str
    event: str


def accounts(answer: Answer) -> list[Code]:
    """The accounts that have a code; `use` is their class, as in the `uses` of a tax rate."""
    return [
        Code(
            remote_id=guid(row["AccountID"]),
            code=row["Code"],
            name=text(row.get("Name")),
            usable=(
                row.get("Status") == "ACTIVE"
                and row.get("Type") != "BANK"
                and row.get("SystemAccount") not in _CONTROL_ACCOUNTS
            ),
            use=text(row.get("Class")),
            role=ROUNDING if row.get("SystemAccount") == "ROUNDING" else "",
        )
        for row in _rows(answer, "Accounts", "AccountID")
        if text(row.get("Code"))
    ]


def tax_rates(answer: Answer) -> list[Code]:
    """The tax rates; their key is TaxType, their percentage the effective one."""
    return [
        Code(
            remote_id=row["TaxType"],
            code=row["TaxType"],
            name=text(row.get("Name")),
            usable=row.get("Status") == "ACTIVE" and amount(row.get("EffectiveRate")) is not None,
            rate=amount(row.get("EffectiveRate")),
            uses=tuple(use for use, field in _USES.items() if row.get(field) is not False),
        )
        for row in _rows(answer, "TaxRates", "TaxType")
    ]


def currencies(answer: Answer) -> list[Code]:
    """The currencies the organisation is subscribed to."""
    return [
        Code(
            remote_id=row["Code"],
            code=row["Code"],
            name=text(row.get("Description")) or row["Code"],
        )
        for row in _rows(answer, "Currencies", "Code")
    ]


def themes(answer: Answer) -> list[Code]:
    """The branding themes, in the order in which Xero shows them."""
    listed = _rows(answer, "BrandingThemes", "BrandingThemeID")
    return [
        Code(
            remote_id=guid(row["BrandingThemeID"]),
            code=str(amount(row.get("SortOrder")) or 0),
            name=text(row.get("Name")),
        )
        for row in listed
    ]


def tracking(answer: Answer) -> list[Code]:
    """The tracking categories, each followed by its options, whose parent it is."""
    codes = []
    for row in _rows(answer, "TrackingCategories", "TrackingCategoryID"):
        category, usable = guid(row["TrackingCategoryID"]), row.get("Status") == "ACTIVE"
        codes.append(Code(category, "", text(row.get("Name")), usable=usable))
        options = row.get("Options")
        if not isinstance(options, list):
            raise offline()
        for option in options:
            option_id = guid(option.get("TrackingOptionID")) if isinstance(option, dict) else ""
            if not option_id:
                raise offline()
            active = usable and option.get("Status") == "ACTIVE"
            name = text(option.get("Name"))
            codes.append(Code(option_id, "", name, usable=active, parent=category))
    return codes


def items(answer: Answer) -> list[Code]:
    """The items; one that Xero keeps a stock of is not for lines that only name it."""
    return [
        Code(
            remote_id=guid(row["ItemID"]),
            code=text(row.get("Code")),
            name=text(row.get("Name")) or text(row.get("Code")),
            usable=row.get("IsTrackedAsInventory") is not True and bool(text(row.get("Code"))),
            uses=tuple(use for use, field in _SIDES.items() if row.get(field) is not False),
        )
        for row in _rows(answer, "Items", "ItemID")
        if row.get("IsSold") is not False or row.get("IsPurchased") is not False
    ]


def organisation(answer: Answer) -> Organisation:
    """The organisation of the tenant."""
    row = next(iter(_rows(answer, "Organisations", "OrganisationID")), None)
    if row is None:
        raise offline()
    return Organisation(
        id=guid(row["OrganisationID"]),
        name=text(row.get("Name")),
        base_currency=text(row.get("BaseCurrency")),
        short_code=text(row.get("ShortCode")),
        demo=row.get("IsDemoCompany") is True,
        period_lock_date=day(row, "PeriodLockDate"),
        year_lock_date=day(row, "EndOfYearLockDate"),
        country=text(row.get("CountryCode")),
    )


def connections(answer: Answer) -> list[Connection]:
    """The organisations in an answer to `XeroClient.connections`."""
    return [
        Connection(
            id=row["id"],
            tenant=text(row.get("tenantId")),
            name=text(row.get("tenantName")),
            kind=text(row.get("tenantType")),
            event=text(row.get("authEventId")),
        )
        for row in _rows(answer, "", "id")
    ]


def _rows(answer, name, id_field):
    found = rows(answer, name)
    if found is None or not all(text(row.get(id_field)) for row in found):
        raise offline()
    return found
