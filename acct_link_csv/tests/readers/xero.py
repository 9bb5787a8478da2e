"""Xero. Source: the templates that Xero hands out; one row a line, amounts computed from quantity
and unit amount, 500 invoices a file. Whether the tax of a file is kept is told nowhere: it has to
be what Xero computes.
"""

from decimal import ROUND_HALF_UP, Decimal

from .read import Read, amount, by_number, date, headings, only, same, table

_SALES_29 = headings(
    "*ContactName,EmailAddress,POAddressLine1,POAddressLine2,POAddressLine3,POAddressLine4,POCity,"
    "PORegion,POPostalCode,POCountry,*InvoiceNumber,Reference,*InvoiceDate,*DueDate,Total,"
    "InventoryItemCode,*Description,*Quantity,*UnitAmount,Discount,*AccountCode,*TaxType,TaxAmount,"
    "TrackingName1,TrackingOption1,TrackingName2,TrackingOption2,Currency,BrandingTheme"
)
_BILLS_24 = headings(
    "*ContactName,EmailAddress,POAddressLine1,POAddressLine2,POAddressLine3,POAddressLine4,POCity,"
    "PORegion,POPostalCode,POCountry,*InvoiceNumber,*InvoiceDate,*DueDate,InventoryItemCode,"
    "Description,*Quantity,*UnitAmount,*AccountCode,*TaxType,TrackingName1,TrackingOption1,"
    "TrackingName2,TrackingOption2,Currency"
)
_BILLS_26 = [*_BILLS_24[:13], "Total", *_BILLS_24[13:19], "TaxAmount", *_BILLS_24[19:]]
_SALES_27 = [name for name in _SALES_29 if name not in ("Total", "TaxAmount")]
# Of the organisation that reads: the rates of its tax codes.
RATES = {"Z": 0, "S": 15, "T1": 20}


def _reader(expected, kind, description):
    def read(files):
        header, rows = table(only(files, ".csv"), "utf-8")
        assert header == expected
        documents = []
        for number, group in by_number(rows, "*InvoiceNumber"):
            party, day, _due, _currency = same(
                group, "*ContactName", "*InvoiceDate", "*DueDate", "Currency"
            )
            document = Read(kind, number, party, date(day, "%d/%m/%Y"))
            for row in group:
                assert all(row[name] for name in header if name.startswith("*"))
                product = amount(row["*Quantity"], 4) * amount(row["*UnitAmount"], 4)
                net = product.quantize(Decimal("0.01"), ROUND_HALF_UP)
                tax = net * RATES[row["*TaxType"]] / 100
                tax = tax.quantize(Decimal("0.01"), ROUND_HALF_UP)
                if "TaxAmount" in row:
                    assert amount(row["TaxAmount"]) == tax
                document.add(row["*AccountCode"], net, tax, row[description])
            documents.append(document)
        assert len(documents) <= 500
        return documents

    return read


READERS = {
    "xero_invoices_29": _reader(_SALES_29, "invoice", "*Description"),
    "xero_invoices_27": _reader(_SALES_27, "invoice", "*Description"),
    "xero_bills_26": _reader(_BILLS_26, "bill", "Description"),
    "xero_bills_24": _reader(_BILLS_24, "bill", "Description"),
}
