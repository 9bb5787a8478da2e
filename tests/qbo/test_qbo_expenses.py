"""Expenses from here: bought and paid at once there, and so here."""

from common_qbo import QboCommon

from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestQboExpenses(QboCommon):
    def setUp(self):
        super().setUp()
        self.register_payments()
        self.interface.default_paid_from_id = self.named("account", "Business account")

    def expense_of(self, paid_from=None, **values):
        move = self.bill(**values)
        move.acct_link_send_as = "expense"
        if paid_from:
            move.acct_link_paid_from_id = self.named("account", paid_from)
        return move

    def payment(self, move):
        return self.env["acct.link.payment"].search([("move_id", "=", move.id)])

    def codes(self, record):
        return [each["code"] for each in record.problems or []]

    def test_expense_is_paid_here_once_it_is_there(self):
        line = self.upload(self.expense_of())
        self.assertEqual(line.state, "uploaded", line.problem_text)
        row = self.row(line.remote_id)
        self.assertEqual(
            (row["PaymentType"], row["AccountRef"]["name"]), ("Cash", "Business account")
        )
        self.assertEqual(self.pull().failed, 0)
        payment = self.payment(line.move_id)
        self.assertEqual(payment.state, "registered", payment.problem_text)
        self.assertEqual(payment.payment_id.memo, "Business account")
        self.assertEqual(line.move_id.amount_residual, 0)
        self.assertEqual(self.pull().changed, 0)
        known = self.env["acct.link.remote.document"].search([("line_id", "=", line.id)])
        self.assertFalse(known.difference)

    def test_refund_to_a_card_is_paid_back(self):
        move = self.expense_of("Company Visa", move_type="in_refund", ref="R-1")
        line = self.upload(move)
        self.assertEqual(line.state, "uploaded", line.problem_text)
        self.assertTrue(self.row(line.remote_id)["Credit"])
        self.assertEqual(self.pull().failed, 0)
        self.assertEqual(self.payment(move).payment_id.payment_type, "inbound")
        self.assertEqual(move.amount_residual, 0)

    def test_expense_is_deleted_and_its_payment_undone(self):
        line = self.upload(self.expense_of())
        self.pull()
        move = line.move_id
        self.bookkeeper("delete", **self.there(line.remote_id))
        self.assertEqual(self.pull().failed, 0)
        self.assertEqual(self.payment(move).state, "undone")
        self.assertAlmostEqual(move.amount_residual, 345, 2)

    def test_expense_is_updated_and_deleted_from_here(self):
        line = self.upload(self.expense_of("Company Visa"))
        move = line.move_id
        move.with_context(acct_link_ask=False).button_draft()
        move.invoice_line_ids.price_unit = 120
        move.action_post()
        operation = self.env["acct.link.operation"]._enqueue_update(line)
        self.run_loop()
        self.assertEqual(operation.state, "done", operation.problem_text)
        row = self.row(line.remote_id)
        self.assertAlmostEqual(row["TotalAmt"], 414, 2)
        self.assertEqual(row["PaymentType"], "CreditCard")
        wizard = self.env["acct.link.reset"].create({"move_ids": move.ids})
        wizard.action_void()
        self.run_loop()
        self.assertIsNone(self.row(line.remote_id))
        self.assertEqual(line.state, "removed")

    def test_company_that_numbers_expenses_by_itself_is_told_before_and_after(self):
        name = "VendorAndPurchasesPrefs.UseCustomTxnNumbers"
        self.bookkeeper("prefer", values={"OtherPrefs": {name: "false"}})
        with self.registry_test_mode():
            self.interface.action_pull_codes()
        moves = self.expense_of() + self.bill("in_refund", ref="R-1") + self.bill(ref="S-2")
        action = moves.action_acct_link_batch()
        batch = self.env["acct.link.batch"].browse(action["res_id"])
        check = self.env["acct.link.check"].browse(batch.action_check()["res_id"])
        told = check.line_ids.filtered(lambda line: "qbo_purchase_numbers_off" in self.codes(line))
        self.assertEqual(told.move_id, moves[:2])
        self.assertFalse(check.stopped_count)
        batch.action_upload()
        self.run_loop()
        lines = batch.line_ids.sorted(lambda line: moves.ids.index(line.move_id.id))
        self.assertEqual(lines.mapped("state"), ["uploaded"] * 3)
        self.assertEqual(lines.mapped("remote_number"), ["1001", "1001", "S-2"])
        changed = ["number_changed"]
        self.assertEqual([self.codes(line) for line in lines], [changed, changed, []])
        self.assertEqual(self.pull().failed, 0)
        known = self.env["acct.link.remote.document"].search([])
        self.assertEqual(len(known), 3)
        self.assertEqual(known.filtered("difference").line_id, lines[:2])

    def test_expense_of_ours_is_no_bill_of_theirs(self):
        self.interface.bill_journal_id = self.company_data["default_journal_purchase"]
        self.upload(self.expense_of())
        run = self.pull("bills")
        self.assertEqual(run.result, "done", run.problem_text)
        self.assertFalse(self.env["acct.link.bill"].search([]))
