"""Codes that are empty or double, and systems that book sales and purchases by different lists."""

from dataclasses import replace
from decimal import Decimal

from odoo import Command
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from ...lib.outcome import PURCHASE_USE, SALES_USE, Code
from ..common import BooksConnector
from ..common_purchase import PurchaseCommon


class ApartConnector(BooksConnector):
    """Sales are booked by items, purchases by accounts; all are known by their ids."""

    def _capabilities(self, interface):
        return replace(super()._capabilities(interface), uses_apart=True)

    def _get_account_word(self, interface, use):
        return {SALES_USE: "Product/Service", PURCHASE_USE: "Account"}[use]


@tagged("post_install", "-at_install")
class TestDocumentSide(PurchaseCommon):
    books_connector = ApartConnector

    def setUp(self):
        super().setUp()
        self._pull(
            "account",
            Code("account:1", "400000", "Income", use=PURCHASE_USE),
            Code("account:2", "", "Timber", use=PURCHASE_USE),
            Code("account:3", "", "Petrol", use=PURCHASE_USE, currency="NZD"),
            Code("item:1", "", "Hours", use=SALES_USE, parent="account:1"),
            Code("item:2", "", "Goods", use=SALES_USE, parent="account:2"),
            Code("both:1", "B", "Freight"),
        )
        rate = Decimal(str(self.tax.amount))
        self._pull(
            "tax",
            Code("t1", "", "GST", rate=rate, uses=(SALES_USE,), parts=(("r1", rate), ("r2", 0))),
            Code("t2", "", "GST", rate=rate, uses=(PURCHASE_USE,)),
            Code("t0", "", "Out of scope", rate=Decimal(0)),
        )
        self.account_row.remote_account_id = False
        self.row = self.interface.account_map_ids - self.account_row
        self.row.remote_account_id = self._named("account", "item:1")
        self.account_row.link_purchase_account_id = self._named("account", "account:2")
        for row in self.interface.tax_map_ids:
            remote = {self.tax: "t1", self.purchase_tax: "t2"}.get(row.tax_id, "t0")
            row.remote_tax_id = self._named("tax", remote)

    def _pull(self, kind, *codes):
        connector = self.env["acct.link.connector"]
        connector._refresh_codes(self.interface, f"acct.link.{kind}", codes)

    def _named(self, kind, remote_id):
        return self.interface[f"{kind}_ids"].filtered(lambda each: each.remote_id == remote_id)

    def _rows(self):
        self.interface.action_suggest_mappings()
        return {row.account_id: row for row in self.interface.account_map_ids}

    # === WITHOUT CODES === #

    def test_lines_carry_ids_and_the_parts_of_taxes(self):
        line = self._sent(self._invoice()).lines[0]
        self.assertEqual((line.account, line.account_id), ("", "item:1"))
        self.assertEqual((line.tax_code, line.tax_id), ("", "t1"))
        self.assertEqual(line.tax_parts, (("r1", line.tax_rate), ("r2", 0)))
        line = self._sent(self._bill()).lines[0]
        self.assertEqual((line.account_id, line.tax_id), ("account:2", "t2"))
        self.assertEqual(line.tax_parts, ())
        self.assertFalse(line.is_text)

    def test_what_has_no_code_is_called_by_its_name(self):
        item, tax = self._named("account", "item:1"), self._named("tax", "t1")
        self.assertEqual((item.display_name, tax.display_name), ("Hours", "GST"))
        self.assertEqual(self._named("account", "both:1").display_name, "B Freight")
        Account = self.env["acct.link.account"]
        [(found, _name)] = Account.name_search("Hou", [("interface_id", "=", self.interface.id)])
        self.assertEqual(found, item.id)
        self.assertEqual(
            self.interface.account_ids.sorted().mapped("name"),
            ["Income", "Freight", "Goods", "Hours", "Petrol", "Timber"],
        )

    def test_problems_name_what_has_no_code(self):
        tax = self._named("tax", "t1")
        tax.sudo().rate = 1
        line = self.assertStopped(self._invoice(), "tax_rate_differs", self._bill())
        self.assertIn("GST", line.problem_text)
        self.assertNotIn("False", line.problem_text)

    def test_collapsed_section_keeps_items_without_codes_apart(self):
        other = self.account.copy({"code": "400997"})
        self.env["acct.link.account.map"].create(
            {
                "interface_id": self.interface.id,
                "account_id": other.id,
                "remote_account_id": self._named("account", "item:2").id,
            }
        )
        move = self._invoice(
            lines=[
                {
                    "display_type": "line_section", "name": "All of it", "account_id": False,
                    "tax_ids": False, "collapse_composition": True,
                },
                {"price_unit": 10},
                {"price_unit": 20, "account_id": other.id},
                {"price_unit": 30},
            ]
        )  # fmt: skip
        amounts = {line.account_id: line.net for line in self._sent(move).lines}
        self.assertEqual(amounts, {"item:1": 40, "item:2": 20})

    # === TWO SIDES === #

    def test_one_account_is_linked_on_both_sides(self):
        self.row.link_purchase_account_id = self._named("account", "account:3")
        self.assertEqual(self._sent(self._invoice()).lines[0].account_id, "item:1")
        bill = self._bill(line={"account_id": self.account.id})
        self.assertEqual(self._sent(bill).lines[0].account_id, "account:3")

    def test_link_of_the_other_side_does_not_count(self):
        move = self._bill(line={"account_id": self.account.id})
        line = self.assertStopped(move, "item_unmapped")
        self.assertIn("“Account”", line.problem_text)
        self.row.remote_account_id = False
        line = self.assertStopped(self._invoice(), "item_unmapped", self._bill())
        self.assertIn("“Product/Service”", line.problem_text)
        self.assertEqual(self.interface.unmapped_count, 1)

    def test_account_of_the_other_side_is_stopped_before_any_call(self):
        item, cost = self._named("account", "item:2"), self._named("account", "account:3")
        self.assertStopped(
            self._invoice(lines=[{"price_unit": 5, "acct_link_account_id": cost.id}]),
            "account_of_other_side",
        )
        move = self._bill(line={"acct_link_account_id": item.id})
        self.assertStopped(move, "account_of_other_side")
        both = self._named("account", "both:1")
        for move in (
            self._invoice(lines=[{"price_unit": 5, "acct_link_account_id": both.id}]),
            self._bill(line={"acct_link_account_id": both.id}),
        ):
            self.assertEqual(self._sent(move).lines[0].account_id, "both:1")

    def test_each_side_is_offered_its_own(self):
        Account = self.env["acct.link.account"]
        for model, field, names in (
            ("acct.link.account.map", "remote_account_id", ["Freight", "Goods", "Hours"]),
            ("acct.link.product.map", "remote_account_id", ["Freight", "Goods", "Hours"]),
            ("acct.link.account.map", "link_purchase_account_id",
             ["Income", "Freight", "Petrol", "Timber"]),
        ):  # fmt: skip
            domain = self.env[model]._fields[field].domain
            found = Account.search(safe_eval(domain, {"interface_id": self.interface.id}))
            self.assertEqual(found.mapped("name"), names, (model, field))

    def test_suggestion_takes_the_item_of_the_account_of_that_code_or_name(self):
        self.interface.account_map_ids.unlink()
        self._named("account", "account:1").sudo().code = self.account.code
        self._named("account", "account:2").sudo().name = self.expense.name
        rows = self._rows()
        self.assertEqual(rows[self.account].remote_account_id.name, "Hours")
        self.assertEqual(rows[self.account].link_purchase_account_id.name, "Income")
        self.assertEqual(rows[self.expense].link_purchase_account_id.name, self.expense.name)

    def test_nothing_is_suggested_where_two_have_the_name(self):
        self.interface.account_map_ids.unlink()
        self._named("account", "account:1").sudo().code = "no such code"
        for item in ("item:1", "item:2"):
            self._named("account", item).sudo().name = self.account.name
        self.assertFalse(self._rows()[self.account].remote_account_id)

    def test_columns_are_called_as_there(self):
        self.assertEqual(self.interface.sales_account_label, "Product/Service on Sales")
        with Form(self.interface) as form, form.account_map_ids.edit(0) as row:
            row.link_purchase_account_id = self._named("account", "both:1")
        self.assertIn("B Freight", self.interface.account_map_ids.mapped(
            "link_purchase_account_id.display_name"
        ))  # fmt: skip


@tagged("post_install", "-at_install")
class TestDocumentBothSides(PurchaseCommon):
    """A system that does not tell them apart: nothing is kept from anybody."""

    def test_either_side_takes_every_account(self):
        sales = self.interface.account_ids - self.costs
        move = self._invoice(lines=[{"price_unit": 5, "acct_link_account_id": self.costs.id,
                                     "tax_ids": [Command.clear()]}])  # fmt: skip
        self.assertEqual(self._sent(move).lines[0].account_id, self.costs.remote_id)
        self.account_row.remote_account_id = sales
        self.tax_row.remote_tax_id.sudo().uses = False
        self.assertEqual(self._sent(self._bill()).lines[0].account_id, sales.remote_id)
        self.assertFalse(self.interface.sales_account_label)
