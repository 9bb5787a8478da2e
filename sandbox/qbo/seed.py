"""The companies that are there at the start, the same each time: New Zealand, Australia, the US."""

from decimal import Decimal
from typing import Any

from sandbox.common.clock import Clock

from .books.company import Company, Row
from .books.entities import ENTITIES
from .rules.writing import Writer

NZ_REALM, AU_REALM, US_REALM = (f"93413500000000{number}" for number in (101, 102, 103))
# Name, type, number; the id is its place in the list.
_ACCOUNTS = (
    ("Sales", "Income", "200"),
    ("Services", "Income", "210"),
    ("Old sales", "Income", "219"),
    ("Materials", "Cost of Goods Sold", "310"),
    ("Office expenses", "Expense", "400"),
    ("Rounding", "Expense", "860"),
    ("Business account", "Bank", ""),
    ("Company Visa", "Credit Card", ""),
    ("Accounts Receivable (A/R)", "Accounts Receivable", ""),
    ("Accounts Payable (A/P)", "Accounts Payable", ""),
    ("GST Payable", "Other Current Liability", "820"),
    ("Undeposited Funds", "Other Current Asset", ""),
)
_ITEMS = (
    ("Design", "Service", "1", "5"),
    ("Hours", "Service", "2", "5"),
    ("Timber", "NonInventory", "1", "4"),
    ("Only sold", "Service", "1", ""),
)
# Of a country: code, percent, for sales, for purchases.
_TAXES: dict[str, tuple[tuple[str, str, bool, bool], ...]] = {
    "NZ": (
        *(("15% GST on sales", "15", True, False), ("15% GST on purchases", "15", False, True)),
        *(("Zero-rated", "0", True, True), ("Exempt", "0", True, True)),
        ("GST and levy", "15+1.5", True, True),
    ),
    "AU": (
        *(("GST", "10", True, True), ("GST free", "0", True, True)),
        ("BAS Excluded", "0", True, True),
    ),
    "US": (),
}
_TERMS = (("Due on receipt", 0), ("Net 15", 15), ("Net 30", 30))
_CURRENCIES = {
    "NZD": "New Zealand Dollar",
    "AUD": "Australian Dollar",
    "USD": "United States Dollar",
    "EUR": "Euro",
}
_RATES = {"NZD": "1", "AUD": "1.1", "USD": "1.65", "EUR": "1.8"}


def seeded_companies(clock: Clock) -> dict[str, Company]:
    found = (
        _company(NZ_REALM, "QBO NZ Ltd", "NZ", "NZD", clock),
        _company(AU_REALM, "QBO AU Pty Ltd", "AU", "AUD", clock),
        _company(US_REALM, "QBO US Inc", "US", "USD", clock),
    )
    return {company.realm: company for company in found}


def _company(realm: str, name: str, country: str, currency: str, clock: Clock) -> Company:
    company = Company(realm, name, country, currency, clock, _preferences(country, currency))
    head = {"Id": "1", "SyncToken": "0", "domain": "QBO", "sparse": False}
    head["MetaData"] = {"CreateTime": company.now, "LastUpdatedTime": company.now}
    company.preferences |= head
    company.info = {
        **head,
        "CompanyName": name,
        "LegalName": name,
        "Country": country,
        "FiscalYearStartMonth": "April" if country == "NZ" else "January",
        "SupportedLanguages": "en",
        "NameValue": [{"Name": "OfferingSku", "Value": "QuickBooks Online Plus"}],
    }
    _currencies(company)
    _lists(company)
    _people(company)
    return company


def _preferences(country: str, currency: str) -> Row:
    return {
        "AccountingInfoPrefs": {
            "UseAccountNumbers": True,
            "TrackDepartments": True,
            "ClassTrackingPerTxn": False,
            "ClassTrackingPerTxnLine": True,
        },
        "SalesFormsPrefs": {"CustomTxnNumbers": True, "AllowDiscount": True},
        "VendorAndPurchasesPrefs": {"EnableBills": True, "BillableExpenseTracking": True},
        "TaxPrefs": {"UsingSalesTax": True, "PartnerTaxEnabled": country == "US"},
        "CurrencyPrefs": {
            "MultiCurrencyEnabled": country != "US",
            "HomeCurrency": {"value": currency},
        },
        "OtherPrefs": {
            "NameValue": [
                {"Name": "VendorAndPurchasesPrefs.UseCustomTxnNumbers", "Value": "true"},
                {"Name": "WarnDuplicateCheckNumber", "Value": "true"},
            ]
        },
    }


def _currencies(company: Company) -> None:
    for code, words in _CURRENCIES.items():
        if company.prefers("CurrencyPrefs", "MultiCurrencyEnabled") or code == company.currency:
            company.put("CompanyCurrency", {"Code": code, "Name": words, "Active": True})
    for source in [row["Code"] for row in company.all("CompanyCurrency")]:
        rate = Decimal(_RATES[source]) / Decimal(_RATES[company.currency])
        row = {"SourceCurrencyCode": source, "TargetCurrencyCode": company.currency}
        row |= {"AsOfDate": company.now[:10], "Rate": rate.quantize(Decimal("0.000001"))}
        company.put("ExchangeRate", row)


def _lists(company: Company) -> None:
    writer = Writer(company)

    def add(entity: str, **values: Any) -> Row:
        return writer.write(ENTITIES[entity], values)

    for words, days in _TERMS:
        add("Term", Name=words, Type="STANDARD", DueDays=days)
    for words, kind, number in _ACCOUNTS:
        add("Account", Name=words, AccountType=kind, AcctNum=number)
    company.rows["Account"]["3"]["Active"] = False
    for words, kind, income, expense in _ITEMS:
        accounts = {"IncomeAccountRef": income, "ExpenseAccountRef": expense}
        refs = {name: {"value": value} for name, value in accounts.items() if value}
        add("Item", Name=words, Type=kind, UnitPrice=Decimal(100), **refs)
    for entity, names in (("Class", ("North", "South")), ("Department", ("Town", "Country"))):
        for words in names:
            add(entity, Name=words)
    for words, percents, sale, purchase in _TAXES[company.country]:
        _tax_code(company, words, percents.split("+"), sale, purchase)
    if company.is_us:
        for code in ("TAX", "NON"):
            row = {"Id": code, "Name": code, "Active": True, "Taxable": code == "TAX"}
            company.put("TaxCode", row | {"TaxGroup": False})


def _tax_code(company: Company, name: str, percents: list[str], sale: bool, purchase: bool) -> None:
    lists: Row = {}
    sides = {"SalesTaxRateList": sale, "PurchaseTaxRateList": purchase}
    for side, wanted in sides.items():
        details = []
        for order, percent in enumerate(percents if wanted else []):
            words = f"{name} ({'sales' if side.startswith('S') else 'purchases'}) {order}".strip()
            row = {"Name": words, "Active": True, "RateValue": Decimal(percent)}
            rate = company.put("TaxRate", {**row, "SpecialTaxType": "NONE"})
            ref = {"value": rate["Id"], "name": words}
            details.append({"TaxRateRef": ref, "TaxTypeApplicable": "TaxOnAmount"})
            details[-1]["TaxOrder"] = order
        lists[side] = {"TaxRateDetail": details}
    row = {"Name": name, "Active": True, "Hidden": False, "Taxable": True, "TaxGroup": True}
    company.put("TaxCode", row | lists)


def _people(company: Company) -> None:
    writer = Writer(company)

    def add(entity: str, **values: Any) -> Row:
        return writer.write(ENTITIES[entity], values)

    for name in ("Acme Builders", "Bluebird Café", "O'Hara & Sons", "Zoe Ltd"):
        add("Customer", DisplayName=name, PrimaryEmailAddr={"Address": "books@example.com"})
    add("Customer", DisplayName="P12 Harbour", ParentRef={"value": "1"})
    company.rows["Customer"]["5"]["IsProject"] = True
    for name in ("Acme Timber", "City Power", "Both Ways Ltd"):
        add("Vendor", DisplayName=name, AcctNum="V-77")
    # One that was made inactive long ago, when a name was not changed by that.
    add("Vendor", DisplayName="Sleeping Supplies")
    company.rows["Vendor"]["4"]["Active"] = False
    add("Employee", GivenName="Ann", FamilyName="Field")
    if company.prefers("CurrencyPrefs", "MultiCurrencyEnabled"):
        add("Customer", DisplayName="Euro Kunde GmbH", CurrencyRef={"value": "EUR"})
        add("Vendor", DisplayName="Euro Lieferant GmbH", CurrencyRef={"value": "EUR"})
