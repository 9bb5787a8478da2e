"""The company files that are there at the start, the same each time: one of AccountRight and one of
MYOB Business in each country, and one whose users have passwords of their own."""

import pickle
import uuid
from decimal import Decimal
from functools import cache
from typing import Any

from sandbox.common.clock import Clock

from .books.company import Company, Row
from .books.resources import RESOURCES
from .people import Bookkeeper
from .settings import Settings

RIGHT_FILE, BUSINESS_FILE, NZ_FILE, OWN_USERS_FILE, NZ_BUSINESS_FILE = (
    f"a1e5c0de-0000-4000-8000-00000000000{number}" for number in range(1, 6)
)
OWN_USER = ("Administrator", "open sesame")
# Card number, name, type; a header has zeros behind its first digit.
_ACCOUNTS = (
    ("1-1110", "Business account", "Bank"),
    ("1-1180", "Undeposited Funds", "Bank"),
    ("1-1200", "Trade Debtors", "AccountReceivable"),
    ("2-1110", "Company Visa", "CreditCard"),
    ("2-1200", "Trade Creditors", "AccountsPayable"),
    ("2-1310", "GST Collected", "OtherCurrentLiability"),
    ("4-0000", "Income", "Income"),
    ("4-1100", "Fees", "Income"),
    ("4-1200", "Sales", "Income"),
    ("4-1900", "Old sales", "Income"),
    ("5-1100", "Materials", "CostOfSales"),
    ("6-0000", "Expenses", "Expense"),
    ("6-1100", "Office expenses", "Expense"),
    ("6-8600", "Rounding", "Expense"),
)
_CLASSES = ("", "Asset", "Liability", "Equity", "Income", "CostOfSales", "Expense")
# Code, words, type, percent.
_TAXES = {
    "AU": (
        *(("GST", "Goods & Services Tax", "GST_VAT", 10), ("FRE", "GST Free", "GST_VAT", 0)),
        *(("N-T", "Not Reportable", "GST_VAT", 0), ("CAP", "Capital", "GST_VAT", 10)),
        *(("WGC", "WET and GST", "Consolidated", 41), ("ITS", "Input Taxed", "InputTaxed", 0)),
        *(("IMP", "Import Duty", "ImportDuty", 0), ("ABN", "No ABN", "NoABN_TFN", 47)),
    ),
    "NZ": (
        *(("S15", "GST 15%", "GST_VAT", 15), ("Z", "Zero-rated", "GST_VAT", 0)),
        *(("N-T", "Not Reportable", "GST_VAT", 0), ("E", "Exempt", "InputTaxed", 0)),
    ),
}
_CUSTOMERS = (
    *(("CUS001", "Acme Builders"), ("", "Bluebird Café"), ("CUS003", "O'Hara & Sons")),
    *(("CUS004", "Twin Ltd"), ("CUS005", "Twin Ltd"), ("BOTH1", "Both Ways Ltd")),
)
_SUPPLIERS = (("SUP001", "Acme Timber"), ("SUP002", "City Power"), ("BOTH1", "Both Ways Ltd"))


def seeded_companies(clock: Clock) -> dict[str, Company]:
    """Sown once, and copied each time: tests begin anew often."""
    found: dict[str, Company] = pickle.loads(_sown())
    for company in found.values():
        company.clock = clock
    return found


@cache
def _sown() -> bytes:
    clock = Clock()
    plus, premier, pro = (30, "Plus"), (50, "Premier"), (20, "Standard")
    found = (
        Company(RIGHT_FILE, "MYOB Right Pty Ltd", 3, "AU", premier, clock),
        Company(BUSINESS_FILE, "MYOB Business Pty Ltd", 2, "AU", pro, clock),
        Company(NZ_FILE, "MYOB NZ Ltd", 3, "NZ", plus, clock),
        Company(NZ_BUSINESS_FILE, "MYOB Business NZ Ltd", 2, "NZ", pro, clock),
        Company(
            OWN_USERS_FILE, "MYOB Own Users Pty Ltd", 3, "AU", plus, clock, users=dict([OWN_USER])
        ),
    )
    for company in found:
        _Seed(company).sow()
    return pickle.dumps({company.uid: company for company in found})


class _Seed:
    def __init__(self, company: Company) -> None:
        self._company = company
        self._bookkeeper = Bookkeeper(company, Settings())
        self._uids: dict[tuple[str, str], str] = {}

    def _add(self, route: str, name: str, **values: Any) -> Row:
        """:param name: what it is called here, alone in its list"""
        store = RESOURCES[route].store
        uid = str(uuid.uuid5(uuid.UUID(self._company.uid), f"{store} {name}"))
        self._uids[store, name] = uid
        wish = {"action": "create", "resource": route, "id": uid, "values": values}
        self._bookkeeper.act(wish)
        row = self._company.get(store, uid)
        assert row is not None, "it was just made"
        return row

    def _link(self, store: str, name: str) -> Row:
        return {"UID": self._uids[store, name]}

    def sow(self) -> None:
        self._lists()
        self._cards()
        self._jobs()
        self._company.preferences = self._preferences()

    def _lists(self) -> None:
        company = self._company
        company.preferences = {"System": {}}
        for code, words, kind, rate in _TAXES[company.country]:
            negative = kind == "NoABN_TFN"
            values = {"Code": code, "Description": words, "Type": kind, "Rate": rate}
            self._add("GeneralLedger/TaxCode", code, **values, IsRateNegative=negative)
        for number, words, kind in _ACCOUNTS:
            self._account(number, words, kind)
        home = "NZD" if company.country == "NZ" else "AUD"
        for code, words, rate in ((home, "Home", "1"), ("EUR", "Euro", "1.65")):
            values = {"Code": code, "CurrencyName": words, "CurrencyRate": Decimal(rate)}
            self._add("GeneralLedger/Currency", code, **values)
        for code, words in (("NTH", "North"), ("STH", "South")):
            self._add("GeneralLedger/Category", code, DisplayID=code, Name=words)
        for code, price in (("DESIGN", 100), ("HOURS", 80)):
            values = {"Number": code, "Name": code.capitalize(), "BaseSellingPrice": Decimal(price)}
            values |= {"IsSold": True, "IsBought": True, "IsInventoried": False}
            values["IncomeAccount"] = self._link("Account", "4-1100")
            values["ExpenseAccount"] = self._link("Account", "5-1100")
            self._add("Inventory/Item", code, **values)

    def _account(self, number: str, words: str, kind: str) -> None:
        header = number.endswith("0000")
        values: Row = {
            "DisplayID": number,
            "Number": int(number[2:]),
            "Name": words,
            "Type": kind,
            "Classification": _CLASSES[int(number[0])],
            "IsHeader": header,
            "IsActive": words != "Old sales",
            "Level": 1 if header else 2,
            "CurrentBalance": Decimal(),
            "OpeningBalance": Decimal(),
        }
        parent = ("Account", f"{number[0]}-0000")
        if not header and parent in self._uids:
            values["ParentAccount"] = self._link(*parent)
        self._add("GeneralLedger/Account", number, **values)

    def _tax_code(self) -> Row:
        return self._link("TaxCode", _TAXES[self._company.country][0][0])

    def _cards(self) -> None:
        code = self._tax_code()
        taxes = {"TaxCode": code, "FreightTaxCode": code}
        address = {
            "Location": 1,
            "Street": "1 Quay St",
            "City": "Harbour",
            "Email": "a@example.com",
        }

        def add(route: str, name: str, **values: Any) -> Row:
            details = "SellingDetails" if route.endswith("Customer") else "BuyingDetails"
            card = {"IsIndividual": False, "Addresses": [address], details: taxes}
            return self._add(route, name, **card, **values)

        for number, words in _CUSTOMERS:
            values = {"DisplayID": number} if number else {}
            add("Contact/Customer", number or words, CompanyName=words, **values)
        person = {"IsIndividual": True, "FirstName": "Zoe", "LastName": "Park"}
        self._add(
            "Contact/Customer", "Zoe Park", DisplayID="CUS006", SellingDetails=taxes, **person
        )
        add("Contact/Customer", "asleep", CompanyName="Sleeping Ltd", IsActive=False)
        for number, words in _SUPPLIERS:
            add("Contact/Supplier", number, CompanyName=words, DisplayID=number)
        if not self._company.is_business:
            euro = {"ForeignCurrency": self._link("Currency", "EUR")}
            add("Contact/Customer", "foreign", CompanyName="Euro Kunde GmbH", **euro)
        for route, first, last in (("Employee", "Ann", "Field"), ("Personal", "Pat", "Friend")):
            values = {"IsIndividual": True, "FirstName": first, "LastName": last}
            self._add(f"Contact/{route}", last, DisplayID="*None", **values)

    def _jobs(self) -> None:
        customer = self._link("Customer", "CUS001")
        jobs: tuple[tuple[str, str, Row], ...] = (
            ("J000", "Projects", {"IsHeader": True}),
            ("J100", "Harbour", {"LinkedCustomer": customer}),
            ("J900", "Finished", {"IsActive": False}),
        )
        for number, words, more in jobs:
            if number == "J100":
                more = {**more, "ParentJob": self._link("Job", "J000")}
            self._add("GeneralLedger/Job", number, Number=number, Name=words, **more)

    def _preferences(self) -> Row:
        company, code = self._company, self._tax_code()
        terms = {"PaymentIsDue": "InAGivenNumberOfDays", "DiscountDate": 1, "BalanceDueDate": 30}
        terms |= {"DiscountForEarlyPayment": 0, "TaxCode": code, "FreightTaxCode": code}
        terms["CreditLimit"] = 0
        sales = {**terms, "MonthlyChargeForLatePayment": 0, "PriceLevel": "BaseSellingPrice"}
        return {
            "System": {
                "CategoryTracking": "Off" if company.is_business else "OnAndNotRequired",
                "TransactionsCannotBeChangedMustBeReversed": False,
                "LockPeriodPriorTo": None,
                "UseAlphaAccountIdentifier": False,
            },
            "ReportsAndForms": {"ReportTaxablePayments": False},
            "Banking": {"PreferToReceiveMoneyIntoUndepositedFunds": False},
            "Sales": {"Terms": {**sales, "UseCustomerTaxCode": False}},
            "Purchases": {"Terms": {**terms, "UseSupplierTaxCode": False}},
            "Timesheets": {"UseTimesheetsFor": "TimeBillingAndPayroll"},
            "RowVersion": company.new_version(),
        }
