import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.acct_link_batch.lib import errors
from odoo.addons.acct_link_batch.models.setup.role import ADMINISTRATOR

from ..lib.web import check_address

SIGN_IN = "acct_link_oauth.ir_cron_sign_in"
NOTICE = "acct_link_oauth.mail_activity_type_sign_in"
# So long before the end of a sign-in administrators are told: where it lives shortly, in the last
# third of its life.
NOTICE_DAYS = 10

_logger = logging.getLogger(__name__)


class AcctLinkInterface(models.Model):
    """The app that signs in, whether somebody did, and sign-ins that are kept alive: those that
    nobody uses are used by a scheduled action, or they would lapse; where that does not work,
    administrators are told in time.
    """

    _inherit = "acct.link.interface"

    oauth_client_id = fields.Char(string="Client ID", copy=False, groups=ADMINISTRATOR)
    oauth_client_secret = fields.Char(
        string="Client Secret",
        compute="_compute_oauth_client_secret",
        inverse="_inverse_oauth_client_secret",
        groups=ADMINISTRATOR,
        help="It can be set here, but never read again.",
    )
    oauth_has_secret = fields.Boolean(compute="_compute_oauth_client_secret", groups=ADMINISTRATOR)
    oauth_redirect_uri = fields.Char(
        string="Redirect URI", compute="_compute_oauth_redirect_uri", groups=ADMINISTRATOR
    )
    uses_oauth = fields.Boolean(compute="_compute_uses_oauth")
    sign_in_ends_at = fields.Datetime(
        string="Sign-in Ends on",
        compute="_compute_sign_in_ends_at",
        help="When somebody has to sign in again, whatever it is used for.",
    )
    organisation_to_choose = fields.Boolean(
        compute="_compute_organisation_to_choose",
        help="Somebody signed in, and which accounts file is meant is still to be said.",
    )

    # === THE APP === #

    @api.depends("connector")
    def _compute_uses_oauth(self):
        oauth = self.env.registry["acct.link.connector.oauth"]
        for interface in self:
            interface.uses_oauth = isinstance(interface._connector(), oauth)

    def _compute_oauth_client_secret(self):
        self._show_secret("oauth_client_secret", "oauth_has_secret", "client_secret")

    def _inverse_oauth_client_secret(self):
        self._store_secret("oauth_client_secret", "oauth_has_secret", "client_secret")

    def _show_secret(self, typed, is_stored, name):
        """Compute the fields of a secret that goes one way only.

        :param typed: field that a person types it into, always empty
        :param is_stored: field that says whether there is one
        :param name: of the secret, as in acct.link.token
        """
        for interface in self:
            interface[typed] = False
            interface[is_stored] = bool(interface._get_token()[name])

    def _store_secret(self, typed, is_stored, name):
        """Keep what was typed. :param: as `_show_secret`"""
        for interface in self:
            if interface[typed]:
                interface._ensure_token()._set_secret(name, interface[typed])
        # Or the form would get it back as the answer to Save.
        self.invalidate_recordset([typed, is_stored])

    @api.depends("connector")
    def _compute_oauth_redirect_uri(self):
        """Each accounting system comes back to an address of its own, so that none can pass for
        another (RFC 9700, 4.4).
        """
        for interface in self:
            path = f"/acct_link_{interface.connector}/callback"
            interface.oauth_redirect_uri = interface.get_base_url() + path

    def _compute_sign_in_ends_at(self):
        for interface in self:
            interface.sign_in_ends_at = interface._get_token().ends_at

    @api.depends("connector", "remote_org_id")
    def _compute_organisation_to_choose(self):
        for interface in self:
            waits = interface.uses_oauth and not interface.remote_org_id
            interface.organisation_to_choose = (
                waits
                and bool(interface._get_token().refresh_token)
                and not interface._connector()._get_app(interface).named_in_callback
            )

    def _has_app(self):
        """Whether what the system knows the app by is entered."""
        self.ensure_one()
        needs_secret = self._connector()._get_app(self).needs_secret
        return bool(self.oauth_client_id and (self.oauth_has_secret or not needs_secret))

    def _get_sign_in_steps(self):
        steps, connector = super()._get_sign_in_steps(), self._connector()
        if not self.uses_oauth:
            return steps
        page = self.env._(connector._app_page)
        text = (
            self.env._("Client id and client secret entered on the page “%(page)s”", page=page)
            if connector._get_app(self).needs_secret
            else self.env._("Client id entered on the page “%(page)s”", page=page)
        )
        return [(self._has_app(), text), *steps]

    def _is_app_shared(self):
        """Whether another interface is signed in with the same app."""
        self.ensure_one()
        app = self.sudo().oauth_client_id
        same = [("connector", "=", self.connector), ("oauth_client_id", "=", app)]
        others = self.sudo().with_context(active_test=False).search(same) - self
        return any(other._get_token().refresh_token for other in others)

    def _check_addresses(self, names):
        """:raises ValidationError: one of these fields holds no address that secrets may go to"""
        for interface in self.sudo():
            for name in names:
                try:
                    check_address(interface[name] or "")
                except errors.Misconfigured as error:
                    label = self._fields[name]._description_string(self.env)
                    raise ValidationError(
                        self.env._(
                            "%(label)s: only https addresses are allowed, and http for this very "
                            "machine.",
                            label=label,
                        )
                    ) from error

    def _get_settle_seconds(self):
        """Unless a system parameter says how long a slow other side may take."""
        seconds = super()._get_settle_seconds()
        margin = self.env["ir.config_parameter"].sudo().get_param("acct_link_batch.settle_margin")
        least = self._connector()._settle_seconds if self.uses_oauth and not margin else 0
        return max(seconds, least)

    # === TOKENS === #

    def _get_token(self):
        """:return: acct.link.token, as superuser, for what is no secret of it"""
        self.ensure_one()
        return (
            self.env["acct.link.token"]
            .sudo()
            .search_fetch([("interface_id", "=", self._origin.id)], ["lapsed", "sign_ins"])
        )

    def _ensure_token(self):
        return self._get_token() or self.env["acct.link.token"].sudo().create(
            {"interface_id": self.id}
        )

    @api.model_create_multi
    def create(self, vals_list):
        interfaces = super().create(vals_list)
        for interface in interfaces:
            interface._ensure_token()
        return interfaces

    def write(self, vals):
        """The secrets of one accounting system are not shown to another one."""
        moved = self.filtered(lambda each: each.connector != vals.get("connector", each.connector))
        if not moved:
            return super().write(vals)
        self.env["acct.link.token"].sudo()._forget(moved)
        super(AcctLinkInterface, self - moved).write(vals)
        gone = dict.fromkeys(("oauth_client_id", "remote_org_id", "remote_org_name"), False)
        return super(AcctLinkInterface, moved).write({**gone, **vals})

    # === WHAT THE CORE ASKS === #

    def _filter_lapsed(self):
        ours = [("interface_id", "in", self._origin.ids), ("lapsed", "=", True)]
        lapsed = self.env["acct.link.token"].sudo().search_fetch(ours, ["interface_id"])
        ids = set(lapsed.interface_id.ids)
        return super()._filter_lapsed() | self.filtered(lambda each: each._origin.id in ids)

    def _has_sign_in(self):
        if not self.uses_oauth:
            return super()._has_sign_in()
        token = self._get_token()
        return bool(token.refresh_token or token.access_token)

    def _count_sign_ins(self):
        return super()._count_sign_ins() + self._get_token().sign_ins

    def _mark_lapsed(self, sign_ins):
        if not (token := self._get_token()):
            return super()._mark_lapsed(sign_ins)
        with token._locked(self) as values:
            if (values["sign_ins"] or 0) == sign_ins:
                values["lapsed"] = True
        return True

    def _retire(self):
        self.env["acct.link.token"].sudo()._forget(self)
        return super()._retire()

    @api.model
    def _get_cron_names(self):
        return [*super()._get_cron_names(), SIGN_IN]

    def _get_cron_effects(self):
        effects = super()._get_cron_effects()
        if self._can_lapse():
            effects[SIGN_IN] = self.env._("a sign-in that nobody uses lapses without a word.")
        return effects

    # === ACTIONS === #

    def action_connect(self):
        """Send the browser to the page of the accounting system."""
        self.ensure_one()
        self._check_administrator()
        if not self._has_app():
            system, app = self._get_system_name(), self._connector()._get_app(self)
            raise UserError(
                self.env._(
                    "Enter the client id and the client secret of your %(system)s app first.",
                    system=system,
                )
                if app.needs_secret
                else self.env._("Enter the client id of your %(system)s app first.", system=system)
            )
        return self._connector()._get_sign_in_action(self, self)

    def action_choose_organisation(self):
        self.ensure_one()
        self._check_administrator()
        return self.env["acct.link.choice"]._open(self)

    def action_disconnect(self):
        """Forget the sign-in, and give it back to the accounting system if it answers. Which
        accounts file the interface belongs to stays, once a document is meant for it.
        """
        self.ensure_one()
        self._check_administrator()
        self._connector()._give_back(self)
        if not self._has_documents():
            self.write({"remote_org_id": False, "remote_org_name": False})
        return True

    def action_test_connection(self):
        """Ask the accounting system for the name of the accounts file."""
        self.ensure_one()
        self._check_administrator()
        connector = self._connector()
        with connector._format_errors(self):
            values = next(iter(connector._pull(self, "file")))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(system)s answers for “%(name)s”.",
                    system=self._get_system_name(),
                    name=values["remote_org_name"],
                ),
            },
        }

    def action_pull_codes(self):
        for interface in self.filtered("uses_oauth"):
            with interface._connector()._format_errors(interface):
                super(AcctLinkInterface, interface).action_pull_codes()
        rest = self.filtered(lambda interface: not interface.uses_oauth)
        return super(AcctLinkInterface, rest).action_pull_codes()

    # === THE ACCOUNTS FILE === #

    def _tie(self, organisation):
        """Tie the interface to one accounts file.

        :param organisation: lib.sign_in.Organisation
        :raises UserError: documents went to another one before
        """
        self.ensure_one()
        self.write(self._connector()._prepare_organisation_vals(self, organisation))

    def _connect_alone(self):
        """Ask for a token in the app's own name, and tie the interface to the one accounts file
        that it reaches.
        """
        self.ensure_one()
        connector = self._connector()
        with connector._format_errors(self):
            connector._ask_alone(self)
            [organisation] = connector._get_organisations(self)
            self._tie(organisation)
            connector._pull_codes(self)
        self._note_sign_in()
        self._after_sign_in()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _after_sign_in(self):
        """What waits for the sign-in goes out, and nobody has to be told any more."""
        self._close_sign_in_notice()
        self.env["acct.link.upload"].sudo()._wake()

    # === KEEPING IT ALIVE === #

    def _can_lapse(self):
        """Whether its sign-in ends one day, if nobody does anything."""
        self.ensure_one()
        if not self.uses_oauth:
            return False
        app = self._connector()._get_app(self)
        return bool(app.idle_days or app.end_days or app.end_name)

    @api.model
    def _cron_keep_signed_in(self):
        """Once a day."""
        for interface in self.search([("remote_org_id", "!=", False), ("paused", "=", False)]):
            if not interface._can_lapse():
                continue
            try:
                interface._keep_signed_in()
            except Exception:
                _logger.exception("Interface %s: its sign-in could not be kept", interface.id)

    def _keep_signed_in(self):
        """Use a sign-in that was not used for a day, and tell of one that ends soon."""
        self.ensure_one()
        app = self._connector()._get_app(self)
        days = app.idle_days
        token = self._get_token()
        if not token.expires_at:
            return
        unused = timedelta(days=min(1, days / 4))
        if days and not token.lapsed and fields.Datetime.now() - token.expires_at >= unused:
            try:
                self._connector()._renew_sign_in(self)
            except errors.LinkError as error:
                _logger.info("Interface %s: sign-in not renewed: %s", self.id, error)
        # What was just saved by another transaction is not to be seen in this one.
        with self.env["acct.link.token"]._locked(self) as values:
            values = dict(values)
        if deadline := self._get_deadline(values, app):
            self._notice_sign_in(deadline)
        else:
            self._close_sign_in_notice()

    def _get_deadline(self, values, app):
        """:param values: of acct.link.token; app: sign_in.App
        :return: the date on which the sign-in ends, if a person has to be told of it now
        """
        if values["lapsed"]:
            return fields.Date.context_today(self)
        now, deadlines, days = fields.Datetime.now(), [], app.idle_days
        if days and (now - values["expires_at"]).days >= days - min(NOTICE_DAYS, days // 3):
            deadlines.append(fields.Date.add(values["expires_at"].date(), days=days))
        # Where it ends whatever its use, only a person helps, so there is more time.
        if values["ends_at"] and (values["ends_at"] - now).days < app.end_notice_days:
            deadlines.append(values["ends_at"].date())
        return min(deadlines, default=None)

    def _notice_sign_in(self, deadline):
        """One open activity for each administrator, which Odoo also sends by e-mail."""
        known = self.activity_search([NOTICE]).user_id
        for user in self._get_administrators() - known:
            record = self.with_context(lang=user.lang)
            record.activity_schedule(
                NOTICE,
                date_deadline=deadline,
                user_id=user.id,
                note=record.env._(
                    "The sign-in to %(system)s has lapsed, or does so on the day of this activity. "
                    "Sign in again on this interface; waiting documents are then sent by "
                    "themselves.",
                    system=record._get_system_name(),
                ),
            )

    def _close_sign_in_notice(self):
        self.sudo().activity_unlink([NOTICE])
