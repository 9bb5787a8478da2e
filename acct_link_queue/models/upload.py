from odoo import api, models
from odoo.tools import SQL

from odoo.addons.acct_link_batch.models.upload.upload import LOCK_CLASS

from .jobs import Work

UPLOADS = Work(
    prefix="acct_link_upload:",
    method="_run_upload_job",
    cron="acct_link_batch.ir_cron_upload",
    lock_class=LOCK_CLASS,
    locked=SQL("interface.id"),
)


class AcctLinkUpload(models.AbstractModel):
    """Turns in jobs, or in the scheduled action: see `acct.link.jobs`."""

    _inherit = "acct.link.upload"

    @api.model
    def _cron_upload(self):
        Jobs = self.env["acct.link.jobs"]
        jobs = Jobs._read(UPLOADS)
        if not Jobs._are_served(UPLOADS, jobs):
            return super()._cron_upload()
        self.env["acct.link.upload.report"]._report_finished()
        Jobs._provide(UPLOADS, jobs, self._get_due_interfaces())
        return self.env["ir.cron"]._commit_progress(remaining=0)
