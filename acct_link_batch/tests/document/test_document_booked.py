"""What is read from stored amounts is what Odoo's tax engine says."""

import random
from collections import Counter
from decimal import Decimal
from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from ..common import AcctLinkCommon

DOCUMENTS = 60  # each way of rounding
RATES = (15.0, 12.5, 8.0, 5.5)


@tagged("post_install", "-at_install")
class TestDocumentBooked(AcctLinkCommon):
    def setUp(self):
        super().setUp()
        self.taxes = [
            self.tax.copy(
                {
                    "name": f"{rate} {price} {kind}",
                    "amount": rate,
                    "amount_type": kind,
                    "price_include_override": price,
                }
            )
            for rate in RATES
            for price in ("tax_excluded", "tax_included")
            for kind in ("percent", "division")
        ]
        self.reverse = self.tax.copy({"name": "Reverse charge", "amount": 20.0})
        more = [Command.create({"repartition_type": "tax", "factor_percent": -100.0})]
        self.reverse.write({f"{kind}_repartition_line_ids": more for kind in ("invoice", "refund")})

    def _draw(self, chance, taxes):
        """Values of a line."""
        several = chance.random() < 0.05
        chosen = chance.sample(taxes, min(len(taxes), 2 if several else 1))
        return {
            "name": "Work",
            "quantity": chance.choice([1, 1, 3, 0.333, 12.12, -1, 0, 1000]),
            "price_unit": chance.choice(
                [0.03, 0.05, 21.53, 12.12, 99.99, round(chance.uniform(0, 5000), 2), 33.3333]
            ),
            "discount": chance.choice([0, 0, 0, 5, 7.5, 33.33, 100]),
            "tax_ids": [] if chance.random() < 0.15 else [tax.id for tax in chosen],
        }

    def _random_moves(self, seed):
        chance = random.Random(seed)
        euro = self.setup_other_currency("EUR", rates=[("2016-01-01", 2.0)])
        moves = self.env["account.move"]
        for _ in range(DOCUMENTS):
            taxes = [*chance.sample(self.taxes, chance.choice([1, 1, 2, 4])), self.reverse]
            moves += self._invoice(
                move_type=chance.choice(["out_invoice", "out_invoice", "out_refund", "in_invoice"]),
                lines=[
                    self._draw(chance, taxes[: chance.choice([-1, -1, None])])
                    for _line in range(chance.randint(1, 8))
                ],
                post=False,
                **({"currency_id": euro.id} if chance.random() < 0.2 else {}),
            )
        return moves

    def _amounts(self, base_lines):
        """What is read of each line, sorted by line."""
        Line = self.env["acct.link.document.line"]
        said = []
        for each in base_lines:
            said.append(
                (
                    each["record"].id,
                    *Line._get_amounts(each),
                    *(each[name] for name in ("quantity", "price_unit", "discount")),
                    each["special_type"],
                    each["account_id"],
                    each["tax_ids"],
                    each["currency_id"],
                    each["analytic_distribution"] or None,
                )
            )
        return sorted(said, key=lambda entry: entry[0])

    def assertSaidAlike(self, moves):
        """:return: how many of the documents were read"""
        found = self.env["acct.link.document.booked"]._read_booked(moves)
        for move in moves:
            if move.id in found:
                engine, _tax_lines = move._get_rounded_base_and_tax_lines()
                self.assertEqual(
                    self._amounts(found[move.id].base_lines),
                    self._amounts(engine),
                    f"{move.company_id.tax_calculation_rounding_method}: "
                    f"{move.line_ids.read(['price_unit', 'quantity', 'discount', 'tax_ids'])}",
                )
        return len(found)

    def _check_rounding(self, method, least):
        self.env.company.tax_calculation_rounding_method = method
        moves = self._random_moves(method)
        moves = moves.filtered(lambda move: move.amount_total > 0)
        moves.action_post()
        read = self.assertSaidAlike(moves)
        # Otherwise this test has seen next to nothing.
        self.assertGreater(read, len(moves) * least)
        self.assertLess(read, len(moves))

    def test_random_documents_rounded_per_line(self):
        self._check_rounding("round_per_line", 0.3)

    def test_random_documents_rounded_globally(self):
        self._check_rounding("round_globally", 0.2)

    def test_what_was_booked_counts_after_the_rounding_was_changed(self):
        """Nine lines of 0.03 at 15 %: 0.04 of tax together, none each."""
        self.tax.amount = 15
        code = self.interface.tax_ids.filtered(lambda code: code.code == "S")
        code.sudo().rate = 15
        methods = ("round_globally", "round_per_line")
        for before, after in (methods, methods[::-1]):
            for included in ("tax_excluded", "tax_included"):
                self.tax.price_include_override = included
                self.env.company.tax_calculation_rounding_method = before
                moves = self._invoice(lines=[{"price_unit": 0.03}] * 9)
                moves += self._invoice(lines=[{"price_unit": 21.53}] * 3 + [{"price_unit": 0.07}])
                # Two taxes on a line take the engine each way.
                zero = self.tax.copy({"name": f"Zero {before} {included}", "amount": 0})
                both = [Command.set((self.tax | zero).ids)]
                moves += self._invoice(lines=[{"price_unit": 0.03, "tax_ids": both}] * 9)
                self.env["acct.link.tax.map"].create(
                    {
                        "interface_id": self.interface.id,
                        "tax_id": self.tax.id,
                        "also_tax_ids": [Command.set(zero.ids)],
                        "remote_tax_id": code.id,
                    }
                )
                self.env.company.tax_calculation_rounding_method = after
                for move in moves:
                    with self.subTest(before=before, included=included, move=move.name):
                        document = self._sent(move)
                        self.assertEqual(document.total, Decimal(str(move.amount_total)))
                        self.assertEqual(document.tax, Decimal(str(move.amount_tax)))

    def test_tax_that_was_changed_by_hand_is_left_to_the_engine(self):
        move = self._invoice(
            post=False, lines=[{"price_unit": price} for price in (21.53, 21.53, 0.07)]
        )
        tax_line = move.line_ids.filtered("tax_line_id")
        tax_line.amount_currency -= 0.01
        move.action_post()
        self.assertFalse(self.env["acct.link.document.booked"]._read_booked(move))

    def test_what_odoo_adds_is_left_to_the_engine(self):
        rounding = self.env["account.cash.rounding"].create(
            {
                "name": "5 cents",
                "rounding": 0.05,
                "strategy": "add_invoice_line",
                "profit_account_id": self.company_data["default_account_revenue"].id,
                "loss_account_id": self.company_data["default_account_expense"].id,
            }
        )
        move = self._invoice(
            lines=[{"price_unit": 10.02}], invoice_cash_rounding_id=rounding.id, post=False
        )
        move.action_post()
        self.assertTrue(move.line_ids.filtered(lambda line: line.display_type == "rounding"))
        self.assertFalse(self.env["acct.link.document.booked"]._read_booked(move))

    def test_engine_is_not_asked_for_plain_documents(self):
        self.env.company.tax_calculation_rounding_method = "round_per_line"
        asked = Counter()
        original = type(self.env["account.move"])._get_rounded_base_and_tax_lines

        def count(moves, *args, **kwargs):
            asked["times"] += 1
            return original(moves, *args, **kwargs)

        plain = self._invoice(lines=[{"price_unit": 33.33}, {"price_unit": 0.05}])
        odd = self._invoice(
            lines=[{"price_unit": 9, "tax_ids": [tax.id for tax in self.taxes[:2]]}]
        )
        with patch.object(type(self.env["account.move"]), "_get_rounded_base_and_tax_lines", count):
            lines = self._upload(plain)
            self.assertEqual(lines.state, "uploaded")
            self.assertEqual(asked["times"], 0)
            self._upload(odd)
            self.assertEqual(asked["times"], 1)
