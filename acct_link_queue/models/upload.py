from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.acct_link_batch.models.upload.upload import LOCK_CLASS, SHORT_WAIT
from odoo.addons.queue_job.jobrunner.runner import PG_ADVISORY_LOCK_ID

from .interface import JOB_FUNCTION

PREFIX = "acct_link_upload:"  # of the identity keys, before the id of the interface
STANDSTILL = 60  # seconds after which a job that waits while none of ours runs waits in vain


class Job(NamedTuple):
    """A job that is not done. `waits`: for longer than STANDSTILL; `moves`: it was started since,
    or runs.
    """

    interface_id: int
    waits: bool
    moves: bool


class AcctLinkUpload(models.AbstractModel):
    """While the runner of the job queue is there, the scheduled action only sees to it that every
    interface with something due has a job; while it is not, the action runs the turns itself. The
    lock of an interface keeps a job and the action apart, whatever each knows of the other.
    """

    _inherit = "acct.link.upload"

    @api.model
    def _cron_upload(self):
        jobs = self._read_jobs()
        if not self._is_runner_there() or self._stand_still(jobs):
            return super()._cron_upload()
        return self._provide_jobs(jobs)

    @api.model
    def _provide_jobs(self, jobs):
        """:param jobs: [Job] there are"""
        self.env["acct.link.upload.report"]._report_finished()
        due = self._get_due_interfaces()
        served = {job.interface_id for job in jobs}
        self._enqueue(due.filtered(lambda interface: interface.id not in served))
        if due:
            self._watch()
            self._rouse_runner()
        self.env["ir.cron"]._commit_progress(remaining=0)

    @api.model
    def _enqueue(self, interfaces):
        """A job for each of these, unless one waits. Only the scheduled action, of which one runs
        at a time, and the job itself come here: two at once would both find none that waits.
        """
        for interface in interfaces:
            interface.with_context(company_id=interface.company_id.id).with_delay(
                identity_key=f"{PREFIX}{interface.id}",
                max_retries=0,  # of workers that died: what is due stays due
                description=self.env._("Upload: %(name)s", name=interface.name),
            )._run_upload_job()

    # === IS IT SERVED? === #

    @api.model
    def _is_runner_there(self):
        """Whether a runner is connected to this database: it holds a lock of its session, by which
        runners agree on one. A runner whose process is killed has it no more; one that is stuck
        has, as has one whose machine is cut off, until the database gives the connection up.
        """
        query = """
            SELECT 1 FROM pg_locks
             WHERE locktype = 'advisory' AND granted AND objsubid = 1
               AND classid::bigint = %s AND objid::bigint = %s
               AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """
        key = PG_ADVISORY_LOCK_ID
        return bool(self.env.execute_query(SQL(query, key >> 32, key & 0xFFFFFFFF)))

    @api.model
    def _read_jobs(self):
        """:return: [Job]"""
        self.env["queue.job"].flush_model()
        found = self.env.execute_query(
            SQL(
                """
                SELECT interface.id,
                       job.state <> 'started'
                       -- A job that no worker could be asked for is enqueued again and again.
                       AND GREATEST(job.date_created, job.date_started, job.eta) < %(before)s,
                       COALESCE(job.date_started >= %(before)s, FALSE)
                       OR job.state = 'started' AND EXISTS (
                          SELECT 1 FROM pg_locks
                           WHERE locktype = 'advisory' AND granted AND objsubid = 2
                             AND classid::bigint = %(class)s
                             AND objid::bigint = interface.id
                             AND database = (SELECT oid FROM pg_database
                                              WHERE datname = current_database()))
                  FROM queue_job job
                  JOIN acct_link_interface interface
                    ON job.identity_key = %(prefix)s || interface.id
                 WHERE job.state IN ('wait_dependencies', 'pending', 'enqueued', 'started')
                """,
                before=self._get_standstill(),
                prefix=PREFIX,
                **{"class": LOCK_CLASS},
            )
        )
        return [Job(*row) for row in found]

    @api.model
    def _get_standstill(self):
        return fields.Datetime.subtract(fields.Datetime.now(), seconds=STANDSTILL)

    @api.model
    def _stand_still(self, jobs):
        """Whether a job of ours waits for long and none of them runs: the runner is stuck, reaches
        no worker, or others keep the channel filled.

        :param jobs: [Job]
        """
        if not any(job.waits for job in jobs) or any(job.moves for job in jobs):
            return False
        functions = self.env["queue.job.function"].sudo()
        ended = [
            ("channel", "=", functions.job_config(JOB_FUNCTION).channel),
            ("identity_key", "=like", f"{PREFIX}%"),
            ("date_done", ">=", self._get_standstill()),
        ]
        return not self.env["queue.job"].sudo().search_count(ended, limit=1)

    # === UNTIL IT IS DONE === #

    @api.model
    def _watch(self):
        """Look again soon while something is due: the runner may end, and a job that was about to
        end when its interface was asked for again is not missed for long.
        """
        now = fields.Datetime.now()
        soon = fields.Datetime.add(now, seconds=SHORT_WAIT)
        cron = self.env.ref("acct_link_batch.ir_cron_upload")
        ahead = [("cron_id", "=", cron.id), ("call_at", ">", now), ("call_at", "<=", soon)]
        if not self.env["ir.cron.trigger"].sudo().search_count(ahead, limit=1):
            self._wake(soon)

    @api.model
    def _rouse_runner(self):
        """As a change of a job does. The runner sleeps for up to a minute, and looks for jobs whose
        worker died only when it is awake.
        """
        self.env.cr.execute("NOTIFY queue_job, ''")
