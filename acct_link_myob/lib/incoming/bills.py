"""Bills and supplier debits as MYOB holds them, and their files, in neutral words. Pure but for the
reads it is handed.

The tax of a line is not told: it is worked out by the rate of its code, and what rounding leaves of
the document's tax goes to the largest line that has some. Nor is told from which account freight
is, and whether there are files.

Source: MYOB, reference pages of Purchase/Bill and its layouts, Contact/Supplier, Attachment.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_oauth.lib.web import group, text
from odoo.addons.acct_link_operation.lib.operation import media_type
from odoo.addons.acct_link_pull.lib.incoming import Bill, BillFile, BillLine, RemoteDocument

from ..contacts import email_of
from ..query import Ask, any_of, guid, portions, read_single, select
from ..wire import PARTIES, PURCHASES_LIST, SUPPLIER, amount, cents, date_in, sign, uid_of
from .rows import mark_of, money, rate_of, typed

IDS_A_READ = 25
# Those whose lines can be read; what came from before the file was converted has none.
LAYOUTS = ("Service", "Item", "Professional", "Miscellaneous")
FREIGHT = "Freight"
_LINK = "/acct_link/document/"
_TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png"}
_TYPES |= {"tif": "image/tiff", "tiff": "image/tiff"}

Rates = dict[str, Decimal]  # percentage of each tax code, by its id
# get_file(address) -> its content, empty where it is not there
GetFile = Callable[[str], bytes]


def by_ids(ask: Ask, route: str, ids: Iterable[str]) -> dict[str, dict]:
    """Rows by their ids, many in one question; what is not there is left out.

    :raises Postponed: there is no whole answer
    """
    found = {}
    wanted = dict.fromkeys(filter(None, ids))
    for some in portions(wanted, lambda each: f"UID eq {guid(each)}", IDS_A_READ):
        for row in select(ask, route, any_of("UID", map(guid, some))):
            found[uid_of(row)] = row
    return {each: row for each, row in found.items() if each in wanted}


def bills(ask: Ask, known: list[tuple[dict, RemoteDocument]], rates: Rates) -> tuple[Bill, ...]:
    """Bills with their lines and what is known of their suppliers.

    :param known: rows of the list of all layouts, and what they stand for
    """
    with_lines = {}
    for layout in LAYOUTS:
        route = f"{PURCHASES_LIST}/{layout}"
        wanted = [uid_of(row) for row, _known in known if typed(PURCHASES_LIST, row) == route]
        with_lines |= by_ids(ask, route, wanted)
    suppliers = by_ids(ask, PARTIES[SUPPLIER], (each.contact for _row, each in known))
    found = (
        bill(each, with_lines.get(each.remote_id, row), suppliers.get(each.contact, {}), rates)
        for row, each in known
    )
    return tuple(filter(None, found))


def bill(known: RemoteDocument, row: dict, supplier: dict, rates: Rates) -> Bill | None:
    """A row with its lines; None where it has no sure date."""
    dated, terms = date_in(row.get("Date")), row.get("Terms")
    if not dated:
        return None
    turned, lines = sign(known.kind), row.get("Lines")
    included = row.get("IsTaxInclusive") is True
    found = [
        _line(each, row, turned)
        for each in (lines if isinstance(lines, list) else [])
        if isinstance(each, dict) and each.get("Type") != "SubTotal"
    ]
    freight = money(row, "Freight")
    if freight:
        found.append(_whole(FREIGHT, freight * turned, uid_of(row, "FreightTaxCode")))
    tax = cents((money(row, "TotalTax") or Decimal()) * turned)
    if not found:
        layout = text(row.get("BillType")) or "?"
        found.append(_whole(layout, known.total - (0 if included else tax), ""))
    details = group(supplier, "BuyingDetails")
    return Bill(
        remote_document=known,
        date=dated,
        due_date=date_in(terms.get("DueDate")) if isinstance(terms, dict) else None,
        lines=tuple(taxed(found, tax, rates, included)),
        tax=tax,
        rate=rate_of(row),
        url=_LINK + mark if (mark := mark_of(row)) else "",
        contact_tax_number=text(details.get("ABN")) or text(details.get("TaxIdNumber")),
        contact_email=email_of(supplier),
        has_files=True,
    )


def _whole(words, net, tax_id):
    """What has no account there that could be named; a person hears of it by these words."""
    return BillLine(words, Decimal(1), net, net, Decimal(), tax_id=tax_id)


def _line(line, row, turned):
    net = cents((money(line, "Total", of=row) or Decimal()) * turned)
    words = text(line.get("Description"))
    if line.get("Type") == "Header":
        return BillLine(words, Decimal(1), Decimal(), Decimal(), Decimal())
    counted = amount(line.get("BillQuantity", line.get("UnitCount")))
    price = money(line, "UnitPrice", of=row)
    if counted is None or price is None:
        counted, price = Decimal(turned), net * turned
    # Of an item the account may be told nowhere.
    account, tax_id = uid_of(line, "Account"), uid_of(line, "TaxCode")
    return BillLine(
        words, counted * turned, price, net, Decimal(), account_id=account, tax_id=tax_id
    )


def taxed(lines: list[BillLine], total: Decimal, rates: Rates, included: bool) -> list[BillLine]:
    """The lines with their taxes, which come to the total; amounts with tax in them without it."""
    shares = [_share(line, rates, included) for line in lines]
    if left := total - sum(shares):
        # A code of which no rate is known takes it all; else it is what rounding left.
        unknown = [place for place, line in enumerate(lines) if _is_unknown(line, rates)]
        places = unknown or [place for place, share in enumerate(shares) if share]
        places = places or [place for place, line in enumerate(lines) if line.tax_id]
        places = places or range(len(lines))
        shares[max(places, key=lambda place: abs(lines[place].net))] += left
    return [
        replace(line, net=line.net - share if included else line.net, tax=share)
        for line, share in zip(lines, shares, strict=True)
    ]


def _share(line, rates, included):
    rate = rates.get(line.tax_id) or Decimal()
    return cents(line.net * rate / (100 + rate if included else 100))


def _is_unknown(line, rates):
    return bool(line.tax_id) and rates.get(line.tax_id) is None


# === FILES === #


def files_at(ask: Ask, path: str) -> list[dict]:
    """What is attached: ids, names, and where to fetch it. :param path: of the document

    :raises Postponed: there is no whole answer
    """
    listed = read_single(ask, f"{path}/Attachment").get("Attachments")
    return [each for each in listed if uid_of(each)] if isinstance(listed, list) else []


def files(ask: Ask, get_file: GetFile, remote_id: str, known: set[str]) -> Iterator[BillFile]:
    """The files at a bill but those that are known, each fetched when it is its turn, from an
    address that is good for a minute or two.
    """
    row = by_ids(ask, PURCHASES_LIST, [remote_id]).get(remote_id)
    if not row or text(row.get("BillType")) not in LAYOUTS:
        return
    path = f"{typed(PURCHASES_LIST, row)}/{remote_id}"
    wanted = [uid_of(each) for each in files_at(ask, path)]
    for file_id in [each for each in wanted if each not in known]:
        now = [each for each in files_at(ask, path) if uid_of(each) == file_id]
        name = text(now[0].get("OriginalFileName")).strip() if now else ""
        if not name:
            continue
        kind = _TYPES.get(name.rpartition(".")[2].lower(), "")
        file = BillFile(file_id, name, media_type(kind), get_file(text(now[0].get("FileUri"))))
        if not file.content:
            file = replace(file, trouble=Problem("bill_file_gone", {"name": name}))
        yield file
