"""Every error text Xero is known for, and what it means here."""

import time

import pytest

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.catalogue import CATALOGUE
from odoo.addons.acct_link_batch.lib.catalogue.repair import where
from odoo.addons.acct_link_xero.lib.messages import MEANINGS, problem, rejected, remark, whole
from odoo.addons.acct_link_xero.tests.lib_common import PARTY, document

LOCKED = "The document date cannot be before the %s lock date, currently set at 31/03/2026."

ABOUT_DOCUMENTS = [
    ("Invoice # must be unique.", "number_taken", True),
    ("Credit Note # must be unique.", "number_taken", True),
    ("Invoice not of valid status for modification", "number_taken", True),
    (
        "This document cannot be edited as it has a payment or credit note allocated to it.",
        "number_taken",
        True,
    ),
    (
        "The status VOIDED cannot be applied to the invoice because it has payments or credit "
        "notes allocated to it.",
        "refused",
        False,
    ),
    ("Account code 'X' is not a valid code for this document.", "account_refused", False),
    (
        "Account code 'X' has been archived, or has been deleted. Each line item must reference a "
        "valid account.",
        "account_refused",
        False,
    ),
    ("The account code or ID must be specified", "account_refused", False),
    ("Account code or ID must be specified", "account_refused", False),
    ("The TaxType code 'X' cannot be used with account code 'Y'.", "tax_refused", False),
    ("Tax rate must be Active", "tax_refused", False),
    ("Organisation is not subscribed to currency EUR", "currency_refused", False),
    (LOCKED % "period", "period_locked", False),
    (LOCKED % "end of year", "period_locked", False),
    (
        "The line total 1.00 does not match the expected line total 1.01",
        "line_total_refused",
        False,
    ),
    (
        "The line total 1.00 does not match the expected line total 1.01. The UnitAmount should be "
        "used when specifying a discount for a line item.",
        "line_total_refused",
        False,
    ),
    (
        "The discount rate '120' is invalid. Discount must not be greater than the line total.",
        "discount_refused",
        False,
    ),
    ("Invoice Type must be specified", "kind_refused", False),
    ("Invoice not of valid type for creation", "kind_refused", False),
    ("A Contact must be specified for this type of transaction", "contact_left_out", False),
    ("Email address must be valid.", "email_invalid", False),
    (
        "The contact with the specified contact details has been archived. The contact must be "
        "un-archived before creating new invoices or credit notes.",
        "contact_archived",
        False,
    ),
    (
        "An existing Invoice with the specified InvoiceID could not be found",
        "not_found_there",
        False,
    ),
    (
        "An existing Credit Note with the specified CreditNoteID could not be found",
        "not_found_there",
        False,
    ),
    ("You have reached the limit of invoices you can approve", "plan_limit", False),
    ("Something nobody has seen yet", "refused", False),
]
ABOUT_CONTACTS = [
    (
        "The contact name Acme is already assigned to another contact. The contact name must be "
        "unique across all active contacts.",
        "contact_taken",
        True,
    ),
    (
        "Another contact has this contact number. Please enter a different contact number.",
        "contact_taken",
        True,
    ),
    (
        "The specified contact details matched an archived contact. Archived contacts cannot "
        "currently be edited via the API.",
        "contact_taken",
        True,
    ),
    ("The contact number is already linked to another contact", "contact_taken", True),
    (
        "The Account Number already exists. Please enter a different Account Number.",
        "contact_taken",
        True,
    ),
    # That of a new one is the customer's; of a document, that of the contact there.
    ("Email address must be valid.", "contact_refused", False),
    ("Something nobody has seen yet", "contact_refused", False),
]


@pytest.mark.parametrize(
    ("text", "code", "taken", "item"),
    [(*row, document()) for row in ABOUT_DOCUMENTS] + [(*row, PARTY) for row in ABOUT_CONTACTS],
)
def test_a_text_has_its_meaning(text, code, taken, item):
    found = problem(text, item)
    assert found.code == code
    outcome = rejected([text], item)
    assert outcome.problems == (found,)
    assert outcome.taken is taken
    entry = CATALOGUE[code]
    sentence = (entry.text + entry.cure) % {**found.values, "system": "Xero"}
    assert "%(" not in sentence


@pytest.mark.parametrize(
    ("text", "code", "item"),
    [(text, code, document()) for text, code, _taken in ABOUT_DOCUMENTS]
    + [(text, code, PARTY) for text, code, _taken in ABOUT_CONTACTS],
)
def test_a_text_leads_to_a_record(text, code, item):
    assert problem(text, item).record or where(code)


def test_a_text_nobody_knows_is_shown_as_it_came():
    for item in (document(), PARTY):
        found = problem("Something nobody has seen yet", item)
        assert found.values["message"] == "Something nobody has seen yet"
        assert "%(message)s" in CATALOGUE[found.code].text


def test_the_document_and_the_customer_are_named():
    assert problem("Invoice # must be unique.", document()).values == {"number": "INV/0007"}
    assert problem(LOCKED % "period", document()).values == {"date": "2026-11-02"}
    assert problem("not subscribed to currency NZD", document()).values == {"currency": "NZD"}
    mail = problem("Email address must be valid.", document())
    assert mail.values == {"key": "Acme Ltd", "number": "INV/0007"}
    assert mail.record == ("res.partner", 7)
    assert problem("Tax rate must be Active", document()).record is None


def test_texts_that_mean_the_same_are_said_once():
    said = ["Invoice # must be unique.", "invoice # MUST be unique", "New."]
    outcome = rejected(said, document())
    assert [p.code for p in outcome.problems] == ["number_taken", "refused"]
    assert outcome.taken is True


def test_no_secret_and_no_novel_is_shown():
    told = "x Bearer abc.def " + "y" * 1000
    for shown in (whole([told]), remark(told), problem(told, document())):
        assert "abc.def" not in shown.values["message"]
        assert len(shown.values["message"]) == 500


def test_every_meaning_is_in_the_catalogue():
    assert {meaning.code for meaning in MEANINGS} <= set(CATALOGUE)


@pytest.mark.parametrize(
    "part", ["account code ", "discount rate ", "an existing ", "contact name ", "idempotency key "]
)
def test_a_long_text_takes_no_long_time(part):
    """0.1 s on an ordinary machine; growing with the square it would be minutes."""
    before = time.process_time()
    problem(part * 100_000, document())
    assert time.process_time() - before < 3
