from odoo import models


class AcctLinkTheme(models.Model):
    """A layout (branding theme) in which the accounting system shows documents."""

    _name = "acct.link.theme"
    _description = "Layout in the Accounting System"
    _inherit = ["acct.link.code.mixin"]

    _remote_id_uniq = models.UniqueIndex("(interface_id, remote_id)", "The layout exists already.")
