from functools import partial

from odoo import api, models

from odoo.addons.acct_link_batch.lib import errors
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_oauth.lib.sign_in import Organisation

from ..lib import lists, sign_in
from ..lib.door import Door
from ..lib.sending import send
from ..lib.wire import uid


class AcctLinkConnectorMyob(models.AbstractModel):
    """The way to the one door, `lib/door`: each call with a valid token, at the pace that MYOB
    takes, and whose company file a sign-in reaches.
    """

    # In two files, as each is long enough.
    _inherit = "acct.link.connector.myob"

    @api.model
    def _get_door_opener(self, interface, token, file=None):
        settings = interface.sudo()
        return partial(
            Door,
            settings.myob_api_url or "",
            file or settings.remote_org_id or "",
            settings.oauth_client_id or "",
            token,
            settings.answer_timeout,
            settings._get_myob_user(),
        )

    @api.model
    def _get_sender(self, interface, refused=None):
        return self._get_door_sender(interface, send, refused)

    @api.model
    def _get_app_calls(self, interface):
        return max(interface.myob_calls_a_second, 1)

    # === SIGN-IN === #

    @api.model
    def _get_app(self, interface):
        settings = interface.sudo()
        return sign_in.app_of(
            settings.oauth_client_id or "",
            settings.oauth_redirect_uri,
            settings.myob_login_url or "",
            settings._sells_myob_items(),
        )

    @api.model
    def _get_organisations(self, interface, callback=None):
        """The company file is named where the browser comes back, and nowhere else: whether the
        token is for it, and may do what it has to, MYOB is asked.

        :raises SignInNeeded: less was allowed than is asked for
        """
        file = uid((callback or {}).get(sign_in.BUSINESS)) or interface.sudo().remote_org_id or ""
        if not file:
            return []
        ask = self._get_reader(interface, file)
        company = lists.company(ask)
        granted, wanted = lists.scopes(ask), sign_in.scopes_of(interface._sells_myob_items())
        if missing := [each for each in wanted if each not in granted]:
            raise errors.SignInNeeded(Problem("scope_missing", {"message": " ".join(missing)}))
        return [Organisation(file, company.name, is_latest=bool(callback))]
