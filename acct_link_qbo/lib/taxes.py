"""What tax QuickBooks Online computes of a document, and how ours is put in its place. Pure.

Outside of the US a tax code of a line stands for one or several rates. Tax is computed once a
document for each rate, of all its lines together, and rounded to cents; an amount that is sent for
a rate counts instead.

Source: Intuit, "Manage sales tax for non-US locales"; TxnTaxDetail of the reference pages.
"""

from decimal import Decimal

from odoo.addons.acct_link_batch.lib.document import PURCHASES, Document
from odoo.addons.acct_link_batch.lib.outcome import PURCHASE_USE, SALES_USE

from .wire import cents, number

_HUNDRED = Decimal(100)


def tax_detail(document: Document) -> dict:
    """TxnTaxDetail with the tax that was booked; empty where QuickBooks comes to it by itself."""
    nets, amounts, groups = _computed(document)
    ours = dict(amounts)
    for rates, difference in groups:
        if difference:
            # Cents from rounding, or what a person changed: on the rate that is most of the tax.
            most = max(rates, key=lambda each: (abs(amounts[each]), each))
            ours[most] += difference
    if ours == amounts:
        return {}
    return {
        "TotalTax": number(sum(ours.values(), Decimal())),
        "TaxLine": [
            {
                "Amount": number(ours[rate]),
                "DetailType": "TaxLineDetail",
                "TaxLineDetail": {
                    "TaxRateRef": {"value": rate[0].rpartition(":")[2]},
                    "PercentBased": True,
                    "TaxPercent": number(rate[1]),
                    "NetAmountTaxable": number(nets[rate]),
                },
            }
            for rate in ours
        ],
    }


def unplaced(document: Document) -> Decimal:
    """How much of the tax that was booked is on no rate: lines without a rate that taxes, or whose
    rates are not known. It could not be sent.
    """
    _nets, amounts, groups = _computed(document)
    return sum(
        (
            abs(difference)
            for rates, difference in groups
            if difference and not any(rate[1] for rate in rates)
        ),
        Decimal(),
    )


def _computed(document):
    """:return: ({rate: net amount}, {rate: what QuickBooks computes}, [(rates that lines have
    together, the tax booked on them less what is computed)]); a rate is (id, percent), the id with
    the side before it that it is for
    """
    side = PURCHASE_USE if document.kind in PURCHASES else SALES_USE
    nets, booked, groups = {}, {}, []
    for line in document.lines:
        if line.is_text:
            continue
        parts = tuple(part for part in line.tax_parts if part[0].startswith(f"{side}:"))
        for part in parts:
            nets[part] = nets.get(part, Decimal()) + line.net
        booked[parts] = booked.get(parts, Decimal()) + line.tax
    amounts = {rate: cents(net * rate[1] / _HUNDRED) for rate, net in nets.items()}
    for parts, tax in booked.items():
        rates, rest = set(parts), []
        for other, sum_ in groups:
            if rates & other:
                rates, tax = rates | other, tax + sum_
            else:
                rest.append((other, sum_))
        groups = [*rest, (rates, tax)]
    return (
        nets,
        amounts,
        [(rates, tax - sum((amounts[rate] for rate in rates), Decimal())) for rates, tax in groups],
    )
