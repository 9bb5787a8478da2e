from odoo import api, models

from odoo.addons.acct_link_batch.lib import errors
from odoo.addons.acct_link_batch.lib.exchange import Answer, Sender
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_oauth.lib.sign_in import Organisation

from ..lib import pull, sign_in, webhook
from ..lib.client import XeroClient
from ..lib.sign_in import CUSTOM

# Calls left today, this minute, and this minute for all who use the app.
# Source: Xero, "API limits".
LIMIT_HEADERS = ("x-daylimit-remaining", "x-minlimit-remaining", "x-appminlimit-remaining")


class AcctLinkConnectorXero(models.AbstractModel):
    """The way to the one door, `lib/client`: each call with a valid token, what its answer says of
    the calls left, and what a sign-in reaches.
    """

    # In two files, as each is long enough.
    _inherit = "acct.link.connector.xero"

    @api.model
    def _call(self, interface, do):
        """`do(client)` with a valid token."""
        self.env["acct.link.budget"]._check(interface)
        return self._call_signed_in(interface, lambda token: self._ask(interface, token, do))

    @api.model
    def _ask(self, interface, token, do):
        """`do(client)`; whatever is answered, what it says of the calls that are left is kept."""
        try:
            answer = do(self._get_client(interface, token))
        except errors.Postponed as error:
            self._note_limits(interface, error)
            raise
        self._note_limits(interface, answer)
        return answer

    @api.model
    def _note_limits(self, interface, said):
        """Source: Xero, "API limits"."""
        budget = self.env["acct.link.budget"].sudo()
        if isinstance(said, errors.Postponed):
            # Of the minute it says how long to wait, which is better than what is left of it.
            budget._note(interface, day=said.calls_left)
        elif isinstance(said, Answer):
            left = [
                int(value) if (value or "").isdecimal() else None
                for value in map(said.headers.get, LIMIT_HEADERS)
            ]
            app = interface.sudo().oauth_client_id or ""
            budget._note(interface, *left, app=app)

    @api.model
    def _get_sender(self, interface, refused=None):
        token = self._get_access_token(interface, stale=refused and refused.token)
        settings = interface.sudo()
        values = (settings.xero_api_url, token, self._get_tenant(interface))
        open_client = self._get_opener(interface)
        timeout = settings.answer_timeout
        return Sender(lambda: open_client(*values, timeout).send, token)

    @api.model
    def _get_opener(self, interface):
        """:return: makes a XeroClient, of the values that its class takes"""
        return XeroClient

    @api.model
    def _get_client(self, interface, token):
        """:raises Postponed: as many calls to the organisation are under way as Xero takes"""
        settings = interface.sudo()
        self._take_slot(interface)
        tenant = self._get_tenant(interface)
        open_client = self._get_opener(interface)
        return open_client(settings.xero_api_url, token, tenant, settings.answer_timeout)

    @api.model
    def _get_tenant(self, interface):
        """A custom connection has but one organisation, and none is named to it."""
        settings = interface.sudo()
        return "" if settings.xero_auth == CUSTOM else settings.remote_org_id or ""

    @api.model
    def _get_reader(self, interface):
        """:return: get(path, params, since) -> Answer"""
        return lambda path, params=(), since="": self._call(
            interface, lambda client: client.get(path, params, since)
        )

    # === NOTICES === #

    @api.model
    def _get_notice_header(self):
        return webhook.HEADER

    @api.model
    def _read_notice(self, body):
        """Xero says only that an invoice changed; those of suppliers are among them."""
        return dict.fromkeys(webhook.changed_files(body), {"documents", "bills"})

    # === SIGN-IN === #

    @api.model
    def _get_app(self, interface):
        settings = interface.sudo()
        return sign_in.app_of(
            settings.xero_auth,
            settings.oauth_client_id or "",
            settings.oauth_redirect_uri,
            settings._get_xero_scopes(),
            settings.xero_login_url,
            settings.xero_identity_url,
        )

    @api.model
    def _get_organisations(self, interface, callback=None):
        if interface.sudo().xero_auth == CUSTOM:
            organisation = pull.organisation(self._get_reader(interface)("Organisation"))
            return [Organisation(organisation.id, organisation.name, is_latest=True)]
        connections = self._get_connections(interface)
        event = sign_in.authentication_event(self._get_access_token(interface))
        return [
            Organisation(each.tenant, each.name, bool(event) and each.event == event, each.id)
            for each in connections
        ]

    @api.model
    def _get_connections(self, interface):
        """:return: [pull.Connection] of organisations this sign-in reaches"""
        answer = self._call(interface, lambda client: client.connections())
        return [each for each in pull.connections(answer) if each.kind == "ORGANISATION"]

    @api.model
    def _prepare_organisation_vals(self, interface, organisation):
        vals = super()._prepare_organisation_vals(interface, organisation)
        return {**vals, "xero_connection_id": organisation.connection}

    @api.model
    def _ask_tokens(self, interface, values):
        """That of a custom connection is good once it is sure whose books it opens: the connection
        may have been given to another organisation since.
        """
        tokens = super()._ask_tokens(interface, values)
        settings = interface.sudo()
        if settings.xero_auth != CUSTOM:
            return tokens
        try:
            answer = self._get_client(interface, tokens.access_token).get("Organisation")
        except errors.TokenExpired as error:
            raise errors.SignInNeeded(error.problem) from error
        organisation = pull.organisation(answer)
        if settings.remote_org_id and organisation.id != settings.remote_org_id:
            values = {"theirs": organisation.name, "ours": settings.remote_org_name or ""}
            raise errors.Misconfigured(Problem("file_swapped", values))
        return tokens

    @api.model
    def _leave_organisation(self, interface):
        connection = interface.sudo().xero_connection_id
        if connection:
            interface.sudo().xero_connection_id = False
            self._call(interface, lambda client: client.delete_connection(connection))
