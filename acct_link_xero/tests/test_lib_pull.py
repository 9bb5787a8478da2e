"""Code lists, the organisation and connections, as Xero answers them."""

import json
from datetime import date
from decimal import Decimal

import pytest

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.errors import Postponed
from odoo.addons.acct_link_batch.lib.exchange import Answer
from odoo.addons.acct_link_batch.lib.outcome import PURCHASE_USE, ROUNDING, SALES_USE, Code
from odoo.addons.acct_link_xero.lib.pull import (
    Connection,
    Organisation,
    accounts,
    connections,
    currencies,
    items,
    organisation,
    tax_rates,
    themes,
    tracking,
)
from odoo.addons.acct_link_xero.lib.remote_documents import rows_again
from odoo.addons.acct_link_xero.tests.lib_common import CONTACT, INVOICE_ID, OTHER_ID, answer


def account(**changes):
    return {
        "AccountID": INVOICE_ID,
        "Code": "200",
        "Name": "Sales",
        "Status": "ACTIVE",
        "Type": "REVENUE",
        "Class": "REVENUE",
        "TaxType": "OUTPUT2",
        "SystemAccount": "",
        **changes,
    }


def test_an_account_is_a_code():
    assert accounts(answer("Accounts", account())) == [
        Code(INVOICE_ID, "200", "Sales", use="REVENUE")
    ]


@pytest.mark.parametrize(
    ("changes", "usable"),
    [
        ({}, True),
        ({"SystemAccount": None}, True),
        ({"SystemAccount": "ROUNDING"}, True),
        ({"Type": "BRANDNEW", "Class": "BRANDNEW"}, True),
        ({"Type": "BANK", "Class": "ASSET"}, False),
        ({"SystemAccount": "DEBTORS"}, False),
        ({"SystemAccount": "CREDITORS"}, False),
        ({"Status": "ARCHIVED"}, False),
        ({"Status": "BRANDNEW"}, False),
    ],
)
def test_documents_use_active_accounts_only(changes, usable):
    (code,) = accounts(answer("Accounts", account(**changes)))
    assert code.usable is usable


def test_an_account_without_a_code_is_left_out():
    bank = account(Type="BANK")
    del bank["Code"]
    assert accounts(answer("Accounts", bank, account(Code=""), account(Code=None))) == []


def test_a_tax_rate_is_a_code_with_a_rate():
    row = {
        "Name": "15% GST on Income",
        "TaxType": "OUTPUT2",
        "Status": "ACTIVE",
        "EffectiveRate": 15.125,
        "DisplayTaxRate": 15,
        "CanApplyToAssets": False,
        "CanApplyToEquity": True,
        "CanApplyToExpenses": False,
        "CanApplyToLiabilities": False,
        "CanApplyToRevenue": True,
        "ReportTaxType": "BRANDNEW",
    }
    first, second = tax_rates(answer("TaxRates", row, {"TaxType": "OLD", "Status": "DELETED"}))
    assert first == Code(
        "OUTPUT2",
        "OUTPUT2",
        "15% GST on Income",
        rate=Decimal("15.125"),
        uses=("EQUITY", "REVENUE"),
    )
    assert (second.usable, second.rate, len(second.uses)) == (False, None, 5)


def test_the_rounding_account_is_known_by_its_role():
    (code,) = accounts(answer("Accounts", account(SystemAccount="ROUNDING", Code="999")))
    assert code.role == ROUNDING
    assert accounts(answer("Accounts", account()))[0].role == ""


def test_currencies_are_codes():
    listed = currencies(
        answer("Currencies", {"Code": "USD", "Description": "Dollar"}, {"Code": "QQQ"})
    )
    assert listed == [Code("USD", "USD", "Dollar"), Code("QQQ", "QQQ", "QQQ")]


def test_themes_are_codes():
    listed = themes(
        answer("BrandingThemes", {"BrandingThemeID": OTHER_ID, "Name": "Std", "SortOrder": 2})
    )
    assert listed == [Code(OTHER_ID, "2", "Std")]


def test_items_are_of_their_sides_and_those_with_a_stock_are_not_named():
    row = {"ItemID": OTHER_ID, "Code": "DESIGN", "Name": "Design", "IsSold": True}
    rows = [
        {**row, "IsPurchased": False},
        {**row, "Code": "DESK", "IsPurchased": True, "IsTrackedAsInventory": True},
        {**row, "Code": "OLD", "IsSold": False, "IsPurchased": False},
    ]
    design, desk = items(answer("Items", *rows))
    assert (design.code, design.usable, design.uses) == ("DESIGN", True, (SALES_USE,))
    assert (desk.code, desk.usable, desk.uses) == ("DESK", False, (SALES_USE, PURCHASE_USE))
    with pytest.raises(Postponed):
        items(answer("Items", {"Code": "without an id"}))


def test_options_name_their_category():
    options = [
        {"TrackingOptionID": INVOICE_ID, "Name": "North", "Status": "ACTIVE"},
        {"TrackingOptionID": OTHER_ID, "Name": "South", "Status": "ARCHIVED"},
    ]
    row = {"TrackingCategoryID": CONTACT, "Name": "Region", "Status": "ACTIVE", "Options": options}
    category, north, south = tracking(answer("TrackingCategories", row))
    assert category == Code(CONTACT, "", "Region")
    assert (north.parent, north.usable) == (CONTACT, True)
    assert (south.parent, south.usable) == (CONTACT, False)
    archived = tracking(answer("TrackingCategories", {**row, "Status": "ARCHIVED"}))
    assert [code.usable for code in archived] == [False] * 3


@pytest.mark.parametrize("options", [None, {}, [7], [{"Name": "no id"}]])
def test_odd_options_are_no_empty_list(options):
    row = {"TrackingCategoryID": CONTACT, "Name": "Region", "Status": "ACTIVE", "Options": options}
    with pytest.raises(Postponed):
        tracking(answer("TrackingCategories", row))


def test_an_organisation():
    row = {
        "OrganisationID": OTHER_ID.upper(),
        "Name": "Demo Company (NZ)",
        "BaseCurrency": "NZD",
        "ShortCode": "!x1",
        "IsDemoCompany": True,
        "Class": "BRANDNEW",
        "PeriodLockDate": "/Date(1774915200000+0000)/",
    }
    assert organisation(answer("Organisations", row)) == Organisation(
        OTHER_ID, "Demo Company (NZ)", "NZD", "!x1", True, date(2026, 3, 31), None
    )


def test_connections():
    row = {
        "id": "c-1",
        "authEventId": "e-1",
        "tenantId": OTHER_ID,
        "tenantType": "ORGANISATION",
        "tenantName": "Acme Ltd",
        "createdDateUtc": "2026-09-13T03:16:03.1234560",
    }
    (found,) = connections(Answer(200, json.dumps([row])))
    assert found == Connection("c-1", OTHER_ID, "Acme Ltd", "ORGANISATION", "e-1")
    assert connections(Answer(200, "[]")) == []


@pytest.mark.parametrize(
    ("read", "name"),
    [
        (accounts, "Accounts"),
        (tax_rates, "TaxRates"),
        (currencies, "Currencies"),
        (themes, "BrandingThemes"),
        (tracking, "TrackingCategories"),
        (organisation, "Organisations"),
        (connections, ""),
    ],
)
def test_an_odd_answer_is_no_empty_list(read, name):
    for said in (
        Answer(404, ""),
        Answer(200, "<html>"),
        Answer(200, '{"Other": []}'),
        Answer(304, ""),
        answer(name, {"Name": "no id"}),
        Answer(200, f'{{"{name}": {{}}}}'),
        Answer(200, "[7]"),
    ):
        with pytest.raises(Postponed):
            read(said)
    with pytest.raises(Postponed):
        organisation(answer("Organisations"))


def test_a_document_that_moves_while_its_pages_are_read_is_not_gone():
    here, moved, gone = (f"0000000{n}-0000-4000-8000-000000000000" for n in range(3))
    asked = []

    def get(path, params):
        params = dict(params)
        ids, page = params["IDs"].split(","), int(params["page"])
        asked.append((ids, page))
        # The second page has lost what went to the first one meanwhile.
        some = {1: [here], 2: []}[page] if len(ids) == 3 else [moved]
        body = {
            "Invoices": [{"InvoiceID": each} for each in some],
            "pagination": {"pageCount": 2 if len(ids) == 3 else 1},
        }
        return Answer(200, json.dumps(body))

    found, missing = rows_again(get, [("invoice", each) for each in (here, moved, gone)])
    assert [row["InvoiceID"] for row in found] == [here, moved]
    assert missing == {gone}
    assert asked[-1] == ([moved, gone], 1)
