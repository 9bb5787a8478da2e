from odoo import api, fields, models

from odoo.addons.acct_link_oauth.models.interface import ADMINISTRATOR

from ..lib.incoming.webhook import BILLS, DOCUMENTS

WEBHOOK = "/acct_link_qbo/webhook/"


class AcctLinkInterface(models.Model):
    """Notices of QuickBooks of what changed. They only bring a pull forward."""

    _inherit = "acct.link.interface"

    qbo_webhook = fields.Boolean(
        string="Notices from QuickBooks",
        copy=False,
        tracking=True,
        groups=ADMINISTRATOR,
        help="QuickBooks says at once that something changed, and it is read within a minute. "
        "Without, it is read on schedule.",
    )
    qbo_webhook_url = fields.Char(
        string="Endpoint URL", compute="_compute_qbo_webhook_url", groups=ADMINISTRATOR
    )
    qbo_webhook_key = fields.Char(
        string="Verifier Token",
        compute="_compute_qbo_webhook_key",
        inverse="_inverse_qbo_webhook_key",
        groups=ADMINISTRATOR,
        help="It can be set here, but never read again.",
    )
    qbo_has_webhook_key = fields.Boolean(compute="_compute_qbo_webhook_key", groups=ADMINISTRATOR)

    def _compute_qbo_webhook_url(self):
        for interface in self:
            number = interface._origin.id
            interface.qbo_webhook_url = (
                f"{interface.get_base_url()}{WEBHOOK}{number}" if number else False
            )

    def _compute_qbo_webhook_key(self):
        self._show_secret("qbo_webhook_key", "qbo_has_webhook_key", "webhook_key")

    def _inverse_qbo_webhook_key(self):
        self._store_secret("qbo_webhook_key", "qbo_has_webhook_key", "webhook_key")

    @api.model
    def _qbo_get_told(self, interface_id):
        """:return: the interface if it takes notices, else an empty one"""
        return self.search(
            [("id", "=", interface_id), ("connector", "=", "qbo"), ("qbo_webhook", "=", True)]
        )

    def _qbo_take_hints(self, hints):
        """An app has one endpoint for all companies that signed in to it, so the notices of its
        other interfaces arrive here, too.

        :param hints: as `lib.webhook.hints`
        """
        self.ensure_one()
        interfaces = self.search(
            [
                ("connector", "=", "qbo"),
                ("qbo_webhook", "=", True),
                ("oauth_client_id", "=", self.oauth_client_id),
                ("remote_org_id", "in", list(hints)),
            ]
        )
        hinted = self.env["acct.link.pull"]._hint

        def told_of(pull):
            return interfaces.filtered(lambda each: pull in hints[each.remote_org_id])

        hinted(told_of(DOCUMENTS), ("documents",))
        hinted(told_of(BILLS).filtered(lambda each: each._uses_bills()), ("bills",))
