from odoo import api, models

from odoo.addons.acct_link_batch.lib.exchange import Sender
from odoo.addons.acct_link_oauth.lib.sign_in import Organisation

from ..lib import lists, sign_in
from ..lib.door import STATEMENT, Door
from ..lib.incoming import webhook
from ..lib.sending import send


class AcctLinkConnectorQbo(models.AbstractModel):
    """The way to the one door, `lib/door`: each call with a valid token, at the pace that
    QuickBooks takes, and whose books a sign-in reaches.
    """

    # In two files, as each is long enough.
    _inherit = "acct.link.connector.qbo"

    @api.model
    def _get_reader(self, interface, realm=None):
        """:return: ask(path, params, statement) -> Answer, as `lib.query` wants it"""
        doors = {}

        def ask(path, params=(), statement=None):
            self._take_call(interface)
            return self._call_signed_in(
                interface,
                lambda token: self._ask(interface, doors, token, realm, path, params, statement),
            )

        return ask

    @api.model
    def _ask(self, interface, doors, token, realm, path, params, statement):
        if token not in doors:
            doors[token] = self._get_door(interface, token, realm)
        if statement is None:
            return doors[token].send("GET", path, params)
        # In the body: a question about many is too long for an address.
        return doors[token].send("POST", path, params, statement, content_type=STATEMENT)

    @api.model
    def _take_call(self, interface):
        """:raises Postponed: as many calls as QuickBooks takes were made, or are under way"""
        pace = self._capabilities(interface).pace
        self.env["acct.link.budget"].sudo()._take_call(interface, pace)
        self._take_slot(interface)

    @api.model
    def _get_door(self, interface, token, realm=None):
        """:raises SignInNeeded, Misconfigured: it cannot be opened"""
        settings = interface.sudo()
        realm = realm or settings.remote_org_id or ""
        return Door(settings.qbo_api_url or "", realm, token, settings.answer_timeout)

    @api.model
    def _get_sender(self, interface, refused=None):
        token = self._get_access_token(interface, stale=refused and refused.token)
        settings = interface.sudo()
        values = (settings.qbo_api_url or "", settings.remote_org_id or "", token)
        values = (*values, settings.answer_timeout)
        Door(*values)  # what is wrong with them is told before anything is sent

        def open_lane():
            door = Door(*values)
            return lambda request, key: send(door, request, key)

        return Sender(open_lane, token)

    # === NOTICES === #

    @api.model
    def _get_notice_header(self):
        return webhook.HEADER

    @api.model
    def _read_notice(self, body):
        return webhook.hints(body)

    # === SIGN-IN === #

    @api.model
    def _get_app(self, interface):
        settings = interface.sudo()
        return sign_in.app_of(
            settings.oauth_client_id or "",
            settings.oauth_redirect_uri,
            settings.qbo_login_url or "",
            settings.qbo_token_url or "",
            settings.qbo_revoke_url or "",
        )

    @api.model
    def _get_organisations(self, interface, callback=None):
        """The company is named where the browser comes back, and nowhere else: whether the token is
        for it, QuickBooks is asked.
        """
        realm = (callback or {}).get(sign_in.REALM) or interface.sudo().remote_org_id or ""
        if not realm:
            return []
        company = lists.company(self._get_reader(interface, realm), realm)
        return [Organisation(realm, company.name, is_latest=bool(callback))]
