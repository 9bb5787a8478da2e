"""Changing and deleting: versions, locked periods, files that only reverse."""

import pytest

INVOICE, BILL, SPEND = "Sale/Invoice/Service", "Purchase/Bill/Service", "Banking/SpendMoneyTxn"
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def made(myob):
    return myob.create(INVOICE, myob.invoice(JournalMemo="x [1]", Comment="Thanks"))


def test_whole_object_comes_back_changed(myob, made):
    made["Lines"][0]["Total"] = 200
    changed = myob.change(INVOICE, made)
    assert (changed["TotalAmount"], changed["JournalMemo"]) == (220, "x [1]")
    assert (changed["UID"], changed["Number"]) == (made["UID"], "INV-1")
    assert changed["RowVersion"] != made["RowVersion"]
    assert changed["Lines"][0]["RowID"] == made["Lines"][0]["RowID"]
    assert changed["Lines"][0]["RowVersion"] != made["Lines"][0]["RowVersion"]
    assert changed["Created"] == made["Created"]


def test_what_is_left_out_is_cleared(myob, made):
    del made["Comment"], made["Number"]
    changed = myob.change(INVOICE, made)
    assert (changed["Comment"], changed["Number"]) == (None, "INV-2")


def test_answer_of_a_change_is_empty_unless_asked_for(myob, made):
    answer = myob.put(INVOICE, made)
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize("version", ["1", "", None])
def test_version_has_to_be_the_last(myob, made, version):
    answer = myob.put(INVOICE, {**made, "RowVersion": version})
    assert myob.wrong(answer) == {("IncorrectRowVersionSupplied", "RowVersion")}
    assert (answer.status_code, answer.json()["Errors"][0]["ErrorCode"]) == (409, 111)


def test_versions_of_lines_count_too(myob, made):
    [line] = made["Lines"]
    for values in ({"RowVersion": "1"}, {"RowVersion": None}, {"RowID": line["RowID"] + 1}):
        answer = myob.put(INVOICE, {**made, "Lines": [{**line, **values}]})
        assert myob.wrong(answer) == {("IncorrectRowVersionSupplied", "Lines[0].RowVersion")}
    changed = myob.change(INVOICE, {**made, "Lines": [line, myob.line(5)]})
    assert len({each["RowID"] for each in changed["Lines"]}) == 2


def test_version_is_a_text_and_may_be_negative(myob):
    versions = {myob.create(INVOICE, myob.invoice())["RowVersion"] for _ in range(12)}
    assert len(versions) == 12
    assert {version.startswith("-") for version in versions} == {True, False}
    assert all(abs(int(version)) < 2**63 for version in versions)


def test_change_never_creates(myob, made):
    answer = myob.put(INVOICE, {**made, "UID": NOBODY})
    assert (answer.status_code, len(myob.books("Invoice"))) == (404, 1)
    answer = myob.call("PUT", f"{INVOICE}/{made['UID']}", json={**made, "UID": NOBODY})
    assert myob.wrong(answer) == {("Required", "UID")}


def test_other_layout(myob, made):
    answer = myob.put("Sale/Invoice/Professional", {**made, "Lines": [myob.line()]})
    assert myob.wrong(answer) == {("LayoutTypeMismatch", "Sale/Invoice/Professional")}
    assert answer.json()["Errors"][0]["ErrorCode"] == 37004
    assert myob.delete("Sale/Invoice/Item", made).status_code == 400


def test_other_customer_owes_it_then(myob, made):
    myob.change(INVOICE, {**made, "Customer": myob.link("Customer", "CUS003")})
    owed = {row["DisplayID"]: row["CurrentBalance"] for row in myob.books("Customer")}
    assert (owed["CUS001"], owed["CUS003"]) == (0, 110)


@pytest.mark.parametrize("route", [INVOICE, BILL, SPEND])
def test_deleted_is_gone_without_a_sign(myob, route):
    bodies = {INVOICE: myob.invoice, BILL: myob.bill, SPEND: myob.spend}
    row = myob.create(route, bodies[route]())
    answer = myob.delete(route, row)
    assert (answer.status_code, answer.content) == (200, b"")
    assert myob.ask(route) == []
    assert myob.delete(route, row).status_code == 404
    assert {row["CurrentBalance"] for row in myob.books("Customer")} == {0}


def test_what_is_paid_stays(myob, made):
    myob.act("pay", id=made["UID"], amount=10)
    now = myob.read(INVOICE, made["UID"])
    for answer in (myob.put(INVOICE, now), myob.delete(INVOICE, now)):
        assert myob.wrong(answer) == {("InvoicePaid", INVOICE)}
    myob.act("unpay", id=made["UID"])
    assert myob.delete(INVOICE, made).ok


@pytest.mark.parametrize(("lock", "closed"), [("2026-01-30", True), ("2026-01-29", False)])
def test_locked_period(myob, lock, closed):
    row = myob.create(INVOICE, myob.invoice())
    myob.prefer(LockPeriodPriorTo=f"{lock}T00:00:00")
    answers = [
        myob.post(INVOICE, myob.invoice()),
        myob.put(INVOICE, {**row, "Date": "2026-05-01"}),
        myob.delete(INVOICE, row),
    ]
    if closed:
        assert [myob.wrong(each) for each in answers] == [{("DateInLockPeriod", "Date")}] * 3
    else:
        assert [each.status_code for each in answers] == [201, 200, 200]
    system = myob.call("GET", "Company/Preferences").json()["System"]
    assert system["LockPeriodPriorTo"] == f"{lock}T00:00:00"
    myob.prefer(LockPeriodPriorTo=None)
    assert myob.post(INVOICE, myob.invoice()).ok


def test_file_that_only_reverses(myob, made):
    myob.prefer(TransactionsCannotBeChangedMustBeReversed=True)
    for answer in (myob.put(INVOICE, made), myob.delete(INVOICE, made)):
        assert myob.wrong(answer) == {("TransactionsCannotBeDeleted", INVOICE)}
        assert answer.json()["Errors"][0]["ErrorCode"] == 25003
    myob.act("reverse", id=made["UID"])
    first, second = myob.ask("Sale/Invoice")
    assert (first["TotalAmount"], second["TotalAmount"], second["Status"]) == (110, -110, "Credit")
    assert (second["JournalMemo"], second["Date"]) == ("Reversal; Acme Builders", first["Date"])
    # Lists are no transactions.
    job = myob.ask("GeneralLedger/Job", "Number eq 'J900'")[0]
    assert myob.delete("GeneralLedger/Job", job).ok


def test_converted_by_a_clerk(myob, made):
    myob.act("convert", id=made["UID"], layout="Professional")
    assert myob.call("GET", f"{INVOICE}/{made['UID']}").status_code == 404
    [row] = myob.ask("Sale/Invoice")
    assert (row["InvoiceType"], row["UID"], row["JournalMemo"]) == (
        *("Professional", made["UID"], "x [1]"),
    )
    assert row["URI"].endswith(f"Sale/Invoice/Professional/{made['UID']}")


def test_paper_of_an_invoice(myob, made):
    path = f"{INVOICE}/{made['UID']}"
    answer = myob.call("GET", path, headers={"Accept": "application/pdf"})
    assert (answer.headers["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    row = myob.create(SPEND, myob.spend())
    path = f"{SPEND}/{row['UID']}"
    assert myob.call("GET", path, headers={"Accept": "application/pdf"}).status_code == 405
