from odoo import api, fields, models
from odoo.exceptions import UserError

from ..lib.pull import Connection


class AcctLinkXeroChoice(models.TransientModel):
    """Which of the organisations that the sign-in reaches is meant. Never "the first one"."""

    _name = "acct.link.xero.choice"
    _description = "Choose a Xero Organisation"

    interface_id = fields.Many2one("acct.link.interface", required=True, readonly=True)
    option_ids = fields.One2many("acct.link.xero.choice.option", "choice_id", readonly=True)
    option_id = fields.Many2one(
        "acct.link.xero.choice.option",
        string="Organisation",
        domain="[('choice_id', '=', id)]",
    )

    @api.model
    def _open(self, interface):
        """Ask Xero what the sign-in reaches, and show the choice."""
        connector = interface._connector()
        with connector._say_errors(interface):
            connections = connector._get_connections(interface)
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

    choice_id = fields.Many2one("acct.link.xero.choice", required=True, ondelete="cascade")
    name = fields.Char(required=True, readonly=True)
    tenant = fields.Char(required=True, readonly=True)
    connection = fields.Char(required=True, readonly=True)
