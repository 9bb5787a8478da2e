from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """Documents that are looked at before they are sent."""

    _inherit = "account.move"

    def action_acct_link_check(self):
        """Show what would be sent where, without batching or sending anything."""
        if not self:
            raise UserError(self.env._("Select one document at least."))
        return self.env["acct.link.check"]._check_moves(self)._get_action()
