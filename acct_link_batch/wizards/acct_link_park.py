from odoo import fields, models


class AcctLinkPark(models.TransientModel):
    _name = "acct.link.park"
    _description = "Set Documents Aside"
    _inherit = ["acct.link.wizard.mixin"]

    move_ids = fields.Many2many("account.move", string="Documents", readonly=True)
    kind = fields.Selection(
        [("parked", "Parked"), ("in_books", "Already in the books")], required=True, readonly=True
    )
    reason = fields.Char()

    def action_confirm(self):
        self.ensure_one()
        self.check_access("read")
        self.move_ids._acct_link_take()
        self.env["acct.link.parking"]._set_aside(self.move_ids, self.kind, self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
