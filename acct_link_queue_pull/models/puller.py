from odoo import api, models
from odoo.tools import SQL

from odoo.addons.acct_link_pull.models.puller import LOCK_CLASS
from odoo.addons.acct_link_queue.models.jobs import Work

PULLS = Work(
    prefix="acct_link_pull:",
    method="_run_pull_job",
    cron="acct_link_pull.ir_cron_pull",
    lock_class=LOCK_CLASS,
    locked=SQL("SELECT pull.id FROM acct_link_pull pull WHERE pull.interface_id = interface.id"),
    priority=20,  # behind uploads
)


class AcctLinkPuller(models.AbstractModel):
    """Pulls in jobs, or in the scheduled action: see `acct.link.jobs`."""

    _inherit = "acct.link.puller"

    @api.model
    def _cron_pull(self):
        Jobs = self.env["acct.link.jobs"]
        jobs = Jobs._read(PULLS)
        if not Jobs._are_served(PULLS, jobs):
            return super()._cron_pull()
        # In the order of what is due.
        Jobs._provide(PULLS, jobs, self._get_due().interface_id)
        return self.env["ir.cron"]._commit_progress(remaining=0)
