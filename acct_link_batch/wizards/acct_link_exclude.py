from odoo import fields, models


class AcctLinkExclude(models.TransientModel):
    _name = "acct.link.exclude"
    _description = "Never Send Customers to the Books"
    _inherit = ["acct.link.wizard.mixin"]

    partner_ids = fields.Many2many("res.partner", string="Customers", readonly=True)
    reason = fields.Char()

    def action_confirm(self):
        self.ensure_one()
        self.check_access("read")
        self.partner_ids._acct_link_exclude(self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
