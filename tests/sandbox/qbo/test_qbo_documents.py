"""Documents: what is taken, what is worked out here, and what is refused with which code."""

import pytest


def test_invoice_comes_back_whole(qbo):
    made = qbo.create("Invoice", **qbo.invoice(PrivateNote="ours", TotalAmt=5))
    assert (made["Id"], made["SyncToken"], made["domain"]) == ("1", "0", "QBO")
    assert made["MetaData"]["CreateTime"].endswith("-08:00")
    assert made["CustomerRef"]["name"] == "Acme Builders"
    assert (made["TotalAmt"], made["Balance"]) == (115.0, 115.0)
    assert made["TxnTaxDetail"]["TotalTax"] == 15.0
    [tax] = made["TxnTaxDetail"]["TaxLine"]
    assert tax["TaxLineDetail"]["NetAmountTaxable"] == 100
    assert [line["DetailType"] for line in made["Line"]] == [
        "SalesItemLineDetail",
        "SubTotalLineDetail",
    ]
    assert (made["Line"][0]["Id"], made["Line"][0]["LineNum"]) == ("1", 1)
    assert qbo.read("Invoice", "1") == made
    assert qbo.last.headers["intuit_tid"]


def test_ids_of_entities_overlap(qbo):
    assert qbo.create("Invoice", **qbo.invoice())["Id"] == "1"
    assert qbo.create("Bill", **qbo.bill())["Id"] == "1"
    assert qbo.create("Purchase", **qbo.purchase())["Id"] == "1"


def test_line_without_item_is_a_text_and_its_amount_is_lost(qbo):
    line = qbo.sale_line(500)
    del line["SalesItemLineDetail"]["ItemRef"]
    made = qbo.create("Invoice", **qbo.invoice(Line=[qbo.sale_line(), line]))
    assert made["TotalAmt"] == 115.0
    assert made["Line"][1]["DetailType"] == "DescriptionOnly"
    assert "Amount" not in made["Line"][1]


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        ({"CustomerRef": None}, 2020, "CustomerRef"),
        ({"Line": []}, 2020, "Line"),
        ({"DocNumber": "N" * 22}, 2050, "Max:21 supported. Supplied:22"),
        ({"PrivateNote": "n" * 4001}, 2050, "4001"),
        ({"CustomerRef": {"value": "99"}}, 2500, "99"),
        ({"TxnDate": "30/01/2026"}, 2060, "TxnDate"),
        ({"GlobalTaxCalculation": "Perhaps"}, 2170, "Perhaps"),
        ({"GlobalTaxCalculation": None}, 2020, "GlobalTaxCalculation"),
        ({"Colour": "red"}, 2010, "Colour"),
        ({"DocNumber": 7}, 2010, "DocNumber"),
        ({"TotalAmt": "1.00"}, 2010, "TotalAmt"),
        ({"CurrencyRef": {"value": "EUR"}}, 6000, "one foreign currency"),
        ({"EmailStatus": "NeedToSend"}, 6420, "address"),
        ({"ProjectRef": {"value": "1"}}, 6000, "no project"),
        ({"ClassRef": {"value": "1"}}, 5030, "Classes"),
    ],
)
def test_invoice_that_cannot_be_is_refused(qbo, change, code, said):
    found, detail = qbo.refused("Invoice", **qbo.invoice(**change))
    assert found == code, detail
    assert said in detail
    assert qbo.books("Invoice") == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ({"code": None}, 6000),
        ({"code": "15% GST on purchases"}, 6000),
        ({"Qty": 3, "UnitPrice": 33}, 6070),
        ({"amount": -101}, 6000),
        ({"Colour": "red"}, 2010),
        ({"ClassRef": {"value": "9"}}, 2500),
    ],
)
def test_line_that_cannot_be_is_refused(qbo, line, code):
    assert qbo.refused("Invoice", **qbo.invoice(Line=[qbo.sale_line(**line)]))[0] == code


def test_text_line_needs_its_tax_code_too(qbo):
    text = {"Description": "Thank you", "DetailType": "DescriptionOnly"}
    lines = [qbo.sale_line(), text]
    assert qbo.refused("Invoice", **qbo.invoice(Line=lines))[0] == 6000
    text["DescriptionLineDetail"] = {"TaxCodeRef": qbo.ref("TaxCode", "Exempt")}
    assert qbo.create("Invoice", **qbo.invoice(Line=lines))["TotalAmt"] == 115.0


def test_negative_line_is_taken_while_the_total_is_not(qbo):
    lines = [qbo.sale_line(100), qbo.sale_line(-40)]
    assert qbo.create("Invoice", **qbo.invoice(Line=lines))["TotalAmt"] == 69.0


def test_inactive_is_no_reference(qbo):
    line = qbo.bill_line()
    line["AccountBasedExpenseLineDetail"]["AccountRef"] = {"value": "3"}
    assert qbo.refused("Bill", **qbo.bill(Line=[line]))[0] == 610


# === TAX === #


def test_two_rates_of_one_code_are_two_lines(qbo):
    line = qbo.sale_line(100, "GST and levy")
    made = qbo.create("Invoice", **qbo.invoice(Line=[line]))
    assert [tax["Amount"] for tax in made["TxnTaxDetail"]["TaxLine"]] == [15.0, 1.5]
    assert made["TotalAmt"] == 116.5


def test_tax_is_rounded_once_a_rate_and_can_be_pinned(qbo):
    lines = [qbo.sale_line(0.10) for _ in range(3)]
    made = qbo.create("Invoice", **qbo.invoice(Line=lines))
    [tax] = made["TxnTaxDetail"]["TaxLine"]
    assert tax["Amount"] == 0.05
    tax["Amount"] = 0.06
    body = qbo.invoice("INV-2", Line=lines, TxnTaxDetail={"TaxLine": [tax]})
    assert qbo.create("Invoice", **body)["TotalAmt"] == 0.36
    body["GlobalTaxCalculation"] = "NotApplicable"
    assert qbo.refused("Invoice", **body)[0] == 6170


def test_amounts_with_tax_in_them(qbo):
    made = qbo.create("Invoice", **qbo.invoice(GlobalTaxCalculation="TaxInclusive"))
    assert made["TotalAmt"] == 100.0
    assert made["TxnTaxDetail"]["TotalTax"] == 13.04
    assert made["Line"][0]["Amount"] == 86.96
    assert made["Line"][0]["SalesItemLineDetail"]["TaxInclusiveAmt"] == 100


def test_document_with_tax_in_its_amounts_can_be_changed(qbo):
    line = qbo.sale_line(300, Qty=3, UnitPrice=100)
    body = qbo.invoice(Line=[line], GlobalTaxCalculation="TaxInclusive")
    made = qbo.create("Invoice", **body)
    head = {"Id": made["Id"], "SyncToken": "0", "sparse": True}
    changed = qbo.create("Invoice", **head, PrivateNote="new")
    assert (changed["TotalAmt"], changed["Line"]) == (300.0, made["Line"])


def test_no_tax_where_it_does_not_apply(qbo):
    lines = [qbo.sale_line(code=None)]
    body = qbo.invoice(Line=lines, GlobalTaxCalculation="NotApplicable")
    assert qbo.create("Invoice", **body)["TotalAmt"] == 100.0


def us_invoice(us, code, **values):
    body = us.invoice(Line=[us.sale_line(code=code)], **values)
    del body["GlobalTaxCalculation"]
    return body


def test_us_tax_follows_the_address_unless_it_is_sent(us):
    made = us.create("Invoice", **us_invoice(us, "TAX"))
    assert made["TxnTaxDetail"]["TotalTax"] == 7.25
    there = {"CountrySubDivisionCode": "OR"}
    assert us.create("Invoice", **us_invoice(us, "TAX", DocNumber="2", ShipAddr=there))[
        "TotalAmt"
    ] == (100.0)
    body = us_invoice(us, "TAX", DocNumber="3", TxnTaxDetail={"TotalTax": 8})
    assert us.create("Invoice", **body)["TotalAmt"] == 108.0
    assert us.create("Invoice", **us_invoice(us, "NON", DocNumber="4"))["TotalAmt"] == 100.0


def test_us_line_has_one_of_two_codes(us):
    body = us_invoice(us, "TAX")
    body["Line"][0]["SalesItemLineDetail"]["TaxCodeRef"] = {"value": "5"}
    assert us.refused("Invoice", **body)[0] == 6100


# === CURRENCY === #


def test_foreign_document_needs_its_rate(qbo):
    customer = {"CustomerRef": qbo.ref("Customer", "Euro Kunde GmbH")}
    assert qbo.refused("Invoice", **qbo.invoice(**customer))[0] == 2410
    made = qbo.create("Invoice", **qbo.invoice(ExchangeRate=1.8, **customer))
    assert made["CurrencyRef"]["value"] == "EUR"
    assert (made["TotalAmt"], made["HomeTotalAmt"]) == (115.0, 207.0)


def test_one_currency_where_there_is_only_one(us):
    body = us_invoice(us, "NON", CurrencyRef={"value": "EUR"})
    assert us.refused("Invoice", **body)[0] == 5030


def test_custom_fields_beyond_the_old_three_have_to_be_asked_for(qbo):
    fields = [{"DefinitionId": n, "Type": "StringType", "StringValue": "x"} for n in ("1", "7")]
    made = qbo.create("Invoice", **qbo.invoice(CustomField=fields))
    assert [field["DefinitionId"] for field in made["CustomField"]] == ["1"]
    body = qbo.invoice("2", CustomField=fields)
    made = qbo.post("invoice", body, include="enhancedAllCustomFields").json()["Invoice"]
    assert len(made["CustomField"]) == 2
    fields[0]["StringValue"] = "x" * 32
    assert qbo.refused("Invoice", **qbo.invoice("3", CustomField=fields))[0] == 2050


# === NUMBERS === #


def test_number_is_alone_over_invoices_and_credit_memos(qbo):
    made = qbo.create("CreditMemo", **qbo.invoice("X-1"))
    code, detail = qbo.refused("Invoice", **qbo.invoice("x-1"))
    assert code == 6140
    assert detail.endswith(f"is assigned to TxnType=Credit Memo with TxnId={made['Id']}")
    assert qbo.post("invoice", qbo.invoice("X-1"), include="allowduplicatedocnum").ok


def test_no_number_stays_none(qbo):
    assert "DocNumber" not in qbo.create("Invoice", **qbo.invoice(None))
    assert "DocNumber" not in qbo.create("Bill", **qbo.bill(None))


def test_without_own_numbers_doubles_pass_and_the_next_one_goes_on(qbo):
    qbo.prefer("SalesFormsPrefs", CustomTxnNumbers=False)
    for _ in range(2):
        assert qbo.create("Invoice", **qbo.invoice("APP_0099"))["DocNumber"] == "APP_0099"
    assert qbo.create("Invoice", **qbo.invoice(None))["DocNumber"] == "APP_0100"


def test_bill_number(qbo):
    qbo.create("Bill", **qbo.bill())
    other = qbo.bill(VendorRef=qbo.ref("Vendor", "City Power"))
    assert qbo.refused("Bill", **other)[0] == 6140
    qbo.act("company", values={"bill_numbers": "vendor"})
    assert qbo.create("Bill", **other)["Id"] == "2"
    assert qbo.refused("Bill", **other)[0] == 6140
    qbo.act("company", values={"bill_numbers": "anywhere"})
    assert qbo.create("Bill", **other)["Id"] == "3"


def test_purchase_number(qbo):
    qbo.create("Purchase", **qbo.purchase())
    assert qbo.refused("Purchase", **qbo.purchase())[0] == 6140
    check = qbo.purchase(kind="Check")
    assert qbo.refused("Purchase", **check)[0] == 6140
    qbo.prefer("OtherPrefs", WarnDuplicateCheckNumber="false")
    assert qbo.create("Purchase", **check)["DocNumber"] == "P-1"
    qbo.prefer("OtherPrefs", **{"VendorAndPurchasesPrefs.UseCustomTxnNumbers": "false"})
    assert qbo.create("Purchase", **qbo.purchase())["DocNumber"] != "P-1"


# === PURCHASES === #


@pytest.mark.parametrize(
    ("account", "kind", "code"),
    [
        ("Business account", "CreditCard", 6430),
        ("Company Visa", "Cash", 6430),
        ("Materials", "Cash", 6430),
        ("Company Visa", "CreditCard", None),
        ("Business account", "Cash", None),
    ],
)
def test_payment_type_fits_the_account(qbo, account, kind, code):
    body = qbo.purchase(account=account, kind=kind)
    if code:
        assert qbo.refused("Purchase", **body)[0] == code
    else:
        made = qbo.create("Purchase", **body)
        assert made["TotalAmt"] == 115.0
        assert "Balance" not in made


def test_purchase_names_the_type_of_its_party(qbo):
    vendor = {"value": "1"}
    assert qbo.refused("Purchase", **qbo.purchase(EntityRef=vendor))[0] == 2500
    assert qbo.refused("Purchase", **qbo.purchase(PaymentType=None))[0] == 2020
    assert qbo.refused("Purchase", **qbo.purchase(Credit=True))[0] == 6000
    card = qbo.purchase(account="Company Visa", kind="CreditCard", Credit=True)
    assert qbo.create("Purchase", **card)["Credit"] is True


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"ServiceDate": "2026-01-30"}, 2010),
        ({"BillableStatus": "Billable"}, 6310),
        ({"BillableStatus": "HasBeenBilled"}, 6320),
        ({"BillableStatus": ""}, 2170),
    ],
)
def test_line_of_a_bill_that_cannot_be(qbo, values, code):
    assert qbo.refused("Bill", **qbo.bill(Line=[qbo.bill_line(**values)]))[0] == code


def test_bill_is_for_a_project_and_by_item(qbo):
    project = {"CustomerRef": qbo.ref("Customer", "P12 Harbour")}
    item = {"ItemRef": qbo.ref("Item", "Timber"), "Qty": 2, "UnitPrice": 10}
    item["TaxCodeRef"] = qbo.ref("TaxCode", "15% GST on purchases")
    by_item = {"DetailType": "ItemBasedExpenseLineDetail", "ItemBasedExpenseLineDetail": item}
    lines = [qbo.bill_line(**project, BillableStatus="Billable"), by_item]
    made = qbo.create("Bill", **qbo.bill(Line=lines))
    assert made["TotalAmt"] == 138.0
    assert made["APAccountRef"]["name"] == "Accounts Payable (A/P)"
    item["ItemRef"] = qbo.ref("Item", "Only sold")
    assert qbo.refused("Bill", **qbo.bill("B-2", Line=lines))[0] == 6000


# === BOOKS THAT ARE CLOSED === #


def test_closed_books_stay_as_they_are(qbo):
    made = qbo.create("Invoice", **qbo.invoice())
    qbo.prefer("AccountingInfoPrefs", BookCloseDate="2026-01-31")
    assert qbo.refused("Invoice", **qbo.invoice("INV-2"))[0] == 6210
    head = {"Id": made["Id"], "SyncToken": "0"}
    assert qbo.refused("Invoice", **head, sparse=True, TxnDate="2026-02-01")[0] == 6210
    assert qbo.refused("Invoice", {"operation": "delete"}, **head)[0] == 6210
    assert qbo.create("Invoice", **qbo.invoice("INV-2", TxnDate="2026-02-01"))


def test_company_whose_subscription_ended(qbo):
    qbo.act("company", values={"status": "ended"})
    assert qbo.fault(qbo.call("GET", "preferences"))[0] == 6190
