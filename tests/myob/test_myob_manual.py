"""The page of what is shared with MYOB says what the code does: held to it."""

import ast
import json
import pathlib
import re
from dataclasses import replace
from decimal import Decimal

import common_manual
import pytest
from common_manual import codes, names

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.document import Address, text_line
from odoo.addons.acct_link_batch.lib.matching import CODE
from odoo.addons.acct_link_myob.lib.contacts import CardStyle, card_payload
from odoo.addons.acct_link_myob.lib.operations import prepare, route
from odoo.addons.acct_link_myob.lib.translate import document_payload
from odoo.addons.acct_link_myob.lib.wire import join_item
from odoo.addons.acct_link_myob.tests.lib_common import (
    ACCOUNT_ID,
    CATEGORY_ID,
    CUSTOMER_PARTY,
    JOB_ID,
    SUPPLIER_PARTY,
    TAX_ID,
    bill,
    document,
    line,
)
from odoo.addons.acct_link_myob.tests.test_lib_operations import follow_up
from odoo.addons.acct_link_myob.tests.test_lib_spend_money import expense
from odoo.addons.acct_link_operation.lib.operation import ALLOCATE, ATTACH, UPDATE

LIB = pathlib.Path(__file__).resolve().parents[2] / "acct_link_myob" / "lib"


def tables(heading):
    return common_manual.tables("what-is-shared-with-myob.md", heading)


def fields(table, column=-1):
    return set().union(*(codes(row[column]) for row in table))


def test_fields_of_documents_are_those_that_are_sent():
    priced = {"quantity": Decimal(2), "price": Decimal(125), "discount": Decimal(20)}
    rich = line(**priced, tracking=(("job", JOB_ID),))
    tracking = (("category", CATEGORY_ID),)
    of_items = document(replace(rich, account_id=join_item(ACCOUNT_ID)))
    sale = document(rich, text_line("Note"), tracking=tracking)
    documents = (sale, of_items, bill(rich), expense(rich))
    sent = set().union(*(names(document_payload(each)) for each in documents))
    [table, *_rest] = tables("Documents, to MYOB")
    assert fields(table) == sent - {"UID"}


@pytest.mark.parametrize(("party", "column"), [(CUSTOMER_PARTY, -2), (SUPPLIER_PARTY, -1)])
def test_fields_of_cards_are_those_that_are_sent(party, column):
    full = replace(
        party,
        name="Jo Doe",
        rule=CODE,
        key="C1",
        email="jo@acme.example",
        phone="1",
        tax_number="2",
        address=Address(("a", "b"), "City", "Region", "0612", "Country"),
        first_name="Jo",
        last_name="Doe",
    )
    styles = [CardStyle(TAX_ID, person, home) for person in (True, False) for home in ("NZD", "")]
    sent = set().union(*(names(card_payload(full, style)) for style in styles)) - {"UID"}
    table = tables("Customers and suppliers, to MYOB")[-1]
    assert fields([row for row in table[2:] if row[column] != "–"], 2) == sent


def test_fields_of_follow_ups_are_those_that_are_sent():
    [table] = tables("Follow-ups, to MYOB")
    by_name = {row[0]: codes(row[-1]) for row in table}
    sent = {
        operation: names(json.loads(route(prepare(follow_up(operation))).body))
        for operation in (ALLOCATE, ATTACH, UPDATE)
    }
    assert by_name["Set off"] == sent[ALLOCATE]
    assert by_name["Attach"] == sent[ATTACH]
    assert by_name["Update"] == sent[UPDATE] - names(document_payload(document())) | {"UID"}


# Words in the code that are no field that is read: routes, kinds, layouts, states.
WORDS = {
    *("Account", "AccountReceivable", "AccountsPayable", "Bank", "CreditCard", "CompanyFile"),
    *("AU", "NZ", "AUD", "NZD", "Off", "OnAndRequired", "InputTaxed", "SalesTax", "QST"),
    *("LuxuryCarTax", "ECPurchVAT", "ECSalesVAT", "DataScopes", "Items", "Product", "GST"),
    *("Open", "Closed", "Credit", "Debit", "Service", "Item", "Professional", "Miscellaneous"),
    *("Header", "SubTotal", "Attachment", "AccountRight", "Foreign"),
}


@pytest.mark.parametrize(
    "part",
    [
        *("lists", "look_up", "contacts", "incoming/rows", "incoming/documents"),
        *("incoming/bills", "incoming/changes", "incoming/settlements"),
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
    [table] = tables("From MYOB")
    sent = codes(str(tables("Customers and suppliers, to MYOB")))
    assert read - fields(table, 1) - WORDS - sent == set()
