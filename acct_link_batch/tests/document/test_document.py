"""account.move -> Document: what is said, and what is not approximated."""

from dataclasses import replace
from decimal import Decimal
from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from ...lib.document import document_from_json, to_json
from ..common import AcctLinkCommon, BooksConnector


@tagged("post_install", "-at_install")
class TestDocument(AcctLinkCommon):
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

    def test_notes_and_sections_are_lines_of_text_in_their_place(self):
        move = self._invoice(post=False, lines=[{"price_unit": 1, "sequence": 20}])
        move.invoice_line_ids = [
            Command.create({"display_type": "line_note", "name": "Thanks", "sequence": 30}),
            Command.create({"display_type": "line_section", "name": "Part 1", "sequence": 10}),
            Command.create({"display_type": "line_note", "name": " ", "sequence": 40}),
        ]
        move.action_post()
        lines = self._sent(move).lines
        self.assertEqual([line.description for line in lines], ["Part 1", "Work", "Thanks"])
        self.assertEqual([line.is_text for line in lines], [True, False, True])
        self.assertEqual(lines[0].net + lines[0].tax, 0)

    def test_notes_and_sections_stay_here_when_set_so(self):
        self.interface.send_text_lines = False
        move = self._invoice(post=False)
        move.invoice_line_ids = [Command.create({"display_type": "line_note", "name": "Thanks"})]
        move.action_post()
        self.assertEqual(len(self._sent(move).lines), 1)

    def test_line_without_quantity_or_price_is_sent_with_nothing_to_pay(self):
        document = self._sent(
            self._invoice(lines=[{"price_unit": 9}, {"price_unit": 0}, {"quantity": 0}])
        )
        self.assertEqual([line.net for line in document.lines], [9, 0, 0])

    def test_amounts_of_the_lines_are_those_of_the_journal_when_rounding_globally(self):
        self.env.company.tax_calculation_rounding_method = "round_globally"
        move = self._invoice(lines=[{"price_unit": price} for price in (21.53, 21.53, 0.07, 9.99)])
        document = self._sent(move)
        self.assertEqual(sum(line.net for line in document.lines), document.net)
        self.assertEqual(sum(line.tax for line in document.lines), document.tax)
        self.assertEqual(document.total, Decimal(str(move.amount_total)))

    # === FOREIGN CURRENCY === #

    def _euro(self, *codes, rate=2.0):
        for code in codes:
            self.env["acct.link.currency"].sudo().create(
                {"interface_id": self.interface.id, "remote_id": code, "code": code, "name": code}
            )
        return self.setup_other_currency("EUR", rates=[("2016-01-01", rate)])

    def test_foreign_currency_is_sent_with_the_rate_of_the_document(self):
        currency = self._euro("EUR")
        move = self._invoice(post=False, currency_id=currency.id)
        move.invoice_currency_rate = 1.8765432
        move.action_post()
        document = self._sent(move)
        self.assertEqual((document.currency, document.rate), ("EUR", Decimal("1.876543")))
        self.assertEqual(document.total, Decimal(str(move.amount_total)))

    def test_own_currency_has_no_rate(self):
        self.assertIsNone(self._sent(self._invoice()).rate)

    def test_currency_that_is_not_in_use_there_is_stopped(self):
        currency = self._euro("AUD")
        line = self.assertStopped(self._invoice(currency_id=currency.id), "currency_not_in_use")
        self.assertEqual(line.action_repair()["res_id"], self.interface.id)
        self.interface.currency_ids.sudo().write({"code": "EUR", "active": False})
        self.assertStopped(self._invoice(currency_id=currency.id), "currency_not_in_use")

    def test_rate_is_left_to_the_accounting_system_when_set_so(self):
        self.interface.rate_source = "theirs"
        document = self._sent(self._invoice(currency_id=self._euro("EUR").id))
        self.assertEqual((document.currency, document.rate), ("EUR", None))

    def test_books_in_another_currency_than_the_company(self):
        currency = self._euro(self.env.company.currency_id.name, rate=4.0)
        self.interface.sudo().remote_currency = "EUR"
        # In the company's currency: foreign to the books. One euro is a quarter of it.
        document = self._sent(self._invoice())
        self.assertEqual(document.rate, Decimal("0.25"))
        # In the books' own currency: nothing to convert there.
        document = self._sent(self._invoice(currency_id=currency.id))
        self.assertIsNone(document.rate)

    def test_books_in_a_currency_without_a_rate_are_stopped(self):
        self._euro(self.env.company.currency_id.name)
        self.interface.sudo().remote_currency = "NOK"
        lines = self._upload(self._invoice())
        self.assertProblem(lines, "rate_missing")
        self.interface.rate_source = "theirs"
        lines.action_retry()
        self._run_loop()
        self.assertEqual(lines.state, "uploaded")

    def test_foreign_currency_is_stopped_where_the_connector_takes_none(self):
        capabilities = replace(BooksConnector(self.env, self.books)._capabilities(self.interface),
                               foreign_currency=False, text_lines=False)  # fmt: skip
        with patch.object(BooksConnector, "_capabilities", lambda *_: capabilities):
            self.assertStopped(self._invoice(currency_id=self._euro("EUR").id), "foreign_currency")

    # === DISCOUNTS, ROUNDING, RECEIPTS === #

    def test_discount_on_a_credit_note_is_said(self):
        move = self._invoice(move_type="out_refund", lines=[{"price_unit": 100, "discount": 10}])
        document = self._sent(move)
        self.assertEqual((document.lines[0].discount, document.net), (10, 90))

    def test_discount_on_an_invoice_is_said(self):
        document = self._sent(self._invoice(lines=[{"price_unit": 100, "discount": 10}]))
        self.assertEqual(document.lines[0].discount, 10)
        self.assertEqual(document.net, 90)

    def _rounded_to_cash(self, strategy, price=99.57, move_type="out_invoice", **vals):
        account = self.company_data["default_account_expense"]
        rounding = self.env["account.cash.rounding"].create(
            {
                "name": "To ten",
                "rounding": 0.1,
                "strategy": strategy,
                "profit_account_id": account.id,
                "loss_account_id": account.id,
                "rounding_method": "HALF-UP",
            }
        )
        move = self._invoice(
            lines=[{"price_unit": price}, {"price_unit": 1, "tax_ids": False}],
            invoice_cash_rounding_id=rounding.id, move_type=move_type, **vals,
        )  # fmt: skip
        self.assertTrue(move.line_ids.filtered(lambda line: line.display_type == "rounding"))
        return move

    def test_cash_rounding_is_a_line_of_its_own(self):
        account = self.env["acct.link.account"].sudo().create(
            {"interface_id": self.interface.id, "remote_id": "860", "code": "860", "name": "R"}
        )  # fmt: skip
        for strategy in ("add_invoice_line", "biggest_tax"):
            for move_type in ("out_invoice", "out_refund"):
                with self.subTest(strategy=strategy, move_type=move_type):
                    self.interface.rounding_account_id = False
                    move = self._rounded_to_cash(strategy, move_type=move_type)
                    unrounded = self._invoice(
                        lines=[{"price_unit": 99.57}, {"price_unit": 1, "tax_ids": False}]
                    )
                    if strategy == "add_invoice_line":
                        self.assertStopped(move, "rounding_unmapped")
                        move.acct_link_line_id.action_remove()
                    self.interface.rounding_account_id = account
                    document = self._sent(move)
                    line = document.lines[-1]
                    self.assertEqual(document.total, Decimal(str(move.amount_total)))
                    difference = document.total - Decimal(str(unrounded.amount_total))
                    self.assertEqual(line.gross, difference)
                    self.assertEqual((line.tax, line.tax_code), (0, "0"))
                    if strategy == "add_invoice_line":
                        self.assertEqual(line.account, "860")
                    self.assertEqual(document.tax, Decimal(str(unrounded.amount_tax)))

    def test_early_payment_that_reduces_the_tax_is_two_lines(self):
        terms = self.env["account.payment.term"].create(
            {
                "name": "2/7 Net 30",
                "early_discount": True,
                "discount_days": 7,
                "discount_percentage": 2,
                "early_pay_discount_computation": "mixed",
                "line_ids": [Command.create({"value": "percent", "nb_days": 30})],
            }
        )
        move = self._invoice(invoice_payment_term_id=terms.id)
        self.assertTrue(move.line_ids.filtered(lambda line: line.display_type == "epd"))
        self.interface.default_account_id = self.interface.account_ids
        document = self._sent(move)
        self.assertEqual([line.net for line in document.lines[1:]], [-2, 2])
        self.assertEqual(document.net, 100)
        self.assertEqual(document.tax, Decimal(str(move.amount_tax)))
        self.assertEqual(document.total, Decimal(str(move.amount_total)))
        self.assertLess(move.amount_tax, 15)

    def test_receipt_goes_as_an_invoice(self):
        document = self._sent(self._invoice(move_type="out_receipt"))
        self.assertEqual((document.kind, document.total), ("invoice", Decimal("115")))

    def test_document_of_an_earlier_version_is_still_read(self):
        document = self._sent(self._invoice())
        data = to_json(document)
        for name in ("rate", "tax_included", "theme"):
            del data[name]
        for line in data["lines"]:
            del line["tracking"]
        self.assertEqual(document_from_json(data), document)

    def test_problem_that_lacks_a_value_is_still_said(self):
        line = self._upload(self._invoice())
        line.sudo().problems = [{"code": "period_locked", "values": {}, "record": None}]
        self.assertIn("? is in a period", line.problem_text)

    # === WHAT STOPS IT === #

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
        line = self._upload_unmapped()
        self.assertProblem(line, "account_unmapped")
        self.assertProblem(line, "tax_unmapped")

    def test_recipient_and_name_on_invoice_follow_the_contact_person(self):
        person = self.env["res.partner"].create(
            {"name": "Jane", "parent_id": self.customer.id, "type": "contact"}
        )
        move = self._invoice(partner=person)
        self.assertEqual(move.acct_link_recipient, "Jane")
        self.assertEqual(self._sent(move).party.name, "Kea Farms")
