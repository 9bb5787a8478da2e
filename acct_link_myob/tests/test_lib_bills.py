"""Bills of the books: their lines, the tax of each, and the files at them."""

from datetime import date
from decimal import Decimal

import pytest

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.errors import Postponed
from odoo.addons.acct_link_myob.lib.incoming.bills import FREIGHT, bills, by_ids, files
from odoo.addons.acct_link_myob.lib.incoming.documents import remote_document
from odoo.addons.acct_link_myob.tests.lib_common import (
    ACCOUNT_ID,
    DOCUMENT_ID,
    MARK,
    SUPPLIER_ID,
    TAX_ID,
    answer,
    guid,
)
from odoo.addons.acct_link_myob.tests.lib_incoming_common import Lists, bought, debt

LIST, SERVICE, CARDS = "Purchase/Bill", "Purchase/Bill/Service", "Contact/Supplier"
ATTACHED = f"{SERVICE}/{DOCUMENT_ID}/Attachment"
GST, FREE, UNKNOWN = TAX_ID, guid(21), guid(22)
RATES = {GST: Decimal(10), FREE: Decimal(0)}
PDF = b"%PDF-1.4"


def read(*lines, card=(), kind="", **changes):
    """:return: the Bill that a row with these lines is"""
    values = {"TotalTax": 20, "IsTaxInclusive": False, **changes}
    row = debt(**values)
    known = remote_document(LIST, row, "AUD", kind=kind)
    ask = Lists({SERVICE: [{**row, "Lines": list(lines)}], CARDS: card})
    found = bills(ask, [(row, known)], RATES)
    return found[0] if found else None


def test_bill_with_what_is_known_of_its_supplier():
    card = {
        "UID": SUPPLIER_ID,
        "BuyingDetails": {"ABN": "51 824 753 556"},
        "Addresses": [{"Email": None}, {"Email": "a@example.com"}],
    }
    found = read(bought(200), card=[card], Terms={"DueDate": "2026-12-01T00:00:00"})
    assert (found.date, found.due_date) == (date(2026, 11, 2), date(2026, 12, 1))
    assert (found.contact_tax_number, found.contact_email) == ("51 824 753 556", "a@example.com")
    assert (found.tax, found.has_files) == (Decimal("20.00"), True)
    assert found.url == f"/acct_link/document/{MARK}"
    [line] = found.lines
    assert (line.account_id, line.tax_id) == (ACCOUNT_ID, GST)
    assert (line.quantity, line.price, line.net, line.tax) == (1, 200, 200, 20)


def test_bill_without_a_mark_has_no_link():
    assert read(bought(200), JournalMemo="Purchase; Acme Timber").url == ""


def test_supplier_of_new_zealand_has_another_number():
    card = {"UID": SUPPLIER_ID, "BuyingDetails": {"ABN": None, "TaxIdNumber": "49-091-850"}}
    assert read(bought(200), card=[card]).contact_tax_number == "49-091-850"


def test_debit_is_turned():
    lines = (bought(-200, UnitCount=-2, UnitPrice=100),)
    found = read(*lines, TotalAmount=-220, BalanceDueAmount=-220, TotalTax=-20)
    assert (found.remote_document.total, found.tax) == (220, 20)
    [line] = found.lines
    assert (line.quantity, line.price, line.net, line.tax) == (2, 100, 200, 20)


@pytest.mark.parametrize(
    ("lines", "total", "taxes"),
    [
        # By the rate of each; what rounding leaves goes to the largest.
        ([(33.33, GST), (66.67, FREE)], 3.33, ["3.33", "0.00"]),
        ([(100, GST), (10.05, GST)], 11.02, ["10.01", "1.01"]),
        # A code whose rate is not known takes what is left.
        ([(100, GST), (50, UNKNOWN)], 17.50, ["10.00", "7.50"]),
        # Tax that was changed there is that of the books.
        ([(100, GST)], 9.98, ["9.98"]),
        ([(100, FREE)], 1, ["1.00"]),
    ],
)
def test_taxes_of_lines_come_to_that_of_the_bill(lines, total, taxes):
    rows = [bought(net, TaxCode={"UID": code}) for net, code in lines]
    found = read(*rows, TotalTax=total)
    assert [line.tax for line in found.lines] == list(map(Decimal, taxes))


def test_amounts_with_tax_come_without_it():
    found = read(bought(110), IsTaxInclusive=True, TotalTax=10)
    [line] = found.lines
    assert (line.net, line.tax, line.price) == (100, 10, 110)


def test_headings_are_words_and_sums_are_nothing():
    found = read(
        {"Type": "Header", "Description": "Ink"}, bought(200), {"Type": "SubTotal", "Total": 200}
    )
    words, line = found.lines
    assert (words.description, words.net, words.account_id) == ("Ink", 0, "")
    assert line.net == 200


def test_freight_is_a_line_that_names_itself():
    found = read(bought(100), Freight=20, FreightTaxCode={"UID": GST}, TotalTax=12)
    line = found.lines[-1]
    assert (line.description, line.account_id, line.net, line.tax) == (FREIGHT, "", 20, 2)


def test_item_without_an_account_has_none():
    line = bought(100, Account=None, Item={"UID": guid(5)}, UnitCount=None, BillQuantity=4)
    [found] = read({**line, "UnitPrice": 25}).lines
    assert (found.account_id, found.quantity, found.price) == ("", 4, 25)


def test_line_without_figures_is_there_once():
    [found] = read(bought(100, UnitCount=None, UnitPrice=None)).lines
    assert (found.quantity, found.price) == (1, 100)


def test_bill_of_before_the_conversion_says_so():
    [line] = read(BillType="PreConversion").lines
    assert (line.description, line.net, line.tax) == ("PreConversion", 200, 20)


def test_bill_without_a_day_is_none():
    assert read(bought(200), Date=None) is None


def test_lines_of_many_bills_are_read_by_layout():
    ids = [guid(100 + number) for number in range(60)]
    rows = [debt(uid=uid, BillType="Item" if place < 30 else "Service")
            for place, uid in enumerate(ids)]  # fmt: skip
    known = [(row, remote_document(LIST, row, "AUD")) for row in rows]
    ask = Lists({SERVICE: rows[30:], "Purchase/Bill/Item": rows[:30]})
    assert len(bills(ask, known, RATES)) == 60
    paths = [path for path, _params in ask.asked]
    assert {path: paths.count(path) for path in paths} == {
        SERVICE: 2, "Purchase/Bill/Item": 2, CARDS: 1
    }  # fmt: skip


def test_ids_that_were_not_asked_for_are_left_out():
    assert by_ids(
        Lists({LIST: [debt(uid=guid(1)), debt(uid=guid(2))]}), LIST, [guid(1)]
    ).keys() == {guid(1)}


# === FILES === #


def file_row(number=1, **changes):
    uri = f"https://files.example.com/{number}?signed"
    values = {"UID": guid(number), "OriginalFileName": f"{number}.pdf", "FileUri": uri}
    return {**values, "FileBase64Content": None, **changes}


def fetch(ask, known=(), contents=PDF):
    asked = []

    def get_file(address):
        asked.append(address)
        return contents

    return list(files(ask, get_file, DOCUMENT_ID, set(known))), asked


def test_files_are_fetched_from_where_they_are_said_to_be():
    ask = Lists({LIST: [debt()], ATTACHED: {"Attachments": [file_row(1), file_row(2)]}})
    found, asked = fetch(ask, known=[guid(1)])
    assert [(each.remote_id, each.name, each.content) for each in found] == [
        (guid(2), "2.pdf", PDF)
    ]
    assert found[0].mimetype == "application/pdf"
    assert asked == ["https://files.example.com/2?signed"]


def test_address_of_each_file_is_asked_for_when_it_is_its_turn():
    ask = Lists({LIST: [debt()], ATTACHED: {"Attachments": [file_row(1), file_row(2)]}})
    found, _asked = fetch(ask)
    assert len(found) == 2
    assert [path for path, _params in ask.asked] == [LIST, *[ATTACHED] * 3]


def test_file_that_cannot_be_had_is_told_of():
    ask = Lists(
        {LIST: [debt()], ATTACHED: {"Attachments": [file_row(1, OriginalFileName="x.docx")]}}
    )
    [found], _asked = fetch(ask, contents=b"")
    assert (found.trouble.code, found.mimetype) == ("bill_file_gone", "application/octet-stream")


@pytest.mark.parametrize("rows", [[], [debt(BillType="PreConversion")]])
def test_bill_that_is_not_there_has_no_files(rows):
    assert fetch(Lists({LIST: rows}))[0] == []


def test_list_of_files_that_is_none_postpones():
    with pytest.raises(Postponed):
        fetch(Lists({LIST: [debt()], ATTACHED: answer("x", 502)}))
