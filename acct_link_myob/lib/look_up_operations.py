"""Whether a follow-up write is done in MYOB already, or can be. Pure, but for the reads it is
handed.

Before each of them the record is read: a document without our mark is not ours and is left alone.
It is asked for in the list of all layouts first, as a clerk may have given it another one.

Source: MYOB, reference pages; "Retrieving data".
"""

import hashlib
from dataclasses import replace
from decimal import Decimal

from odoo.addons.acct_link_batch.lib.outcome import NotDone, Rejected, Unknown, Uploaded
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_oauth.lib.web import Misfit, group, text
from odoo.addons.acct_link_operation.lib.operation import ALLOCATE, ATTACH, UPDATE, VOID, Operation

from . import answers
from .incoming.bills import GetFile, by_ids, files_at
from .incoming.rows import typed
from .operations import SETTLEMENTS, expected_fields, marker_of
from .query import Ask, moment, read, read_single, select
from .same import NOT_COMPARED, is_as_expected, lines_of
from .translate import PLAIN, Style, layout_route
from .wire import EXPENSE, LISTS, SALES_LIST, amount, date_in, is_marked, uid_of

# What only MYOB knows of a document; it is cleared there unless it is sent.
_KEPT = (
    *("Comment", "ShipToAddress", "ShippingMethod", "PromisedDate", "ReferralSource"),
    *("CustomerPurchaseOrderNumber", "Number", "Salesperson", "Category", "IsReportable"),
    *("PayeeAddress", "StatementParticulars", "StatementCode", "StatementReference"),
    "ChequePrinted",
)
_UNCLEAR = Unknown("the look-up was not understood")
_GONE = Rejected((Problem("operation_gone"),))


def look_up(ask: Ask, get_file: GetFile, operation: Operation, style: Style = PLAIN):
    """Uploaded (it is done), Rejected (it cannot be), NotDone with what the request has to know,
    or Unknown.

    :raises Postponed: there is no whole answer
    """
    try:
        if operation.operation == ATTACH:
            return _look_for_file(ask, get_file, operation)
        return _LOOKERS[operation.operation](ask, operation, style)
    except Misfit:
        return _UNCLEAR


def _own(ask, operation):
    """(row of the list of all layouts, None), or (None, the outcome that ends it)."""
    row = by_ids(ask, LISTS[operation.kind], [operation.remote_id]).get(operation.remote_id)
    if row is None:
        return None, _GONE
    if not is_marked(row, operation.values.get("marker") or ""):
        return None, Rejected((Problem("operation_not_ours"),))
    return row, None


def _balance(row):
    """(total, what is open of it); None for what is not told."""
    return amount(row.get("TotalAmount")), amount(row.get("BalanceDueAmount"))


def _is_settled(row, operation):
    """Whether something is set against it; money that was spent is not settled by others."""
    total, balance = _balance(row)
    return operation.kind != EXPENSE and total != balance


# === VOID, UPDATE === #


def _look_for_void(ask, operation, _style):
    row, end = _own(ask, operation)
    if end is _GONE:
        return Uploaded(operation.remote_id)  # it was to be deleted
    if end:
        return end
    if _is_settled(row, operation):
        return Rejected((Problem("operation_paid"),))
    if _only_reverses(ask):
        return Rejected((Problem("myob_reverse"),))
    return NotDone({"route": typed(LISTS[operation.kind], row)})


def _only_reverses(ask):
    """As the file prefers it now."""
    system = group(read_single(ask, "Company/Preferences"), "System")
    return system.get("TransactionsCannotBeChangedMustBeReversed") is True


def _look_for_update(ask, operation, style):
    listed, end = _own(ask, operation)
    if end:
        return end
    route = typed(LISTS[operation.kind], listed)
    expected = expected_fields(operation, style)
    if route != layout_route(operation.kind, expected):
        return Rejected((Problem("myob_converted"),))
    row = read(ask, route, operation.remote_id)
    lines = row and lines_of(row)
    if not lines or not text(row.get("RowVersion")):
        return _UNCLEAR  # it was converted or deleted just now
    before, over = _sent_before(operation, style), operation.values.get("over")
    if is_as_expected(row, expected) and not _left_over(row, expected, before):
        return answers.uploaded(row, operation.kind)
    if before and not over and (amount(row.get("Freight")) or not is_as_expected(row, before)):
        return Rejected((Problem("update_changed_there"),))
    if _is_settled(row, operation):
        return Rejected((Problem("operation_paid"),))
    if _only_reverses(ask):
        return Rejected((Problem("myob_reverse"),))
    return NotDone(
        {
            "version": row["RowVersion"],
            "rows": list(map(_version, lines, expected["Lines"])),
            "kept": _kept(row, expected, before),
        }
    )


def _sent_before(operation, style):
    """The fields as they were sent last."""
    before = operation.values.get("before")
    if not before:
        return {}
    values = {**operation.values, "document": before}
    return expected_fields(replace(operation, values=values), style)


def _left_over(row, expected, before):
    """Whether something stands there still that the document does not have any more."""
    return any(row.get(name) for name in before.keys() - expected.keys())


def _version(line, ours):
    """What ties a line to the one that is in its place there, if both are of one type."""
    if line.get("Type", ours.get("Type")) != ours.get("Type", line.get("Type")):
        return {}
    return {name: line[name] for name in ("RowID", "RowVersion") if line.get(name)}


def _kept(row, expected, before):
    """Fields that stay as they are there."""
    names = [name for name in _KEPT if name not in expected and name not in before]
    kept = {name: row[name] for name in (*names, *NOT_COMPARED) if row.get(name) is not None}
    return {
        name: {"UID": uid_of(value)} if isinstance(value, dict) else value
        for name, value in kept.items()
    }


# === SETTING OFF === #


def _look_for_allocation(ask, operation, _style):
    credit, end = _own(ask, operation)
    if end:
        return end
    target = operation.values["invoice"]
    invoice = by_ids(ask, SALES_LIST, [target]).get(target)
    if invoice is None:
        return _GONE
    dates = [date_in(row.get("Date")) for row in (credit, invoice)]
    balances = [_balance(row)[1] for row in (credit, invoice)]
    if None in dates or None in balances:
        return _UNCLEAR
    # Even one that somebody else made sets one against the other.
    for row in select(ask, SETTLEMENTS, f"Date ge {moment(min(dates))}"):
        if is_marked(row, marker_of(operation)) or _sets_off(row, operation.remote_id, target):
            return Uploaded(uid_of(row))
    if balances[1] <= 0:
        return Rejected((Problem("allocate_paid"),))
    parties = {uid_of(row, "Customer") for row in (credit, invoice)}
    currencies = {uid_of(row, "ForeignCurrency") for row in (credit, invoice)}
    if len(parties) != 1 or len(currencies) != 1:
        return Rejected((Problem("allocate_other_contact"),))
    most = min(-balances[0], balances[1], Decimal(operation.values["amount"]))
    if most <= 0:
        return Rejected((Problem("allocate_too_much"),))
    date = max(dates).isoformat()
    return NotDone({"amount": str(most), "date": date, "customer": parties.pop()})


def _sets_off(row, credit, invoice):
    lines = row.get("Lines")
    return uid_of(row, "CreditFromInvoice") == credit and any(
        uid_of(line, "Sale") == invoice for line in (lines if isinstance(lines, list) else [])
    )


# === FILES === #


def _look_for_file(ask, get_file, operation):
    row, end = _own(ask, operation)
    if end:
        return end
    route, name = typed(LISTS[operation.kind], row), operation.values["name"]
    for each in files_at(ask, f"{route}/{operation.remote_id}"):
        if text(each.get("OriginalFileName")) == name:
            content = get_file(text(each.get("FileUri")))
            if hashlib.sha256(content).hexdigest() == operation.values["sha256"]:
                return Uploaded(uid_of(each))
            return Rejected((Problem("attach_name_taken", {"name": name}),))
    return NotDone({"route": route})


_LOOKERS = {
    VOID: _look_for_void,
    UPDATE: _look_for_update,
    ALLOCATE: _look_for_allocation,
}
