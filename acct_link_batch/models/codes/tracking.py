from odoo import fields, models


class AcctLinkTracking(models.Model):
    """A tracking category: what lines are told apart by in the accounting system."""

    _name = "acct.link.tracking"
    _description = "Tracking Category in the Accounting System"
    _inherit = ["acct.link.code.mixin"]

    option_ids = fields.One2many("acct.link.tracking.option", "category_id")

    _remote_id_uniq = models.UniqueIndex(
        "(interface_id, remote_id)", "The tracking category exists already."
    )
