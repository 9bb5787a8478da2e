"""What can be asked of a list, and how it comes."""

import pytest

LIST, INVOICE, BILL = "Sale/Invoice", "Sale/Invoice/Service", "Purchase/Bill/Service"


@pytest.fixture
def books(myob):
    """Four invoices of three customers."""
    made = (
        ("INV-1", "CUS001", 100, "2026-01-30"),
        ("INV-2", "CUS001", 200, "2026-02-01"),
        ("inv-3", "CUS003", 300, "2026-02-02"),
        ("O'4", "CUS004", 50, "2026-03-01"),
    )
    for number, customer, total, day in made:
        lines = [myob.line(total)]
        myob.create(INVOICE, myob.invoice(number, customer, Date=day, Lines=lines))
    return myob


def numbers(rows):
    return [row["Number"] for row in rows]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Number eq 'INV-1'", ["INV-1"]),
        ("Number eq 'INV-3'", ["inv-3"]),
        ("Number eq 'O''4'", ["O'4"]),
        ("(Number eq 'INV-1' or Number eq 'O''4')", ["INV-1", "O'4"]),
        ("Number eq 'INV-1' or Status eq 'Closed'", ["INV-1"]),
        ("Number ne 'INV-1' and TotalAmount lt 300", ["INV-2", "O'4"]),
        ("TotalAmount ge 220M and TotalAmount le 330.00", ["INV-2", "inv-3"]),
        ("BalanceDueAmount gt 0M", ["INV-1", "INV-2", "inv-3", "O'4"]),
        ("Date eq datetime'2026-02-01T00:00:00'", ["INV-2"]),
        ("Date ge datetime'2026-02-01T00:00:00' and Date lt datetime'2026-03-01T00:00:00'",
         ["INV-2", "inv-3"]),
        ("substringof('3',Number)", ["inv-3"]),
        ("substringof('V-', Number) eq true", ["INV-1", "INV-2", "inv-3"]),
        ("startswith(Number,'INV')", ["INV-1", "INV-2", "inv-3"]),
        ("endswith(JournalMemo,'builders')", ["INV-1", "INV-2"]),
        ("not startswith(Number,'INV')", ["O'4"]),
        ("IsTaxInclusive eq true", []),
        ("IsTaxInclusive ne true and Number eq 'INV-1'", ["INV-1"]),
        ("Comment eq null and Number eq 'INV-1'", ["INV-1"]),
        ("Comment ne null", []),
        ("Customer/DisplayID eq 'CUS003'", ["inv-3"]),
        ("Customer/Name eq 'acme builders'", ["INV-1", "INV-2"]),
        ("Terms/DueDate gt datetime'2026-03-03T00:00:00'", ["inv-3", "O'4"]),
        ("Terms/PaymentIsDue eq 'InAGivenNumberOfDays' and Number eq 'INV-1'", ["INV-1"]),
        ("Status eq 'Open' and (Number eq 'INV-1' or (Number eq 'INV-2'))", ["INV-1", "INV-2"]),
    ],
)  # fmt: skip
def test_filter(books, text, found):
    assert numbers(books.ask(LIST, text)) == found


def test_filter_by_who_and_which(books):
    customer = books.link("Customer", "CUS001")["UID"]
    text = f"Date eq datetime'2026-01-30T00:00:00' and Customer/UID eq guid'{customer}'"
    [row] = books.ask(LIST, text)
    assert numbers(books.ask(LIST, f"UID eq guid'{row['UID'].upper()}'")) == ["INV-1"]


@pytest.mark.parametrize(
    "text",
    [
        "number eq 'INV-1'",
        "Nothing eq 'x'",
        "InvoiceType eq 'Service'",
        "Lines/Total eq 1",
        "Customer eq guid'00000000-0000-4000-8000-000000000000'",
        "Customer/UID eq '00000000-0000-4000-8000-000000000000'",
        "Customer/uid eq guid'00000000-0000-4000-8000-000000000000'",
        "Customer/UID/x eq 'x'",
        "Number/x eq 'x'",
        "UID eq guid'x'",
        "Number eq 1",
        "Number eq INV-1",
        "Number eq 'O'4'",
        "Number eq",
        "Number",
        "Number eq 'a' and",
        "Number eq 'a' Number eq 'b'",
        "(Number eq 'a'",
        "Number is 'a'",
        "Number eq 'a' AND Number eq 'b'",
        "TotalAmount eq '5'",
        "TotalAmount gt null",
        "IsTaxInclusive eq 'true'",
        "IsTaxInclusive gt true",
        "Date eq '2026-01-30'",
        "Date eq datetime'2026-01-30'",
        "Date eq datetime'2026-01-30 00:00:00'",
        "Date eq datetime'2026-13-30T00:00:00'",
        "substringof(Number,'a')",
        "startswith('a',Number)",
        "substringof('a',TotalAmount)",
        "length(Number) eq 3",
        "1 eq 1",
        "Number eq ;",
    ],
)
def test_filter_that_cannot_be(myob, text):
    assert myob.asked_wrongly(LIST, filter=text)


def test_lax_takes_moments_as_python_writes_them(books):
    books.control("settings", strict=False)
    assert numbers(books.ask(LIST, "Date eq datetime'2026-01-30 00:00:00'")) == ["INV-1"]
    assert numbers(books.ask(LIST, "Date eq datetime'2026-01-30'")) == ["INV-1"]


def test_order(books):
    assert numbers(books.ask(LIST, orderby="TotalAmount desc"))[0] == "inv-3"
    rows = books.ask(LIST, orderby="Customer/Name,Date desc")
    assert numbers(rows) == ["INV-2", "INV-1", "inv-3", "O'4"]
    assert books.asked_wrongly(LIST, orderby="Number down")
    assert books.asked_wrongly(LIST, orderby="number")


def test_pages(books):
    page = books.page(LIST, top=3)
    assert (numbers(page["Items"]), page["Count"]) == (["INV-1", "INV-2", "inv-3"], 4)
    assert page["NextPageLink"].startswith("https://ar2.api.myob.com/accountright/")
    rest = page["NextPageLink"].partition(f"{books.file}/")[2]
    page = books.call("GET", rest).json()
    assert (numbers(page["Items"]), page["NextPageLink"]) == (["O'4"], None)


def test_short_page_is_not_the_last(books):
    books.control("settings", most_rows=2)
    page = books.page(LIST, top=400)
    assert (len(page["Items"]), page["NextPageLink"] is None) == (2, False)
    page = books.page(LIST, top=400, skip=2)
    assert (len(page["Items"]), page["NextPageLink"]) == (2, None)


def test_following_page_keeps_what_was_asked(books):
    page = books.page(LIST, "TotalAmount gt 100M", top=2, orderby="Date desc")
    rest = page["NextPageLink"].partition(f"{books.file}/")[2]
    assert numbers(page["Items"] + books.call("GET", rest).json()["Items"]) == [
        *("inv-3", "INV-2", "INV-1"),
    ]


def test_four_hundred_rows_are_usual_and_a_thousand_the_most(myob):
    for number in range(405):
        body = {"Number": f"N{number}", "Name": "x"}
        myob.server.stand_in.companies[myob.file].put("Job", {**body, "IsActive": True})
    assert len(myob.ask("GeneralLedger/Job")) == 400
    assert len(myob.ask("GeneralLedger/Job", top=1000)) == 408
    assert myob.asked_wrongly("GeneralLedger/Job", top=1001)
    assert myob.asked_wrongly("GeneralLedger/Job", top="x")
    assert myob.asked_wrongly("GeneralLedger/Job", skip=-1)
    assert myob.asked_wrongly("GeneralLedger/Job", select="Number")


def test_list_of_all_layouts_tells_which_and_has_no_lines(books):
    item = {"Item": books.link("Item", "DESIGN"), "ShipQuantity": 1}
    item["TaxCode"] = books.link("TaxCode", "GST")
    books.create("Sale/Invoice/Item", books.invoice("ITEM", Lines=[item]))
    rows = books.ask(LIST)
    assert [row["InvoiceType"] for row in rows] == [*["Service"] * 4, "Item"]
    assert not any("Lines" in row for row in rows)
    [typed] = books.ask("Sale/Invoice/Item")
    assert (typed["Number"], typed["InvoiceType"]) == ("ITEM", None)
    assert rows[-1]["URI"] == typed["URI"]
    assert books.read(LIST, typed["UID"])["InvoiceType"] == "Item"
    assert books.call("GET", f"{INVOICE}/{typed['UID']}").status_code == 404


def test_changes_since(books):
    books.control("clock", advance=600)
    since = books.create(INVOICE, books.invoice("NEW"))["LastModified"]
    assert numbers(books.ask(LIST, f"LastModified ge datetime'{since}'")) == ["NEW"]


def test_bill_by_the_number_of_the_supplier(myob):
    myob.create(BILL, myob.bill("A/1"))
    myob.create(BILL, myob.bill("A/2"))
    [row] = myob.ask("Purchase/Bill", "SupplierInvoiceNumber eq 'a/2'")
    assert (row["SupplierInvoiceNumber"], row["BillType"]) == ("A/2", "Service")


def test_etag_of_lists_and_rows(books):
    for path in ("GeneralLedger/Account", f"{LIST}/{books.ask(LIST)[0]['UID']}"):
        tag = books.call("GET", path).headers["ETag"]
        answer = books.call("GET", path, headers={"If-None-Match": tag})
        assert (answer.status_code, answer.content) == (304, b"")
        other = books.call("GET", path, headers={"If-None-Match": '"1"'})
        assert (other.status_code, other.headers["ETag"]) == (200, tag)


def test_addresses_can_be_left_out(books):
    row = books.call("GET", LIST, params={"generateUris": "false"}).json()["Items"][0]
    assert (row["URI"], row["Customer"]["URI"]) == (None, None)
    assert row["Customer"]["Name"] == "Acme Builders"


def test_accounts_of_a_kind(myob):
    rows = myob.ask("GeneralLedger/Account", "IsHeader eq false and Type eq 'Income'")
    assert [row["DisplayID"] for row in rows] == ["4-1100", "4-1200", "4-1900"]
    assert [row["IsActive"] for row in rows] == [True, True, False]
    rows = myob.ask("GeneralLedger/Account", "Number eq 1100 and Classification eq 'CostOfSales'")
    assert [row["Name"] for row in rows] == ["Materials"]


def test_cards_of_all_kinds(myob):
    rows = myob.ask("Contact", "DisplayID eq 'BOTH1'")
    assert [row["Type"] for row in rows] == ["Customer", "Supplier"]
    assert "SellingDetails" not in rows[0]
    assert [row["LastName"] for row in myob.ask("Contact/Employee")] == ["Field"]
    assert (
        myob.ask("Contact/Customer", "CompanyName eq 'O''Hara & Sons'")[0]["DisplayID"] == "CUS003"
    )
