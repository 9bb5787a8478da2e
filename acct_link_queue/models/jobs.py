from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.acct_link_batch.models.upload.upload import SHORT_WAIT
from odoo.addons.queue_job.jobrunner.runner import PG_ADVISORY_LOCK_ID

STANDSTILL = 60  # seconds after which a job that waits while none of ours runs waits in vain


class Work(NamedTuple):
    """What is done in jobs, one for each interface at most.

    `prefix`: of the identity keys, before the id of the interface; `method`: of the interface, the
    job; `cron`: xml id of the scheduled action that makes them; `lock_class`: first key of the
    advisory locks that are held while one works; `locked`: SQL of their second keys, for the row
    `interface`; `priority`: of the jobs, less is sooner.
    """

    prefix: str
    method: str
    cron: str
    lock_class: int
    locked: SQL
    priority: int = 10

    @property
    def function(self):
        """As queue_job calls it."""
        return f"<acct.link.interface>.{self.method}"


class Job(NamedTuple):
    """A job that is not done. `waits`: for longer than STANDSTILL; `moves`: it was started since,
    or runs.
    """

    interface_id: int
    waits: bool
    moves: bool


class AcctLinkJobs(models.AbstractModel):
    """While the runner of the job queue is there, a scheduled action only sees to it that every
    interface with something due has a job; while it is not, the action does the work itself. The
    locks of the work keep a job and the action apart, whatever each knows of the other.
    """

    _name = "acct.link.jobs"
    _description = "Jobs of the Accounting Link"

    @api.model
    def _are_served(self, work, jobs):
        """:param jobs: [Job] there are; :return: whether jobs are run, so that the scheduled action
        has to leave the work to them
        """
        return self._is_runner_there() and not self._stand_still(work, jobs)

    @api.model
    def _provide(self, work, jobs, due):
        """See to it that every interface has a job.

        :param jobs: [Job] there are; :param due: acct.link.interface, in the order to be served
        """
        served = {job.interface_id for job in jobs}
        self._enqueue(work, due.filtered(lambda interface: interface.id not in served))
        if due:
            self._watch(work)
            self._rouse_runner()

    @api.model
    def _enqueue(self, work, interfaces):
        """A job for each of these, unless one waits. Only the scheduled action, of which one runs
        at a time, and the job itself come here: two at once would both find none that waits.
        """
        for interface in interfaces:
            delayed = interface.with_context(company_id=interface.company_id.id).with_delay(
                identity_key=f"{work.prefix}{interface.id}",
                max_retries=0,  # of workers that died: what is due stays due
                priority=work.priority,
                description=self._describe(work, interface),
            )
            getattr(delayed, work.method)()

    @api.model
    def _describe(self, work, interface):
        """:return: str, what people see in the list of jobs"""
        return self.env._("Upload: %(name)s", name=interface.name)

    # === ARE THEY SERVED? === #

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
    def _read(self, work):
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
                             AND objid::bigint IN (%(locked)s)
                             AND database = (SELECT oid FROM pg_database
                                              WHERE datname = current_database()))
                  FROM queue_job job
                  JOIN acct_link_interface interface
                    ON job.identity_key = %(prefix)s || interface.id
                 WHERE job.state IN ('wait_dependencies', 'pending', 'enqueued', 'started')
                """,
                before=self._get_standstill(),
                prefix=work.prefix,
                locked=work.locked,
                **{"class": work.lock_class},
            )
        )
        return [Job(*row) for row in found]

    @api.model
    def _get_standstill(self):
        return fields.Datetime.subtract(fields.Datetime.now(), seconds=STANDSTILL)

    @api.model
    def _stand_still(self, work, jobs):
        """Whether a job of ours waits for long and none of them runs: the runner is stuck, reaches
        no worker, or others keep the channel filled.

        :param jobs: [Job]
        """
        if not any(job.waits for job in jobs) or any(job.moves for job in jobs):
            return False
        functions = self.env["queue.job.function"].sudo()
        ended = [
            ("channel", "=", functions.job_config(work.function).channel),
            ("identity_key", "=like", f"{work.prefix}%"),
            ("date_done", ">=", self._get_standstill()),
        ]
        return not self.env["queue.job"].sudo().search_count(ended, limit=1)

    # === UNTIL IT IS DONE === #

    @api.model
    def _watch(self, work):
        """Look again soon while something is due: the runner may end, and a job that was about to
        end when its interface was asked for again is not missed for long.
        """
        now = fields.Datetime.now()
        soon = fields.Datetime.add(now, seconds=SHORT_WAIT)
        cron = self.env.ref(work.cron).sudo()
        ahead = [("cron_id", "=", cron.id), ("call_at", ">", now), ("call_at", "<=", soon)]
        if not self.env["ir.cron.trigger"].sudo().search_count(ahead, limit=1):
            cron._trigger(soon)

    @api.model
    def _rouse_runner(self):
        """As a change of a job does. The runner sleeps for up to a minute, and looks for jobs whose
        worker died only when it is awake.
        """
        self.env.cr.execute("NOTIFY queue_job, ''")
