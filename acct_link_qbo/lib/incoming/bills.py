"""Bills, vendor credits and expenses as QuickBooks Online holds them, in neutral words. Pure but
for the reads it is handed.

An expense is a bill that is paid at once: its payment is the expense itself. Of the tax QuickBooks
tells what it comes to by rate; it is put on the lines whose tax code is made of the rate.

Source: Intuit, reference pages of Bill, VendorCredit, Purchase, Vendor, Attachable.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from odoo.addons.acct_link_batch.lib.document import BILL, EXPENSE_REFUND, EXPENSES, VENDOR_CREDIT
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_oauth.lib.web import group, text
from odoo.addons.acct_link_operation.lib.operation import media_type
from odoo.addons.acct_link_pull.lib.incoming import Bill, BillFile, BillLine

from ..look_up_operations import files_at
from ..query import Ask, any_of, select
from ..same import own_lines
from ..wire import ACCOUNT, ITEM, amount, cents, day, join, ref
from .remote_documents import IDS_A_READ, PURCHASES, Reader, remote_document
from .settlements import rate_of

LARGEST_FILE = 25_000_000  # bytes
# Our mark in a note, as the link of a document of ours, by which bills that came from here are
# known.
_MARK = re.compile(r"\[([0-9a-f]{32})\]")
_LINK = "/acct_link/document/"

# {id of a tax code: ids of the rates that it is made of in purchases}
Rates = dict[str, tuple[str, ...]]
# get_file(address) -> its content, empty where it is not there
GetFile = Callable[[str], bytes]


def bills(
    ask: Ask,
    reader: Reader,
    rates: Rates,
    with_files: set[str] = frozenset(),
    home: str = "",
    expenses: set[str] | None = None,
) -> tuple[Bill, ...]:
    """The bills that the reader knows, with the tax numbers of their suppliers, which only vendors
    tell. What was bought of nobody, or of who is no vendor, is nobody's bill.

    :param with_files: remote ids of those that files are attached to
    :param expenses: remote ids of the only expenses that are wanted; None: all
    """
    rows = [
        (entity, row)
        for entity, row in reader.complete(PURCHASES)
        if entity != "Purchase" or (vendor_of(row) and _is_wanted(row, expenses))
    ]
    vendors = _by_ids(ask, "Vendor", [vendor_of(row) for _entity, row in rows])
    items = _by_ids(ask, "Item", [id_ for _entity, row in rows for id_ in _items_of(row)])
    payments, numbers = reader.payments, reader.numbers
    found = []
    for entity, row in rows:
        known = remote_document(entity, row, payments, numbers, home)
        made = known and bill(known, row, vendors.get(vendor_of(row), {}), items, rates)
        if made:
            found.append(replace(made, has_files=made.remote_id in with_files))
    return tuple(found)


def _is_wanted(row, expenses):
    return expenses is None or join("Purchase", row["Id"]) in expenses


def vendor_of(row: dict) -> str:
    """The id of the vendor; empty where there is none, or it is somebody else."""
    ref = row.get("VendorRef") or row.get("EntityRef")
    if not isinstance(ref, dict) or text(ref.get("type")) not in ("", "Vendor"):
        return ""
    return text(ref.get("value"))


def _by_ids(ask, entity, ids):
    """Rows by their ids, inactive ones too."""
    wanted, found = list(dict.fromkeys(filter(None, ids))), {}
    for start in range(0, len(wanted), IDS_A_READ):
        some = wanted[start : start + IDS_A_READ]
        for row in select(ask, entity, any_of("Id", some), "Active in (true, false)"):
            found[row["Id"]] = row
    return found


def bill(known, row: dict, vendor: dict, items: dict[str, dict], rates: Rates) -> Bill | None:
    """A row with its lines; None where it has no sure date or lines.

    :param known: its RemoteDocument
    """
    dated, elements = day(row), _flat(row)
    if not dated or elements is None:
        return None
    if known.kind in EXPENSES:
        kind = VENDOR_CREDIT if known.kind == EXPENSE_REFUND else BILL
        known = replace(known, kind=kind)
    detail = group(row, "TxnTaxDetail")
    tax = cents(amount(detail.get("TotalTax")) or Decimal())
    lines = [_line(each, items) for each in elements]
    by_place = taxes_of([(each.tax_id, each.net) for each in lines], detail, tax, rates)
    email, marked = vendor.get("PrimaryEmailAddr"), _MARK.search(text(row.get("PrivateNote")))
    return Bill(
        remote_document=known,
        date=dated,
        due_date=day(row, "DueDate"),
        lines=tuple(replace(line, tax=share) for line, share in zip(lines, by_place, strict=True)),
        tax=tax,
        rate=rate_of(row),
        url=_LINK + marked[1] if marked else "",
        contact_tax_number=_tax_number(vendor),
        contact_email=text(email.get("Address")) if isinstance(email, dict) else "",
    )


def _tax_number(vendor):
    """In the US only its last figures are told, behind X."""
    said = text(vendor.get("TaxIdentifier"))
    return "" if "XXX" in said.upper() else said


def _flat(row):
    """Lines, those of groups in the place of the group; None if they are none."""
    lines, found = own_lines(row), []
    for line in lines or []:
        group = line.get("GroupLineDetail")
        if not isinstance(group, dict):
            found.append(line)
            continue
        inner = own_lines(group)
        if inner is None:
            return None
        found += inner
    return None if lines is None else found


def _line(line, items):
    """A kind of line that is not known keeps its amount and has no account, so that a person hears
    of it.
    """
    kind, words = text(line.get("DetailType")), text(line.get("Description"))
    net = cents(amount(line.get("Amount")) or Decimal())
    detail = group(line, kind)
    quantity, price = amount(detail.get("Qty")), amount(detail.get("UnitPrice"))
    if quantity is None or price is None:
        quantity, price = Decimal(1), net
    account = account_id = ""
    if item := ref(detail, "ItemRef"):
        account_id = join(ITEM, item)
        own = ref(detail, "ItemAccountRef") or ref(items.get(item, {}), "ExpenseAccountRef")
        account = join(ACCOUNT, own) if own else ""
    elif own := ref(detail, "AccountRef"):
        account_id = join(ACCOUNT, own)
    elif net:  # its account is told nowhere
        words = words or kind
    return BillLine(
        description=words,
        quantity=quantity,
        price=price,
        net=net,
        tax=Decimal(),
        account=account,
        account_id=account_id,
        tax_id=ref(detail, "TaxCodeRef") if account_id else "",
    )


def _items_of(row):
    """Items whose account the lines do not say."""
    for line in _flat(row) or []:
        detail = line.get(text(line.get("DetailType")))
        if isinstance(detail, dict) and not ref(detail, "ItemAccountRef"):
            yield ref(detail, "ItemRef")


def taxes_of(
    lines: list[tuple[str, Decimal]], detail: dict, total: Decimal, rates: Rates
) -> list[Decimal]:
    """The tax of each line: each rate's amount goes to the lines whose code is made of the rate, by
    their net amounts. What is left, as a code is not known, goes to those of the one code that got
    nothing; the cents of rounding to the largest.

    :param lines: (id of its tax code, net amount)
    """
    shares = [Decimal()] * len(lines)
    coded = [place for place, (code, net) in enumerate(lines) if code and net]
    for rate, value in _tax_lines(detail):
        some = [place for place in coded if rate in rates.get(lines[place][0], ())]
        _spread(shares, lines, some, value)
    left = total - sum(shares, Decimal())
    if left:
        unknown = [place for place in coded if lines[place][0] not in rates]
        some = unknown if len({lines[place][0] for place in unknown}) == 1 else []
        _spread(shares, lines, some, left)
    return shares


def _tax_lines(detail):
    """(id of a rate, amount) of all that has some."""
    listed = detail.get("TaxLine")
    for each in listed if isinstance(listed, list) else []:
        inner = each.get("TaxLineDetail") if isinstance(each, dict) else None
        value = amount(each.get("Amount")) if isinstance(each, dict) else None
        if isinstance(inner, dict) and value:
            yield ref(inner, "TaxRateRef"), value


def _spread(shares, lines, places, value):
    whole = sum((lines[place][1] for place in places), Decimal())
    if not places or not whole:
        return
    rest = value
    for place in places:
        part = cents(value * lines[place][1] / whole)
        shares[place] += part
        rest -= part
    shares[max(places, key=lambda place: abs(lines[place][1]))] += rest


# === FILES === #


def attached_to(rows: list[dict]) -> set[str]:
    """Remote ids of the documents that these Attachables are at."""
    refs = [
        each.get("EntityRef")
        for row in rows
        for each in (row.get("AttachableRef") if isinstance(row.get("AttachableRef"), list) else [])
        if isinstance(each, dict)
    ]
    named = {entity.lower(): entity for entity in PURCHASES}
    return {
        join(named[text(ref.get("type")).lower()], text(ref.get("value")))
        for ref in refs
        if isinstance(ref, dict) and text(ref.get("type")).lower() in named
    }


def files(ask: Ask, get_file: GetFile, remote_id: str, known: set[str]) -> Iterator[BillFile]:
    """The files at a bill but those that are known, each fetched when it is its turn. A note
    without a file is none.
    """
    for row in files_at(ask, remote_id):
        file_id, name = row["Id"], text(row.get("FileName")).strip()
        if file_id in known or not name:
            continue
        file = BillFile(file_id, name, media_type(text(row.get("ContentType"))))
        size = amount(row.get("Size")) or Decimal()
        if size > LARGEST_FILE:
            values = {"size": str(size // 1_000_000), "most": str(LARGEST_FILE // 1_000_000)}
            yield replace(file, trouble=_trouble("bill_file_too_large", file, **values))
            continue
        content = get_file(text(row.get("TempDownloadUri")))
        if not content:
            yield replace(file, trouble=_trouble("bill_file_gone", file))
            continue
        yield replace(file, content=content)


def _trouble(code, file, **values):
    return Problem(code, {"name": file.name, **values})
