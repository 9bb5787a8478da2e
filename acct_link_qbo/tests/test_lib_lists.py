"""Code lists, and what the company prefers."""

from datetime import date
from decimal import Decimal

import pytest

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.document import BANK, CARD
from odoo.addons.acct_link_batch.lib.errors import Postponed
from odoo.addons.acct_link_batch.lib.outcome import ON_DOCUMENT, ON_LINE, PURCHASE_USE
from odoo.addons.acct_link_qbo.lib import lists
from odoo.addons.acct_link_qbo.tests.lib_common import Books, answer

PREFERENCES = {
    "AccountingInfoPrefs": {
        "ClassTrackingPerTxn": False,
        "ClassTrackingPerTxnLine": True,
        "TrackDepartments": True,
        "BookCloseDate": "2026-03-31",
    },
    "SalesFormsPrefs": {"CustomTxnNumbers": True},
    "TaxPrefs": {"UsingSalesTax": True, "PartnerTaxEnabled": False},
    "CurrencyPrefs": {"MultiCurrencyEnabled": True, "HomeCurrency": {"value": "NZD"}},
    "OtherPrefs": {
        "NameValue": [{"Name": "VendorAndPurchasesPrefs.UseCustomTxnNumbers", "Value": "true"}]
    },
}


def company(country="NZ", **groups):
    """What is read of a company with these preferences in place of some."""
    said = {
        "companyinfo/1": {"CompanyInfo": {"Id": "1", "CompanyName": "QBO", "Country": country}},
        "preferences": {"Preferences": {**PREFERENCES, **groups}},
    }
    return lists.company(lambda path: answer(said[path]), "1")


def test_company_tells_what_decides_on_documents():
    assert company() == lists.Company(
        name="QBO",
        country="NZ",
        currency="NZD",
        closed_to=date(2026, 3, 31),
        numbers=True,
        purchase_numbers=True,
        taxed=True,
        automated=False,
        currencies=True,
        classes=ON_LINE,
        locations=True,
    )


@pytest.mark.parametrize(
    ("groups", "field", "value"),
    [
        ({"SalesFormsPrefs": {}}, "numbers", False),
        ({"SalesFormsPrefs": None}, "numbers", False),
        ({"OtherPrefs": {"NameValue": None}}, "purchase_numbers", False),
        ({"AccountingInfoPrefs": {}}, "closed_to", None),
        ({"AccountingInfoPrefs": {"ClassTrackingPerTxn": True}}, "classes", ON_DOCUMENT),
        ({"AccountingInfoPrefs": {}}, "classes", ""),
        ({"TaxPrefs": {"UsingSalesTax": True, "PartnerTaxEnabled": True}}, "automated", True),
        ({"CurrencyPrefs": {"HomeCurrency": {"value": "AUD"}}}, "currencies", False),
    ],
)
def test_what_is_not_said_is_off(groups, field, value):
    assert getattr(company(**groups), field) == value


def test_us_computes_sales_tax():
    assert company("US").automated


@pytest.mark.parametrize("said", [{}, {"CompanyInfo": None}, {"Fault": {}}])
def test_company_that_is_not_told_is_none(said):
    with pytest.raises(Postponed):
        lists.company(lambda path: answer(said), "1")


def test_date_that_is_none_is_not_no_date():
    with pytest.raises(Postponed):
        company(AccountingInfoPrefs={"BookCloseDate": "soon"})


def test_sales_go_by_items_and_purchases_by_accounts():
    income, expense = ({"value": id_} for id_ in ("1", "4"))
    items = [
        {"Id": "1", "Name": "Design", "Type": "Service", "IncomeAccountRef": income, "Sku": "D"},
        {"Id": "2", "Name": "Both", "Type": "Inventory", "IncomeAccountRef": income,
         "ExpenseAccountRef": expense},
        {"Id": "3", "Name": "Bought", "Type": "NonInventory", "ExpenseAccountRef": expense},
        {"Id": "4", "Name": "Kinds", "Type": "Category"},
        {"Id": "5", "Name": "Set", "Type": "Group", "IncomeAccountRef": income},
        {"Id": "6", "Name": "No account", "Type": "Service"},
    ]  # fmt: skip
    accounts = [
        {"Id": "5", "FullyQualifiedName": "Costs:Office", "AccountType": "Expense", "AcctNum": "4"},
        {"Id": "7", "Name": "Bank", "AccountType": "Bank", "CurrencyRef": {"value": "NZD"}},
        {"Id": "8", "Name": "Visa", "AccountType": "Credit Card"},
        {"Id": "9", "Name": "A/R", "AccountType": "Accounts Receivable"},
    ]
    codes = {
        code.remote_id: (code.code, code.name, code.use, code.role, code.parent, code.usable)
        for code in lists.accounts(Books(Item=items, Account=accounts))
    }
    assert codes == {
        "item:1": ("D", "Design", "REVENUE", "", "account:1", True),
        "item:2": ("", "Both", "", "", "account:1", True),
        "item:3": ("", "Bought", "EXPENSE", "", "account:4", True),
        "account:5": ("4", "Costs:Office", "EXPENSE", "", "", True),
        "account:7": ("", "Bank", "ASSET", BANK, "", True),
        "account:8": ("", "Visa", "ASSET", CARD, "", True),
        "account:9": ("", "A/R", "EXPENSE", "", "", False),
    }


def details(*ids):
    return {"TaxRateDetail": [{"TaxRateRef": {"value": id_}} for id_ in ids]}


def test_tax_codes_are_the_sum_of_their_rates():
    rates = [{"Id": "1", "RateValue": 15}, {"Id": "2", "RateValue": 1.5}, {"Id": "3"}]
    codes = [
        {"Id": "4", "Name": "Sales", "SalesTaxRateList": details("1")},
        {"Id": "5", "Name": "Both", "SalesTaxRateList": details("1", "2"),
         "PurchaseTaxRateList": details("2", "1")},
        {"Id": "6", "Name": "Unlike", "SalesTaxRateList": details("1"),
         "PurchaseTaxRateList": details("2")},
        {"Id": "7", "Name": "Unknown", "SalesTaxRateList": details("3")},
        {"Id": "8", "Name": "None", "SalesTaxRateList": {"TaxRateDetail": []}},
        {"Id": "9", "Name": "Off", "Active": False, "SalesTaxRateList": details("1")},
    ]  # fmt: skip
    found = {
        code.remote_id: (code.usable, code.rate, code.uses, [part[0] for part in code.parts])
        for code in lists.taxes(Books(TaxRate=rates, TaxCode=codes), company())
    }
    both = ["REVENUE:1", "REVENUE:2", "EXPENSE:2", "EXPENSE:1"]
    assert found == {
        "4": (True, 15, ("REVENUE",), ["REVENUE:1"]),
        "5": (True, Decimal("16.5"), ("REVENUE", "EXPENSE"), both),
        "6": (False, 15, ("REVENUE", "EXPENSE"), ["REVENUE:1", "EXPENSE:2"]),
        "7": (False, None, (), []),
        "8": (False, None, (), []),
        "9": (False, 15, ("REVENUE",), ["REVENUE:1"]),
    }


@pytest.mark.parametrize(
    ("known", "ids"),
    [
        (company("US"), ["NON", "TAX"]),
        (company(TaxPrefs={}), ["NON"]),
        (company("US", TaxPrefs={}), ["NON"]),
    ],
)
def test_where_they_compute_sales_tax_a_line_is_taxed_or_not(known, ids):
    ask = Books()
    assert [code.remote_id for code in lists.taxes(ask, known)] == ids
    assert not ask.asked


def test_categories_come_before_their_options():
    books = Books(
        Class=[{"Id": "1", "FullyQualifiedName": "North:Depot"}],
        Department=[{"Id": "1", "Name": "Town"}],
        Customer=[{"Id": "5", "DisplayName": "P12", "FullyQualifiedName": "Acme:P12"}],
    )
    words = ("Class", "Location", "Customer or Project")
    codes = [
        (code.remote_id, code.name, code.parent, code.place if not code.parent else "")
        for code in lists.tracking(books, company(), words)
    ]
    assert codes == [
        ("class", "Class", "", ON_LINE),
        ("Class:1", "North:Depot", "class", ""),
        ("location", "Location", "", ON_DOCUMENT),
        ("Department:1", "Town", "location", ""),
        ("customer", "Customer or Project", "", ON_LINE),
        ("Customer:5", "Acme:P12", "customer", ""),
    ]
    assert [code.uses for code in lists.tracking(books, company(), words) if not code.parent] == [
        (),
        (),
        (PURCHASE_USE,),
    ]
    bare = company(AccountingInfoPrefs={})
    left = [code.remote_id for code in lists.tracking(books, bare, words)]
    assert left == ["customer", "Customer:5"]


def test_currencies_are_those_of_the_company():
    books = Books(
        CompanyCurrency=[{"Id": "1", "Code": "EUR", "Name": "Euro"}, {"Id": "2", "Code": ""}]
    )
    assert [code.code for code in lists.currencies(books, company())] == ["NZD", "EUR"]
    single = company(CurrencyPrefs={"HomeCurrency": {"value": "USD"}})
    assert [code.code for code in lists.currencies(Books(), single)] == ["USD"]


def test_terms_are_codes_without_a_code():
    rows = [
        {"Id": "3", "Name": "Net 30", "Active": True},
        {"Id": "4", "Name": "Old", "Active": False},
    ]
    found = list(lists.terms(Books(Term=rows)))
    assert [(each.remote_id, each.code, each.name, each.usable) for each in found] == [
        ("3", "", "Net 30", True),
        ("4", "", "Old", False),
    ]
