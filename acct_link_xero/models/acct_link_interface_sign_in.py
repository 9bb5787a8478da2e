from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.acct_link_batch.lib import errors
from odoo.addons.acct_link_batch.lib.problem import Problem

from ..lib import pull
from .acct_link_interface import ADMINISTRATOR

BROWSER, PKCE, CUSTOM = "browser", "pkce", "custom"


class AcctLinkInterface(models.Model):
    """The ways to sign in to Xero."""

    _inherit = "acct.link.interface"

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

    def _xero_needs_secret(self):
        return self.xero_auth != PKCE

    def _xero_has_app(self):
        """Whether what Xero knows the app by is entered."""
        return bool(self.xero_client_id and (self.xero_has_secret or not self._xero_needs_secret()))

    def _xero_check_secret(self, values):
        """:param values: held of the token
        :raises Misconfigured: the secret of the app is there, but its key is lost
        """
        if self._xero_needs_secret() and self.xero_has_secret and not values["client_secret"]:
            raise errors.Misconfigured(Problem("secret_key_missing"))

    def _xero_connect_custom(self):
        """Ask for a token in the app's own name, and tie the interface to the organisation that
        the custom connection belongs to.
        """
        self.ensure_one()
        connector = self._connector()
        tokens = self.env["acct.link.token"].sudo()
        with connector._format_errors(self):
            with tokens._locked(self, anew=True) as values:
                self._xero_check_secret(values)
                fresh = connector._get_refresh(self)(values)
                tokens._keep_sign_in(values, fresh)
            organisation = pull.organisation(connector._get_reader(self)("Organisation"))
            self._xero_pin(
                pull.Connection("", organisation.id, organisation.name, "ORGANISATION", "")
            )
            connector._pull_codes(self)
        self._close_sign_in_notice()
        self.env["acct.link.upload"].sudo()._wake()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
