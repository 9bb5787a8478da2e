from odoo import api, fields, models
from odoo.exceptions import UserError


class AcctLinkExportAgain(models.TransientModel):
    """Documents that were imported from a file, to be put in another one: says what that does,
    before anything is done.
    """

    _name = "acct.link.export.again"
    _description = "Export Imported Documents Once More"
    _inherit = ["acct.link.wizard.mixin"]

    move_ids = fields.Many2many("account.move", string="Documents", readonly=True)
    line_ids = fields.Many2many(
        "acct.link.batch.line", string="Exported once more", compute="_compute_line_ids"
    )

    @api.depends("move_ids")
    def _compute_line_ids(self):
        for wizard in self:
            exported = self._in_sight(wizard.move_ids)._get_acct_link_exported()
            wizard.line_ids = exported.acct_link_line_id

    @api.model
    def _prepare_action(self, moves):
        """:return: action; the wizard is made on the page, as an error may lead to it"""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Export Once More"),
            "res_model": self._name,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_move_ids": moves.ids, "dialog_size": "extra-large"},
        }

    def action_export(self):
        """Put them in a new batch, which is marked as a repeat, and open it."""
        self.ensure_one()
        self.check_access("read")
        if not self.line_ids:
            raise UserError(self.env._("None of these documents was imported from a file."))
        batches = self.line_ids._export_again()
        return batches._get_records_action(name=self.env._("Exported Once More"))
