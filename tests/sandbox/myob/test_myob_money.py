"""Payments, credits and debits that are settled, refunds."""

import pytest

INVOICE, BILL = "Sale/Invoice/Service", "Purchase/Bill/Service"
PAYMENT, SETTLEMENT = "Sale/CustomerPayment", "Sale/CreditSettlement"
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def sale(myob):
    return myob.create(INVOICE, myob.invoice())


@pytest.fixture
def credit(myob):
    return myob.create(INVOICE, myob.invoice("C-1", Lines=[myob.line(-100)]))


def payment(myob, *lines, customer="CUS001", **values):
    return {
        "Customer": myob.link("Customer", customer),
        "Date": "2026-02-10",
        "Account": myob.link("Account", "1-1110"),
        "Invoices": [{"UID": row["UID"], "AmountApplied": amount} for row, amount in lines],
        **values,
    }


def settlement(myob, credit, sale, amount, **values):
    return {
        "CreditFromInvoice": {"UID": credit["UID"]},
        "Customer": myob.link("Customer", "CUS001"),
        "Date": "2026-02-10",
        "CreditAmount": amount,
        "Lines": [{"Type": "Invoice", "Sale": {"UID": sale["UID"]}, "AmountApplied": amount}],
        **values,
    }


def state(myob, row, route=INVOICE):
    now = myob.read(route, row["UID"])
    return now["BalanceDueAmount"], now["Status"]


def test_payment_of_several_invoices(myob, sale):
    other = myob.create(INVOICE, myob.invoice("INV-2"))
    made = myob.create(PAYMENT, payment(myob, (sale, 110), (other, 10)))
    assert (made["AmountReceived"], made["DepositTo"]) == (120, "Account")
    first = made["Invoices"][0]
    assert (first["UID"], first["Type"], first["RowID"]) == (sale["UID"], "Invoice", 1)
    assert (state(myob, sale), state(myob, other)) == ((0, "Closed"), (100, "Open"))
    assert myob.read(INVOICE, sale["UID"])["LastPaymentDate"] == "2026-02-10T00:00:00"
    owed = {row["DisplayID"]: row["CurrentBalance"] for row in myob.books("Customer")}
    assert owed["CUS001"] == 100


def test_payment_deleted_vanishes(myob, sale):
    made = myob.create(PAYMENT, payment(myob, (sale, 110)))
    assert myob.delete(PAYMENT, made).ok
    assert (myob.ask(PAYMENT), state(myob, sale)) == ([], (110, "Open"))
    assert myob.read(INVOICE, sale["UID"])["LastPaymentDate"] is None


def test_payment_is_never_changed(myob, sale):
    made = myob.create(PAYMENT, payment(myob, (sale, 1)))
    assert myob.put(PAYMENT, made).status_code == 405


@pytest.mark.parametrize(
    ("amount", "values", "wrong"),
    [
        (111, {}, "AmountApplied_Out_Of_Range"),
        (0, {}, "AmountApplied_Out_Of_Range"),
        (-5, {}, "AmountApplied_Out_Of_Range"),
        (10, {"customer": "CUS003"}, "WrongParty"),
        (10, {"Invoices": [{"UID": NOBODY, "AmountApplied": 1}]}, "NotFound"),
        (10, {"Invoices": [{"AmountApplied": 1}]}, "Required"),
        (10, {"Invoices": []}, "Required"),
        (10, {"Date": None}, "Required"),
        (10, {"ReceiptNumber": "x" * 14}, "CommonRules_StringLength"),
    ],
)
def test_payment_that_cannot_be(myob, sale, amount, values, wrong):
    [(name, _)] = myob.refused(PAYMENT, payment(myob, (sale, amount), **values))
    assert (name, state(myob, sale)) == (wrong, (110, "Open"))


def test_same_invoice_twice_in_a_payment_counts_together(myob, sale):
    assert myob.refused(PAYMENT, payment(myob, (sale, 60), (sale, 60)))
    myob.create(PAYMENT, payment(myob, (sale, 60), (sale, 50)))
    assert state(myob, sale) == (0, "Closed")


def test_payment_shows_in_the_invoice_or_not(myob, sale):
    myob.control("clock", advance=60)
    myob.create(PAYMENT, payment(myob, (sale, 10)))
    now = myob.read(INVOICE, sale["UID"])
    assert now["LastModified"] > sale["LastModified"]
    assert now["RowVersion"] != sale["RowVersion"]
    myob.control("settings", payments_touch=False)
    myob.control("clock", advance=60)
    myob.create(PAYMENT, payment(myob, (sale, 10)))
    later = myob.read(INVOICE, sale["UID"])
    assert (later["LastModified"], later["RowVersion"]) == (now["LastModified"], now["RowVersion"])
    assert later["BalanceDueAmount"] == 90


def test_credit_is_settled_with_an_invoice(myob, sale, credit):
    made = myob.create(SETTLEMENT, settlement(myob, credit, sale, 60, Memo="x [2]"))
    assert (made["CreditAmount"], made["Memo"], made["Number"]) == (60, "x [2]", "00000001")
    assert made["CreditFromInvoice"]["Number"] == "C-1"
    assert made["Lines"][0]["Sale"]["Number"] == "INV-1"
    assert (state(myob, sale), state(myob, credit)) == ((50, "Open"), (-50, "Credit"))
    myob.create(SETTLEMENT, settlement(myob, credit, sale, 50))
    assert (state(myob, sale), state(myob, credit)) == ((0, "Closed"), (0, "Closed"))
    assert [row["UID"] for row in myob.ask(SETTLEMENT, "Memo eq 'X [2]'")] == [made["UID"]]
    assert myob.delete(SETTLEMENT, made).ok
    assert (state(myob, sale), state(myob, credit)) == ((60, "Open"), (-60, "Credit"))


def test_settlement_that_cannot_be(myob, sale, credit):
    assert myob.refused(SETTLEMENT, settlement(myob, credit, sale, 111))
    assert myob.refused(SETTLEMENT, settlement(myob, sale, sale, 10))
    assert myob.refused(SETTLEMENT, settlement(myob, credit, credit, 10))
    wrong = settlement(myob, credit, sale, 10, CreditAmount=20)
    assert myob.refused(SETTLEMENT, wrong) == {("AmountApplied_Out_Of_Range", "CreditAmount")}
    theirs = settlement(myob, credit, sale, 10, Customer=myob.link("Customer", "CUS003"))
    assert {name for name, _ in myob.refused(SETTLEMENT, theirs)} == {"WrongParty"}
    assert (state(myob, sale), state(myob, credit)) == ((110, "Open"), (-110, "Credit"))


def test_credit_is_paid_out(myob, credit):
    body = {
        "Invoice": {"UID": credit["UID"]},
        "Account": myob.link("Account", "1-1110"),
        "Customer": myob.link("Customer", "CUS001"),
        "Date": "2026-02-10",
        "Amount": 110,
    }
    made = myob.create("Sale/CreditRefund", body)
    assert (made["Amount"], state(myob, credit)) == (110, (0, "Closed"))
    assert myob.refused("Sale/CreditRefund", {**body, "Amount": 1})


def test_money_of_suppliers(myob):
    bill = myob.create(BILL, myob.bill())
    debit = myob.create(BILL, myob.bill("D-1", Lines=[myob.line(-100, account="5-1100")]))
    supplier, account = myob.link("Supplier", "SUP001"), myob.link("Account", "1-1110")
    head = {"Supplier": supplier, "Date": "2026-02-10"}
    line = {"Purchase": {"UID": bill["UID"]}, "AmountApplied": 30}
    made = myob.create("Purchase/SupplierPayment", {**head, "Account": account, "Lines": [line]})
    assert (made["AmountPaid"], made["PayFrom"], made["Lines"][0]["Type"]) == (
        30,
        "Account",
        "Bill",
    )
    debiting = {"DebitFromBill": {"UID": debit["UID"]}, "DebitAmount": 30, "Lines": [line]}
    myob.create("Purchase/DebitSettlement", {**head, **debiting})
    refund = {"Bill": {"UID": debit["UID"]}, "Account": account, "Amount": 80}
    assert myob.create("Purchase/DebitRefund", {**head, **refund})["DepositTo"] == "Account"
    assert (state(myob, bill, BILL), state(myob, debit, BILL)) == ((50, "Open"), (0, "Closed"))
    assert myob.read(BILL, bill["UID"])["AppliedToDate"] == 60


def test_locked_period_takes_no_payment(myob, sale):
    myob.prefer(LockPeriodPriorTo="2026-02-10")
    assert myob.refused(PAYMENT, payment(myob, (sale, 10))) == {("DateInLockPeriod", "Date")}


def test_bookkeeper_pays_and_takes_back(myob, sale, credit):
    myob.act("pay", id=sale["UID"], amount=10, payment_id=NOBODY, date="2026-03-01")
    assert [row["UID"] for row in myob.ask(PAYMENT)] == [NOBODY]
    myob.act("settle", id=credit["UID"], **{"with": sale["UID"]})
    assert (state(myob, sale), state(myob, credit)) == ((0, "Closed"), (-10, "Credit"))
    myob.act("unpay", id=sale["UID"])
    assert (state(myob, sale), state(myob, credit)) == ((110, "Open"), (-110, "Credit"))
    bill = myob.create(BILL, myob.bill())
    myob.act("pay", id=bill["UID"])
    assert state(myob, bill, BILL) == (0, "Closed")
