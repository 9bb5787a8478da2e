"""The organisations the stand-in starts with, the same at every start."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sandbox.common.clock import Clock

from ..wire import wire_moment
from .books import Books, Row
from .seed_contacts import seed_contacts

NZ_TENANT = "00000064-0000-4000-8000-000000000001"
AU_TENANT = "00000061-0000-4000-8000-000000000001"
SEEDED = datetime(2026, 1, 5, tzinfo=UTC)

# code, name, type, class, default tax type, extras
_Account = tuple[str, str, str, str, str, dict[str, Any]]


def _chart(sales_tax: str, cost_tax: str) -> list[_Account]:
    none, archived = "NONE" if sales_tax == "OUTPUT2" else "BASEXCLUDED", {"Status": "ARCHIVED"}
    return [
        ("090", "Business Bank Account", "BANK", "ASSET", none, {}),
        ("200", "Sales", "REVENUE", "REVENUE", sales_tax, {}),
        ("205", "Sales - Overseas", "REVENUE", "REVENUE", none, {}),
        ("210", "Sales - Old Workshop", "REVENUE", "REVENUE", sales_tax, archived),
        ("260", "Other Revenue", "REVENUE", "REVENUE", sales_tax, {}),
        ("270", "Interest Income", "REVENUE", "REVENUE", none, {}),
        ("310", "Cost of Goods Sold", "DIRECTCOSTS", "EXPENSE", cost_tax, {}),
        ("400", "Advertising", "EXPENSE", "EXPENSE", cost_tax, {}),
        ("404", "Bank Fees", "EXPENSE", "EXPENSE", none, {}),
        ("412", "Consulting & Accounting", "EXPENSE", "EXPENSE", cost_tax, {}),
        ("429", "General Expenses", "EXPENSE", "EXPENSE", cost_tax, {}),
        ("489", "Telephone & Internet", "EXPENSE", "EXPENSE", cost_tax, {}),
        ("610", "Accounts Receivable", "CURRENT", "ASSET", none, {"SystemAccount": "DEBTORS"}),
        ("710", "Office Equipment", "FIXED", "ASSET", cost_tax, {}),
        ("800", "Accounts Payable", "CURRLIAB", "LIABILITY", none, {"SystemAccount": "CREDITORS"}),
        ("820", "GST", "CURRLIAB", "LIABILITY", none, {"SystemAccount": "GST"}),
        ("835", "Customer Deposits", "CURRLIAB", "LIABILITY", none, {}),
        ("860", "Rounding", "CURRLIAB", "LIABILITY", none, {"SystemAccount": "ROUNDING"}),
        ("880", "Owner Drawings", "EQUITY", "EQUITY", none, {"EnablePaymentsToAccount": True}),
    ]


# tax type, name, rate, where it may be used, status, report tax type
_ALL, _SALES, _COSTS = "AQELR", "AQLR", "AQEL"
_Rate = tuple[str, str, str, str, str, str]
_NZ_RATES: list[_Rate] = [
    ("OUTPUT2", "15% GST on Income", "15", _SALES, "ACTIVE", "OUTPUT"),
    ("INPUT2", "15% GST on Expenses", "15", _COSTS, "ACTIVE", "INPUT"),
    ("ZERORATED", "Zero Rated", "0", "LR", "ACTIVE", "OUTPUT"),
    ("NONE", "No GST", "0", _ALL, "ACTIVE", "NONE"),
    ("GSTONIMPORTS", "GST on Imports", "0", "L", "ACTIVE", "GSTONIMPORTS"),
    ("OUTPUT", "12.5% GST on Income", "12.5", _SALES, "DELETED", "OUTPUT"),
    ("INPUT", "12.5% GST on Expenses", "12.5", _COSTS, "DELETED", "INPUT"),
    ("TAX001", "10% GST (old trial)", "15", _SALES, "ARCHIVED", "OUTPUT"),
]
_AU_RATES: list[_Rate] = [
    ("OUTPUT", "GST on Income", "10", _SALES, "ACTIVE", "OUTPUT"),
    ("INPUT", "GST on Expenses", "10", _COSTS, "ACTIVE", "INPUT"),
    ("EXEMPTOUTPUT", "GST Free Income", "0", _SALES, "ACTIVE", "EXEMPTOUTPUT"),
    ("EXEMPTEXPENSES", "GST Free Expenses", "0", _COSTS, "ACTIVE", "EXEMPTEXPENSES"),
    ("BASEXCLUDED", "BAS Excluded", "0", _ALL, "ACTIVE", "BASEXCLUDED"),
    ("TAX001", "GST on Income (own)", "10", _SALES, "DELETED", "OUTPUT"),
]
_CLASS_FLAGS = {
    "CanApplyToAssets": "A",
    "CanApplyToEquity": "Q",
    "CanApplyToExpenses": "E",
    "CanApplyToLiabilities": "L",
    "CanApplyToRevenue": "R",
}


def seeded_books(clock: Clock) -> dict[str, Books]:
    """Fresh books of all organisations, by tenant id."""
    nz = Books(
        clock,
        _organisation(NZ_TENANT, "Demo NZ Ltd", "NZ", "NZD", "NEWZEALANDSTANDARDTIME"),
        _accounts(NZ_TENANT, _chart("OUTPUT2", "INPUT2")),
        _tax_rates(_NZ_RATES),
        _tracking(NZ_TENANT),
        _themes(NZ_TENANT),
        {
            "NZD": ("New Zealand Dollar", Decimal(1)),
            "AUD": ("Australian Dollar", Decimal("0.913200")),
            "USD": ("United States Dollar", Decimal("0.589100")),
        },
    )
    au = Books(
        clock,
        _organisation(AU_TENANT, "Demo AU Pty Ltd", "AU", "AUD", "AUSEASTERNSTANDARDTIME"),
        _accounts(AU_TENANT, _chart("OUTPUT", "INPUT")),
        _tax_rates(_AU_RATES),
        _tracking(AU_TENANT),
        _themes(AU_TENANT),
        {
            "AUD": ("Australian Dollar", Decimal(1)),
            "NZD": ("New Zealand Dollar", Decimal("1.095100")),
        },
    )
    for books, count in ((nz, 700), (au, 60)):
        books.items += _items(books.id)
        for contact in seed_contacts(books.id, count, SEEDED):
            books.contacts.put(contact)
    return {books.id: books for books in (nz, au)}


def _fixed_guid(*parts: str) -> str:
    return str(uuid5(NAMESPACE_URL, "/".join(parts)))


def _organisation(tenant_id: str, name: str, country: str, currency: str, zone: str) -> Row:
    return {
        "OrganisationID": tenant_id,
        "Name": name,
        "LegalName": name,
        "PaysTax": True,
        "Version": country,
        "OrganisationType": "COMPANY",
        "OrganisationEntityType": "COMPANY",
        "BaseCurrency": currency,
        "CountryCode": country,
        "IsDemoCompany": False,
        "OrganisationStatus": "ACTIVE",
        "FinancialYearEndDay": 31 if country == "NZ" else 30,
        "FinancialYearEndMonth": 3 if country == "NZ" else 6,
        "SalesTaxBasis": "PAYMENTS" if country == "NZ" else "CASH",
        "SalesTaxPeriod": "TWOMONTHS" if country == "NZ" else "QUARTERLY1",
        "DefaultSalesTax": "Remember previous",
        "DefaultPurchasesTax": "Remember previous",
        "CreatedDateUTC": wire_moment(SEEDED),
        "Timezone": zone,
        "ShortCode": f"!s{country}01",
        "Class": "STANDARD",
        "Edition": "BUSINESS",
        "Addresses": [],
        "Phones": [],
        "ExternalLinks": [],
        "PaymentTerms": {},
    }


def _accounts(tenant_id: str, chart: list[_Account]) -> list[Row]:
    rows = []
    for code, name, type_, class_, tax_type, extras in chart:
        row: Row = {
            "AccountID": _fixed_guid(tenant_id, "account", code),
            "Code": code,
            "Name": name,
            "Status": "ACTIVE",
            "Type": type_,
            "TaxType": tax_type,
            "Class": class_,
            "EnablePaymentsToAccount": False,
            "ShowInExpenseClaims": False,
            "ReportingCode": "",
            "HasAttachments": False,
            "UpdatedDateUTC": wire_moment(SEEDED),
            "AddToWatchlist": False,
        }
        if type_ == "BANK":
            row |= {"BankAccountNumber": "01-0000-0000000-00", "BankAccountType": "BANK"}
            row["CurrencyCode"] = "NZD" if tenant_id == NZ_TENANT else "AUD"
        rows.append(row | extras)
    return rows


def _tax_rates(rates: list[_Rate]) -> list[Row]:
    rows = []
    for tax_type, name, percent, usable, status, report in rates:
        rate = Decimal(percent).quantize(Decimal("0.0001"))
        component = {"Name": "GST", "Rate": rate, "IsCompound": False, "IsNonRecoverable": False}
        flags = {flag: letter in usable for flag, letter in _CLASS_FLAGS.items()}
        row: Row = {
            "Name": name,
            "TaxType": tax_type,
            "ReportTaxType": report,
            "Status": status,
            "DisplayTaxRate": rate,
            "EffectiveRate": rate,
            "TaxComponents": [component],
        }
        rows.append(row | flags)
    return rows


def _tracking(tenant_id: str) -> list[Row]:
    options = {
        "Region": {"North": "ACTIVE", "South": "ACTIVE", "Islands": "ARCHIVED"},
        "Division": {"Design": "ACTIVE", "Survey": "ACTIVE"},
    }
    return [
        {
            "TrackingCategoryID": _fixed_guid(tenant_id, "tracking", category),
            "Name": category,
            "Status": "ACTIVE",
            "Options": [
                {
                    "TrackingOptionID": _fixed_guid(tenant_id, "tracking", category, name),
                    "Name": name,
                    "Status": status,
                }
                for name, status in names.items()
            ],
        }
        for category, names in options.items()
    ]


def _items(tenant_id: str) -> list[Row]:
    names = {"DESIGN": "Design by the hour", "SUPPORT-M": "Support by the month"}
    return [
        {
            "ItemID": _fixed_guid(tenant_id, "item", code),
            "Code": code,
            "Name": name,
            "Description": name,
            "IsTrackedAsInventory": False,
            "IsSold": True,
            "IsPurchased": False,
            "SalesDetails": {"UnitPrice": Decimal("120.00"), "AccountCode": "200"},
            "PurchaseDetails": {},
            "UpdatedDateUTC": wire_moment(SEEDED),
        }
        for code, name in names.items()
    ]


def _themes(tenant_id: str) -> list[Row]:
    return [
        {
            "BrandingThemeID": _fixed_guid(tenant_id, "theme", name),
            "Name": name,
            "Type": "INVOICE",
            "SortOrder": order,
            "CreatedDateUTC": wire_moment(SEEDED),
        }
        for order, name in enumerate(("Standard", "Very orange invoice"))
    ]
