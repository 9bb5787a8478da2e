from odoo import fields, models
from odoo.exceptions import UserError


class AcctLinkRepairMixin(models.AbstractModel):
    """Offers to retry the failed documents whose cause was put right. Nothing is sent before
    somebody presses the button.
    """

    _name = "acct.link.repair.mixin"
    _description = "Offers to Retry What Was Repaired"

    repaired_count = fields.Integer(
        string="Repaired", compute="_compute_repaired_count", help="Failed, and would go now."
    )

    def _compute_repaired_count(self):
        for record in self:
            record.repaired_count = len(record._get_repaired_lines())

    def _get_repaired_lines(self):
        """:return: acct.link.batch.line, those in the reader's sight"""
        failed = self.env["acct.link.batch.line"].search(
            [("state", "=", "failed"), (self._get_line_field(), "in", self.ids)], order="id"
        )
        return self.env["acct.link.repair"].sudo()._get_repaired(failed.sudo()).sudo(False)

    def _get_line_field(self):
        """The field of a batch line that names this record."""
        raise NotImplementedError

    def action_retry_repaired(self):
        """failed -> queued, for those whose cause was put right."""
        self.ensure_one()
        self.env["acct.link.batch"]._check_user(self)
        lines = self._get_repaired_lines()
        if not lines:
            raise UserError(
                self.env._("Nothing that was changed lets a failed document go through.")
            )
        return lines.action_retry()
