from odoo import Command, api, fields, models
from odoo.exceptions import UserError

ALL, SOME, NONE = "all", "some", "none"


class AcctLinkConfirm(models.TransientModel):
    """The second step of a link by files: what became of the documents of a file."""

    _name = "acct.link.confirm"
    _description = "Was it imported?"
    _inherit = ["acct.link.wizard.mixin"]

    batch_id = fields.Many2one("acct.link.batch", required=True, readonly=True)
    file_names = fields.Char(string="Files", readonly=True)
    answer = fields.Selection(
        [
            (ALL, "All of it was imported"),
            (SOME, "Some documents were refused"),
            (NONE, "Nothing was imported"),
        ],
        help="Empty until somebody has looked: what is wrong here is lost, or is there twice.",
    )
    reason = fields.Char(help="What the accounting system said; it is kept with the documents.")
    document_ids = fields.One2many("acct.link.confirm.document", "wizard_id")
    document_count = fields.Integer(compute="_compute_counts")

    @api.depends("document_ids")
    def _compute_counts(self):
        for wizard in self:
            wizard.document_count = len(wizard.document_ids)

    @api.model
    def _open(self, batch, files):
        """:return: the wizard, with the documents of these files that nobody has spoken about"""
        lines = self.env["acct.link.batch.line"].search(
            [("state", "=", "exported"), ("file_id", "in", files.ids)], order="id"
        )
        if not lines:
            raise UserError(self.env._("No document of it waits for a confirmation."))
        names = lines.file_id.sorted("sequence").mapped("name")
        return self.create(
            {
                "batch_id": batch.id,
                "file_names": ", ".join(names),
                "document_ids": [
                    Command.create({"line_id": line.id, "file_id": line.file_id.id})
                    for line in lines
                ],
            }
        )

    def action_confirm(self):
        """exported -> uploaded, or failed with the user's words."""
        self.ensure_one()
        self.check_access("read")
        self.env["acct.link.batch"]._check_user(self.batch_id)
        if not self.answer:
            raise UserError(self.env._("Say first what became of the file."))
        documents = self.document_ids
        documents.line_id.check_access("read")
        self._check_in_file()
        refused = documents
        if self.answer == ALL:
            refused = documents.browse()
        elif self.answer == SOME:
            refused = documents.filtered("refused")
            if not refused:
                raise UserError(self.env._("Tick the documents that were refused."))
        imported = (documents - refused).line_id.sudo()
        denied = refused.line_id.sudo()
        imported._confirm()
        denied._deny({row.line_id.id: row.reason or self.reason for row in refused})
        self.batch_id._log_import(imported, denied)
        return {"type": "ir.actions.act_window_close"}

    def _check_in_file(self):
        """What was asked about one file says nothing about another, in which a document may be
        since the question was opened.
        """
        self.document_ids.line_id.sudo()._lock()
        for row in self.document_ids:
            line = row.line_id.sudo()
            if line.batch_id != self.batch_id or not row.file_id or line.file_id != row.file_id:
                raise UserError(
                    self.env._(
                        "%(number)s was put in another file since this question was opened. Close "
                        "it and press “Was it imported?” again.",
                        number=line.number_sent,
                    )
                )


class AcctLinkConfirmDocument(models.TransientModel):
    _name = "acct.link.confirm.document"
    _description = "Document of a File"
    _inherit = ["acct.link.wizard.mixin"]

    wizard_id = fields.Many2one("acct.link.confirm", required=True, ondelete="cascade")
    line_id = fields.Many2one("acct.link.batch.line", required=True, readonly=True)
    file_id = fields.Many2one("acct.link.file", readonly=True, help="The one that is asked about.")
    # Read as the user, who may name any line.
    number = fields.Char(related="line_id.number_sent", related_sudo=False, string="Invoice Number")
    partner_id = fields.Many2one(related="line_id.partner_id", related_sudo=False)
    currency_id = fields.Many2one(related="line_id.currency_id", related_sudo=False)
    amount_total = fields.Monetary(
        related="line_id.total_sent", related_sudo=False, string="Amount incl. Tax"
    )
    refused = fields.Boolean()
    reason = fields.Char(string="Why")
