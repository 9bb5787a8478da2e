from odoo import fields, models

from .step import OPERATIONS


class AcctLinkRequest(models.Model):
    """Requests that carry a follow-up write."""

    _inherit = "acct.link.request"

    operation = fields.Selection(
        selection_add=OPERATIONS, ondelete=dict.fromkeys(dict(OPERATIONS), "cascade")
    )
    step_ids = fields.One2many("acct.link.step", "request_id", readonly=True)
