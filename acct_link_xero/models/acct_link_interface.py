from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.acct_link_batch.lib import errors
from odoo.addons.acct_link_oauth.lib.web import check_address

from ..lib import sign_in

ADMINISTRATOR = "acct_link_batch.group_acct_link_manager"
# Who turns an address elsewhere is sent the secrets, which no administrator of the link may read.
SYSTEM = "base.group_system"
CALLBACK = "/acct_link_xero/callback"


class AcctLinkInterface(models.Model):
    _inherit = "acct.link.interface"

    connector = fields.Selection(
        selection_add=[("xero", "Xero")],
        # The history of the batches outlives the connector.
        ondelete={"xero": lambda interfaces: interfaces._retire()},
    )
    xero_client_id = fields.Char(string="Client ID", copy=False, groups=ADMINISTRATOR)
    xero_client_secret = fields.Char(
        string="Client Secret",
        compute="_compute_xero_client_secret",
        inverse="_inverse_xero_client_secret",
        groups=ADMINISTRATOR,
        help="It can be set here, but never read again.",
    )
    xero_has_secret = fields.Boolean(compute="_compute_xero_client_secret", groups=ADMINISTRATOR)
    xero_redirect_uri = fields.Char(
        string="Redirect URI", compute="_compute_xero_redirect_uri", groups=ADMINISTRATOR
    )
    xero_scopes = fields.Char(string="Scopes", default=sign_in.SCOPES, groups=ADMINISTRATOR)
    xero_status = fields.Selection(
        [("DRAFT", "Draft"), ("SUBMITTED", "Awaiting approval"), ("AUTHORISED", "Approved")],
        string="Status in Xero",
        default="AUTHORISED",
        tracking=True,
        help="The status in which documents arrive in Xero.",
    )
    xero_choose_file = fields.Boolean(compute="_compute_xero_choose_file")
    xero_connection_id = fields.Char(readonly=True, copy=False, groups=ADMINISTRATOR)
    xero_short_code = fields.Char(readonly=True, copy=False)
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

    # === FIELDS === #

    def _compute_xero_client_secret(self):
        """The secret itself goes one way only."""
        for interface in self:
            interface.xero_client_secret = False
            interface.xero_has_secret = bool(interface._get_token().client_secret)

    def _inverse_xero_client_secret(self):
        for interface in self:
            if interface.xero_client_secret:
                interface._ensure_token()._set_secret("client_secret", interface.xero_client_secret)
        # Or the form would get it back as the answer to Save.
        self.invalidate_recordset(["xero_client_secret", "xero_has_secret"])

    def _compute_xero_redirect_uri(self):
        for interface in self:
            interface.xero_redirect_uri = interface.get_base_url() + CALLBACK

    @api.depends("remote_org_id")
    def _compute_xero_choose_file(self):
        """Signed in, but which organisation is meant is still to be said."""
        for interface in self:
            signed_in = bool(interface._get_token().refresh_token)
            interface.xero_choose_file = signed_in and not interface.remote_org_id

    @api.constrains("xero_api_url", "xero_identity_url", "xero_login_url")
    def _check_xero_addresses(self):
        for interface in self.sudo():
            for name in ("xero_api_url", "xero_identity_url", "xero_login_url"):
                try:
                    check_address(interface[name] or "")
                except errors.Misconfigured as error:
                    label = self._fields[name]._description_string(self.env)
                    raise ValidationError(
                        self.env._(
                            "%(label)s: only https addresses are allowed, and http for this very "
                            "machine.",
                            label=label,
                        )
                    ) from error

    # === SIGN-IN === #

    def _get_sign_in_steps(self):
        steps = super()._get_sign_in_steps()
        if self.connector != "xero":
            return steps
        text = (
            self.env._("Client id and client secret entered on the page “Xero App”")
            if self._xero_needs_secret()
            else self.env._("Client id entered on the page “Xero App”")
        )
        return [(self._xero_has_app(), text), *steps]

    def action_xero_connect(self):
        """Send the browser to Xero."""
        self.ensure_one()
        self._check_administrator()
        if not self._xero_has_app():
            raise UserError(
                self.env._("Enter the client id and the client secret of your Xero app first.")
                if self._xero_needs_secret()
                else self.env._("Enter the client id of your Xero app first.")
            )
        return self._connector()._get_sign_in_action(self, self)

    def action_xero_choose_file(self):
        self.ensure_one()
        self._check_administrator()
        return self.env["acct.link.xero.choice"]._open(self)

    def action_xero_disconnect(self):
        """Forget the sign-in, and give it and the organisation's connection back to Xero if it
        answers. Which accounts file the interface belongs to stays, once a document is meant for
        it.
        """
        self.ensure_one()
        self._check_administrator()
        self._connector()._give_back(self)
        self.xero_connection_id = False
        if not self._has_documents():
            self.write({"remote_org_id": False, "remote_org_name": False})
        return True

    def action_xero_test(self):
        """Ask Xero for the organisation's name."""
        self.ensure_one()
        self._check_administrator()
        connector = self._connector()
        with connector._format_errors(self):
            values = next(iter(connector._pull(self, "file")))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Xero answers for “%(name)s”.", name=values["remote_org_name"]
                ),
            },
        }

    def action_pull_codes(self):
        for interface in self.filtered(lambda interface: interface.connector == "xero"):
            with interface._connector()._format_errors(interface):
                super(AcctLinkInterface, interface).action_pull_codes()
        rest = self.filtered(lambda interface: interface.connector != "xero")
        return super(AcctLinkInterface, rest).action_pull_codes()

    def _xero_pin(self, connection):
        """Tie the interface to one organisation.

        :param connection: pull.Connection
        :raises UserError: documents went to another one before
        """
        self.ensure_one()
        self.write(
            {
                "remote_org_id": connection.tenant,
                "remote_org_name": connection.name,
                "xero_connection_id": connection.id,
            }
        )
