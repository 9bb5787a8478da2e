from odoo import models
from odoo.exceptions import UserError

from .preflight import CHECKED_STATES, MAX_DOCUMENTS


class AcctLinkBatch(models.Model):
    """What would become of a batch, before it is uploaded."""

    _inherit = "acct.link.batch"

    def action_upload(self):
        """The form's button looks first, and asks where something is worth it; other callers have
        made up their mind.
        """
        if self.env.context.get("acct_link_check"):
            self.ensure_one()
            lines = self._get_lines_in_sight("ready")
            if 0 < len(lines) <= MAX_DOCUMENTS:
                check = self._check_lines(lines, before_upload=True)
                if check.stopped_count or check.warning_count:
                    return check._get_action()
        return super(AcctLinkBatch, self.with_context(acct_link_check=False)).action_upload()

    def action_check(self):
        """Show what would be sent where, without sending anything."""
        self.ensure_one()
        self._check_user(self)
        return self._get_check_action()

    def _get_check_action(self, before_upload=False):
        self._check_user(self)
        states = ("ready",) if before_upload else CHECKED_STATES
        lines = self.env["acct.link.batch.line"].sudo()
        for state in states:
            lines += self._get_lines_in_sight(state)
        if not lines:
            raise UserError(self.env._("Nothing in this batch waits for its upload."))
        return self._check_lines(lines, before_upload)._get_action()

    def _check_lines(self, lines, before_upload=False):
        return self.env["acct.link.check"]._check_lines(lines, self, before_upload)
