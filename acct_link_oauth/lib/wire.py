"""Numbers and texts as accounting systems write them in JSON. Pure."""

import json
import re
from decimal import ROUND_HALF_UP, Decimal

from odoo.addons.acct_link_batch.lib.document import Line
from odoo.addons.acct_link_batch.lib.matching import trim

# JSON can carry these, what is behind it cannot.
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_CENT = Decimal("0.01")


def amount(value) -> Decimal | None:
    """The number as a Decimal; None when it is not a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    number = Decimal(value)
    return number if number.is_finite() else None


def cents(value: Decimal) -> Decimal:
    """Half away from zero, as accounting systems round."""
    return value.quantize(_CENT, ROUND_HALF_UP)


def number(value: Decimal):
    """A JSON number with the digits of the Decimal and no others."""
    return int(value) if value == value.to_integral_value() else float(value)


def dump(payload: dict) -> str:
    return json.dumps(payload, ensure_ascii=False)


def printable(value: str) -> str:
    """The text without control characters, and without blanks around."""
    return trim(_NOT_TEXT.sub("", value or ""))


def fit(value: str, limit: int, mark: str = "…") -> str:
    """Text that such a system takes: no control characters, at most `limit` characters, and `mark`
    where it was cut. Counted in UTF-16 units, the strictest way it may count.
    """
    value = printable(value)
    if len(value.encode("utf-16-le")) <= 2 * limit:
        return value
    kept = value.encode("utf-16-le")[: 2 * (limit - len(mark))]
    return kept.decode("utf-16-le", "ignore").rstrip() + mark


def plain(value: Decimal) -> str:
    """The digits of a number, without zeros behind them."""
    return format(value.normalize(), "f")


def printed_figures(line: Line) -> str:
    """Quantity, price and discount of a line as they were printed, to stand in brackets behind its
    description; empty without a quantity.
    """
    if not line.quantity:
        return ""
    printed = f" ({plain(line.quantity)} × {plain(line.price)}"
    return printed + (f" − {plain(line.discount)} %)" if line.discount else ")")


def filled(fields: dict) -> dict:
    """The fields that hold something."""
    return {name: value for name, value in fields.items() if value}
