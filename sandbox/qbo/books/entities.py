"""The entities as tables: what each needs, holds and can be asked for. Rules with a course of their
own are in `names`, `documents` and `payments`.

What is required, how long, filterable, void or deleted is that of the reference's documents.json
where it names the entity; the other lists are as their reference pages.
"""

from dataclasses import dataclass

NAME, LIST, SALE, PURCHASE, PAYMENT, FILE, FIXED = (
    *("name", "list", "sale", "purchase", "payment", "file", "fixed"),
)
PEOPLE = ("Customer", "Vendor", "Employee")  # share one list of names
ALWAYS = ("Id", "MetaData.CreateTime", "MetaData.LastUpdatedTime")
_OF_NAMES = "Name FullyQualifiedName Active"
_OF_PEOPLE = "DisplayName GivenName MiddleName FamilyName CompanyName Active PrintOnCheckName"
_TOTALS = "TotalAmt Balance HomeTotalAmt HomeBalance LinkedTxn"


@dataclass(frozen=True)
class Entity:
    """`filterable` names what a query may ask beside `ALWAYS`; `void` how it is voided, if it is;
    `computed` what the service works out, whatever is sent; `party` whose document it is."""

    name: str
    kind: str
    required: tuple[str, ...]
    filterable: tuple[str, ...]
    computed: tuple[str, ...]
    party: str
    words: str  # what messages call it
    void: str
    delete: bool
    cdc: bool

    @property
    def is_document(self) -> bool:
        return self.kind in (SALE, PURCHASE, PAYMENT)

    @property
    def writable(self) -> bool:
        return self.kind != FIXED


def _entity(
    name: str,
    kind: str,
    required: str = "",
    filterable: str = "",
    computed: str = "",
    party: str = "",
    words: str = "",
    void: str = "",
    cdc: bool = True,
) -> Entity:
    """Lists are words with blanks between them."""
    lists = (tuple(each.split()) for each in (required, filterable, computed))
    return Entity(name, kind, *lists, party, words, void, kind in _DELETED, cdc)


_DELETED = (SALE, PURCHASE, PAYMENT, FILE)
# fmt: off
_ALL = (
    _entity("CompanyInfo", FIXED),
    _entity("Preferences", FIXED),
    _entity("TaxCode", FIXED, "", "Name Active", cdc=False),
    _entity("TaxRate", FIXED, "", "Name Active", cdc=False),
    _entity("ExchangeRate", FIXED, "", "SourceCurrencyCode AsOfDate", cdc=False),
    _entity("CompanyCurrency", LIST, "Code", "Code Active"),
    _entity("Term", LIST, "Name", "Name Active"),
    _entity("Account", LIST, "Name AccountType",
            _OF_NAMES + " AccountType AccountSubType Classification SubAccount",
            "FullyQualifiedName Classification CurrentBalance"),
    _entity("Item", LIST, "Name Type", _OF_NAMES + " Type", "FullyQualifiedName"),
    _entity("Class", LIST, "Name", _OF_NAMES, "FullyQualifiedName"),
    _entity("Department", LIST, "Name", _OF_NAMES, "FullyQualifiedName"),
    _entity("Customer", NAME, "", _OF_PEOPLE + " PrimaryEmailAddr Balance FullyQualifiedName",
            "Balance FullyQualifiedName Level IsProject"),
    _entity("Vendor", NAME, "", _OF_PEOPLE, "Balance"),
    _entity("Employee", NAME, "", _OF_PEOPLE),
    _entity("Invoice", SALE, "CustomerRef Line",
            "TxnDate DocNumber CustomerRef ProjectRef SalesTermRef DueDate Balance TotalAmt",
            _TOTALS, "CustomerRef", "Invoice", "operation"),
    _entity("CreditMemo", SALE, "CustomerRef Line",
            "TxnDate DocNumber CustomerRef ProjectRef SalesTermRef Balance",
            _TOTALS + " RemainingCredit", "CustomerRef", "Credit Memo"),
    _entity("Bill", PURCHASE, "VendorRef Line",
            "TxnDate DocNumber VendorRef APAccountRef SalesTermRef TotalAmt DueDate Balance",
            _TOTALS, "VendorRef", "Bill"),
    _entity("VendorCredit", PURCHASE, "VendorRef Line", "TxnDate DocNumber APAccountRef TotalAmt",
            _TOTALS, "VendorRef", "Vendor Credit"),
    _entity("Purchase", PURCHASE, "PaymentType AccountRef Line", "TxnDate DocNumber TotalAmt",
            "TotalAmt LinkedTxn", "EntityRef", "Expense"),
    _entity("Payment", PAYMENT, "CustomerRef TotalAmt",
            "TotalAmt CustomerRef TxnDate PaymentMethodRef PaymentRefNum",
            "UnappliedAmt LinkedTxn", "CustomerRef", "Payment", "include"),
    _entity("BillPayment", PAYMENT, "VendorRef PayType TotalAmt Line",
            "TotalAmt VendorRef TxnDate DocNumber",
            "LinkedTxn", "VendorRef", "Bill Payment", "include"),
    _entity("Attachable", FILE, "",
            "FileName Note Category ContentType Size"
            " AttachableRef.EntityRef.Type AttachableRef.EntityRef.value",
            "Size FileAccessUri TempDownloadUri"),
)
# fmt: on
ENTITIES = {entity.name: entity for entity in _ALL}
BY_PATH = {name.lower(): entity for name, entity in ENTITIES.items()}

# Which list a reference points into, wherever it stands; EntityRef and ParentRef say it themselves.
REFERENCES = {
    "CustomerRef": "Customer",
    "ProjectRef": "Customer",
    "VendorRef": "Vendor",
    "PrefVendorRef": "Vendor",
    "ItemRef": "Item",
    "ClassRef": "Class",
    "DepartmentRef": "Department",
    "TaxCodeRef": "TaxCode",
    "TxnTaxCodeRef": "TaxCode",
    "DefaultTaxCodeRef": "TaxCode",
    "SalesTaxCodeRef": "TaxCode",
    "PurchaseTaxCodeRef": "TaxCode",
    "TaxRateRef": "TaxRate",
    "SalesTermRef": "Term",
    "TermRef": "Term",
    "CurrencyRef": "CompanyCurrency",
    **{
        f"{name}Ref": "Account"
        for name in (
            *("Account", "APAccount", "ARAccount", "IncomeAccount", "ExpenseAccount", "CCAccount"),
            *("AssetAccount", "DepositToAccount", "BankAccount", "ItemAccount", "COGSAccount"),
        )
    },
}

# Characters at most, by field, and by entity where it differs.
LENGTHS = {
    "DocNumber": 21,
    "PaymentRefNum": 21,
    "PrivateNote": 4000,
    "Description": 4000,
    "DisplayName": 500,
    "PrintOnCheckName": 110,
    **dict.fromkeys(("GivenName", "MiddleName", "FamilyName", "CompanyName", "Name"), 100),
    **dict.fromkeys(("Title", "Suffix"), 16),
    **dict.fromkeys((f"Line{number}" for number in range(1, 6)), 500),
    **dict.fromkeys(("City", "CountrySubDivisionCode", "Country"), 255),
    "PostalCode": 30,
    "FreeFormNumber": 30,
    "Address": 100,
    "CustomerMemo": 1000,
    "StringValue": 31,
    "FileName": 1000,
    "Note": 2000,
}
ACCOUNT_NUMBER = {"US": 7}
ACCOUNT_NUMBER_ELSEWHERE = 20
CLASSIFICATIONS = {
    "Asset": (
        *("Bank", "Accounts Receivable", "Other Current Asset", "Fixed Asset", "Other Asset"),
    ),
    "Liability": (
        *("Accounts Payable", "Credit Card", "Other Current Liability", "Long Term Liability"),
    ),
    "Equity": ("Equity",),
    "Revenue": ("Income", "Other Income"),
    "Expense": ("Expense", "Other Expense", "Cost of Goods Sold"),
}
CLASSIFICATION_OF = {kind: name for name, kinds in CLASSIFICATIONS.items() for kind in kinds}
# How what was bought is paid, by the type of the account.
PAYMENT_TYPES = {"Bank": ("Cash", "Check"), "Credit Card": ("CreditCard",)}
LINE_DETAILS = {
    SALE: ("SalesItemLineDetail", "DescriptionOnly"),
    PURCHASE: ("AccountBasedExpenseLineDetail", "ItemBasedExpenseLineDetail", "DescriptionOnly"),
}
FILE_TYPES = (
    *("ai", "csv", "doc", "docx", "eps", "gif", "jpeg", "jpg", "ods", "pdf", "png", "rtf", "tif"),
    *("txt", "xls", "xlsx", "xml"),
)
