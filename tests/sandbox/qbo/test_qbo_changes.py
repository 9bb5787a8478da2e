"""What becomes of a document afterwards: changed, paid, voided, deleted."""

import pytest

HEAD = {"Id": "1", "SyncToken": "0"}


@pytest.fixture
def invoice(qbo):
    return qbo.create("Invoice", **qbo.invoice(PrivateNote="mark"))


def payment(qbo, amount, *links, **values):
    """:param links: (entity, id, amount)"""
    lines = [
        {"Amount": each, "LinkedTxn": [{"TxnId": row_id, "TxnType": entity}]}
        for entity, row_id, each in links
    ]
    customer = qbo.ref("Customer", "Acme Builders")
    return {"CustomerRef": customer, "TotalAmt": amount, "Line": lines, **values}


def test_sparse_leaves_the_rest(qbo, invoice):
    made = qbo.create("Invoice", **HEAD, sparse=True, PrivateNote="new")
    assert (made["SyncToken"], made["PrivateNote"]) == ("1", "new")
    assert (made["DocNumber"], made["TotalAmt"]) == ("INV-1", 115.0)
    assert [line.get("Id") for line in made["Line"]] == ["1", None]


def test_sparse_with_lines_puts_them_in_place_of_all(qbo, invoice):
    lines = [{**qbo.sale_line(50), "Id": "1"}, qbo.sale_line(10)]
    made = qbo.create("Invoice", **HEAD, sparse=True, Line=lines)
    assert [line.get("Id") for line in made["Line"]] == ["1", "2", None]
    assert made["TotalAmt"] == 69.0


def test_full_update_empties_what_is_not_sent(qbo, invoice):
    body = qbo.invoice(None)
    made = qbo.create("Invoice", **{**body, **HEAD})
    assert "PrivateNote" not in made
    assert "DocNumber" not in made


def test_pinned_tax_stays_until_the_lines_change(qbo):
    [tax] = qbo.create("Invoice", **qbo.invoice())["TxnTaxDetail"]["TaxLine"]
    tax["Amount"] = 15.01
    qbo.create("Invoice", **HEAD, sparse=True, TxnTaxDetail={"TaxLine": [tax]})
    made = qbo.create("Invoice", **{**HEAD, "SyncToken": "1"}, sparse=True, PrivateNote="x")
    assert made["TotalAmt"] == 115.01
    line = [qbo.sale_line()]
    made = qbo.create("Invoice", **{**HEAD, "SyncToken": "2"}, sparse=True, Line=line)
    assert made["TotalAmt"] == 115.0


def test_stale_token_is_refused(qbo, invoice):
    qbo.act("touch", entity="Invoice", id="1")
    assert qbo.refused("Invoice", **HEAD, sparse=True, PrivateNote="x")[0] == 5010
    assert qbo.refused("Invoice", {"operation": "delete"}, **HEAD)[0] == 5010
    assert qbo.refused("Invoice", {"operation": "void"}, **HEAD)[0] == 5010
    assert qbo.refused("Invoice", Id="1", sparse=True)[0] == 2020
    assert qbo.refused("Invoice", Id="9", SyncToken="0", sparse=True)[0] == 610
    assert qbo.read("Invoice", "1")["PrivateNote"] == "mark"


def test_void_invoice_keeps_number_and_mark(qbo, invoice):
    answer = qbo.post("invoice", HEAD, operation="void").json()["Invoice"]
    assert (answer["TotalAmt"], answer["Balance"], answer["SyncToken"]) == (0, 0, "1")
    assert (answer["PrivateNote"], answer["DocNumber"]) == ("Voided mark", "INV-1")
    assert {line["Amount"] for line in answer["Line"]} == {0}
    assert qbo.refused("Invoice", **qbo.invoice())[0] == 6140


@pytest.mark.parametrize("entity", ["CreditMemo", "Bill", "VendorCredit", "Purchase"])
def test_what_has_no_void_is_deleted(qbo, entity):
    bodies = {"CreditMemo": qbo.invoice, "Purchase": qbo.purchase}
    qbo.create(entity, **bodies.get(entity, qbo.bill)())
    assert qbo.refused(entity, {"operation": "void"}, **HEAD)[0] == 500
    answer = qbo.post(entity.lower(), HEAD, operation="delete")
    assert answer.json()[entity] == {"status": "Deleted", "domain": "QBO", "Id": "1"}
    assert qbo.fault(qbo.call("GET", f"{entity.lower()}/1"))[0] == 610
    assert qbo.create(entity, **bodies.get(entity, qbo.bill)())["Id"] == "2"


# === PAYMENTS === #


def balance_of(qbo, name):
    [row] = [row for row in qbo.books("Customer") if row["DisplayName"] == name]
    return row["Balance"]


def test_payment_pays_and_gives_back(qbo, invoice):
    assert balance_of(qbo, "Acme Builders") == 115.0
    made = qbo.create("Payment", **payment(qbo, 20, ("Invoice", "1", 15)))
    assert made["UnappliedAmt"] == 5
    paid = qbo.read("Invoice", "1")
    assert (paid["Balance"], paid["SyncToken"]) == (100.0, "1")
    assert paid["LinkedTxn"] == [{"TxnId": made["Id"], "TxnType": "Payment"}]
    assert balance_of(qbo, "Acme Builders") == 100.0
    assert qbo.refused("Invoice", {"operation": "delete"}, Id="1", SyncToken="1")[0] == 800
    head = {"Id": made["Id"], "SyncToken": "0"}
    assert qbo.post("payment", head, operation="delete").ok
    assert qbo.read("Invoice", "1")["Balance"] == 115.0


def test_payment_of_nothing_sets_a_credit_off(qbo, invoice):
    credit = qbo.create("CreditMemo", **qbo.invoice("C-1", Line=[qbo.sale_line(10)]))
    body = payment(qbo, 0, ("Invoice", "1", 11.5), ("CreditMemo", credit["Id"], 11.5))
    made = qbo.create("Payment", **body, PaymentRefNum="short")
    assert qbo.read("Invoice", "1")["Balance"] == 103.5
    assert qbo.read("CreditMemo", credit["Id"])["RemainingCredit"] == 0
    assert balance_of(qbo, "Acme Builders") == 103.5
    found = qbo.ask("select * from Payment where PaymentRefNum = 'SHORT'")
    assert found["Payment"][0]["Id"] == made["Id"]


def test_payment_is_voided_by_an_update(qbo, invoice):
    qbo.create("Payment", **payment(qbo, 15, ("Invoice", "1", 15)), PrivateNote="p")
    answer = qbo.post("payment", {**HEAD, "sparse": True}, operation="update", include="void")
    made = answer.json()["Payment"]
    assert (made["TotalAmt"], made["UnappliedAmt"], made["PrivateNote"]) == (0, 0, "Voided p")
    assert qbo.read("Invoice", "1")["Balance"] == 115.0


def test_voided_invoice_gives_back_what_was_paid(qbo, invoice):
    qbo.act("pay", entity="Invoice", id="1", amount=15)
    head = {"Id": "1", "SyncToken": "1"}
    assert qbo.post("invoice", head, operation="void").json()["Invoice"]["Balance"] == 0
    assert qbo.read("Payment", "1")["UnappliedAmt"] == 15


@pytest.mark.parametrize(
    ("amount", "link", "code"),
    [
        (200, ("Invoice", "1", 200), 6000),
        (10, ("Invoice", "1", 20), 6000),
        (10, ("Invoice", "9", 10), 610),
        (10, ("Bill", "1", 10), 620),
        (-1, ("Invoice", "1", 0), 6000),
    ],
)
def test_payment_that_cannot_be(qbo, invoice, amount, link, code):
    assert qbo.refused("Payment", **payment(qbo, amount, link))[0] == code
    assert qbo.read("Invoice", "1")["Balance"] == 115.0


def test_settled_invoice_cannot_shrink_below_or_change_hands(qbo, invoice):
    qbo.act("pay", entity="Invoice", id="1")
    head = {"Id": "1", "SyncToken": "1", "sparse": True}
    assert qbo.refused("Invoice", **head, Line=[qbo.sale_line(10)])[0] == 6000
    other = qbo.ref("Customer", "Zoe Ltd")
    assert qbo.refused("Invoice", **head, CustomerRef=other)[0] == 6000


def test_bill_is_paid_from_a_bank_account(qbo):
    qbo.create("Bill", **qbo.bill())
    qbo.act("pay", entity="Bill", id="1")
    bill = qbo.read("Bill", "1")
    assert bill["Balance"] == 0
    assert bill["LinkedTxn"] == [{"TxnId": "1", "TxnType": "BillPaymentCheck"}]
    body = {"VendorRef": bill["VendorRef"], "PayType": "Check", "TotalAmt": 1, "Line": []}
    account = qbo.ref("Account", "Company Visa")
    assert qbo.refused("BillPayment", **body)[0] == 2020
    line = [{"Amount": 1, "LinkedTxn": [{"TxnId": "1", "TxnType": "Bill"}]}]
    body |= {"Line": line, "CheckPayment": {"BankAccountRef": account}}
    assert qbo.refused("BillPayment", **body)[0] == 6430
    qbo.act("unpay", entity="Bill", id="1")
    assert qbo.read("Bill", "1")["Balance"] == 115.0
