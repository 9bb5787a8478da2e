"""Expenses into the words of MYOB: money spent from an account, on lines of its own. Pure.

It has no lines of words, so these stand above the text of the next line, and no quantities. The
number of the supplier is its payment number.

Source: MYOB, reference page of Spend Money Transaction; "Character limits".
"""

from odoo.addons.acct_link_batch.lib.document import Document

from .taxes import is_inclusive
from .wire import CATEGORY, JOB, day, fit, link, memo, number, party_of, printable

_LINE_MEMO_LENGTH = 255


def spend_money_payload(document: Document) -> dict:
    """Nothing is printed. Account and payee are named by their ids."""
    inclusive = is_inclusive(document)
    category = dict(document.tracking).get(CATEGORY)
    return {
        "PayFrom": "Account",
        "Account": link(document.paid_from),
        party_of(document.kind): link(document.contact),
        "PaymentNumber": document.number,
        "Date": day(document.date),
        "IsTaxInclusive": inclusive,
        "DeliveryStatus": "Nothing",
        **({"Category": link(category)} if category else {}),
        "Memo": memo(document.reference, document.marker),
        "Lines": _lines(document, inclusive),
    }


def _lines(document, inclusive):
    lines, above = [], []
    for line in document.lines:
        above.append(printable(line.description))
        if line.is_text:
            continue
        job = dict(line.tracking).get(JOB)
        lines.append(
            {
                "Account": link(line.account_id),
                "TaxCode": link(line.tax_id),
                **({"Job": link(job)} if job else {}),
                "Memo": _words(above),
                "Amount": number(line.gross if inclusive else line.net),
            }
        )
        above = []
    if above and lines:
        lines[-1]["Memo"] = _words([lines[-1]["Memo"], *above])
    return lines


def _words(parts):
    return fit("\n".join(filter(None, parts)), _LINE_MEMO_LENGTH)
