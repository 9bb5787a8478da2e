"""Payments and bills come with the rate and the day they have in the books, or it is said."""

from bill_common import BillCommon

from odoo import fields


class TestRatesAndDays(BillCommon):
    # === PAYMENTS OF WHAT WENT OUT === #

    def test_pull_payment_in_foreign_currency_at_another_rate(self):
        rates = [("2016-01-01", 0.91), ("2026-10-20", 0.88)]
        currency = self.setup_other_currency("AUD", rates=rates)
        move = self.invoice(currency_id=currency.id)
        line = self.upload(move)
        for amount in ("100.00", "245.00"):
            self.bookkeeper(
                "pay", id=line.remote_id, amount=amount, date="2026-10-20", currency_rate="0.85"
            )
        self.pull()
        rows = self.rows(move)
        self.assertEqual(set(rows.mapped("state")), {"registered"}, rows.mapped("problem_text"))
        self.assertEqual(rows.payment_id.currency_id, currency)
        self.assertAlmostEqual(move.amount_residual, 0, 2)
        receivable = move.line_ids.filtered(lambda each: each.account_type == "asset_receivable")
        self.assertTrue(receivable.reconciled)
        # Between the rate of the document and that of the payment, as in the books.
        difference = receivable.matched_credit_ids.exchange_move_id
        self.assertAlmostEqual(
            sum(difference.line_ids.mapped("debit")),
            abs(round(345 / 0.91, 2) - round(100 / 0.85, 2) - round(245 / 0.85, 2)),
            2,
        )

    def test_pull_payments_at_the_rate_of_the_document_make_no_difference_of_exchange(self):
        """Odoo has another rate for the day of the payments."""
        rates = [("2016-01-01", 0.91), ("2026-10-20", 0.5)]
        currency = self.setup_other_currency("AUD", rates=rates)
        move = self.invoice(currency_id=currency.id, price=33.33)
        line = self.upload(move)
        for amount in ("33.33", "41.11", "40.55"):
            self.bookkeeper("pay", id=line.remote_id, amount=amount, date="2026-10-20")
        self.pull()
        self.assertAlmostEqual(move.amount_residual, 0, 2)
        receivable = move.line_ids.filtered(lambda each: each.account_type == "asset_receivable")
        self.assertTrue(receivable.reconciled)
        self.assertFalse(receivable.matched_credit_ids.exchange_move_id)

    def test_pull_payment_in_a_locked_period_says_on_which_day_it_is_booked(self):
        move = self.invoice()
        line = self.upload(move)
        self.bookkeeper("pay", id=line.remote_id, date="2026-10-06")
        self.env.company.fiscalyear_lock_date = "2026-10-31"
        run = self.pull()
        row = self.rows(move)
        self.assertEqual(row.state, "registered", row.problem_text)
        booked = row.payment_id.move_id.date
        self.assertGreater(str(booked), "2026-10-31")
        self.assertProblem(row, "booked_later")
        self.assertIn(str(booked), row.problem_text)
        said = "".join(row.payment_id.message_ids.mapped("body"))
        self.assertIn("2026-10-06", said)
        self.assertIn(str(booked), said)
        self.assertProblem(run, "booked_later_some")
        self.assertIn("1 payment", run.pull_id.last_advice)
        # It is said of the run in which it happened, even if the next one begins in that second.
        row.sudo().moved_at = fields.Datetime.add(row.moved_at, seconds=60)
        self.assertFalse(self.pull().problems)
        self.assertProblem(row, "booked_later")

    # === BILLS === #

    def test_payment_of_a_foreign_bill_has_the_rate_of_the_books(self):
        currency = self.setup_other_currency("SEK", rates=[("2016-01-01", 1.0)])
        self.control("settings", {"tenants": {self.tenant: {"currencies": {"SEK": 0.8}}}})
        self.interface.bill_state = "posted"
        row = self.taken(currency="SEK", currency_rate="0.8")
        self.assertTaken(row, 114.99)
        self.bookkeeper("pay", id=row.remote_id, date="2026-10-20", currency_rate="0.8")
        self.pull("bills")
        move = row.move_id
        payment = self.env["acct.link.payment"].search([("move_id", "=", move.id)]).payment_id
        self.assertEqual((payment.amount, payment.currency_id), (114.99, currency))
        payable = move.line_ids.filtered(lambda line: line.account_type == "liability_payable")
        self.assertTrue(payable.reconciled)
        self.assertFalse(payable.matched_debit_ids.exchange_move_id)

    def test_bill_without_any_rate_waits_for_one(self):
        currency = self.env["res.currency"].with_context(active_test=False)
        currency = currency.search([("name", "=", "SEK")])
        currency.active = True
        currency.rate_ids.unlink()
        self.control("settings", {"tenants": {self.tenant: {"currencies": {"SEK": 0.8}}}})
        self.interface.sudo().remote_currency = "GBP"  # what the books say is of no use here
        row = self.taken(currency="SEK", currency_rate="0.8")
        self.assertOpen(row, "incoming_rate_missing")
        self.assertEqual(row.action_repair()["res_id"], currency.id)
        self.env["res.currency.rate"].create(
            {"currency_id": currency.id, "name": "2026-10-01", "rate": 6.0}
        )
        self.interface.sudo().remote_currency = "GBP"  # the code lists were pulled besides
        row.action_try_again()
        self.assertTaken(row, 114.99)
        self.assertAlmostEqual(row.move_id.invoice_currency_rate, 6)

    def test_bill_of_a_locked_period_says_on_which_day_it_is_booked(self):
        self.office.fiscalyear_lock_date = "2026-10-31"
        for state in ("draft", "posted"):
            self.interface.bill_state = state
            remote_id = self.add(number=state)
            run = self.pull("bills")
            row = self.row(remote_id)
            self.assertTaken(row, 114.99)
            self.assertGreater(str(row.move_id.date), "2026-10-31")
            self.assertProblem(row, "booked_later")
            said = "".join(row.move_id.message_ids.mapped("body"))
            self.assertIn(str(row.move_id.date), said)
            self.assertProblem(run, "booked_later_some")
        self.pull("bills")
        self.assertProblem(row, "booked_later")
