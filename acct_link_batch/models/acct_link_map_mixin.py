from odoo import fields, models


class AcctLinkMapMixin(models.AbstractModel):
    """A row that says which code of the accounting system stands for a record of Odoo."""

    _name = "acct.link.map.mixin"
    _description = "Link of a Code"

    interface_id = fields.Many2one("acct.link.interface", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="interface_id.company_id", store=True)

    def write(self, vals):
        result = super().write(vals)
        if "interface_id" in vals:
            self.check_access("write")  # Odoo checks the rules before a change only
        return result
