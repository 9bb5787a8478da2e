from odoo import api, fields, models
from odoo.exceptions import UserError

from ..lib.sign_in import Organisation


class AcctLinkChoice(models.TransientModel):
    """Which of the accounts files that the sign-in reaches is meant. Never "the first one"."""

    _name = "acct.link.choice"
    _description = "Choose an Accounts File"
    _inherit = ["acct.link.wizard.mixin"]

    interface_id = fields.Many2one("acct.link.interface", required=True, readonly=True)
    option_ids = fields.One2many("acct.link.choice.option", "choice_id", readonly=True)
    option_id = fields.Many2one(
        "acct.link.choice.option",
        string="Accounts File",
        domain="[('choice_id', '=', id)] + ([] if show_all else [('is_latest', '=', True)])",
    )
    has_earlier = fields.Boolean(compute="_compute_has_earlier")
    show_all = fields.Boolean(
        string="Also those of earlier sign-ins",
        help="A sign-in reaches every accounts file that was ever connected to your app.",
    )

    @api.depends("option_ids.is_latest")
    def _compute_has_earlier(self):
        for choice in self:
            choice.has_earlier = not all(option.is_latest for option in choice.option_ids)

    @api.model
    def _open(self, interface):
        """Ask the system what the sign-in reaches, and show the choice: what was ticked in the
        latest sign-in; all, if the system does not say which that was.
        """
        connector = interface._connector()
        with connector._format_errors(interface):
            reached = connector._get_organisations(interface)
        latest = [each for each in reached if each.is_latest] or reached
        if not reached:
            raise UserError(
                self.env._("The sign-in reaches no accounts file: sign in again and choose one.")
            )
        choice = self.sudo().create(
            {
                "interface_id": interface.id,
                "option_ids": [
                    fields.Command.create(
                        {
                            "name": each.name,
                            "remote_id": each.id,
                            "connection": each.connection,
                            "is_latest": each in latest,
                        }
                    )
                    for each in reached
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Choose the Accounts File"),
            "res_model": self._name,
            "res_id": choice.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_confirm(self):
        self.ensure_one()
        self.check_access("read")
        if not self.option_id:
            raise UserError(self.env._("Choose an accounts file."))
        self.interface_id._check_administrator()
        option = self.option_id
        self.interface_id._tie(
            Organisation(option.remote_id, option.name, connection=option.connection or "")
        )
        self.interface_id.action_pull_codes()
        return {"type": "ir.actions.client", "tag": "soft_reload"}


class AcctLinkChoiceOption(models.TransientModel):
    _name = "acct.link.choice.option"
    _description = "Accounts File to Choose"
    _inherit = ["acct.link.wizard.mixin"]
    _order = "is_latest desc, id"

    choice_id = fields.Many2one("acct.link.choice", required=True, ondelete="cascade")
    name = fields.Char(required=True, readonly=True)
    remote_id = fields.Char(required=True, readonly=True)
    connection = fields.Char(readonly=True)
    is_latest = fields.Boolean(readonly=True, help="It was ticked in the latest sign-in.")
