from odoo import api, models

OURS = "acct.link."


class IrCron(models.Model):
    _inherit = "ir.cron"

    @api.model
    def _reschedule_asap(self, job):
        """Odoo stops a scheduled action after ten seconds and reschedules what is left, but tells
        no worker, and these sleep a minute. Ours tells them as soon as that is committed and the
        row of the action is free: whoever is idle, and the one that ran it, go on at once. What
        has nothing left to do is rescheduled for later, and wakes nobody.
        """
        result = super()._reschedule_asap(job)
        if (self.sudo().browse(job["id"]).model_name or "").startswith(OURS):
            self.env.cr.postcommit.add(self._notifydb)
        return result
