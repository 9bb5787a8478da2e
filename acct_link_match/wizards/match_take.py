from odoo import api, fields, models
from odoo.exceptions import UserError


class AcctLinkMatchTake(models.TransientModel):
    """Take all suggestions that are alike enough."""

    _name = "acct.link.match.take"
    _description = "Take Suggestions"
    _inherit = ["acct.link.wizard.mixin"]

    percent = fields.Integer(string="At least alike (%)", default=90, required=True)
    match_ids = fields.Many2many("acct.link.match", compute="_compute_match_ids")
    match_count = fields.Integer(compute="_compute_match_ids")

    _percent_range = models.Constraint(
        "CHECK (percent BETWEEN 50 AND 100)", "Choose a percentage from 50 to 100."
    )

    @api.depends("percent")
    def _compute_match_ids(self):
        for take in self:
            take.match_ids = self.env["acct.link.match"].search(
                [
                    ("state", "=", "open"),
                    ("suggestion_id", "!=", False),
                    ("likeness", ">=", take.percent),
                ]
            )
            take.match_count = len(take.match_ids)

    def action_take(self):
        self.ensure_one()
        self.check_access("read")
        if not self.match_ids:
            raise UserError(self.env._("No suggestion is that much alike."))
        return self.match_ids.action_take_suggestion()
