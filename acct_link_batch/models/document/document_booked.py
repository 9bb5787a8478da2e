import json
from collections import Counter, defaultdict, namedtuple
from decimal import Decimal
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

TEXTS = ("line_section", "line_subsection", "line_note")
# Line types that can be read without the tax engine.
PLAIN = frozenset(("product", "tax", "discount", *TEXTS))
# Nothing of them is on the document.
BEHIND = ("payment_term", "cogs")
COLUMNS = (
    *("id", "move_id", "display_type", "name", "sequence", "quantity", "price_unit", "discount"),
    *("price_subtotal", "price_total", "amount_currency", "currency_id", "account_id"),
    *("product_id", "tax_line_id", "tax_repartition_line_id", "analytic_distribution"),
    *("acct_link_account_id", "acct_link_tax_id", "collapse_composition", "collapse_prices"),
)
NUMBERS = frozenset(
    ("quantity", "price_unit", "discount", "price_subtotal", "price_total", "amount_currency")
)
JSON = frozenset(("analytic_distribution",))
ROWS = 1000  # that are taken from the database at once
_Row = namedtuple("_Row", [*COLUMNS, "tax_ids"])  # a journal item


class Text(NamedTuple):
    """A note or heading; `kind` is its display type, the rest what the print hides below it."""

    place: tuple
    text: str
    kind: str
    hides_lines: bool
    hides_prices: bool


class Booked(NamedTuple):
    """What a document says.

    `base_lines`: as `account.tax` prepares them, with what is read of them here, and besides
    `amounts` (without tax, tax; Decimal), `place` and what decides on their codes (`codes`).
    `texts`: its notes and headings.
    """

    base_lines: list
    texts: list[Text]


class AcctLinkDocumentBooked(models.AbstractModel):
    """The amounts of lines as Odoo stored them, where these say all: many times as quick as having
    its tax engine work them out again. Read in bulk, as superuser, as the loop is.
    """

    _name = "acct.link.document.booked"
    _description = "Lines of Documents as they were booked"

    @api.model
    def _read_booked(self, moves):
        """Lines of the documents whose stored amounts are those that were booked, to the cent:

        - nothing but lines somebody wrote: no early payment, cash rounding or private part
        - at most one tax on a line, so that what it adds to the price is the amount of this tax
        - on each line, the amount without tax is that of its journal item, and all of them
          are that of the document: rounding has moved nothing between lines
        - of each tax, what the lines say is what its journal items say

        The engine distributes what rounding leaves over, and there is nothing left: it would say
        the same (`test_document_booked.py`). The one difference: a tax that somebody changed by
        hand to just what the lines add up to leaves them alone.

        :param moves: account.move
        :return: {move id: Booked}; the others need the engine
        """
        rows, ids, sets = defaultdict(list), set(), set()
        for row in self._read_rows(moves):
            rows[row.move_id].append(row)
            ids.add(row.account_id)
            sets.add(tuple(row.tax_ids))
        ids.discard(None)
        accounts = {account.id: account for account in self.env["account.account"].browse(ids)}
        taxes, signs, found = self._get_plain_taxes(sets), {}, {}
        for move in moves:
            kind = move.move_type
            if kind not in signs:
                signs[kind] = move.browse(move.id).direction_sign  # of this one alone
            # A row is left behind with its document: there are many.
            booked = self._read_move(move, signs[kind], rows.pop(move.id, ()), accounts, taxes)
            if booked is not None:
                found[move.id] = booked
        return found

    @api.model
    def _read_rows(self, moves):
        """:return: iterator over the _Rows of documents"""
        Line = self.env["account.move.line"]
        Line.flush_model([*COLUMNS[1:], "tax_ids"])
        self.env.cr.execute(
            SQL(
                "SELECT %s, ARRAY("
                "SELECT account_tax_id FROM account_move_line_account_tax_rel"
                " WHERE account_move_line_id = line.id ORDER BY 1) AS tax_ids"
                " FROM account_move_line line"
                " WHERE move_id IN %s AND display_type NOT IN %s ORDER BY move_id, id",
                SQL(", ").join(
                    # What has a form of its own there is quicker to read in a plain one.
                    SQL("%s::float8", SQL.identifier("line", name))
                    if name in NUMBERS
                    else SQL("%s::text", SQL.identifier("line", name))
                    if name in JSON
                    else SQL.identifier("line", name)
                    for name in COLUMNS
                ),
                moves._ids or (0,),
                BEHIND,
            )
        )
        while rows := self.env.cr.fetchmany(ROWS):
            yield from map(_Row._make, rows)

    @api.model
    def _read_move(self, move, sign, rows, accounts, taxes):
        """:param sign: its `direction_sign`; :param rows: [_Row]
        :param accounts: {id: account.account}
        :param taxes: {ids: account.tax, None where it takes the engine}
        :return: Booked, or None
        """
        currency = move.currency_id
        currency_id, digits = currency.id, currency.decimal_places
        scale = 10**digits
        base_lines, texts, total = [], [], 0
        Line = self.env["account.move.line"]
        said, booked = Counter(), Counter()
        for row in rows:
            kind = row.display_type
            if kind not in PLAIN or row.currency_id != currency_id:
                return None
            place = (0, row.sequence, row.id)
            if kind == "product":
                ids = tuple(row.tax_ids)
                net = round((row.price_subtotal or 0) * scale)
                if taxes[ids] is None or net != round(sign * row.amount_currency * scale):
                    return None
                tax = round((row.price_total or 0) * scale) - net
                total += net
                said[ids[0] if ids else False] += tax
                amounts = (Decimal(net).scaleb(-digits), Decimal(tax).scaleb(-digits))
                records = (Line.browse(row.id), accounts[row.account_id])
                base_lines.append(
                    self._prepare_base_line(row, place, currency, taxes[ids], amounts, records)
                )
            elif kind in TEXTS:
                hides = (bool(row.collapse_composition), bool(row.collapse_prices))
                texts.append(Text(place, row.name or "", kind, *hides))
            elif row.tax_repartition_line_id:
                booked[row.tax_line_id] += round(sign * row.amount_currency * scale)
        if total != round(move.amount_untaxed * scale):
            return None
        # Counters are equal where one lacks what is zero in the other.
        return Booked(base_lines, texts) if said == booked else None

    @api.model
    def _get_plain_taxes(self, sets):
        """:param sets: {ids of the taxes of a line}
        :return: {ids: account.tax, one or none; None where one line may have several amounts}
        """
        every = self.env["account.tax"].browse({id_ for ids in sets for id_ in ids})
        found = {}
        for ids in sets:
            taxes = every.browse(ids).with_prefetch(every._prefetch_ids)
            is_plain = not ids or (
                len(ids) == 1 and taxes.amount_type != "group" and not taxes.has_negative_factor
            )
            found[ids] = taxes if is_plain else None
        return found

    @api.model
    def _prepare_base_line(self, row, place, currency, taxes, amounts, records):
        distribution = row.analytic_distribution
        chosen = (row.acct_link_account_id, row.acct_link_tax_id)
        return {
            "record": records[0],
            "account_id": records[1],
            "tax_ids": taxes,
            "currency_id": currency,
            "analytic_distribution": distribution and json.loads(distribution),
            "special_type": False,
            "price_unit": row.price_unit or 0.0,
            "quantity": row.quantity or 0.0,
            "discount": row.discount or 0.0,
            "name": row.name,
            "amounts": amounts,
            "place": place,
            "codes": (*chosen, row.product_id, row.account_id, taxes._ids),
        }
