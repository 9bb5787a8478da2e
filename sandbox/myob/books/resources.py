"""The resources as tables: their route, what they hold, what may be done and asked.

Lengths, and what can be filtered, are those of the reference's documents.json where it names the
resource (a test compares); the others by analogy.
"""

from dataclasses import dataclass, field

READ, ALL, NO_PUT = ("GET",), ("GET", "POST", "PUT", "DELETE"), ("GET", "POST", "DELETE")
# What a resource is made like (`Resource.family`).
LIST, CARD, SALE, PURCHASE, SPEND, PAYMENT = (
    *("list", "card", "sale", "purchase", "spend", "payment"),
)
LAYOUTS = ("Service", "Item", "Professional", "Miscellaneous")
CARDS = ("Customer", "Supplier", "Employee", "Personal")

_LISTED = "UID LastModified IsActive"
_CARD = "UID CompanyName LastName FirstName IsIndividual DisplayID IsActive LastModified"
_SALE = (
    "UID BalanceDueAmount Comment Date InvoiceDeliveryStatus IsTaxInclusive JournalMemo"
    " LastPaymentDate Number PromisedDate ReferralSource ShipToAddress ShippingMethod Status"
    " Subtotal Freight TotalTax TotalAmount CustomerPurchaseOrderNumber Category Salesperson"
    " Customer FreightTaxCode Order Terms LastModified"
)
_BILL = (
    "UID AppliedToDate BalanceDueAmount BillDeliveryStatus Comment Date Freight IsReportable"
    " IsTaxInclusive JournalMemo Number ShipToAddress ShippingMethod Status Subtotal TotalAmount"
    " TotalTax SupplierInvoiceNumber Category FreightTaxCode Order Supplier Terms LastModified"
)
_SPEND = (
    "UID AmountPaid ChequePrinted Date DeliveryStatus IsTaxInclusive Memo PayFrom PayeeAddress"
    " PaymentNumber StatementParticulars TotalTax Account Category Contact LastModified"
)


@dataclass(frozen=True)
class Resource:
    """`store` is where its rows are: all layouts of a document share one, and the resource without
    a layout shows them all. `numbers` is the field with its number."""

    route: str
    kind: str
    store: str
    family: str
    scope: str
    methods: tuple[str, ...]
    filterable: frozenset[str]
    layout: str = ""
    required: tuple[str, ...] = ()
    lengths: dict[str, int] = field(default_factory=dict)
    numbers: str = "Number"

    @property
    def typed(self) -> bool:
        return self.family not in (SALE, PURCHASE) or bool(self.layout)

    @property
    def is_document(self) -> bool:
        return self.family in (SALE, PURCHASE, SPEND, PAYMENT)

    @property
    def party(self) -> str:
        """The field that says whose it is."""
        if self.family == SPEND:
            return "Contact"
        return "Supplier" if self.scope == "sme-purchases" else "Customer"

    @property
    def memo(self) -> str:
        return "JournalMemo" if self.family in (SALE, PURCHASE) else "Memo"

    @property
    def has_files(self) -> bool:
        return self.family == SPEND or (self.family == PURCHASE and self.typed)


def _resource(
    route: str,
    kind: str,
    family: str,
    scope: str,
    methods: tuple[str, ...],
    filterable: str,
    required: str = "",
    lengths: dict[str, int] | None = None,
    numbers: str = "Number",
) -> Resource:
    store = route.split("/")[1] if family in (SALE, PURCHASE) else route.rpartition("/")[2]
    layout = route.rpartition("/")[2] if route.count("/") == 2 else ""
    fields = frozenset(filterable.split())
    needed = tuple(required.split())
    sizes = dict(lengths or {})
    return Resource(
        route, kind, store, family, f"sme-{scope}", methods, fields, layout, needed, sizes, numbers
    )


_CARD_LENGTHS = {
    "CompanyName": 50,
    "LastName": 30,
    "FirstName": 20,
    "DisplayID": 15,
    "Street": 255,
    "ABN": 14,
}
_DOCUMENT_LENGTHS = {"Number": 13, "Comment": 2000, "JournalMemo": 255, "Description": 255}
_SALE_LENGTHS = _DOCUMENT_LENGTHS | {"CustomerPurchaseOrderNumber": 255}
_BILL_LENGTHS = _DOCUMENT_LENGTHS | {"SupplierInvoiceNumber": 255}
_JOB_LENGTHS = {"Number": 15, "Name": 30, "Description": 255}
_MONEY_LENGTHS = {"Memo": 255}

# fmt: off
_ALL = (
    _resource("GeneralLedger/Account", "Account", LIST, "general-ledger", READ,
              _LISTED + " DisplayID Name Number Type Classification IsHeader Level"),
    _resource("GeneralLedger/TaxCode", "TaxCode", LIST, "general-ledger", READ,
              "UID LastModified Code Description Type Rate"),
    _resource("GeneralLedger/Job", "Job", LIST, "general-ledger", ALL,
              "UID Number Name IsHeader IsActive LastModified", "Number Name", _JOB_LENGTHS),
    _resource("GeneralLedger/Category", "Category", LIST, "general-ledger", ALL,
              _LISTED + " DisplayID Name", "DisplayID Name", {"DisplayID": 15, "Name": 30},
              "DisplayID"),
    _resource("GeneralLedger/Currency", "Currency", LIST, "general-ledger", READ, "UID Code"),
    _resource("Inventory/Item", "Item", LIST, "inventory", READ, _LISTED + " Number Name"),
    _resource("Contact", "Contact", CARD, "contacts-customer", READ, _CARD + " Type"),
    _resource("Contact/Customer", "Customer", CARD, "contacts-customer", ALL, _CARD,
              "SellingDetails", _CARD_LENGTHS, "DisplayID"),
    _resource("Contact/Supplier", "Supplier", CARD, "contacts-supplier", ALL, _CARD,
              "BuyingDetails", _CARD_LENGTHS, "DisplayID"),
    _resource("Contact/Employee", "Employee", CARD, "contacts-employee", READ, _CARD),
    _resource("Contact/Personal", "Contact", CARD, "contacts-personal", READ, _CARD),
    _resource("Sale/Invoice", "Invoice", SALE, "sales", READ, _SALE),
    *(_resource(f"Sale/Invoice/{layout}", f"{layout}Invoice", SALE, "sales", ALL, _SALE,
                "Date Customer Lines", _SALE_LENGTHS) for layout in LAYOUTS),
    _resource("Purchase/Bill", "Bill", PURCHASE, "purchases", READ, _BILL),
    *(_resource(f"Purchase/Bill/{layout}", f"{layout}Bill", PURCHASE, "purchases", ALL, _BILL,
                "Date Supplier Lines", _BILL_LENGTHS) for layout in LAYOUTS),
    _resource("Banking/SpendMoneyTxn", "SpendMoneyTxn", SPEND, "banking", ALL, _SPEND,
              "PayFrom Account Contact Date Lines",
              {"PaymentNumber": 13, "Memo": 255}, "PaymentNumber"),
    _resource("Sale/CustomerPayment", "CustomerPayment", PAYMENT, "sales", NO_PUT,
              "UID Date Customer ReceiptNumber LastModified", "Date Customer Invoices",
              _MONEY_LENGTHS | {"ReceiptNumber": 13}, "ReceiptNumber"),
    _resource("Sale/CreditSettlement", "CreditSettlement", PAYMENT, "sales", NO_PUT,
              "UID Number Date Memo", "CreditFromInvoice Customer Date CreditAmount Lines",
              _MONEY_LENGTHS | {"Number": 13}),
    _resource("Sale/CreditRefund", "CreditRefund", PAYMENT, "sales", NO_PUT,
              "UID Number Date Memo", "Invoice Account Customer Date Amount",
              _MONEY_LENGTHS | {"Number": 13}),
    _resource("Purchase/SupplierPayment", "SupplierPayment", PAYMENT, "purchases", NO_PUT,
              "UID Date Supplier PaymentNumber LastModified", "Date Account Supplier Lines",
              _MONEY_LENGTHS | {"PaymentNumber": 13}, "PaymentNumber"),
    _resource("Purchase/DebitSettlement", "DebitSettlement", PAYMENT, "purchases", NO_PUT,
              "UID Number Date Memo", "DebitFromBill Supplier Date DebitAmount Lines",
              _MONEY_LENGTHS | {"Number": 13}),
    _resource("Purchase/DebitRefund", "DebitRefund", PAYMENT, "purchases", NO_PUT,
              "UID Number Date Memo", "Bill Account Supplier Date Amount",
              _MONEY_LENGTHS | {"Number": 13}),
)
# fmt: on
RESOURCES = {resource.route: resource for resource in _ALL}
BY_STORE = {resource.store: resource for resource in reversed(_ALL)}

# Into which stores something points, by the type of the link.
TARGETS = {
    "AccountLink": ("Account",),
    "TaxCodeLink": ("TaxCode",),
    "JobLink": ("Job",),
    "CategoryLink": ("Category",),
    "CurrencyLink": ("Currency",),
    "ItemLink": ("Item",),
    "CardLink": CARDS,
    "CustomerLink": ("Customer",),
    "SupplierLink": ("Supplier",),
    "EmployeeLink": ("Employee",),
    "InvoiceLink": ("Invoice",),
    "SaleLink": ("Invoice",),
    "BillLink": ("Bill",),
    "PurchaseLink": ("Bill",),
}
# And where the type says less than the field.
FIELD_TARGETS = {
    "Customer": ("Customer",),
    "LinkedCustomer": ("Customer",),
    "Salesperson": ("Employee",),
}


def targets(name: str, kind: str) -> tuple[str, ...]:
    """The stores that a field of a link's type points into; none if that is not kept here."""
    return FIELD_TARGETS.get(name) or TARGETS.get(kind, ())


def route_of(store: str, layout: str = "") -> str:
    """Where a row of a store is to be read."""
    route = BY_STORE[store].route
    return f"{route}/{layout}" if layout else route
