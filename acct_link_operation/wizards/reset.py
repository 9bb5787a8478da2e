from odoo import api, fields, models

from ..lib.operation import VOID


class AcctLinkReset(models.TransientModel):
    """Void what is reset in the books, too."""

    _inherit = "acct.link.reset"

    can_void = fields.Boolean(compute="_compute_can_void", compute_sudo=True)
    is_deleted_there = fields.Boolean(compute="_compute_can_void", compute_sudo=True)
    system = fields.Char(compute="_compute_can_void", compute_sudo=True)

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
