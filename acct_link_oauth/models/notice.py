from odoo import api, fields, models

from .interface import ADMINISTRATOR


class AcctLinkInterface(models.Model):
    """Notices that the accounting system sends by itself, of what changed. They only bring forward
    what reads it.
    """

    _inherit = "acct.link.interface"

    takes_notices = fields.Boolean(
        string="Notices of Changes",
        copy=False,
        tracking=True,
        groups=ADMINISTRATOR,
        help="The accounting system says at once that something changed, and it is read within a "
        "minute. Without, it is read on schedule.",
    )
    notice_url = fields.Char(
        string="Delivery URL", compute="_compute_notice_url", groups=ADMINISTRATOR
    )
    notice_key = fields.Char(
        string="Key of Notices",
        compute="_compute_notice_key",
        inverse="_inverse_notice_key",
        groups=ADMINISTRATOR,
        help="It can be set here, but never read again.",
    )
    has_notice_key = fields.Boolean(compute="_compute_notice_key", groups=ADMINISTRATOR)

    @api.depends("connector")
    def _compute_notice_url(self):
        for interface in self:
            path = f"/acct_link_{interface.connector}/webhook/{interface._origin.id}"
            interface.notice_url = interface._origin and interface.get_base_url() + path

    def _compute_notice_key(self):
        self._show_secret("notice_key", "has_notice_key", "webhook_key")

    def _inverse_notice_key(self):
        self._store_secret("notice_key", "has_notice_key", "webhook_key")

    @api.model
    def _get_told(self, connector, interface_id):
        """:return: the interface if it takes notices, else an empty one"""
        found = self.search([("id", "=", interface_id), ("takes_notices", "=", True)])
        # What stands in an address may be no text for a database.
        return found.filtered(lambda each: each.connector == connector and each.uses_oauth)

    def _take_notice(self, body):
        """An app has one address and one key for all accounts files that are signed in to it, so
        the notices of its other interfaces arrive here, too.

        :param body: bytes, which the accounting system signed
        """
        self.ensure_one()
        hints = self._connector()._read_notice(body)
        told = self.search(
            [
                ("connector", "=", self.connector),
                ("takes_notices", "=", True),
                ("oauth_client_id", "=", self.oauth_client_id),
                ("remote_org_id", "in", list(hints)),
            ]
        )
        for resource in sorted(set().union(*hints.values())):
            about = told.filtered(lambda each, name=resource: name in hints[each.remote_org_id])
            about._note_change(resource)
