"""What is set against documents in QuickBooks Online: payments of customers, payments of bills, and
the credits that they use up. Pure.

A payment names documents with an amount each: what it pays, and credits that it takes from. Which
credit went to which document it does not say where there are several; then the first credits go to
the first documents, which comes to the same sums.

Source: Intuit, reference pages of Payment, BillPayment.
"""

from dataclasses import dataclass
from decimal import Decimal

from odoo.addons.acct_link_oauth.lib.web import text
from odoo.addons.acct_link_pull.lib.incoming import CREDIT_NOTE, PAYMENT, Applied

from ..look_up_operations import links, payment_lines
from ..wire import amount, cents, day, join

# What a kind of payment pays, and the credits it takes from.
PAYS = {"Payment": ("Invoice", "CreditMemo"), "BillPayment": ("Bill", "VendorCredit")}
PAYER = {paid: payer for payer, pair in PAYS.items() for paid in pair}
# How documents name the payments that settle them.
_NAMES = {
    "Payment": "Payment",
    "BillPayment": "BillPayment",
    "BillPaymentCheck": "BillPayment",
    "BillPaymentCreditCard": "BillPayment",
}

# (entity, id)
Key = tuple[str, str]


@dataclass(frozen=True)
class Flow:
    """An amount that a payment puts to a document: of money, or of a credit (`source`). Where a
    credit is paid back, `target` is what it was paid back with.
    """

    payment: str
    target: Key
    source: Key | None
    amount: Decimal


def payments_of(row: dict) -> tuple[list[str], list[Key]]:
    """What settles a document: (remote ids of payments, what else there is)."""
    payments, others = [], []
    for kind, id_ in links(row):
        if kind in _NAMES and id_:
            payments.append(join(_NAMES[kind], id_))
        elif id_:
            others.append((kind, id_))
    return list(dict.fromkeys(payments)), list(dict.fromkeys(others))


def flows(entity: str, row: dict) -> list[Flow]:
    """Where what a payment holds has gone; money first left over is not named."""
    paid_kind, credit_kind = PAYS[entity]
    remote_id = join(entity, row["Id"])
    lines = [(value, link) for value, link in payment_lines(row) if value > 0]
    credits = [(link, value) for value, link in lines if link[0] == credit_kind]
    # Documents that are paid go before what credits are paid back with.
    targets = [(link, value) for value, link in lines if link[0] == paid_kind]
    targets += [(link, value) for value, link in lines if link[0] not in (paid_kind, credit_kind)]
    found = []
    for target, value in targets:
        while value > 0 and credits:
            source, left = credits[0]
            part = min(value, left)
            found.append(Flow(remote_id, target, source, part))
            value -= part
            credits = [(source, left - part), *credits[1:]] if left > part else credits[1:]
        if value > 0:
            found.append(Flow(remote_id, target, None, value))
    return found


def applied_to(
    key: Key, row: dict, payments: dict[str, dict], numbers: dict[Key, str]
) -> tuple[Applied, ...] | None:
    """All that is set against a document, or None where QuickBooks does not say it all: its
    payments and its open amount do not come to its total.

    :param payments: rows by remote id, those at least that the document names
    :param numbers: of credits, by (entity, id)
    """
    ids, others = payments_of(row)
    if any(each not in payments for each in ids):
        return None
    paid, by_credit, back = {}, {}, {}
    is_credit = key[0] in ("CreditMemo", "VendorCredit")
    used = Decimal()
    for remote_id in ids:
        for flow in flows(remote_id.split(":")[0], payments[remote_id]):
            if flow.target == key and flow.source is None:
                paid[remote_id] = paid.get(remote_id, Decimal()) + flow.amount
            elif flow.target == key:
                by_credit.setdefault(flow.source, []).append((flow.amount, remote_id))
            elif flow.source == key:
                used += flow.amount
                if flow.target[0] not in PAYER:
                    back[flow.target] = (flow.amount, remote_id)
    entries = [_money(payments[each], each, value) for each, value in paid.items()]
    for source, parts in by_credit.items():
        row_of_first = payments[parts[0][1]]
        entries.append(
            Applied(
                join(*source),
                CREDIT_NOTE,
                cents(sum(value for value, _id in parts)),
                day(row_of_first),
                numbers.get(source, ""),
                rate=rate_of(row_of_first),
            )  # fmt: skip
        )
    for target, (value, remote_id) in back.items():
        entries.append(_money(payments[remote_id], join(*target), value))
    return _with_rest(row, entries, others, used if is_credit else None)


def _with_rest(row, entries, others, used):
    """What else settles it has no amount of its own: one alone has what is missing.

    :param used: how much of a credit is used up; None for what is no credit
    """
    balance, total = amount(row.get("Balance")), amount(row.get("TotalAmt"))
    if total is None:
        return None
    known = sum((each.amount for each in entries), Decimal()) if used is None else used
    rest = Decimal() if balance is None else cents(total - balance - known)
    if not rest:
        return tuple(entries)
    if rest < 0 or len(others) != 1:
        return None
    return (*entries, Applied(join(*others[0]), PAYMENT, rest))


def _money(payment, remote_id, value):
    reference = text(payment.get("PaymentRefNum")) or text(payment.get("DocNumber"))
    return Applied(
        remote_id,
        PAYMENT,
        cents(value),
        day(payment),
        reference=reference,
        rate=rate_of(payment),
    )


def rate_of(row: dict) -> Decimal | None:
    """Theirs is the worth of one unit of the document's currency."""
    rate = amount(row.get("ExchangeRate"))
    return 1 / rate if rate else None
