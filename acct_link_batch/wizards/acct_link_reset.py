from odoo import api, fields, models


class AcctLinkReset(models.TransientModel):
    """Asks what is to become of the batch line when its document is reset to draft."""

    _name = "acct.link.reset"
    _description = "Reset a Batched Document to Draft"
    _inherit = ["acct.link.wizard.mixin"]

    move_ids = fields.Many2many("account.move", string="Documents", readonly=True)
    is_uploaded = fields.Boolean(compute="_compute_is_uploaded")
    is_exported = fields.Boolean(compute="_compute_is_uploaded")

    @api.depends("move_ids")
    def _compute_is_uploaded(self):
        for wizard in self:
            # A prompt that is not saved yet holds stand-ins of the documents.
            states = self._in_sight(wizard.move_ids).mapped("acct_link_state")
            wizard.is_uploaded = "uploaded" in states
            wizard.is_exported = "exported" in states

    def action_leave(self):
        """Reset; the line stays and says so when it is uploaded before the document is posted."""
        self.ensure_one()
        self.check_access("read")
        self.move_ids.button_draft()
        return {"type": "ir.actions.act_window_close"}

    def action_remove(self):
        """Take the documents out of their batch, then reset them."""
        self.ensure_one()
        self.check_access("read")
        lines = self.move_ids.acct_link_line_id
        lines.with_context(acct_link_leave_file=True).action_remove()
        self.move_ids.button_draft()
        return {"type": "ir.actions.act_window_close"}
