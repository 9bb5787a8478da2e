"""The loop: what arrives, what fails, and what is found again."""

from unittest.mock import patch

from freezegun import freeze_time

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
        Handler = self.env.registry["acct.link.upload.document"]
        with (
            patch.object(Handler, "_apply_answers", lambda *args: 1 / 0),
            self.assertLogs("odoo.addons.acct_link_batch.models.upload.upload", "ERROR"),
        ):
            self._run_loop()
        self.assertEqual(batch.line_ids.mapped("state"), ["sending"] * 2)
        self.assertEqual(batch.line_ids.request_id.state, "answered")
        self._pass_settle_time()
        self._run_loop()
        self.assertEqual(batch.line_ids.mapped("state"), ["uploaded"] * 2)
        self.assertEqual(len(self.books.sent), 1)

    def test_error_in_reading_an_answer_never_says_that_nothing_was_sent(self):
        """Whatever it is: what is in the books would be sent a second time."""
        Handler = self.env.registry["acct.link.upload.document"]

        def stumble(*_args):
            raise errors.Misconfigured(Problem("not_connected"))

        batch = self._batch(self._invoices(2))
        batch.action_upload()
        with patch.object(Handler, "_apply_answers", stumble):
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

    def test_unknown_document_is_declared_missing_by_a_manager(self):
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
