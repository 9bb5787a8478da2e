"""Whether what MYOB gives back is what was sent: the one place that compares the two. Pure.

What was not sent is MYOB's own and is not looked at: names beside ids, totals, moments. Texts may
differ in how their lines end and in blanks around them, ids in their case, days by a time of day.
"""

from decimal import Decimal

from odoo.addons.acct_link_oauth.lib.web import text

from .wire import amount, date_in, uid, uid_of

# Whoever prints a document or sends it by e-mail changes these there.
NOT_COMPARED = (
    *("InvoiceDeliveryStatus", "BillDeliveryStatus", "DeliveryStatus"),
    "OnlinePaymentMethod",
)
_TINY = Decimal("0.00001")


def is_as_expected(row: dict, expected: dict) -> bool:
    """Whether a record there holds all that is expected of it."""
    return all(
        _holds(name, row.get(name), value)
        for name, value in expected.items()
        if name not in NOT_COMPARED
    )


def lines_of(row: dict) -> list[dict] | None:
    """Its lines without the sums that were put between them; None if they are none."""
    lines = row.get("Lines")
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
        return None
    return [line for line in lines if line.get("Type") != "SubTotal"]


def _holds(name, actual, value):
    if name == "Lines":
        lines = lines_of({name: actual})
        return (
            lines is not None
            and len(lines) == len(value)
            and all(map(is_as_expected, lines, value))
        )
    if isinstance(value, dict):
        actual = actual if isinstance(actual, dict) else {}
        if set(value) == {"UID"}:
            return uid_of(actual) == uid(value["UID"])
        return is_as_expected(actual, value)
    if isinstance(value, bool):
        return actual is value
    if isinstance(value, int | float):
        found = Decimal() if actual is None else amount(actual)
        return found is not None and abs(found - Decimal(str(value))) < _TINY
    if name == "Date":
        return date_in(actual) == date_in(value)
    return text(actual).strip() == text(value).strip()
