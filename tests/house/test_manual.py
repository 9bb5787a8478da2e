"""Pages of the manual that say what the code does: held to it, so that they cannot drift."""

import ast
import pathlib
import re
import sys
from decimal import Decimal

import common_manual
import pytest
from common_manual import codes, names

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.document import Address, Party
from odoo.addons.acct_link_batch.lib.matching import CODE, INVOICE_NAME, JOB, NAME
from odoo.addons.acct_link_reference.lib import reference
from odoo.addons.acct_link_reference.models.interface import RULES
from odoo.addons.acct_link_xero.lib.contacts import contact_payload
from odoo.addons.acct_link_xero.lib.translate import Style, document_payload
from odoo.addons.acct_link_xero.tests.lib_common import credit_note, document, line

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "dev"))

import manual  # noqa: E402

LIB = ROOT / "acct_link_xero" / "lib"


def tables(heading):
    return common_manual.tables("what-is-shared-with-xero.md", heading)


# === WHEN SOMETHING FAILS ===


def test_page_of_problems_says_what_the_catalogue_says():
    assert manual.PAGE.read_text() == manual.page(), "make manual"


def test_page_of_problems_has_each_problem_once_and_no_code_word():
    text = manual.page()
    rows = [row for row in text.splitlines() if row.startswith("| ")]
    heads = [row for row in rows if row == "| It says | What to do | Opens |"]
    assert len(rows) - len(heads) == sum(len(part) for part in manual.list_parts().values())
    assert len(heads) == len(manual.GROUPS)
    assert "%(" not in text


def test_every_room_of_the_catalogue_is_in_a_group():
    known = [code for part in manual.list_parts().values() for code in part]
    assert len(known) == len(set(known)), "a later part hides a problem of an earlier one"
    # The template of a connector may have registered its own by now; they are in no manual.
    entries = manual.catalogue.CATALOGUE.items()
    assert set(known) == {code for code, entry in entries if not entry.module.startswith("test_")}
    assert manual.list_parts().keys() == {name for name, _heading, _who in manual.GROUPS}


def test_each_add_on_translates_and_tests_its_own_problems():
    for module in manual.MODULES:
        addon = module.__name__.split(".")[2]
        source = pathlib.Path(module.__file__).read_text()
        codes = re.findall(r'^    "(\w+)": Entry\(', source, re.MULTILINE)
        assert codes or module is manual.catalogue
        for code in codes:
            assert manual.catalogue.CATALOGUE[code].module == addon, code
        # And looks whether their cures can be followed.
        assert list((ROOT / addon / "tests").rglob("test_*cures.py")), addon


def test_a_problem_is_in_the_catalogue_once():
    known = dict(manual.catalogue.CATALOGUE)
    entry = manual.catalogue.Entry("Something.", "Nothing to do.")
    with pytest.raises(ValueError, match="too_many_attempts"):
        manual.catalogue.add("acct_link_x", {"quite_new": entry, "too_many_attempts": entry})
    assert known == manual.catalogue.CATALOGUE


# === WHAT IS SHARED WITH XERO ===


def test_fields_of_documents_are_those_that_are_sent():
    rich = line(
        quantity=Decimal(2), price=Decimal("111.11"), discount=Decimal(10),
        tax=Decimal("30.05"), tracking=(("category", "option"),), item="DESIGN",
    )  # fmt: skip
    style = Style(sent=True)
    sent = set()
    for each in (document(rich, rate=Decimal("1.1"), theme="theme"), credit_note()):
        sent |= names(document_payload(each, "AUTHORISED", style))
    [table] = tables("Documents, to Xero")
    assert set().union(*(codes(row[-1]) for row in table)) == sent


@pytest.mark.parametrize(
    ("rule", "column"),
    [
        (NAME, "Name"),
        (CODE, "Contact Number"),
        (INVOICE_NAME, "Name on Invoice"),
        (JOB, "Account Number"),
    ],
)
def test_fields_of_contacts_are_those_that_are_sent_under_each_rule(rule, column):
    party = Party(
        key="K1", name="Acme Ltd", email="jo@acme.example", phone="1", tax_number="2", rule=rule,
        address=Address(("a", "b", "c", "d"), "City", "Region", "0612", "Country"),
        first_name="Jo", last_name="Doe",
    )  # fmt: skip
    _rules, table = tables("Customers, to Xero")
    place = table[0].index(column)
    shared = set().union(*(codes(row[2]) for row in table[2:] if row[place] != "–"))
    assert shared == names(contact_payload(party))


def test_rules_of_the_reference_are_those_of_the_interface():
    [table] = tables("The reference, to Xero")
    labels = dict(RULES)
    said = {label: re.match(r"`([^`]+)`|", says)[1] for label, says in table[2:]}
    assert list(said) == list(labels.values())
    for rule, template in reference.RULES.items():
        assert said[labels[rule]] == template


@pytest.mark.parametrize("part", ["remote_documents", "bills", "pull", "contacts"])
def test_fields_that_are_read_are_on_the_page(part):
    """Names of Xero's fields in the code that reads its answers: they begin with a capital."""
    tree = ast.parse((LIB / f"{part}.py").read_text())
    read = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"[A-Z][a-z]+[A-Za-z]*", node.value)
    }
    [table] = tables("From Xero")
    on_page = set().union(*(codes(row[1]) for row in table))
    # What is asked for, and what is sent as well; what tax rates may be used for in one word.
    lists = {"Contacts", "Invoices", "Accounts", "Attachments", "Currencies", "Organisations"}
    lists |= {"Items", "BrandingThemes", "TaxRates", "TrackingCategories", "NoTax", "Inclusive"}
    sent = codes(str(tables("Customers, to Xero")))
    left = {name for name in read if not name.startswith("CanApplyTo")}
    assert left - on_page - lists - sent == set()
