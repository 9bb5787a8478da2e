import time

from odoo import models

from odoo.addons.acct_link_batch.lib.turns import Turns
from odoo.addons.base.models.ir_cron import MIN_TIME_PER_JOB

from .upload import UPLOADS


class AcctLinkInterface(models.Model):
    _inherit = "acct.link.interface"

    def _run_upload_job(self):
        """Upload one interface: turns until nothing is due, or for as long as a scheduled action
        may run; then another job goes on, behind those of other interfaces that wait.
        """
        self.ensure_one()
        Upload = self.env["acct.link.upload"]
        ends_at = time.monotonic() + MIN_TIME_PER_JOB

        def commit(_done):
            self.env.cr.commit()  # pylint: disable=invalid-commit
            return ends_at - time.monotonic()

        due = self & Upload._get_due_interfaces()
        dropped = Upload._serve(Turns(dict.fromkeys(due.ids, 0.0)), MIN_TIME_PER_JOB, commit)
        if self.id not in dropped:
            self.env["acct.link.jobs"]._enqueue(UPLOADS, self & Upload._get_due_interfaces())
        Upload._come_back(dropped)
