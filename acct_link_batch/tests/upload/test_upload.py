"""The loop: what arrives, what fails, and what is found again."""

from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ...lib import errors
from ...lib.problem import Problem
from ..common import AcctLinkCommon


@tagged("post_install", "-at_install")
class TestUpload(AcctLinkCommon):
    # === ALL IS WELL === #

    def test_upload_puts_every_document_in_the_books_once(self):
        moves = self._invoices(6) + self._invoice(move_type="out_refund")
        lines = self._upload(moves)
        self.assertEqual(set(lines.mapped("state")), {"uploaded"})
        self.assertEqual(self.books.numbers(), sorted(moves.mapped("name")))
        remote_ids = {document.number: remote for remote, document, _t in self.books.documents}
        for line in lines:
            self.assertEqual(line.remote_id, remote_ids[line.number])
            self.assertEqual(line.remote_total, line.move_id.amount_total)
            self.assertEqual(line.uploaded_by, self.env.user)
        self.assertEqual(lines.batch_id.state, "done")

    def test_upload_journals_each_request_before_it_is_sent(self):
        lines = self._upload(self._invoices(5))
        requests = lines.request_id
        self.assertEqual(set(requests.mapped("state")), {"done"})
        self.assertEqual(
            {request.key for request in requests}, {key for _request, key in self.books.sent}
        )
        for request in requests:
            self.assertEqual(request.digest, request._get_request().digest)
        self.assertEqual(requests.mapped("status"), [200, 200])

    def test_upload_chunks_hold_one_kind_and_no_more_than_the_system_takes(self):
        self._upload(self._invoices(5) + self._invoices(2, move_type="out_refund"))
        kinds = [(request.kind, request.text.count('"marker"')) for request, _k in self.books.sent]
        self.assertEqual(sorted(kinds), [("credit_note", 2), ("invoice", 1), ("invoice", 4)])

    def test_upload_reports_once_to_its_author(self):
        lines = self._upload(self._invoices(2))
        batch = lines.batch_id
        bodies = [m.body for m in batch.message_ids if "attempted" in (m.body or "")]
        self.assertEqual(len(bodies), 1)
        self.assertIn("2 documents attempted, 2 uploaded", bodies[0])
        self._run_loop()
        self.assertEqual(len([m for m in batch.message_ids if "attempted" in (m.body or "")]), 1)

    # === ANSWERS THAT ARE LOST === #

    def test_lost_answer_is_looked_up_and_never_sent_again(self):
        self.books.faults = ["unanswered"]
        lines = self._upload(self._invoices(3))
        self.assertEqual(lines.mapped("state"), ["uploaded"] * 3)
        self.assertEqual(len(self.books.sent), 1)
        self.assertEqual(len(self.books.documents), 3)

    def test_lost_request_waits_for_the_settle_time_before_it_goes_again(self):
        self.books.faults = ["lost"]
        lines = self._upload(self._invoices(2))
        self.assertEqual(lines.mapped("state"), ["unknown"] * 2)
        self.assertEqual(lines[0].next_try, lines.request_id.settle_until)
        self._run_loop()
        self.assertEqual(len(self.books.sent), 1, "not again before the settle time")
        self._pass_settle_time()
        self._run_loop()
        self.assertEqual(lines.mapped("state"), ["uploaded"] * 2)
        self.assertEqual(len(self.books.documents), 2)

    def test_lost_request_is_repeated_with_the_same_key_and_text(self):
        self.books.faults = ["lost"]
        moves = self._invoices(2)
        lines = self._upload(moves)
        moves[0].partner_id.name = "Kea Farms Renamed"
        self._pass_settle_time()
        self._run_loop()
        self.assertEqual(self.books.sent[0], self.books.sent[1])
        self.assertEqual(lines.mapped("state"), ["uploaded"] * 2)

    def test_lost_request_gets_a_new_key_once_the_old_one_is_forgotten(self):
        self.books.faults = ["lost"]
        lines = self._upload(self._invoices(2))
        self._pass_settle_time()
        lines.request_id.sudo().first_sent_at = "2026-01-01"
        self._run_loop()
        self.assertNotEqual(self.books.sent[0][1], self.books.sent[1][1])
        self.assertEqual(lines.mapped("state"), ["uploaded"] * 2)

    def test_request_that_keeps_getting_lost_is_halved_and_given_up_visibly(self):
        self.books.faults = ["lost"] * 50
        lines = self._upload(self._invoices(4))
        for _round in range(12):
            self._pass_settle_time()
            self._run_loop()
        self.assertEqual(lines.mapped("state"), ["failed"] * 4)
        self.assertProblem(lines[0], "too_many_attempts")
        self.assertEqual(lines[0].attempts, 5)
        sizes = [request.text.count('"marker"') for request, _key in self.books.sent]
        self.assertIn(1, sizes)
        self.assertFalse(self.books.documents)

    def test_unreadable_answer_counts_as_unknown(self):
        self.books.faults = ["garbled"]
        lines = self._upload(self._invoices(2))
        self.assertEqual(lines.mapped("state"), ["uploaded"] * 2)
        self.assertEqual(len(self.books.sent), 1)

    def test_crash_after_the_answer_was_stored_is_finished_from_the_journal(self):
        batch = self._batch(self._invoices(2))
        batch.action_upload()
        Upload = self.env.registry["acct.link.upload"]
        with (
            patch.object(Upload, "_apply_answer", lambda *args: 1 / 0),
            self.assertLogs("odoo.addons.acct_link_batch.models.upload.upload", "ERROR"),
        ):
            self._run_loop()
        self.assertEqual(batch.line_ids.mapped("state"), ["sending"] * 2)
        self.assertEqual(batch.line_ids.request_id.state, "answered")
        self._pass_settle_time()
        self._run_loop()
        self.assertEqual(batch.line_ids.mapped("state"), ["uploaded"] * 2)
        self.assertEqual(len(self.books.sent), 1)

    def test_request_is_not_repeated_once_a_document_has_left_it(self):
        """Its text would bring that document a second time, under its old number."""
        self.books.faults = ["lost"]
        lines = self._upload(self._invoices(2))
        self.books.taken = {lines[0].number}
        self._pass_settle_time()
        self.books.hidden = {lines[1].number}
        self._run_loop()  # the first is another's; the second goes out alone
        self.assertProblem(lines[0], "number_taken")
        texts = [request.text for request, _key in self.books.sent]
        self.assertEqual(len(texts), 2)
        self.assertNotIn(lines[0].number, texts[1])
        self.assertEqual(lines.mapped("state"), ["failed", "uploaded"])

    def test_verdict_before_the_settle_time_is_not_the_last_word(self):
        """What is still on its way may arrive after a look-up that says "another's"."""
        self.books.faults = ["lost"]
        moves = self._invoices(1)
        self.books.taken = {moves.name}
        line = self._upload(moves)
        self.assertEqual(line.state, "unknown")
        self._pass_settle_time()
        self._run_loop()
        self.assertProblem(line, "number_taken")

    def test_taken_number_that_cannot_be_found_yet_is_looked_for_again(self):
        line = self._upload(self._invoices(1))
        remote_id = line.remote_id
        line.sudo().write({"state": "queued", "remote_id": False})
        self.books.hidden = {line.number}
        self._run_loop()
        self.assertEqual(line.state, "unknown")
        self.books.hidden = set()
        self._pass_settle_time()
        self._run_loop()
        self.assertEqual((line.state, line.remote_id), ("uploaded", remote_id))

    def test_look_up_that_is_not_understood_concerns_one_document_only(self):
        self.books.faults = ["unanswered"]
        moves = self._invoices(3)
        self.books.unclear = {moves[1].name}
        lines = self._upload(moves)
        self.assertEqual(lines.mapped("state"), ["uploaded", "unknown", "uploaded"])
        self.books.unclear = set()
        self._pass_settle_time()
        self._run_loop()
        self.assertEqual(lines.mapped("state"), ["uploaded"] * 3)

    def test_unknown_document_is_declared_missing_by_an_administrator(self):
        self.books.faults = ["lost"]
        line = self._upload(self._invoices(1))
        with self.assertRaisesRegex(UserError, "on their way"):
            self.interface.active = False
        line.action_declare_missing()
        self.assertEqual(line.state, "failed")
        self.assertProblem(line, "declared_missing")
        self.assertIn("not in the books", line.batch_id.message_ids[0].body)
        with self.assertRaises(UserError):
            line.action_declare_missing()

    # === REFUSALS === #

    def test_rejected_document_fails_alone(self):
        moves = self._invoices(3)
        self.books.rejected[moves[1].name] = Problem("refused", {"message": "No."})
        lines = self._upload(moves)
        self.assertEqual(lines.mapped("state"), ["uploaded", "failed", "uploaded"])
        self.assertProblem(lines[1], "refused")
        self.assertIn("Memory Books", lines[1].problem_text)
        self.assertEqual(lines.batch_id.state, "failed")
        self.assertEqual(lines.batch_id.line_ids[0], lines[1], "failed lines come first")

    def test_failed_document_goes_through_after_its_repair(self):
        moves = self._invoices(2)
        self.books.rejected[moves[0].name] = Problem("refused", {"message": "No."})
        lines = self._upload(moves)
        self.assertEqual(len(lines.batch_id.activity_ids), 1)
        self.books.rejected.clear()
        lines.batch_id.action_retry()
        self._run_loop()
        self.assertEqual(lines.mapped("state"), ["uploaded"] * 2)
        self.assertFalse(lines[0].problems)
        self.assertFalse(lines.batch_id.activity_ids, "closed by itself")
        self.assertEqual(len(self.books.documents), 2)

    def test_activity_is_due_today_where_its_user_is(self):
        moves = self._invoices(1)
        self.books.rejected[moves.name] = Problem("refused", {"message": "No."})
        batch = self._upload(moves).batch_id
        batch.activity_ids.unlink()
        batch = batch.with_user(self.env.ref("base.user_root")).with_context(tz=False)
        with freeze_time("2026-11-22 13:30:00"):
            for tz, today in (
                ("Pacific/Auckland", "2026-11-23"),  # scheduled
                ("America/Los_Angeles", "2026-11-22"),  # rescheduled
                ("Pacific/Auckland", "2026-11-23"),
            ):
                batch.upload_user_id.tz = tz
                batch._update_activity()
                self.assertEqual(str(batch.activity_ids.date_deadline), today)
        self.assertEqual(batch.activity_ids.user_id, batch.upload_user_id)

    def test_refused_request_is_halved_until_the_culprit_stands_alone(self):
        moves = self._invoices(4)
        self.books.spoiled = {moves[2].name}
        lines = self._upload(moves)
        self.assertEqual(lines.mapped("state"), ["uploaded", "uploaded", "failed", "uploaded"])
        self.assertProblem(lines[2], "request_refused")
        self.assertEqual(len(self.books.documents), 3)

    def test_taken_number_of_a_stranger_fails_with_the_cure(self):
        moves = self._invoices(2)
        self.books.taken = {moves[0].name}
        lines = self._upload(moves)
        self.assertEqual(lines.mapped("state"), ["failed", "uploaded"])
        self.assertProblem(lines[0], "number_taken")

    def test_taken_number_that_is_ours_counts_as_uploaded(self):
        batch = self._batch(self._invoices(1))
        batch.action_upload()
        line = batch.line_ids
        self.books.faults = ["unanswered"]
        self._run_loop()
        remote_id = line.remote_id
        # As if Odoo had been restored from a backup made before the answer came.
        line.sudo().write({"state": "queued", "remote_id": False})
        self._run_loop()
        self.assertEqual(line.state, "uploaded")
        self.assertEqual(line.remote_id, remote_id)
        self.assertEqual(len(self.books.documents), 1)

    def test_total_that_differs_is_uploaded_with_a_warning(self):
        moves = self._invoices(1)
        self.books.wrong_total = {moves.name}
        line = self._upload(moves)
        self.assertEqual(line.state, "uploaded")
        self.assertTrue(line.has_warning)
        self.assertProblem(line, "total_differs")

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
        self.patch(self.env.registry["acct.link.upload"], "_upload_chunk", lambda *args: 1 / 0)
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
            self.assertLogs("odoo.addons.acct_link_batch.models.upload.upload_run", "ERROR"),
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
            self.assertIn("1 documents attempted", "".join(batch.message_ids.mapped("body")))
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
