"""MYOB AccountRight. Sources: help of v19 (fields of service and item sales, of purchases); a blank
line ends each sale, without it all lines become one; tabs, no quotes; the four lines of an address
take 255 characters together, amounts 15.
"""

from decimal import Decimal

from .read import Read, amount, date, headings, lines_of, only

_ITEM_HEADER = headings(
    "Co./Last Name,First Name,Addr 1 - Line 1,           - Line 2,           - Line 3,"
    "           - Line 4,Inclusive,Invoice #,Date,Customer PO,Ship Via,Delivery Status,"
    "Item Number,Quantity,Description,Price,Inc-Tax Price,Discount,Total,Inc-Tax Total,Job,Comment,"
    "Journal Memo,Salesperson Last Name,Salesperson First Name,Shipping Date,Referral Source,"
    "Tax Code,Non-GST Amount,GST Amount,LCT Amount,Freight Amount,Inc-Tax Freight Amount,"
    "Freight Tax Code,Freight Non-GST Amount,Freight GST Amount,Freight LCT Amount,Sale Status,"
    "Currency Code,Exchange Rate,Terms - Payment is Due,           - Discount Days,"
    "           - Balance Due Days,           - % Discount,           - % Monthly Charge,"
    "Amount Paid,Category,Location ID,Card ID,Record ID"
)


def sales(data, encoding):
    """Each sale is its rows, by the header."""
    lines = lines_of(data, encoding)
    header = lines[0].split("\t")
    assert len(set(header)) == len(header)
    found, open_rows = [], []
    for line in lines[1:]:
        if line:
            row = line.split("\t")
            assert len(row) == len(header), line
            open_rows.append(dict(zip(header, row, strict=True)))
        else:
            assert open_rows, "two blank lines"
            found.append(open_rows)
            open_rows = []
    assert not open_rows, "no blank line after the last one"
    return header, found


def _reader(number_column, number_length, account, net, gross, tax, kinds, encoding, status):
    def read(files):
        header, found = sales(only(files, ".txt"), encoding)
        if account == "Item Number":
            assert header == _ITEM_HEADER
        documents = []
        for rows in found:
            [number] = {row[number_column] for row in rows}
            [party] = {row["Co./Last Name"] for row in rows}
            [day] = {row["Date"] for row in rows}
            assert {row[status[0]] for row in rows} == {status[1]}
            assert {row["Delivery Status"] for row in rows} == {"A"}
            assert {row["Inclusive"] for row in rows} == {""}
            assert {row["Terms - Payment is Due"] for row in rows} == {"2"}
            assert all(row["           - Balance Due Days"].isdigit() for row in rows)
            assert 0 < len(number) <= number_length
            total = sum(amount(row[net]) + amount(row[tax]) for row in rows)
            kind, sign = (kinds[0], 1) if total >= 0 else (kinds[1], -1)
            document = Read(kind, number, party, date(day, "%d/%m/%Y"), total=sign * total)
            for row in rows:
                assert 0 < len(row["Tax Code"]) <= 3
                address = [header.index("Addr 1 - Line 1") + n for n in range(4)]
                assert sum(len(row[header[at]]) for at in address) <= 255
                assert all(len(row[name]) <= 15 for name in (net, tax))
                if gross:
                    assert amount(row[gross]) == amount(row[net]) + amount(row[tax])
                if account == "Item Number":
                    product = amount(row["Quantity"], 3) * amount(row["Price"], 4)
                    assert abs(product - amount(row[net])) <= Decimal("0.005")
                document.add(
                    row[account],
                    sign * amount(row[net]),
                    sign * amount(row[tax]),
                    row["Description"],
                )
            documents.append(document)
        return documents

    return read


_SOLD, _BOUGHT = ("invoice", "credit_note"), ("bill", "vendor_credit")
_SALE, _PURCHASE = ("Sale Status", "I"), ("Purchase Status", "B")
_purchase = _reader(
    *("Supplier Invoice #", 20, "Account #", "Amount", "Inc-Tax Amount", "GST Amount"),
    *(_BOUGHT, "cp1252", _PURCHASE),
)
READERS = {
    "myob_classic_service_sales": _reader(
        *("Invoice #", 8, "Account #", "Amount", "Inc-Tax Amount", "GST Amount"),
        *(_SOLD, "cp1252", _SALE),
    ),
    "myob_classic_item_sales": _reader(
        *("Invoice #", 8, "Item Number", "Total", "Inc-Tax Total", "GST Amount"),
        *(_SOLD, "cp1252", _SALE),
    ),
    "myob_accountright_sales": _reader(
        *("Invoice No.", 13, "Account No.", "Amount", None, "Tax Amount"),
        *(_SOLD, "utf-8", _SALE),
    ),
    "myob_classic_service_purchases_au": _purchase,
    "myob_classic_service_purchases_nz": _purchase,
}
