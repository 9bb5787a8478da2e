import logging
import math
import time

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...lib import errors
from ...lib.turns import Turns
from ..batch.batch_line import OPEN_STATES

_logger = logging.getLogger(__name__)


class AcctLinkUploadRun(models.AbstractModel):
    """The end of a run: its counts, why it stops, and who is notified."""

    _name = "acct.link.upload.run"
    _description = "End of an Upload"

    @api.model
    def _get_run(self, interface_id):
        """Today's last run, while nothing stopped it; else a new one."""
        Run = self.env["acct.link.run"]
        run = Run.search_fetch([("interface_id", "=", interface_id)], limit=1)
        recent = fields.Datetime.subtract(fields.Datetime.now(), minutes=5)
        if run.result in ("running", "done") and (run.ended_at or run.started_at) > recent:
            return run
        return Run.create({"interface_id": interface_id, "turn": run.turn})

    @api.model
    def _get_turns(self):
        """:return: Turns of the interfaces that are due, where the last slice ended"""
        interfaces = self._get_due_interfaces()
        return Turns({each.id: each.last_run_id.turn for each in interfaces})

    @api.model
    def _set_turn(self, interface_id, moment):
        """Note the place of an interface among those that wait: before its turn, so that the next
        slice goes on behind it however this one ends, and after it.

        :param moment: seconds, as of `Turns`
        """
        Run = self.env["acct.link.run"]
        run = Run.search([("interface_id", "=", interface_id)], limit=1)
        run = run or Run.create({"interface_id": interface_id})
        run.turn = moment
        run.flush_recordset(["turn"])  # a conflict is that of this turn

    @api.model
    def _check_turn(self):
        """To be called between two calls, when the answer of the first one is committed.

        :raises TurnOver: it is the turn of another interface
        """
        if time.monotonic() > self.env.context.get("acct_link_turn_end", math.inf):
            raise errors.TurnOver

    @api.model
    def _note(self, interface, sent=(), uploaded=(), exported=(), failed=()):
        """Add to the counts of the run, in the transaction of what they count."""
        if sent or uploaded or exported or failed:
            run = self._get_run(interface.id)
            run.write(
                {
                    "sent": run.sent + len(sent),
                    "uploaded": run.uploaded + len(uploaded),
                    "exported": run.exported + len(exported),
                    "failed": run.failed + len(failed),
                    "ended_at": fields.Datetime.now(),
                    "result": "done",
                }
            )

    @api.model
    def _stop_run(self, interface_id, error=None, sign_ins=0):
        """Note why an interface has to wait, and wake up when it may go on.

        :param error: LinkError, or None for an error of the link itself
        :param sign_ins: how many there were when the turn began that was stopped by a LinkError
        """
        self.env["acct.link.budget"]._roll_back()
        interface = self.env["acct.link.interface"].browse(interface_id)
        vals, problem = interface._prepare_stop_vals(error, sign_ins)
        run = self._get_run(interface_id)
        run.write({**vals, "problems": run._prepare_problems([problem])})
        if vals["wait_until"]:
            self._wake(vals["wait_until"])
        self._commit()

    @api.model
    def _report_finished(self):
        """Notify the authors of finished batches. A report that fails stops no document."""
        self._close_batches()
        for batch in self._get_batches_to_report():
            try:
                batch._report_end()
                self._commit()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()  # next time
            except Exception:
                _logger.exception("Batch %s: its report failed", batch.id)
                self.env.cr.rollback()
                batch.report_pending = False
                self._commit()

    @api.model
    def _close_batches(self):
        """What is left to do for batches of which nothing is on its way any more; commits."""

    @api.model
    def _get_batches_to_report(self):
        """:return: acct.link.batch that are finished, and whose authors were not notified yet"""
        return self.env["acct.link.batch"].search(
            [("report_pending", "=", True), ("line_ids", "not any", [("state", "in", OPEN_STATES)])]
        )
