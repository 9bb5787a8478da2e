"""Documents into the words of QuickBooks Online: the party, the note, places, amounts."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.document import (
    CARD,
    EXPENSE_REFUND,
    text_line,
)
from odoo.addons.acct_link_batch.lib.exchange import CREATE_DOCUMENTS
from odoo.addons.acct_link_qbo.lib import translate
from odoo.addons.acct_link_qbo.lib.translate import Style, document_payload, prepare, route
from odoo.addons.acct_link_qbo.lib.wire import cents
from odoo.addons.acct_link_qbo.tests.lib_common import (
    MARK,
    bill,
    bought,
    credit_note,
    document,
    expense,
    line,
    vendor_credit,
)

KINDS = [
    (document, "Invoice", "CustomerRef", {"value": "1"}),
    (credit_note, "CreditMemo", "CustomerRef", {"value": "1"}),
    (bill, "Bill", "VendorRef", {"value": "1"}),
    (vendor_credit, "VendorCredit", "VendorRef", {"value": "1"}),
    (expense, "Purchase", "EntityRef", {"value": "1", "type": "Vendor"}),
]


@pytest.mark.parametrize(("make", "entity", "field", "party"), KINDS)
def test_every_kind_names_its_party_number_and_mark(make, entity, field, party):
    made = make()
    request = prepare(CREATE_DOCUMENTS, made.kind, made)
    payload = json.loads(request.text)
    assert route(request) == entity.lower()
    assert payload[field] == party
    assert payload["DocNumber"] == made.number
    assert payload["TxnDate"] == "2026-11-02"
    assert payload.get("DueDate") == ("2026-12-20" if entity in ("Invoice", "Bill") else None)
    assert payload["PrivateNote"] == f"J100 Depot\n[{MARK}]"
    assert payload["GlobalTaxCalculation"] == "TaxExcluded"
    assert "TotalAmt" not in payload
    assert len(request.text.encode()) < 2000


@pytest.mark.parametrize(("make", "entity", "_field", "_party"), KINDS)
def test_terms_stand_on_what_is_due_and_never_in_place_of_the_date(make, entity, _field, _party):
    made = replace(make(), terms="3")
    payload = json.loads(prepare(CREATE_DOCUMENTS, made.kind, made).text)
    due = entity in ("Invoice", "Bill")
    assert payload.get("SalesTermRef") == ({"value": "3"} if due else None)
    assert ("DueDate" in payload) is due
    without = replace(made, terms="")
    assert "SalesTermRef" not in json.loads(prepare(CREATE_DOCUMENTS, made.kind, without).text)


def test_text_is_utf_8_and_not_escaped():
    request = prepare(CREATE_DOCUMENTS, "invoice", document(number="Ünï-☃-𝄞"))
    assert "Ünï-☃-𝄞" in request.text


@pytest.mark.parametrize(
    ("reference", "mark", "note"),
    [
        ("J1", True, f"J1\n[{MARK}]"),
        ("", True, f"[{MARK}]"),
        ("J1", False, "J1"),
        ("", False, None),
        ("x" * 300, False, "x" * 254 + "…"),
    ],
)
def test_note(reference, mark, note):
    payload = document_payload(document(reference=reference), Style(mark=mark))
    assert payload.get("PrivateNote") == note


@pytest.mark.parametrize(
    ("rate", "full", "sent"),
    [
        (None, "", None),
        (Decimal("0.5"), "", 2),
        (Decimal("0.61"), "0.606060", 1.650001650),
        (Decimal(9500), "", 0.0001052632),
    ],
)
def test_rate_is_what_one_unit_is_worth_in_the_books(rate, full, sent):
    payload = document_payload(document(currency="EUR", rate=rate, rate_full=full))
    assert payload["CurrencyRef"] == {"value": "EUR"}
    assert payload.get("ExchangeRate") == (sent and pytest.approx(sent, abs=1e-9))


def test_books_of_one_currency_are_told_none():
    payload = document_payload(document(), Style(currencies=False))
    assert "CurrencyRef" not in payload


@pytest.mark.parametrize(
    ("changes", "payment", "credit"),
    [
        ({}, "Cash", None),
        ({"paid_by": CARD, "paid_from": "account:8"}, "CreditCard", None),
        ({"kind": EXPENSE_REFUND, "paid_by": CARD, "paid_from": "account:8"}, "CreditCard", True),
    ],
)
def test_expense_is_paid_by_what_its_account_is(changes, payment, credit):
    made = expense(**changes)
    payload = document_payload(made)
    assert payload["PaymentType"] == payment
    assert payload["AccountRef"] == {"value": made.paid_from.split(":")[1]}
    assert payload.get("Credit") is credit
    assert "DueDate" not in payload


# === PLACES === #

TRACKED = (("class", "Class:2"), ("customer", "Customer:5"))


def test_sale_has_class_on_line_and_location_above():
    payload = document_payload(
        document(line(tracking=TRACKED), tracking=(("location", "Department:1"),))
    )
    assert payload["DepartmentRef"] == {"value": "1"}
    detail = payload["Line"][0]["SalesItemLineDetail"]
    assert detail["ClassRef"] == {"value": "2"}
    assert "CustomerRef" not in detail


def test_purchase_has_customer_on_line_that_is_not_billed():
    detail = document_payload(bill(bought(tracking=TRACKED)))["Line"][0]
    detail = detail["AccountBasedExpenseLineDetail"]
    assert detail["CustomerRef"] == {"value": "5"}
    assert detail["BillableStatus"] == "NotBillable"
    assert detail["ClassRef"] == {"value": "2"}


def test_class_of_a_document_is_that_of_all_lines_of_a_purchase():
    place = (("class", "Class:2"),)
    sale = document_payload(document(tracking=place))
    assert sale["ClassRef"] == {"value": "2"}
    purchase = document_payload(bill(bought(), bought(), tracking=place))
    assert "ClassRef" not in purchase
    details = [each["AccountBasedExpenseLineDetail"] for each in purchase["Line"]]
    assert [each["ClassRef"] for each in details] == [{"value": "2"}] * 2


# === LINES === #


def test_line_of_a_sale_is_of_an_item():
    [sent] = document_payload(document())["Line"]
    assert sent == {
        "DetailType": "SalesItemLineDetail",
        "Amount": 200,
        "Description": "Design",
        "SalesItemLineDetail": {
            "ItemRef": {"value": "1"},
            "Qty": 1.5,
            "UnitPrice": 133.3333,
            "TaxCodeRef": {"value": "1"},
        },
    }


@pytest.mark.parametrize(
    ("account", "kind", "ref"),
    [
        ("account:5", "AccountBasedExpenseLineDetail", "AccountRef"),
        ("item:3", "ItemBasedExpenseLineDetail", "ItemRef"),
    ],
)
def test_line_of_a_purchase_is_of_an_account_or_an_item(account, kind, ref):
    [sent] = document_payload(bill(bought(account_id=account)))["Line"]
    assert sent["DetailType"] == kind
    assert sent[kind][ref] == {"value": account.split(":")[1]}
    assert ("Qty" in sent[kind]) is (ref == "ItemRef")


@pytest.mark.parametrize(
    ("values", "quantity", "price", "figures"),
    [
        (("3", "33.33", "0", "99.99"), 3, 33.33, ""),
        # A discount is in the price where that comes to one.
        (("3", "33.33", "7.5", "92.49"), 3, 30.83, " (3 × 33.33 − 7.5 %)"),
        # So is a tax in the price.
        (("3", "11.50", "0", "30.00"), 3, 10, " (3 × 11.5)"),
        (("3", "11.50", "0", "30.01"), 3, 10.0033, " (3 × 11.5)"),
        (("0", "11.50", "0", "0.00"), 1, 0, ""),
        (("-2", "5.00", "0", "-10.00"), -2, 5, ""),
        (("1", "-50.00", "0", "-50.00"), 1, -50, ""),
        (("0.000001", "5000000", "0", "5.00"), 1, 5, " (0.000001 × 5000000)"),
    ],
)
def test_quantity_and_price_come_to_the_amount(values, quantity, price, figures):
    names = ("quantity", "price", "discount", "net")
    made = line(**dict(zip(names, map(Decimal, values), strict=True)), tax=Decimal())
    [sent] = document_payload(document(made))["Line"]
    detail = sent["SalesItemLineDetail"]
    assert (detail["Qty"], detail["UnitPrice"]) == (quantity, price)
    assert sent["Description"] == "Design" + figures
    assert sent["Amount"] == float(values[-1])


@given(
    st.decimals("-1000", "1000", places=3),
    st.decimals("0", "10000", places=4),
    st.decimals("-99999", "99999", places=2),
    st.sampled_from([Decimal(0), Decimal("7.5")]),
)
@settings(max_examples=300)
def test_whatever_was_printed_the_product_is_the_amount(quantity, price, net, discount):
    made = line(quantity=quantity, price=price, net=net, discount=discount, tax=Decimal())
    [sent] = document_payload(document(made))["Line"]
    detail = sent["SalesItemLineDetail"]
    product = Decimal(str(detail["Qty"])) * Decimal(str(detail["UnitPrice"]))
    assert cents(product) == Decimal(str(sent["Amount"])) == net


def test_words_have_a_line_of_their_own_in_sales_and_the_tax_code_of_another():
    made = document(text_line("Phase 1"), line(), text_line("\x07"))
    sent = document_payload(made)["Line"]
    assert sent[0] == {
        "DetailType": "DescriptionOnly",
        "Description": "Phase 1",
        "DescriptionLineDetail": {"TaxCodeRef": {"value": "1"}},
    }
    assert sent[2]["Description"] == "-"


def test_words_stand_above_the_next_line_in_purchases():
    made = bill(text_line("Phase 1"), bought(quantity=Decimal(1)), text_line("Thanks"))
    [sent] = document_payload(made)["Line"]
    assert sent["Description"] == "Phase 1\nDesign\nThanks"


def test_line_without_words_has_those_of_the_document():
    assert document_payload(document(line(description=" ")))["Line"][0]["Description"] == (
        "J100 Depot"
    )
    made = document(line(description=" "), reference="")
    assert document_payload(made)["Line"][0]["Description"] == "INV/2026/0007"


def test_description_is_cut_with_a_mark_and_keeps_the_figures():
    made = line(description="x" * 5000, price=Decimal(7))
    said = document_payload(document(made))["Line"][0]["Description"]
    assert len(said) == 4000
    assert said.endswith("… (1.5 × 7)")


# === WHERE THEY COMPUTE SALES TAX === #


@pytest.mark.parametrize(
    ("style", "total"),
    [
        (Style(automated=True), 30),
        (Style(automated=True, us_tax=translate.THEIR_TAX), None),
    ],
)
def test_automated_sales_tax_is_ours_or_theirs(style, total):
    made = document(line(tax_id="TAX"), text_line("Note"))
    payload = document_payload(made, style)
    assert "GlobalTaxCalculation" not in payload
    assert payload["Line"][0]["SalesItemLineDetail"]["TaxCodeRef"] == {"value": "TAX"}
    assert "DescriptionLineDetail" not in payload["Line"][1]
    assert payload.get("TxnTaxDetail") == (total and {"TotalTax": total})


def test_purchase_has_no_tax_where_it_is_automated():
    payload = document_payload(bill(bought(tax=Decimal(), tax_id="NON")), Style(automated=True))
    assert "TaxCodeRef" not in payload["Line"][0]["AccountBasedExpenseLineDetail"]
    assert "TxnTaxDetail" not in payload


def test_company_without_sales_tax():
    payload = document_payload(document(line(tax=Decimal())), Style(taxed=False))
    assert payload["GlobalTaxCalculation"] == "NotApplicable"
    assert "TaxCodeRef" not in payload["Line"][0]["SalesItemLineDetail"]


@pytest.mark.parametrize("make", [each[0] for each in KINDS])
def test_amounts_are_positive_in_every_kind(make):
    assert document_payload(make())["Line"][0]["Amount"] == 200
