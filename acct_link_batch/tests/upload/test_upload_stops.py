"""The loop: what stops a run, and what becomes of a document on its way."""

from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ...lib import errors
from ...lib.problem import Problem
from ..common import AcctLinkCommon


@tagged("post_install", "-at_install")
class TestUploadStops(AcctLinkCommon):
    # === WHAT STOPS A RUN === #

    def test_rate_limit_postpones_the_rest_without_counting_an_attempt(self):
        self.books.faults = [None, "limit"]
        lines = self._upload(self._invoices(6))
        self.assertEqual(sorted(lines.mapped("state")), ["queued"] * 2 + ["uploaded"] * 4)
        waiting = lines.filtered(lambda line: line.state == "queued")
        self.assertEqual(waiting.mapped("attempts"), [0, 0])
        self.assertGreater(self.interface.wait_until, fields.Datetime.now())
        self.assertIn("no more calls", lines.batch_id.notice)
        self._run_loop()
        self.assertEqual(len(self.books.sent), 2, "nothing is sent while it has to wait")
        self._pass_settle_time()
        self._run_loop()
        self.assertEqual(set(lines.mapped("state")), {"uploaded"})

    def test_refused_sign_in_that_nothing_can_note_is_tried_again_after_a_while(self):
        self.patch(type(self.interface), "_mark_lapsed", lambda _interface, _sign_ins: False)
        self.books.faults = [errors.SignInNeeded(Problem("sign_in_needed"))]
        lines = self._upload(self._invoices(2))
        self.assertEqual(self.interface.last_run_id.result, "sign_in")
        self.assertGreater(self.interface.wait_until, fields.Datetime.now())
        self._run_loop()
        self.assertEqual(len(self.books.sent), 1, "nothing runs hot")
        self._batch(self._invoice()).action_upload()
        self.assertFalse(self.interface.wait_until, "a person may have repaired it")
        self._run_loop()
        self.assertEqual(lines.mapped("state"), ["uploaded"] * 2)

    def test_wrong_setup_is_said_and_nothing_is_lost(self):
        self.books.faults = [errors.Misconfigured(Problem("scope_missing", {"message": "x"}))]
        lines = self._upload(self._invoices(2))
        self.assertEqual(lines.mapped("state"), ["queued"] * 2)
        self.assertIn("does not allow this", lines.batch_id.notice)

    def test_paused_interface_sends_nothing(self):
        self.interface.paused = True
        lines = self._upload(self._invoices(1))
        self.assertEqual(lines.state, "queued")
        self.assertFalse(self.books.sent)
        self.assertIn("paused", lines.batch_id.notice)
        self.interface.paused = False

    def test_inactive_scheduled_action_is_said(self):
        self.env.ref("acct_link_batch.ir_cron_upload").sudo().active = False
        batch = self._batch(self._invoices(1))
        batch.action_upload()
        self.assertIn("switched off", batch.notice)

    def test_error_in_one_interface_leaves_the_others_alone(self):
        lines = self._upload(self._invoices(1))
        self.assertEqual(lines.state, "uploaded")
        lines = self._batch(self._invoices(1)).line_ids
        lines.batch_id.action_upload()
        self.patch(self.env.registry["acct.link.upload.document"], "_run", lambda *args: 1 / 0)
        with self.assertLogs("odoo.addons.acct_link_batch.models.upload.upload", "ERROR"):
            self._run_loop()
        self.assertEqual(lines.state, "queued")
        self.assertIn("internal error", lines.batch_id.notice)

    def test_report_that_fails_costs_no_document(self):
        batch = self._batch(self._invoices(2))
        batch.action_upload()
        Batch = self.env.registry["acct.link.batch"]
        with (
            patch.object(Batch, "_update_activity", lambda *args: 1 / 0),
            self.assertLogs("odoo.addons.acct_link_batch.models.upload.upload_report", "ERROR"),
        ):
            self._run_loop()
        self.assertEqual(batch.line_ids.mapped("state"), ["uploaded"] * 2)
        self.assertEqual(batch.line_ids.request_id.state, "done")

    def test_batch_whose_documents_all_fail_the_checks_is_reported(self):
        self.interface.sudo().lock_date = "2026-02-01"
        bad = self._batch(self._invoice(invoice_date="2026-01-05"))
        good = self._batch(self._invoice())
        (bad + good).action_upload()
        self._run_loop()
        for batch in (bad, good):
            self.assertFalse(batch.report_pending)
            self.assertIn("1 document attempted", "".join(batch.message_ids.mapped("body")))
        self.assertEqual(len(bad.activity_ids), 1)

    def test_interface_nobody_is_signed_in_to_is_left_alone(self):
        batch = self._batch(self._invoice())
        batch.action_upload()
        self.env.cr.execute(
            "UPDATE acct_link_interface SET remote_org_id = NULL WHERE id = %s",
            [self.interface.id],
        )
        self.env.invalidate_all()
        self._run_loop()
        self.assertFalse(self.interface.run_ids, "not even tried")
        self.assertFalse(self.env["acct.link.upload"]._count_due())
        self.assertIn("Nobody is signed in", batch.notice)

    def test_repair_lets_a_stopped_interface_go_on_at_once(self):
        self.books.faults = [errors.Misconfigured(Problem("scope_missing", {"message": "x"}))]
        lines = self._upload(self._invoices(1))
        self.assertTrue(self.interface.wait_until)
        self._batch(self._invoice()).action_upload()
        self.assertFalse(self.interface.wait_until)
        self._run_loop()
        self.assertEqual(lines.state, "uploaded")

    def test_second_worker_stays_out_while_one_is_at_work(self):
        batch = self._batch(self._invoices(1))
        batch.action_upload()
        with self.env["acct.link.upload"]._interface_lock(self.interface.id) as lock:
            self.assertTrue(lock)
            self._run_loop()
        self.assertEqual(batch.line_ids.state, "queued")
        self._run_loop()
        self.assertEqual(batch.line_ids.state, "uploaded")

    # === A DOCUMENT ON ITS WAY === #

    def test_document_reset_meanwhile_fails_with_the_cure(self):
        batch = self._batch(self._invoices(2))
        batch.action_upload()
        move = batch.line_ids[0].move_id
        move.button_draft()
        self._run_loop()
        line = batch.line_ids.filtered(lambda line: line.move_id == move)
        self.assertEqual(line.state, "failed")
        self.assertProblem(line, "not_posted")
        move.action_post()
        line.action_retry()
        self._run_loop()
        self.assertEqual(line.state, "uploaded")

    def test_document_set_aside_meanwhile_is_not_sent(self):
        batch = self._batch(self._invoice())
        batch.action_upload()
        # As two people can do it at the same moment.
        self.env["acct.link.parking"]._set_aside(batch.line_ids.move_id, "in_books", False)
        self._run_loop()
        self.assertProblem(batch.line_ids, "set_aside")
        self.assertFalse(self.books.sent)

    def test_document_batched_for_another_accounts_file_is_not_sent(self):
        batch = self._batch(self._invoice())
        batch.action_upload()
        batch.line_ids.sudo().remote_org_id = "another file"
        self._run_loop()
        self.assertProblem(batch.line_ids, "other_file")
        self.assertFalse(self.books.sent)

    def test_document_changed_after_its_upload_is_marked(self):
        line = self._upload(self._invoice())
        self.assertFalse(line.has_warning)
        line.move_id.button_draft()
        self.assertTrue(line.has_warning)
        self.assertProblem(line, "changed_since")
        line.move_id.action_post()
        self.assertFalse(line.has_warning)
        line.move_id.button_draft()
        line.move_id.invoice_line_ids.price_unit = 7
        line.move_id.action_post()
        self.assertProblem(line, "changed_since")

    def test_same_number_of_two_documents_is_refused_before_sending(self):
        first, second = self._invoices(2)
        line = self._upload(first)
        self.env.cr.execute(
            "UPDATE account_move SET name = %s, journal_id = %s WHERE id = %s",
            [first.name, first.journal_id.copy().id, second.id],
        )
        self.env.invalidate_all()
        other = self._upload(second)
        self.assertEqual(line.state, "uploaded")
        self.assertEqual(other.state, "failed")
        self.assertProblem(other, "number_twice")
