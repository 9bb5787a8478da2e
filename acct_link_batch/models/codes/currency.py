from odoo import models


class AcctLinkCurrency(models.Model):
    """A currency that is in use in the accounting system."""

    _name = "acct.link.currency"
    _description = "Currency in the Accounting System"
    _inherit = ["acct.link.code.mixin"]

    _remote_id_uniq = models.UniqueIndex(
        "(interface_id, remote_id)", "The currency exists already."
    )
