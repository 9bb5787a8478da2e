"""A runner of the job queue as the database knows it, and what a worker does."""

from odoo import fields

from odoo.addons.acct_link_batch.tests.common_turns import TurnsCommon
from odoo.addons.queue_job.job import Job
from odoo.addons.queue_job.jobrunner.runner import PG_ADVISORY_LOCK_ID

from ..models.jobs import STANDSTILL


class QueueCommon(TurnsCommon):
    """A runner is there when its lock is, so a connection that holds it stands for one."""

    work = None  # jobs.Work that the tests are about

    def _start_runner(self):
        """:return: cursor whose connection is a runner's, as far as the database knows"""
        return self._hold_lock("SELECT pg_try_advisory_lock(%s)", (PG_ADVISORY_LOCK_ID,))

    def _hold_lock(self, query, values):
        cr = self.registry._db.cursor()  # a real one, whatever mode the registry is in
        self.addCleanup(cr.close)
        cr.execute(query, values)
        self.assertTrue(cr.fetchone()[0])
        self.addCleanup(cr.execute, "SELECT pg_advisory_unlock_all()")
        return cr

    def _find_moments(self):
        """:return: [datetime] at which the action is woken, those of now left out"""
        cron = self.env.ref(self.work.cron)
        ours = [("cron_id", "=", cron.id), ("call_at", ">", fields.Datetime.now())]
        return self.env["ir.cron.trigger"].sudo().search(ours).mapped("call_at")

    def _find_jobs(self):
        ours = [("method_name", "=", self.work.method)]
        return self.env["queue.job"].sudo().search(ours, order="id")

    def _perform(self, job):
        """As a worker does, on a cursor that may commit."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            performed = Job.load(self.env, job.uuid)
            performed.perform()
            performed.set_done()
            performed.store()
        self.env.invalidate_all()

    def _pass_time(self, jobs, name):
        """Let what a date of these jobs says be long ago."""
        at = fields.Datetime.subtract(fields.Datetime.now(), seconds=STANDSTILL + 1)
        jobs.with_context(_job_edit_sentinel=jobs.EDIT_SENTINEL).write({name: at})
