"""The Sages. Sources: audit trail import of Sage 50 UK (a ledger transaction a row, amounts without
a sign, the type gives it); quick entries of Sage Accounting; sales journal of Sage 50 US (one row a
distribution, their number on each); IMP files of Sage 50 Canada; Sage 200 (one row a transaction).
"""

import re
from decimal import Decimal

from .read import Read, amount, by_number, date, headings, lines_of, only, same, table

_UK = headings(
    "Type,Account Reference,Nominal A/C Ref,Department Code,Date,Reference,Details,Net Amount,"
    "Tax Code,Tax Amount,Exchange Rate,Extra Reference,User Name,Project Refn,Cost Code Refn"
)
_UK_TYPES = {"SI": ("S", 1), "SC": ("S", -1), "PI": ("P", 1), "PC": ("P", -1)}


def _signed(rows, types, read_row):
    """A document of rows that each have a type: it is what its total says."""
    total = Decimal(0)
    entries = []
    for row in rows:
        account, net, tax, text = read_row(row)
        assert net >= 0 and tax >= 0 and (net or tax), row
        sign = types[row["Type"]][1]
        total += sign * (net + tax)
        entries.append((account, sign * net, sign * tax, text))
    direction = 1 if total >= 0 else -1
    return direction, direction * total, entries


def read_uk(files):
    header, rows = table(only(files, ".csv"), "cp1252")
    assert header == _UK
    documents = []
    for number, group in by_number(rows, "Reference"):
        party, day = same(group, "Account Reference", "Date")
        assert len(party) <= 8 and party.isalnum() and len(number) <= 30
        assert all(len(row["Details"]) <= 60 and row["Tax Code"] for row in group)
        assert all(len(row[name]) <= 11 for row in group for name in ("Net Amount", "Tax Amount"))
        direction, total, entries = _signed(
            group,
            _UK_TYPES,
            lambda row: (
                row["Nominal A/C Ref"],
                amount(row["Net Amount"]),
                amount(row["Tax Amount"]),
                row["Details"],
            ),
        )
        [ledger] = {_UK_TYPES[row["Type"]][0] for row in group}
        kinds = {"S": ("invoice", "credit_note"), "P": ("bill", "vendor_credit")}[ledger]
        document = Read(kinds[direction < 0], number, party, date(day, "%d/%m/%Y"), total=total)
        for account, net, tax, text in entries:
            document.add(account, direction * net, direction * tax, text)
        documents.append(document)
    return documents


_QUICK_CA = headings(
    "Type,Customer Reference,Date,Customer Name,Reference,Ledger Account,Details,Net,Tax Rate,Tax,"
    "Total,Analysis Type 1,Analysis Type 2,Analysis Type 3"
)
_QUICK_UK = headings(
    "Type,Customer Reference,Date,Customer name,Reference,Ledger Account,Details,Net,VAT Rate,VAT,"
    "Total,Analysis Type 1,Analysis Type 2,Analysis Type 3"
)
_QUICK_UK_BILLS = [
    {"Customer Reference": "Supplier Reference", "Customer name": "Supplier Name"}.get(name, name)
    for name in _QUICK_UK
]
_VAT_RATES = {"Standard", "Zero Rated", "Lower Rate", "Exempt", "No VAT"}


def _strict_uk(row, reference, name):
    """What the articles on the templates of the United Kingdom say besides."""
    assert 0 < len(row[reference]) <= 10 and len(row[name]) <= 50
    assert 0 < len(row["Reference"]) <= 25
    assert row["Ledger Account"].isdecimal() and len(row["Ledger Account"]) <= 8
    assert row["VAT Rate"] in _VAT_RATES
    assert all(len(row[one].partition(".")[0]) <= 8 for one in ("Net", "VAT", "Total"))


def _quick(expected, words, kinds, strict=None):
    types = {words[0]: ("", 1), words[1]: ("", -1)}
    reference, name, tax = expected[1], expected[3], expected[9]

    def read(files):
        data = only(files, ".csv")
        assert len(data) <= 500_000
        header, rows = table(data, "utf-8")
        assert header == expected
        documents = []
        for number, group in by_number(rows, "Reference"):
            party, day = same(group, reference, "Date")
            assert all(len(row["Details"]) <= 25 for row in group)
            for row in group:
                assert amount(row["Net"]) + amount(row[tax]) == amount(row["Total"])
                if strict:
                    strict(row, reference, name)
            direction, total, entries = _signed(
                group,
                types,
                lambda row: (
                    row["Ledger Account"],
                    amount(row["Net"]),
                    amount(row[tax]),
                    row["Details"],
                ),
            )
            kind = kinds[direction < 0]
            document = Read(kind, number, party, date(day, "%d-%m-%Y" if strict else "%m-%d-%Y"))
            document.total = total
            for account, net, value, text in entries:
                document.add(account, direction * net, direction * value, text)
            documents.append(document)
        return documents

    return read


def read_us(files):
    header, rows = table(only(files, ".csv"), "cp1252")
    assert len(header) == 59 and header[34] == "Number of Distributions" and header[50] == "Amount"
    documents = []
    for number, group in by_number(rows, "Invoice/CM #"):
        party, day, credit, count, receivable = same(
            group,
            *("Customer ID", "Date", "Credit Memo", "Number of Distributions"),
            "Accounts Receivable Account",
        )
        assert int(count) == len(group) <= 154 and receivable
        kind, sign = {"FALSE": ("invoice", -1), "TRUE": ("credit_note", 1)}[credit]
        document = Read(kind, number, party, date(day, "%m/%d/%y"))
        position = 0
        for row in group:
            if row["Tax Type"] == "0":
                assert row["Sales Tax Agency ID"] and row["G/L Account"]
                assert row["Invoice/CM Distribution"] == "0"
                document.tax += sign * amount(row["Amount"])
                continue
            position += 1
            assert row["Invoice/CM Distribution"] == str(position)
            product = amount(row["Quantity"], 4) * amount(row["Unit Price"], 4)
            assert abs(product - amount(row["Amount"])) <= Decimal("0.005")
            document.add(row["G/L Account"], sign * amount(row["Amount"]), text=row["Description"])
        documents.append(document)
    return documents


def _quoted(line):
    """The texts of a line of which each stands in quotes, as in the maker's sample."""
    assert re.fullmatch(r'"[^"]*"(,"[^"]*")*', line), line
    return line[1:-1].split('","')


def read_ca(files):
    lines = lines_of(only(files, ".imp"), "cp1252")
    assert lines[:3] == ["<Version>", '"32101","1"', "</Version>"]
    rest, documents = lines[3:], []
    while rest:
        end = rest.index("</SalInvoice>")
        block, rest = rest[:end], rest[end + 1 :]
        assert block[0] == "<SalInvoice>" and not any("<" in line[:1] for line in block[1:])
        customer, invoice, *details = map(_quoted, block[1:])
        assert len(customer) == 13 and len(invoice) == 8
        postal, phone = customer[7], customer[9]
        assert not postal or (postal.isalnum() and len(postal) <= 9)  # "unformatted"
        assert not phone or phone.isdecimal()
        assert int(invoice[0]) == len(details) and invoice[4] == "0"
        document = Read(
            *("invoice", invoice[2], customer[0], date(invoice[3], "%m-%d-%Y")),
            total=amount(invoice[6]),
        )
        assert len(document.number) <= 20 and len(document.party) <= 52
        for item, quantity, price, net, *taxes in details:
            product = amount(quantity, 4) * amount(price, 4)
            assert abs(product - amount(net)) <= Decimal("0.005")
            tax = 0
            if taxes:  # one group of five
                name, included, _refundable, rate, tax = taxes
                assert 0 < len(name) <= 20 and included == "0" and amount(rate)
                assert re.fullmatch(r"\d+\.\d\d", rate)
                tax = amount(tax)
            document.add(item, amount(net), tax)
        documents.append(document)
    return documents


def read_200(files):
    _header, rows = table(only(files, ".csv"), "cp1252")
    documents = []
    for row in rows:
        kind = {"4": "invoice", "5": "credit_note"}[row["SYSTraderTranType"]]
        document = Read(
            *(kind, row["TransactionReference"], row["AccountNumber"]),
            date(row["TransactionDate"], "%d/%m/%Y"),
            total=amount(row["SalControlValueInBaseCurrency"]),
        )
        goods, tax = amount(row["GoodsValueInAccountCurrency"]), amount(row["TaxValue"])
        assert goods + tax == document.total
        for n in range(1, 21):
            if value := row[f"NominalAnalysisTransactionValue/{n}"]:
                assert row[f"TaxAnalysisTaxRate/{n}"]
                document.add(
                    row[f"NominalAnalysisNominalAccountNumber/{n}"],
                    amount(value),
                    amount(row[f"TaxAnalysisTaxOnGoodsValue/{n}"]),
                )
        assert (sum(document.net.values()), document.tax) == (goods, tax)
        documents.append(document)
    return documents


READERS = {
    "sage50_uk": read_uk,
    "sage50_uk_grouped": read_uk,
    "sage_accounting_uk": _quick(
        _QUICK_UK, ("Invoice", "Cr Note"), ("invoice", "credit_note"), _strict_uk
    ),
    "sage_accounting_uk_purchases": _quick(
        _QUICK_UK_BILLS, ("Invoice", "Cr Note"), ("bill", "vendor_credit"), _strict_uk
    ),
    "sage_accounting_ca": _quick(_QUICK_CA, ("Bill", "Cr Note"), ("invoice", "credit_note")),
    "sage50_us": read_us,
    "sage50_ca": read_ca,
    "sage200": read_200,
}
