"""QuickBooks Online (the import window maps headers; 100 invoices and 1000 rows a file), and
layouts that are made to be adapted.
"""

from decimal import Decimal

from .read import Read, amount, by_number, date, headings, only, same, table

_US = headings(
    "*InvoiceNo,*Customer,*InvoiceDate,*DueDate,Terms,Location,Memo,Item(Product/Service),"
    "ItemDescription,ItemQuantity,ItemRate,*ItemAmount,Service Date"
)


def _online(number, party, day, account, net, tax, text, kind, pattern="%d/%m/%Y"):
    def read(files):
        header, rows = table(only(files, ".csv"), "utf-8")
        assert len(rows) <= 1000
        if not tax:
            assert header == _US
        documents = []
        for value, group in by_number(rows, number):
            document = Read(kind, value, *same(group, party, day))
            document.date = date(document.date, pattern)
            assert len(value) <= 21
            for row in group:
                assert all(row[name] for name in header if name.startswith("*"))
                if "ItemQuantity" in row:
                    product = amount(row["ItemQuantity"], 4) * amount(row["ItemRate"], 4)
                    assert abs(product - amount(row[net])) <= Decimal("0.005")
                document.add(
                    row[account], amount(row[net]), amount(row[tax]) if tax else 0, row[text]
                )
            documents.append(document)
        assert len(documents) <= 100
        return documents

    return read


def read_intacct(files):
    _header, rows = table(only(files, ".csv"), "utf-8")
    documents = []
    for number, group in by_number(rows, "INVOICE_NO"):
        party, day, total = same(group, "CUSTOMER_ID", "CREATED_DATE", "TOTAL_DUE")
        document = Read("invoice", number, party, date(day, "%m/%d/%Y"), total=amount(total))
        assert [row["LINE_NO"] for row in group] == [str(n + 1) for n in range(len(group))]
        for row in group:
            if row["ACCT_NO"] == "tax_acc":
                document.tax += amount(row["AMOUNT"])
            else:
                document.add(row["ACCT_NO"], amount(row["AMOUNT"]), text=row["MEMO"])
        documents.append(document)
    return documents


def read_reckon_one(files):
    data = only(files, ".csv")
    assert data.startswith(b"\xef\xbb\xbf")
    _header, rows = table(data, "utf-8-sig")
    documents = []
    for number, group in by_number(rows, "Invoice Number"):
        party, day, status = same(group, "Customer", "Invoice Date", "Amount Tax Status")
        assert status == "Exclusive"
        total = sum(amount(row["Amount"]) + amount(row["Tax Amount"]) for row in group)
        kind, sign = ("invoice", 1) if total >= 0 else ("credit_note", -1)
        document = Read(kind, number, party, date(day, "%d/%m/%Y"), total=sign * total)
        for row in group:
            document.add(
                row["Account"],
                sign * amount(row["Amount"]),
                sign * amount(row["Tax Amount"]),
                row["Description"],
            )
        documents.append(document)
    return documents


_ITEM = ("Item(Product/Service)", "*ItemAmount")
READERS = {
    "quickbooks_online_invoices": _online(
        *("*InvoiceNo", "*Customer", "*InvoiceDate", *_ITEM),
        *("ItemTaxAmount", "ItemDescription", "invoice"),
    ),
    "quickbooks_online_us": _online(
        *("*InvoiceNo", "*Customer", "*InvoiceDate", *_ITEM),
        *(None, "ItemDescription", "invoice", "%m/%d/%Y"),
    ),
    "quickbooks_online_credit_notes": _online(
        *("*CreditNoteNo", "*Customer", "*CreditNoteDate", *_ITEM),
        *("ItemTaxAmount", "ItemDescription", "credit_note"),
    ),
    "quickbooks_online_bills": _online(
        *("*BillNo", "*Supplier", "*BillDate", "*Account", "*LineAmount"),
        *("LineTaxAmount", "LineDescription", "bill"),
    ),
    "sage_intacct_ar": read_intacct,
    "reckon_one": read_reckon_one,
}
