import logging
import time

import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.acct_link_batch.lib import errors
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_batch.models.base.tries import keep_changes

from ..lib.incoming import MISSING, UNKNOWN

_logger = logging.getLogger(__name__)

LOCK_CLASS = 0x61636D  # "acm": the first key of the locks of pulls
SLICE = 100  # records between two commits
KEEP_SECONDS = 10  # for a page that came when the time was up
# Who keeps what is pulled: `_keep(interface, records)` returns how many records changed something
# here, and how many failed.
MIRRORS = ("acct.link.payment.sync", "acct.link.remote.document")
READERS = {"documents": MIRRORS, "bills": ("acct.link.bill",)}
# What is read again by its ids: `_get_stale(interface, before, limit)` returns records that have a
# `kind` and a `remote_id`, `_keep_status(interface, remote ids, status)` notes what else became of
# them; whatever was asked for is not stale afterwards.
RECHECKED = {"documents": "acct.link.remote.document", "bills": "acct.link.bill"}
CALLS_OF_A_SLICE = 10  # at most, to read documents again by their ids
CALLS_OF_CODES = 6
CALLS_OF_A_FILE = 2  # with the list of them
RESERVED_WAIT = 3600  # seconds until calls that are kept for people are counted anew


class AcctLinkPuller(models.AbstractModel):
    """Carries out the pulls that are due. It commits after every slice of a page; the cursor moves
    with the last slice, so a run that dies reads its page again. Whatever reads a record must
    therefore not mind reading it twice.
    """

    _name = "acct.link.puller"
    _description = "Pull from the Accounting System"

    @api.model
    def _wake(self, at=None):
        self.env.ref("acct_link_pull.ir_cron_pull").sudo()._trigger(at)

    @api.model
    def _cron_pull(self):
        """Run what is due, until time is up; what is unfinished goes on the next time."""
        cron = self.env["ir.cron"]
        due = self._get_due()
        seconds = cron._commit_progress(remaining=len(due))
        for pull_id in due.ids:
            if seconds <= 0:
                break
            done = self._run(pull_id, time.monotonic() + seconds)
            seconds = cron._commit_progress(1 if done else 0)

    @api.model
    def _get_due(self):
        """:return: acct.link.pull that may run now: those that somebody asked for and that have not
        begun, then those that were served longest ago
        """
        return self._get_candidates().filtered(
            lambda pull: (
                pull._is_due()
                and pull.interface_id._is_signed_in()
                and not pull.interface_id.wait_until
            )
        )

    @api.model
    def _get_candidates(self):
        """In one query, however many interfaces there are, as this is asked all day.

        :return: acct.link.pull of which some may be due, in the order of `_get_due`; of the others
            none is
        """
        self.env.flush_all()
        found = self.env.execute_query(
            SQL(
                """
                SELECT pull.id
                  FROM acct_link_pull pull
                  JOIN acct_link_interface interface ON interface.id = pull.interface_id
             LEFT JOIN LATERAL (SELECT * FROM acct_link_pull_run
                                 WHERE pull_id = pull.id ORDER BY id DESC LIMIT 1) last ON TRUE
            CROSS JOIN LATERAL (SELECT pull.requested_at <= %(now)s
                                       AND COALESCE(pull.requests, 0) <> COALESCE(last.answers, 0)
                                       AS asked) request
                 WHERE interface.active AND NOT COALESCE(interface.paused, FALSE)
                   AND (request.asked
                        OR COALESCE(last.wait_until <= %(now)s, TRUE)
                           AND (last.result IN ('running', 'waiting')
                                OR pull.enabled
                                   AND COALESCE(last.started_at + pull.interval::int
                                                * interval '1 minute' <= %(now)s, TRUE)))
              ORDER BY COALESCE(request.asked AND last.result IS DISTINCT FROM 'running',
                                FALSE) DESC,
                       last.served_at NULLS FIRST, pull.id
                """,
                now=fields.Datetime.now(),
            )
        )
        return self.env["acct.link.pull"].browse(pull_id for (pull_id,) in found)

    @api.model
    def _run(self, pull_id, deadline):
        """One pass of one pull, or what of it fits before the deadline (monotonic seconds).

        :return: whether it came to its end
        """
        with self.env["acct.link.lock"]._hold(LOCK_CLASS, pull_id) as lock:
            if not lock:
                return True  # in other hands
            self._commit()  # a fresh snapshot
            pull = self.env["acct.link.pull"].browse(pull_id)
            run = self._open_run(pull)
            sign_ins = pull.interface_id._count_sign_ins()
            try:
                if not self._carry_out(pull, run, deadline):
                    return False
            except errors.LinkError as error:
                self._stop(run, error, sign_ins)
            except Exception as error:
                if isinstance(error, psycopg2.OperationalError | psycopg2.InterfaceError):
                    _logger.warning("Pull %s: the database gave way", pull_id)
                else:
                    _logger.exception("Pull %s failed", pull_id)
                self._stop(run)
            else:
                run._finish()
                self._commit()
        return True

    @api.model
    def _open_run(self, pull):
        """The run to go on with, or a new one that starts where the last one ended."""
        last = pull.last_run_id
        if last.result == "running":
            last.served_at = fields.Datetime.now()
            self._commit()
            return last
        run = last.create(
            {
                "pull_id": pull.id,
                "cursor": last.cursor,
                "scheduled": not (pull._is_asked() or (last._goes_on() and not last.scheduled)),
                "answers": pull.requests,
            }
        )
        self._commit()
        return run

    @api.model
    def _carry_out(self, pull, run, deadline):
        """:return: False when the deadline came first"""
        connector = pull.interface_id._connector()
        if pull.resource == "codes":
            self._check_calls_left(pull, run, CALLS_OF_CODES)
            keep_changes(self.env.cr, lambda: connector._pull_codes(pull.interface_id))
            codes = (pull.interface_id.account_ids, pull.interface_id.tax_ids)
            run.seen = sum(map(len, codes))
            return True
        if pull.resource == "recheck":
            return all(self._recheck(pull, run, deadline, resource) for resource in RECHECKED)
        if pull.resource == "files":
            return self._fetch_files(pull, run, deadline)
        pages = connector._pull(pull.interface_id, pull.resource, run.cursor or None)
        self._check_calls_left(pull, run)
        while page := next(pages, None):
            self._commit()  # what was sent while it was read is seen
            # However long the reading took: what is not kept would be read for ever.
            keep_until = max(deadline, time.monotonic() + KEEP_SECONDS)
            for start in range(0, len(page.records), SLICE):
                if time.monotonic() > keep_until:
                    return False
                self._keep(pull, run, page.records[start : start + SLICE])
            run.cursor = page.cursor
            self._commit()
            self._check_calls_left(pull, run)
            if time.monotonic() > deadline:
                return False
        return True

    @api.model
    def _check_calls_left(self, pull, run, count=1):
        """:raises Postponed: the calls left today are for people, and nobody waits for this"""
        interface = pull.interface_id
        if not interface._may_call(count, run.scheduled):
            until = fields.Datetime.add(fields.Datetime.now(), seconds=RESERVED_WAIT)
            problem = Problem("calls_reserved", {"left": str(interface.calls_left_today)})
            raise errors.Postponed(problem, until)

    @api.model
    def _keep(self, pull, run, records, resource=None):
        """Read a slice into Odoo; commits. :param resource: of READERS, if not that of the pull"""

        def keep():
            readers = READERS[resource or pull.resource]
            env = self.with_context(acct_link_pull_run=run.id).env
            results = [env[reader]._keep(pull.interface_id, records) for reader in readers]
            run.write(
                {
                    "seen": run.seen + len(records),
                    "changed": run.changed + sum(changed for changed, _failed in results),
                    "failed": run.failed + sum(failed for _changed, failed in results),
                    "ended_at": fields.Datetime.now(),
                }
            )

        keep_changes(self.env.cr, keep)

    @api.model
    def _recheck(self, pull, run, deadline, resource):
        """Read again, by their ids, what may have changed without a word: not every change moves a
        document in the list of what changed.

        :param resource: of RECHECKED; :return: False when the deadline came first
        """
        connector, interface = pull.interface_id._connector(), pull.interface_id
        Model = self.env[RECHECKED[resource]]
        while stale := Model._get_stale(interface, run.started_at, SLICE):
            if time.monotonic() > deadline:
                return False
            self._check_calls_left(pull, run, CALLS_OF_A_SLICE)
            ids = tuple((record.kind, record.remote_id) for record in stale)
            records, gone = connector._read_again(interface, ids, resource)
            self._keep(pull, run, records, resource)
            told = {each.remote_id for each in records} | gone
            unclear = {remote_id for _kind, remote_id in ids} - told

            def keep_rest(gone=gone, unclear=unclear):
                Model._keep_status(interface, gone, MISSING)
                Model._keep_status(interface, unclear, UNKNOWN)

            keep_changes(self.env.cr, keep_rest)
        return True

    @api.model
    def _fetch_files(self, pull, run, deadline):
        """Files of bills that somebody asked for, and on schedule of all that have some.

        :return: False when the deadline came first
        """
        interface = pull.interface_id
        while bill := self.env["acct.link.bill"]._get_without_files(interface, pull.enabled):
            # Background reads respect the call reserve even in a run a person started.
            scheduled = run.scheduled or not bill.files_asked
            if not run.scheduled and not interface._may_call(CALLS_OF_A_FILE, scheduled):
                return True
            self._check_calls_left(pull, run, CALLS_OF_A_FILE)
            files = interface._connector()._read_files(
                interface, bill.kind, bill.remote_id, bill._get_known_files()
            )
            while file := next(files, None):
                self._keep_file(run, bill, file)
                if time.monotonic() > deadline:
                    return False
                self._check_calls_left(pull, run)
            keep_changes(self.env.cr, bill._set_files_read)
        return True

    @api.model
    def _keep_file(self, run, bill, file):
        """Commits. :param file: incoming.BillFile"""

        def keep():
            kept = bill._keep_file(file)
            run.write(
                {
                    "seen": run.seen + 1,
                    "changed": run.changed + kept,
                    "failed": run.failed + bool(file.trouble),
                    "ended_at": fields.Datetime.now(),
                }
            )

        keep_changes(self.env.cr, keep)

    @api.model
    def _stop(self, run, error=None, sign_ins=0):
        """Note why a run ended, and until when the pull has to wait.

        :param sign_ins: how many there were when a LinkError ended it
        """
        self.env["acct.link.budget"]._roll_back()
        vals, problem = run.interface_id._prepare_stop_vals(error, sign_ins)
        run.write({**vals, "problems": run._prepare_problems([problem])})
        if run._goes_on():
            self._wake(run.wait_until)
        self._commit()

    @api.model
    def _commit(self):
        self.env.cr.commit()  # pylint: disable=invalid-commit
