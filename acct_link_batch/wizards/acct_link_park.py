from odoo import api, fields, models


class AcctLinkPark(models.TransientModel):
    _name = "acct.link.park"
    _description = "Set Documents Aside"
    _inherit = ["acct.link.wizard.mixin"]

    move_ids = fields.Many2many("account.move", string="Documents", readonly=True)
    kind = fields.Selection(
        [("parked", "Parked"), ("in_books", "Already in the books")], required=True, readonly=True
    )
    reason = fields.Char()
    failed_count = fields.Integer(compute="_compute_failed_count")

    @api.depends("move_ids")
    def _compute_failed_count(self):
        for wizard in self:
            # A prompt that is not saved yet holds stand-ins of the documents.
            states = self._in_sight(wizard.move_ids).mapped("acct_link_state")
            wizard.failed_count = states.count("failed")

    def action_confirm(self):
        """Set the documents aside. Those whose upload failed leave their batch for it."""
        self.ensure_one()
        self.check_access("read")
        failed = self.move_ids.filtered(lambda move: move.acct_link_state == "failed")
        if failed:
            failed.acct_link_line_id.action_remove()
        self.move_ids._acct_link_take()
        self.env["acct.link.parking"]._set_aside(self.move_ids, self.kind, self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
