from odoo import api, fields, models
from odoo.exceptions import UserError


class AcctLinkSettleHours(models.TransientModel):
    """What becomes of hours that came too late for their period."""

    _name = "acct.link.settle.hours"
    _description = "Settle Late Hours"
    _inherit = ["acct.link.wizard.mixin"]

    left_id = fields.Many2one("acct.link.pay.left", required=True, readonly=True)
    hours = fields.Float(related="left_id.hours", related_sudo=False)
    way = fields.Selection(
        [("move", "Pay them with another period"), ("settled", "They were paid by hand")],
        required=True,
        default="move",
    )
    date = fields.Date(
        string="Move to", help="The timesheets get this date, and go with the period it is in."
    )
    note = fields.Char(help="How they were paid.")

    @api.onchange("way")
    def _onchange_way(self):
        if self.way == "move" and not self.date:
            end = self.left_id.period_id.end
            self.date = end and fields.Date.add(end, days=1)

    def action_confirm(self):
        """Move the timesheets, or note that they were paid; the period is looked at again."""
        self.ensure_one()
        self.check_access("write")
        left = self.left_id
        left.check_access("read")
        # Projects that hide lines from the clerk hide no hours from the payroll.
        lines = left.sudo().analytic_line_ids
        if self.way == "move":
            if not self.date:
                raise UserError(self.env._("Choose the day to which they are moved."))
            lines.date = self.date
        else:
            if not self.note:
                raise UserError(self.env._("Say how these hours were paid."))
            lines.acct_link_pay_note = self.note
        period = left.sudo().period_id
        self.env["acct.link.pay.gather"]._gather(period)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
