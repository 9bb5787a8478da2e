"""A rate that nobody entered is never sent: Odoo makes one up where it has none."""

from dataclasses import replace
from decimal import Decimal
from unittest.mock import patch

from odoo.tests import tagged

from ...lib.document import document_from_json
from ..common import AcctLinkCommon, BooksConnector


@tagged("post_install", "-at_install")
class TestDocumentRate(AcctLinkCommon):
    def setUp(self):
        super().setUp()
        self.currency = self._currency()
        self.env["acct.link.currency"].sudo().create(
            {"interface_id": self.interface.id, "remote_id": "AUD", "code": "AUD", "name": "AUD"}
        )

    def _currency(self, name="AUD"):
        """A currency in use, as Odoo has it: without any rate."""
        currency = self.env["res.currency"].with_context(active_test=False)
        currency = currency.search([("name", "=", name)])
        currency.active = True
        currency.rate_ids.unlink()
        return currency

    def _enter(self, day, rate, currency=None, company=None):
        return self.env["res.currency.rate"].create(
            {
                "currency_id": (currency or self.currency).id,
                "name": day,
                "rate": rate,
                "company_id": (company or self.env.company).root_id.id,
            }
        )

    def _foreign(self, **vals):
        return self._invoice(currency_id=self.currency.id, **vals)

    def assertMissing(self, move, currency=None):
        line = self.assertStopped(move, "rate_missing")
        action = line.action_repair()
        self.assertEqual(action["res_model"], "res.currency")
        self.assertEqual(action["res_id"], (currency or self.currency).id)
        return line

    def test_a_currency_without_a_rate_is_stopped_whatever_goes_out(self):
        self.interface.send_bills = True
        for move_type in ("out_invoice", "out_refund", "out_receipt"):
            self.assertMissing(self._foreign(move_type=move_type))

    def test_a_rate_of_a_later_day_is_none(self):
        self._enter("2026-10-06", 0.9)
        self.assertMissing(self._foreign())

    def test_a_rate_of_the_day_or_before_is_sent(self):
        self._enter("2026-10-05", 0.9)
        self.assertEqual(self._sent(self._foreign()).rate, Decimal("0.9"))

    def test_a_rate_of_one_that_was_entered_is_a_rate(self):
        self._enter("2026-10-01", 1.0)
        self.assertEqual(self._sent(self._foreign()).rate, Decimal(1))

    def test_a_rate_that_was_typed_on_the_document_is_a_rate(self):
        move = self._foreign(post=False)
        move.invoice_currency_rate = 0.8
        move.action_post()
        self.assertEqual(self._sent(move).rate, Decimal("0.8"))

    def test_a_document_that_was_entered_before_its_rate_says_what_to_do(self):
        line = self.assertMissing(self._foreign())
        self._enter("2026-10-01", 0.9)
        line.action_retry()
        self._run_loop()
        self.assertProblem(line, "rate_not_taken")
        move = line.move_id
        self.assertEqual(line.action_repair()["res_id"], move.id)
        move.button_draft()
        move.refresh_invoice_currency_rate()
        move.action_post()
        line.action_retry()
        self._run_loop()
        self.assertEqual(line.state, "uploaded", line.problem_text)
        self.assertEqual(document_from_json(line.document).rate, Decimal("0.9"))

    def test_a_rate_of_another_company_is_none_that_of_the_parent_is_one(self):
        other = self.setup_other_company()["company"]
        self._enter("2026-10-01", 0.9, company=other)
        self.assertMissing(self._foreign())
        branch = self._create_company(name="Branch", parent_id=self.env.company.id)
        self._enter("2026-10-01", 0.7)
        self.assertTrue(
            self.env["acct.link.rate"]._is_known(
                self.currency, branch, self._invoice().invoice_date
            )
        )

    def test_the_own_currency_needs_no_rate(self):
        self.assertEqual(self._sent(self._invoice()).currency, self.env.company.currency_id.name)

    def test_the_currency_of_the_books_needs_a_rate_of_the_day(self):
        books = self._currency("NOK")
        self.env["acct.link.currency"].sudo().create(
            {
                "interface_id": self.interface.id,
                "remote_id": "own",
                "code": self.env.company.currency_id.name,
                "name": "Own",
            }
        )
        self.interface.sudo().remote_currency = "NOK"
        self._enter("2026-10-06", 4.0, books)
        other = self._invoice(currency_id=books.id)
        lines = self._upload(self._invoice() + other)
        self.assertEqual(lines.mapped("state"), ["failed", "uploaded"])
        self.assertProblem(lines[0], "rate_missing")
        self.assertEqual(lines[0].action_repair()["res_id"], books.id)

    def test_a_rate_with_more_than_six_decimals_is_shortened_and_that_is_said(self):
        self._enter("2026-10-01", 0.58910049)
        line = self._upload(self._foreign())
        self.assertEqual(line.state, "uploaded", line.problem_text)
        self.assertEqual(document_from_json(line.document).rate, Decimal("0.589100"))
        self.assertProblem(line, "rate_shortened")
        self.assertIn("0.58910049", line.problem_text)

    def test_a_rate_of_six_decimals_is_sent_without_a_word(self):
        self._enter("2026-10-01", 0.589123)
        line = self._upload(self._foreign())
        self.assertFalse(line.problems)

    def test_a_rate_is_whole_where_the_system_keeps_it(self):
        self._enter("2026-10-01", 0.58910049)
        capabilities = replace(
            self.interface._connector()._capabilities(self.interface), rate_decimals=16
        )
        with patch.object(BooksConnector, "_capabilities", lambda *_self: capabilities):
            line = self._upload(self._foreign())
        self.assertFalse(line.problems)
        self.assertEqual(document_from_json(line.document).rate, Decimal("0.58910049"))

    def test_a_rate_that_six_decimals_cannot_say_is_stopped(self):
        self._enter("2026-10-01", 0.0000004)
        self.assertStopped(self._foreign(), "rate_too_small")
