"""What the makers' own pages ask of their files: lengths, groups, names, signs, quotes."""

import itertools
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.document import (
    BILL,
    CREDIT_NOTE,
    VENDOR_CREDIT,
    text_line,
)
from odoo.addons.acct_link_csv.lib.format import LINE, TAX
from odoo.addons.acct_link_csv.tests.lib_common import (
    FORMATS,
    PARTY,
    SUPPLIER,
    code_of,
    document,
    errors,
    files_of,
    line,
    party_of,
    read_back,
    writer,
)

D = Decimal
each_format = pytest.mark.parametrize("key", FORMATS)
IIF = ("quickbooks_desktop_iif_us", "reckon_accounts_iif")
# What says which document, customer or account it is.
IDENTITIES = {
    "document.number",
    "document.full_number",
    "document.marker",
    "document.serial",
    "document.currency",
    "party.key",
    "line.account",
}


def codes(key, *documents):
    """The codes of the Problems of the last of the documents."""
    return [problem.code for problem in writer(key).check(documents)[-1]]


def stopped(key, *documents):
    return [problem.code for problem in errors(writer(key).check(documents)[-1])]


def text_of(key, *documents):
    writing = writer(key)
    [content] = files_of(writing, [writing.render(documents)]).values()
    return content.decode("cp1252")


def named(number, kind="invoice", *lines, **changes):
    return document(*lines, number=number, kind=kind, **{"party": party_of(kind), **changes})


def columns_of(format_):
    for file in (*format_.files, format_.customers, format_.suppliers):
        for record in file.records if file else ():
            repeated = record.repeat.columns if record.repeat else ()
            for column in (*record.columns, *repeated):
                yield record, column


def sources_of(column):
    return {column.source, *column.by_kind.values()} - {""}


# === IDENTITIES ARE NEVER CUT === #


@each_format
def test_no_identity_stands_in_a_column_that_cuts(key):
    for record, column in columns_of(FORMATS[key]):
        if column.type == "text" and column.length:
            assert not sources_of(column) & IDENTITIES, (record.name, column.header)


@pytest.mark.parametrize("kind", (BILL, VENDOR_CREDIT))
def test_number_of_a_supplier_too_long_stops_in_moneyworks(kind):
    one, other = "PROJECT-2026-000000012A", "PROJECT-2026-000000012B"
    assert stopped("moneyworks_xml", named(one, kind)) == ["file_key_too_long"]
    assert stopped("moneyworks_xml", named(one, kind), named(other, kind))
    assert not stopped("moneyworks_xml", named(one[:21], kind))


@each_format
@pytest.mark.parametrize("blank", ["INV-101 ", " INV-101", "INV-101\u200b", "INV-101\u00a0"])
def test_blanks_around_a_number_are_nobodys(key, blank):
    kind = FORMATS[key].kinds[0]
    own = line(code=code_of(key))
    one = document(own, kind=kind, number="INV-101", party=party_of(kind))
    other = replace(one, number=blank)
    writing = writer(key)
    assert writing.number(other) == writing.number(one)
    assert writing.clash_key(other) == writing.clash_key(one)
    assert writing.render([other]).blocks == writing.render([one]).blocks


def test_blanks_around_a_key_are_not_written():
    one = document(party=replace(PARTY, key="ACME01 "))
    assert ",ACME01,4000," in text_of("sage50_uk", one)


@pytest.mark.parametrize("key", ["sage50_uk", "sage50_uk_grouped"])
def test_amount_of_twelve_characters_stops_in_sage_50(key):
    assert not stopped(key, document(line("99999999.99", "Z")))
    assert stopped(key, document(line("100000000.00", "Z"))) == ["file_amount_too_long"]


@pytest.mark.parametrize("key", ["sage_accounting_uk", "sage_accounting_uk_purchases"])
def test_amount_of_nine_digits_stops_in_sage_accounting(key):
    kind = FORMATS[key].kinds[0]
    assert not stopped(key, document(line("99999999.99", "Zero Rated"), kind=kind))
    assert "file_amount_too_long" in stopped(
        key, document(line("100000000.00", "Zero Rated"), kind=kind)
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"party": replace(PARTY, key="ACME0000001")}, "file_key_too_long"),
        ({"number": "INV/2026/" + "0" * 17}, "number_too_long"),
        ({"lines": (line(code="Standard", account="4000A"),)}, "file_key_character"),
        ({"lines": (line(code="Standard", account="400000000"),)}, "file_key_too_long"),
        ({"lines": (replace(line(code="Standard"), tax_code="20% VAT"),)}, "file_value_unknown"),
    ],
)
def test_what_sage_accounting_refuses_stops(change, code):
    one = document(line(code="Standard"))
    assert not stopped("sage_accounting_uk", one)
    assert code in stopped("sage_accounting_uk", replace(one, **change))


def test_sage_accounting_has_a_file_for_sales_and_one_for_purchases():
    credit = named("1", CREDIT_NOTE, line("5.00", "Z", tax_code="Exempt"))
    sales = text_of("sage_accounting_uk", credit)
    assert "Cr Note,ACME01,02-11-2026,Acme Ltd,1,4000," in sales
    assert ",5.00,Exempt,0.00,5.00," in sales
    [read] = read_back(
        "sage_accounting_uk_purchases",
        writer("sage_accounting_uk_purchases"),
        [document(line("10.00", "Standard"), kind=VENDOR_CREDIT, party=SUPPLIER)],
    )
    assert (read.kind, read.party, read.total) == (VENDOR_CREDIT, "SUPP01", D(12))


# === ROWS OF ONE DOCUMENT === #


@each_format
def test_rows_of_a_document_agree_in_what_is_the_documents(key):
    """What groups rows (Oracle takes every attribute) is the same on lines and on their taxes."""
    for file in FORMATS[key].files:
        records = [one for one in file.records if one.per in (LINE, TAX)]
        for first, other in itertools.combinations(records, 2):
            if first.kinds != other.kinds:
                continue
            there = {column.header: column for column in other.columns}
            for column in first.columns:
                if any(source.startswith(("document.", "party.")) for source in sources_of(column)):
                    assert column.header in there, column.header
                    assert sources_of(there[column.header]) == sources_of(column), column.header


@pytest.mark.parametrize("key", ["oracle_fusion_ar_tax_lines", "oracle_ebs_ar"])
def test_purchase_order_stands_on_tax_rows(key):
    [read] = read_back(key, writer(key), [document(line(), line("5.00"), reference="PO 17")])
    assert read.tax == D("15.75")


@each_format
def test_a_starred_column_is_required_of_every_kind(key):
    """What the maker marks with a star is never empty."""
    for record, column in columns_of(FORMATS[key]):
        if column.header.startswith("*") and not column.header.startswith("**"):
            assert column.required or column.fixed, (record.name, column.header)
            assert set(column.by_kind) in (set(), set(FORMATS[key].kinds)), column.header


def test_a_credit_of_oracle_payables_has_terms():
    """The reader asks every column with a star to be filled, the terms among them."""
    writing = writer("oracle_fusion_ap")
    [read] = read_back("oracle_fusion_ap", writing, [named("7", VENDOR_CREDIT)])
    assert read.kind == VENDOR_CREDIT


def test_too_many_parts_are_said_once():
    many = [line("1.00", account=str(number)) for number in range(21)]
    assert stopped("sage200", document(*many)) == ["file_too_many_parts"]


def test_a_part_of_nothing_takes_no_room():
    many = [line("1.00", account=str(number)) for number in range(20)]
    assert not stopped("sage200", document(*many, line("0.00", account="99")))


# === TAXES === #


@pytest.mark.parametrize("key", ["sage50_us", "quickbooks_desktop_iif_us"])
def test_a_line_of_nothing_is_no_second_tax(key):
    one = document(line("10.00", "S"), line("0.00", "T1"))
    assert not stopped(key, one)
    assert stopped(key, document(line("10.00", "S"), line("10.00", "T1"))) == ["file_tax_codes"]
    # Nor the only one, where nothing bears tax.
    untaxed = document(line("0.00", "T1"), line("10.00", "Z"))
    assert not stopped(key, untaxed)
    assert "T1" not in text_of(key, untaxed)


def test_a_heading_gives_no_tax_code():
    heading = text_line("Heading")
    assert not stopped("sage50_us", document(heading, line("10.00", "Z")))


@pytest.mark.parametrize("kind", (BILL, VENDOR_CREDIT))
def test_a_bill_of_quickbooks_desktop_has_taxes_of_any_rates(kind):
    one = named("17", kind, line("10.00", "S"), line("10.00", "T1"))
    [read] = read_back("quickbooks_desktop_iif_us", writer("quickbooks_desktop_iif_us"), [one])
    assert read.total == D("23.50")


@pytest.mark.parametrize("key", [key for key in FORMATS if key.startswith("xero")])
def test_a_tax_that_xero_would_compute_otherwise_stops(key):
    kind = FORMATS[key].kinds[0]
    assert not stopped(key, document(line("10.00"), kind=kind))
    assert stopped(key, document(line("10.00", tax=D("1.51")), kind=kind)) == [
        "file_tax_recomputed"
    ]


# === IIF === #


@pytest.mark.parametrize("key", IIF)
def test_a_price_has_no_sign(key):
    one = document(
        line("30.00", quantity=D(3), price=D(10)),
        line("-20.00", quantity=D(2), price=D(-10)),
        line("-6.00", quantity=D(-2), price=D(3)),
    )
    rows = [row.split("\t") for row in text_of(key, one).splitlines()]
    header = next(row for row in rows if row[0] == "!SPL")
    splits = [dict(zip(header, row, strict=True)) for row in rows if row[0] == "SPL"][:3]
    assert [(row["QNTY"], row["PRICE"], row["AMOUNT"]) for row in splits] == [
        ("-3", "10.00", "-30.00"),
        ("2", "10.00", "20.00"),
        ("2", "3.00", "6.00"),
    ]
    assert read_back(key, writer(key), [one])


@pytest.mark.parametrize("key", IIF)
def test_a_name_is_in_one_list_only(key):
    """In any spelling that the accounting system takes for the same."""
    supplier = replace(SUPPLIER, key="Acme01")
    bill, invoice = named("17", BILL, party=supplier), named("18")
    for order in ((bill, invoice), (invoice, bill)):
        assert stopped(key, *order) == ["file_name_two_lists"]
    [problem] = errors(writer(key).check([bill, invoice])[0])
    assert (problem.record, problem.values["name"]) == (("res.partner", 8), "Acme01")
    assert not stopped(key, named("17", BILL), named("18"))


def test_a_customer_is_not_the_tax_agency():
    agency = writer("quickbooks_desktop_iif_us", tax_agency="Acme01")
    [problem] = errors(agency.check([named("18")])[0])
    assert problem.code == "file_name_two_lists"


@pytest.mark.parametrize("key", IIF)
@pytest.mark.parametrize("kind", ["invoice", BILL])
def test_a_colon_in_a_name_stops(key, kind):
    one = named("18", kind, party=replace(PARTY, key="Acme: Nelson"))
    assert stopped(key, one) == ["file_name_colon"]
    below = line(account="Income:Design")
    assert not stopped(key, document(below, number="18"))  # of accounts it is the parent


# === TEXTS THAT LOOK LIKE FORMULAS === #


def test_a_formula_is_told_on_the_document():
    one = document(line(description="=1+1"))
    assert codes("xero_invoices_29", one) == ["file_text_defused"]
    assert codes("xero_invoices_29", document()) == []


@pytest.mark.parametrize(
    "key", [key for key in FORMATS if FORMATS[key].package or FORMATS[key].system in (
        "QuickBooks Desktop", "Reckon Accounts", "Sage 50 Canada", "MoneyWorks"
    ) and key != "moneyworks_tab"]
)  # fmt: skip
def test_nothing_is_put_before_a_text_where_no_spreadsheet_opens_the_file(key):
    formula = FORMATS[key].formula
    assert (formula.texts, formula.keep_keys, bool(formula.why)) == ("keep", True, True)
    kind = FORMATS[key].kinds[0]
    party = replace(party_of(kind), key="-Acme")
    assert not stopped(key, document(kind=kind, number="18", reference="=PO", party=party))


# === MYOB === #

MYOB = [key for key in FORMATS if key.startswith("myob")]


@pytest.mark.parametrize("key", MYOB)
def test_four_lines_of_an_address_share_their_length(key):
    kind = FORMATS[key].kinds[0]
    address = replace(PARTY.address, lines=("a" * 200, "b" * 200))
    one = named("18", kind, party=replace(party_of(kind), address=address))
    assert "file_text_cut" in codes(key, one)
    assert read_back(key, writer(key), [one])
    text = text_of(key, one)
    assert "a" * 200 in text and "b" * 55 in text and "b" * 56 not in text
    assert "file_text_cut" not in codes(key, named("18", kind))


@pytest.mark.parametrize("key", MYOB)
def test_a_due_date_before_the_date_is_told(key):
    kind = FORMATS[key].kinds[0]
    one = named("18", kind)
    early = replace(one, due_date=one.date.replace(day=1))
    assert codes(key, early) == ["file_due_date_changed"]
    assert codes(key, replace(one, due_date=one.date)) == []


@pytest.mark.parametrize("key", MYOB)
def test_more_than_999_days_to_pay_stop(key):
    one = named("18", FORMATS[key].kinds[0])
    assert not stopped(key, replace(one, due_date=one.date + timedelta(999)))
    late = replace(one, due_date=one.date + timedelta(1000))
    assert stopped(key, late) == ["file_amount_too_long"]


@pytest.mark.parametrize("key", [key for key in MYOB if "purchases" in key])
def test_number_of_a_supplier_has_twenty_characters(key):
    assert not stopped(key, named("N" * 20, BILL))
    assert stopped(key, named("N" * 21, BILL))


# === SAGE 50 CANADA === #


def test_an_invoice_of_sage_50_canada_by_hand():
    party = replace(PARTY, address=replace(PARTY.address, postcode="V6B 1A1"))
    one = document(
        line("10.00", description="Design", account="DESIGN"),
        line("5.00", "Z", account="FEE"),
        party=party,
        number="1001",
    )
    assert text_of("sage50_ca", one).splitlines() == [
        "<Version>",
        '"32101","1"',
        "</Version>",
        "<SalInvoice>",
        '"ACME01","0","","1 Long Street","Level 2","Nelson","Tasman","V6B1A1","New Zealand",'
        '"6495550101","","","office@acme.example"',
        '"2","J100 Depot","1001","11-02-2026","0","","16.50","0.00"',
        '"DESIGN","1","10.00","10.00","S","0","1","15.00","1.50"',
        '"FEE","1","5.00","5.00"',
        "</SalInvoice>",
    ]


def test_a_long_name_of_a_tax_stops_in_sage_50_canada():
    assert stopped("sage50_ca", document(line(tax_code="T" * 21))) == ["file_key_too_long"]


def test_digits_that_a_phone_number_loses_are_missed():
    other = replace(PARTY, phone="555 0101 ext. 5")
    assert codes("sage50_ca", document(party=other)) == ["file_text_changed"]
    assert codes("sage50_ca", document()) == []


def test_an_older_version_is_a_setting():
    writing = writer("sage50_ca", version="12001")
    [content] = files_of(writing, [writing.render([document()])]).values()
    assert content.splitlines()[1] == b'"12001","1"'
