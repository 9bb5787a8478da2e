from odoo import api, fields, models
from odoo.exceptions import AccessError

MANAGER = "acct_link_batch.group_acct_link_manager"
EXPORT = "export"


class AcctLinkBatch(models.Model):
    _inherit = "acct.link.batch"

    is_repeat = fields.Boolean(
        string="Repeat", readonly=True, copy=False, help="Its documents were exported before."
    )


class AcctLinkBatchLine(models.Model):
    """A document that is uploaded, and is sent a second time on purpose."""

    _inherit = "acct.link.batch.line"

    @api.model
    def _may_send_again(self):
        """:return: whether the user may do so at all"""
        return self.env.user.has_group(MANAGER)

    def _check_may_send_again(self):
        """:raises AccessError: the user may not, or not with documents of these interfaces"""
        self.check_access("read")
        if not self._may_send_again():
            raise AccessError(
                self.env._("Ask a manager of the accounting link to send them again.")
            )
        self.interface_id.check_access("write")

    def _get_way_again(self):
        """:return: str, how it can be sent a second time: EXPORT, a way of another add-on, or
        nothing
        """
        self.ensure_one()
        is_file = self.state == "uploaded" and self.interface_id.sudo().file_based
        return EXPORT if is_file else ""

    def _export_again(self):
        """uploaded -> removed. They go into new batches, which say so.

        :return: acct.link.batch
        """
        self._check_may_send_again()
        lines = self.sudo()
        lines._lock()
        lines._check_allowed("unlink")
        for line in lines:
            line._notify(
                self.env._(
                    "%(number)s, uploaded in batch %(batch)s, is exported once more.",
                    number=line.number_sent,
                    batch=line.batch_id.name,
                )
            )
        lines.state = "removed"
        lines.flush_recordset(["state"])
        self.move_id._acct_link_take()
        batches = self.env["acct.link.batch"]._create_from_moves(self.move_id)
        batches.sudo().is_repeat = True
        return batches
