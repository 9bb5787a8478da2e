from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.acct_link_batch.lib.problem import Problem


class AcctLinkBatchLine(models.Model):
    """A document that is in a file: the person who carries the file says what became of it."""

    _inherit = "acct.link.batch.line"

    file_id = fields.Many2one(
        "acct.link.file",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The file it was put in last.",
    )

    file_number = fields.Char(
        related="remote_number", string="Number in the File", help="Its number in the books, too."
    )

    # Numbers in files are compared without case.
    _file_number_idx = models.Index(
        "(remote_org_id, lower(remote_number)) WHERE state IN ('exported', 'uploaded')"
    )
    _without_file_idx = models.Index("(batch_id) WHERE state = 'exported' AND file_id IS NULL")

    def _allowed_actions(self):
        """Until its file is made nobody takes a document out of its part."""
        allowed = super()._allowed_actions()
        if self.state == "exported" and not self.file_id:
            return set()
        if self.state == "uploaded" and self.file_id:
            return allowed | {"reopen"}
        return allowed

    def _get_problems(self):
        """Also what became of the document here after it was exported."""
        problems = super()._get_problems()
        if self.state == "exported" and self._is_changed_since(
            self._get_fingerprints(self.move_id)
        ):
            problems.append(Problem("changed_in_file", {"number": self.number_sent}))
        return problems

    @api.depends("state", "problems")
    def _compute_has_warning(self):
        result = super()._compute_has_warning()
        exported = self.filtered(lambda line: line.state == "exported")
        now = self._get_fingerprints(exported.move_id)
        for line in exported:
            line.has_warning = bool(line.problems) or line._is_changed_since(now)
        return result

    def _prepare_exported_vals(self):
        return {**super()._prepare_exported_vals(), "file_id": False}

    def _confirm(self):
        """exported -> uploaded: imported, says the user."""
        self._lock()
        self._check_allowed("confirm")
        self.write(
            {
                "state": "uploaded",
                "uploaded_at": fields.Datetime.now(),
                "uploaded_by": self.env.user.id,
            }
        )

    def _deny(self, reasons):
        """exported -> failed: not imported, says the user.

        :param reasons: {line id: the user's words, may be empty}
        """
        self._lock()
        self._check_allowed("fail")
        for line in self:
            values = {"file": line.file_id.name}
            if words := (reasons.get(line.id) or "").strip():
                problem = Problem("not_imported_because", {**values, "reason": words})
            else:
                problem = Problem("not_imported", values)
            line.write({"state": "failed", "problems": line._prepare_problems([problem])})

    def action_remove(self):
        """What is in a file is removed with open eyes only: the file keeps it."""
        self.env["acct.link.batch"]._check_user(self)
        in_file = self.filtered(lambda line: line.state == "exported")
        if in_file and not self.env.context.get("acct_link_leave_file"):
            raise UserError(
                self.env._(
                    "%(numbers)s: in a file that was made for import, and the file keeps it. "
                    "Answer “Was it imported?” on the batch first, or remove it by itself with the "
                    "trash icon if that file will never be imported.",
                    numbers=", ".join(in_file.mapped("number")),
                )
            )
        return super().action_remove()

    def action_reopen(self):
        """uploaded -> exported: somebody confirmed by mistake."""
        self.env["acct.link.batch"]._check_user(self)
        lines = self.sudo().filtered("file_id")
        if not lines:
            raise UserError(self.env._("None of these documents went through a file."))
        lines._lock()
        lines._check_allowed("reopen")
        lines.write({"state": "exported", "uploaded_at": False, "uploaded_by": False})
        for batch, some in lines.grouped("batch_id").items():
            batch.with_user(self.env.user).sudo().message_post(
                body=self.env._(
                    "Confirmation taken back: %(numbers)s", numbers=", ".join(some.mapped("number"))
                )
            )
        return True
