from odoo import api, models
from odoo.fields import Domain

from .file import WITHOUT_FILE


class AcctLinkRequest(models.Model):
    _inherit = "acct.link.request"

    @api.model
    def _get_done_domain(self):
        """A part that is in no file yet is still needed."""
        return super()._get_done_domain() & Domain("line_ids", "not any", WITHOUT_FILE)
