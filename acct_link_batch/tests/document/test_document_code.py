"""account.move -> Document: the codes of its lines, and which stop it."""

from decimal import Decimal

import psycopg2

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import AcctLinkCommon


@tagged("post_install", "-at_install")
class TestDocumentCode(AcctLinkCommon):
    # === WHICH CODES === #

    def test_account_of_a_line_by_precedence(self):
        """Default, account, category, nearer category, product, line: each beats those before."""
        parent = self.env["product.category"].create({"name": "Work"})
        category = self.env["product.category"].create({"name": "Survey", "parent_id": parent.id})
        product = self.env["product.product"].create({"name": "Day", "categ_id": category.id})
        Map = self.env["acct.link.product.map"]
        codes = {name: self._code("account", name) for name in "dapcxl"}
        rows = self.interface.account_map_ids
        rows.unlink()

        def sent(**line):
            move = self._invoice(lines=[{"product_id": product.id, "price_unit": 5, **line}])
            return self._sent(move).lines[0].account

        self.interface.default_account_id = codes["d"]
        self.assertEqual(sent(), "d")
        link = {"interface_id": self.interface.id}
        self.env["acct.link.account.map"].create(
            {**link, "account_id": self.account.id, "remote_account_id": codes["a"].id}
        )
        self.assertEqual(sent(), "a")
        Map.create({**link, "categ_id": parent.id, "remote_account_id": codes["p"].id})
        self.assertEqual(sent(), "p")
        Map.create({**link, "categ_id": category.id, "remote_account_id": codes["c"].id})
        self.assertEqual(sent(), "c")
        Map.create(
            {
                **link,
                "product_tmpl_id": product.product_tmpl_id.id,
                "remote_account_id": codes["x"].id,
            }
        )
        self.assertEqual(sent(), "x")
        self.assertEqual(sent(acct_link_account_id=codes["l"].id), "l")
        self.assertEqual(sent(product_id=False), "a")

    def test_product_link_names_a_product_or_a_category(self):
        with self.assertRaises(ValidationError):
            self.env["acct.link.product.map"].create(
                {
                    "interface_id": self.interface.id,
                    "remote_account_id": self.interface.account_ids.id,
                }
            )

    def test_archived_account_chosen_on_a_line_is_stopped(self):
        code = self._code("account", "900", active=False)
        move = self._invoice(lines=[{"price_unit": 5, "acct_link_account_id": code.id}])
        self.assertStopped(move, "account_archived")

    def test_code_of_another_accounts_file_is_stopped(self):
        other = self._create_interface(self.env.company, office_ids=False)
        other.office_ids = False
        self.interface.office_ids = self.env.company
        for name in ("account", "tax"):
            vals = {f"acct_link_{name}_id": other[f"{name}_ids"][:1].id}
            move = self._invoice(lines=[{"price_unit": 5, **vals}])
            self.assertStopped(move, "code_of_other_file")

    def test_tax_code_chosen_on_a_line_counts_if_its_rate_agrees(self):
        right = self._code("tax", "S2", rate=self.tax.amount)
        wrong = self._code("tax", "S3", rate=1)
        move = self._invoice(
            lines=[{"acct_link_tax_id": right.id, "price_unit": 5}, {"price_unit": 5}]
        )
        self.assertEqual([line.tax_code for line in self._sent(move).lines], ["S2", "S"])
        self.assertStopped(
            self._invoice(lines=[{"acct_link_tax_id": wrong.id, "price_unit": 5}]),
            "tax_rate_differs",
        )

    def test_rate_that_the_books_work_out_need_not_agree(self):
        code = self._tax_code().sudo()
        code.write({"rate": 0, "any_rate": True})
        self.assertEqual([line.tax_code for line in self._sent(self._invoice()).lines], ["S"])
        row = self.interface.tax_map_ids.filtered(lambda row: row.tax_id == self.tax)
        self.assertIn(code, row._get_fitting())

    def test_chosen_codes_follow_to_the_credit_note(self):
        code = self._code("account", "900")
        move = self._invoice(lines=[{"price_unit": 5, "acct_link_account_id": code.id}])
        note = move._reverse_moves()
        self.assertEqual(note.invoice_line_ids.acct_link_account_id, code)

    def test_whoever_invoices_copies_and_credits_without_a_role_of_the_link(self):
        user = new_test_user(self.env, "biller", "account.group_account_invoice")
        code = self._code("account", "900")
        move = self._invoice(lines=[{"price_unit": 5, "acct_link_account_id": code.id}])
        self.env.invalidate_all()
        own = move.with_user(user)
        for made in (own.copy(), own._reverse_moves()):
            self.assertEqual(made.sudo().invoice_line_ids.acct_link_account_id, code)
        with self.assertRaises(AccessError):
            code.with_user(user).name  # noqa: B018

    def test_layout_follows_the_journal(self):
        theme = self._code("theme", "orange")
        self.interface.action_suggest_mappings()
        move = self._invoice()
        row = self.interface.theme_map_ids.filtered(lambda r: r.journal_id == move.journal_id)
        self.assertEqual(self._sent(move).theme, "")
        row.remote_theme_id = theme
        self.assertEqual(self._sent(self._invoice()).theme, "orange")
        theme.active = False
        lines = self._upload(self._invoice())
        self.assertProblem(lines, "theme_archived")

    # === CODES THAT ARE MISSING OR DO NOT FIT === #

    def _tax_code(self):
        rows = self.interface.tax_map_ids
        return rows.filtered(lambda row: row.tax_id == self.tax).remote_tax_id

    def test_unmapped_account_is_stopped_and_leads_to_the_settings(self):
        account = self.account.copy({"code": "400999"})
        move = self._invoice(lines=[{"price_unit": 5, "account_id": account.id}])
        line = self.assertStopped(move, "account_unmapped")
        self.assertTrue(line.has_repair_record)
        self.assertEqual(line.action_repair()["res_id"], self.interface.id)

    def test_unmapped_account_takes_the_default(self):
        account = self.account.copy({"code": "400998"})
        self.interface.default_account_id = self.interface.account_ids
        document = self._sent(self._invoice(lines=[{"price_unit": 5, "account_id": account.id}]))
        self.assertEqual(document.lines[0].account, "200")

    def test_unmapped_tax_is_stopped(self):
        tax = self.tax.copy({"name": "Other"})
        move = self._invoice(lines=[{"price_unit": 5, "tax_ids": [Command.set(tax.ids)]}])
        self.assertStopped(move, "tax_unmapped")

    def test_tax_code_with_another_rate_is_stopped(self):
        self._tax_code().sudo().rate = 1
        lines = self._upload(self._invoice())
        self.assertProblem(lines, "tax_rate_differs")

    def test_a_price_that_is_nothing_but_tax_is_stopped_where_none_can_be_said(self):
        self.tax.price_include_override = "tax_included"
        tax = self.tax.copy({"name": "Imports", "amount_type": "division", "amount": 100})
        move = self._invoice(lines=[{"price_unit": 5, "tax_ids": [Command.set(tax.ids)]}])
        self.assertStopped(move, "tax_is_whole")

    def test_tax_of_a_fixed_amount_is_stopped(self):
        tax = self.tax.copy({"name": "Levy", "amount_type": "fixed"})
        move = self._invoice(lines=[{"price_unit": 5, "tax_ids": [Command.set(tax.ids)]}])
        self.assertStopped(move, "tax_not_percent")

    def test_archived_codes_are_stopped(self):
        self.interface.account_ids.sudo().active = False
        lines = self._upload(self._invoice())
        self.assertProblem(lines, "account_archived")

    def test_tax_code_that_does_not_go_with_the_account_is_stopped(self):
        self._tax_code().sudo().uses = "EXPENSE"
        lines = self._upload(self._invoice())
        self.assertProblem(lines, "tax_not_for_account")

    # === TAXES === #

    def _included(self, amount=15.0, **vals):
        values = {"name": f"{amount} incl.", "amount": amount, **vals}
        tax = self.tax.copy({**values, "price_include_override": "tax_included"})
        self._link(tax, amount)
        return tax

    def _link(self, taxes, rate):
        code = self.env["acct.link.tax"].sudo().create(
            {"interface_id": self.interface.id, "remote_id": f"R{taxes.ids}",
             "code": f"R{taxes.ids}", "name": "Rate", "rate": rate}
        )  # fmt: skip
        return self.env["acct.link.tax.map"].create(
            {"interface_id": self.interface.id, "tax_id": taxes[:1].id,
             "also_tax_ids": [Command.set(taxes[1:].ids)], "remote_tax_id": code.id}
        )  # fmt: skip

    def test_tax_included_prices_are_sent_as_they_are(self):
        tax = self._included(15)
        move = self._invoice(
            lines=[
                {"quantity": 3, "price_unit": 9.99, "tax_ids": [Command.set(tax.ids)]},
                {"price_unit": 10, "tax_ids": False},
            ]
        )
        document = self._sent(move)
        self.assertTrue(document.tax_included)
        first, second = document.lines
        self.assertEqual((first.price, first.gross), (Decimal("9.99"), Decimal("29.97")))
        self.assertEqual((first.net, first.tax), (Decimal("26.06"), Decimal("3.91")))
        self.assertEqual((second.net, second.tax), (10, 0))
        self.assertEqual(document.total, Decimal("39.97"))

    def test_document_that_mixes_prices_is_sent_without_tax_in_them(self):
        tax = self._included(15)
        move = self._invoice(
            lines=[{"price_unit": 115, "tax_ids": [Command.set(tax.ids)]}, {"price_unit": 100}]
        )
        document = self._sent(move)
        self.assertFalse(document.tax_included)
        self.assertEqual([line.net for line in document.lines], [100, 100])
        self.assertEqual(document.lines[0].tax, 15)
        self.assertEqual(document.total, Decimal(str(move.amount_total)))

    def test_several_taxes_on_a_line_are_stopped_until_they_are_linked_together(self):
        taxes = self.tax + self.tax.copy({"name": "Second", "amount": 5})
        lines = [{"price_unit": 100, "tax_ids": [Command.set(taxes.ids)]}]
        line = self.assertStopped(self._invoice(lines=lines), "several_taxes")
        self.assertIn(f"{self.tax.name} + Second", line.problem_text)
        self._link(taxes, self.tax.amount + 5)
        document = self._sent(self._invoice(lines=lines))
        self.assertEqual(document.tax, Decimal(str(self.tax.amount + 5)))
        self.assertEqual(len(document.lines), 1)

    def test_tax_on_a_tax_counts_in_the_rate_that_has_to_agree(self):
        first = self.tax.copy({"name": "A", "amount": 5, "include_base_amount": True})
        second = self.tax.copy({"name": "B", "amount": 10, "sequence": 99})
        row = self._link(first + second, 15)
        lines = [{"price_unit": 100, "tax_ids": [Command.set((first + second).ids)]}]
        self.assertStopped(self._invoice(lines=lines), "tax_rate_differs")
        row.remote_tax_id.sudo().rate = 15.5
        self.assertEqual(self._sent(self._invoice(lines=lines)).tax, Decimal("15.5"))

    def test_group_of_taxes_is_linked_as_one_tax_or_by_its_members(self):
        members = self.tax.copy({"name": "A", "amount": 5}) + self.tax.copy({"name": "B"})
        group = self.env["account.tax"].create(
            {"name": "A and B", "amount_type": "group", "type_tax_use": "sale",
             "children_tax_ids": [Command.set(members.ids)]}
        )  # fmt: skip
        rate = sum(members.mapped("amount"))
        lines = [{"price_unit": 100, "tax_ids": [Command.set(group.ids)]}]
        self.assertStopped(self._invoice(lines=lines), "several_taxes")
        row = self._link(members, rate)
        code = self._sent(self._invoice(lines=lines)).lines[0].tax_code
        self.assertEqual(code, row.remote_tax_id.code)
        row = self._link(group, rate)
        code = self._sent(self._invoice(lines=lines)).lines[0].tax_code
        self.assertEqual(code, row.remote_tax_id.code)

    def test_same_taxes_are_linked_once_whatever_their_order(self):
        taxes = self.tax + self.tax.copy({"name": "Second"})
        self._link(taxes, 20)
        with self.assertRaises(psycopg2.errors.UniqueViolation), mute_logger("odoo.sql_db"):
            self._link(taxes[1] + taxes[0], 20)

    def test_combinations_in_use_are_offered_to_be_linked(self):
        taxes = self.tax + self.tax.copy({"name": "Second", "amount": 5})
        self._invoice(lines=[{"tax_ids": [Command.set(taxes.ids)]}])
        code = self.env["acct.link.tax"].sudo().create(
            {"interface_id": self.interface.id, "remote_id": "C", "code": "C", "name": "Both",
             "rate": self.tax.amount + 5}
        )  # fmt: skip
        self.interface.action_suggest_mappings()
        rows = self.interface.tax_map_ids.filtered("also_tax_ids")
        self.assertEqual(rows._get_taxes(), taxes)
        self.assertEqual(rows.remote_tax_id, code)
        self.interface.action_suggest_mappings()
        self.assertEqual(len(self.interface.tax_map_ids.filtered("also_tax_ids")), 1)
