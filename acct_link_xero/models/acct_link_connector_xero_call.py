import logging
from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.acct_link_batch.lib import errors
from odoo.addons.acct_link_batch.lib.exchange import Answer
from odoo.addons.acct_link_batch.lib.problem import Problem

from ..lib import pull, sign_in, wire
from ..lib.client import TokenExpired, XeroClient
from .acct_link_interface_sign_in import BROWSER, CUSTOM

_logger = logging.getLogger(__name__)

# Calls left today, this minute, and this minute for all who use the app.
# Source: Xero, "API limits".
LIMIT_HEADERS = ("x-daylimit-remaining", "x-minlimit-remaining", "x-appminlimit-remaining")
CALLS_AT_ONCE = 5  # to one organisation; the same source


class AcctLinkConnectorXero(models.AbstractModel):
    """The way to the one door, `lib/client`: each call with a valid token, what its answer says of
    the calls left, and what a sign-in reaches.
    """

    # In two files, as each is long enough.
    _inherit = "acct.link.connector.xero"

    @api.model
    def _call(self, interface, do):
        """`do(client)` with a valid token; once more with a new one when Xero says it expired,
        which it does before it looks at the request.
        """
        self._check_calls_left(interface)
        token = self._get_token(interface)
        try:
            return self._ask(interface, token, do)
        except TokenExpired:
            token = self._get_token(interface, stale=token)
        try:
            return self._ask(interface, token, do)
        except TokenExpired as error:
            raise errors.SignInNeeded(error.problem) from error

    @api.model
    def _ask(self, interface, token, do):
        """`do(client)`; whatever is answered, what it says of the calls that are left is kept."""
        try:
            return self._note_limits(interface, do(self._get_client(interface, token)))
        except errors.Postponed as error:
            # Of the minute it says how long to wait, which is better than what is left of it.
            self.env["acct.link.budget"].sudo()._note(interface, day=error.calls_left)
            raise

    @api.model
    def _get_token(self, interface, stale=None):
        """:return: str, a valid access token"""
        return (
            self.env["acct.link.token"]
            .sudo()
            ._get_access_token(
                interface,
                self._get_refresh(interface),
                stale=stale,
                alone=interface.sudo().xero_auth == CUSTOM,
            )
        )

    @api.model
    def _renew_sign_in(self, interface):
        self._get_token(interface)  # what has not been used for an hour has expired

    @api.model
    def _check_calls_left(self, interface):
        """:raises Postponed: the last answer said that this minute, or this day, takes no more"""
        budget = self.env["acct.link.budget"].sudo()._get_budget(interface)
        for limit, until in (("day", budget.day_ends), ("minute", budget.minute_ends)):
            if until:
                values = {"until": until.isoformat(" "), "limit": limit}
                raise errors.Postponed(Problem("rate_limited", values), until)

    @api.model
    def _note_limits(self, interface, answer):
        """Keep what an answer says of the calls that are left. Source: Xero, "API limits"."""
        if isinstance(answer, Answer):
            left = [
                int(value) if (value or "").isdecimal() else None
                for value in map(answer.headers.get, LIMIT_HEADERS)
            ]
            app = interface.sudo().xero_client_id or ""
            self.env["acct.link.budget"].sudo()._note(interface, *left, app=app)
        return answer

    @api.model
    def _get_client(self, interface, token):
        """:raises Postponed: as many calls to the organisation are under way as Xero takes"""
        settings = interface.sudo()
        organisation = settings.remote_org_id
        if organisation and not self.env["acct.link.lock"]._take_slot(organisation, CALLS_AT_ONCE):
            raise wire.too_many_at_once()
        # A custom connection has but one organisation, and none is named to it.
        tenant = "" if settings.xero_auth == CUSTOM else organisation or ""
        return XeroClient(settings.xero_api_url, token, tenant, settings.answer_timeout)

    @api.model
    def _get_reader(self, interface):
        """:return: get(path, params, since) -> Answer"""
        return lambda path, params=(), since="": self._call(
            interface, lambda client: client.get(path, params, since)
        )

    @api.model
    def _get_refresh(self, interface):
        """:return: callable(held values of the token) -> sign_in.Tokens"""
        settings = interface.sudo()
        if settings.xero_auth == CUSTOM:
            return lambda values: self._ask_custom(interface, values["client_secret"])
        return lambda values: sign_in.refresh(
            settings.xero_identity_url,
            settings.xero_client_id,
            values["client_secret"] if settings.xero_auth == BROWSER else "",
            values["refresh_token"],
        )

    @api.model
    def _ask_custom(self, interface, secret):
        """A token of a custom connection, once it is sure whose books it opens: the connection may
        have been given to another organisation since.
        """
        settings = interface.sudo()
        tokens = sign_in.client_credentials(
            settings.xero_identity_url, settings.xero_client_id, secret or "", settings.xero_scopes
        )
        try:
            client = self._get_client(interface, tokens.access_token)
            answer = client.get("Organisation")
        except TokenExpired as error:
            raise errors.SignInNeeded(error.problem) from error
        organisation = pull.organisation(answer)
        if settings.remote_org_id and organisation.id != settings.remote_org_id:
            values = {"theirs": organisation.name, "ours": settings.remote_org_name or ""}
            raise errors.Misconfigured(Problem("file_swapped", values))
        return tokens

    @api.model
    def _give_back(self, interface):
        """Disconnect the organisation, forget the sign-in, and have Xero forget it, too. What Xero
        does not answer is left: here the sign-in is gone in any case.
        """
        settings = interface.sudo()
        try:
            if settings.xero_connection_id:
                self._call(
                    interface, lambda client: client.delete_connection(settings.xero_connection_id)
                )
        except errors.LinkError as error:
            _logger.info("Interface %s: connection not given back: %s", interface.id, error)
        tokens = self.env["acct.link.token"].sudo()
        with tokens._locked(interface, anew=True) as values:
            secret = values["client_secret"] if settings.xero_auth == BROWSER else ""
        refresh_token = tokens._clear(interface)
        # Xero ends all that this user connected to the app: another interface may live by it.
        if not refresh_token or self._is_app_shared(settings):
            return
        try:
            sign_in.revoke(
                settings.xero_identity_url, settings.xero_client_id, secret or "", refresh_token
            )
        except errors.LinkError as error:
            _logger.info("Interface %s: sign-in not given back: %s", interface.id, error)

    @api.model
    def _is_app_shared(self, settings):
        """Whether another interface is signed in with the same app."""
        others = settings.with_context(active_test=False).search(
            [("xero_client_id", "=", settings.xero_client_id), ("id", "!=", settings.id)]
        )
        return any(other._get_token().refresh_token for other in others)

    @api.model
    def _get_sign_in_event(self, interface):
        """:return: name of the latest sign-in, as in `pull.Connection.event`; "" if unknown"""
        token = (
            self.env["acct.link.token"]
            .sudo()
            ._get_access_token(interface, self._get_refresh(interface))
        )
        return sign_in.authentication_event(token)

    @api.model
    def _get_connections(self, interface, event=""):
        """:return: [pull.Connection] of organisations this sign-in reaches"""
        answer = self._call(interface, lambda client: client.connections(event))
        return [each for each in pull.connections(answer) if each.kind == "ORGANISATION"]

    @api.model
    @contextmanager
    def _format_errors(self, interface):
        """For buttons: what stops a run becomes a sentence on the screen."""
        try:
            yield
        except errors.LinkError as error:
            say = self.env["acct.link.run"].new({"interface_id": interface.id})._say
            sentences = [say(error.problem, part) for part in ("text", "cure")]
            raise UserError("\n".join(sentences)) from None
