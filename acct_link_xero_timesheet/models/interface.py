from odoo import api, fields, models

from odoo.addons.acct_link_timesheet.models.interface import PAYROLL

from ..lib.country import SCOPES


class AcctLinkInterface(models.Model):
    """The permissions of the payroll, which are asked for apart: most sign-ins need none."""

    _inherit = "acct.link.interface"

    xero_payroll_asked = fields.Boolean(
        compute="_compute_xero_payroll_asked",
        compute_sudo=True,
        groups=PAYROLL,
        help="The sign-in asks Xero for its payroll, too.",
    )

    @api.depends("connector", "xero_scopes")
    def _compute_xero_payroll_asked(self):
        for interface in self:
            asked = set((interface.xero_scopes or "").split())
            of_xero = interface.connector == "xero"
            interface.xero_payroll_asked = not of_xero or set(SCOPES.split()) <= asked

    def action_ask_payroll(self):
        """Ask Xero for its payroll with the next sign-in, which begins now. Whoever signs in has
        to be an administrator of the payroll there.
        """
        self.ensure_one()
        self._check_payroll()
        self._check_administrator()
        asked = (self.xero_scopes or "").split()
        self.xero_scopes = " ".join(dict.fromkeys([*asked, *SCOPES.split()]))
        return self.action_connect()
