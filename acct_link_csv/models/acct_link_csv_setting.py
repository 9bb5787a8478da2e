from odoo import fields, models


class AcctLinkCsvSetting(models.Model):
    """A value that the format of an interface asks for once, for instance the name of the
    receivables account.
    """

    _name = "acct.link.csv.setting"
    _description = "Setting of an Import File"
    _order = "sequence, id"

    interface_id = fields.Many2one(
        "acct.link.interface", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="interface_id.company_id", store=True)
    sequence = fields.Integer()
    key = fields.Char(required=True, readonly=True)
    label = fields.Char(string="Setting", required=True, readonly=True)
    hint = fields.Char(string="What it is for", readonly=True)
    required = fields.Boolean(readonly=True)
    value = fields.Char()

    def write(self, vals):
        result = super().write(vals)
        if "interface_id" in vals:
            self.check_access("write")  # Odoo checks the rules before a change only
        return result
