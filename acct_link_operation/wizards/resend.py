from odoo import api, fields, models
from odoo.exceptions import UserError


class AcctLinkResend(models.TransientModel):
    """Documents that are uploaded, to be sent a second time: says what that does to each of them in
    its accounting system, before anything is done.
    """

    _name = "acct.link.resend"
    _description = "Send Uploaded Documents Again"
    _inherit = ["acct.link.wizard.mixin"]

    move_ids = fields.Many2many("account.move", string="Documents", readonly=True)
    update_ids = fields.Many2many(
        "acct.link.batch.line", string="Updated there", compute="_compute_lines"
    )
    refused_ids = fields.Many2many(
        "acct.link.batch.line", string="Not sent again", compute="_compute_lines"
    )

    @api.depends("move_ids")
    def _compute_lines(self):
        for wizard in self:
            lines = self._in_sight(wizard.move_ids).acct_link_line_id
            # On a page that is not saved, what was assigned is read as other records.
            updated = lines.filtered(lambda line: line._can_update_again())
            wizard.update_ids = updated
            wizard.refused_ids = lines - updated

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

    def action_update(self):
        """Enqueue the updates; the loop does them."""
        self.ensure_one()
        self.check_access("read")
        if not self.update_ids:
            raise UserError(self.env._("The copy of none of these documents can be updated."))
        self.update_ids._update_again()
        return self.update_ids._notify_enqueued()

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

    # The button says which system it is, where there is but one.

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self.env["acct.link.interface"]._get_own_system_name())

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if system := self.env["acct.link.interface"]._get_own_system_name():
            for node in arch.iterfind(".//button[@name='action_update']"):
                node.set("string", self.env._("Update in %(system)s", system=system))
        return arch, view
