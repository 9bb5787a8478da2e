"""Secrets of a sign-in: nobody reads them, and a copied database has none."""

import pathlib

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import file_path, mute_logger

from odoo.addons.acct_link_batch.tests.common import AcctLinkCommon
from odoo.addons.acct_link_batch.tests.common_roles import RolesMixin


@tagged("post_install", "-at_install")
class TestOauthSecurity(RolesMixin, AcctLinkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.interface._ensure_token()._set_secret("client_secret", "s3cret-of-the-app")
        cls.interface._get_token().write(
            {"access_token": "s3cret-access", "refresh_token": "s3cret-refresh"}
        )
        cls.env.flush_all()

    @mute_logger("odoo.models")
    def test_nobody_reads_or_writes_the_rows_of_secrets(self):
        for role in self.users:
            Token = self._as(role, self.env["acct.link.token"])
            for operation in ("read", "write", "create", "unlink"):
                with self.subTest(role=role, operation=operation):
                    self.assertFalse(Token.has_access(operation))
            with self.subTest(role=role), self.assertRaises(AccessError):
                Token.search([])

    @mute_logger("odoo.models")
    def test_secrets_are_out_of_reach_for_everybody(self):
        token = self.interface._get_token()
        for role in self.users:
            for call in (
                lambda r=role: self._as(r, token).read(["access_token"]),
                lambda r=role: self._as(r, token).export_data(["refresh_token"]),
                lambda r=role: self._as(r, token).search([("client_secret", "like", "s3")]),
            ):
                with self.assertRaises(UserError):  # AccessError is one
                    call()

    def test_secrets_are_in_no_field_of_a_readable_model(self):
        line = self._upload(self._invoice())
        records = [
            self.interface, line, line.batch_id, line.request_id,
            self.interface.run_ids, self.interface.message_ids,
        ]  # fmt: skip
        for record in records:
            values = str(record.with_user(self.users["administrator"]).read())
            self.assertNotIn("s3cret", values)

    def test_secret_that_cannot_be_stored_does_not_end_in_the_log(self):
        """Who presses Save while the loop renews a token is refused, and the form tries again."""
        token = self.interface._get_token()
        self.env.flush_all()
        self.cr.execute(
            """
            CREATE FUNCTION pg_temp.refuse() RETURNS trigger LANGUAGE plpgsql
                AS $$ BEGIN RAISE serialization_failure; END $$;
            CREATE TRIGGER refuse BEFORE UPDATE ON acct_link_token
                FOR EACH ROW EXECUTE FUNCTION pg_temp.refuse();
            """
        )
        with self.assertNoLogs("odoo.sql_db", "ERROR"):
            with self.assertRaises(psycopg2.OperationalError), self.cr.savepoint():
                token._set_secret("client_secret", "s3cret-new")
            with self.assertRaises(psycopg2.OperationalError), self.cr.savepoint():
                token._save(self.cr, self.interface.id, {"lapsed": False}, {"lapsed": True})

    def test_every_column_that_nobody_reads_is_a_secret(self):
        """One that a later add-on brings is sealed, held and forgotten like the others."""
        names = self.env["acct.link.token"]._get_secret_names()
        fields = self.env["acct.link.token"]._fields
        ours = {name for name in names if "acct_link_oauth" in fields[name]._modules}
        self.assertEqual(ours, {"access_token", "refresh_token", "client_secret", "webhook_key"})

    def test_copied_database_has_no_sign_in(self):
        self.interface._get_token().webhook_key = "s3cret-of-notices"
        self.interface.oauth_client_id = "the-app"
        self.env.flush_all()
        script = pathlib.Path(file_path("acct_link_oauth")) / "data" / "neutralize.sql"
        self.env.cr.execute(script.read_text())
        self.env.invalidate_all()
        token = self.interface._get_token()
        for name in token._get_secret_names():
            self.assertFalse(token[name], name)
        self.assertFalse(self.interface.oauth_client_id)
        self.assertEqual(self.interface.sign_in_state, "lapsed")
