import logging
import re
import secrets

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import request
from odoo.tools import consteq
from odoo.tools.misc import hash_sign, verify_hash_signed

from odoo.addons.acct_link_batch.lib import errors

from ..lib import sign_in

_logger = logging.getLogger(__name__)

SCOPE = "acct_link_oauth.sign_in"
SESSION_KEY = "acct_link_oauth_nonce"
VERIFIER_KEY = "acct_link_oauth_verifier"
MODELS = ("acct.link.interface", "acct.link.batch")
CALLBACK = re.compile(r"(acct_link_\w+(?:/|%2F)callback)[^\s\"']+", re.IGNORECASE)


def _hide_code(record):
    """Odoo's servers log every request line, and that of the callback ends with the code and the
    state; so does that of the login page, for whom the session ran out meanwhile.
    """
    said = record.getMessage()
    if CALLBACK.search(said):
        record.msg, record.args = CALLBACK.sub(r"\1?***", said), ()
    return True


for _name in ("werkzeug", "longpolling"):
    logging.getLogger(_name).addFilter(_hide_code)


class SignInController(http.Controller):
    """The OAuth code flow. The state that travels through the accounting system is signed,
    short-lived, and bound to the interface, the user and the browser session that started it, and
    to what that user may: sign in, or renew the sign-in to the same accounts file (`renews`).
    """

    @http.route("/acct_link_oauth/connect/<int:interface_id>", type="http", auth="user")
    def connect(self, interface_id, back="acct.link.interface", back_id=0, **_query):
        interface = self._get_interface(interface_id)
        renews = not interface._may_connect()
        nonce = secrets.token_urlsafe(16)
        request.session[SESSION_KEY] = nonce
        state = hash_sign(
            request.env(su=True),
            SCOPE,
            [
                interface.id,
                request.env.uid,
                nonce,
                back,
                self._get_id(back_id) or interface.id,
                renews,
            ],
            expiration_hours=1,
        )
        interface._ensure_token()
        connector = interface._connector()
        app = connector._get_renewal_app(interface) if renews else connector._get_app(interface)
        url, request.session[VERIFIER_KEY] = sign_in.authorize_url(app, state)
        return request.redirect(url, local=False)

    @http.route("/acct_link_<string:connector>/callback", type="http", auth="user", methods=["GET"])
    def callback(self, connector, code="", state="", error="", **query):
        interface, back, renews = self._check_state(state)
        verifier = request.session.pop(VERIFIER_KEY, "")
        if not interface or interface.connector != connector:
            return request.not_found()
        if error not in ("", "access_denied"):
            self._notify_refusal(interface, error, renews)
            return self._go(interface)
        if error or not code:
            self._notify(
                interface,
                "warning",
                request.env._(
                    "%(system)s: the sign-in was cancelled.", system=interface._get_system_name()
                ),
            )
            return self._go(back)
        try:
            with interface._connector()._format_errors(interface):
                self._sign_in(interface, code, verifier, query, renews)
        except UserError as refusal:
            request.env.cr.rollback()
            _logger.info("Interface %s: sign-in refused: %s", interface.id, refusal)
            self._notify(interface, "danger", str(refusal))
            return self._go(interface)
        return self._go(back)

    def _sign_in(self, interface, code, verifier, query, renews):
        """Exchange the code, keep the tokens at once, and tie the accounts file to the interface.

        :param query: what else the browser came back with
        :param renews: nothing is kept of a sign-in to another accounts file
        """
        if renews:
            renewed = interface.sudo()
            renewed._connector()._renew_by_user(renewed, code, verifier)
            self._notify_connected(interface)
            return
        connector = interface._connector()
        connector._exchange_code(interface, code, verifier)
        self._tie(interface, connector._get_organisations(interface, query))
        if interface.remote_org_id:
            interface._note_sign_in()
            try:
                connector._pull_codes(interface)
            except errors.Postponed:
                _logger.info("Interface %s: code lists could not be pulled yet", interface.id)
            interface._after_sign_in()
            self._notify_connected(interface)

    def _tie(self, interface, reached):
        """To the accounts file chosen just now; an interface that has one keeps it.

        :param reached: [lib.sign_in.Organisation]
        """
        if tied_to := interface.remote_org_id:
            same = [each for each in reached if each.id == tied_to]
            if not same:
                with request.env["acct.link.token"].sudo()._locked(interface) as values:
                    values["lapsed"] = True
                raise UserError(
                    request.env._(
                        "This interface belongs to “%(file)s”, which this sign-in does not reach. "
                        "Sign in again and choose that accounts file.",
                        file=interface.remote_org_name,
                    )
                )
            interface._tie(same[0])
            return
        # Unless the system says so, nothing tells that it was chosen just now.
        chosen = [each for each in reached if each.is_latest]
        if len(chosen) == 1:
            interface._tie(chosen[0])
        else:
            self._notify(
                interface,
                "info",
                request.env._("Choose which of your accounts files this interface is for."),
            )

    # === GUARDS === #

    def _get_id(self, text):
        return int(text) if str(text).isdecimal() else 0

    def _get_interface(self, interface_id):
        """:raises AccessError: somebody who may not sign in on this interface"""
        interface = request.env["acct.link.interface"].browse(interface_id).exists()
        if not interface or not interface.uses_oauth:
            raise request.not_found()
        interface._check_sign_in()
        return interface

    def _check_state(self, state):
        """:return: (interface, record to go back to, whether it may be renewed only), or Nones for
        a state that was not made here, for this user, in this session, within the hour
        """
        nonce = request.session.pop(SESSION_KEY, None)
        try:
            values = verify_hash_signed(request.env(su=True), SCOPE, state)
        except (ValueError, IndexError):
            values = None
        refused = None, None, None
        if not values or not nonce:
            return refused
        interface_id, uid, signed_nonce, back, back_id, renews = values
        if uid != request.env.uid or not consteq(signed_nonce, nonce) or back not in MODELS:
            return refused
        try:
            interface = self._get_interface(interface_id)
        except AccessError:
            return refused
        # What was asked for by an administrator is answered to one only.
        if not renews and not interface._may_connect():
            return refused
        return interface, request.env[back].browse(back_id).exists() or interface, renews

    def _notify_refusal(self, interface, error, renews):
        """:param error: a code of the standard (RFC 6749, 4.1.2.1); it comes through the browser
        :param renews: the user sees none of the pages that say what the app is
        """
        said = {
            "system": interface._get_system_name(),
            "code": error if re.fullmatch(r"[a-z_]{1,40}", error) else "?",
        }
        if renews:
            message = request.env._(
                "%(system)s refused the sign-in: %(code)s. Ask an administrator of the accounting "
                "link to see what the app may ask for: %(names)s.",
                names=interface.sudo().administrator_names or "–",
                **said,
            )
        else:
            message = request.env._(
                "%(system)s refused the sign-in: %(code)s. See on the page “Technical” that the "
                "scopes are those that your app may ask for, and on the page “%(page)s” that the "
                "way to sign in is that of your app.",
                page=request.env._(interface._connector()._app_page),
                **said,
            )
        self._notify(interface, "danger", message)

    def _notify_connected(self, interface):
        message = request.env._("Connected to “%(name)s”.", name=interface.remote_org_name)
        self._notify(interface, "success", message)

    def _notify(self, interface, kind, message):
        title = interface._get_system_name()
        request.env.user._bus_send(
            "simple_notification",
            {"type": kind, "title": title, "message": message, "sticky": kind == "danger"},
        )

    def _go(self, record):
        path = {
            "acct.link.interface": "acct-link-interfaces",
            "acct.link.batch": "acct-link-batches",
        }[record._name]
        return request.redirect(f"/odoo/{path}/{record.id}")
