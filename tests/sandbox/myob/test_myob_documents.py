"""Sales, bills and money that is spent: what they need, hold and come to."""

import pytest

INVOICE, BILL, SPEND = "Sale/Invoice/Service", "Purchase/Bill/Service", "Banking/SpendMoneyTxn"
ZERO = "00000000-0000-0000-0000-000000000000"
NOBODY = "00000000-0000-4000-8000-000000000000"


def test_answer_is_empty_unless_asked_for(myob):
    answer = myob.post(INVOICE, myob.invoice())
    assert (answer.status_code, answer.content) == (201, b"")
    where = answer.headers["Location"]
    assert where.startswith(f"https://ar2.api.myob.com/accountright/{myob.file}/{INVOICE}/")
    assert myob.read(INVOICE, where.rpartition("/")[2])["URI"] == where
    made = myob.create(INVOICE, myob.invoice())
    assert myob.last.headers["Location"] == made["URI"]


@pytest.mark.parametrize("uid", [NOBODY, "x"])
def test_uid_is_made_by_the_file(myob, uid):
    refusal = myob.refused(INVOICE, myob.invoice(UID=uid))
    assert (myob.last.status_code, myob.last.json()["Errors"][0]["ErrorCode"]) == (409, 111)
    assert refusal == {("IncorrectRowVersionSupplied", "UID")}
    assert myob.books("Invoice") == []


def test_what_the_sdk_sends_passes(myob):
    line = {**myob.line(), "RowID": 0, "RowVersion": None}
    made = myob.create(INVOICE, myob.invoice(UID=ZERO, RowVersion=None, Lines=[line]))
    assert (made["UID"] != ZERO, made["Lines"][0]["RowID"] > 0) == (True, True)
    line = {**line, "RowID": 7}
    assert myob.refused(INVOICE, myob.invoice(Lines=[line]))
    assert myob.last.status_code == 409


def test_invoice_is_printed_and_paid_by_button_unless_told(myob):
    made = myob.create(INVOICE, myob.invoice("I-1"))
    assert (made["InvoiceDeliveryStatus"], made["OnlinePaymentMethod"]) == ("Print", "All")
    calm = {"InvoiceDeliveryStatus": "Nothing", "OnlinePaymentMethod": "None"}
    made = myob.create(INVOICE, myob.invoice("I-2", **calm))
    assert (made["InvoiceDeliveryStatus"], made["OnlinePaymentMethod"]) == ("Nothing", "None")
    assert (myob.books("print_queue"), myob.books("pay_buttons")) == (["I-1"], ["I-1"])
    assert myob.refused(INVOICE, myob.invoice(OnlinePaymentMethod="Some")) == {
        ("ValueOutOfRange", "OnlinePaymentMethod")
    }


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"Date": None}, {("Required", "Date")}),
        ({"Date": None, "Customer": None}, {("Required", "Date"), ("Required", "Customer")}),
        ({"Customer": {"UID": ZERO}}, {("Required", "Customer")}),
        ({"Customer": {"UID": NOBODY}}, {("NotFound", "Customer.UID")}),
        ({"Customer": "x"}, {("SerializationError", "Customer")}),
        ({"Customer": {"UID": "x"}}, {("SerializationError", "Customer.UID")}),
        ({"Lines": []}, {("Required", "Lines")}),
        ({"Lines": [{"Type": "Header", "Description": "x"}]}, {("Required", "Lines")}),
        ({"Date": "30/01/2026"}, {("SerializationError", "Date")}),
        ({"IsTaxInclusive": "false"}, {("SerializationError", "IsTaxInclusive")}),
        ({"InvoiceDeliveryStatus": "AlreadyPrintedOrSent"},
         {("SerializationError", "InvoiceDeliveryStatus")}),
        ({"Nothing": 1, "Number": 5},
         {("SerializationError", "Nothing"), ("SerializationError", "Number")}),
        ({"Number": "x" * 14, "JournalMemo": "x" * 256},
         {("CommonRules_StringLength", "Number"), ("CommonRules_StringLength", "JournalMemo")}),
        ({"Comment": "x" * 2001}, {("CommonRules_StringLength", "Comment")}),
        ({"CustomerPurchaseOrderNumber": "x" * 256},
         {("CommonRules_StringLength", "CustomerPurchaseOrderNumber")}),
        ({"ShippingMethod": "Pigeon"}, {("NotFound", "ShippingMethod")}),
        ({"Salesperson": {"UID": NOBODY}}, {("NotFound", "Salesperson.UID")}),
        ({"Category": {"UID": NOBODY}}, {("NotFound", "Category.UID")}),
        ({"Order": {"UID": NOBODY}}, {("NotFound", "Order.UID")}),
        ({"FreightTaxCode": None}, {("FreightHasNotBeenSet", "FreightTaxCode")}),
        ({"Terms": {"PaymentIsDue": "InAGivenNumberOfDays", "BalanceDueDate": -1}},
         {("Term_Out_Of_Range", "Terms.BalanceDueDate")}),
        ({"Date": "2015-06-30"}, {("DatePriorToBeginningOfFinancialYear", "Date")}),
    ],
)  # fmt: skip
def test_invoice_that_cannot_be(myob, values, wrong):
    assert myob.refused(INVOICE, myob.invoice(**values)) == wrong
    assert myob.books("Invoice") == []


def test_lax_takes_fields_nobody_knows_and_no_freight_code(myob):
    myob.control("settings", strict=False)
    myob.create(INVOICE, myob.invoice(Nothing=1, FreightTaxCode=None, Lines=[myob.line("100")]))
    freight = myob.invoice(FreightTaxCode=None, Freight=5)
    assert myob.refused(INVOICE, freight) == {("FreightHasNotBeenSet", "FreightTaxCode")}


def test_what_the_service_works_out_is_not_taken(myob):
    sent = {
        "TotalAmount": 1,
        "Subtotal": 1,
        "TotalTax": 1,
        "BalanceDueAmount": 0,
        "Status": "Closed",
    }
    made = myob.create(INVOICE, myob.invoice(**sent))
    assert (made["TotalAmount"], made["BalanceDueAmount"], made["Status"]) == (110, 110, "Open")


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("2026-01-30", "2026-01-30"),
        ("2026-01-30 13:33:02", "2026-01-30"),
        ("2026-01-30T23:59:59", "2026-01-30"),
        ("2026-01-30T13:00:00Z", "2026-01-30"),
        ("2026-01-30T14:00:00Z", "2026-01-31"),
        ("2026-01-31T09:00:00+13:00", "2026-01-31"),
    ],
)
def test_day_is_that_of_the_file(myob, sent, kept):
    assert myob.create(INVOICE, myob.invoice(Date=sent))["Date"] == f"{kept}T00:00:00"


def test_customer_who_sleeps(myob):
    assert myob.refused(INVOICE, myob.invoice(customer="Sleeping Ltd")) == {
        ("InactiveNotAllowed", "Customer")
    }


# === NUMBERS, MEMOS === #


def test_number_may_be_there_twice(myob):
    for _ in range(2):
        myob.create(INVOICE, myob.invoice("INV-1"))
    assert [row["Number"] for row in myob.books("Invoice")] == ["INV-1", "INV-1"]


def test_number_twice_is_a_warning_for_who_asks(myob):
    myob.create(INVOICE, myob.invoice("INV-1"))
    assert myob.refused(INVOICE, myob.invoice("inv-1"), warningsAsErrors="true") == {
        ("Duplicate", "Number")
    }
    assert myob.last.json()["Errors"][0]["Severity"] == "Warning"
    assert len(myob.books("Invoice")) == 1


@pytest.mark.parametrize("blank", ["", None])
def test_file_gives_a_number_where_none_is_sent(myob, blank):
    assert myob.create(INVOICE, myob.invoice(blank))["Number"] == "00000001"
    myob.create(INVOICE, myob.invoice("INV-0099"))
    assert myob.create(INVOICE, myob.invoice(blank))["Number"] == "INV-0100"


def test_memo_says_what_it_is(myob):
    assert myob.create(INVOICE, myob.invoice())["JournalMemo"] == "Sale; Acme Builders"
    assert myob.create(BILL, myob.bill())["JournalMemo"] == "Purchase; Acme Timber"
    assert myob.create(SPEND, myob.spend())["Memo"] == "Payment; Acme Timber"
    assert myob.create(INVOICE, myob.invoice(JournalMemo="x [1]"))["JournalMemo"] == "x [1]"
    made = myob.create(INVOICE, myob.invoice(customer="CUS006"))
    assert (made["JournalMemo"], made["Customer"]["Name"]) == ("Sale; Zoe Park", "Zoe Park")


# === TERMS === #


@pytest.mark.parametrize(
    ("kind", "number", "due"),
    [
        ("InAGivenNumberOfDays", 20, "2026-02-19"),
        ("InAGivenNumberOfDays", 0, "2026-01-30"),
        ("CashOnDelivery", 0, "2026-01-30"),
        ("PrePaid", 0, "2026-01-30"),
        ("OnADayOfTheMonth", 31, "2026-01-31"),
        ("OnADayOfTheMonth", 5, "2026-02-05"),
        ("NumberOfDaysAfterEOM", 10, "2026-02-10"),
        ("DayOfMonthAfterEOM", 31, "2026-02-28"),
    ],
)
def test_terms(myob, kind, number, due):
    terms = {"PaymentIsDue": kind, "BalanceDueDate": number, "DueDate": "2020-01-01"}
    made = myob.create(INVOICE, myob.invoice(Terms=terms))
    assert made["Terms"]["DueDate"] == f"{due}T00:00:00"


@pytest.mark.parametrize("number", [0, 32])
def test_day_of_a_month_that_is_none(myob, number):
    terms = {"PaymentIsDue": "OnADayOfTheMonth", "BalanceDueDate": number}
    assert myob.refused(INVOICE, myob.invoice(Terms=terms))


# === CREDITS, PRODUCTS === #


def test_credit_is_a_negative_invoice(myob):
    lines = [myob.line(-100, UnitCount=-1, UnitPrice=100)]
    made = myob.create(INVOICE, myob.invoice(Lines=lines))
    assert (made["TotalAmount"], made["Status"], made["BalanceDueAmount"]) == (-110, "Credit", -110)
    lines = [myob.line(-100, account="5-1100")]
    made = myob.create(BILL, myob.bill(Lines=lines))
    assert (made["TotalAmount"], made["Status"]) == (-110, "Debit")


def test_mixed_signs_are_what_they_come_to(myob):
    made = myob.create(INVOICE, myob.invoice(Lines=[myob.line(100), myob.line(-40)]))
    assert (made["TotalAmount"], made["Status"]) == (66, "Open")
    made = myob.create(INVOICE, myob.invoice(Lines=[myob.line(100), myob.line(-100)]))
    assert (made["TotalAmount"], made["Status"]) == (0, "Closed")


def test_business_takes_no_negative_documents(business):
    body = business.invoice(Lines=[business.line(-100)])
    assert business.refused(INVOICE, body) == {("NegativeNotAllowed", "TotalAmount")}
    body = business.bill(Lines=[business.line(-1)])
    assert business.refused(BILL, body) == {("NegativeNotAllowed", "TotalAmount")}
    assert business.create(INVOICE, business.invoice())["Status"] == "Open"
    business.control("settings", business_negatives=True)
    assert business.create(BILL, body)["Status"] == "Debit"


def test_category_can_be_a_must(myob):
    myob.prefer(CategoryTracking="OnAndRequired")
    assert myob.refused(INVOICE, myob.invoice()) == {("Required", "Category")}
    made = myob.create(INVOICE, myob.invoice(Category=myob.link("Category", "NTH")))
    assert (made["Category"]["DisplayID"], made["Category"]["Name"]) == ("NTH", "North")


def test_currency_of_the_card(myob):
    body = myob.invoice(customer="Euro Kunde GmbH")
    assert myob.refused(INVOICE, body) == {("ForeignCurrencyMismatch", "ForeignCurrency")}
    body["ForeignCurrency"] = myob.link("Currency", "EUR")
    assert myob.refused(INVOICE, body) == {("MethodNotAllowed", "ForeignCurrency")}
    assert myob.last.status_code == 405
    myob.act("create", resource=INVOICE, values=body)
    [row] = myob.ask(INVOICE)
    assert row["ForeignCurrency"]["Code"] == "EUR"
    assert myob.delete(INVOICE, row).status_code == 405


def test_credit_limit_is_a_warning(myob):
    details = {**myob.customer()["SellingDetails"], "Credit": {"Limit": 150}}
    customer = myob.create(
        "Contact/Customer", myob.customer(CompanyName="Limited", SellingDetails=details)
    )
    body = myob.invoice(Customer={"UID": customer["UID"]})
    myob.create(INVOICE, body)
    wrong = myob.refused(INVOICE, {**body, "Number": "x"}, warningsAsErrors="true")
    assert wrong == {("CreditLimitExceeded", "Customer")}
    myob.create(INVOICE, {**body, "Number": "x"})
    shown = myob.read("Contact/Customer", customer["UID"])
    assert (shown["CurrentBalance"], shown["SellingDetails"]["Credit"]["Available"]) == (220, -70)


# === BILLS, MONEY SPENT === #


def test_number_of_the_supplier_is_alone(myob):
    myob.create(BILL, myob.bill("B-1"))
    assert myob.refused(BILL, myob.bill("b-1")) == {("Duplicate", "SupplierInvoiceNumber")}
    assert myob.last.json()["Errors"][0]["ErrorCode"] == 200
    myob.create(BILL, myob.bill("B-1", supplier="SUP002"))
    myob.create(BILL, myob.bill(""))
    myob.create(BILL, myob.bill(""))


@pytest.mark.parametrize("settings", [{"supplier_numbers": False}, {"lenient": True}])
def test_number_of_the_supplier_is_not_alone_everywhere(myob, settings):
    myob.control("settings", **settings)
    for _ in range(2):
        myob.create(BILL, myob.bill("B-1"))


def test_bill_has_a_number_of_its_own(myob):
    made = myob.create(BILL, myob.bill("B-1"))
    assert (made["Number"], made["BillDeliveryStatus"]) == ("00000001", "Print")
    assert (made["Supplier"]["DisplayID"], made["AppliedToDate"]) == ("SUP001", 0)


def test_money_spent(myob):
    made = myob.create(SPEND, myob.spend(Category=myob.link("Category", "NTH")))
    assert (made["AmountPaid"], made["TotalTax"], made["PaymentNumber"]) == (110, 10, "00000001")
    assert (made["DeliveryStatus"], made["Contact"]["Name"]) == ("Print", "Acme Timber")
    inclusive = myob.spend()
    del inclusive["IsTaxInclusive"]
    made = myob.create(SPEND, inclusive)
    assert (made["AmountPaid"], made["TotalTax"]) == (100, 9.09)


def test_money_is_spent_from_a_bank_or_a_card(myob):
    body = myob.spend(Account=myob.link("Account", "6-1100"))
    assert myob.refused(SPEND, body) == {("IncorrectAccountType", "Account")}
    myob.create(SPEND, myob.spend(Account=myob.link("Account", "2-1110")))
    line = {**myob.spend()["Lines"][0], "Amount": -5}
    assert myob.refused(SPEND, myob.spend(Lines=[line])) == {("NegativeNotAllowed", "AmountPaid")}
    wrong = myob.refused(SPEND, myob.spend(PayFrom=None, Contact=None, PaymentNumber="x" * 14))
    assert wrong == {
        *(("Required", "PayFrom"), ("Required", "Contact")),
        ("CommonRules_StringLength", "PaymentNumber"),
    }
