from odoo import fields, models
from odoo.fields import NO_ACCESS


class AcctLinkToken(models.Model):
    _inherit = "acct.link.token"

    myob_file_password = fields.Char(groups=NO_ACCESS, copy=False)
