"""Whether what QuickBooks Online gives back is what was sent: the one place that compares the two.
Pure.

What was not sent is QuickBooks' own and is not looked at: names beside ids, totals, its own line
with the sum. Texts may differ in how their lines end and in blanks around them.
"""

from decimal import Decimal

from odoo.addons.acct_link_oauth.lib.web import text

from .wire import amount

# Lines that QuickBooks adds by itself.
_THEIR_LINES = ("SubTotalLineDetail",)
# A line of words is its words; what else it holds is not always told.
_WORDS = ("DetailType", "Description")
_TINY = Decimal("0.00001")
_RATES = Decimal("0.000001")  # of a rate, as it is kept with fewer digits


def is_as_expected(row: dict, expected: dict) -> bool:
    """Whether a document or a contact there holds all that is expected of it."""
    return all(_holds(row, name, value) for name, value in expected.items())


def own_lines(row: dict) -> list[dict] | None:
    """The lines without those that QuickBooks adds; None if they are none."""
    lines = row.get("Line")
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
        return None
    return [line for line in lines if line.get("DetailType") not in _THEIR_LINES]


def same_text(actual, ours: str) -> bool:
    return text(actual).strip() == text(ours).strip()


def _holds(row, name, value):
    actual = row.get(name)
    if name == "Line":
        lines = own_lines(row)
        return (
            lines is not None and len(lines) == len(value) and all(map(_is_same_line, lines, value))
        )
    if name == "TxnTaxDetail":  # how it is made up is told in other ways, too
        detail = actual if isinstance(actual, dict) else {}
        return "TotalTax" not in value or _holds(detail, "TotalTax", value["TotalTax"])
    if isinstance(value, dict):
        return is_as_expected(actual if isinstance(actual, dict) else {}, value)
    if isinstance(value, bool):
        return bool(actual) is value
    if isinstance(value, int | float):
        wanted = Decimal(str(value))
        number = Decimal() if actual is None else amount(actual)
        if name == "ExchangeRate":  # one that is not told is that of the books' own currency
            number = Decimal(1) if actual is None else number
            return number is not None and abs(number - wanted) <= _RATES * max(1, abs(wanted))
        return number is not None and abs(number - wanted) < _TINY
    return same_text(actual, value or "")


def _is_same_line(line, expected):
    names = _WORDS if expected["DetailType"] == "DescriptionOnly" else expected
    return is_as_expected(line, {name: expected[name] for name in names if name != "Id"})
