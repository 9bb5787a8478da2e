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
_OF_NAMES = ("Name", "FullyQualifiedName", "Active")
_OF_PEOPLE = ("DisplayName", "GivenName", "MiddleName", "FamilyName", "CompanyName", "Active")
_OF_PEOPLE += ("PrintOnCheckName",)
_TAXED = ("TxnDate", "DocNumber")


@dataclass(frozen=True)
class Entity:
    """`filterable` names what a query may ask beside `ALWAYS`; `void` how it is voided, if it is;
    `computed` what the service works out, whatever is sent."""

    name: str
    kind: str
    required: tuple[str, ...] = ()
    filterable: tuple[str, ...] = ()
    void: str = ""
    delete: bool = False
    words: str = ""  # what messages call it
    party: str = ""  # field that names whose document it is
    computed: tuple[str, ...] = ()
    cdc: bool = True

    @property
    def is_document(self) -> bool:
        return self.kind in (SALE, PURCHASE, PAYMENT)

    @property
    def writable(self) -> bool:
        return self.kind != FIXED


_TOTALS = ("TotalAmt", "Balance", "HomeTotalAmt", "HomeBalance", "LinkedTxn")
_ALL = (
    Entity("CompanyInfo", FIXED),
    Entity("Preferences", FIXED),
    Entity("TaxCode", FIXED, filterable=("Name", "Active"), cdc=False),
    Entity("TaxRate", FIXED, filterable=("Name", "Active"), cdc=False),
    Entity("ExchangeRate", FIXED, filterable=("SourceCurrencyCode", "AsOfDate"), cdc=False),
    Entity("CompanyCurrency", LIST, ("Code",), ("Code", "Active")),
    Entity("Term", LIST, ("Name",), ("Name", "Active")),
    Entity(
        "Account",
        LIST,
        ("Name", "AccountType"),
        (*_OF_NAMES, "AccountType", "AccountSubType", "Classification", "SubAccount"),
        computed=("FullyQualifiedName", "Classification", "CurrentBalance"),
    ),
    Entity("Item", LIST, ("Name", "Type"), (*_OF_NAMES, "Type"), computed=("FullyQualifiedName",)),
    Entity("Class", LIST, ("Name",), _OF_NAMES, computed=("FullyQualifiedName",)),
    Entity("Department", LIST, ("Name",), _OF_NAMES, computed=("FullyQualifiedName",)),
    Entity(
        "Customer",
        NAME,
        filterable=(*_OF_PEOPLE, "PrimaryEmailAddr", "Balance", "FullyQualifiedName"),
        computed=("Balance", "FullyQualifiedName", "Level", "IsProject"),
    ),
    Entity("Vendor", NAME, filterable=_OF_PEOPLE, computed=("Balance",)),
    Entity("Employee", NAME, filterable=_OF_PEOPLE),
    Entity(
        "Invoice",
        SALE,
        ("CustomerRef", "Line"),
        (*_TAXED, "CustomerRef", "ProjectRef", "SalesTermRef", "DueDate", "Balance", "TotalAmt"),
        void="operation",
        delete=True,
        words="Invoice",
        party="CustomerRef",
        computed=_TOTALS,
    ),
    Entity(
        "CreditMemo",
        SALE,
        ("CustomerRef", "Line"),
        (*_TAXED, "CustomerRef", "ProjectRef", "SalesTermRef", "Balance"),
        delete=True,
        words="Credit Memo",
        party="CustomerRef",
        computed=(*_TOTALS, "RemainingCredit"),
    ),
    Entity(
        "Bill",
        PURCHASE,
        ("VendorRef", "Line"),
        (*_TAXED, "VendorRef", "APAccountRef", "SalesTermRef", "TotalAmt", "DueDate", "Balance"),
        delete=True,
        words="Bill",
        party="VendorRef",
        computed=_TOTALS,
    ),
    Entity(
        "VendorCredit",
        PURCHASE,
        ("VendorRef", "Line"),
        (*_TAXED, "APAccountRef", "TotalAmt"),
        delete=True,
        words="Vendor Credit",
        party="VendorRef",
        computed=_TOTALS,
    ),
    Entity(
        "Purchase",
        PURCHASE,
        ("PaymentType", "AccountRef", "Line"),
        (*_TAXED, "TotalAmt"),
        delete=True,
        words="Expense",
        party="EntityRef",
        computed=("TotalAmt", "LinkedTxn"),
    ),
    Entity(
        "Payment",
        PAYMENT,
        ("CustomerRef", "TotalAmt"),
        ("TotalAmt", "CustomerRef", "TxnDate", "PaymentMethodRef", "PaymentRefNum"),
        void="include",
        delete=True,
        words="Payment",
        party="CustomerRef",
        computed=("UnappliedAmt", "LinkedTxn"),
    ),
    Entity(
        "BillPayment",
        PAYMENT,
        ("VendorRef", "PayType", "TotalAmt", "Line"),
        ("TotalAmt", "VendorRef", "TxnDate", "DocNumber"),
        void="include",
        delete=True,
        words="Bill Payment",
        party="VendorRef",
        computed=("LinkedTxn",),
    ),
    Entity(
        "Attachable",
        FILE,
        filterable=(
            *("FileName", "Note", "Category", "ContentType", "Size"),
            *("AttachableRef.EntityRef.Type", "AttachableRef.EntityRef.value"),
        ),
        delete=True,
        computed=("Size", "FileAccessUri", "TempDownloadUri"),
    ),
)
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
