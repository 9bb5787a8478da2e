"""Bills of the books: their lines, the tax of each, and the files at them."""

from decimal import Decimal

import pytest

import odoo.init  # noqa: F401

from odoo.addons.acct_link_oauth.lib import download
from odoo.addons.acct_link_qbo.lib.incoming.bills import (
    LARGEST_FILE,
    attached_to,
    bills,
    files,
    taxes_of,
)
from odoo.addons.acct_link_qbo.lib.incoming.remote_documents import Reader
from odoo.addons.acct_link_qbo.tests.lib_common import MARK, Books

RATES = {"4": ("10",), "5": ("10", "11"), "6": ("12",)}


def line(amount, code="4", **values):
    kind = "AccountBasedExpenseLineDetail"
    detail = {"AccountRef": {"value": "64"}, "TaxCodeRef": {"value": code}}
    return {"Amount": amount, "DetailType": kind, kind: detail, "Description": "Ink", **values}


def row(*lines, tax=None, **values):
    detail = [
        {"Amount": value, "TaxLineDetail": {"TaxRateRef": {"value": rate}}}
        for rate, value in (tax or {}).items()
    ]
    total = sum(each.get("Amount", 0) for each in lines) + sum((tax or {}).values())
    known = {"Id": "108", "TotalAmt": total, "Balance": total, "TxnDate": "2026-11-02"}
    known |= {"VendorRef": {"value": "56", "name": "Acme Timber"}, "Line": list(lines)}
    known["TxnTaxDetail"] = {"TotalTax": sum((tax or {}).values()), "TaxLine": detail}
    return {**known, **values}


def read(found, entity="Bill", **there):
    there.setdefault("Vendor", [{"Id": "56", "TaxIdentifier": "123-456-789"}])
    ask = Books(**there)
    return bills(ask, Reader(ask, "NZD", {entity: [found]}), RATES, home="NZD")


def test_a_bill_with_its_supplier():
    vendor = {"Id": "56", "TaxIdentifier": "1-2", "PrimaryEmailAddr": {"Address": "a@b.example"}}
    [bill] = read(row(line(100), tax={"10": 15}, DueDate="2026-12-20"), Vendor=[vendor])
    assert (bill.contact_tax_number, bill.contact_email) == ("1-2", "a@b.example")
    assert (str(bill.due_date), bill.tax, bill.remote_id) == ("2026-12-20", 15, "Bill:108")
    [only] = bill.lines
    assert (only.account_id, only.tax_id, only.net, only.tax) == ("account:64", "4", 100, 15)
    masked = {"Id": "56", "TaxIdentifier": "XXXXX6789"}
    assert read(row(line(1)), Vendor=[masked])[0].contact_tax_number == ""


def test_expenses_are_bills_and_refunds_credits():
    party = {"EntityRef": {"value": "56", "name": "Acme Timber", "type": "Vendor"}}
    found = {**row(line(100)), **party, "AccountRef": {"value": "41", "name": "Visa"}}
    del found["VendorRef"], found["Balance"]
    [bill] = read(found, "Purchase")
    assert (bill.remote_document.kind, bill.remote_id) == ("bill", "Purchase:108")
    assert bill.remote_document.applied[0].amount == 100
    [bill] = read({**found, "Credit": True}, "Purchase")
    assert bill.remote_document.kind == "vendor_credit"
    for other in ({"value": "3", "type": "Employee"}, None):
        assert read({**found, "EntityRef": other}, "Purchase") == ()


def test_items_stand_for_their_accounts_and_groups_for_their_lines():
    kind = "ItemBasedExpenseLineDetail"
    detail = {"ItemRef": {"value": "12"}, "Qty": 4, "UnitPrice": 25, "TaxCodeRef": {"value": "4"}}
    item = {"Amount": 100, "DetailType": kind, kind: detail}
    group = {"DetailType": "GroupLineDetail", "GroupLineDetail": {"Line": [item]}}
    there = {"Item": [{"Id": "12", "ExpenseAccountRef": {"value": "77"}}]}
    [bill] = read(row(group, TotalAmt=100), **there)
    [only] = bill.lines
    assert (only.account_id, only.account, only.quantity) == ("item:12", "account:77", 4)


def test_words_and_what_is_not_known():
    words = {"DetailType": "DescriptionOnly", "Description": "Thanks"}
    odd = {"DetailType": "PurchaseOrderItemLineDetail", "Amount": 5}
    [bill] = read(row(line(100), words, odd))
    assert [each.account_id for each in bill.lines] == ["account:64", "", ""]
    assert (bill.lines[2].description, bill.lines[2].net) == (odd["DetailType"], 5)
    assert read(row(line(1), TxnDate=None)) == ()
    assert read({**row(line(1)), "Line": None}) == ()


def test_our_mark_is_told_so_that_it_is_not_taken_back():
    [bill] = read(row(line(1), PrivateNote=f"J100\n[{MARK}]"))
    assert bill.url == f"/acct_link/document/{MARK}"
    assert read(row(line(1), PrivateNote=f"[{MARK[:-1]}]"))[0].url == ""


@pytest.mark.parametrize(
    ("lines", "tax", "wanted"),
    [
        ([("4", "100")], {"10": "15"}, ["15"]),
        ([("4", "33.33"), ("4", "66.67")], {"10": "15"}, ["5.00", "10.00"]),
        ([("4", "1"), ("4", "1"), ("4", "1")], {"10": "0.10"}, ["0.04", "0.03", "0.03"]),
        ([("4", "100"), ("6", "100")], {"10": "15", "12": "0"}, ["15", "0"]),
        ([("5", "100"), ("4", "100")], {"10": "30", "11": "1.5"}, ["16.5", "15"]),
        ([("", "100"), ("4", "100")], {"10": "15"}, ["0", "15"]),
        # A code that the lists do not hold: it alone can be meant.
        ([("99", "100"), ("6", "50")], {"98": "8"}, ["8", "0"]),
        ([("99", "100"), ("97", "50")], {"98": "8"}, ["0", "0"]),
    ],
)
def test_tax_of_each_line(lines, tax, wanted):
    detail = {
        "TaxLine": [
            {"Amount": Decimal(value), "TaxLineDetail": {"TaxRateRef": {"value": rate}}}
            for rate, value in tax.items()
        ]
    }
    total = sum(map(Decimal, tax.values()))
    pairs = [(code, Decimal(net)) for code, net in lines]
    assert taxes_of(pairs, detail, total, RATES) == [Decimal(each) for each in wanted]


# === FILES === #


def test_documents_that_have_files():
    def at(entity, id_):
        return {"AttachableRef": [{"EntityRef": {"type": entity, "value": id_}}]}

    rows = [at("Bill", "1"), at("purchase", "2"), at("Invoice", "3"), {"AttachableRef": None}]
    assert attached_to(rows) == {"Bill:1", "Purchase:2"}


def test_files_are_fetched_one_by_one_but_for_those_known():
    rows = [
        {"Id": "1", "FileName": "a.pdf", "Size": 3, "TempDownloadUri": "a"},
        {"Id": "2", "FileName": "b.pdf", "Size": 3, "TempDownloadUri": "b"},
        {"Id": "3", "FileName": "c.pdf", "Size": LARGEST_FILE + 1, "TempDownloadUri": "c"},
        {"Id": "4", "FileName": "d.pdf", "Size": 3, "TempDownloadUri": "gone"},
        {"Id": "5", "Note": "no file"},
    ]
    fetched = []

    def get_file(address):
        fetched.append(address)
        return b"" if address == "gone" else b"PDF"

    found = list(files(Books(Attachable=rows), get_file, "Bill:108", {"1"}))
    assert [each.remote_id for each in found] == ["2", "3", "4"]
    troubles = [each.trouble and each.trouble.code for each in found]
    assert troubles == [None, "bill_file_too_large", "bill_file_gone"]
    assert fetched == ["b", "gone"]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "file:///etc/passwd",
        "http://169.254.169.254/latest",
        "http://127.0.0.1:5432/",
        "http://127.0.0.1/_files/1",
        "https://user@example.com/a",
        "https://example.com:99999/",
    ],
)
def test_addresses_that_nothing_is_fetched_from(address):
    assert download.fetch(address, "http://127.0.0.1:8080") == b""
    assert download.fetch(address, "https://quickbooks.api.intuit.com") == b""
