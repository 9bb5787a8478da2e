"""What a firm enters first for each accounting system that imports files."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Package:
    """
    :param name: of the accounting system
    :param format: key of the file format; credits, bills: of those beside it
    :param match_rule: how it knows customers
    :param settings: {key: value} of what the format asks for; what is left out keeps its default
    :param codes: (code, name, rate) of tax codes; accounts: (code, name)
    """

    name: str
    format: str
    settings: dict[str, str]
    codes: tuple[tuple[str, str, float], ...]
    accounts: tuple[tuple[str, str], ...]
    credits: str = ""
    bills: str = ""
    match_rule: str = "name"


ORACLE = {"invoice_type": "Invoice", "credit_type": "Credit Memo", "terms": "30 NET"}
# By the name of their page in docs/formats.
PACKAGES = {
    "moneyworks": Package(
        "MoneyWorks",
        "moneyworks_xml",
        {"receivable": "1500", "payable": "2500"},
        (("G15", "GST 15 %", 15), ("Z", "Zero rated", 0)),
        (("4000", "Sales"), ("4100", "Services")),
        match_rule="code",
    ),
    "myob": Package(
        "MYOB AccountRight",
        "myob_accountright_sales",
        {},
        (("S15", "GST 15 %", 15), ("FRE", "No GST", 0)),
        (("4-1000", "Sales"), ("4-1100", "Services")),
    ),
    "oracle-ebs": Package(
        "Oracle EBS",
        "oracle_ebs_ar",
        {"source": "ODOO", "ledger": "1", "org": "204", "context": "ODOO", **ORACLE},
        (("GST15", "GST 15 %", 15), ("ZERO", "Zero rated", 0)),
        (("Consulting", "Standard memo line"),),
        match_rule="code",
    ),
    "oracle-fusion": Package(
        "Oracle Fusion",
        "oracle_fusion_ar",
        {"business_unit": "New Zealand BU", "source": "Odoo", "context": "ODOO", **ORACLE},
        (("NZ GST 15", "GST 15 %", 15), ("NZ ZERO", "Zero rated", 0)),
        (("Consulting", "Standard memo line"),),
        match_rule="code",
    ),
    "quickbooks-desktop": Package(
        "QuickBooks Desktop",
        "quickbooks_desktop_iif_us",
        {"tax_agency": "State Board of Equalization"},
        (("Sales Tax 15", "15 %", 15), ("Out of State", "No tax", 0)),
        (("Sales", "Income"), ("Services", "Income")),
    ),
    "quickbooks-online": Package(
        "QuickBooks Online",
        "quickbooks_online_invoices",
        {},
        (("15% S", "GST 15 %", 15), ("Zero-rated S", "Zero rated", 0)),
        (("Design", "Product or service"), ("Hours", "Product or service")),
        credits="quickbooks_online_credit_notes",
        bills="quickbooks_online_bills",
    ),
    "reckon-accounts": Package(
        "Reckon Accounts",
        "reckon_accounts_iif",
        {"item": "Services"},
        (("GST", "GST 15 %", 15), ("FRE", "No GST", 0)),
        (("Sales", "Income"), ("Sales:Services", "Income")),
    ),
    "reckon-one": Package(
        "Reckon One",
        "reckon_one",
        {},
        (("GST", "GST 15 %", 15), ("FRE", "No GST", 0)),
        (("4-1000", "Sales"), ("4-1100", "Services")),
    ),
    "sage-200": Package(
        "Sage 200",
        "sage200",
        {},
        (("1", "Standard rate", 15), ("2", "Zero rated", 0)),
        (("41100", "Sales"), ("41200", "Services")),
        match_rule="code",
    ),
    "sage-50-canada": Package(
        "Sage 50 Canada",
        "sage50_ca",
        {},
        (("HST", "15 %", 15), ("E", "Exempt", 0)),
        (("CONSULT", "Item"), ("HOURS", "Item")),
    ),
    "sage-50-uk": Package(
        "Sage 50 UK",
        "sage50_uk",
        {},
        (("T1", "Standard rate", 15), ("T0", "Zero rated", 0), ("T9", "Outside the scope", 0)),
        (("4000", "Sales"), ("4100", "Services")),
        bills="sage50_uk",
        match_rule="code",
    ),
    "sage-50-us": Package(
        "Sage 50 US",
        "sage50_us",
        {"receivable": "11000", "tax_account": "23100", "tax_agency": "STATE"},
        (("STATE15", "15 %", 15), ("EXEMPT", "No tax", 0)),
        (("40000", "Sales"), ("41000", "Services")),
        match_rule="code",
    ),
    "sage-accounting": Package(
        "Sage Accounting",
        "sage_accounting_uk",
        {},
        (("Standard", "As the code", 15), ("Zero Rated", "As the code", 0)),
        (("4000", "Sales"), ("4100", "Services")),
        bills="sage_accounting_uk_purchases",
        match_rule="code",
    ),
    "sage-intacct": Package(
        "Sage Intacct",
        "sage_intacct_ar",
        {"tax_account": "2200", "location": "100", "department": "20"},
        (("GST", "GST 15 %", 15), ("EX", "Exempt", 0)),
        (("4000", "Sales"), ("4100", "Services")),
        match_rule="code",
    ),
    "xero": Package(
        "Xero by file",
        "xero_invoices_29",
        {},
        (("15% GST on Income", "GST 15 %", 15), ("Zero Rated", "No GST", 0)),
        (("200", "Sales"), ("260", "Other revenue")),
        bills="xero_bills_26",
    ),
}
