"""What tax MYOB computes of a document. Pure.

Each line is taxed and rounded by itself. An amount of tax cannot be sent; but where prices contain
the tax, it is taken out of them, which may come to what was booked where adding it does not.

Source: MYOB, reference page of Service Invoice (IsTaxInclusive, TotalTax).
"""

from decimal import Decimal

from odoo.addons.acct_link_batch.lib.document import Document

from .wire import cents

_HUNDRED = Decimal(100)


def tax_of(document: Document, inclusive: bool) -> Decimal:
    """What MYOB computes, of amounts that contain the tax or do not."""
    return sum(
        (
            cents(_part(line, inclusive))
            for line in document.lines
            if not line.is_text
        ),
        Decimal(),
    )  # fmt: skip


def _part(line, inclusive):
    rate = line.tax_rate
    if inclusive:
        return line.gross * rate / (_HUNDRED + rate)
    return line.net * rate / _HUNDRED


def is_inclusive(document: Document) -> bool:
    """Whether amounts are sent with the tax in them, as else it would not be what was booked."""
    return tax_of(document, False) != document.tax


def difference(document: Document) -> Decimal:
    """How far MYOB's tax is from what was booked, at best."""
    return tax_of(document, is_inclusive(document)) - document.tax
