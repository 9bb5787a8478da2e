from odoo import fields, models
from odoo.exceptions import UserError


class AcctLinkBatch(models.Model):
    _inherit = "acct.link.batch"

    is_repeat = fields.Boolean(
        string="Repeat", readonly=True, copy=False, help="Its documents were exported before."
    )


class AcctLinkBatchLine(models.Model):
    """A document that was imported from a file, and goes into another one on purpose."""

    _inherit = "acct.link.batch.line"

    def _can_export_again(self):
        self.ensure_one()
        interface = self.interface_id.sudo()
        is_file = interface._connector()._capabilities(interface).file_based
        return self.state == "uploaded" and is_file

    def _export_again(self):
        """uploaded -> removed. They go into new batches, which say so.

        :return: acct.link.batch
        """
        self._unlink_uploaded(
            lambda line: self.env._(
                "%(number)s, uploaded in batch %(batch)s, is exported once more.",
                number=line.number_sent,
                batch=line.batch_id.name,
            )
        )
        self.flush_recordset(["state"])
        self.move_id._acct_link_take()
        batches = self.env["acct.link.batch"]._create_from_moves(self.move_id)
        batches.sudo().is_repeat = True
        return batches


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_acct_link_again_action(self):
        if self._get_acct_link_exported() == self:
            return self.env["acct.link.export.again"]._prepare_action(self)
        return super()._get_acct_link_again_action()

    def _get_acct_link_exported(self):
        """:return: those of these documents that were imported from a file"""
        return self.filtered(
            lambda move: move.acct_link_line_id and move.acct_link_line_id._can_export_again()
        )

    def action_acct_link_export_again(self):
        """Ask whether those of these documents that were imported go into another file."""
        self.env["acct.link.batch"]._check_user(self)
        exported = self._get_acct_link_exported()
        if not exported:
            raise UserError(self.env._("None of these documents was imported from a file."))
        exported.acct_link_line_id.interface_id._check_manager()
        return self.env["acct.link.export.again"]._prepare_action(exported)
