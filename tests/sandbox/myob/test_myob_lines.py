"""Lines: what they may be booked to, and what they come to."""

import pytest

from sandbox.myob import NZ_FILE

INVOICE, BILL, SPEND = "Sale/Invoice/Service", "Purchase/Bill/Service", "Banking/SpendMoneyTxn"
NOBODY = {"UID": "00000000-0000-4000-8000-000000000000"}


def test_tax_is_in_the_amounts_unless_told(myob):
    body = myob.invoice(Lines=[myob.line(110)])
    del body["IsTaxInclusive"]
    made = myob.create(INVOICE, body)
    assert (made["IsTaxInclusive"], made["TotalAmount"], made["TotalTax"]) == (True, 110, 10)
    made = myob.create(INVOICE, {**body, "IsTaxInclusive": False})
    assert (made["TotalAmount"], made["TotalTax"], made["Subtotal"]) == (121, 11, 110)


def test_tax_is_rounded_by_line(myob):
    lines = [myob.line(0.05), myob.line(0.05), myob.line(0.05)]
    assert myob.create(INVOICE, myob.invoice(Lines=lines))["TotalTax"] == 0.03
    lines = [myob.line(-0.05), myob.line(-0.05), myob.line(10, code="FRE")]
    assert myob.create(INVOICE, myob.invoice(Lines=lines))["TotalTax"] == -0.02


def test_freight_is_taxed_by_its_code(myob):
    made = myob.create(INVOICE, myob.invoice(Freight=20))
    assert (made["Subtotal"], made["Freight"], made["TotalTax"], made["TotalAmount"]) == (
        *(100, 20, 12, 132),
    )
    free = myob.link("TaxCode", "FRE")
    assert myob.create(INVOICE, myob.invoice(Freight=20, FreightTaxCode=free))["TotalTax"] == 10


def test_lines_of_words_and_sums(myob):
    lines = [
        {"Type": "Header", "Description": "Work", "Total": 5},
        *(myob.line(100), myob.line(20), {"Type": "SubTotal"}, myob.line(1)),
    ]
    made = myob.create(INVOICE, myob.invoice(Lines=lines))
    assert [line["Total"] for line in made["Lines"]] == [0, 100, 20, 120, 1]
    assert (made["Subtotal"], made["Lines"][0]["Description"]) == (121, "Work")


@pytest.mark.parametrize(
    ("values", "fits"),
    [
        ({"Total": 100, "UnitCount": 4, "UnitPrice": 25}, True),
        ({"Total": 100, "UnitCount": 4, "UnitPrice": 24.999}, True),
        ({"Total": 90, "UnitCount": 4, "UnitPrice": 25, "DiscountPercent": 10}, True),
        ({"Total": -100, "UnitCount": -4, "UnitPrice": 25}, True),
        ({"Total": 100, "UnitCount": 4}, True),
        ({"Total": 100, "UnitCount": 4, "UnitPrice": 20}, False),
        ({"Total": 100, "UnitCount": 4, "UnitPrice": 25, "DiscountPercent": 10}, False),
    ],
)
def test_total_is_quantity_times_price(myob, values, fits):
    body = myob.invoice(Lines=[myob.line(total=values.pop("Total"), **values)])
    if fits:
        assert myob.create(INVOICE, body)
    else:
        assert myob.refused(INVOICE, body) == {("LineTotalIncorrect", "Lines[0].Total")}


@pytest.mark.parametrize(
    ("values", "name", "field"),
    [
        ({"Account": None}, "Required", "Account"),
        ({"TaxCode": None}, "Required", "TaxCode"),
        ({"Total": None}, "Required", "Total"),
        ({"Total": 1.005}, "SerializationError", "Total"),
        ({"Total": "5"}, "SerializationError", "Total"),
        ({"Account": NOBODY}, "NotFound", "Account.UID"),
        ({"Job": NOBODY}, "NotFound", "Job.UID"),
        ({"Description": "x" * 256}, "CommonRules_StringLength", "Description"),
        ({"Quantity": 1}, "SerializationError", "Quantity"),
        ({"Item": NOBODY}, "SerializationError", "Item"),
    ],
)
def test_line_that_cannot_be(myob, values, name, field):
    lines = [myob.line(), {**myob.line(), **values}]
    assert myob.refused(INVOICE, myob.invoice(Lines=lines)) == {(name, f"Lines[1].{field}")}


@pytest.mark.parametrize(
    ("field", "part", "which", "name"),
    [
        ("Account", "Account", "4-0000", "AccountHeaderNotAllowed"),
        ("Account", "Account", "4-1900", "InactiveNotAllowed"),
        ("Account", "Account", "1-1200", "IncorrectAccountType"),
        ("Account", "Account", "2-1200", "IncorrectAccountType"),
        ("Job", "Job", "J000", "Line_JobHeaderNotAllowed"),
        ("Job", "Job", "J900", "InactiveNotAllowed"),
        ("TaxCode", "TaxCode", "WGC", "ConsolidatedTaxCodeNotAllowed"),
        ("TaxCode", "TaxCode", "IMP", "InvalidTaxCode"),
        ("TaxCode", "TaxCode", "ITS", "InvalidTaxCode"),
        ("TaxCode", "TaxCode", "ABN", "InvalidTaxCode"),
    ],
)
def test_line_is_booked_to_what_can_be(myob, field, part, which, name):
    line = {**myob.line(), field: myob.link(part, which)}
    assert myob.refused(INVOICE, myob.invoice(Lines=[line])) == {(name, f"Lines[0].{field}")}


def test_everything_wrong_is_told_at_once(myob):
    lines = [myob.line(account="4-0000"), myob.line(), myob.line(code="ITS")]
    assert myob.refused(INVOICE, myob.invoice(Lines=lines)) == {
        ("AccountHeaderNotAllowed", "Lines[0].Account"),
        ("InvalidTaxCode", "Lines[2].TaxCode"),
    }
    assert "SalesLines" in myob.last.json()["Errors"][1]["Message"]


def test_purchases_know_other_tax_codes(myob):
    made = myob.create(BILL, myob.bill(Lines=[myob.line(account="5-1100", code="ITS")]))
    assert made["TotalTax"] == 0
    lines = [myob.line(account="5-1100", code="ABN")]
    assert myob.create(BILL, myob.bill("B-2", Lines=lines))["TotalAmount"] == 53
    lines = [myob.line(account="5-1100", code="IMP")]
    wrong = myob.refused(BILL, myob.bill("B-3", Lines=lines))
    assert wrong == {("InvalidTaxCode", "Lines[0].TaxCode")}


def test_job_is_on_the_line(myob):
    line = {**myob.line(), "Job": myob.link("Job", "J100")}
    made = myob.create(INVOICE, myob.invoice(Lines=[line]))
    job = made["Lines"][0]["Job"]
    assert (job["Number"], job["Name"]) == ("J100", "Harbour")
    assert job["URI"].endswith(f"/GeneralLedger/Job/{job['UID']}")


def test_items(myob):
    route, code = "Sale/Invoice/Item", myob.link("TaxCode", "GST")
    line = {"Item": myob.link("Item", "DESIGN"), "ShipQuantity": 2, "TaxCode": code}
    made = myob.create(route, myob.invoice(Lines=[line]))
    [kept] = made["Lines"]
    assert (kept["UnitPrice"], kept["Total"], kept["Account"]["DisplayID"]) == (100, 200, "4-1100")
    line |= {"UnitPrice": 90, "Total": 180}
    assert myob.create(route, myob.invoice(Lines=[line]))["TotalAmount"] == 198
    wrong = myob.refused(route, myob.invoice(Lines=[{**line, "Total": 200}]))
    assert wrong == {("LineTotalIncorrect", "Lines[0].Total")}
    for field in ("Item", "ShipQuantity"):
        wrong = myob.refused(route, myob.invoice(Lines=[{**line, field: None}]))
        assert wrong == {("Required", f"Lines[0].{field}")}
    line = {"Item": line["Item"], "BillQuantity": 3, "UnitPrice": 10, "TaxCode": code}
    made = myob.create("Purchase/Bill/Item", myob.bill(Lines=[line]))
    assert (made["Subtotal"], made["Lines"][0]["Account"]["DisplayID"]) == (30, "5-1100")


@pytest.mark.parametrize("layout", ["Professional", "Miscellaneous"])
def test_layouts_that_no_browser_edits(myob, layout):
    made = myob.create(f"Sale/Invoice/{layout}", myob.invoice(Freight=5))
    assert (made["TotalAmount"], made["FreightTaxCode"], made["Freight"]) == (110, None, 0)


def test_lax_line_without_a_total_is_nothing(myob):
    myob.control("settings", strict=False)
    made = myob.create(INVOICE, myob.invoice(Lines=[{**myob.line(), "Total": None}]))
    assert made["TotalAmount"] == 0


def test_new_zealand(another):
    client = another(NZ_FILE)
    code = client.link("TaxCode", "S15")
    body = {
        "Date": "2026-01-30T11:00:00Z",
        "Customer": client.link("Customer", "CUS001"),
        "IsTaxInclusive": False,
        "FreightTaxCode": code,
        "Lines": [client.line(code="S15")],
    }
    made = client.create(INVOICE, body)
    assert (made["TotalAmount"], made["Date"]) == (115, "2026-01-30T00:00:00")
    made = client.create(INVOICE, {**body, "Date": "2026-01-30T12:00:00Z"})
    assert made["Date"] == "2026-01-31T00:00:00"
