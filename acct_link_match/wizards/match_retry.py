from odoo import api, fields, models


class AcctLinkMatchRetry(models.TransientModel):
    """After customers were matched: their documents can go now."""

    _name = "acct.link.match.retry"
    _description = "Retry Documents of Matched Customers"
    _inherit = ["acct.link.wizard.mixin"]

    line_ids = fields.Many2many("acct.link.batch.line", readonly=True)
    customer_count = fields.Integer(readonly=True)
    line_count = fields.Integer(compute="_compute_line_count")

    @api.depends("line_ids")
    def _compute_line_count(self):
        for retry in self:
            retry.line_count = len(retry.line_ids)

    @api.model
    def _open(self, customer_count, lines):
        retry = self.create(
            {"customer_count": customer_count, "line_ids": [fields.Command.set(lines.ids)]}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Matched"),
            "res_model": self._name,
            "res_id": retry.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def action_retry(self):
        self.ensure_one()
        self.check_access("read")
        self.line_ids.filtered(lambda line: line.state == "failed").action_retry()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
