"""Disconnect: the sign-in is forgotten here in any case, and given back to Xero if it answers."""

from datetime import datetime
from unittest.mock import patch

from common_sign_in import SignInCommon

from odoo.tests import tagged

from odoo.addons.acct_link_batch.lib import errors
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_oauth.lib import sign_in
from odoo.addons.acct_link_xero.lib.client import XeroClient

from sandbox.xero import CLIENT_SECRET, NZ_TENANT


@tagged("post_install", "-at_install")
class TestDisconnect(SignInCommon):
    def test_disconnect_gives_the_connection_back_and_forgets_the_sign_in(self):
        self.sign_in()
        connection = self.interface.xero_connection_id
        self.press("action_disconnect")
        calls = self.control("calls")["counters"]["endpoints"]
        self.assertEqual(calls.get(f"DELETE /connections/{connection}"), 1)
        token = self.interface._get_token()
        self.assertFalse(token.access_token or token.refresh_token)
        self.assertEqual(token.client_secret, CLIENT_SECRET)
        self.assertFalse(self.interface.remote_org_id, "no document is meant for it")
        self.assertEqual(self.interface.sign_in_state, "none")

    def test_disconnect_gives_the_sign_in_back(self):
        self.sign_in()
        self.press("action_disconnect")
        self.assertEqual(self.revocations(), 1)

    def test_disconnect_leaves_the_sign_in_of_another_interface_with_the_same_app(self):
        self.sign_in()
        other = self.interface.copy({"oauth_client_id": self.interface.oauth_client_id})
        other._get_token().refresh_token = "of-the-other"
        self.env.flush_all()
        self.press("action_disconnect")
        self.assertEqual(self.revocations(), 0)
        self.assertFalse(self.interface._get_token().refresh_token)
        self.assertTrue(other._get_token().refresh_token)

    def test_disconnect_of_a_copied_database_leaves_the_sign_in_of_the_original(self):
        self.sign_in()
        self.interface._get_token().database_uuid = "that-of-the-original"
        self.env.flush_all()
        self.press("action_disconnect")
        self.assertEqual(self.revocations(), 0)
        self.assertFalse(self.interface._get_token().refresh_token)

    def test_disconnect_is_kept_where_xero_does_not_answer(self):
        for error in (
            errors.Postponed(Problem("offline"), datetime.now()),
            errors.NoAnswer(Problem("no_answer")),
            errors.Misconfigured(Problem("app_refused", {"message": "no"})),
        ):
            self.sign_in()
            with (
                self.subTest(error=type(error).__name__),
                patch.object(sign_in, "revoke", side_effect=error),
                patch.object(XeroClient, "delete_connection", side_effect=error),
            ):
                self.press("action_disconnect")
                self.assertFalse(self.interface._get_token().refresh_token)
                self.assertEqual(self.interface.sign_in_state, "none")

    def test_secrets_of_one_system_are_not_shown_to_another(self):
        self.sign_in()
        self.interface.write({"connector": "csv", "oauth_client_secret": "of-the-other-app"})
        token = self.interface._get_token()
        self.assertFalse(token.access_token or token.refresh_token or token.webhook_key)
        self.assertEqual(token.client_secret, "of-the-other-app", "what was typed with it stays")
        self.assertFalse(self.interface.oauth_client_id)
        self.assertNotEqual(self.interface.remote_org_id, NZ_TENANT)
        self.interface.name = "Renamed"
        self.assertEqual(token.client_secret, "of-the-other-app")

    def test_disconnect_forgets_a_sign_in_that_xero_ended(self):
        self.sign_in()
        self.interface._get_token().write({"refresh_token": "gone", "expires_at": "2026-01-01"})
        self.env.flush_all()
        self.press("action_disconnect")
        self.assertFalse(self.interface._get_token().refresh_token)
