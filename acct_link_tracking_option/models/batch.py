from odoo import api, fields, models
from odoo.exceptions import UserError

ADDABLE = "tracking_addable"


class AcctLinkBatch(models.Model):
    """Options that its documents lack are added when a user asks for it."""

    _inherit = "acct.link.batch"

    lacks_options = fields.Boolean(compute="_compute_lacks_options")

    @api.depends("line_ids.state")
    def _compute_lacks_options(self):
        for batch in self:
            may_add = batch.failed_count and batch.interface_id._may_add_options()
            batch.lacks_options = bool(may_add and batch._get_lines_without_option())

    def _get_lines_without_option(self):
        """:return: acct.link.batch.line that failed for want of an option"""
        return self.live_line_ids.filtered(
            lambda line: (
                line.state == "failed"
                and any(problem.code == ADDABLE for problem in line._get_problems())
            )
        )

    def action_add_options(self):
        """Add the options that documents of this batch failed for, and retry these: the upload
        adds them first.
        """
        self.ensure_one()
        self._check_user(self)
        lines = self._get_lines_without_option()
        missing = {}
        if self.interface_id._may_add_options():
            missing = self.interface_id._get_missing_options(lines.move_id)
        if not missing:
            raise UserError(self.env._("No document of this batch waits for an option."))
        self.interface_id._add_options(missing)
        return lines.action_retry()
