import logging
import time

import psycopg2
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...lib import errors
from ...lib.turns import Turns
from ..base.tries import MAX_CONFLICTS
from .turn import Memory, Turn, get_turn_seconds

_logger = logging.getLogger(__name__)

LOCK_CLASS = 0x61636C  # "acl": the first key of this add-on's advisory locks
# A row that is there already may be another process's, whose lock was lost or who had it after us.
CONFLICTS = (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, UniqueViolation)
# Seconds that a slice goes on after Odoo's ten: at the end of each, calls that are under way are
# waited for with nothing behind them, and the next begins with a look at what is due.
LONGER = 20
SHORT_WAIT = 15  # seconds until rows that another transaction holds are tried again


class AcctLinkUpload(models.AbstractModel):
    """The one loop that writes to the outside.

    A turn is a few seconds of one interface. Its stages are asked in order, and the first that has
    something to do does it:

        recovery -> document -> (stages of other add-ons)
                      |    |         |
                   contact |         |
                      |    |         |
                      +----+-----> transport -> connector

    A process that dies between any two commits leaves a row with the point it had reached.
    """

    _name = "acct.link.upload"
    _description = "Upload to the Accounting System"

    @api.model
    def _get_stages(self):
        """:return: [name of a model with `_run(turn)`; with `_get_due()`, if rows wait for it]"""
        return [
            "acct.link.upload.recovery",
            "acct.link.upload.document",
        ]

    # === TURNS === #

    @api.model
    def _wake(self, at=None):
        """Let the scheduled action run soon, or at a moment (naive UTC)."""
        self.env.ref("acct_link_batch.ir_cron_upload").sudo()._trigger(at)

    @api.model
    def _cron_upload(self):
        """Serve all interfaces in turns until nothing may run or time is up."""
        seconds = self._commit(remaining=self._count_due())
        dropped = self._serve(self._get_turns(), seconds, self._commit)
        self.env["acct.link.upload.report"]._report_finished()
        self._commit(remaining=self._count_due(dropped))
        self._come_back(dropped)

    @api.model
    def _commit(self, done=0, **progress):
        """:param done: number of documents; :param progress: see `ir.cron._commit_progress`
        :return: seconds left of this slice; infinite where no scheduled action runs it
        """
        seconds = self.env["ir.cron"]._commit_progress(done, **progress)
        ends_at = self.env.context.get("cron_end_time")  # by the clock of `time.monotonic`
        return max(ends_at + LONGER - time.monotonic(), 0) if ends_at else seconds

    @api.model
    def _serve(self, turns, seconds, commit):
        """Turns of the interfaces that wait, until none of them has anything to do or time is up.

        :param turns: lib.turns.Turns; :param seconds: until time is up
        :param commit: is told after every turn how much was done; commits; returns the seconds left
        :return: {id} of the interfaces that have nothing more to do now, or cannot do it now
        """
        Run, Report = self.env["acct.link.run"], self.env["acct.link.upload.report"]
        memories, dropped = {}, set()
        conflicts = 0
        while turns and seconds > 0:
            interface_id = turns.take()
            try:
                memory = memories.setdefault(interface_id, Memory())
                # Where it waits alone there is no place to keep.
                length = get_turn_seconds(seconds, is_alone=not turns)
                done = self._run_turn(interface_id, memory, length, has_place=bool(turns))
                if done is not None:
                    moment = turns.put_back(interface_id)
                    if len(turns) > 1:
                        Run._set_turn(interface_id, moment)
                conflicts = 0
            except CONFLICTS as error:
                # Another transaction changed a row, or made the same one, at the same moment: the
                # turn starts afresh.
                self.env.cr.rollback()
                conflicts += 1
                done = 0 if conflicts < MAX_CONFLICTS else None
                if done is not None:
                    turns.put_back(interface_id)
                elif isinstance(error, UniqueViolation):
                    _logger.exception("Accounting link interface %s: twice the same", interface_id)
                    Run._stop(interface_id)
            except (psycopg2.OperationalError, psycopg2.InterfaceError):
                # The connection that held the lock is gone; what was written ahead is looked up.
                _logger.warning("Accounting link interface %s: lock lost", interface_id)
                self.env.cr.rollback()
                done = None
            except Exception:
                _logger.exception("Accounting link interface %s: the turn failed", interface_id)
                self.env.cr.rollback()
                Run._stop(interface_id)
                done = None
            if done is None:
                dropped.add(interface_id)
            Report._report_finished()
            seconds = commit(done or 0)
        return dropped

    @api.model
    def _come_back(self, dropped):
        """Another transaction holds at the moment what is due of the interfaces that were dropped:
        wake soon.

        :param dropped: {id}, as `_serve` returns them
        """
        if dropped and dropped.intersection(self._get_due_interfaces().ids):
            self._wake(fields.Datetime.add(fields.Datetime.now(), seconds=SHORT_WAIT))

    @api.model
    def _run_turn(self, interface_id, memory, seconds, has_place):
        """One turn of one interface.

        :param memory: turn.Memory of this run; :param seconds: see Turn
        :param has_place: others wait, too
        :return: number of documents dealt with, None if there is nothing more to do now
        """
        with self._interface_lock(interface_id) as lock:
            if not lock:
                return None
            # A fresh snapshot: the process that held the lock before has committed.
            self.env.cr.commit()  # pylint: disable=invalid-commit
            interface = self.env["acct.link.interface"].browse(interface_id)
            if interface.paused or not interface.active:
                return None
            if has_place:
                self.env["acct.link.run"]._set_turn(interface_id, time.time())
                self.env.cr.commit()  # pylint: disable=invalid-commit
            connector = interface._connector()
            capabilities = connector._capabilities(interface)
            left = self.env["acct.link.budget"]._count_left(interface, capabilities.pace, seconds)
            sign_ins = interface._count_sign_ins()
            turn = Turn(interface, connector, capabilities, lock, sign_ins, memory, left, seconds)
            try:
                interface._check_accounts_file()
                return self._run_stages(turn)
            except errors.TurnOver:
                return 0
            except errors.LinkError as error:
                self.env["acct.link.run"]._stop(interface_id, error, turn.sign_ins)
                return None

    @api.model
    def _run_stages(self, turn):
        """:return: what the first stage dealt with that had something to do; None: none had"""
        for name in self._get_stages():
            done = self.env[name]._run(turn)
            if done is not None:
                return done
        return None

    @api.model
    def _get_due_interfaces(self):
        """Interfaces with documents or follow-ups that may go out now; only these count as
        remaining, or the scheduled action would run hot.
        """
        groups = []
        for model, domain in self._get_due():
            groups += self.env[model]._read_group(domain, ["interface_id"])
        interfaces = self.env["acct.link.interface"].union(*(each for (each,) in groups))
        return interfaces.filtered(
            lambda interface: (
                interface.active
                and not interface.paused
                and interface._is_signed_in()
                and not interface.wait_until
            )
        )

    @api.model
    def _count_due(self, dropped=()):
        """Documents and follow-ups that may go out now, but for the interfaces this run has
        dropped.
        """
        interface_ids = set(self._get_due_interfaces().ids).difference(dropped)
        ours = Domain("interface_id", "in", interface_ids)
        return sum(self.env[model].search_count(domain & ours) for model, domain in self._get_due())

    @api.model
    def _get_due(self):
        """:return: [(model, Domain)] of all that may go out now"""
        stages = [self.env[name] for name in self._get_stages()]
        return [stage._get_due() for stage in stages if hasattr(stage, "_get_due")]

    @api.model
    def _get_turns(self):
        """:return: Turns of the interfaces that are due, where the last slice ended"""
        interfaces = self._get_due_interfaces()
        return Turns({each.id: each.last_run_id.turn for each in interfaces})

    @api.model
    def _interface_lock(self, interface_id):
        """:return: context manager that yields the cursor that holds the lock, or None"""
        return self.env["acct.link.lock"]._hold(LOCK_CLASS, interface_id)
