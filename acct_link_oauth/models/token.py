from contextlib import contextmanager

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS
from odoo.tools import SQL

from odoo.addons.acct_link_batch.lib import errors
from odoo.addons.acct_link_batch.lib.problem import Problem

from ..lib.secret_box import KeyMissing, KeyUnusable, is_open, seal, unseal

_OTHERS = ("expires_at", "ends_at", "lapsed", "sign_ins", "database_uuid")
MAX_CONFLICTS = 10


class AcctLinkToken(models.Model):
    """Sign-in secrets of an interface, apart from its settings.

    They are read and written through `_locked` only: a short transaction of its own that holds
    the row, so that a new token is saved before it is used, two processes never refresh at the
    same time, and a rollback of the work never loses a token.
    """

    _name = "acct.link.token"
    _description = "Sign-in Secrets"
    _inherit = ["acct.link.engine.mixin"]

    interface_id = fields.Many2one("acct.link.interface", required=True, ondelete="cascade")
    access_token = fields.Char(groups=NO_ACCESS, copy=False)
    refresh_token = fields.Char(groups=NO_ACCESS, copy=False)
    client_secret = fields.Char(groups=NO_ACCESS, copy=False)
    webhook_key = fields.Char(groups=NO_ACCESS, copy=False)
    expires_at = fields.Datetime(copy=False)
    ends_at = fields.Datetime(
        copy=False, help="The sign-in ends then, however much it is used; empty if it does not."
    )
    lapsed = fields.Boolean(copy=False, help="The sign-in has to be repeated by a person.")
    sign_ins = fields.Integer(copy=False, help="How many times a person did so.")
    database_uuid = fields.Char(
        copy=False, help="The database that signed in: a copy of it has to sign in itself."
    )

    _interface_uniq = models.UniqueIndex("(interface_id)", "An interface has one sign-in.")

    @api.model
    def _get_secret_names(self):
        """:return: [str] of the columns that hold a secret, those that connectors add included:
        whatever nobody may read
        """
        return [
            name
            for name, field in self._fields.items()
            if field.store and field.groups == NO_ACCESS
        ]

    def _set_secret(self, name, value):
        """Store a secret that a person typed, in the transaction of the settings form."""
        self.ensure_one()
        try:
            sealed = seal(value)
        except KeyUnusable:
            raise UserError(
                self.env._("ACCT_LINK_SECRET_KEY in the server's environment is no Fernet key.")
            ) from None
        self._update(self.env.cr, self.interface_id.id, {name: sealed})
        self.invalidate_recordset()

    def _get_webhook_key(self):
        """:return: str, the key of notices that come in, or None when none can be read"""
        try:
            return self._read_secret("webhook_key")
        except errors.Misconfigured:
            return None

    def _read_secret(self, name):
        """A secret, without waiting for whoever holds the row. :param name: its column

        :return: str, empty when there is none; :raises Misconfigured: it cannot be read
        """
        try:
            return unseal(self.sudo()[name])
        except KeyMissing:
            raise errors.Misconfigured(Problem("secret_key_missing")) from None
        except KeyUnusable:
            raise errors.Misconfigured(Problem("secret_key_unusable")) from None

    @api.model
    @contextmanager
    def _locked(self, interface, anew=False):
        """Hold the secrets of the interface: yields {column: value}, secrets in clear; what the
        block changes in it is committed when the block ends, whatever it raises.

        :param anew: the sign-in begins anew or ends: what was sealed with a lost key is empty, and
            goes with the first change
        :raises Misconfigured: no such row, or the key to the secrets is missing
        """
        interface_id = interface.id
        with self.env.registry.cursor() as cr:
            stored = self._lock_row(cr, interface_id)
            if not stored:
                raise errors.Misconfigured(Problem("not_connected"))
            secrets, lost, opened = self._unseal(stored)
            if lost and not anew:
                raise errors.Misconfigured(Problem("secret_key_missing"))
            values = {**stored, **secrets}
            # What a key came for only now is sealed with it; what nobody can read any more goes.
            before = {**values, **dict.fromkeys(opened)}
            try:
                yield values
            finally:
                if values != {**stored, **secrets}:
                    before |= dict.fromkeys(lost, object())
                self._save(cr, interface_id, before, values)

    @api.model
    def _unseal(self, stored):
        """:return: ({secret: in clear, "" if its key is lost}, [those], [those stored in clear
        though there is a key])
        """
        secrets, lost = {}, []
        try:
            for name in self._get_secret_names():
                try:
                    secrets[name] = unseal(stored[name])
                except KeyMissing:
                    secrets[name] = ""
                    lost.append(name)
            return secrets, lost, [name for name in secrets if is_open(stored[name])]
        except KeyUnusable:
            raise errors.Misconfigured(Problem("secret_key_unusable")) from None

    @api.model
    def _lock_row(self, cr, interface_id):
        """Wait for the row and read it. Who waited while another process wrote it is refused it by
        the database, and finds it free and new the next time.
        """
        names = [*self._get_secret_names(), *_OTHERS]
        columns = SQL(", ").join(SQL.identifier(name) for name in names)
        query = SQL(
            "SELECT %s FROM acct_link_token WHERE interface_id = %s FOR NO KEY UPDATE",
            columns,
            interface_id,
        )
        for attempt in range(MAX_CONFLICTS):
            try:
                cr.execute(query, log_exceptions=False)
                break
            except SerializationFailure:
                cr.rollback()
                if attempt == MAX_CONFLICTS - 1:
                    raise
        return cr.dictfetchone()

    @api.model
    def _save(self, cr, interface_id, before, after):
        secrets = self._get_secret_names()
        changed = {
            name: (seal(value) or None) if name in secrets else value
            for name, value in after.items()
            if value != before[name]
        }
        if changed:
            self._update(cr, interface_id, changed)
            cr.commit()  # pylint: disable=invalid-commit
        self.env["acct.link.token"].invalidate_model()

    @api.model
    def _update(self, cr, interface_id, columns):
        """Without the ORM, which writes a statement that failed into the log, secrets and all."""
        assignments = SQL(", ").join(
            SQL("%s = %s", SQL.identifier(name), value) for name, value in columns.items()
        )
        query = SQL(
            "UPDATE acct_link_token SET %s WHERE interface_id = %s", assignments, interface_id
        )
        cr.execute(query, log_exceptions=False)

    @api.model
    def _get_access_token(self, interface, refresh, stale=None, alone=False):
        """A valid access token; refreshed under the lock when it is about to expire or is `stale`
        (the one the other side has just refused).

        :param refresh: callable(values) -> lib.sign_in.Tokens; raises SignInNeeded when refused
        :param alone: the app asks in its own name, so there is no refresh token
        :return: str
        :raises SignInNeeded: somebody has to sign in again
        """
        with self._locked(interface) as values:
            if values["lapsed"] or not (alone or values["refresh_token"]):
                raise errors.SignInNeeded(Problem("sign_in_needed"))
            if values["database_uuid"] and values["database_uuid"] != self._get_database_uuid():
                values["lapsed"] = True
                raise errors.SignInNeeded(Problem("database_copied"))
            soon = fields.Datetime.add(fields.Datetime.now(), seconds=60)
            expired = not values["expires_at"] or values["expires_at"] <= soon
            if expired or not values["access_token"] or values["access_token"] == stale:
                try:
                    tokens = refresh(values)
                except errors.SignInNeeded:
                    values["lapsed"] = True
                    raise
                self._keep(values, tokens)
            return values["access_token"]

    @api.model
    def _keep(self, values, tokens):
        """Put a fresh answer of the sign-in server into the held values; an empty one never
        overwrites what is there.
        """
        for name in ("access_token", "refresh_token", "expires_at", "ends_at"):
            values[name] = getattr(tokens, name) or values[name]
        values["lapsed"] = False
        values["database_uuid"] = self._get_database_uuid()

    @api.model
    def _keep_sign_in(self, values, tokens, end_days=0):
        """As `_keep`, when a person has just signed in.

        :param end_days: the sign-in ends so long after, where the answer does not say (0: never)
        """
        now = fields.Datetime.now()
        values["ends_at"] = fields.Datetime.add(now, days=end_days) if end_days else None
        self._keep(values, tokens)
        values["sign_ins"] = (values["sign_ins"] or 0) + 1

    @api.model
    def _get_database_uuid(self):
        return self.env["ir.config_parameter"].sudo().get_param("database.uuid")

    @api.model
    def _clear(self, interface):
        """Forget the sign-in; the app's own secret stays.

        :return: str, the refresh token that was forgotten, to be given back; empty where it is
            that of the database which this one is a copy of
        """
        with self._locked(interface, anew=True) as values:
            ours = values["database_uuid"] in (None, "", self._get_database_uuid())
            forgotten = values["refresh_token"] if ours else ""
            values.update(dict.fromkeys(("access_token", "refresh_token", "expires_at", "ends_at")))
            values["lapsed"] = True
        return forgotten or ""

    @api.model
    def _forget(self, interfaces):
        """Forget all secrets of interfaces whose connector is uninstalled, in its transaction."""
        for interface in interfaces:
            empty = [*self._get_secret_names(), "expires_at", "ends_at"]
            values = {**dict.fromkeys(empty), "lapsed": True}
            self._update(self.env.cr, interface.id, values)
        self.invalidate_model()
