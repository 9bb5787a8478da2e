"""Readers of the code lists of MYOB, and of what the company file prefers. Pure, but for the reads
they are handed; an answer that is not the promised list raises Postponed, so that a list is never
taken for empty.

Source: MYOB, reference pages of Company File, Preferences, Account, Tax Code, Job, Category.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from odoo.addons.acct_link_batch.lib.document import BANK, CARD
from odoo.addons.acct_link_batch.lib.outcome import (
    ON_DOCUMENT,
    ON_LINE,
    PURCHASE_USE,
    SALES_USE,
    Code,
)
from odoo.addons.acct_link_oauth.lib.web import group, load, misfit, offline, parse, text

from .query import Ask, read_single, select
from .wire import CATEGORY, JOB, amount, date_in, join_item, uid_of

ACCOUNT_RIGHT, BUSINESS = "right", "business"
_IN_BROWSER_ONLY = 2  # UIAccessFlags of a file that no desktop program opens
_CURRENCIES = {"AU": "AUD", "NZ": "NZD"}
# Types of accounts there: those that money is spent from, and those it books on by itself.
PAYING = {"Bank": BANK, "CreditCard": CARD}
_CONTROL = ("AccountReceivable", "AccountsPayable")
# Types of tax codes that lines may have, and of which side; others are refused there.
_TAX_USES = {
    **dict.fromkeys(("GST_VAT", "SalesTax", "QST", "LuxuryCarTax"), (SALES_USE, PURCHASE_USE)),
    "ECSalesVAT": (SALES_USE,),
    **dict.fromkeys(("InputTaxed", "ECPurchVAT"), (PURCHASE_USE,)),
}
_OFF, _REQUIRED = "Off", "OnAndRequired"


@dataclass(frozen=True)
class Company:
    """What is told of a company file. `closed_to`: documents up to this day are refused.
    `categories`: they are kept, and `needs_category`: no document is without one. `reverses`:
    nothing is changed or deleted, only reversed. `card_taxes`: tax codes of cards by default, of
    customers and of suppliers.
    """

    name: str
    country: str
    product: str
    product_name: str
    currency: str
    closed_to: date | None
    categories: bool
    needs_category: bool
    reverses: bool
    card_taxes: tuple[str, str]


def company(ask: Ask) -> Company:
    """Two calls."""
    body = read_single(ask, "")
    file = group(body, "CompanyFile")
    if not uid_of({"UID": file.get("Id")}):
        raise offline()
    prefs = read_single(ask, "Company/Preferences")
    system = group(prefs, "System")
    flags = file.get("UIAccessFlags")
    product = BUSINESS if flags == _IN_BROWSER_ONLY else ACCOUNT_RIGHT
    country = text(file.get("Country"))
    tracking = text(system.get("CategoryTracking")) or _OFF
    return Company(
        name=text(file.get("Name")),
        country=country,
        product=product,
        product_name=_product_name(file, product),
        currency=_CURRENCIES.get(country, ""),
        closed_to=date_in(system.get("LockPeriodPriorTo")),
        categories=tracking != _OFF,
        needs_category=tracking == _REQUIRED,
        reverses=system.get("TransactionsCannotBeChangedMustBeReversed") is True,
        card_taxes=tuple(
            uid_of(group(group(prefs, side), "Terms"), "TaxCode") for side in ("Sales", "Purchases")
        ),
    )


def _product_name(file, product):
    """Such as "AccountRight Premier": the subscription's own words, else the product's."""
    words = text(group(group(file, "Subscription"), "Product").get("DisplayName"))
    line = "AccountRight" if product == ACCOUNT_RIGHT else "MYOB Business"
    return words or " ".join((line, text(group(file, "ProductLevel").get("Name")))).strip()


def scopes(ask: Ask) -> list[str]:
    """What the token may do. :raises: as `select`"""
    answer = ask("DataScopes")
    if answer.status != 200:
        raise misfit()
    said = parse(answer.text)
    if not isinstance(said, list):
        said = load(answer.text).get("Items")
    if not isinstance(said, list):
        raise offline()
    return [each for each in said if isinstance(each, str)]


def items(ask: Ask) -> Iterator[Code]:
    """What is sold, which stands for an account where sales go with items."""
    for row in select(ask, "Inventory/Item"):
        account, number = uid_of(row, "IncomeAccount"), text(row.get("Number"))
        if row.get("IsSold") is True and account:
            yield Code(
                join_item(uid_of(row)),
                number,
                text(row.get("Name")) or number,
                usable=row.get("IsActive") is True,
                use=SALES_USE,
                parent=account,
            )


def accounts(ask: Ask, use: str = "") -> Iterator[Code]:
    """Accounts that lines may name; headers are none. :param use: the one side they are for"""
    for row in select(ask, "GeneralLedger/Account"):
        if row.get("IsHeader") is not False:
            continue
        kind = text(row.get("Type"))
        yield Code(
            uid_of(row),
            text(row.get("DisplayID")),
            text(row.get("Name")),
            usable=row.get("IsActive") is True and kind not in _CONTROL,
            use=use,
            role=PAYING.get(kind, ""),
        )


def taxes(ask: Ask) -> Iterator[Code]:
    """Tax codes; those that are made of others, and those of imports and of withholding, are kept
    as not usable.
    """
    for row in select(ask, "GeneralLedger/TaxCode"):
        uses = _TAX_USES.get(text(row.get("Type")), ())
        rate = amount(row.get("Rate"))
        negative = row.get("IsRateNegative") is True
        yield Code(
            uid_of(row),
            text(row.get("Code")),
            text(row.get("Description")) or text(row.get("Code")),
            usable=bool(uses) and rate is not None and not negative,
            rate=rate,
            uses=uses,
        )


def tracking(ask: Ask, known: Company, words: tuple[str, str]) -> Iterator[Code]:
    """What documents and lines can be told apart by: categories, each followed by its options.

    :param words: what jobs and categories are called
    """
    yield Code(JOB, "", words[0], place=ON_LINE)
    for row in select(ask, "GeneralLedger/Job"):
        if row.get("IsHeader") is not True:
            yield _option(row, text(row.get("Number")), JOB)
    if known.categories:
        yield Code(CATEGORY, "", words[1], place=ON_DOCUMENT)
        for row in select(ask, "GeneralLedger/Category"):
            yield _option(row, text(row.get("DisplayID")), CATEGORY)


def _option(row, code, category):
    return Code(
        uid_of(row),
        code,
        text(row.get("Name")) or code or uid_of(row),
        usable=row.get("IsActive") is True,
        parent=category,
    )
