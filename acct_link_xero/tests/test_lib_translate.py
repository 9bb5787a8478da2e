"""Documents into Xero's words."""

import json
from datetime import date
from decimal import Decimal

import pytest

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.document import CREDIT_NOTE, INVOICE, text_line
from odoo.addons.acct_link_batch.lib.exchange import CREATE_DOCUMENTS
from odoo.addons.acct_link_xero.lib.translate import (
    Style,
    document_payload,
    prepare,
)
from odoo.addons.acct_link_xero.tests.lib_common import (
    CONTACT,
    INVOICE_ID,
    OTHER_ID,
    URL,
    bill,
    credit_note,
    document,
    line,
    payload_line,
    vendor_credit,
)

D = Decimal


# A document


def test_an_invoice_in_xeros_words():
    request = prepare(CREATE_DOCUMENTS, INVOICE, [document()], "AUTHORISED")
    assert json.loads(request.text) == {
        "Invoices": [
            {
                "Type": "ACCREC",
                "Contact": {"ContactID": CONTACT},
                "InvoiceNumber": "INV/0007",
                "Reference": "J100 Depot",
                "Date": "2026-11-02",
                "DueDate": "2026-12-20",
                "LineAmountTypes": "Exclusive",
                "CurrencyCode": "NZD",
                "Status": "AUTHORISED",
                "Url": URL,
                "LineItems": [
                    {
                        "Description": "Design",
                        "Quantity": 1.5,
                        "UnitAmount": 133.3333,
                        "AccountCode": "200",
                        "TaxType": "OUTPUT2",
                    }
                ],
            }
        ]
    }
    assert (request.operation, request.kind) == (CREATE_DOCUMENTS, INVOICE)


def test_a_credit_note_in_xeros_words():
    reduced = line(quantity=D(2), price=D(50), discount=D(10), net=D(90), tax=D("13.50"))
    notes = [credit_note(reduced), credit_note(url=URL)]
    request = prepare(CREATE_DOCUMENTS, CREDIT_NOTE, notes, "DRAFT")
    first, second = json.loads(request.text)["CreditNotes"]
    assert (first["Type"], first["CreditNoteNumber"]) == ("ACCRECCREDIT", "RINV/0003")
    assert "InvoiceNumber" not in first
    assert "Url" not in second
    assert first["LineItems"][0]["UnitAmount"] == 90
    assert "DiscountRate" not in first["LineItems"][0]


def test_the_number_is_sent_even_when_empty():
    # Without the field Xero would make up a number, and the document could be sent again.
    assert document_payload(document(number=""), "DRAFT")["InvoiceNumber"] == ""
    assert "Reference" not in document_payload(document(reference="  "), "DRAFT")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        # as printed
        ({"quantity": D("3"), "price": D("20"), "net": D("60")}, (3, 20, None)),
        ({"quantity": D("0.3333"), "price": D("0.015"), "net": D("0.00")}, (0.3333, 0.015, None)),
        ({"quantity": D("1"), "price": D("0.005"), "net": D("0.01")}, (1, 0.005, None)),
        ({"quantity": D("-1"), "price": D("0.005"), "net": D("-0.01")}, (-1, 0.005, None)),
        (
            {"quantity": D("2"), "price": D("50"), "discount": D("12.5"), "net": D("87.50")},
            (2, 50, 12.5),
        ),
        ({"quantity": D("1"), "price": D("1.000049"), "net": D("1")}, (1, 1, None)),
        # as a whole: net by another rounding, fine quantity, discounts Xero refuses
        ({"quantity": D("3"), "price": D("33.3333"), "net": D("99.99")}, (1, 99.99, None)),
        ({"quantity": D("0.33333"), "price": D("3"), "net": D("1")}, (1, 1, None)),
        ({"quantity": D("1"), "price": D("50"), "discount": D("100"), "net": D("0")}, (1, 0, None)),
        (
            {"quantity": D("1"), "price": D("50"), "discount": D("-10"), "net": D("55")},
            (1, 55, None),
        ),
        (
            {"quantity": D("-1"), "price": D("50"), "discount": D("10"), "net": D("-45")},
            (1, -45, None),
        ),
        (
            {"quantity": D("1"), "price": D("100"), "discount": D("33.333"), "net": D("66.67")},
            (1, 66.67, None),
        ),
        ({"quantity": D("0"), "price": D("100"), "net": D("0")}, (1, 0, None)),
    ],
)
def test_the_ladder_of_a_line(changes, expected):
    sent = payload_line(**changes)
    assert (sent["Quantity"], sent["UnitAmount"], sent.get("DiscountRate")) == expected
    assert "LineAmount" not in sent


def test_a_line_sent_as_a_whole_shows_what_was_printed():
    sent = payload_line(quantity=D("3.00"), price=D("33.3350"), discount=D("10.0"), net=D("90.01"))
    assert sent["Description"] == "Design (3 × 33.335 − 10 %)"
    long = payload_line(description="x" * 5000, quantity=D("100"), price=D("7"), net=D("1"))
    assert len(long["Description"]) == 4000
    assert long["Description"].endswith("x… (100 × 7)")


@pytest.mark.parametrize(
    ("net", "rate", "tax", "sent"),
    [
        ("25.06", "15", "3.76", None),
        ("0.10", "15", "0.02", None),  # 0.015, half up
        ("25.06", "15", "3.75", 3.75),
        ("-0.10", "15", "-0.02", None),
        ("100", "0", "0", None),
        ("100", "0", "0.01", 0.01),
        ("100", "15", "0", 0),
    ],
)
def test_the_tax_is_sent_only_where_xero_would_compute_another(net, rate, tax, sent):
    changes = {"net": D(net), "tax_rate": D(rate), "tax": D(tax)}
    assert payload_line(**changes).get("TaxAmount") == sent
    assert payload_line(**changes)["TaxType"] == "OUTPUT2"


def test_text_is_cut_visibly_and_never_empty():
    assert document_payload(document(reference="é" * 255), "DRAFT")["Reference"] == "é" * 255
    assert document_payload(document(reference="é" * 256), "DRAFT")["Reference"] == "é" * 254 + "…"
    emoji = document_payload(document(reference="🧾" * 200), "DRAFT")["Reference"]
    assert emoji == "🧾" * 127 + "…"
    assert payload_line(description="x" * 4001)["Description"] == "x" * 3999 + "…"
    assert payload_line(description=" a\x00b\ud800c ")["Description"] == "abc"
    assert payload_line(description="\x07")["Description"] == "J100 Depot"
    bare = document_payload(document(line(description=" "), reference=""), "DRAFT")
    assert bare["LineItems"][0]["Description"] == "INV/0007"


def test_a_due_date_is_a_calendar_date():
    sent = document_payload(document(due_date=date(2026, 1, 1)), "DRAFT")
    assert sent["DueDate"] == "2026-01-01"


@pytest.mark.parametrize("of", [credit_note(), vendor_credit()])
def test_a_credit_note_has_no_due_date(of):
    assert "DueDate" not in document_payload(of, "DRAFT")


def test_a_document_in_a_foreign_currency_says_its_rate():
    sent = document_payload(document(currency="USD", rate=D("0.589100")), "DRAFT")
    assert (sent["CurrencyCode"], sent["CurrencyRate"]) == ("USD", 0.5891)
    assert "CurrencyRate" not in document_payload(document(), "DRAFT")


def test_a_theme_is_named_by_its_id():
    assert document_payload(document(theme=OTHER_ID), "DRAFT")["BrandingThemeID"] == OTHER_ID
    assert "BrandingThemeID" not in document_payload(document(), "DRAFT")


@pytest.mark.parametrize(
    ("kind", "status", "sent", "expected"),
    [
        (INVOICE, "AUTHORISED", True, True),
        (INVOICE, "AUTHORISED", False, None),
        (INVOICE, "SUBMITTED", True, None),
        (INVOICE, "DRAFT", True, None),
        (CREDIT_NOTE, "AUTHORISED", True, None),
    ],
)
def test_only_approved_invoices_are_marked_as_sent(kind, status, sent, expected):
    payload = document_payload(document(kind=kind), status, Style(sent=sent))
    assert payload.get("SentToContact") is expected


def test_a_line_of_text_is_a_description_and_nothing_else():
    words = document(line(), text_line("Part 1"), text_line("x" * 5000), text_line("\x07"))
    _item, first, long, bare = document_payload(words, "DRAFT")["LineItems"]
    assert first == {"Description": "Part 1"}
    assert long == {"Description": "x" * 3999 + "…"}
    assert bare == {"Description": "-"}


def test_tracking_names_categories_and_options_by_id():
    pairs = ((OTHER_ID, INVOICE_ID), (INVOICE_ID, OTHER_ID))
    assert payload_line(tracking=pairs)["Tracking"] == [
        {"TrackingCategoryID": OTHER_ID, "TrackingOptionID": INVOICE_ID},
        {"TrackingCategoryID": INVOICE_ID, "TrackingOptionID": OTHER_ID},
    ]
    assert "Tracking" not in payload_line()


def test_item_is_named_beside_account_and_price():
    named = payload_line(item="DESIGN")
    assert named == {**payload_line(), "ItemCode": "DESIGN"}
    assert "ItemCode" not in payload_line()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        # as printed, with the tax in it
        ({"quantity": D(3), "price": D("9.99"), "net": D("26.06"), "tax": D("3.91")},
         (3, 9.99, None)),
        # Odoo gave the odd cent to the tax
        ({"quantity": D(3), "price": D("9.99"), "net": D("26.07"), "tax": D("3.90")},
         (3, 9.99, 3.9)),
        # another amount than printed: as a whole
        ({"quantity": D(3), "price": D("9.99"), "net": D("26.07"), "tax": D("3.91")},
         (1, 29.98, None)),
    ],
)  # fmt: skip
def test_tax_included_prices_are_sent_as_they_are(changes, expected):
    sent = document_payload(document(line(**changes), tax_included=True), "DRAFT")
    assert sent["LineAmountTypes"] == "Inclusive"
    (one,) = sent["LineItems"]
    assert (one["Quantity"], one["UnitAmount"], one.get("TaxAmount")) == expected


# Bills


def test_a_bill_in_xeros_words():
    sent = document_payload(bill(theme=OTHER_ID), "AUTHORISED", Style(sent=True))
    assert (sent["Type"], sent["InvoiceNumber"], sent["Url"]) == ("ACCPAY", "1001", URL)
    # Ignored on bills, for sales only, and of printed documents.
    assert not {"Reference", "SentToContact", "BrandingThemeID"} & sent.keys()
    assert sent["LineItems"][0]["AccountCode"] == "400"


def test_a_vendor_credit_in_xeros_words():
    sent = document_payload(vendor_credit(url=URL), "AUTHORISED")
    assert (sent["Type"], sent["CreditNoteNumber"]) == ("ACCPAYCREDIT", "C-7")
    assert not {"Reference", "Url", "InvoiceNumber"} & sent.keys()


def test_a_discount_on_a_bill_is_in_the_price():
    [sent] = document_payload(
        bill(line(quantity=D(2), price=D(100), discount=D(10), net=D(180), tax=D(27))), "DRAFT"
    )["LineItems"]
    assert "DiscountRate" not in sent
    assert (sent["Quantity"], sent["UnitAmount"]) == (1, 180)
    assert "2 × 100 − 10 %" in sent["Description"]
