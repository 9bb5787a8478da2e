from odoo import fields, models

from .account_move import LABELS


class AcctLinkRequest(models.Model):
    _inherit = "acct.link.request"

    kind = fields.Selection(
        selection_add=LABELS, ondelete={kind: "set null" for kind, _label in LABELS}
    )
