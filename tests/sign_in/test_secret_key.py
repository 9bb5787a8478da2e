"""The key that seals the secrets: when it comes, is another one, is lost, or is none."""

import os
from unittest.mock import patch

from common_sign_in import SignInCommon
from cryptography.fernet import Fernet

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.acct_link_oauth.lib.secret_box import KEY_VARIABLE

from sandbox.xero import CLIENT_SECRET, NZ_TENANT


@tagged("post_install", "-at_install")
class TestSecretKey(SignInCommon):
    def setUp(self):
        super().setUp()
        self.get(self.decide(self.begin(), NZ_TENANT))
        self.interface.default_account_id = self.code("account", "200")

    def key(self, key):
        environment = patch.dict(os.environ, {KEY_VARIABLE: key})
        environment.start()
        self.addCleanup(environment.stop)

    def stored(self):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT access_token, refresh_token, client_secret FROM acct_link_token"
            " WHERE interface_id = %s",
            [self.interface.id],
        )
        return self.env.cr.fetchone()

    def assertStops(self, code):
        line = self.upload(self.invoice())
        self.assertEqual(line.state, "queued")
        self.assertProblem(self.interface.last_run_id, code)
        self.env["acct.link.run"].sudo().search([]).wait_until = False
        return line

    def test_key_that_comes_later_seals_what_is_there_with_the_next_use(self):
        self.assertIn(CLIENT_SECRET, self.stored())
        self.key(Fernet.generate_key().decode())
        self.assertExact(self.upload(self.invoice()))
        for secret in self.stored():
            self.assertTrue(secret.startswith("fernet:"), secret[:10])
        self.assertExact(self.upload(self.invoice()))

    def test_after_a_lost_key_the_secret_is_entered_anew_and_the_sign_in_begins_anew(self):
        self.key(Fernet.generate_key().decode())
        self.assertExact(self.upload(self.invoice()))
        before = self.stored()
        self.key(Fernet.generate_key().decode())
        line = self.assertStops("secret_key_missing")
        self.get(self.decide(self.begin(), NZ_TENANT))
        self.assertEqual(self.stored(), before, "nothing goes while the secret is the old one")
        self.interface.oauth_client_secret = CLIENT_SECRET
        self.env.flush_all()
        self.get(self.decide(self.begin(), NZ_TENANT))
        self.run_loop()
        self.assertExact(line)

    def test_after_a_lost_key_it_can_be_disconnected(self):
        self.key(Fernet.generate_key().decode())
        self.assertExact(self.upload(self.invoice()))
        self.key(Fernet.generate_key().decode())
        self.env["acct.link.token"].sudo()._clear(self.interface)
        self.env.invalidate_all()
        self.assertEqual(self.stored(), (None, None, None))
        self.assertFalse(self.interface.oauth_has_secret)

    def test_what_is_no_key_is_said_and_documents_wait(self):
        line = None
        with patch.dict(os.environ, {KEY_VARIABLE: "no key"}):
            line = self.assertStops("secret_key_unusable")
            with self.assertRaises(UserError):
                self.interface.oauth_client_secret = "another"
        self.run_loop()
        self.assertExact(line)
