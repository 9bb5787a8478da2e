"""Other ways to sign in: a public app with PKCE, a custom connection; sign-ins that are kept."""

from dataclasses import replace
from datetime import datetime, timedelta
from unittest.mock import patch

from common_sign_in import SignInCommon

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.http import root
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.acct_link_batch.lib import errors
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_oauth.lib import sign_in

from sandbox.xero import (
    AU_TENANT,
    CUSTOM_CLIENT_ID,
    CUSTOM_CLIENT_SECRET,
    NZ_TENANT,
    PUBLIC_CLIENT_ID,
)

VERIFIER = "acct_link_oauth_verifier"


@tagged("post_install", "-at_install")
class TestPublicApp(SignInCommon):
    def setUp(self):
        super().setUp()
        self.interface.write({"xero_auth": "pkce", "oauth_client_id": PUBLIC_CLIENT_ID})

    def test_sign_in_upload_and_renewal_without_a_secret(self):
        address = self.begin()
        self.assertEqual(self.query(address)["code_challenge_method"], "S256")
        verifier = root.session_store.get(self.session.sid)[VERIFIER]
        self.assertNotIn(verifier, address)
        self.get(self.decide(address, NZ_TENANT))
        self.assertEqual(self.interface.sign_in_state, "connected")
        self.assertNotIn(VERIFIER, root.session_store.get(self.session.sid))
        self.interface.default_account_id = self.code("account", "200")
        self.interface._get_token().expires_at = "2026-01-01"
        self.assertExact(self.upload(self.invoice()))

    def test_code_of_another_beginning_is_refused(self):
        back = self.decide(self.begin(), NZ_TENANT)
        session = root.session_store.get(self.session.sid)
        session[VERIFIER] = "x" * 43
        root.session_store.save(session)
        self.get(back)
        self.assertNoSignIn()

    def test_app_without_a_secret_needs_only_its_id(self):
        self.interface.oauth_client_id = False
        with self.assertRaisesRegex(UserError, "client id"):
            self.press("action_connect")


@tagged("post_install", "-at_install")
class TestCustomConnection(SignInCommon):
    def setUp(self):
        super().setUp()
        self.interface.write(
            {
                "xero_auth": "custom",
                "oauth_client_id": CUSTOM_CLIENT_ID,
                "oauth_client_secret": CUSTOM_CLIENT_SECRET,
            }
        )
        self.env.flush_all()

    def grants(self):
        return self.control("calls")["counters"]["grants"]

    def connect_custom(self):
        with self.enter_registry_test_mode():
            self.press("action_connect")

    def test_connects_without_a_browser_and_uploads(self):
        self.connect_custom()
        self.assertEqual(self.interface.sign_in_state, "connected")
        self.assertEqual(self.interface.remote_org_id, NZ_TENANT)
        self.assertEqual(self.interface.remote_org_name, "Demo NZ Ltd")
        self.assertFalse(self.interface._get_token().refresh_token)
        self.interface.default_account_id = self.code("account", "200")
        self.assertExact(self.upload(self.invoice()))
        self.assertEqual(self.grants(), {"client_credentials": 1})

    def test_new_token_after_its_end(self):
        self.connect_custom()
        self.interface.default_account_id = self.code("account", "200")
        self.interface._get_token().expires_at = "2026-01-01"
        self.assertExact(self.upload(self.invoice()))
        self.assertEqual(self.grants(), {"client_credentials": 2})

    def test_swapped_organisation_is_noticed_before_anything_is_sent(self):
        self.connect_custom()
        self.interface.default_account_id = self.code("account", "200")
        self.interface._get_token().expires_at = "2026-01-01"
        app = self.server.stand_in.sign_in.apps[CUSTOM_CLIENT_ID]
        swapped = type(app)(app.client_id, app.client_secret, app.name, AU_TENANT)
        self.server.stand_in.sign_in.apps[CUSTOM_CLIENT_ID] = swapped
        line = self.upload(self.invoice())
        self.assertEqual(line.state, "queued")
        self.assertEqual(self.interface.last_run_id.result, "misconfigured")
        self.assertProblem(self.interface.last_run_id, "file_swapped")
        self.assertFalse(self.calls("PUT", "Invoices"))
        self.assertEqual(self.interface.remote_org_id, NZ_TENANT)

    def test_wrong_secret_says_so(self):
        self.interface.oauth_client_secret = "wrong"
        self.env.flush_all()
        with self.assertRaisesRegex(UserError, "invalid_client"):
            self.connect_custom()
        self.assertNoSignIn()

    def test_only_administrators_connect(self):
        for role in ("clerk", "outsider"):
            with self.assertRaises(AccessError):
                self.as_(role).action_connect()

    def test_way_is_not_changed_while_signed_in(self):
        self.connect_custom()
        with self.assertRaisesRegex(UserError, "Disconnect first"):
            self.interface.xero_auth = "browser"
        with self.enter_registry_test_mode():
            self.press("action_disconnect")
        self.interface.xero_auth = "browser"

    def test_a_sign_in_that_cannot_lapse_is_left_alone(self):
        self.connect_custom()
        self.interface._get_token().expires_at = "2026-01-01"
        self.env["acct.link.interface"]._cron_keep_signed_in()
        self.assertEqual(self.grants(), {"client_credentials": 1})
        self.assertFalse(self.interface.activity_ids)


@tagged("post_install", "-at_install")
class TestKeptSignIn(SignInCommon):
    def setUp(self):
        super().setUp()
        self.sign_in()

    def idle(self, days):
        self.interface._get_token().expires_at = datetime.now() - timedelta(days=days, minutes=1)
        self.env.flush_all()

    def keep(self):
        with self.enter_registry_test_mode():
            self.env["acct.link.interface"]._cron_keep_signed_in()
        self.env.invalidate_all()

    def notices(self):
        kind = self.env.ref("acct_link_oauth.mail_activity_type_sign_in")
        return self.interface.activity_ids.filtered(lambda each: each.activity_type_id == kind)

    def test_idle_sign_in_is_used(self):
        self.idle(3)
        self.keep()
        self.assertGreater(self.interface._get_token().expires_at, fields.Datetime.now())
        self.assertFalse(self.notices())

    def test_sign_in_in_use_is_left_alone(self):
        before = self.control("calls")["counters"]["grants"]
        self.keep()
        self.assertEqual(self.control("calls")["counters"]["grants"], before)

    def renewal_fails(self):
        error = errors.Postponed(Problem("offline"), datetime.now())
        return patch.object(sign_in, "refresh", side_effect=error)

    def test_nobody_is_told_before_day_50(self):
        self.idle(49)
        with self.renewal_fails():
            self.keep()
        self.assertFalse(self.notices())

    def test_administrators_are_told_from_day_50_once_each(self):
        self.idle(52)
        with self.renewal_fails():
            self.keep()
            self.keep()
        notices = self.notices()
        self.assertIn(self.users["administrator"], notices.user_id)
        self.assertNotIn(self.users["clerk"], notices.user_id)
        self.assertEqual(len(notices), len(notices.user_id))
        in_a_week = datetime.now().date() + timedelta(days=8)
        self.assertEqual(set(notices.mapped("date_deadline")), {in_a_week})
        self.assertIn("Xero", notices[0].note)
        self.sign_in()
        self.assertFalse(self.notices())

    def test_sign_in_that_lives_shortly_is_told_of_in_its_last_third(self):
        app = self.interface._connector()._get_app(self.interface)
        Connector = type(self.env["acct.link.connector.xero"])
        for life, early, late in ((7, 4, 5), (3, 1, 2), (1, 0, 1)):
            short = patch.object(
                Connector,
                "_get_app",
                lambda _self, _interface, life=life: replace(app, idle_days=life),
            )
            for idle, told in ((early, False), (late, True)):
                self.idle(idle)
                with self.subTest(life=life, idle=idle), short, self.renewal_fails():
                    self.keep()
                    self.assertEqual(bool(self.notices()), told)
            self.interface._close_sign_in_notice()

    def test_lapsed_sign_in_is_told_at_once_and_closed_by_a_new_one(self):
        self.interface._get_token().refresh_token = "gone"
        self.idle(5)
        self.keep()
        self.assertEqual(self.interface.sign_in_state, "lapsed")
        self.assertTrue(self.notices())
        self.sign_in()
        self.assertFalse(self.notices())

    def test_paused_interface_is_left_alone(self):
        self.interface.paused = True
        self.idle(55)
        self.keep()
        self.assertFalse(self.notices())

    def test_error_of_one_interface_does_not_stop_the_others(self):
        self.idle(3)
        with (
            patch.object(sign_in, "refresh", side_effect=ZeroDivisionError),
            mute_logger("odoo.addons.acct_link_oauth.models.interface"),
        ):
            self.keep()
        self.assertEqual(self.interface.sign_in_state, "connected")

    # === AN END WHATEVER ITS USE === #

    def ending(self, **life):
        """The same app at a system whose sign-ins end."""
        app = replace(self.interface._connector()._get_app(self.interface), **life)
        return patch.object(
            type(self.env["acct.link.connector.xero"]), "_get_app", lambda *_args: app
        )

    def test_sign_in_that_ends_is_told_of_in_time_though_it_is_used(self):
        token = self.interface._get_token()
        for life in ({}, {"idle_days": 0}, {"end_notice_days": 60}):
            life = {"end_days": 365, **life}
            notice = life.get("end_notice_days", 30)
            with self.subTest(life=life), self.ending(**life):
                self.sign_in()
                in_a_year = fields.Datetime.now() + timedelta(days=365)
                self.assertAlmostEqual(token.ends_at, in_a_year, delta=timedelta(minutes=1))
                for days, told in ((notice + 1, False), (notice - 1, True)):
                    token.ends_at = fields.Datetime.now() + timedelta(days=days)
                    self.env.flush_all()
                    self.keep()
                    self.assertEqual(bool(self.notices()), told)
                self.assertEqual(
                    set(self.notices().mapped("date_deadline")), {token.ends_at.date()}
                )
                self.sign_in()
                self.assertFalse(self.notices())

    def test_end_that_the_answers_say_is_kept_and_one_without_leaves_it(self):
        token = self.interface._get_token()
        self.assertFalse(token.ends_at)
        tokens = self.env["acct.link.token"].sudo()
        ends = fields.Datetime.now() + timedelta(days=900)
        for said, kept in ((ends, ends), (None, ends)):
            fresh = sign_in.Tokens("access", "refresh", fields.Datetime.now(), said)
            with tokens._locked(self.interface) as values:
                tokens._keep(values, fresh)
            self.env.invalidate_all()
            self.assertEqual(token.ends_at, kept)
        self.sign_in()
        self.assertFalse(token.ends_at, "that of the sign-in before")
