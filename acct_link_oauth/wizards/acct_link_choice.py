from odoo import api, fields, models
from odoo.exceptions import UserError

from ..lib.pull import Connection


class AcctLinkXeroChoice(models.TransientModel):
    """Which of the organisations that the sign-in reaches is meant. Never "the first one"."""

    _name = "acct.link.xero.choice"
    _description = "Choose a Xero Organisation"
    _inherit = ["acct.link.wizard.mixin"]

    interface_id = fields.Many2one("acct.link.interface", required=True, readonly=True)
    option_ids = fields.One2many("acct.link.xero.choice.option", "choice_id", readonly=True)
    option_id = fields.Many2one(
        "acct.link.xero.choice.option",
        string="Organisation",
        domain="[('choice_id', '=', id)] + ([] if show_all else [('is_latest', '=', True)])",
    )
    has_earlier = fields.Boolean(compute="_compute_has_earlier")
    show_all = fields.Boolean(
        string="Also organisations of earlier sign-ins",
        help="Xero reaches every organisation that was ever connected to your app.",
    )

    @api.depends("option_ids.is_latest")
    def _compute_has_earlier(self):
        for choice in self:
            choice.has_earlier = not all(option.is_latest for option in choice.option_ids)

    @api.model
    def _open(self, interface):
        """Ask Xero what the sign-in reaches, and show the choice: what was ticked in the latest
        sign-in; all, if Xero does not say which that was.
        """
        connector = interface._connector()
        with connector._format_errors(interface):
            connections = connector._get_connections(interface)
            event = connector._get_sign_in_event(interface)
        latest = [each for each in connections if event and each.event == event] or connections
        if not connections:
            raise UserError(
                self.env._("The sign-in reaches no organisation: sign in again and choose one.")
            )
        choice = self.sudo().create(
            {
                "interface_id": interface.id,
                "option_ids": [
                    fields.Command.create(
                        {
                            "name": each.name,
                            "tenant": each.tenant,
                            "connection": each.id,
                            "is_latest": each in latest,
                        }
                    )
                    for each in connections
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Choose the Organisation"),
            "res_model": self._name,
            "res_id": choice.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_confirm(self):
        self.ensure_one()
        self.check_access("read")
        if not self.option_id:
            raise UserError(self.env._("Choose an organisation."))
        self.interface_id._check_administrator()
        option = self.option_id
        self.interface_id._xero_pin(
            Connection(option.connection, option.tenant, option.name, "ORGANISATION", "")
        )
        self.interface_id.action_pull_codes()
        return {"type": "ir.actions.client", "tag": "soft_reload"}


class AcctLinkXeroChoiceOption(models.TransientModel):
    _name = "acct.link.xero.choice.option"
    _description = "Xero Organisation to Choose"
    _inherit = ["acct.link.wizard.mixin"]
    _order = "is_latest desc, id"

    choice_id = fields.Many2one("acct.link.xero.choice", required=True, ondelete="cascade")
    name = fields.Char(required=True, readonly=True)
    tenant = fields.Char(required=True, readonly=True)
    connection = fields.Char(required=True, readonly=True)
    is_latest = fields.Boolean(readonly=True, help="It was ticked in the latest sign-in.")
