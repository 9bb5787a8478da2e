from odoo import models


class AcctLinkInterface(models.Model):
    """Offers to retry its failed documents once they were repaired."""

    _name = "acct.link.interface"
    _inherit = ["acct.link.interface", "acct.link.repair.mixin"]

    def _get_line_field(self):
        return "interface_id"
