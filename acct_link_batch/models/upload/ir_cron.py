from datetime import timezone
from functools import partial

from odoo import api, fields, models, sql_db
from odoo.tools import SQL

from odoo.addons.base.models.ir_cron import ODOO_NOTIFY_FUNCTION

from ...lib.alarm import Alarm

OURS = "acct.link."
AHEAD = 15  # minutes: whoever waits longer does not mind the minute that workers sleep
MARGIN = 1  # seconds by which the clock of the database may be behind


def _wake_workers(dbname):
    """As `_notifydb` does, from where there is no transaction."""
    with sql_db.db_connect("postgres").cursor() as cr:
        notify = SQL.identifier(ODOO_NOTIFY_FUNCTION)
        cr.execute(SQL("SELECT %s('cron_trigger', %s)", notify, dbname))


_alarm = Alarm(_wake_workers)


class IrCron(models.Model):
    """Odoo's workers sleep a minute, unless they are told that there is something to do. Odoo tells
    them of what is to be done now, and neither of what is left over nor of what has its moment.
    """

    _inherit = "ir.cron"

    @api.model
    def _reschedule_asap(self, job):
        """Odoo stops a scheduled action after ten seconds and reschedules what is left, but tells
        no worker. Ours tells them as soon as that is committed and the row of the action is free:
        whoever is idle, and the one that ran it, go on at once. What has nothing left to do is
        rescheduled for later, and wakes nobody.
        """
        result = super()._reschedule_asap(job)
        if self.sudo().browse(job["id"])._is_ours():
            self.env.cr.postcommit.add(self._notifydb)
        return result

    def _trigger_list(self, at_list):
        """Have the workers told when the moment comes. The trigger is a row, so that another
        process comes to it within a minute when this one does not live to see it.
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
