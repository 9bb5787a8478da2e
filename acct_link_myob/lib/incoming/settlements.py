"""What is set against documents in MYOB: payments, credits that are applied, credits that are paid
out. Pure, but for the reads it is handed.

A document does not name what settles it. Payments can be asked for by party, credits by their day
only; what is found counts if it comes to just what is not open any more of the document.

Source: MYOB, reference pages of CustomerPayment, SupplierPayment, CreditSettlement,
DebitSettlement, CreditRefund, DebitRefund.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from odoo.addons.acct_link_oauth.lib.web import text
from odoo.addons.acct_link_pull.lib.incoming import CREDIT_NOTE, PAYMENT, Applied

from ..query import Ask, any_of, both, guid, moment, portions, select
from ..wire import PURCHASES_LIST, SALES_LIST, cents, date_in, uid_of
from .rows import money, rate_of, said_by

PARTIES_A_READ = 20


@dataclass(frozen=True)
class Side:
    """Where what settles sales or bills is listed, and the names of links: `party` whose it is,
    `paid` and `applied` what a line of a payment or a settlement is put to (a payment of sales has
    the id itself), `credit` what a settlement uses up, `refunded` what a refund pays out.
    """

    party: str
    payments: str
    lines: str
    paid: str
    number: str
    settlements: str
    applied: str
    credit: str
    refunds: str
    refunded: str


SIDES = {
    SALES_LIST: Side(
        *("Customer", "Sale/CustomerPayment", "Invoices", "", "ReceiptNumber"),
        *("Sale/CreditSettlement", "Sale", "CreditFromInvoice"),
        *("Sale/CreditRefund", "Invoice"),
    ),
    PURCHASES_LIST: Side(
        *("Supplier", "Purchase/SupplierPayment", "Lines", "Purchase", "PaymentNumber"),
        *("Purchase/DebitSettlement", "Purchase", "DebitFromBill"),
        *("Purchase/DebitRefund", "Bill"),
    ),
}


@dataclass(frozen=True)
class Flow:
    """An amount of money that is put to a document (`target`), or of a credit (`source`), or that
    is paid out of a credit (`source` alone). `remote_id` is that of the row which says so.
    """

    remote_id: str
    target: str
    source: str
    amount: Decimal
    day: date | None = None
    reference: str = ""
    source_number: str = ""
    rate: Decimal | None = None


def flows(side: Side, route: str, row: dict) -> list[Flow]:
    """Where what a row of one of the lists of a side holds has gone."""
    if route == side.refunds:
        value = money(row, "Amount")
        found = [] if value is None else [("", value)]
        link, reference = side.refunded, text(row.get("Memo"))
    elif route == side.settlements:
        found, link, reference = _lines(row, "Lines", side.applied), side.credit, ""
    else:
        found, link = _lines(row, side.lines, side.paid), ""
        reference = text(row.get(side.number))
    of_all = {"day": date_in(row.get("Date")), "reference": reference, "rate": rate_of(row)}
    if link:
        of_all["source_number"] = said_by(row, link, "Number")
    source = uid_of(row, link) if link else ""
    return [Flow(uid_of(row), target, source, value, **of_all) for target, value in found]


def _lines(row, name, link):
    """[(id of the document, amount)]. Orders have ids of their own, so they settle nothing here."""
    listed = row.get(name)
    lines = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    pairs = [(uid_of(line, link), money(line, "AmountApplied", of=row)) for line in lines]
    return [(target, value) for target, value in pairs if target and value]


def applied_to(row: dict, known: Iterable[Flow]) -> tuple[Applied, ...] | None:
    """All that is set against a document, of a credit what was paid out of it; None where what is
    known does not come to what is not open any more.
    """
    uid, total, balance = uid_of(row), money(row, "TotalAmount"), money(row, "BalanceDueAmount")
    if total is None or balance is None or total * balance < 0:
        return None
    mine = [flow for flow in known if uid == (flow.source if total < 0 else flow.target)]
    if sum(flow.amount for flow in mine) != abs(total) - abs(balance):
        return None
    return _united([flow for flow in mine if total >= 0 or not flow.target])


def _united(found):
    """One for each payment and each credit, however many parts it has."""
    entries = {}
    for flow in found:
        is_credit = bool(flow.source and flow.target)
        key, value = flow.source if is_credit else flow.remote_id, cents(flow.amount)
        if key in entries:
            entries[key] = replace(entries[key], amount=entries[key].amount + value)
        elif is_credit:
            values = (key, CREDIT_NOTE, value, flow.day, flow.source_number)
            entries[key] = Applied(*values, rate=flow.rate)
        else:
            values = (key, PAYMENT, value, flow.day, "", flow.reference)
            entries[key] = Applied(*values, rate=flow.rate)
    return tuple(entries.values())


# === READING === #


def read_applied(
    ask: Ask, route: str, rows: Iterable[dict]
) -> dict[str, tuple[Applied, ...] | None]:
    """What is set against these documents, by id: None where MYOB does not say it all. What is not
    explained yet is asked for, the narrow questions first.

    :param route: SALES_LIST or PURCHASES_LIST
    :raises Postponed: there is no whole answer
    """
    known, found, left = {}, {}, list(rows)
    for asked, conditions_of in _questions(SIDES[route]):
        found |= {uid_of(row): applied_to(row, known.values()) for row in left}
        left = [row for row in left if found[uid_of(row)] is None]
        for condition in conditions_of(left) if left else ():
            for each in select(ask, asked, condition):
                for place, flow in enumerate(flows(SIDES[route], asked, each)):
                    known[flow.remote_id, place] = flow
    return found | {uid_of(row): applied_to(row, known.values()) for row in left}


def _questions(side):
    """(list, function of the rows that are left -> conditions). What is dated before the document
    that it settles is looked for last.
    """
    yield side.payments, lambda rows: _of_parties(side, rows, _since(rows))
    yield side.settlements, lambda rows: [_since(rows)]
    yield side.refunds, lambda rows: [_since(rows)]
    yield side.payments, lambda rows: _of_parties(side, rows)


def _of_parties(side, rows, also=""):
    field = f"{side.party}/UID"
    uids = dict.fromkeys(filter(None, (uid_of(row, side.party) for row in rows)))
    for some in portions(
        uids, lambda uid: f"{field} eq {guid(uid)}", PARTIES_A_READ, len(also) * 2
    ):
        yield both(also, any_of(field, map(guid, some)))


def _since(rows):
    days = [day for row in rows if (day := date_in(row.get("Date")))]
    return f"Date ge {moment(min(days, default=date(1900, 1, 1)))}"
