from odoo import fields, models


class AcctLinkInterface(models.Model):
    _inherit = "acct.link.interface"

    needs_release = fields.Boolean(
        string="Release by a Second Person",
        tracking=True,
        help="Nothing is sent until a user releases the batch who neither made it nor put a "
        "document in it. What is changed after that needs another release.",
    )
