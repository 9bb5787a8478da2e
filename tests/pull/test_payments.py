"""What is paid or set off in the books comes back, over real HTTP, from the stand-in."""

from pull_common import PullCommon

from odoo import Command, fields


class TestPayments(PullCommon):
    def assertDue(self, move, amount):
        self.assertAlmostEqual(move.amount_residual, amount, 2)

    # === PAYMENTS === #

    def test_pull_whole_payment_pays_the_invoice(self):
        move = self.invoice()
        line = self.upload(move)
        self.bookkeeper("pay", id=line.remote_id, date="2026-10-20", reference="EFT 7")
        run = self.pull()
        self.assertEqual((run.result, run.failed), ("done", 0), run.problem_text)
        row = self.rows(move)
        self.assertEqual(row.state, "registered", row.problem_text)
        payment = row.payment_id
        self.assertEqual(
            (payment.amount, payment.memo, str(payment.date), payment.journal_id),
            (345, "EFT 7", "2026-10-20", self.journal),
        )
        self.assertDue(move, 0)
        self.assertIn(move.payment_state, ("paid", "in_payment"))

    def test_pull_twice_registers_once(self):
        move = self.invoice()
        line = self.upload(move)
        self.bookkeeper("pay", id=line.remote_id, amount="100.00")
        self.pull()
        self.assertEqual(self.pull().changed, 0)
        self.assertEqual(len(self.rows(move).payment_id), 1)
        self.assertDue(move, 245)

    def test_pull_part_payments_of_one_invoice(self):
        move = self.invoice()
        line = self.upload(move)
        for amount in ("100.00", "45.00", "200.00"):
            self.bookkeeper("pay", id=line.remote_id, amount=amount)
        self.pull()
        self.assertEqual(len(self.rows(move).payment_id), 3)
        self.assertDue(move, 0)

    def test_pull_deleted_payment_undoes_it(self):
        move = self.invoice()
        line = self.upload(move)
        self.bookkeeper("pay", id=line.remote_id)
        self.pull()
        payment = self.rows(move).payment_id
        self.bookkeeper("unpay", id=line.remote_id)
        self.pull()
        self.assertEqual(self.rows(move).state, "undone")
        self.assertEqual(payment.state, "canceled")
        self.assertDue(move, 345)

    def test_pull_batch_payment_pays_each(self):
        moves = self.invoices(3)
        lines = self.upload(moves)
        self.bookkeeper("pay_batch", ids=lines.mapped("remote_id"))
        self.pull()
        for move in moves:
            self.assertDue(move, 0)

    def test_pull_refund_of_a_credit_note(self):
        move = self.invoice(move_type="out_refund")
        line = self.upload(move)
        self.bookkeeper("pay", id=line.remote_id)
        self.pull()
        self.assertEqual(self.rows(move).payment_id.payment_type, "outbound")
        self.assertDue(move, 0)

    # === SET OFF === #

    def test_pull_allocated_credit_note_is_matched_here(self):
        invoice, note = self.invoice(), self.invoice(move_type="out_refund", price=10)
        lines = self.upload(invoice + note)
        self.bookkeeper("allocate", id=lines[1].remote_id, invoice_id=lines[0].remote_id)
        self.pull()
        self.assertEqual(self.rows(invoice).credit_note_id, note)
        self.assertFalse(self.rows(invoice).payment_id)
        self.assertDue(invoice, 310.5)
        self.assertDue(note, 0)

    def test_pull_part_of_a_credit_note(self):
        invoice, note = self.invoice(), self.invoice(move_type="out_refund", price=10)
        lines = self.upload(invoice + note)
        ids = {"id": lines[1].remote_id, "invoice_id": lines[0].remote_id}
        self.bookkeeper("allocate", **ids, amount="10.00")
        self.pull()
        self.assertDue(invoice, 335)
        self.assertDue(note, 24.5)
        self.bookkeeper("allocate", **ids, amount="4.50")
        self.pull()
        self.assertDue(invoice, 330.5)
        self.assertDue(note, 20)

    def test_pull_deallocated_credit_note_is_open_again(self):
        invoice, note = self.invoice(), self.invoice(move_type="out_refund", price=10)
        lines = self.upload(invoice + note)
        self.bookkeeper("allocate", id=lines[1].remote_id, invoice_id=lines[0].remote_id)
        self.pull()
        self.bookkeeper("deallocate", invoice_id=lines[0].remote_id)
        self.pull()
        self.assertDue(invoice, 345)
        self.assertDue(note, 34.5)

    def test_pull_allocation_that_odoo_made_already(self):
        invoice, note = self.invoice(), self.invoice(move_type="out_refund")
        lines = self.upload(invoice + note)
        receivable = (invoice + note).line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        receivable.reconcile()
        self.bookkeeper("allocate", id=lines[1].remote_id, invoice_id=lines[0].remote_id)
        self.pull()
        self.assertEqual(self.rows(invoice).state, "registered", self.rows(invoice).problem_text)
        self.assertDue(invoice, 0)

    def test_pull_overpayment_goes_through_its_journal(self):
        clearing = self.journal.copy({"name": "Set off in the books", "code": "CLR"})
        self.interface.journal_map_ids.credit_journal_id = clearing
        move = self.invoice()
        line = self.upload(move)
        contact = self.books("invoices")[0]["contact_id"]
        self.bookkeeper("overpay", contact_id=contact, amount="45.00")
        self.bookkeeper("allocate", id=self.books("credits")[0]["id"], invoice_id=line.remote_id)
        self.pull()
        row = self.rows(move)
        self.assertEqual(row.state, "registered", row.problem_text)
        payment = row.payment_id
        self.assertEqual((payment.journal_id, payment.amount), (clearing, 45))
        self.assertIn("Overpayment", payment.memo)
        self.assertDue(move, 300)

    def test_pull_credit_note_that_is_not_here_goes_through_the_journal(self):
        move = self.invoice()
        line = self.upload(move)
        contact = self.books("invoices")[0]["contact_id"]
        text = {"Description": "Goodwill", "UnitAmount": "20", "AccountCode": "200"}
        self.bookkeeper(
            "add_document",
            type="ACCRECCREDIT",
            number="XCN-1",
            contact_id=contact,
            lines=[text | {"TaxType": "OUTPUT2"}],
        )
        note = self.books("credit_notes")[0]["id"]
        self.bookkeeper("allocate", id=note, invoice_id=line.remote_id)
        self.pull()
        self.assertIn("XCN-1", self.rows(move).payment_id.memo)
        self.assertDue(move, 322)

    # === WHAT NEEDS A PERSON === #

    def test_pull_payment_of_what_is_paid_here_stays_open(self):
        move = self.invoice()
        line = self.upload(move)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        ).create({"journal_id": self.journal.id}).action_create_payments()
        self.bookkeeper("pay", id=line.remote_id)
        run = self.pull()
        row = self.rows(move)
        self.assertEqual((row.state, run.failed), ("open", 1))
        self.assertProblem(row, "payment_too_much")
        row.action_settle()
        self.pull()
        self.assertEqual(row.state, "settled")

    def test_pull_payments_that_are_too_much_together_are_registered_as_far_as_they_go(self):
        move = self.invoice()
        line = self.upload(move)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        ).create({"journal_id": self.journal.id, "amount": 145}).action_create_payments()
        for amount in ("150.00", "100.00"):
            self.bookkeeper("pay", id=line.remote_id, amount=amount)
        self.assertEqual(self.pull().failed, 1)
        rows = self.rows(move)
        self.assertEqual(sorted(rows.mapped("state")), ["open", "registered"])
        self.assertProblem(rows.filtered(lambda row: row.state == "open"), "payment_too_much")
        self.assertDue(move, 200 - rows.payment_id.amount)

    def test_pull_without_a_journal_stays_open_until_there_is_one(self):
        self.interface.journal_map_ids.unlink()
        move = self.invoice()
        line = self.upload(move)
        self.bookkeeper("pay", id=line.remote_id)
        self.pull()
        row = self.rows(move)
        self.assertProblem(row, "payment_no_journal")
        self.interface.journal_map_ids = [
            Command.create(
                {"office_id": self.env.company.id, "payment_journal_id": self.journal.id}
            )
        ]
        row.action_try_again()
        self.assertEqual(row.state, "registered", row.problem_text)

    def test_pull_payment_cancelled_here_is_shown(self):
        move = self.invoice()
        line = self.upload(move)
        self.bookkeeper("pay", id=line.remote_id)
        self.pull()
        payment = self.rows(move).payment_id
        payment.action_draft()
        payment.action_cancel()
        self.bookkeeper("edit", id=line.remote_id)
        self.pull()
        self.assertProblem(self.rows(move), "payment_gone_here")
        self.rows(move).action_try_again()
        self.assertDue(move, 0)

    def test_pull_deleted_payment_that_a_person_matched_elsewhere_stays(self):
        """Taking it back would open a document that nobody asked about."""
        move, other = self.invoice(), self.invoice()
        line = self.upload(move)
        self.bookkeeper("pay", id=line.remote_id)
        self.pull()
        payment = self.rows(move).payment_id
        payment.move_id.line_ids.remove_move_reconcile()
        (payment.move_id + other).line_ids.filtered(
            lambda each: each.account_type == "asset_receivable"
        ).reconcile()
        self.bookkeeper("unpay", id=line.remote_id)
        for _twice in range(2):
            self.pull()
            self.assertEqual(self.rows(move).state, "open")
            self.assertProblem(self.rows(move), "payment_elsewhere")
            self.bookkeeper("edit", id=line.remote_id)
        self.assertDue(other, 0)
        payment.action_draft()
        payment.action_cancel()
        self.pull()
        self.assertEqual(self.rows(move).state, "undone")

    def test_pull_allocation_that_differs_from_the_one_here_is_asked_for(self):
        invoice, note = self.invoice(), self.invoice(move_type="out_refund")
        lines = self.upload(invoice + note)
        (invoice + note).line_ids.filtered(
            lambda each: each.account_type == "asset_receivable"
        ).reconcile()
        ids = {"id": lines[1].remote_id, "invoice_id": lines[0].remote_id}
        self.bookkeeper("allocate", **ids, amount="10.00")
        self.pull()
        self.assertProblem(self.rows(invoice), "payment_set_off_differs")
        self.assertDue(invoice, 0)

    # === BY NUMBER === #

    def add_by_hand(self, move, price="300"):
        """The bookkeeper types our invoice into the books."""
        line = {"Description": "Survey", "UnitAmount": price, "AccountCode": "200"}
        contact = next(row["id"] for row in self.books("contacts") if row["status"] == "ACTIVE")
        self.bookkeeper(
            "add_document",
            type="ACCREC",
            number=move.name,
            contact_id=contact,
            lines=[line | {"TaxType": "OUTPUT2"}],
        )
        return self.books("invoices")[-1]["id"]

    def test_pull_payment_by_number_of_what_was_entered_by_hand(self):
        move = self.invoice()
        self.bookkeeper("pay", id=self.add_by_hand(move))
        self.pull()
        self.assertDue(move, 0)

    def test_pull_payment_by_number_with_another_total_is_shown(self):
        move = self.invoice()
        self.bookkeeper("pay", id=self.add_by_hand(move, "299"))
        self.pull()
        self.assertProblem(self.rows(move), "payment_not_ours")
        self.assertDue(move, 345)

    # === RUNS === #

    def test_pull_switched_off_registers_nothing(self):
        self.interface.register_payments = False
        move = self.invoice()
        line = self.upload(move)
        self.bookkeeper("pay", id=line.remote_id)
        self.pull()
        self.assertFalse(self.rows(move))

    def test_pull_not_due_asks_nothing(self):
        before = len(self.control("calls")["calls"])
        self.interface.pull_ids.enabled = False
        self.run_puller()
        self.assertEqual(len(self.control("calls")["calls"]), before)

    def test_pull_rate_limited_waits_and_goes_on(self):
        move = self.invoice()
        line = self.upload(move)
        self.bookkeeper("pay", id=line.remote_id)
        self.fault("rate_limit", path="CreditNotes$", method="GET")
        run = self.pull()
        self.assertEqual(run.result, "waiting")
        self.assertGreater(run.wait_until, fields.Datetime.now())
        cron = self.env.ref("acct_link_pull.ir_cron_pull")
        wakes = self.env["ir.cron.trigger"].sudo().search([("cron_id", "=", cron.id)])
        self.assertIn(run.wait_until, wakes.mapped("call_at"))
        run.sudo().wait_until = False
        self.run_puller()  # nobody presses again
        self.assertEqual(run.pull_id.last_run_id.result, "done")
        self.assertFalse(run.pull_id.last_run_id.scheduled, "it is still what a person asked for")
        self.assertEqual(len(self.rows(move).payment_id), 1)

    def test_scheduled_pull_goes_on_after_a_full_minute_and_else_with_its_interval(self):
        pull = self.interface.pull_ids.filtered(lambda each: each.resource == "documents")
        self.interface.pull_ids.enabled = False
        pull.enabled = True
        for kind, goes_on in (("rate_limit", True), ("status_503", False)):
            with self.subTest(kind=kind):
                pull.last_run_id.sudo().unlink()
                self.fault(kind, path="CreditNotes$", method="GET")
                self.run_puller()
                run = pull.last_run_id
                self.assertEqual((run.result, run.scheduled), ("waiting", True))
                run.sudo().wait_until = False
                self.run_puller()
                self.assertEqual(pull.last_run_id != run, goes_on)

    def test_pull_leaves_the_last_calls_to_people(self):
        move = self.invoice()
        line = self.upload(move)
        self.bookkeeper("pay", id=line.remote_id)
        pull = self.interface.pull_ids.filtered(lambda each: each.resource == "documents")
        self.interface.pull_ids.enabled = False
        pull.enabled = True
        budgets = self.env["acct.link.budget"].sudo()
        budgets.search([]).unlink()
        now = fields.Datetime.now()
        for left in (5000, 499):
            budgets.create({"interface_id": self.interface.id, "day_left": left, "noted_at": now})
        before = len(self.control("calls")["calls"])
        self.run_puller()
        run = pull.last_run_id
        self.assertEqual((run.result, run.scheduled), ("waiting", True), run.problem_text)
        self.assertProblem(run, "calls_reserved")
        self.assertGreater(run.wait_until, now)
        self.assertEqual(len(self.control("calls")["calls"]), before)
        self.assertFalse(pull._is_due())
        run = self.pull()
        self.assertEqual((run.result, run.scheduled), ("done", False), run.problem_text)
        self.assertDue(move, 0)

    def test_pull_garbled_answer_takes_nothing_for_empty(self):
        move = self.invoice()
        line = self.upload(move)
        self.bookkeeper("pay", id=line.remote_id)
        self.pull()
        self.fault("garbage", path="Invoices$", method="GET")
        self.bookkeeper("edit", id=line.remote_id)
        self.assertEqual(self.pull().result, "waiting")
        self.assertDue(move, 0)

    def test_pull_of_unknown_status_changes_nothing(self):
        move = self.invoice()
        line = self.upload(move)
        self.bookkeeper("pay", id=line.remote_id)
        self.pull()
        self.bookkeeper("edit", id=line.remote_id)
        self.fault("unknown_enum", path="Invoices$", method="GET", field="Status")
        self.pull()
        self.assertDue(move, 0)
