"""Readers of the code lists of QuickBooks Online, and of what the company prefers. Pure, but for
the reads they are handed; an answer that is not the promised list raises Postponed, so that a list
is never taken for empty. What is inactive is left out of them, and so archived here.

Source: Intuit, reference pages of Account, Item, TaxCode, TaxRate, Class, Department, Term,
Preferences.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from odoo.addons.acct_link_batch.lib.document import BANK, CARD
from odoo.addons.acct_link_batch.lib.outcome import (
    ON_DOCUMENT,
    ON_LINE,
    PURCHASE_USE,
    SALES_USE,
    Code,
)
from odoo.addons.acct_link_oauth.lib.web import group, offline, text

from .query import Ask, read_single, select
from .translate import NOT_TAXABLE, TAXABLE
from .wire import ACCOUNT, CLASS, CUSTOMER_OR_PROJECT, ITEM, LOCATION, amount, day, join, ref

# Types of accounts there: those that expenses are paid from, and those it books on by itself.
PAYING = {"Bank": BANK, "Credit Card": CARD}
_CONTROL = ("Accounts Receivable", "Accounts Payable")
_OTHER_USE = "ASSET"  # neither sold nor bought on
_SOLD = ("Service", "NonInventory", "Inventory")


@dataclass(frozen=True)
class Company:
    """What is told of a company. `closed_to`: documents up to this day are refused. `numbers`: it
    keeps our numbers of sales, `purchase_numbers` those of expenses and vendor credits. `taxed`: it
    keeps sales tax, and computes it by itself where it is `automated`. `classes`: where classes
    stand, empty if it has none.
    """

    name: str
    country: str
    currency: str
    closed_to: date | None
    numbers: bool
    purchase_numbers: bool
    taxed: bool
    automated: bool
    currencies: bool
    classes: str
    locations: bool


def company(ask: Ask, realm: str) -> Company:
    """Two calls."""
    info = read_single(ask, f"companyinfo/{realm}", "CompanyInfo")
    prefs = read_single(ask, "preferences", "Preferences")
    accounting, taxes = group(prefs, "AccountingInfoPrefs"), group(prefs, "TaxPrefs")
    currencies = group(prefs, "CurrencyPrefs")
    classes = ""
    if accounting.get("ClassTrackingPerTxnLine") is True:
        classes = ON_LINE
    elif accounting.get("ClassTrackingPerTxn") is True:
        classes = ON_DOCUMENT
    country = text(info.get("Country"))
    return Company(
        name=text(info.get("CompanyName")),
        # Longer ones are no codes of Odoo, which the country is pinned and told by.
        country=country if len(country) == 2 else "",
        currency=ref(currencies, "HomeCurrency"),
        closed_to=_closed_to(accounting),
        numbers=group(prefs, "SalesFormsPrefs").get("CustomTxnNumbers") is True,
        purchase_numbers=_other(prefs, "VendorAndPurchasesPrefs.UseCustomTxnNumbers"),
        taxed=taxes.get("UsingSalesTax") is True,
        # The US have no other any more, whatever the preferences say of it.
        automated=country in ("US", "USA") or taxes.get("PartnerTaxEnabled") is True,
        currencies=currencies.get("MultiCurrencyEnabled") is True,
        classes=classes,
        locations=accounting.get("TrackDepartments") is True,
    )


def accounts(ask: Ask) -> Iterator[Code]:
    """Items, which sales are booked by, and accounts, which purchases are."""
    for row in select(ask, "Item"):
        income, expense = ref(row, "IncomeAccountRef"), ref(row, "ExpenseAccountRef")
        if row.get("Type") not in _SOLD or not (income or expense):
            continue
        yield Code(
            join(ITEM, row["Id"]),
            text(row.get("Sku")),
            text(row.get("FullyQualifiedName")) or text(row.get("Name")),
            usable=row.get("Active") is not False,
            # One that is bought, too, goes on both sides.
            use="" if income and expense else SALES_USE if income else PURCHASE_USE,
            parent=join(ACCOUNT, income or expense),
        )
    for row in select(ask, "Account"):
        kind = text(row.get("AccountType"))
        yield Code(
            join(ACCOUNT, row["Id"]),
            text(row.get("AcctNum")),
            text(row.get("FullyQualifiedName")) or text(row.get("Name")),
            usable=row.get("Active") is not False and kind not in _CONTROL,
            use=_OTHER_USE if kind in PAYING else PURCHASE_USE,
            role=PAYING.get(kind, ""),
            currency=ref(row, "CurrencyRef"),
        )


def terms(ask: Ask) -> Iterator[Code]:
    """The terms of payment, of sales and purchases."""
    for row in select(ask, "Term"):
        yield Code(row["Id"], "", text(row.get("Name")), usable=row.get("Active") is not False)


def taxes(ask: Ask, known: Company) -> Iterator[Code]:
    """Tax codes with the rates they are made of, which are others in sales than in purchases. Where
    QuickBooks computes sales tax by itself, or the company keeps none, there are only those that
    say whether a line is taxed.
    """
    both = (SALES_USE, PURCHASE_USE)
    if known.automated or not known.taxed:
        yield Code(NOT_TAXABLE, "", NOT_TAXABLE, rate=Decimal(), uses=both)
        if known.automated and known.taxed:
            yield Code(TAXABLE, "", TAXABLE, uses=(SALES_USE,))
        return
    rates = {row["Id"]: amount(row.get("RateValue")) for row in select(ask, "TaxRate")}
    for row in select(ask, "TaxCode"):
        sides = {
            use: _rates_of(row, name, rates)
            for use, name in (
                (SALES_USE, "SalesTaxRateList"),
                (PURCHASE_USE, "PurchaseTaxRateList"),
            )
        }
        uses = tuple(use for use, parts in sides.items() if parts is not None)
        parts = {use: sides[use] for use in uses}
        sums = {use: sum(rate for _id, rate in parts[use]) for use in uses}
        yield Code(
            row["Id"],
            "",
            text(row.get("Name")),
            usable=row.get("Active") is not False and bool(uses) and len(set(sums.values())) == 1,
            rate=next(iter(sums.values()), None),
            uses=uses,
            parts=tuple((join(use, id_), rate) for use in uses for id_, rate in parts[use]),
        )


def _rates_of(row, name, rates):
    """:return: ((id of a rate, percent), ...), None where the code is not for this side"""
    listed = row.get(name)
    details = listed.get("TaxRateDetail") if isinstance(listed, dict) else None
    if not isinstance(details, list) or not details:
        return None
    found = tuple((ref(each, "TaxRateRef"), rates.get(ref(each, "TaxRateRef"))) for each in details)
    return found if all(rate is not None for _id, rate in found) else None


def tracking(ask: Ask, known: Company, words: tuple[str, str, str]) -> Iterator[Code]:
    """What documents and lines can be told apart by: categories, each followed by its options.

    :param words: what classes, locations, and customers and projects are called
    """
    if known.classes:
        yield Code(CLASS, "", words[0], place=known.classes)
        yield from _options(ask, "Class", CLASS)
    if known.locations:
        yield Code(LOCATION, "", words[1], place=ON_DOCUMENT)
        yield from _options(ask, "Department", LOCATION)
    # A sale has one customer, whom its lines do not name again.
    yield Code(CUSTOMER_OR_PROJECT, "", words[2], uses=(PURCHASE_USE,), place=ON_LINE)
    yield from _options(ask, "Customer", CUSTOMER_OR_PROJECT)


def _options(ask, entity, category):
    for row in select(ask, entity):
        name = text(row.get("FullyQualifiedName")) or text(row.get("Name"))
        name = name or text(row.get("DisplayName")) or row["Id"]
        yield Code(
            join(entity, row["Id"]),
            "",
            name,
            usable=row.get("Active") is not False,
            parent=category,
        )


def currencies(ask: Ask, known: Company) -> Iterator[Code]:
    """Those of the company; the one of its books is there in any case."""
    found = {known.currency: known.currency}
    if known.currencies:
        for row in select(ask, "CompanyCurrency"):
            if row.get("Active") is not False and text(row.get("Code")):
                found[row["Code"]] = text(row.get("Name")) or row["Code"]
    for code, name in found.items():
        yield Code(code, code, name)


def _other(prefs, name):
    pairs = group(prefs, "OtherPrefs").get("NameValue")
    return any(
        isinstance(pair, dict) and pair.get("Name") == name and text(pair.get("Value")) == "true"
        for pair in (pairs if isinstance(pairs, list) else [])
    )


def _closed_to(accounting):
    closed_to = day(accounting, "BookCloseDate")
    if text(accounting.get("BookCloseDate")) and not closed_to:
        raise offline()
    return closed_to
