import time

from odoo import models

from odoo.addons.base.models.ir_cron import MIN_TIME_PER_JOB

from .puller import PULLS


class AcctLinkInterface(models.Model):
    _inherit = "acct.link.interface"

    def _run_pull_job(self):
        """Read what is due of one interface, for as long as a scheduled action may run; then
        another job goes on, behind those of other interfaces that wait.
        """
        self.ensure_one()
        Puller = self.env["acct.link.puller"]
        ends_at = time.monotonic() + MIN_TIME_PER_JOB
        for pull_id in self._get_due_pulls().ids:
            if time.monotonic() > ends_at or not Puller._run(pull_id, ends_at):
                # What another process holds is not waited for: the action looks again soon.
                self.env["acct.link.jobs"]._enqueue(PULLS, self._get_due_pulls().interface_id)
                break

    def _get_due_pulls(self):
        """:return: acct.link.pull of this interface that may run now, in their order"""
        due = self.env["acct.link.puller"]._get_due()
        return due.filtered(lambda pull: pull.interface_id == self)
