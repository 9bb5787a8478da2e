"""Documents as MYOB holds them now, in neutral words. Pure.

Source: MYOB, reference pages of Sale/Invoice, Purchase/Bill, Banking/SpendMoneyTxn.
"""

from decimal import Decimal

from odoo.addons.acct_link_oauth.lib.web import text
from odoo.addons.acct_link_pull.lib.incoming import (
    OPEN,
    PAID,
    PAYMENT,
    UNKNOWN,
    Applied,
    RemoteDocument,
)

from ..wire import SPENT_LIST, cents, date_in, number_of, party_of, sign, uid_of
from .rows import currency_of, kind_of, mark_of, money, rate_of, said_by

_STATUSES = ("Open", "Closed", "Credit", "Debit")


def remote_document(
    route: str, row: dict, home: str, applied: tuple[Applied, ...] | None = (), kind: str = ""
) -> RemoteDocument | None:
    """A row of a list of all layouts; None for what has no id or no sure total.

    :param home: the currency of the books; :param applied: what is set against it; of what was
        bought and paid at once it is the row itself
    :param kind: what it was sent as: one whose sign was turned there has a total below zero
    """
    kind, remote_id = kind or kind_of(route, row), uid_of(row)
    spent = route == SPENT_LIST
    total = money(row, "AmountPaid" if spent else "TotalAmount")
    balance = Decimal() if spent else money(row, "BalanceDueAmount")
    if not remote_id or total is None or balance is None:
        return None
    status = OPEN if balance else PAID
    if not spent and text(row.get("Status")) not in _STATUSES:
        status = UNKNOWN
    party = party_of(kind)
    return RemoteDocument(
        remote_id=remote_id,
        kind=kind,
        number=number_of(row, kind),
        status=status,
        currency=currency_of(row, home),
        total=cents(total * sign(kind)),
        due=cents(balance * sign(kind)),
        contact=uid_of(row, party),
        contact_name=said_by(row, party, "Name"),
        applied=(_of_itself(remote_id, row, total),) if spent else applied,
        marker=mark_of(row),
    )


def _of_itself(remote_id, row, total):
    return Applied(
        remote_id,
        PAYMENT,
        cents(total),
        date_in(row.get("Date")),
        reference=said_by(row, "Account", "Name"),
        rate=rate_of(row),
    )
