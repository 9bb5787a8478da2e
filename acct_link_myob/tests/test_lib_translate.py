"""Documents into the words of MYOB: signs, dates, numbers, the mark, what is not to be added."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.document import text_line, to_json
from odoo.addons.acct_link_batch.lib.exchange import CREATE_DOCUMENTS
from odoo.addons.acct_link_batch.lib.outcome import PURCHASE_USE, SALES_USE
from odoo.addons.acct_link_myob.lib import lists, operations
from odoo.addons.acct_link_myob.lib.sign_in import ITEM_SCOPE, SCOPES, app_of
from odoo.addons.acct_link_myob.lib.taxes import difference, is_inclusive, tax_of
from odoo.addons.acct_link_myob.lib.translate import (
    AS_IS,
    REFERENCE_LENGTH,
    Style,
    document_payload,
    plain_number,
    prepare,
    route,
)
from odoo.addons.acct_link_myob.lib.wire import MEMO_LENGTH, cents, join_item
from odoo.addons.acct_link_myob.tests.lib_common import (
    ACCOUNT_ID,
    CATEGORY_ID,
    CUSTOMER_ID,
    JOB_ID,
    MARK,
    SUPPLIER_ID,
    TAX_ID,
    Books,
    bill,
    credit_note,
    document,
    guid,
    line,
    vendor_credit,
)
from odoo.addons.acct_link_myob.tests.test_lib_look_up_operations import (
    codes,
    look_up,
    sale,
    sent_row,
    there,
)
from odoo.addons.acct_link_myob.tests.test_lib_operations import follow_up
from odoo.addons.acct_link_operation.lib.operation import UPDATE

ITEM_ID = guid(90)
LAYOUT = "Sale/Invoice/Item"
KINDS = [
    (document, "Sale/Invoice/Service", "Customer", CUSTOMER_ID, 1),
    (credit_note, "Sale/Invoice/Service", "Customer", CUSTOMER_ID, -1),
    (bill, "Purchase/Bill/Service", "Supplier", SUPPLIER_ID, 1),
    (vendor_credit, "Purchase/Bill/Service", "Supplier", SUPPLIER_ID, -1),
]


@pytest.mark.parametrize(("make", "path", "field", "party", "sign"), KINDS)
def test_every_kind_goes_to_its_route_with_party_sign_and_mark(make, path, field, party, sign):
    made = make()
    request = prepare(CREATE_DOCUMENTS, made.kind, made)
    payload = json.loads(request.text)
    assert route(request) == path
    assert payload[field] == {"UID": party}
    assert payload["Date"] == "2026-11-02T00:00:00"
    assert payload["IsTaxInclusive"] is False
    assert payload["JournalMemo"] == f"J100 Depot [{MARK}]"
    assert payload["FreightTaxCode"] == {"UID": TAX_ID}
    [sent] = payload["Lines"]
    assert (sent["Total"], sent["UnitCount"]) == (sign * 200, sign * 1.5)
    assert sent["UnitPrice"] == 133.3333
    assert (sent["Account"], sent["TaxCode"]) == ({"UID": ACCOUNT_ID}, {"UID": TAX_ID})
    # The file makes these, and refuses who brings them.
    assert not {"UID", "RowVersion", "TotalAmount", "Freight"} & set(payload)
    assert "RowID" not in sent


def test_sale_is_not_printed_and_has_no_button_to_pay():
    payload = document_payload(document())
    assert payload["Number"] == "INV202600007"
    assert payload["CustomerPurchaseOrderNumber"] == "PO 77"
    assert payload["InvoiceDeliveryStatus"] == "Nothing"
    assert payload["OnlinePaymentMethod"] == "None"
    assert "SupplierInvoiceNumber" not in payload


def test_bill_has_the_number_of_the_supplier_and_none_of_ours():
    payload = document_payload(bill())
    assert payload["SupplierInvoiceNumber"] == "A 1001"
    assert payload["BillDeliveryStatus"] == "Nothing"
    assert not {"Number", "InvoiceDeliveryStatus", "OnlinePaymentMethod"} & set(payload)


def test_order_number_is_sent_where_it_is_wanted():
    payload = document_payload(document(), Style(order_number=False))
    assert "CustomerPurchaseOrderNumber" not in payload


def test_due_date_is_told_in_days_and_a_credit_is_due_at_once():
    terms = document_payload(document())["Terms"]
    assert (terms["PaymentIsDue"], terms["BalanceDueDate"]) == ("InAGivenNumberOfDays", 48)
    terms = document_payload(credit_note())["Terms"]
    assert (terms["PaymentIsDue"], terms["BalanceDueDate"]) == ("CashOnDelivery", 0)


def test_category_stands_on_the_document_and_the_job_on_its_line():
    made = document(line(tracking=(("job", JOB_ID),)), tracking=(("category", CATEGORY_ID),))
    payload = document_payload(made)
    assert payload["Category"] == {"UID": CATEGORY_ID}
    assert payload["Lines"][0]["Job"] == {"UID": JOB_ID}
    assert not {"Category", "Job"} & {*document_payload(document()), *payload["Lines"][0]} - {"Job"}


def test_words_stand_in_lines_of_their_own():
    lines = document_payload(document(text_line("Stage 1"), line(), text_line("")))["Lines"]
    assert [each["Type"] for each in lines] == ["Header", "Transaction", "Header"]
    assert (lines[0]["Description"], lines[2]["Description"]) == ("Stage 1", "J100 Depot")


def test_long_description_goes_on_below_and_nothing_is_lost():
    said = " ".join(f"word{number}" for number in range(120))
    lines = document_payload(document(line(description=said)))["Lines"]
    assert [each["Type"] for each in lines][:2] == ["Transaction", "Header"]
    assert all(len(each["Description"]) <= 255 for each in lines)
    assert " ".join(each["Description"] for each in lines) == said


def test_description_without_a_blank_is_cut_where_it_is_full():
    lines = document_payload(document(line(description="x" * 600)))["Lines"]
    assert [len(each["Description"]) for each in lines] == [255, 255, 90]


# === THE MARK === #


@given(st.text(max_size=400))
def test_mark_stands_whole_at_the_end_of_the_memo(reference):
    memo = document_payload(document(reference=reference))["JournalMemo"]
    assert memo.endswith(f"[{MARK}]")
    assert len(memo.encode("utf-16-le")) <= 2 * MEMO_LENGTH


def test_longest_reference_is_not_cut():
    reference = "r" * REFERENCE_LENGTH
    assert document_payload(document(reference=reference))["JournalMemo"].startswith(
        reference + " "
    )


# === NUMBERS === #


@pytest.mark.parametrize(
    ("number", "plain"),
    [
        ("INV/2026/00001", "INV202600001"),
        ("RINV/2026/00001", "RINV202600001"),
        ("INV/26/00001", "INV/26/00001"),  # fits as it is
        ("INV 2026.00001-A", "INV202600001A"),
        ("BRANCH/2026/000123", "BRANCH2026000123"),  # still too long: it stops, uncut
    ],
)
def test_number_that_is_too_long_loses_its_separators_and_nothing_else(number, plain):
    assert plain_number(number) == plain
    assert plain_number(number, AS_IS) == number


# === PRICES === #


def priced(**changes):
    return document_payload(document(line(**changes)))["Lines"][0]


def test_printed_price_and_discount_stay_where_they_come_to_the_total():
    sent = priced(quantity=Decimal(3), price=Decimal("33.33"), discount=Decimal("7.5"),
                  net=Decimal("92.49"), tax=Decimal("9.25"))  # fmt: skip
    assert (sent["UnitCount"], sent["UnitPrice"], sent["DiscountPercent"]) == (3, 33.33, 7.5)


def test_price_that_contains_the_tax_is_sent_without_it():
    sent = priced(quantity=Decimal(1), price=Decimal(220))
    assert (sent["UnitCount"], sent["UnitPrice"], sent["Total"]) == (1, 200, 200)


def test_amount_that_no_price_comes_to_goes_alone_with_what_was_printed_behind():
    sent = priced(quantity=Decimal("0.0000001"), price=Decimal("1999999999"))
    assert not {"UnitCount", "UnitPrice"} & set(sent)
    assert sent["Description"] == "Design (0.0000001 × 1999999999)"


def test_line_below_zero_on_an_invoice_keeps_its_price_above():
    made = document(line(), line(price=Decimal(-50), quantity=Decimal(1), net=Decimal(-50),
                                 tax=Decimal(-5)))  # fmt: skip
    sent = document_payload(made)["Lines"][1]
    assert (sent["UnitCount"], sent["UnitPrice"], sent["Total"]) == (-1, 50, -50)


amounts = st.decimals(0, 10_000, places=2)


@given(amounts, st.decimals("0.01", 1000, places=3), st.sampled_from([0, 5, 33]))
def test_units_times_price_is_the_total_to_the_cent(price, quantity, discount):
    share = (100 - Decimal(discount)) / 100
    net = cents(price * quantity * share)
    made = line(price=price, quantity=quantity, discount=Decimal(discount), net=net,
                tax=cents(net / 10))  # fmt: skip
    for make in (document, credit_note):
        sent = document_payload(make(made))["Lines"][0]
        if "UnitCount" in sent:
            product = Decimal(str(sent["UnitCount"])) * Decimal(str(sent["UnitPrice"]))
            discounted = product * (100 - Decimal(str(sent.get("DiscountPercent", 0)))) / 100
            assert cents(discounted) == cents(Decimal(str(sent["Total"])))


# === TAX === #


def test_tax_that_adds_up_by_lines_is_left_out_of_the_amounts():
    assert not is_inclusive(document(line(), line()))
    assert difference(document(line(), line())) == 0


def test_tax_that_only_comes_out_of_gross_amounts_is_sent_in_them():
    # 10 % of 0.05 is a cent by itself, and Odoo booked none on the second.
    lines = (
        line(net=Decimal("0.05"), tax=Decimal("0.01")),
        line(net=Decimal("0.05"), tax=Decimal(0)),
    )
    made = document(*lines)
    assert tax_of(made, inclusive=False) == Decimal("0.02")
    assert is_inclusive(made)
    assert difference(made) == 0
    payload = document_payload(made)
    assert payload["IsTaxInclusive"] is True
    assert [each["Total"] for each in payload["Lines"]] == [0.06, 0.05]


def test_tax_that_cannot_be_sent_is_told():
    made = document(line(tax=Decimal("21.00")))
    assert difference(made) == Decimal("-0.91")


def test_freight_code_is_that_of_the_first_line_with_an_amount():
    other = replace(line(), tax_id=CATEGORY_ID)
    assert document_payload(document(text_line("a"), other, line()))["FreightTaxCode"] == {
        "UID": CATEGORY_ID
    }


# === ITEMS === #


def of_item(**changes):
    return line(**{"account_id": join_item(ITEM_ID), **changes})


def item_row(uid=90, **changes):
    values = {"UID": guid(uid), "Number": "DESIGN", "Name": "Design", "IsActive": True}
    return {**values, "IsSold": True, "IncomeAccount": {"UID": ACCOUNT_ID}, **changes}


def test_items_that_are_sold_stand_beside_accounts_of_purchases():
    rows = [
        item_row(),
        item_row(91, IsActive=False, Name=""),
        item_row(92, IsSold=False),
        item_row(93, IncomeAccount=None),
    ]
    found = list(lists.items(Books(Item=rows)))
    assert [(code.remote_id, code.name, code.usable) for code in found] == [
        (join_item(guid(90)), "Design", True),
        (join_item(guid(91)), "DESIGN", False),
    ]
    assert {(code.use, code.parent) for code in found} == {(SALES_USE, ACCOUNT_ID)}
    account = {"UID": ACCOUNT_ID, "Type": "Income", "IsHeader": False, "IsActive": True}
    [code] = lists.accounts(Books(Account=[account]), PURCHASE_USE)
    assert (code.remote_id, code.use) == (ACCOUNT_ID, PURCHASE_USE)


def test_scope_of_items_is_asked_for_only_where_they_are_used():
    values = ("key", "https://odoo/", "https://secure")
    assert app_of(*values).scopes.split() == [*SCOPES]
    assert app_of(*values, with_items=True).scopes.split() == [*SCOPES, ITEM_SCOPE]


@pytest.mark.parametrize(("make", "sign"), [(document, 1), (credit_note, -1)])
def test_sale_of_items_has_their_layout(make, sign):
    made = make(text_line("Phase 1"), of_item())
    request = prepare(CREATE_DOCUMENTS, made.kind, made)
    assert route(request) == LAYOUT
    words, sent = json.loads(request.text)["Lines"]
    assert words == {"Type": "Header", "Description": "Phase 1"}
    assert (sent["Item"], sent["TaxCode"]) == ({"UID": ITEM_ID}, {"UID": TAX_ID})
    assert (sent["ShipQuantity"], sent["UnitPrice"]) == (sign * 1.5, 133.3333)
    assert sent["Total"] == sign * 200
    # The item says which account is booked.
    assert not {"Account", "UnitCount"} & set(sent)


@pytest.mark.parametrize(
    ("make", "net", "quantity"),
    [(document, "200.00", 1), (document, "-200.00", -1), (credit_note, "200.00", -1)],
)
@pytest.mark.parametrize("printed", ["0", "1.0000001"])
def test_item_whose_quantity_cannot_be_sent_is_one_of_its_total(make, net, quantity, printed):
    tax = Decimal(net) / 10
    made = make(of_item(net=Decimal(net), tax=tax, quantity=Decimal(printed)))
    [sent] = document_payload(made)["Lines"]
    assert (sent["ShipQuantity"], sent["UnitPrice"]) == (quantity, 200)
    assert sent["Total"] == quantity * 200
    assert ("×" in sent["Description"]) is (printed != "0")


def test_bill_keeps_the_layout_of_services():
    made = bill()
    assert route(prepare(CREATE_DOCUMENTS, made.kind, made)) == "Purchase/Bill/Service"


def test_update_goes_to_the_layout_that_it_was_sent_in():
    ours = document(of_item())
    changed = document(of_item(net=Decimal("400.00"), tax=Decimal("40.00")))
    values = {"document": to_json(changed), "before": to_json(ours)}
    operation = follow_up(UPDATE)
    operation = replace(operation, values={**operation.values, **values})
    listed = sale(InvoiceType="Item")
    single = {f"{LAYOUT}/{operation.remote_id}": sent_row(ours, InvoiceType="Item")}
    found = look_up(there([listed], **single), operation)
    posting = operations.route(operations.prepare(replace(operation, found=found.found)))
    assert (posting.method, posting.path) == ("PUT", f"{LAYOUT}/{operation.remote_id}")
    # What was sent before items were chosen, or after, has the other layout there.
    assert codes(look_up(there([sale()]), operation)) == ["myob_converted"]
