from datetime import timezone
from functools import partial

from odoo import api, fields, models, sql_db
from odoo.tools import SQL

from odoo.addons.base.models.ir_cron import ODOO_NOTIFY_FUNCTION

from ...lib.alarm import Alarm

OURS = "acct.link."
AHEAD = 15  # minutes: after a longer wait the minute that workers sleep does not matter
MARGIN = 1  # seconds by which the clock of the database may be behind


def _wake_workers(dbname):
    """As `_notifydb` does, from where there is no transaction."""
    with sql_db.db_connect("postgres").cursor() as cr:
        notify = SQL.identifier(ODOO_NOTIFY_FUNCTION)
        cr.execute(SQL("SELECT %s('cron_trigger', %s)", notify, dbname))


_alarm = Alarm(_wake_workers)


class IrCron(models.Model):
    """Odoo's workers sleep a minute unless a NOTIFY wakes them. Odoo sends one for actions that are
    due now, but neither for work that is left over nor for a trigger with a moment of its own.
    """

    _inherit = "ir.cron"

    @api.model
    def _reschedule_asap(self, job):
        """Odoo stops a scheduled action after ten seconds and reschedules what is left, but wakes
        no worker. Actions of the link wake them once that is committed and the row of the action
        is free: an idle worker, or the one that ran it, goes on at once. An action with nothing
        left is rescheduled for later, without a NOTIFY.
        """
        result = super()._reschedule_asap(job)
        if self.sudo().browse(job["id"])._is_ours():
            self.env.cr.postcommit.add(self._notifydb)
        return result

    def _trigger_list(self, at_list):
        """Wake the workers when the moment of the trigger comes. The trigger is a row: another
        process finds it within a minute if this one ends before.
        """
        triggers = super()._trigger_list(at_list)
        if self.sudo()._is_ours():
            now = fields.Datetime.now()
            for at in triggers.mapped("call_at"):
                if now < at <= fields.Datetime.add(now, minutes=AHEAD):
                    moment = at.replace(tzinfo=timezone.utc).timestamp() + MARGIN
                    self.env.cr.postcommit.add(partial(_alarm.set, self.env.cr.dbname, moment))
        return triggers

    def _is_ours(self):
        return (self.model_name or "").startswith(OURS)
