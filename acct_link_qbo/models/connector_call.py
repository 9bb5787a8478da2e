from functools import partial

from odoo import api, models

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
    def _get_door_opener(self, interface, token, file=None):
        settings = interface.sudo()
        realm = file or settings.remote_org_id or ""
        return partial(Door, settings.qbo_api_url or "", realm, token, settings.answer_timeout)

    @api.model
    def _take_call(self, interface):
        result = super()._take_call(interface)
        self._take_slot(interface)
        return result

    @api.model
    def _ask(self, interface, door, path, params, statement=None):
        if statement is None:
            return super()._ask(interface, door, path, params)
        # In the body: a question about many is too long for an address.
        return door.send("POST", path, params, statement, content_type=STATEMENT)

    @api.model
    def _get_sender(self, interface, refused=None):
        return self._get_door_sender(interface, send, refused)

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
