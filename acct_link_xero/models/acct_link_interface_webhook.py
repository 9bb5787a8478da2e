from odoo import api, fields, models

from odoo.addons.acct_link_oauth.models.interface import ADMINISTRATOR

WEBHOOK = "/acct_link_xero/webhook/"


class AcctLinkInterface(models.Model):
    """Xero's notices of what changed. They only bring a pull forward."""

    _inherit = "acct.link.interface"

    xero_webhook = fields.Boolean(
        string="Notices of Changes",
        copy=False,
        tracking=True,
        groups=ADMINISTRATOR,
        help="Xero says at once that something changed, and it is read within a minute. Without, "
        "it is read on schedule.",
    )
    xero_webhook_url = fields.Char(
        string="Delivery URL", compute="_compute_xero_webhook_url", groups=ADMINISTRATOR
    )
    xero_webhook_key = fields.Char(
        string="Webhooks Key",
        compute="_compute_xero_webhook_key",
        inverse="_inverse_xero_webhook_key",
        groups=ADMINISTRATOR,
        help="It can be set here, but never read again.",
    )
    xero_has_webhook_key = fields.Boolean(compute="_compute_xero_webhook_key", groups=ADMINISTRATOR)

    def _compute_xero_webhook_url(self):
        for interface in self:
            number = interface._origin.id
            interface.xero_webhook_url = (
                f"{interface.get_base_url()}{WEBHOOK}{number}" if number else False
            )

    def _compute_xero_webhook_key(self):
        self._show_secret("xero_webhook_key", "xero_has_webhook_key", "webhook_key")

    def _inverse_xero_webhook_key(self):
        self._store_secret("xero_webhook_key", "xero_has_webhook_key", "webhook_key")

    @api.model
    def _xero_get_told(self, interface_id):
        """:return: the interface if it takes notices, else an empty one"""
        return self.search(
            [("id", "=", interface_id), ("connector", "=", "xero"), ("xero_webhook", "=", True)]
        )

    def _xero_take_hint(self, remote_org_ids):
        """Documents changed in these organisations. An app of Xero has one address and one key for
        all that signed in to it, so the notices of its other interfaces arrive here, too.
        """
        self.ensure_one()
        interfaces = self.search(
            [
                ("connector", "=", "xero"),
                ("xero_webhook", "=", True),
                ("oauth_client_id", "=", self.oauth_client_id),
                ("remote_org_id", "in", list(remote_org_ids)),
            ]
        )
        hinted = self.env["acct.link.pull"]._hint
        hinted(interfaces, ("documents",))
        # Xero says only that an invoice changed; those of suppliers are among them.
        hinted(interfaces.filtered(lambda interface: interface._uses_bills()), ("bills",))
