"""Sections as the printed document shows them: what it hides is in no copy of it either.

Odoo prints a section whose composition is hidden as one line with its total, and one whose prices
are hidden as its total above lines without amounts (account.report_invoice_document). Pure.
"""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from .document import Line, text_line

SECTION, SUBSECTION = "line_section", "line_subsection"


@dataclass(frozen=True)
class Item:
    """What stands at one place of a document: an amount in one or more parts, or words.

    `lines` are its Lines as they are sent, without any where words are not sent. `label` is what
    remains of it where its price is hidden, `heading` tells sections and subsections.
    """

    place: tuple
    lines: tuple[Line, ...]
    label: str = ""
    heading: str = ""
    hides_lines: bool = False
    hides_prices: bool = False

    @property
    def is_collapsed(self):
        return bool(self.heading) and (self.hides_lines or self.hides_prices)

    @property
    def amounts(self):
        return tuple(line for line in self.lines if not line.is_text)


@dataclass
class _Collapsed:
    heading: Item
    items: list[Item] = field(default_factory=list)


def collapse(items: list[Item], included: bool, texts: bool) -> list[Line]:
    """The Lines of a document in their order, of collapsed sections what the print shows: their
    totals, one for each account, tax and tracking, with the text of the section.

    :param included: prices contain the tax; :param texts: words are sent, too
    """
    lines, current = [], None
    for item in sorted(items, key=lambda item: item.place):
        in_section = current and current.heading.heading == SECTION
        # Below the lines somebody wrote stands what Odoo added; it is in no section.
        ends = item.place[0] or item.heading == SECTION
        if current and (ends or (item.heading and not in_section)):
            lines += _show(current, included, texts)
            current = None
        if current:
            current.items.append(item)
        elif item.is_collapsed:
            current = _Collapsed(item)
        else:
            lines += item.lines
    return lines + (_show(current, included, texts) if current else [])


def _show(section, included, texts):
    groups = {}
    for item in section.items:
        for line in item.amounts:
            key = _codes(line)
            groups.setdefault(key, []).append(line)
    if not groups:
        return list(section.heading.lines)
    shown = [_total(section.heading.label, lines, included) for lines in groups.values()]
    if texts and not section.heading.hides_lines:
        shown += map(text_line, _labels(section.items))
    return shown


def _codes(line):
    """What a line is booked by. Codes may be empty or stand for several: ids count as well."""
    account, tax = (line.account, line.account_id), (line.tax_code, line.tax_id)
    return account, tax, line.tax_rate, line.tracking


def _total(description, lines, included):
    net = sum((line.net for line in lines), Decimal())
    tax = sum((line.tax for line in lines), Decimal())
    price = net + tax if included else net
    amounts = {"quantity": Decimal(1), "price": price, "discount": Decimal(), "item": ""}
    return replace(lines[0], description=description, net=net, tax=tax, **amounts)


def _labels(items):
    """What is listed where prices are hidden; of a subsection that hides its lines, its own."""
    hides = False
    for item in items:
        if item.heading:
            hides = item.hides_lines
        if item.label and (item.heading or (item.amounts and not hides)):
            yield item.label
