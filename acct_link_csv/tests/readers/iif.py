"""IIF. Sources: the maker's import kit (header help, examples): rows begin with their tag and are
declared by a row "!tag"; a transaction is TRNS, SPL …, ENDTRNS and adds up to zero. Reckon: tax of
a line in TAXAMOUNT, with the sign of its AMOUNT. Customers, vendors and all other names are one
list; a colon makes a name below another; prices have no sign.
"""

import csv
from decimal import Decimal

from .read import Read, amount, date, lines_of, only

_KINDS = {
    "INVOICE": ("invoice", 1),
    "CREDIT MEMO": ("credit_note", -1),
    "BILL": ("bill", -1),
    "BILL REFUND": ("vendor_credit", 1),
}


def transactions(data):
    headers, open_rows, done = {}, None, []
    for line in lines_of(data, "cp1252"):
        assert ";" not in line  # ends a transaction too early
        [row] = csv.reader([line], delimiter="\t", strict=True)
        tag = row[0]
        if tag.startswith("!"):
            assert not done and open_rows is None, "a header below data"
            headers[tag[1:]] = row[1:]
            continue
        assert len(row) - 1 == len(headers[tag]), row
        values = dict(zip(headers[tag], row[1:], strict=True))
        if tag == "TRNS":
            assert open_rows is None
            open_rows = [values]
        elif tag == "SPL":
            open_rows.append(values)
        else:
            assert tag == "ENDTRNS" and len(open_rows) > 1
            done.append(open_rows)
            open_rows = None
    assert open_rows is None
    names = {True: set(), False: set()}
    for head, *_splits in done:
        assert ":" not in head["NAME"]
        names[head["TRNSTYPE"].startswith("BILL")].add(head["NAME"].casefold())
    assert not names[True] & names[False]
    return done


def _head(rows, tax_column):
    head, splits = rows[0], rows[1:]
    kind, sign = _KINDS[head["TRNSTYPE"]]
    money = [amount(row["AMOUNT"]) for row in rows]
    taxes = [amount(split[tax_column]) for split in splits] if tax_column else []
    assert sum(money) + sum(taxes) == 0, "does not balance"
    assert {split["TRNSTYPE"] for split in splits} == {head["TRNSTYPE"]}
    assert {split["DATE"] for split in splits} == {head["DATE"]}
    assert 0 < len(head["DOCNUM"]) <= 11
    assert len(head["NAME"]) <= 41 and head["ACCNT"]
    assert not head["DUEDATE"] or date(head["DUEDATE"], "%m/%d/%Y")
    return sign, Read(
        kind, head["DOCNUM"], head["NAME"], date(head["DATE"], "%m/%d/%Y"), total=money[0] * sign
    )


def _quantity(split, sign):
    if split["QNTY"]:
        product = amount(split["QNTY"], 4) * amount(split["PRICE"], 4)
        assert amount(split["PRICE"], 4) >= 0
        assert abs(product - amount(split["AMOUNT"])) <= Decimal("0.005"), split


def read_us(files):
    documents = []
    for rows in transactions(only(files, ".iif")):
        sign, document = _head(rows, None)
        bought = document.kind in ("bill", "vendor_credit")
        document.gross = bought
        taxes = [row for row in rows[1:] if row["EXTRA"] == "AUTOSTAX"]
        assert len(taxes) == (0 if bought else 1)
        assert bought or rows[-1] is taxes[0]
        for split in rows[1:]:
            if split in taxes:
                assert split["NAME"] and split["INVITEM"] and split["PRICE"].endswith("%")
                assert split["TAXABLE"] == "N"
                document.tax -= sign * amount(split["AMOUNT"])
            else:
                assert not split["NAME"]
                _quantity(split, sign)
                document.add(split["ACCNT"], -sign * amount(split["AMOUNT"]), text=split["MEMO"])
        documents.append(document)
    return documents


def read_reckon(files):
    documents = []
    for rows in transactions(only(files, ".iif")):
        sign, document = _head(rows, "TAXAMOUNT")
        for split in rows[1:]:
            assert split["TAXCODE"] and len(split["TAXCODE"]) <= 3
            _quantity(split, sign)
            document.add(
                split["ACCNT"],
                -sign * amount(split["AMOUNT"]),
                -sign * amount(split["TAXAMOUNT"]),
                split["MEMO"],
            )
        documents.append(document)
    return documents


READERS = {"quickbooks_desktop_iif_us": read_us, "reckon_accounts_iif": read_reckon}
