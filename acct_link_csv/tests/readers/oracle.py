"""Oracle. Sources: tables RA_INTERFACE_LINES_ALL and AP_INVOICES_INTERFACE; templates of the import
of Fusion: no header, position counts, END stands last; rows with equal attributes become one
invoice, so the number must tell them apart. AutoInvoice, grouping rules: rows that differ in one of
the attributes that must be grouped by become documents of their own.
"""

import csv
import io
import re
import zipfile
from decimal import ROUND_HALF_UP, Decimal

from .read import Read, amount, by_number, date, lines_of, only, same, table
from .xero import RATES

# Of the attributes that are always grouped by, those that a file of ours could carry.
_GROUPED = (
    *("COMMENTS", "CONVERSION_DATE", "CONVERSION_RATE", "CONVERSION_TYPE", "CURRENCY_CODE"),
    *("CUST_TRX_TYPE_NAME", "GL_DATE", "ORIG_SYSTEM_BILL_ADDRESS_REF"),
    *("ORIG_SYSTEM_BILL_CUSTOMER_REF", "PURCHASE_ORDER", "SET_OF_BOOKS_ID", "TERM_NAME"),
    *("TRX_DATE", "TRX_NUMBER"),
)
# The same where position counts; also the batch source, salesperson, rules, and internal notes.
_GROUPED_AT = (*range(2, 26), 28, 29, 30, 31, 53, 63, 64, 97, 98, 99, *range(107, 110), 112, 287)
_GROUPED_AT += (288, 289)
_KINDS = {"invoice": 1, "credit_note": -1, "bill": 1, "vendor_credit": -1}


def _unpacked(files):
    with zipfile.ZipFile(io.BytesIO(only(files, ".zip"))) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def _positions(data, width, end=True):
    rows = list(csv.reader(lines_of(data, "utf-8"), strict=True))
    assert all(len(row) == width for row in rows)
    assert not end or all(row[-1] == "END" for row in rows)
    # As Oracle counts, from one.
    return [{n: cell for n, cell in enumerate(row, 1) if cell} for row in rows]


def _ar(tax_lines):
    def read(files):
        [(name, data)] = _unpacked(files).items()
        assert name == "RaInterfaceLinesAll.csv"
        rows = _positions(data, 372)
        assert len({(row[37], row[38], row[39]) for row in rows}) == len(rows)
        documents = []
        for number, group in by_number(rows, 7):
            party, site, day, type_, unit, notes = same(group, 19, 20, 5, 3, 287, 289)
            for at in _GROUPED_AT:
                assert len({row.get(at) for row in group}) == 1, at
            assert unit and site and notes and len(number) <= 20
            assert {(row[29], row[31]) for row in group} == {("User", "1")}
            credit = type_ == "credit_"
            assert credit == (4 not in group[0])  # no terms on a credit memo
            sign = -1 if credit else 1
            document = Read(
                "credit_note" if credit else "invoice", number, party, date(day, "%Y/%m/%d")
            )
            keys = {(row[37], row[38], row[39]) for row in group if row[26] == "LINE"}
            for row in group:
                value = sign * amount(row[32])
                if row[26] == "TAX":
                    assert (row[114], row[115], row[116]) in keys and row[84]
                    document.tax += value
                    continue
                assert row[26] == "LINE"
                product = amount(row[33], 4) * amount(row[35], 4)
                assert abs(product - sign * value) <= Decimal("0.005")
                tax = 0
                if not tax_lines:
                    tax = value * RATES[row[54]] / 100
                    tax = tax.quantize(Decimal("0.01"), ROUND_HALF_UP)
                document.add(row[111], value, tax, row[27])
            documents.append(document)
        return documents

    return read


def read_ap(files):
    unpacked = _unpacked(files)
    assert list(unpacked) == ["ApInvoicesInterface.csv", "ApInvoiceLinesInterface.csv"]
    heads = _positions(unpacked["ApInvoicesInterface.csv"], 132)
    lines = _positions(unpacked["ApInvoiceLinesInterface.csv"], 45, end=False)
    assert len({head[1] for head in heads}) == len(heads)
    assert {head[1] for head in heads} == {line[1] for line in lines}
    documents = []
    for head in heads:
        kind = {"STANDARD": "bill", "CREDIT": "vendor_credit"}[head[14]]
        sign = _KINDS[kind]
        assert all(head.get(at) for at in (1, 2, 3, 4, 5, 6, 9, 14, 20))  # those with a star
        document = Read(
            *(kind, head[4], head[8], date(head[6], "%Y/%m/%d")), total=sign * amount(head[5])
        )
        own = [line for line in lines if line[1] == head[1]]
        assert [line[2] for line in own] == [str(n) for n in range(1, len(own) + 1)]
        for line in own:
            if line[3] == "TAX":
                document.tax += sign * amount(line[4])
            else:
                assert line[3] == "ITEM"
                document.add(line[22], sign * amount(line[4]), text=line.get(8, ""))
        documents.append(document)
    return documents


def read_ebs(files):
    [data] = [data for name, data in files.items() if name.endswith(".csv")]
    [control] = [data for name, data in files.items() if name.endswith(".ctl")]
    [csv_name] = [name for name in files if name.endswith(".csv")]
    header, rows = table(data, "utf-8")
    text = control.decode("utf-8")
    assert f"INFILE '{csv_name}'" in text and "INTO TABLE RA_INTERFACE_LINES_ALL" in text
    assert "OPTIONS (SKIP=1)" in text
    fields = re.findall(r"^  (\w+)", text, re.MULTILINE)
    assert fields == header
    documents = []
    for number, group in by_number(rows, "TRX_NUMBER"):
        party, day, type_ = same(
            group, "ORIG_SYSTEM_BILL_CUSTOMER_REF", "TRX_DATE", "CUST_TRX_TYPE_NAME"
        )
        same(group, *_GROUPED)
        credit = type_ == "credit_"
        sign = -1 if credit else 1
        assert {bool(row["TERM_NAME"]) for row in group} == {not credit}
        document = Read(
            "credit_note" if credit else "invoice", number, party, date(day, "%Y/%m/%d")
        )
        key = [f"INTERFACE_LINE_{name}" for name in ("CONTEXT", "ATTRIBUTE1", "ATTRIBUTE2")]
        link = [f"LINK_TO_LINE_{name}" for name in ("CONTEXT", "ATTRIBUTE1", "ATTRIBUTE2")]
        keys = {tuple(row[name] for name in key) for row in group}
        assert len(keys) == len(group)
        for row in group:
            value = sign * amount(row["AMOUNT"])
            if row["LINE_TYPE"] == "TAX":
                assert tuple(row[name] for name in link) in keys and row["TAX_CODE"]
                document.tax += value
            else:
                assert row["LINE_TYPE"] == "LINE" and not any(row[name] for name in link)
                document.add(row["MEMO_LINE_NAME"], value, text=row["DESCRIPTION"])
        documents.append(document)
    return documents


READERS = {
    "oracle_fusion_ar": _ar(tax_lines=False),
    "oracle_fusion_ar_tax_lines": _ar(tax_lines=True),
    "oracle_fusion_ap": read_ap,
    "oracle_ebs_ar": read_ebs,
}
