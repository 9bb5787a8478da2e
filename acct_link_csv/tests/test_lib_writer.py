"""What the writer changes, refuses and splits."""

import copy
import csv
import io
from decimal import Decimal

import pytest

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.catalogue import CATALOGUE
from odoo.addons.acct_link_batch.lib.document import BILL, CREDIT_NOTE, VENDOR_CREDIT
from odoo.addons.acct_link_csv.lib.format import add_up_lines
from odoo.addons.acct_link_csv.lib.format_data import format_from_data
from odoo.addons.acct_link_csv.lib.sources import exact_figures
from odoo.addons.acct_link_csv.lib.writer import Refused, file_name, safe_name
from odoo.addons.acct_link_csv.tests.lib_common import (
    FORMATS,
    PARTY,
    data_of,
    document,
    errors,
    files_of,
    line,
    read_back,
    writer,
)
from odoo.addons.acct_link_csv.tests.readers import READERS

D = Decimal


def found(key, one, **settings):
    """{code: values} of the Problems of a document."""
    problems = writer(key, **settings).check([one])[0]
    for problem in problems:
        values = {"system": "X", **problem.values}
        assert CATALOGUE[problem.code].text % values
        assert CATALOGUE[problem.code].cure % values
    return {problem.code: problem.values for problem in problems}


def text_of(key, *documents, **settings):
    writing = writer(key, **settings)
    [content] = files_of(writing, [writing.render(documents)]).values()
    return content.decode("cp1252" if writing.format.encoding == "windows-1252" else "utf-8")


# === EXAMPLES === #


def test_a_reckon_invoice_by_hand():
    """550.00 with 50.00 of tax: the receivable is debited, income and tax are credited."""
    one = document(
        line("500.00", "S", description="Design stage 1", tax=D("50.00"), tax_rate=D(10)),
        number="INV1001",
        reference="Job 42",
    )
    rows = [row.split("\t") for row in text_of("reckon_accounts_iif", one).splitlines()]
    by_tag = {row[0]: row for row in rows}
    trns = dict(zip(by_tag["!TRNS"], by_tag["TRNS"], strict=True))
    spl = dict(zip(by_tag["!SPL"], by_tag["SPL"], strict=True))
    assert (trns["TRNSTYPE"], trns["DATE"], trns["AMOUNT"]) == ("INVOICE", "11/02/2026", "550.00")
    assert (spl["AMOUNT"], spl["TAXAMOUNT"], spl["QNTY"]) == ("-500.00", "-50.00", "-1")
    assert [row[0] for row in rows][3:] == ["TRNS", "SPL", "ENDTRNS"]


def test_a_us_invoice_of_quickbooks_ends_with_its_tax():
    one = document(line("5.00", "S"), line("5.00", "Z"), number="1")
    rows = [row.split("\t") for row in text_of("quickbooks_desktop_iif_us", one).splitlines()]
    header = next(row for row in rows if row[0] == "!SPL")
    last = dict(zip(header, [row for row in rows if row[0] == "SPL"][-1], strict=True))
    assert (last["AMOUNT"], last["PRICE"], last["EXTRA"]) == ("-0.75", "15%", "AUTOSTAX")
    assert last["ACCNT"] == "Sales Tax Payable"


def test_a_blank_line_ends_each_sale_of_myob():
    text = text_of("myob_classic_service_sales", document(number="A"), document(number="B"))
    assert [bool(row) for row in text.split("\r\n")] == [True, True, False, True, False, False]


def test_sage_50_takes_a_negative_line_as_a_credit():
    rows = text_of("sage50_uk", document(line("100.00"), line("-20.00"))).splitlines()
    assert [row.split(",")[0] for row in rows] == ["Type", "SI", "SC"]
    assert [row.split(",")[7] for row in rows] == ["Net Amount", "100.00", "20.00"]


def test_rows_of_a_group_are_added_up():
    lines = line("100.00", description="One"), line("20.00", description="Two"), line("5.00", "Z")
    text = text_of("sage50_uk_grouped", document(*lines))
    rows = list(csv.DictReader(io.StringIO(text)))
    names = "Net Amount", "Tax Code", "Tax Amount", "Details"
    assert [[row[name] for name in names] for row in rows] == [
        ["120.00", "S", "18.00", "One, Two"],
        ["5.00", "Z", "0.00", "Design"],
    ]


def test_lines_of_an_account_and_a_tax_code_are_added_up():
    lines = (
        line("100.00", description="One"),
        line("20.00", description="Two"),
        line("5.00", account="4010", description="Three"),
        line("7.00", "Z", description="Four"),
    )
    writing = writer(add_up_lines(FORMATS["reckon_one"]))
    [content] = files_of(writing, [writing.render([document(*lines)])]).values()
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [row["Description"] for row in rows] == ["One, Two", "Three", "Four"]


def test_a_sum_whose_tax_comes_to_another_cent_stops():
    """Twice 0.02 of tax, where the system computes 0.03 of the sum."""
    one = document(line("0.10"), line("0.10"))
    writing = writer(add_up_lines(FORMATS["xero_invoices_29"]))
    assert not errors(writer("xero_invoices_29").check([one])[0])
    assert [each.code for each in writing.check([one])[0]] == ["file_tax_recomputed"]


# === NUMBERS OF DOCUMENTS === #


@pytest.mark.parametrize(
    ("key", "kind", "number", "written"),
    [
        ("myob_classic_service_sales", "invoice", "INV/2026/00012", "2600012"),
        ("myob_classic_service_sales", CREDIT_NOTE, "RINV/2026/00012", "C2600012"),
        ("myob_classic_service_sales", "invoice", "IN000123", "IN000123"),
        ("reckon_accounts_iif", "invoice", "INV/2026/00012", "202600012"),
        ("reckon_accounts_iif", VENDOR_CREDIT, "RBILL/2026/07/0012", "VC026070012"),
        ("moneyworks_xml", BILL, "THEIR-NUMBER-000017", "THEIR-NUMBER-000017"),
        ("sage50_uk", "invoice", "INV/2026/00012", "INV/2026/00012"),
    ],
)
def test_the_number_rule(key, kind, number, written):
    one = document(kind=kind, number=number)
    assert writer(key).number(one) == written
    changed = found(key, one).get("file_number_changed")
    assert changed == (None if written == number else {"number": number, "theirs": written})


def test_two_numbers_that_become_one_stop_both():
    writing = writer("myob_classic_service_sales")
    one, other = document(number="INV/2016/00012"), document(number="INV/2026-100012")
    same = document(number="OUT/2026/00012")
    first = document(number="INV/2026/00012")
    assert writing.number(first) == writing.number(same) != writing.number(other)
    codes = [
        [problem.code for problem in errors(each)] for each in writing.check([first, one, same])
    ]
    assert codes == [["file_number_clash"], [], ["file_number_clash"]]


def test_numbers_of_suppliers_clash_for_each_supplier():
    writing = writer("xero_bills_26")
    one = document(kind=BILL, number="17")
    assert writing.clash_key(one) != writing.clash_key(
        document(kind=BILL, number="17", party=PARTY.__class__("OTHER", "Other"))
    )
    assert writing.clash_key(one) == writing.clash_key(document(kind=BILL, number="17"))


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("", "number_missing"),
        ("WITHOUT-ANY-DIGIT", "file_number_empty"),
    ],
)
def test_a_number_that_cannot_be_written(number, code):
    key = "moneyworks_tab"
    # Without the prefix of the kind nothing is left.
    assert code in found(key, document(number=number))


def test_a_long_number_without_a_rule_stops():
    assert "number_too_long" in found("sage50_uk", document(number="N" * 31))


# === WHAT IS REFUSED === #


@pytest.mark.parametrize(
    ("key", "one", "code"),
    [
        ("xero_invoices_29", document(kind=CREDIT_NOTE), "kind_unsupported"),
        ("xero_invoices_29", document(line("-10.00")), "file_negative"),
        ("xero_invoices_27", document(line("10.00", tax=D("1.51"))), "file_tax_recomputed"),
        ("oracle_fusion_ar", document(line("10.00", tax=D("1.49"))), "file_tax_recomputed"),
        ("quickbooks_online_us", document(line("10.00", "S")), "file_total_differs"),
        ("sage50_us", document(line("10.00", "S"), line("10.00", "T1")), "file_tax_codes"),
        ("sage50_uk", document(line("10.00", tax=D("-1.00"))), "file_signs_mixed"),
        ("sage50_uk", document(line("10.005", tax=D(0))), "too_many_decimals"),
        ("sage50_us", document(*[line("1.00")] * 154), "file_too_large"),
        (
            "sage200",
            document(*[line("1.00", account=str(number)) for number in range(21)]),
            "file_too_many_parts",
        ),
        ("quickbooks_online_invoices", document(*[line("1.00")] * 1001), "file_too_large"),
        (
            "sage_accounting_uk",
            document(*[line(f"{n}.00", "Standard") for n in range(1, 7000)]),
            "file_too_large",
        ),
        ("sage50_uk", document(line(tax_code="")), "file_field_missing"),
        ("sage50_uk", document(line(tax_code="TAX1")), "file_key_too_long"),
        ("sage50_uk", document(line(account="40 00")), None),
        ("moneyworks_xml", document(party=PARTY.__class__("A B", "Name")), "file_key_character"),
        (
            "reckon_accounts_iif",
            document(party=PARTY.__class__("A;B", "Name")),
            "file_key_character",
        ),
        (
            "reckon_accounts_iif",
            document(party=PARTY.__class__("Жук", "Жук")),
            "file_key_character",
        ),
        ("xero_invoices_29", document(party=PARTY.__class__("=A1", "Name")), "file_key_formula"),
        ("xero_invoices_29", document(party=PARTY.__class__("Жук", "Жук")), None),
    ],
)
def test_what_is_refused(key, one, code):
    problems = found(key, one)
    stopped = {each for each in problems if CATALOGUE[each].level == "error"}
    assert code in stopped if code else not stopped
    if code:
        with pytest.raises(Refused) as caught:
            writer(key).render([one])
        assert code in {problem.code for problem in caught.value.problems}


def test_an_edited_format_that_loses_the_tax_is_found_out():
    data = copy.deepcopy(data_of("sage50_uk"))
    [column] = [
        one for one in data["files"][0]["records"][0]["columns"] if one["header"] == "Tax Amount"
    ]
    column["source"] = "line.net"
    problems = writer(format_from_data(data)).check([document()])[0]
    [problem] = errors(problems)
    assert problem.code == "file_total_differs"
    assert problem.values["rows"] == "200.00"
    assert problem.values["ours"] == "115.00"


def test_a_setting_that_is_needed():
    writing = writer("moneyworks_xml", receivable=" ")
    assert [problem.code for problem in writing.check_settings()] == ["file_setting_missing"]
    assert "file_setting_missing" in {problem.code for problem in writing.check([document()])[0]}
    long = writer("moneyworks_xml", receivable="12345678")
    assert [problem.code for problem in long.check_settings()] == ["file_setting_too_long"]


# === WHAT IS CHANGED, AND SAID === #


def test_characters_that_a_code_page_lacks():
    one = document(line(description="Łódź ‘café’ – 日本 🚀"))
    problems = found("sage50_uk", one)
    assert problems["file_text_changed"]["value"] == "Lódz ‘café’ – ?? ?"
    assert "Lódz ‘café’ – ?? ?" in text_of("sage50_uk", one)
    assert "Łódź ‘café’ – 日本 🚀" in text_of("xero_invoices_29", one)


def test_several_lines_of_text_become_one_without_a_word():
    one = document(line(description="Design\n  stage\t1"))
    assert "file_text_changed" not in found("xero_invoices_29", one)
    assert "Design stage 1" in text_of("xero_invoices_29", one)


def test_a_text_is_cut_and_a_key_is_not():
    one = document(line(description="D" * 61))
    assert found("sage50_uk", one)["file_text_cut"]["value"] == "D" * 60
    assert "file_text_cut" not in found("sage50_uk", document(line(description="D" * 60)))


def test_a_formula_is_defused_in_csv_alone():
    one = document(line(description="=HYPERLINK(1)"))
    assert ",'=HYPERLINK(1)," in text_of("xero_invoices_29", one)
    assert "\t=HYPERLINK(1)\t" in text_of("reckon_accounts_iif", one)


def test_a_formula_in_quotes_is_one_where_nothing_is_quoted():
    one = document(line(description='"=1+1"'))
    assert '\t\'"=1+1"\t' in text_of("myob_classic_service_sales", one)
    assert ',"""=1+1""",' in text_of("xero_invoices_29", one)


def test_nothing_is_minus_zero():
    assert "-0.00" not in text_of("reckon_accounts_iif", document(line("10.00", "Z")))


@pytest.mark.parametrize(
    ("quantity", "price", "discount", "net", "expected"),
    [
        ("1.5", "133.3333", "0", "200.00", ("1.5", "133.3333")),
        ("2", "10", "10", "18.00", ("2", "9")),
        ("3", "33.33", "7.5", "92.49", ("3", "30.83")),
        ("1.2345", "10", "0", "12.35", ("1", "12.35")),
        ("9000", "0.333333", "0", "3000.00", ("1", "3000.00")),
        ("0", "10", "0", "10.00", ("1", "10.00")),
        ("-2", "5", "0", "-10.00", ("-2", "5")),
    ],
)
def test_quantity_and_price_give_the_amount(quantity, price, discount, net, expected):
    one = line(net, quantity=D(quantity), price=D(price), discount=D(discount))
    assert exact_figures(one) == tuple(map(D, expected))


# === SEVERAL FILES === #


def test_a_batch_goes_on_in_the_next_file():
    writing = writer("xero_invoices_29")
    documents = [document(number=f"INV/{number}") for number in range(1001)]
    parts = [writing.render(documents[start : start + 400]) for start in (0, 400, 800)]
    files = files_of(writing, parts)
    assert list(files) == ["BATCH_0042.csv", "BATCH_0042_2.csv", "BATCH_0042_3.csv"]
    read = [READERS["xero_invoices_29"]({name: data}) for name, data in files.items()]
    assert [len(each) for each in read] == [500, 500, 1]
    assert [one.number for each in read for one in each] == [one.number for one in documents]


def test_a_document_is_never_in_two_files():
    writing = writer("quickbooks_online_invoices")
    documents = [document(*[line()] * 300, number=f"INV/{number}") for number in range(7)]
    files = files_of(writing, [writing.render(documents)])
    assert [data.count(b"\r\n") - 1 for data in files.values()] == [900, 900, 300]


def test_a_file_stays_below_its_bytes():
    writing = writer("sage_accounting_uk")
    documents = [
        document(*[line(code="Standard")] * 30, number=f"INV/{number}") for number in range(300)
    ]
    files = files_of(writing, [writing.render(documents)])
    assert len(files) > 1
    assert all(len(data) <= 500_000 for data in files.values())
    read = [
        one for name, data in files.items() for one in READERS["sage_accounting_uk"]({name: data})
    ]
    assert len(read) == 300


def test_nothing_makes_no_file():
    assert files_of(writer("xero_invoices_29"), []) == {}


def test_the_loader_names_the_file_it_loads():
    documents = [document(number=f"INV/{number}") for number in range(3)]
    assert len(read_back("oracle_ebs_ar", writer("oracle_ebs_ar"), documents)) == 3


@pytest.mark.parametrize(
    ("batch", "safe"),
    [
        ("BATCH/2026/0001", "BATCH_2026_0001"),
        ("../../etc", "etc"),
        ("", "batch"),
        ("é\0/", "batch"),
    ],
)
def test_names_of_files(batch, safe):
    assert safe_name(batch) == safe
    assert file_name("{batch}.csv", safe) == f"{safe}.csv"
    assert file_name("Ap_{batch}.zip", safe, 2) == f"Ap_{safe}_2.zip"
