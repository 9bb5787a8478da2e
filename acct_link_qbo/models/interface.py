from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.acct_link_oauth.models.interface import ADMINISTRATOR

from ..lib import sign_in

# Who turns an address elsewhere is sent the secrets, which no administrator of the link may read.
SYSTEM = "base.group_system"
ADDRESSES = ("qbo_api_url", "qbo_login_url", "qbo_token_url", "qbo_revoke_url")


class AcctLinkInterface(models.Model):
    """The company in QuickBooks Online, and the app that signs in to it."""

    _inherit = "acct.link.interface"

    connector = fields.Selection(
        selection_add=[("qbo", "QuickBooks Online")],
        # The history of the batches outlives the connector.
        ondelete={"qbo": lambda interfaces: interfaces._retire()},
    )
    qbo_environment = fields.Selection(
        [(sign_in.PRODUCTION, "Company"), (sign_in.SANDBOX, "Sandbox company, to try it out")],
        string="Kind of Company",
        default=sign_in.PRODUCTION,
        required=True,
        tracking=True,
        help="An app has one pair of client id and secret for real companies, and another one for "
        "the sandbox companies of its developer.",
    )
    # Only tests and demonstrations turn these elsewhere.
    qbo_api_url = fields.Char(
        string="QuickBooks API Address",
        compute="_compute_qbo_api_url",
        store=True,
        readonly=False,
        groups=SYSTEM,
        copy=False,
    )
    qbo_login_url = fields.Char(
        string="QuickBooks Login Address",
        default="https://appcenter.intuit.com",
        groups=SYSTEM,
        copy=False,
    )
    qbo_token_url = fields.Char(
        string="QuickBooks Token Address",
        default="https://oauth.platform.intuit.com",
        groups=SYSTEM,
        copy=False,
    )
    qbo_revoke_url = fields.Char(
        string="QuickBooks Disconnect Address",
        default="https://developer.api.intuit.com",
        groups=SYSTEM,
        copy=False,
    )
    qbo_reconnect_url = fields.Char(
        string="Reconnect URL", compute="_compute_qbo_reconnect_url", groups=ADMINISTRATOR
    )

    @api.depends("qbo_environment")
    def _compute_qbo_api_url(self):
        for interface in self:
            interface.qbo_api_url = sign_in.API_URLS.get(interface.qbo_environment)

    def _compute_qbo_reconnect_url(self):
        for interface in self:
            interface.qbo_reconnect_url = interface.get_base_url() + "/acct_link_qbo/reconnect"

    @api.constrains(*ADDRESSES)
    def _check_qbo_addresses(self):
        self._check_addresses(ADDRESSES)

    def write(self, vals):
        """The two kinds of companies have nothing in common."""
        if "qbo_environment" in vals:
            for interface in self.filtered(lambda each: each.connector == "qbo"):
                changes = interface.qbo_environment != vals["qbo_environment"]
                if changes and interface._has_sign_in():
                    raise UserError(
                        self.env._("Disconnect first, then choose another kind of company.")
                    )
        return super().write(vals)
