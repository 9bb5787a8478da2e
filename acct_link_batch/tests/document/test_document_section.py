"""What the printed invoice hides below a section is not in the books' copy either."""

from decimal import Decimal

from odoo import Command
from odoo.tests import tagged

from ..common import AcctLinkCommon

HIDE_LINES, HIDE_PRICES = {"collapse_composition": True}, {"collapse_prices": True}


@tagged("post_install", "-at_install")
class TestDocumentSection(AcctLinkCommon):
    def _head(self, name, kind="line_section", **vals):
        return {"display_type": kind, "name": name, **vals}

    def _work(self, name, price, **vals):
        return {
            "name": name,
            "price_unit": price,
            "account_id": self.account.id,
            "tax_ids": [Command.set(self.tax.ids)],
            **vals,
        }

    def _said(self, *lines, **vals):
        """:return: Document of an invoice with these lines, in this order"""
        move = self._invoice(post=False, **vals)
        move.invoice_line_ids = [
            Command.clear(),
            *(Command.create({"sequence": 10 + n, **line}) for n, line in enumerate(lines)),
        ]
        move.action_post()
        document = self._sent(move)
        self.assertEqual(document.total, Decimal(str(move.amount_total)))
        self.assertEqual(document.net, Decimal(str(move.amount_untaxed)))
        return document

    def _shown(self, document):
        return [(line.description, line.net) for line in document.lines]

    def test_a_section_without_its_composition_is_one_line_with_its_total(self):
        document = self._said(
            self._work("Before", 5),
            self._head("Kitchen", **HIDE_LINES),
            self._work("Secret margin", 33.33, quantity=3),
            {"display_type": "line_note", "name": "Secret note"},
            self._work("More", 0.01),
            self._head("Garden"),
            self._work("Tree", 7),
        )
        self.assertEqual(
            self._shown(document),
            [("Before", 5), ("Kitchen", Decimal("100.00")), ("Garden", 0), ("Tree", 7)],
        )
        kitchen = document.lines[1]
        self.assertEqual((kitchen.quantity, kitchen.price), (1, kitchen.net))

    def test_several_taxes_or_accounts_make_one_line_each_with_the_text(self):
        code = self._code("account", "210", use="REVENUE")
        document = self._said(
            self._head("Kitchen", **HIDE_LINES),
            self._work("Taxed", 10),
            self._work("Free", 20, tax_ids=False),
            self._work("Elsewhere", 40, acct_link_account_id=code.id),
            self._work("Taxed too", 1),
        )
        self.assertEqual(self._shown(document), [("Kitchen", 11), ("Kitchen", 20), ("Kitchen", 40)])
        self.assertEqual([line.account for line in document.lines], ["200", "200", "210"])
        self.assertEqual([line.tax_code for line in document.lines], ["S", "0", "S"])

    def test_hidden_prices_leave_the_lines_as_words(self):
        document = self._said(
            self._head("Kitchen", **HIDE_PRICES),
            self._work("Tap", 10, quantity=2),
            self._head("Tiles", "line_subsection"),
            self._work("Red", 3.5),
        )
        self.assertEqual(
            self._shown(document),
            [("Kitchen", Decimal("23.50")), ("2 × Tap", 0), ("Tiles", 0), ("1 × Red", 0)],
        )

    def test_without_words_only_the_total_of_the_section_is_sent(self):
        self.interface.send_text_lines = False
        document = self._said(self._head("Kitchen", **HIDE_PRICES), self._work("Tap", 10))
        self.assertEqual(self._shown(document), [("Kitchen", 10)])

    def test_a_subsection_hides_what_is_below_it_alone(self):
        document = self._said(
            self._head("House"),
            self._work("Roof", 1),
            self._head("Kitchen", "line_subsection", **HIDE_LINES),
            self._work("Tap", 2),
            self._head("Bath", "line_subsection"),
            self._work("Tub", 4),
        )
        self.assertEqual(
            self._shown(document),
            [("House", 0), ("Roof", 1), ("Kitchen", 2), ("Bath", 0), ("Tub", 4)],
        )

    def test_a_subsection_of_a_hidden_section_is_part_of_its_total(self):
        document = self._said(
            self._head("House", **HIDE_LINES),
            self._work("Roof", 1),
            self._head("Kitchen", "line_subsection"),
            self._work("Tap", 2),
        )
        self.assertEqual(self._shown(document), [("House", 3)])

    def test_a_hidden_section_of_nothing_stays_a_heading(self):
        document = self._said(
            self._head("Empty", **HIDE_LINES), self._head("B"), self._work("T", 1)
        )
        self.assertEqual(self._shown(document), [("Empty", 0), ("B", 0), ("T", 1)])

    def test_prices_with_tax_add_up_to_the_cent(self):
        self.tax.price_include_override = "tax_included"
        document = self._said(
            self._head("Kitchen", **HIDE_LINES),
            *(self._work("Part", price) for price in (0.03, 19.99, 7.77)),
        )
        [line] = document.lines
        self.assertTrue(document.tax_included)
        self.assertEqual(line.price, line.net + line.tax)

    def test_what_odoo_adds_stays_below_the_sections(self):
        rounding = self.env["account.cash.rounding"].create(
            {
                "name": "5 cents",
                "rounding": 0.05,
                "strategy": "add_invoice_line",
                "profit_account_id": self.account.id,
                "loss_account_id": self.account.id,
            }
        )
        document = self._said(
            self._head("Kitchen", **HIDE_LINES),
            self._work("Tap", 10.02, tax_ids=False),
            invoice_cash_rounding_id=rounding.id,
        )
        self.assertEqual([line.description for line in document.lines], ["Kitchen", "5 cents"])

    def test_a_section_that_is_collapsed_later_is_a_change(self):
        move = self._invoice(post=False)
        move.invoice_line_ids = [Command.create({**self._head("Kitchen"), "sequence": 1})]
        move.action_post()
        line = self._upload(move)
        self.assertFalse(line.changed_since)
        move.button_draft()
        move.invoice_line_ids[0].collapse_composition = True
        move.action_post()
        line.invalidate_recordset()
        self.assertTrue(line.changed_since)

    def test_a_bill_says_all_its_lines(self):
        """It is the supplier's own document, which nothing here prints."""
        self.interface.send_bills = True
        self.interface.default_purchase_account_id = self._code("account", "400", use="EXPENSE")
        lines = [self._head("Parts", **HIDE_LINES), self._work("A", 1), self._work("B", 2)]
        for line in lines[1:]:
            line["tax_ids"] = False
        document = self._said(*lines, move_type="in_invoice", ref="B-7")
        self.assertEqual([line.description for line in document.lines], ["Parts", "A", "B"])
