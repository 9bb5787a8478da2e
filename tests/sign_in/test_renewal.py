"""A lapsed sign-in that whoever uploads renews: to the same accounts file, and nothing else."""

from dataclasses import replace
from unittest.mock import patch

from common_sign_in import CALLBACK, NONCE, SignInCommon

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.acct_link_batch.lib.problem import Problem

from sandbox.xero import AU_TENANT, NZ_TENANT


@tagged("post_install", "-at_install")
class TestRenewal(SignInCommon):
    def setUp(self):
        super().setUp()
        self.sign_in(NZ_TENANT)
        self.interface.users_sign_in = True
        self.lapse()
        self.log_in("clerk")

    def lapse(self):
        self.interface._get_token().lapsed = True
        self.env.flush_all()
        self.env.invalidate_all()

    def log_in(self, role):
        self.authenticate(self.users[role].login, None)

    def get_row(self):
        """:return: all that is stored of the sign-in"""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT * FROM acct_link_token WHERE interface_id = %s", [self.interface.id]
        )
        return self.env.cr.dictfetchone()

    def get_notes(self):
        """:return: (bodies in the chatter, partners who were told)"""
        messages = (
            self.env["mail.message"]
            .sudo()
            .search([("model", "=", "acct.link.interface"), ("res_id", "=", self.interface.id)])
        )
        signed = messages.filtered(lambda message: "signed in" in (message.body or ""))
        told = signed.filtered(lambda message: message.message_type == "user_notification")
        return (signed - told).mapped("body"), told.partner_ids

    def assertKept(self, row):
        self.assertEqual(self.get_row(), row)
        self.assertEqual(self.interface.remote_org_id, NZ_TENANT)

    def watch_keep(self):
        """What keeps tokens: in a test a refusal also undoes what was kept before it."""
        return patch.object(type(self.env["acct.link.token"]), "_keep")

    def assertRefused(self, path, row):
        exchanged = self.exchanges()
        self.assertEqual(self.get(path).status_code, 404)
        self.assertEqual(self.exchanges(), exchanged, "the code was not even tried")
        self.assertKept(row)

    # === THE WAY THROUGH === #

    def test_user_renews_it_and_what_waits_goes_out(self):
        self.interface.default_account_id = self.code("account", "200")
        batch = self.batch(self.invoice())
        batch.line_ids.sudo().state = "queued"
        seen = self.as_("clerk", batch)
        self.assertTrue(seen.may_sign_in)
        address = self.get(seen.action_sign_in()["url"]).headers["Location"]
        answer = self.get(self.decide(address, NZ_TENANT))
        self.assertLeadsTo(answer, batch, "acct-link-batches")
        self.assertTold("Connected to “Demo NZ Ltd”")
        self.assertEqual(self.interface.sign_in_state, "connected")
        self.run_loop()
        self.assertExact(batch.line_ids)

    def test_who_signed_in_is_written_down_and_administrators_are_told(self):
        self.sign_in(NZ_TENANT)
        notes, told = self.get_notes()
        name = self.users["clerk"].name
        self.assertTrue([note for note in notes if name in note])
        self.assertIn(self.users["administrator"].partner_id, told)
        self.assertNotIn(self.users["clerk"].partner_id, told)

    def test_nothing_more_is_asked_for_than_by_an_administrator(self):
        asked = self.query(self.begin())
        self.assertEqual(asked["scope"], self.interface.xero_scopes)
        self.assertEqual(asked["redirect_uri"], self.interface.oauth_redirect_uri)

    def test_it_is_offered_where_the_sign_in_is_said_to_have_lapsed(self):
        for allowed in (True, False):
            self.interface.users_sign_in = allowed
            self.env.flush_all()
            self.env.invalidate_all()
            with self.subTest(allowed=allowed):
                self.assertEqual(self.as_("clerk").may_sign_in, allowed)
                batch = self.as_("clerk", self.batch(self.invoice()))
                self.assertEqual(batch.may_sign_in, allowed)
                line = self.env["acct.link.batch.line"].new({"interface_id": self.interface.id})
                seen = line.with_user(self.users["clerk"]).sudo()
                cure = seen._format_problem(Problem("sign_in_needed"), "cure")
                self.assertEqual(cure.startswith("Ask an administrator"), not allowed)
        self.assertTrue(self.as_("administrator").may_sign_in)

    # === NO OTHER ACCOUNTS FILE === #

    def test_another_file_is_refused_in_words_and_nothing_is_kept(self):
        row = self.get_row()
        notes, told = self.get_notes()
        self.control("reset", {})  # somebody else's sign-in, who knows another organisation only
        with self.watch_keep() as keep:
            self.assertLeadsTo(self.sign_in(AU_TENANT), self.interface)
        keep.assert_not_called()
        self.assertTold("belongs to “Demo NZ Ltd”")
        self.assertKept(row)
        self.assertEqual(self.interface.sign_in_state, "lapsed")
        self.assertEqual(self.get_notes(), (notes, told))
        self.assertEqual(self.revocations(), 1, "and nothing is left of it there")

    def test_refused_sign_in_stays_where_another_interface_may_live_by_it(self):
        app = self.interface.sudo().oauth_client_id
        other = self.interface.sudo().copy({"oauth_client_id": app, "remote_org_id": AU_TENANT})
        other._get_token().refresh_token = "of-the-other"
        self.env.flush_all()
        self.control("reset", {})
        self.sign_in(AU_TENANT)
        self.assertTold("belongs to “Demo NZ Ltd”")
        self.assertEqual(self.revocations(), 0)

    def test_refusal_of_the_page_says_whom_to_ask(self):
        state = self.query(self.begin())["state"]
        answer = self.get(f"{CALLBACK}?error=invalid_scope&state={state}")
        self.assertLeadsTo(answer, self.interface)
        self.assertTold("Ask an administrator of the accounting link")
        self.assertTold(self.users["administrator"].name)

    def test_further_files_of_a_sign_in_are_not_taken(self):
        self.sign_in(AU_TENANT, NZ_TENANT)
        self.assertEqual(self.interface.sign_in_state, "connected")
        self.assertEqual(self.interface.remote_org_id, NZ_TENANT)
        self.assertFalse(self.interface.organisation_to_choose)

    def test_file_that_cannot_be_asked_about_is_not_believed(self):
        row = self.get_row()
        path = self.decide(self.begin(), NZ_TENANT)
        self.control("faults", {"kind": "status_503", "method": "GET", "path": "/connections"})
        with self.watch_keep() as keep:
            self.get(path)
        keep.assert_not_called()
        self.assertTold("cannot be reached")
        self.assertKept(row)

    def test_interface_without_a_file_is_tied_by_nobody_but_an_administrator(self):
        self.interface.write({"remote_org_id": False})
        self.assertMayNot("clerk")

    # === WHO MAY === #

    @mute_logger("odoo.http", "odoo.models")
    def assertMayNot(self, *roles):
        self.env.flush_all()
        self.env.invalidate_all()
        for role in roles:
            self.log_in(role)
            with self.subTest(role=role):
                answer = self.get(f"/acct_link_oauth/connect/{self.interface.id}")
                self.assertEqual(answer.status_code, 403)
                with self.assertRaises(AccessError):
                    self.as_(role).action_sign_in()

    def test_it_is_off_until_an_administrator_switches_it_on(self):
        interface = self.env["acct.link.interface"].new({"connector": "xero"})
        self.assertFalse(interface.users_sign_in)
        with self.assertRaises(AccessError):
            self.as_("manager").users_sign_in = True
        self.interface.users_sign_in = False
        self.assertMayNot("clerk", "manager", "outsider")

    def test_only_users_of_the_link_renew_it(self):
        self.assertMayNot("outsider")

    def test_sign_in_that_works_is_not_replaced(self):
        self.interface._get_token().lapsed = False
        self.assertMayNot("clerk", "manager")

    def test_what_an_administrator_disconnected_stays_so(self):
        self.batch(self.invoice())  # so that the accounts file stays
        self.press("action_disconnect")
        self.assertEqual(self.interface.sign_in_state, "lapsed")
        self.assertMayNot("clerk")

    def test_copy_of_the_database_is_signed_in_to_by_nobody_but_an_administrator(self):
        self.interface._get_token().database_uuid = "another"
        self.assertMayNot("clerk")

    def test_app_that_asks_in_its_own_name_needs_nobody(self):
        connector = type(self.env["acct.link.connector.xero"])
        app = replace(self.interface._connector()._get_app(self.interface), alone=True)
        self.patch(connector, "_get_app", lambda *_args: app)
        self.assertMayNot("clerk")

    def test_administrator_of_an_office_renews_like_a_user(self):
        """He may use the interface of another company, and not change it."""
        other = self.setup_other_company()["company"]
        self.env.user.company_ids += other
        self.interface.office_ids |= other
        self.users["office"] = self.person("administrator", "2", other)
        self.env.flush_all()
        self.log_in("office")
        row = self.get_row()
        self.control("reset", {})
        with self.watch_keep() as keep:
            self.sign_in(AU_TENANT)
        keep.assert_not_called()
        self.assertKept(row)

    # === IN BETWEEN === #

    def test_setting_that_is_switched_off_in_between_counts(self):
        path, row = self.decide(self.begin(), NZ_TENANT), self.get_row()
        self.interface.users_sign_in = False
        self.env.flush_all()
        self.assertRefused(path, row)

    def test_link_works_once(self):
        path = self.decide(self.begin(), NZ_TENANT)
        self.assertLeadsTo(self.get(path), self.interface)
        self.lapse()
        self.assertRefused(path, self.get_row())

    def test_state_of_another_user_is_refused(self):
        path, row = self.decide(self.begin(), NZ_TENANT), self.get_row()
        for role in ("clerk", "administrator"):
            other = self.person(role, "2")
            self.authenticate(other.login, None, session_extra={NONCE: self.nonce()})
            self.assertRefused(path, row)
            self.log_in("clerk")
            path = self.decide(self.begin(), NZ_TENANT)

    def test_state_of_an_administrator_is_no_good_once_he_is_one_no_more(self):
        self.log_in("administrator")
        path, row = self.decide(self.begin(), AU_TENANT), self.get_row()
        self.users["administrator"].sudo().group_ids = self.users["clerk"].group_ids
        self.env.flush_all()
        self.assertRefused(path, row)

    def test_sign_in_of_an_administrator_in_between_is_left_alone(self):
        path = self.decide(self.begin(), NZ_TENANT)
        self.interface._get_token().lapsed = False
        self.env.flush_all()
        self.assertRefused(path, self.get_row())

    def test_sign_in_of_an_administrator_while_the_file_is_looked_at_is_left_alone(self):
        connector = type(self.env["acct.link.connector.xero"])
        look = connector._get_same_file

        def look_meanwhile(connector, interface, fresh):
            with connector.env["acct.link.token"]._locked(interface) as values:
                values.update(sign_ins=values["sign_ins"] + 1, lapsed=False, access_token="theirs")
            return look(connector, interface, fresh)

        with patch.object(connector, "_get_same_file", look_meanwhile), self.watch_keep() as keep:
            self.sign_in(NZ_TENANT)
        self.assertTold("meanwhile")
        keep.assert_not_called()

    def test_tokens_on_trial_are_of_one_interface_and_of_no_caller(self):
        """What the context says is believed of the code here only."""
        self.interface._get_token().lapsed = False
        self.env.flush_all()
        connector = self.env["acct.link.connector.xero"]
        for forged in ([self.interface.id, "mine"], {"interface_id": self.interface.id}):
            seen = connector.with_context(acct_link_oauth_trial=forged)
            self.assertNotEqual(seen._get_access_token(self.interface), "mine")

    def test_user_sees_no_secret_on_the_way(self):
        secret, token = "oauth_client_secret", self.env["acct.link.token"]
        with self.assertRaises(UserError):
            self.as_("clerk").read(["oauth_client_id", secret])
        with self.assertRaises(AccessError):
            self.as_("clerk", token.search([])).read(["access_token"])
