from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

RELEASED_STATES = ("ready", "failed")


class AcctLinkBatch(models.Model):
    """A batch that waits for its release by another user."""

    _inherit = "acct.link.batch"

    waits_for_release = fields.Boolean(compute="_compute_waits_for_release", compute_sudo=True)
    may_release = fields.Boolean(compute="_compute_waits_for_release", compute_sudo=True)
    maker_names = fields.Char(compute="_compute_waits_for_release", compute_sudo=True)

    @api.depends("line_ids.state", "line_ids.released_print", "interface_id.needs_release")
    @api.depends_context("uid")
    def _compute_waits_for_release(self):
        for batch in self:
            lines = batch._get_unreleased_lines(batch.live_line_ids)
            makers = lines._get_makers()
            batch.waits_for_release = bool(lines)
            batch.may_release = bool(lines) and self.env.user not in makers
            batch.maker_names = ", ".join(makers.mapped("name"))

    def _get_unreleased_lines(self, lines):
        """:return: those of these lines that wait for a release: what is not sent yet, and what
        was changed since, whose copy could be updated
        """
        lines = lines.filtered("interface_id.needs_release")
        return lines.filtered(
            lambda line: (
                line.state in RELEASED_STATES
                or (line.changed_since and line.move_id.state == "posted")
            )
        )._get_unreleased()

    def action_upload(self):
        """Nothing of it goes before it is released."""
        self._check_user(self)
        if waiting := self._get_lines_in_sight("ready")._get_unreleased():
            raise UserError(waiting._format_waiting())
        return super().action_upload()

    def action_release(self):
        """Let the documents go as they are now, and upload them; of those that are uploaded and
        were changed, the update may go.
        """
        self.ensure_one()
        self._check_user(self)
        states = (*RELEASED_STATES, "uploaded")
        lines = self.line_ids.browse().sudo().union(*map(self._get_lines_in_sight, states))
        lines = self._get_unreleased_lines(lines)
        if not lines:
            raise UserError(self.env._("Nothing in this batch waits for a release."))
        if self.env.user in lines._get_makers():
            raise AccessError(lines._format_waiting())
        lines._lock()
        lines = self._get_unreleased_lines(lines)
        lines._release(self.env.user)
        self.sudo().message_post(
            body=self.env._("Released: %(numbers)s", numbers=", ".join(lines.mapped("number")))
        )
        failed = lines.filtered(
            lambda line: (
                line.state == "failed"
                and "not_released" in [problem.code for problem in line._get_problems()]
            )
        )
        failed._retry(self.env.user)
        if lines.filtered(lambda line: line.state == "ready"):
            self.action_upload()
        return True


class AcctLinkBatchLine(models.Model):
    _inherit = "acct.link.batch.line"

    def _format_waiting(self):
        """:return: str, who may release these and who may not"""
        return self.env._(
            "These documents wait for their release by another user than %(makers)s: %(numbers)s",
            makers=", ".join(self._get_makers().mapped("name")),
            numbers=", ".join(self.mapped("number")),
        )
