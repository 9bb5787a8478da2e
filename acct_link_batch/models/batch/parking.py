from odoo import api, fields, models
from odoo.exceptions import UserError


class AcctLinkParking(models.Model):
    """A document set aside: parked by a clerk, or marked as already in the books. It is a state
    of the document, kept apart from `account.move` so that setting it never waits for somebody
    who edits the document.
    """

    _name = "acct.link.parking"
    _description = "Document Set Aside"
    _inherit = ["acct.link.engine.mixin"]
    _order = "id desc"
    _rec_name = "move_id"

    move_id = fields.Many2one(
        "account.move", string="Document", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", string="Office", required=True, readonly=True)
    kind = fields.Selection(
        [("parked", "Parked"), ("in_books", "Already in the books")], required=True, readonly=True
    )
    reason = fields.Char(readonly=True)
    partner_id = fields.Many2one(related="move_id.commercial_partner_id", string="Customer")
    invoice_date = fields.Date(related="move_id.invoice_date")
    currency_id = fields.Many2one(related="move_id.currency_id")
    amount_total = fields.Monetary(related="move_id.amount_total", string="Amount incl. Tax")

    _move_uniq = models.UniqueIndex("(move_id)", "The document is set aside already.")

    @api.model
    def _set_aside(self, moves, kind, reason):
        """:param moves: account.move, locked and checked to be available"""
        self.sudo().create(
            [
                {
                    "move_id": move.id,
                    "company_id": move.company_id.id,
                    "kind": kind,
                    "reason": reason,
                }
                for move in moves
            ]
        )
        label = dict(self._fields["kind"]._description_selection(self.env))[kind]
        moves.sudo()._message_log_batch(
            bodies={move.id: f"{label}: {reason}" if reason else label for move in moves}
        )

    def action_unpark(self):
        """The documents are available again; their chatter keeps who parked them, and why."""
        self.env["acct.link.batch"]._check_user(self)
        if not self:
            raise UserError(self.env._("None of these documents is parked."))
        moves = self.move_id
        self.sudo().unlink()
        moves.sudo()._message_log_batch(
            bodies={move.id: self.env._("Available for upload again") for move in moves}
        )
        return True
