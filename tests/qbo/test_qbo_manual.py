"""The page of what is shared with QuickBooks says what the code does: held to it."""

import ast
import pathlib
import re
from dataclasses import replace
from decimal import Decimal

import common_manual
import pytest
from common_manual import codes

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.document import CARD, EXPENSE_REFUND, Address, text_line
from odoo.addons.acct_link_qbo.lib.contacts import contact_payload
from odoo.addons.acct_link_qbo.lib.translate import Style, document_payload
from odoo.addons.acct_link_qbo.tests.lib_common import (
    CUSTOMER_PARTY,
    VENDOR_PARTY,
    bill,
    bought,
    document,
    expense,
    line,
)

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIB = ROOT / "acct_link_qbo" / "lib"


def tables(heading):
    return common_manual.tables("what-is-shared-with-quickbooks.md", heading)


def names(payload):
    """But for how references are written."""
    return common_manual.names(payload) - {"value", "type"}


def test_fields_of_documents_are_those_that_are_sent():
    tracking = (("class", "Class:1"), ("customer", "Customer:5"))
    rich = {"tax": Decimal("30.05"), "tracking": tracking}
    refund = {"kind": EXPENSE_REFUND, "paid_by": CARD, "paid_from": "account:8"}
    documents = (
        document(line(**rich), text_line("Note"), rate=Decimal("1.1"), terms="3"),
        document(tracking=(("class", "Class:1"), ("location", "Department:1"))),
        bill(bought(**rich), bought(account_id="item:3")),
        expense(**refund),
    )
    sent = set().union(*(names(document_payload(each)) for each in documents))
    [table, *_rest] = tables("Documents, to QuickBooks")
    assert set().union(*(codes(row[-1]) for row in table)) == sent


@pytest.mark.parametrize(("party", "column"), [(CUSTOMER_PARTY, -2), (VENDOR_PARTY, -1)])
def test_fields_of_contacts_are_those_that_are_sent(party, column):
    full = replace(
        party,
        email="jo@acme.example",
        phone="1",
        tax_number="2",
        address=Address(("a", "b"), "City", "Region", "0612", "Country"),
        first_name="Jo",
        last_name="Doe",
        currency="NZD",
    )
    _rules, table = tables("Customers and suppliers, to QuickBooks")
    shared = set().union(*(codes(row[2]) for row in table[2:] if row[column] != "–"))
    assert shared == names(contact_payload(full, Style()))


# Words in the code that are no field that is read: entities, groups, values, parts of answers.
WORDS = {
    *("Account", "Item", "Class", "Department", "Customer", "Vendor", "Invoice", "CreditMemo"),
    *("Bill", "VendorCredit", "Purchase", "Payment", "BillPayment", "CompanyInfo", "Preferences"),
    *("CompanyCurrency", "TaxCode", "TaxRate", "Term", "BillPaymentCheck", "BillPaymentCreditCard"),
    *("AccountingInfoPrefs", "CurrencyPrefs", "SalesFormsPrefs", "TaxPrefs", "NameValue", "Value"),
    *("ASSET", "Bank", "Service", "NonInventory", "Inventory", "US", "USA", "XXX", "Voided"),
    *("CDCResponse", "QueryResponse", "MetaData", "LastUpdatedTime", "Deleted"),
    *("GroupLineDetail", "Line"),
}


@pytest.mark.parametrize(
    "part",
    [
        *("lists", "look_up", "contacts", "incoming/remote_documents", "incoming/bills"),
        *("incoming/pull", "incoming/settlements"),
    ],
)
def test_fields_that_are_read_are_on_the_page(part):
    tree = ast.parse((LIB / f"{part}.py").read_text())
    read = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"[A-Z][A-Za-z]+", node.value)
    }
    [table] = tables("From QuickBooks")
    on_page = set().union(*(codes(row[1]) for row in table))
    sent = codes(str(tables("Customers and suppliers, to QuickBooks")))
    assert read - on_page - WORDS - sent == set()
