from odoo import models


class AcctLinkBatch(models.Model):
    """Offers to retry its failed documents once they were repaired."""

    _name = "acct.link.batch"
    _inherit = ["acct.link.batch", "acct.link.repair.mixin"]

    def _get_line_field(self):
        return "batch_id"
