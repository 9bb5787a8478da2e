from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.batch.send_again import EXPORT


class AcctLinkResend(models.TransientModel):
    """Documents that are uploaded, to be sent a second time: says what that does to each of them in
    its accounting system, before anything is done.
    """

    _name = "acct.link.resend"
    _description = "Send Uploaded Documents Again"
    _inherit = ["acct.link.wizard.mixin"]

    move_ids = fields.Many2many("account.move", string="Documents", readonly=True)
    export_ids = fields.Many2many(
        "acct.link.batch.line", string="Exported once more", compute="_compute_lines"
    )
    refused_ids = fields.Many2many(
        "acct.link.batch.line", string="Not sent again", compute="_compute_lines"
    )

    @api.model
    def _get_ways(self):
        """:return: {way as of `_get_way_again`: field with its documents}"""
        return {EXPORT: "export_ids", "": "refused_ids"}

    @api.depends("move_ids")
    def _compute_lines(self):
        for wizard in self:
            lines = self._in_sight(wizard.move_ids).acct_link_line_id
            for way, field_name in self._get_ways().items():
                wizard[field_name] = lines.filtered(
                    lambda line, way=way: line._get_way_again() == way
                )

    @api.model
    def _prepare_action(self, moves):
        """:return: action; the wizard is made on the page, as an error may lead to it"""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send Again"),
            "res_model": self._name,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_move_ids": moves.ids, "dialog_size": "extra-large"},
        }

    def _take(self, way):
        """:return: acct.link.batch.line that are sent in this way"""
        self.ensure_one()
        self.check_access("read")
        lines = self[self._get_ways()[way]]
        self.move_ids.acct_link_line_id._check_may_send_again()
        if not lines:
            raise UserError(self.env._("None of these documents is sent again in this way."))
        return lines

    def action_export(self):
        """Put them in a new batch, which is marked as a repeat, and open it."""
        batches = self._take(EXPORT)._export_again()
        return batches._get_records_action(name=self.env._("Exported Once More"))

    def action_view_lines(self):
        """Where they stand, and can be unlinked."""
        self.ensure_one()
        self.check_access("read")
        lines = self.move_ids.acct_link_line_id
        self.env["acct.link.batch"]._check_user(lines)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acct_link_batch.acct_link_batch_line_action"
        )
        return {**action, "domain": [("id", "in", lines.ids)]}
