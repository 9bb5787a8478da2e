from odoo import api, fields, models

from ..lib.operation import VOID


class AcctLinkReset(models.TransientModel):
    """Asks what is to become of the batch line when its document is reset to draft."""

    _name = "acct.link.reset"
    _description = "Reset a Batched Document to Draft"
    _inherit = ["acct.link.wizard.mixin"]

    move_ids = fields.Many2many("account.move", string="Documents", readonly=True)
    is_uploaded = fields.Boolean(compute="_compute_is_uploaded")
    is_exported = fields.Boolean(compute="_compute_is_uploaded")
    can_void = fields.Boolean(compute="_compute_can_void", compute_sudo=True)
    is_deleted_there = fields.Boolean(compute="_compute_can_void", compute_sudo=True)
    system = fields.Char(compute="_compute_can_void", compute_sudo=True)

    @api.depends("move_ids")
    def _compute_is_uploaded(self):
        for wizard in self:
            # A prompt that is not saved yet holds stand-ins of the documents.
            states = self._in_sight(wizard.move_ids).mapped("acct_link_state")
            wizard.is_uploaded = "uploaded" in states
            wizard.is_exported = "exported" in states

    @api.depends("is_uploaded")
    def _compute_can_void(self):
        for wizard in self:
            lines = self._in_sight(wizard.move_ids).acct_link_line_id
            kinds = {(line.interface_id, line.kind) for line in lines}
            interfaces = lines.interface_id
            wizard.can_void = wizard.is_uploaded and all(
                interface._can_do(VOID, kind) for interface, kind in kinds
            )
            wizard.is_deleted_there = wizard.can_void and all(
                interface._deletes(kind) for interface, kind in kinds
            )
            wizard.system = interfaces[:1]._get_system_name() if interfaces else False

    def action_leave(self):
        """Reset; the line stays and says so when it is uploaded before the document is posted."""
        self.ensure_one()
        self.check_access("read")
        self.move_ids.button_draft()
        return {"type": "ir.actions.act_window_close"}

    def action_void(self):
        """Reset, and let the loop void the copies in the books. Those it cannot void stay linked,
        and their follow-ups say why.
        """
        self.ensure_one()
        self.check_access("read")
        lines = self.move_ids.acct_link_line_id
        self.env["acct.link.batch"]._check_user(lines)
        self.move_ids.button_draft()
        uploaded = lines.sudo().filtered(lambda line: line.state == "uploaded")
        self.env["acct.link.operation"]._enqueue_void(uploaded)
        return {"type": "ir.actions.act_window_close"}

    def action_remove(self):
        """Take the documents out of their batch, then reset them."""
        self.ensure_one()
        self.check_access("read")
        lines = self.move_ids.acct_link_line_id
        lines.with_context(acct_link_leave_file=True).action_remove()
        self.move_ids.button_draft()
        return {"type": "ir.actions.act_window_close"}
