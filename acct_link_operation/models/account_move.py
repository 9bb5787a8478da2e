from odoo import fields, models

from odoo.addons.acct_link_batch.lib.move_type import PURCHASE_TYPES

from ..lib.operation import UPDATE
from .operation import OPEN_OPERATION_STATES

GROUP = "acct_link_batch.group_acct_link_user"


class AccountMove(models.Model):
    """An uploaded document whose copy in the books can be updated, and its file."""

    _inherit = "account.move"

    acct_link_can_update = fields.Boolean(compute="_compute_acct_link_changed", groups=GROUP)
    acct_link_is_updating = fields.Boolean(
        compute="_compute_acct_link_changed",
        groups=GROUP,
        help="An update of its copy in the books is on its way.",
    )
    acct_link_update_advice = fields.Text(
        compute="_compute_acct_link_changed",
        groups=GROUP,
        help="Why the last update of its copy in the books failed, and what to do.",
    )

    def _compute_acct_link_changed(self):
        result = super()._compute_acct_link_changed()
        for move in self:
            line = move.acct_link_line_id
            operations = line.operation_ids.filtered(
                lambda operation: operation.operation == UPDATE
            )
            last = operations.sorted("id")[-1:]
            move.acct_link_is_updating = last.state in OPEN_OPERATION_STATES
            move.acct_link_can_update = line.can_update and not move.acct_link_is_updating
            move.acct_link_update_advice = last.problem_advice if last.state == "failed" else False
        return result

    def action_acct_link_update(self):
        """Make their copies in the books what these documents are here now."""
        return self.acct_link_line_id.action_update_remote()

    # === ITS FILE === #

    def _acct_link_file(self, user):
        """The document as a file: an invoice printed, of a bill what its supplier sent.

        :param user: res.users who lets it be sent
        :return: (file name, bytes, MIME type); no bytes when there is none
        :raises UserError: it cannot be printed
        """
        self.ensure_one()
        if self.move_type in PURCHASE_TYPES:
            file = self._acct_link_received_file(user)
            return file.name or "", file.raw or b"", file.mimetype or ""
        return *self._acct_link_pdf(), "application/pdf"

    def _acct_link_received_file(self, user=None):
        """The main attachment. Anybody who may edit the bill can name any attachment as such.

        :param user: res.users who has to be allowed to read it
        :return: ir.attachment, empty unless it is one of this document
        """
        self.ensure_one()
        file = self.message_main_attachment_id.sudo()
        ours = file.res_model == self._name and file.res_id == self.id
        if user and file and not file.with_user(user).has_access("read"):
            ours = False
        return file if ours else file.browse()

    def _acct_link_pdf(self):
        """The document as its customer got it, or as it would be printed now.

        :return: (file name, bytes; empty when this server prints no PDF)
        :raises UserError: it cannot be printed
        """
        self.ensure_one()
        if sent := self.invoice_pdf_report_id:
            return sent.name, sent.raw
        template = self.env["account.move.send"]._get_default_pdf_report_id(self)
        content, kind = template._render_qweb_pdf(template.report_name, self.ids)
        return self._get_invoice_report_filename(), content if kind == "pdf" else b""
