"""MoneyWorks. Source: its manual, XML importing: `type` comes first, dates YYYYMMDD, the gross is
the sum of the details' within 0.02, net + tax = gross of each detail.
"""

from decimal import Decimal

from lxml import etree

from .read import Read, amount, by_number, date, only, same, table

_TOLERANCE = Decimal("0.02")


def _kind(type_, gross):
    kinds = {"DI": ("invoice", "credit_note"), "CI": ("bill", "vendor_credit")}[type_]
    return kinds[gross < 0], -1 if gross < 0 else 1


def read_xml(files):
    root = etree.fromstring(only(files, ".xml"))
    assert root.tag == "table" and root.get("name") == "Transaction"
    documents = []
    for transaction in root:
        assert transaction.tag == "transaction" and transaction[0].tag == "type"
        values = {one.tag: one.text for one in transaction if one.tag != "subfile"}
        gross = amount(values["gross"])
        kind, sign = _kind(values["type"], gross)
        sold = values["type"] == "DI"
        number = values["ourref" if sold else "theirref"]
        assert len(number) <= (11 if sold else 21)
        assert len(values["namecode"]) <= 11 and not set(values["namecode"]) & set(" @")
        assert values["contra"]
        document = Read(
            *(kind, number, values["namecode"], date(values["transdate"], "%Y%m%d")),
            total=sign * gross,
        )
        [subfile] = transaction.findall("subfile")
        assert subfile.get("name") == "Detail"
        details = Decimal(0)
        for detail in subfile:
            assert detail.tag == "detail"
            cells = {one.tag: one.text for one in detail}
            net, tax = amount(cells["detail.net"]), amount(cells["detail.tax"])
            assert net + tax == amount(cells["detail.gross"])
            assert len(cells["detail.taxcode"]) <= 3
            details += net + tax
            document.add(
                cells["detail.account"], sign * net, sign * tax, cells.get("detail.description", "")
            )
        assert abs(details - gross) <= _TOLERANCE
        documents.append(document)
    return documents


def read_tab(files):
    _header, rows = table(only(files, ".txt"), "utf-8", delimiter="\t", quoting=3)
    documents = []
    for number, group in by_number(rows, "OurRef"):
        party, day, type_, gross = same(group, "NameCode", "TransDate", "Type", "Gross")
        kind, sign = _kind(type_, amount(gross))
        document = Read(kind, number, party, date(day, "%d/%m/%Y"), total=sign * amount(gross))
        assert len(number) <= 11
        for row in group:
            net, tax = amount(row["1.Detail.Net"]), amount(row["1.Detail.Tax"])
            assert net + tax == amount(row["1.Detail.Gross"])
            document.add(
                row["1.Detail.Account"], sign * net, sign * tax, row["1.Detail.Description"]
            )
        assert abs(sum(document.net.values()) + document.tax - document.total) <= _TOLERANCE
        documents.append(document)
    return documents


READERS = {"moneyworks_xml": read_xml, "moneyworks_tab": read_tab}
