from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.acct_link_batch.lib import errors

from ..lib import sign_in
from .connector import TRIAL

USER = "acct_link_batch.group_acct_link_user"


class AcctLinkInterface(models.Model):
    """A lapsed sign-in that whoever uploads may renew, where an administrator allows it: for the
    accounts file that the interface is tied to, and for nothing else.
    """

    _inherit = "acct.link.interface"

    users_sign_in = fields.Boolean(
        string="Users May Sign In Again",
        copy=False,
        tracking=True,
        help="Once the sign-in has lapsed, users of the link may sign in again, to the same "
        "accounts file only. Administrators are told who did. The sign-in for a payroll is not "
        "renewed by it.",
    )
    can_users_sign_in = fields.Boolean(
        compute="_compute_can_users_sign_in", help="A person has to sign in, in the browser."
    )

    @api.depends("connector")
    def _compute_can_users_sign_in(self):
        for interface in self:
            app = interface.uses_oauth and interface._connector()._get_app(interface)
            interface.can_users_sign_in = bool(app) and not app.alone

    def _may_sign_in(self):
        return super()._may_sign_in() or self._may_renew()

    def _may_renew(self):
        """Whether the user, an administrator or not, may renew the sign-in. Not after somebody
        disconnected the interface, and not in a copy of the database: both were meant, or have to
        be.
        """
        self.ensure_one()
        if not self.env.user.has_group(USER) or not self.has_access("read"):
            return False
        settings = self.sudo()
        if not settings.users_sign_in or not settings.active or not settings.can_users_sign_in:
            return False
        token = settings._get_token()
        ours = token.database_uuid in (False, token._get_database_uuid())
        lapsed = settings.sign_in_state == "lapsed" and bool(token.refresh_token)
        return lapsed and ours and settings._has_app()

    def _note_sign_in(self, renewed=False):
        """Write down who signed in; of a user who renewed a sign-in, administrators are told."""
        self.ensure_one()

        def say(record):
            return record.env._(
                "%(user)s signed in to %(system)s: %(file)s.",
                user=record.env.user.name,
                system=record._get_system_name(),
                file=record.remote_org_name,
            )

        interface = self.sudo()
        interface._log_office(say(interface))
        for user in interface._get_administrators() - self.env.user if renewed else ():
            record = interface.with_context(lang=user.lang)
            record.message_notify(
                partner_ids=user.partner_id.ids, subject=record.name, body=say(record)
            )


class AcctLinkConnectorOauth(models.AbstractModel):
    """Renewing a sign-in by somebody who may not choose the accounts file."""

    _inherit = "acct.link.connector.oauth"

    @api.model
    def _get_renewal_app(self, interface):
        """:return: lib.sign_in.App that a user renews a sign-in with: it asks for what documents
        need, and never for more than the interface does
        """
        return self._get_app(interface)

    @api.model
    def _renew_by_user(self, interface, code, verifier):
        """Make tokens of the code that the browser brought, and keep them only if they reach the
        accounts file that the interface is tied to. What the browser says of it is not asked.

        :param interface: as superuser, in a connector as superuser
        :raises UserError: they do not, or somebody signed in meanwhile
        :raises SignInNeeded, Misconfigured, Postponed: as `_exchange_code`
        """
        app, tokens = self._get_renewal_app(interface), self.env["acct.link.token"]
        with tokens._locked(interface) as values:
            sign_ins = values["sign_ins"]
            secret = self._get_secret(interface, values)
            proof = verifier if app.needs_verifier else ""
            fresh = sign_in.exchange_code(app, secret, code, proof)
        try:
            reached = self._get_same_file(interface, fresh)
        except (UserError, errors.LinkError):
            self._revoke(interface, app, secret, fresh.refresh_token)
            raise
        with tokens._locked(interface) as values:
            if not values["lapsed"] or values["sign_ins"] != sign_ins:
                # That sign-in may live by what would be given back.
                raise UserError(self.env._("Somebody signed in meanwhile: there is nothing to do."))
            tokens._keep_sign_in(values, fresh, app.end_days)
        interface._tie(reached)
        interface._note_sign_in(renewed=True)
        interface._after_sign_in()

    @api.model
    def _get_same_file(self, interface, fresh):
        """:param fresh: lib.sign_in.Tokens, not kept
        :return: lib.sign_in.Organisation, the accounts file of the interface
        :raises UserError: they do not reach it
        :raises Postponed: the accounting system does not say
        """
        trial = interface.with_context(**{TRIAL: sign_in.Trial(interface.id, fresh)})
        try:
            reached = trial._connector()._get_organisations(trial)
        except (errors.Postponed, errors.NoAnswer):
            raise
        except errors.LinkError as error:
            if error.problem.code == "scope_missing":
                raise
            reached = []  # how a file is refused that the tokens are not for
        same = [each for each in reached if each.id == interface.remote_org_id]
        if not same:
            raise UserError(
                self.env._(
                    "This interface belongs to “%(file)s”, which this sign-in does not reach, so "
                    "nothing was kept of it. Sign in again and choose that accounts file.",
                    file=interface.remote_org_name,
                )
            )
        return same[0]
