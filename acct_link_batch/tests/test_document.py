"""account.move -> Document: what is said, and what is not approximated."""

from decimal import Decimal

from odoo import Command
from odoo.tests import tagged

from ..lib.document import document_from_json
from .common import AcctLinkCommon


@tagged("post_install", "-at_install")
class TestDocument(AcctLinkCommon):
    def _sent(self, move):
        line = self._upload(move)
        self.assertEqual(line.state, "uploaded", line.problem_text)
        return document_from_json(line.document)

    def assertStopped(self, move, code, other=None):
        """The document fails with this Problem, and another one goes through beside it."""
        lines = self._upload(move + (other or self._invoice()))
        self.assertEqual(lines.mapped("state"), ["failed", "uploaded"])
        self.assertProblem(lines[0], code)
        self.assertNotIn(move.name, self.books.numbers())
        return lines[0]

    def _tax_code(self):
        rows = self.interface.tax_map_ids
        return rows.filtered(lambda row: row.tax_id == self.tax).link_tax_id

    def test_document_says_what_was_posted(self):
        move = self._invoice(
            ref="PO 7", lines=[{"name": "Design", "quantity": 1.5, "price_unit": 133.33}]
        )
        document = self._sent(move)
        self.assertEqual(document.kind, "invoice")
        self.assertEqual(document.number, move.name)
        self.assertEqual(document.reference, "PO 7")
        self.assertEqual(document.date, move.invoice_date)
        self.assertEqual(document.due_date, move.invoice_date_due)
        self.assertEqual(document.contact, "C-kea")
        [line] = document.lines
        self.assertEqual((line.quantity, line.price), (Decimal("1.5"), Decimal("133.33")))
        self.assertEqual((line.account, line.tax_code), ("200", "S"))
        self.assertEqual(document.net, Decimal(str(move.amount_untaxed)))
        self.assertEqual(document.total, Decimal(str(move.amount_total)))
        self.assertEqual(document.net + document.tax, document.total)
        self.assertIn(document.marker, document.url)

    def test_credit_note_has_positive_amounts(self):
        document = self._sent(self._invoice(move_type="out_refund"))
        self.assertEqual(document.kind, "credit_note")
        self.assertGreater(document.total, 0)

    def test_line_without_tax_gets_the_code_for_no_tax(self):
        document = self._sent(self._invoice(lines=[{"price_unit": 10, "tax_ids": False}]))
        self.assertEqual(document.lines[0].tax_code, "0")
        self.assertEqual(document.tax, 0)

    def test_notes_and_sections_are_left_out(self):
        move = self._invoice(post=False)
        move.invoice_line_ids = [
            Command.create({"display_type": "line_note", "name": "Thanks"}),
            Command.create({"display_type": "line_section", "name": "Part 1"}),
        ]
        move.action_post()
        self.assertEqual(len(self._sent(move).lines), 1)

    def test_amounts_of_the_lines_are_those_of_the_journal_when_rounding_globally(self):
        self.env.company.tax_calculation_rounding_method = "round_globally"
        move = self._invoice(lines=[{"price_unit": price} for price in (21.53, 21.53, 0.07, 9.99)])
        document = self._sent(move)
        self.assertEqual(sum(line.net for line in document.lines), document.net)
        self.assertEqual(sum(line.tax for line in document.lines), document.tax)
        self.assertEqual(document.total, Decimal(str(move.amount_total)))

    def test_foreign_currency_is_stopped(self):
        currency = self.setup_other_currency("EUR", rates=[("2016-01-01", 2.0)])
        self.assertStopped(self._invoice(currency_id=currency.id), "foreign_currency")

    def test_tax_included_price_is_stopped(self):
        tax = self.tax.copy({"name": "Included", "price_include_override": "tax_included"})
        move = self._invoice(lines=[{"price_unit": 115, "tax_ids": [Command.set(tax.ids)]}])
        self.assertStopped(move, "tax_included")

    def test_several_taxes_on_a_line_are_stopped(self):
        taxes = self.tax + self.tax.copy({"name": "Second"})
        move = self._invoice(lines=[{"price_unit": 100, "tax_ids": [Command.set(taxes.ids)]}])
        self.assertStopped(move, "several_taxes")

    def test_discount_on_a_credit_note_is_stopped(self):
        move = self._invoice(move_type="out_refund", lines=[{"price_unit": 100, "discount": 10}])
        self.assertStopped(move, "credit_note_discount")

    def test_discount_on_an_invoice_is_said(self):
        document = self._sent(self._invoice(lines=[{"price_unit": 100, "discount": 10}]))
        self.assertEqual(document.lines[0].discount, 10)
        self.assertEqual(document.net, 90)

    def test_cash_rounding_is_stopped(self):
        rounding = self.env["account.cash.rounding"].create(
            {
                "name": "Whole",
                "rounding": 1.0,
                "strategy": "add_invoice_line",
                "profit_account_id": self.account.id,
                "loss_account_id": self.account.id,
                "rounding_method": "UP",
            }
        )
        move = self._invoice(lines=[{"price_unit": 99.5}], invoice_cash_rounding_id=rounding.id)
        self.assertTrue(move.line_ids.filtered(lambda line: line.display_type == "rounding"))
        self.assertStopped(move, "cash_rounding")

    def test_problem_that_lacks_a_value_is_still_said(self):
        line = self._upload(self._invoice())
        line.sudo().problems = [{"code": "period_locked", "values": {}, "record": None}]
        self.assertIn("? lies in a period", line.problem_text)

    def test_receipt_is_stopped(self):
        self.assertStopped(self._invoice(move_type="out_receipt"), "kind_unsupported")

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

    def test_locked_period_is_stopped(self):
        self.interface.lock_date = "2026-09-30"
        self.assertStopped(self._invoice(invoice_date="2026-09-30"), "period_locked")

    def test_customer_without_a_name_is_stopped_and_leads_to_it(self):
        parent = self.env["res.partner"].create({"name": "x"})
        move = self._invoice(partner=parent)
        self.env.cr.execute("UPDATE res_partner SET name = ' ' WHERE id = %s", [parent.id])
        self.env.invalidate_all()
        line = self.assertStopped(move, "customer_nameless")
        self.assertEqual(line.action_repair()["res_id"], parent.id)

    def test_number_too_long_is_stopped_and_never_cut(self):
        move, other = self._invoices(2)
        self.env.cr.execute("UPDATE account_move SET name = %s WHERE id = %s", ["X" * 31, move.id])
        self.env.invalidate_all()
        self.assertStopped(move, "number_too_long", other)

    def test_every_problem_is_said_at_once(self):
        tax = self.tax.copy({"name": "Other"})
        account = self.account.copy({"code": "400997"})
        line = self._upload(
            self._invoice(
                lines=[{"account_id": account.id, "tax_ids": [Command.set(tax.ids)],
                        "price_unit": 1}]
            )
        )  # fmt: skip
        self.assertProblem(line, "account_unmapped")
        self.assertProblem(line, "tax_unmapped")

    def test_recipient_and_name_on_invoice_follow_the_contact_person(self):
        person = self.env["res.partner"].create(
            {"name": "Jane", "parent_id": self.customer.id, "type": "contact"}
        )
        move = self._invoice(partner=person)
        self.assertEqual(move.acct_link_recipient, "Jane")
        self.assertEqual(self._sent(move).party.name, "Kea Farms")
