"""What a bookkeeper does, and what nobody can do."""

import pytest
import requests

INVOICE, BILL = "Sale/Invoice/Service", "Purchase/Bill/Service"
MINE = "00000000-0000-4000-8000-0000000000aa"


def test_bookkeeper_makes_documents_by_the_same_rules(myob):
    myob.act("create", resource=BILL, id=MINE, values=myob.bill("B-7"))
    row = myob.read(BILL, MINE)
    assert (row["SupplierInvoiceNumber"], row["TotalAmount"]) == ("B-7", 110)


def test_bookkeeper_changes_what_is_named(myob):
    row = myob.create(INVOICE, myob.invoice(JournalMemo="x [1]", Comment="Thanks"))
    myob.act("edit", id=row["UID"], values={"JournalMemo": "tidied up"})
    now = myob.read(INVOICE, row["UID"])
    assert (now["JournalMemo"], now["Comment"], now["Number"]) == ("tidied up", "Thanks", "INV-1")
    assert now["RowVersion"] != row["RowVersion"]
    myob.act("touch", id=row["UID"])
    assert myob.read(INVOICE, row["UID"])["RowVersion"] != now["RowVersion"]
    myob.act("delete", id=row["UID"])
    assert myob.ask(INVOICE) == []


def test_bookkeeper_changes_what_is_paid(myob):
    row = myob.create(INVOICE, myob.invoice())
    myob.act("pay", id=row["UID"], amount=10)
    myob.act("edit", id=row["UID"], values={"Lines": [myob.line(200)]})
    assert myob.read(INVOICE, row["UID"])["BalanceDueAmount"] == 210


def test_accounts_and_tax_codes_are_the_bookkeeper_s(myob):
    account = myob.link("Account", "4-1100")["UID"]
    myob.act("edit", id=account, values={"DisplayID": "4-1111", "IsActive": False})
    row = myob.read("GeneralLedger/Account", account)
    assert (row["DisplayID"], row["Name"], row["IsActive"]) == ("4-1111", "Fees", False)
    code = {"Code": "NEW", "Type": "GST_VAT", "Rate": 5, "IsRateNegative": False}
    myob.act("create", resource="GeneralLedger/TaxCode", values=code)
    assert myob.ask("GeneralLedger/TaxCode", "Code eq 'NEW'")[0]["Rate"] == 5


def test_contacts(myob):
    myob.act("add_contact", name="Acme Builders", code="CUS001", email="b@example.com", id=MINE)
    row = myob.read("Contact/Customer", MINE)
    assert (row["DisplayID"], row["Addresses"][0]["Email"]) == ("CUS001", "b@example.com")
    myob.act("add_contact", role="supplier", name="Timber", values={"Notes": "x"})
    assert myob.ask("Contact/Supplier", "CompanyName eq 'Timber'")[0]["Notes"] == "x"


@pytest.mark.parametrize(
    "wish",
    [
        {"action": "dance"},
        {"action": "touch", "id": MINE},
        {"action": "create", "resource": "Sale/Invoice", "values": {}},
        {"action": "create", "resource": INVOICE, "values": {}},
        {"action": "create", "resource": "x", "values": {}},
        {"action": "add_contact", "role": "friend", "name": "x"},
        {"action": "prefer", "values": {"System": {"Nothing": 1}}},
        {"action": "company", "values": {"status": "asleep"}},
        {"action": "company", "values": {"name": "x"}},
    ],
)
def test_what_nobody_can_do(myob, wish):
    body = {"tenant": myob.file, **wish}
    answer = requests.post(f"{myob.url}/_sandbox/bookkeeper", json=body, timeout=10)
    assert answer.status_code == 400


def test_what_cannot_be_done_with_a_document(myob):
    row = myob.create(INVOICE, myob.invoice())
    customer = row["Customer"]["UID"]
    myob.act("pay", id=row["UID"])
    wishes = (
        {"action": "delete", "id": row["UID"]},
        {"action": "convert", "id": row["UID"], "layout": "Fancy"},
        {"action": "convert", "id": customer, "layout": "Item"},
        {"action": "reverse", "id": customer},
        {"action": "create", "resource": INVOICE, "values": myob.invoice(), "id": row["UID"]},
    )
    for wish in wishes:
        body = {"tenant": myob.file, **wish}
        answer = requests.post(f"{myob.url}/_sandbox/bookkeeper", json=body, timeout=10)
        assert answer.status_code == 400, wish


def test_books_of_all_files(myob, business):
    business.create(INVOICE, business.invoice())
    books = myob.control("books", "GET")
    assert len(books) == 5
    found = books[business.file]
    assert (found["name"], found["flags"]) == ("MYOB Business Pty Ltd", 2)
    assert (found["Invoice"][0]["layout"], found["Bill"]) == ("Service", [])
    assert "Account" not in myob.control("books", "GET", tenant=myob.file, part="Bill")[myob.file]
