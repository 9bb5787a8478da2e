"""What the scheduled action does beside the job queue: with a runner, without one, with one that is
stuck.
"""

from odoo import fields
from odoo.tests import tagged

from odoo.addons.acct_link_batch.lib import errors
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_batch.models.upload.upload import LOCK_CLASS, SHORT_WAIT

from ..hooks import uninstall_hook
from ..models.upload import UPLOADS
from .common import QueueCommon


@tagged("post_install", "-at_install")
class TestQueue(QueueCommon):
    work = UPLOADS

    def test_without_a_runner_the_action_uploads(self):
        lines = self._upload(self._invoices(2))
        self.assertEqual(lines.mapped("state"), ["uploaded"] * 2)
        self.assertFalse(self._find_jobs())

    def test_with_a_runner_a_job_uploads(self):
        self._start_runner()
        lines = self._upload(self._invoices(2))
        self.assertEqual(lines.mapped("state"), ["queued"] * 2)
        job = self._find_jobs()
        self.assertEqual(job.records, self.interface)
        self.assertEqual((job.channel, job.state), ("root.acct_link", "pending"))
        self.assertEqual(job.company_id, self.interface.company_id)
        self.assertTrue(job.job_function_id.allow_commit)
        self._perform(job)
        self.assertEqual(lines.mapped("state"), ["uploaded"] * 2)
        self.assertFalse(lines.batch_id.report_pending)
        self.assertEqual(self._find_jobs(), job, "nothing is left to do")

    def test_action_that_runs_again_and_again_makes_one_job(self):
        self._start_runner()
        self._upload(self._invoices(1))
        for state in ("pending", "enqueued", "started"):
            self._find_jobs().state = state
            self._run_loop()
            self.assertEqual(len(self._find_jobs()), 1, state)

    def test_every_interface_has_a_job_of_its_own(self):
        self._start_runner()
        interfaces = self._add_interfaces(2)
        self._queue_for(interfaces)
        self._run_loop()
        self.assertEqual({job.records.id for job in self._find_jobs()}, set(interfaces.ids))
        self.assertEqual(len(self._find_jobs()), len(interfaces))

    def test_action_looks_again_while_something_is_due(self):
        self._start_runner()
        before = self._find_moments()
        self._upload(self._invoices(1))
        self._run_loop()
        self._run_loop()
        ahead = [moment for moment in self._find_moments() if moment not in before]
        self.assertEqual(len(ahead), 1, "however often it is woken")
        self.assertLessEqual((ahead[0] - fields.Datetime.now()).total_seconds(), SHORT_WAIT)

    def test_stop_wakes_the_action_when_its_wait_is_over(self):
        self._start_runner()
        lines = self._upload(self._invoices(1))
        until = fields.Datetime.add(fields.Datetime.now(), minutes=30)
        self.books.faults = [errors.Postponed(Problem("busy"), until)]
        self._perform(self._find_jobs())
        self.assertEqual(lines.state, "queued")
        self.assertIn(until, self._find_moments())
        self._run_loop()
        self.assertEqual(len(self._find_jobs()), 1, "nothing is due")
        self._pass_settle_time()
        self._run_loop()
        self._perform(self._find_jobs()[-1])
        self.assertEqual(lines.state, "uploaded")

    def test_report_is_told_without_a_job(self):
        self._start_runner()
        lines = self._upload(self._invoices(1))
        lines.batch_id.action_stop()
        self._find_jobs().unlink()
        self._run_loop()
        self.assertFalse(lines.batch_id.report_pending)
        self.assertFalse(self._find_jobs())

    def test_action_takes_over_from_a_runner_that_is_stuck(self):
        self._start_runner()
        lines = self._upload(self._invoices(1))
        for state in ("pending", "enqueued"):
            job = self._find_jobs()
            job.state = state
            self._run_loop()
            self.assertEqual(lines.state, "queued", "it has not been waiting for long")
        self._pass_time(job, "date_created")
        self._run_loop()
        self.assertEqual(lines.state, "uploaded")

    def test_job_that_waits_while_others_run_does_not_wait_in_vain(self):
        self._start_runner()
        lines = self._queue_for(self._add_interfaces(1))
        self._run_loop()
        jobs = self._find_jobs()
        first, second = jobs
        self._pass_time(jobs, "date_created")
        first.write({"state": "started", "date_started": fields.Datetime.now()})
        self._run_loop()
        self.assertEqual(second.state, "pending")
        self.assertEqual(lines.mapped("state"), ["queued"] * 2, "one was started just now")

        self._pass_time(first, "date_started")
        lock = self._hold_lock(
            "SELECT pg_try_advisory_lock(%s, %s)", (LOCK_CLASS, first.records.id)
        )
        self._run_loop()
        self.assertEqual(lines.mapped("state"), ["queued"] * 2, "one runs")

        lock.execute("SELECT pg_advisory_unlock_all()")
        first.write({"state": "done", "date_done": fields.Datetime.now()})
        self._run_loop()
        self.assertEqual(lines.mapped("state"), ["queued"] * 2, "one ended just now")

        self._pass_time(first, "date_done")
        self._run_loop()
        self.assertNotIn("queued", lines.mapped("state"), "the action served both")

    def test_job_that_fails_is_followed_by_another(self):
        self._start_runner()
        self._upload(self._invoices(1))
        self._find_jobs().state = "failed"
        self._run_loop()
        self.assertEqual(self._find_jobs().mapped("state"), ["failed", "pending"])

    def test_paused_interface_has_no_job_and_one_it_had_does_nothing(self):
        self._start_runner()
        lines = self._upload(self._invoices(1))
        self.interface.paused = True
        self._perform(self._find_jobs())
        self._run_loop()
        self.assertEqual(lines.state, "queued")
        self.assertEqual(self._find_jobs().mapped("state"), ["done"])

    def test_jobs_go_with_the_add_on(self):
        self._start_runner()
        self._upload(self._invoices(1))
        other = self.env["queue.job"].sudo().with_delay()._test_job().db_record()
        uninstall_hook(self.env)
        self.assertFalse(self._find_jobs())
        self.assertTrue(other.exists())
