"""Bills and vendor credits as Xero holds them, in neutral words. Pure but for `get`.

Source: Xero API: Invoices, Credit Notes (ACCPAY, ACCPAYCREDIT, LineAmountTypes), Contacts,
Attachments.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from odoo.addons.acct_link_batch.lib.document import BILL, VENDOR_CREDIT
from odoo.addons.acct_link_batch.lib.exchange import Answer
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_oauth.lib.web import offline, text
from odoo.addons.acct_link_operation.lib.operation import media_type
from odoo.addons.acct_link_pull.lib.incoming import Bill, BillFile, BillLine

from .paging import Get, pages
from .remote_documents import remote_document, rows_again
from .wire import amount, day, guid, rows

_CENT = Decimal("0.01")
# Xero API: Requests and Responses: addresses get too long beyond.
_IDS_A_READ = 40
_LARGEST_FILE = 25_000_000  # bytes; Source: Xero API: Attachments
_LISTS = {BILL: "Invoices", VENDOR_CREDIT: "CreditNotes"}

# get_file(path, type of the file) -> Answer with its content
GetFile = Callable[[str, str], Answer]


def bills(get: Get, found: list[dict]) -> tuple[Bill, ...]:
    """The bills among rows of Invoices or CreditNotes, with the tax numbers of their suppliers,
    which only Contacts tells.

    :raises Postponed: one of the rows has no sure id, date or amounts; none is left out
    """
    read = _with_suppliers(get, found)
    if None in read:
        raise offline()
    return read


def bills_again(get: Get, ids: list[tuple[str, str]]) -> tuple[tuple[Bill, ...], set[str]]:
    """Bills by their ids, [(kind, id)], and the ids Xero knows no more. What is there but not
    understood is in neither.
    """
    found, gone = rows_again(get, ids)
    return tuple(filter(None, _with_suppliers(get, found))), gone


def _with_suppliers(get, found):
    known = suppliers(get, [_party_id(row) for row in found])
    return tuple(bill(row, known.get(_party_id(row), {})) for row in found)


def _party_id(row):
    party = row.get("Contact")
    return guid(party.get("ContactID")) if isinstance(party, dict) else ""


def suppliers(get: Get, ids: list[str]) -> dict[str, dict]:
    """Contacts by their id; those that are not there are left out."""
    wanted = list(dict.fromkeys(filter(None, ids)))
    found = {}
    for start in range(0, len(wanted), _IDS_A_READ):
        some = ",".join(wanted[start : start + _IDS_A_READ])
        for row in pages(get, "Contacts", [("IDs", some), ("includeArchived", "true")]):
            found[guid(row.get("ContactID"))] = row
    return found


def bill(row: dict, supplier: dict) -> Bill | None:
    """A row of Invoices or CreditNotes with its lines, as paged answers have them."""
    known = remote_document(row)
    dated = day(row, "Date")
    if not known or known.kind not in (BILL, VENDOR_CREDIT) or not dated:
        return None
    elements = row.get("LineItems")
    if not isinstance(elements, list) or not all(isinstance(each, dict) for each in elements):
        return None
    lines = tuple(_lines(elements, text(row.get("LineAmountTypes"))))
    if None in lines:
        return None
    return Bill(
        remote_document=known,
        date=dated,
        due_date=day(row, "DueDate"),
        lines=lines,
        tax=(amount(row.get("TotalTax")) or Decimal()).quantize(_CENT),
        rate=amount(row.get("CurrencyRate")),
        contact_tax_number=text(supplier.get("TaxNumber")),
        contact_email=text(supplier.get("EmailAddress")),
        url=text(row.get("Url")),
        has_files=row.get("HasAttachments") is True,
    )


def _lines(elements: list[dict], amount_types: str) -> Iterator[BillLine | None]:
    """Where prices contain the tax, LineAmount does, too."""
    for each in elements:
        line_amount = amount(each.get("LineAmount"))
        tax = amount(each.get("TaxAmount")) or Decimal()
        words = text(each.get("Description"))
        codes = text(each.get("AccountCode")), guid(each.get("AccountID"))
        if line_amount is None and any(codes):
            yield None
            continue
        line_amount = (line_amount or Decimal()).quantize(_CENT)
        tax = Decimal() if amount_types == "NoTax" else tax.quantize(_CENT)
        net = line_amount - tax if amount_types == "Inclusive" else line_amount
        quantity = amount(each.get("Quantity"))
        price = amount(each.get("UnitAmount"))
        yield BillLine(
            description=words,
            quantity=Decimal(1) if quantity is None else quantity,
            price=line_amount if price is None else price,
            net=net,
            tax=tax,
            account=codes[0],
            account_id=codes[1],
            tax_code=text(each.get("TaxType")),
        )


def files(
    get: Get, get_file: GetFile, kind: str, remote_id: str, known: set[str]
) -> Iterator[BillFile]:
    """The files at a bill but those that are known, each fetched when it is its turn."""
    place = f"{_LISTS[kind]}/{remote_id}/Attachments"
    answer = get(place, [])
    listed = [] if answer.status == 404 else rows(answer, "Attachments")
    if listed is None:
        raise offline()
    for row in listed:
        file_id, name = guid(row.get("AttachmentID")), text(row.get("FileName")).strip()
        if not file_id or file_id in known:
            continue
        mimetype = media_type(text(row.get("MimeType")))
        file = BillFile(file_id, name or file_id, mimetype)
        size = amount(row.get("ContentLength")) or Decimal()
        if size > _LARGEST_FILE:
            values = {"size": str(size // 1_000_000), "most": str(_LARGEST_FILE // 1_000_000)}
            yield replace(file, trouble=_trouble("bill_file_too_large", file, **values))
            continue
        content = get_file(f"{place}/{file_id}", mimetype).content
        if not content:
            yield replace(file, trouble=_trouble("bill_file_gone", file))
            continue
        yield replace(file, content=content)


def _trouble(code, file, **values):
    return Problem(code, {"name": file.name, **values})
