"""Whether a follow-up write is done in QuickBooks Online already, or can be. Pure, but for the
reads it is handed.

Before each of them the record is read: a document without our mark is not ours and is left alone.
Where marks are switched off, it has to have our number still.

Source: Intuit, reference pages; "Data queries".
"""

from dataclasses import replace
from decimal import Decimal

from odoo.addons.acct_link_batch.lib.outcome import NotDone, Rejected, Unknown, Uploaded
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_oauth.lib.web import Misfit, text
from odoo.addons.acct_link_operation.lib.operation import (
    ALLOCATE,
    ATTACH,
    UPDATE,
    UPDATE_CONTACT,
    VOID,
    Operation,
)

from . import answers
from .look_up import is_void
from .operations import (
    FILE_TYPES,
    VOIDED_KINDS,
    contact_fields,
    expected_fields,
    short_key,
)
from .query import Ask, any_of, quote, read, select
from .same import is_as_expected, own_lines
from .translate import PLAIN, Style
from .wire import amount, contact_of, id_in, join, ref, split

# What stands in LinkedTxn and settles nothing: where a document came from.
SOURCES = frozenset(
    ("Estimate", "TimeActivity", "ReimburseCharge", "BillableExpense", "PurchaseOrder")
    + ("ChargeCredit", "StatementCharge", "Charge")
)
# What a document can have no more after an update.
_OPTIONAL = ("DepartmentRef", "ClassRef", "PrivateNote")
_UNCLEAR = Unknown("the look-up was not understood")


def look_up(ask: Ask, operation: Operation, style: Style = PLAIN):
    """Uploaded (it is done), Rejected (it cannot be), NotDone with what the request has to know,
    or Unknown.

    :raises Postponed: there is no whole answer
    """
    try:
        return _LOOKERS[operation.operation](ask, operation, style)
    except Misfit:
        return _UNCLEAR


def links(row: dict) -> list[tuple[str, str]]:
    """What settles a document: [(type, id)] as it names them."""
    found = row.get("LinkedTxn")
    return [
        (text(each.get("TxnType")), text(each.get("TxnId")))
        for each in (found if isinstance(found, list) else [])
        if isinstance(each, dict) and text(each.get("TxnType")) not in SOURCES
    ]


def _own_document(ask, operation, style):
    """(row, None), or (None, the outcome that ends it): not there, not ours, not understood."""
    entity, remote_id = split(operation.remote_id)
    if not remote_id:
        return None, _UNCLEAR
    row = read(ask, entity, remote_id)
    if row is None:
        return None, Rejected((Problem("operation_gone"),))
    if not text(row.get("SyncToken")) or amount(row.get("TotalAmt")) is None:
        return None, _UNCLEAR
    if not _is_ours(row, operation, style):
        return None, Rejected((Problem("operation_not_ours"),))
    return row, None


def _is_ours(row, operation, style):
    marker = operation.values.get("marker") or ""
    if marker and marker in text(row.get("PrivateNote")).lower():
        return True
    ours = text(operation.values.get("number"))
    return not style.mark and bool(ours) and text(row.get("DocNumber")) == ours


def _is_settled(row):
    """Whether something is set against it."""
    balance = amount(row.get("Balance"))
    return bool(links(row)) or (balance is not None and balance != amount(row.get("TotalAmt")))


def _look_for_void(ask, operation, style):
    row, end = _own_document(ask, operation, style)
    gone = end and [each.code for each in getattr(end, "problems", ())] == ["operation_gone"]
    if gone and operation.kind not in VOIDED_KINDS:
        return Uploaded(operation.remote_id)  # it was to be deleted
    if end:
        return end
    if operation.kind in VOIDED_KINDS and is_void(row):
        return Uploaded(operation.remote_id)
    if _is_settled(row):
        return Rejected((Problem("operation_paid"),))
    return NotDone({"token": row["SyncToken"]})


def _look_for_update(ask, operation, style):
    row, end = _own_document(ask, operation, style)
    if end:
        return end
    if is_void(row):
        return Rejected((Problem("update_void_there"),))
    lines = own_lines(row)
    if lines is None:
        return _UNCLEAR
    expected = expected_fields(operation, style)
    empty = [name for name in _OPTIONAL if name in row and name not in expected]
    if is_as_expected(row, expected) and not empty:
        return answers.uploaded(row, operation.kind)
    if _changed_there(row, operation, style):
        return Rejected((Problem("update_changed_there"),))
    ids = [text(line.get("Id")) for line in lines]
    found = {"token": row["SyncToken"], "lines": ids if all(ids) else []}
    return NotDone({**found, **({"empty": empty} if empty else {})})


def _changed_there(row, operation, style):
    """Whether somebody changed there what we sent last, and nobody said to write over it."""
    before = operation.values.get("before")
    if operation.values.get("over") or not before:
        return False
    sent = replace(operation, values={**operation.values, "document": before, "before": None})
    return not is_as_expected(row, expected_fields(sent, style))


# === SETTING OFF === #


def _look_for_allocation(ask, operation, style):
    memo, end = _own_document(ask, operation, style)
    if end:
        return end
    target = id_in(operation.values["invoice"])
    if done := _find_set_off(ask, memo, target, operation):
        return done
    invoice = read(ask, "Invoice", target)
    if invoice is None:
        return Rejected((Problem("operation_gone"),))
    left = (amount(memo.get("Balance")), amount(invoice.get("Balance")))
    dates = (text(memo.get("TxnDate")), text(invoice.get("TxnDate")))
    if None in left or not all(dates):
        return _UNCLEAR
    if is_void(invoice) or is_void(memo):
        return Rejected((Problem("operation_settled"),))
    if left[1] == 0:
        return Rejected((Problem("allocate_paid"),))
    parties = {contact_of(memo, "credit_note"), contact_of(invoice, "invoice")}
    currencies = {ref(each, "CurrencyRef") for each in (memo, invoice)}
    if len(parties) != 1 or len(currencies) != 1:
        return Rejected((Problem("allocate_other_contact"),))
    most = min(*left, Decimal(operation.values["amount"]))
    if most <= 0:
        return Rejected((Problem("allocate_too_much"),))
    rate, found = amount(invoice.get("ExchangeRate")), {"amount": str(most), "date": max(dates)}
    found["customer"] = id_in(parties.pop())
    if currency := currencies.pop():
        found["currency"] = currency
    return NotDone({**found, **({"rate": str(rate)} if rate else {})})


def _find_set_off(ask, memo, target, operation):
    """Uploaded when a payment has set one against the other already: ours, one that QuickBooks
    made by itself, or somebody's; Rejected when ours was made something else of.
    """
    key, memo_id = short_key(operation), text(memo.get("Id"))
    ours = list(select(ask, "Payment", f"PaymentRefNum = {quote(key)}"))
    ids = [id_ for kind, id_ in links(memo) if kind == "Payment" and id_]
    named = list(select(ask, "Payment", any_of("Id", ids))) if ids else []
    for payment in [*ours, *named]:
        linked = {link for _amount, link in payment_lines(payment)}
        if {("Invoice", target), ("CreditMemo", memo_id)} <= linked:
            return Uploaded(join("Payment", payment["Id"]))
    if any(text(each.get("PaymentRefNum")) == key and not is_void(each) for each in ours):
        return Rejected((Problem("qbo_set_off_changed"),))
    return None


def payment_lines(row: dict) -> list[tuple[Decimal, tuple[str, str]]]:
    """What a payment is put to, and takes from: [(amount, (type, id))]."""
    found = row.get("Line")
    pairs = []
    for line in found if isinstance(found, list) else []:
        value = amount(line.get("Amount")) if isinstance(line, dict) else None
        linked = line.get("LinkedTxn") if isinstance(line, dict) else None
        for each in linked if isinstance(linked, list) else []:
            if value is not None and isinstance(each, dict):
                pairs.append((value, (text(each.get("TxnType")), text(each.get("TxnId")))))
    return pairs


# === FILES, CONTACTS === #


def files_at(ask: Ask, remote_id: str) -> list[dict]:
    """What is attached to a document. :raises Misfit: the question is not understood"""
    entity, id_ = split(remote_id)
    conditions = (
        f"AttachableRef.EntityRef.Type = {quote(entity)}",
        f"AttachableRef.EntityRef.value = {quote(id_)}",
    )
    return list(select(ask, "Attachable", *conditions))


def _look_for_file(ask, operation, _style):
    name = operation.values["name"]
    if name.rpartition(".")[2].lower() not in FILE_TYPES:
        return Rejected((Problem("qbo_file_type", {"name": name}),))
    for row in files_at(ask, operation.remote_id):
        size = amount(row.get("Size"))
        if text(row.get("FileName")) == name and size in (None, operation.values["size"]):
            return Uploaded(join("Attachable", row["Id"]))
    return NotDone()


def _look_for_contact(ask, operation, style):
    entity, remote_id = split(operation.remote_id)
    if not remote_id:
        return _UNCLEAR
    row = read(ask, entity, remote_id)
    if row is None:
        return Rejected((Problem("operation_gone"),))
    if not text(row.get("SyncToken")):
        return _UNCLEAR
    if row.get("Active") is not True:
        return Rejected((Problem("operation_contact_archived"),))
    if is_as_expected(row, contact_fields(operation, style)):
        return Uploaded(operation.remote_id)
    return NotDone({"token": row["SyncToken"]})


_LOOKERS = {
    VOID: _look_for_void,
    UPDATE: _look_for_update,
    ALLOCATE: _look_for_allocation,
    ATTACH: _look_for_file,
    UPDATE_CONTACT: _look_for_contact,
}
