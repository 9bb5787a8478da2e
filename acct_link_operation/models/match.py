from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.acct_link_batch.lib.matching import trim

from ..lib.operation import SAVE_MAPPING


class AcctLinkMatch(models.Model):
    """The customer's code is written to the contact that was chosen."""

    _inherit = "acct.link.match"

    write_code = fields.Boolean(
        help="Also write the customer's code to the contact, if that has none yet.",
    )

    @api.model
    def _get_choices(self):
        return (*super()._get_choices(), "write_code")

    def _map(self, among=None):
        lines = super()._map(among)
        for match in self.filtered("write_code"):
            match._write_code_there()
        return lines

    def _write_code_there(self):
        code = trim(self.partner_id.ref)
        if not code:
            raise UserError(
                self.env._("%(customer)s has no code to write.", customer=self.partner_id.name)
            )
        self.env["acct.link.operation"]._enqueue(
            self.interface_id,
            SAVE_MAPPING,
            self.remote_contact_id.remote_id,
            values={"number": code},
            role=self.role,
            partner_id=self.partner_id.id,
        )
