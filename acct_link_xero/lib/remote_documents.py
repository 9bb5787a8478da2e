"""Documents as Xero holds them now, in neutral words. Pure.

Source: Xero API: Invoices, Credit Notes, Overpayments, Prepayments.
"""

from decimal import Decimal

from odoo.addons.acct_link_batch.lib.document import BILL, CREDIT_NOTE, INVOICE, VENDOR_CREDIT
from odoo.addons.acct_link_oauth.lib.web import text
from odoo.addons.acct_link_pull.lib.incoming import CREDIT_NOTE as BY_CREDIT_NOTE
from odoo.addons.acct_link_pull.lib.incoming import (
    DRAFT,
    OPEN,
    OVERPAYMENT,
    PAID,
    PAYMENT,
    PREPAYMENT,
    UNKNOWN,
    VOID,
    Applied,
    RemoteDocument,
)

from .paging import pages
from .wire import amount, day, guid

KINDS = {
    "ACCREC": INVOICE,
    "ACCRECCREDIT": CREDIT_NOTE,
    "ACCPAY": BILL,
    "ACCPAYCREDIT": VENDOR_CREDIT,
}
_STATUSES = {
    "DRAFT": DRAFT,
    "SUBMITTED": DRAFT,
    "AUTHORISED": OPEN,
    "PAID": PAID,
    "VOIDED": VOID,
    "DELETED": VOID,
}
# Xero API: Requests and Responses: addresses get too long beyond.
_IDS_A_READ = 40
_FILTERS_A_READ = 10
# What is set against an invoice: the list, its id, what it is here. Payments have their own amount.
_CREDITS = (
    ("CreditNotes", "CreditNoteID", BY_CREDIT_NOTE),
    ("Overpayments", "OverpaymentID", OVERPAYMENT),
    ("Prepayments", "PrepaymentID", PREPAYMENT),
)


def remote_document(row: dict) -> RemoteDocument | None:
    """A row of Invoices or CreditNotes; None for what is neither, or has no sure id or total."""
    kind = KINDS.get(text(row.get("Type")))
    is_note = kind in (CREDIT_NOTE, VENDOR_CREDIT)
    remote_id = guid(row.get("CreditNoteID" if is_note else "InvoiceID"))
    total = amount(row.get("Total"))
    if not kind or not remote_id or total is None:
        return None
    party = row.get("Contact") if isinstance(row.get("Contact"), dict) else {}
    due = amount(row.get("RemainingCredit" if is_note else "AmountDue"))
    return RemoteDocument(
        remote_id=remote_id,
        kind=kind,
        number=text(row.get("CreditNoteNumber" if is_note else "InvoiceNumber")),
        status=_STATUSES.get(text(row.get("Status")), UNKNOWN),
        currency=text(row.get("CurrencyCode")),
        total=_cents(total),
        due=_cents(total if due is None else due),
        contact=guid(party.get("ContactID")),
        contact_name=text(party.get("Name")),
        applied=_applied(row, is_note),
    )


def _applied(row, is_note):
    """All that is set against it, or None where the lists are not what the sums say."""
    payments, credits = tuple(_payments(row)), () if is_note else tuple(_credits(row))
    sums = {"AmountPaid": payments, "AmountCredited": credits}
    for name, entries in () if is_note else sums.items():
        if amount(row.get(name)) != sum(entry.amount for entry in entries):
            return None
    return payments + credits


def _payments(row):
    for each in _objects(row, "Payments"):
        remote_id, value = guid(each.get("PaymentID")), amount(each.get("Amount"))
        if remote_id and value:
            reference = text(each.get("Reference"))
            when, rate = day(each, "Date"), amount(each.get("CurrencyRate"))
            yield Applied(remote_id, PAYMENT, _cents(value), when, reference=reference, rate=rate)


def _credits(row):
    """What one credit gives to a document in several parts counts as one."""
    for name, id_field, source in _CREDITS:
        parts = {}
        for each in _objects(row, name):
            remote_id, value = guid(each.get(id_field)), amount(each.get("AppliedAmount"))
            if remote_id and value:
                parts.setdefault(remote_id, []).append((value, each))
        for remote_id, found in parts.items():
            each = found[0][1]
            total = _cents(sum(value for value, _each in found))
            number, rate = text(each.get("CreditNoteNumber")), amount(each.get("CurrencyRate"))
            yield Applied(remote_id, source, total, day(each, "Date"), number=number, rate=rate)


def read_again(get, ids) -> tuple[tuple[RemoteDocument, ...], set[str]]:
    """Documents by their ids, [(kind, id)], and the ids Xero knows no more. What is there but not
    understood is in neither.
    """
    found, gone = rows_again(get, ids)
    return tuple(filter(None, map(remote_document, found))), gone


def rows_again(get, ids) -> tuple[list[dict], set[str]]:
    """The rows of documents by their ids, [(kind, id)], with their lines, and the ids Xero knows no
    more.
    """
    found = _by_ids(get, ids)
    if lost := [(kind, each) for kind, each in ids if each not in found]:
        # One that was changed while its pages were read has moved to another: it is not gone.
        found |= _by_ids(get, lost)
    wanted = {each for _kind, each in ids}
    return [row for each, row in found.items() if each in wanted], wanted - found.keys()


def _by_ids(get, ids):
    """Invoices are asked for by a list of ids, credit notes by a filter, as they know no such list.

    :return: {id: row}
    """
    invoices = [each for kind, each in ids if kind in (INVOICE, BILL)]
    notes = [each for kind, each in ids if kind in (CREDIT_NOTE, VENDOR_CREDIT)]
    questions = [
        ("Invoices", [("IDs", ",".join(some))]) for some in _portions(invoices, _IDS_A_READ)
    ]
    questions += [
        ("CreditNotes", [("where", " OR ".join(f'CreditNoteID==guid("{each}")' for each in some))])
        for some in _portions(notes, _FILTERS_A_READ)
    ]
    return {
        guid(row.get("CreditNoteID")) or guid(row.get("InvoiceID")): row
        for path, params in questions
        for row in pages(get, path, params)
    }


def _portions(ids, size):
    return [ids[start : start + size] for start in range(0, len(ids), size)]


def _objects(row, name):
    found = row.get(name)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _cents(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"))
