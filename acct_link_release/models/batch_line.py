from odoo import SUPERUSER_ID, fields, models

from odoo.addons.acct_link_batch.lib.problem import Problem


class AcctLinkBatchLine(models.Model):
    """A document that goes out only as somebody else has seen it."""

    _inherit = "acct.link.batch.line"

    released_by = fields.Many2one("res.users", readonly=True, copy=False)
    released_at = fields.Datetime(string="Released on", readonly=True, copy=False)
    released_print = fields.Char(
        readonly=True, copy=False, help="Fingerprint of the document when it was released."
    )

    def _get_unreleased(self):
        """:return: those of these lines that need a release and have none for what they are now"""
        lines = self.filtered("interface_id.needs_release")
        released = lines.filtered("released_by")
        prints = self._get_fingerprints(released.move_id)
        return lines.filtered(
            lambda line: not line.released_by or line.released_print != prints.get(line.move_id.id)
        )

    def _get_makers(self):
        """:return: res.users who may not release these: whoever made the batch, or put one of them
        in; where the link did that itself, whoever made the document
        """
        makers = self.batch_id.create_uid
        for line in self:
            made_by_link = line.create_uid.id == SUPERUSER_ID
            makers |= line.move_id.create_uid if made_by_link else line.create_uid
        return makers - makers.browse(SUPERUSER_ID)

    def _prepare_unreleased(self):
        """:return: [Problem] of one line"""
        makers = ", ".join(self._get_makers().mapped("name"))
        return [Problem("not_released", {"number": self.number, "makers": makers or "-"})]

    def write(self, vals):
        """What goes to another contact is not what was released."""
        if "chosen_contact" in vals:
            vals = {**vals, "released_by": False}
        return super().write(vals)

    def _release(self, user):
        prints = self._get_fingerprints(self.move_id)
        for line in self:
            line.write(
                {
                    "released_by": user.id,
                    "released_at": fields.Datetime.now(),
                    "released_print": prints[line.move_id.id],
                }
            )

    def _enqueue(self):
        """What is not released stays where it is, whoever or whatever wants it sent."""
        unreleased = self._get_unreleased()
        result = super(AcctLinkBatchLine, self - unreleased)._enqueue()
        for line in unreleased.filtered(lambda line: line.state == "failed"):
            line._set_failed(line._prepare_unreleased())
        return result
