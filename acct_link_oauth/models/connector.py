import logging

from odoo import api, models
from odoo.exceptions import RedirectWarning, UserError

from odoo.addons.acct_link_batch.lib import errors
from odoo.addons.acct_link_batch.lib.problem import Problem

from ..lib import sign_in
from ..lib.web import too_many_at_once

# In the context: Trial, which no caller from outside can give.
TRIAL = "acct_link_oauth_trial"

_logger = logging.getLogger(__name__)


class AcctLinkConnectorOauth(models.AbstractModel):
    """A connector whose system is signed in to with OAuth 2 inherits this model instead of the bare
    contract. It has to say what its app is (`_get_app`) and which accounts files a sign-in reaches
    (`_get_organisations`); the rest is here.
    """

    _name = "acct.link.connector.oauth"
    _inherit = "acct.link.connector"
    _description = "Connector with OAuth 2"

    # A call without an answer is either carried out by then, or never.
    _settle_seconds = 0
    # {match rule: (label, explanation)} as users of the system know them.
    _rules = {}
    # What the page of the interface is called on which the app is entered.
    _app_page = ""

    # === WHAT A CONNECTOR SAYS === #

    @api.model
    def _get_app(self, interface):
        """:return: lib.sign_in.App, of what is set on the interface"""
        raise NotImplementedError

    @api.model
    def _get_organisations(self, interface, callback=None):
        """The accounts files that the sign-in of the interface reaches.

        :param callback: {name: value} of the query that the browser came back with, for systems
            that name the accounts file there and nowhere else. It is a claim of the browser: the
            system has to be asked whether it is true, with the new token. None where a person
            chooses from a list later.
        :return: [lib.sign_in.Organisation]
        :raises: as `_look_up`
        """
        raise NotImplementedError

    @api.model
    def _prepare_organisation_vals(self, interface, organisation):
        """:return: values of an interface that is tied to the accounts file"""
        return {"remote_org_id": organisation.id, "remote_org_name": organisation.name}

    @api.model
    def _get_app_calls(self, interface):
        """:return: int, how many calls a second the system takes of an app, whichever accounts file
        they are for; 0: it does not count them
        """
        return 0

    @api.model
    def _ask_tokens(self, interface, values):
        """New tokens in place of the held ones.

        :param values: held of acct.link.token
        :return: lib.sign_in.Tokens
        :raises SignInNeeded, Misconfigured, Postponed: there are none
        """
        app, secret = self._get_app(interface), self._get_secret(interface, values)
        if app.alone:
            return sign_in.client_credentials(app, secret)
        return sign_in.refresh(app, secret, values["refresh_token"])

    @api.model
    def _leave_organisation(self, interface):
        """End what ties the app to the accounts file, beside the sign-in, where there is such a
        thing. :raises LinkError: it did not come about
        """

    @api.model
    def _get_notice_header(self):
        """:return: str, the header with the signature of a notice; empty: the system sends none"""
        return ""

    @api.model
    def _read_notice(self, body):
        """What a signed notice says, of which nothing else is believed.

        :return: {id of an accounts file: {resource to be read again}}; empty for what cannot be
            understood
        """
        raise NotImplementedError

    # === TOKENS === #

    @api.model
    def _get_secret(self, interface, values):
        """:param values: held of acct.link.token
        :return: str, the secret of the app; empty for an app that has none
        :raises Misconfigured: it is there, but its key is lost
        """
        if not self._get_app(interface).needs_secret:
            return ""
        if interface.sudo().oauth_has_secret and not values["client_secret"]:
            raise errors.Misconfigured(Problem("secret_key_missing"))
        return values["client_secret"] or ""

    @api.model
    def _get_access_token(self, interface, stale=None):
        """:param stale: the access token that the system has just refused
        :return: str, a valid one
        :raises SignInNeeded, Misconfigured, Postponed: there is none
        """
        trial = self.env.context.get(TRIAL)
        if isinstance(trial, sign_in.Trial) and trial.interface_id == interface.id:
            if stale:
                raise errors.SignInNeeded(Problem("sign_in_needed"))
            return trial.tokens.access_token
        return (
            self.env["acct.link.token"]
            .sudo()
            ._get_access_token(
                interface,
                lambda values: self._ask_tokens(interface, values),
                stale=stale,
                alone=self._get_app(interface).alone,
            )
        )

    @api.model
    def _call_signed_in(self, interface, call):
        """A call by itself; a token that is refused as expired is renewed once.

        :param call: callable(access token); :return: what it returns
        :raises: what it raises but TokenExpired, and as `_get_access_token`
        """
        token = self._get_access_token(interface)
        try:
            return call(token)
        except errors.TokenExpired:
            token = self._get_access_token(interface, stale=token)
        try:
            return call(token)
        except errors.TokenExpired as error:
            raise errors.SignInNeeded(error.problem) from error

    @api.model
    def _take_slot(self, interface):
        """:raises Postponed: as many calls to the accounts file are under way as are taken"""
        organisation = interface.sudo().remote_org_id
        most = self._capabilities(interface).calls_at_once
        if organisation and not self.env["acct.link.lock"]._take_slot(organisation, most):
            raise too_many_at_once()

    @api.model
    def _renew_sign_in(self, interface):
        self._get_access_token(interface)  # what has not been used for an hour has expired

    @api.model
    def _exchange_code(self, interface, code, verifier):
        """Make tokens of the code that the browser brought, and keep them at once.

        :raises SignInNeeded, Misconfigured, Postponed: there are none
        """
        app, tokens = self._get_app(interface), self.env["acct.link.token"].sudo()
        with tokens._locked(interface, anew=True) as values:
            secret = self._get_secret(interface, values)
            fresh = sign_in.exchange_code(app, secret, code, verifier if app.needs_verifier else "")
            tokens._keep_sign_in(values, fresh, app.end_days)

    @api.model
    def _ask_alone(self, interface):
        """A first token in the app's own name. :raises: as `_exchange_code`"""
        tokens = self.env["acct.link.token"].sudo()
        with tokens._locked(interface, anew=True) as values:
            tokens._keep_sign_in(values, self._ask_tokens(interface, values))

    @api.model
    def _give_back(self, interface):
        """Forget the sign-in, and have the system forget it, too. What it does not answer is left:
        here the sign-in is gone in any case.
        """
        try:
            self._leave_organisation(interface)
        except errors.LinkError as error:
            _logger.info("Interface %s: connection not given back: %s", interface.id, error)
        app, tokens = self._get_app(interface), self.env["acct.link.token"].sudo()
        with tokens._locked(interface, anew=True) as values:
            secret = values["client_secret"] if app.needs_secret else ""
        self._revoke(interface, app, secret or "", tokens._clear(interface))

    @api.model
    def _revoke(self, interface, app, secret, refresh_token):
        """Have the system forget a sign-in that is not kept. What it does not answer is left."""
        # All that this user connected to the app may end: another interface may live by it.
        if not refresh_token or interface._is_app_shared():
            return
        try:
            sign_in.revoke(app, secret, refresh_token)
        except errors.LinkError as error:
            _logger.info("Interface %s: sign-in not given back: %s", interface.id, error)

    # === WHAT THE SCREENS ASK === #

    @api.model
    def _get_rule_words(self, interface, rule):
        return tuple(self.env._(words) for words in self._rules[rule])

    @api.model
    def _get_sign_in_action(self, interface, come_back_to):
        if self._get_app(interface).alone:
            interface._check_administrator()
            return interface._connect_alone()
        return {
            "type": "ir.actions.act_url",
            "url": f"/acct_link_oauth/connect/{interface.id}"
            f"?back={come_back_to._name}&back_id={come_back_to.id}",
            "target": "self",
        }

    @api.model
    def _check_ready(self, interface):
        if interface.sign_in_state == "connected":
            return
        message = self.env._(
            "The interface “%(name)s” is not signed in to %(system)s. Sign in first; this batch "
            "waits.",
            name=interface.name,
            system=interface._get_system_name(),
        )
        if not interface.with_user(self.env.user)._may_sign_in():
            raise UserError(
                message + " " + self.env._("Ask an administrator of the accounting link.")
            )
        action = self.env.ref("acct_link_batch.acct_link_interface_action")
        raise RedirectWarning(message, action.id, self.env._("Go to the interface"))
