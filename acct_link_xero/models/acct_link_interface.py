from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.acct_link_oauth.models.interface import ADMINISTRATOR

from ..lib import sign_in
from ..lib.sign_in import BROWSER, CUSTOM, PKCE

# Who turns an address elsewhere is sent the secrets, which no administrator of the link may read.
SYSTEM = "base.group_system"
ADDRESSES = ("xero_api_url", "xero_identity_url", "xero_login_url")


class AcctLinkInterface(models.Model):
    _inherit = "acct.link.interface"

    connector = fields.Selection(
        selection_add=[("xero", "Xero")],
        # The history of the batches outlives the connector.
        ondelete={"xero": lambda interfaces: interfaces._retire()},
    )
    xero_auth = fields.Selection(
        [
            (BROWSER, "In the browser (web app)"),
            (PKCE, "In the browser, without a secret (mobile or desktop app)"),
            (CUSTOM, "Custom connection"),
        ],
        string="Way to Sign in",
        default=BROWSER,
        required=True,
        tracking=True,
        groups=ADMINISTRATOR,
        help="The kind of app that was registered with Xero. A custom connection belongs to one "
        "organisation and needs nobody to sign in; Xero offers it in some countries, for a fee.",
    )
    xero_scopes = fields.Char(string="Scopes", default=sign_in.SCOPES, groups=ADMINISTRATOR)
    xero_status = fields.Selection(
        [("DRAFT", "Draft"), ("SUBMITTED", "Awaiting approval"), ("AUTHORISED", "Approved")],
        string="Status in Xero",
        default="AUTHORISED",
        tracking=True,
        help="The status in which documents arrive in Xero.",
    )
    xero_connection_id = fields.Char(readonly=True, copy=False, groups=ADMINISTRATOR)
    xero_short_code = fields.Char(readonly=True, copy=False)
    xero_country = fields.Char(readonly=True, copy=False, help="ISO code of the organisation's.")
    xero_is_demo = fields.Boolean(string="Xero Demo Company", readonly=True, copy=False)
    # Only tests and demonstrations turn these elsewhere.
    xero_api_url = fields.Char(
        string="API Address", default="https://api.xero.com", groups=SYSTEM, copy=False
    )
    xero_identity_url = fields.Char(
        string="Token Address", default="https://identity.xero.com", groups=SYSTEM, copy=False
    )
    xero_login_url = fields.Char(
        string="Login Address", default="https://login.xero.com", groups=SYSTEM, copy=False
    )

    @api.constrains(*ADDRESSES)
    def _check_xero_addresses(self):
        self._check_addresses(ADDRESSES)

    # === SIGN-IN === #

    def _get_xero_scopes(self):
        """:return: str, what the next sign-in asks for: to write lists only where it is wanted"""
        self.ensure_one()
        scopes = (self.xero_scopes or "").split()
        if self.option_policy != "link":
            scopes.append(sign_in.WRITE_SETTINGS)
        return " ".join(dict.fromkeys(scopes))

    def write(self, vals):
        if "xero_auth" in vals:
            for interface in self.sudo():
                token = interface._get_token()
                signed_in = token.access_token or token.refresh_token
                if interface.xero_auth != vals["xero_auth"] and signed_in:
                    raise UserError(
                        self.env._("Disconnect first, then choose another way to sign in.")
                    )
        return super().write(vals)
