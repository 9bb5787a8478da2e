from odoo import api, models
from odoo.fields import Domain

from ..lib.operation import VOID


class AcctLinkPaper(models.AbstractModel):
    """Documents that the link voided in the books."""

    _inherit = "acct.link.paper"

    @api.model
    def _get_voided_there_domain(self):
        voided = Domain("operation_ids", "any", [("operation", "=", VOID), ("state", "=", "done")])
        return super()._get_voided_there_domain() | voided
