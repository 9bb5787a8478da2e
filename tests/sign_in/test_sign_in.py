"""Signing in to Xero as a browser does: Odoo, the page of the stand-in, and back to Odoo."""

from dataclasses import replace
from datetime import datetime, timedelta
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from common_sign_in import CALLBACK, NONCE, SignInCommon
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from odoo.tools.misc import hash_sign

from odoo.addons.acct_link_oauth.lib.sign_in import Organisation
from odoo.addons.acct_link_xero.lib import sign_in

from sandbox.xero import AU_TENANT, NZ_TENANT


@tagged("post_install", "-at_install")
class TestSignIn(SignInCommon):
    # === THE WAY THROUGH === #

    def test_sign_in_needs_a_login(self):
        self.authenticate(None, None)
        for path in (f"/acct_link_oauth/connect/{self.interface.id}", f"{CALLBACK}?code=c&state=s"):
            self.assertIn("/web/login", self.get(path).headers["Location"])

    def test_page_of_xero_is_asked_for_what_the_interface_says(self):
        asked = self.query(self.begin())
        self.assertEqual(asked["redirect_uri"], self.interface.oauth_redirect_uri)
        self.assertEqual(asked["client_id"], self.interface.oauth_client_id)
        self.assertEqual(asked["scope"], self.interface.xero_scopes)

    def test_single_organisation_is_pinned_and_its_codes_are_linked(self):
        self.invoice()
        answer = self.sign_in(NZ_TENANT)
        self.assertLeadsTo(answer, self.interface)
        self.assertTold("Connected to “Demo NZ Ltd”")
        self.assertEqual(self.interface.sign_in_state, "connected")
        self.assertEqual(self.interface.remote_org_id, NZ_TENANT)
        self.assertEqual(self.interface.remote_org_name, "Demo NZ Ltd")
        self.assertTrue(self.interface.xero_connection_id)
        token = self.interface._get_token()
        self.assertTrue(token.access_token and token.refresh_token)
        self.assertGreater(token.expires_at, datetime.now())
        self.assertTrue(self.code("account", "200"))
        row = self.interface.tax_map_ids.filtered(lambda row: row.tax_id == self.tax)
        self.assertEqual(row.remote_tax_id.code, "OUTPUT2")
        self.assertIn(self.account, self.interface.account_map_ids.account_id)

    def test_sign_in_comes_back_to_the_batch_it_was_begun_from(self):
        batch = self.batch(self.invoice())
        action = self.as_("administrator", batch).action_sign_in()
        address = self.get(action["url"]).headers["Location"]
        answer = self.get(self.decide(address, NZ_TENANT))
        self.assertLeadsTo(answer, batch, "acct-link-batches")

    def test_accounts_file_that_only_the_browser_names_is_given_to_the_connector(self):
        connector = type(self.env["acct.link.connector.xero"])
        given = []

        def confirm(_connector, _interface, callback=None):
            given.append(callback)
            return [Organisation(callback["realmId"], "Named There", is_latest=True)]

        self.patch(connector, "_get_organisations", confirm)
        self.patch(connector, "_pull_codes", lambda *_args: None)
        path = self.decide(self.begin(), NZ_TENANT)
        self.assertLeadsTo(self.get(f"{path}&realmId=934"), self.interface)
        self.assertEqual(self.interface.remote_org_id, "934")
        self.assertTold("Connected to “Named There”")
        self.assertEqual([set(each) & {"code", "state"} for each in given], [set()])
        path = self.decide(self.begin(), NZ_TENANT)
        self.assertLeadsTo(self.get(f"{path}&realmId=935"), self.interface)
        self.assertTold("belongs to “Named There”")
        self.assertEqual(self.interface.remote_org_id, "934")

    def test_nothing_is_to_choose_where_only_the_browser_names_it(self):
        self.sign_in(NZ_TENANT, AU_TENANT)
        self.assertTrue(self.interface.organisation_to_choose)
        connector = type(self.env["acct.link.connector.xero"])
        app = replace(self.interface._connector()._get_app(self.interface), named_in_callback=True)
        self.patch(connector, "_get_app", lambda *_args: app)
        self.env.invalidate_all()
        self.assertFalse(self.interface.organisation_to_choose)

    def test_queued_documents_go_out_after_the_sign_in_is_renewed(self):
        self.sign_in()
        self.interface.default_account_id = self.code("account", "200")
        self.interface._get_token().write({"refresh_token": "gone", "expires_at": "2026-01-01"})
        line = self.upload(self.invoice())
        self.assertEqual((line.state, self.interface.sign_in_state), ("queued", "lapsed"))
        self.sign_in()
        self.run_loop()
        self.assertExact(line)

    # === SEVERAL ORGANISATIONS === #

    def test_of_several_organisations_none_is_pinned_until_one_is_chosen(self):
        self.assertLeadsTo(self.sign_in(NZ_TENANT, AU_TENANT), self.interface)
        self.assertTold("Choose which of your accounts files")
        self.assertFalse(self.interface.remote_org_id)
        self.assertFalse(self.interface.account_ids)
        self.assertEqual(self.interface.sign_in_state, "none")
        self.assertTrue(self.interface.organisation_to_choose)
        action = self.press("action_choose_organisation")
        choice = self.as_("administrator", self.env[action["res_model"]]).browse(action["res_id"])
        self.assertEqual(choice.option_ids.mapped("name"), ["Demo NZ Ltd", "Demo AU Pty Ltd"])
        with self.assertRaises(UserError):
            choice.action_confirm()
        choice.option_id = choice.option_ids[1]
        choice.action_confirm()
        self.assertEqual(self.interface.remote_org_id, AU_TENANT)
        self.assertEqual(self.interface.remote_currency, "AUD")
        self.assertTrue(self.interface.account_ids)

    def open_choice(self):
        action = self.press("action_choose_organisation")
        return self.as_("administrator", self.env[action["res_model"]]).browse(action["res_id"])

    def test_choice_shows_the_organisations_of_the_latest_sign_in_first(self):
        self.sign_in(AU_TENANT)  # tied to it at once
        self.interface.write({"remote_org_id": False, "remote_org_name": False})
        before = self.interface.xero_connection_id
        self.sign_in(NZ_TENANT)
        # Xero still reaches the other one, but nobody ticked it this time.
        self.assertEqual(self.interface.remote_org_id, NZ_TENANT)
        self.interface.write({"remote_org_id": False, "remote_org_name": False})
        choice = self.open_choice()
        self.assertEqual(
            [(option.name, option.is_latest) for option in choice.option_ids],
            [("Demo NZ Ltd", True), ("Demo AU Pty Ltd", False)],
        )
        self.assertTrue(choice.has_earlier)
        self.assertEqual(choice.option_ids[1].connection, before)
        form = Form(choice)
        form.show_all = True
        form.option_id = choice.option_ids[1]
        form.save().action_confirm()
        self.assertEqual(self.interface.remote_org_id, AU_TENANT)

    def test_choice_after_a_renewed_token_still_knows_the_latest_sign_in(self):
        self.sign_in(AU_TENANT)
        self.interface.write({"remote_org_id": False, "remote_org_name": False})
        self.sign_in(NZ_TENANT)
        self.interface.write({"remote_org_id": False, "remote_org_name": False})
        self.interface._get_token().expires_at = "2026-01-01"
        choice = self.open_choice()
        self.assertEqual(choice.option_ids.filtered("is_latest").mapped("name"), ["Demo NZ Ltd"])

    def test_choice_shows_all_where_the_token_names_no_sign_in(self):
        self.sign_in(NZ_TENANT, AU_TENANT)
        with patch.object(sign_in, "authentication_event", return_value=""):
            choice = self.open_choice()
        self.assertEqual(choice.option_ids.mapped("is_latest"), [True, True])
        self.assertFalse(choice.has_earlier)

    def test_without_a_match_of_the_sign_in_nothing_is_pinned(self):
        for event in ("", "00000000-0000-4000-8000-00000000000a"):
            with patch.object(sign_in, "authentication_event", return_value=event):
                self.assertLeadsTo(self.sign_in(NZ_TENANT), self.interface)
            self.assertTold("Choose which of your accounts files")
            self.assertFalse(self.interface.remote_org_id)

    def test_connections_of_other_sign_ins_are_not_pinned_though_xero_lists_them(self):
        connector = type(self.env["acct.link.connector.xero"])
        everything = connector._get_connections
        self.sign_in(AU_TENANT)
        self.interface.write({"remote_org_id": False, "remote_org_name": False})

        def without_latest(connector, interface):
            return [each for each in everything(connector, interface) if each.tenant == AU_TENANT]

        with patch.object(connector, "_get_connections", without_latest):
            self.sign_in(NZ_TENANT)
        self.assertFalse(self.interface.remote_org_id)

    @mute_logger("odoo.models")
    def test_choice_belongs_to_whoever_opened_it_and_offers_what_xero_said(self):
        self.sign_in(NZ_TENANT, AU_TENANT)
        action = self.press("action_choose_organisation")
        choice = self.env[action["res_model"]].browse(action["res_id"])
        self.users["other"] = self.person("administrator", "2")
        for records in (choice, choice.sudo().option_ids):
            with self.assertRaises(AccessError):
                self.as_("other", records).check_access("read")
            with self.assertRaises(AccessError):
                self.as_("clerk", records).check_access("read")
        with self.assertRaises(AccessError):
            self.as_("administrator", choice).option_ids[0].remote_id = "made-up"
        with self.assertRaises(AccessError):
            self.as_("administrator", choice).option_ids = [Command.create({"name": "Made up"})]

    def test_renewal_must_reach_the_pinned_organisation(self):
        self.sign_in(NZ_TENANT)
        self.interface._get_token().lapsed = True
        self.control("reset", {})  # somebody else's sign-in, who knows another organisation only
        answer = self.sign_in(AU_TENANT)
        self.assertLeadsTo(answer, self.interface)
        self.assertTold("belongs to “Demo NZ Ltd”")
        self.assertEqual(self.interface.sign_in_state, "lapsed")
        self.assertEqual(self.interface.remote_org_id, NZ_TENANT)
        self.sign_in(AU_TENANT, NZ_TENANT)
        self.assertEqual(self.interface.sign_in_state, "connected")
        self.assertEqual(self.interface.remote_org_id, NZ_TENANT)

    # === WHAT XERO REFUSES === #

    def test_cancelled_page_changes_nothing(self):
        answer = self.get(self.decide(self.begin(), decision="cancel"))
        self.assertLeadsTo(answer, self.interface)
        self.assertTold("was cancelled")
        self.assertNoSignIn()

    def test_refusal_of_the_page_is_told_apart_from_a_cancelled_one(self):
        for code, told in (("invalid_scope", "invalid_scope"), ("<b>odd</b>", "sign-in: ?.")):
            state = self.query(self.begin())["state"]
            answer = self.get(f"{CALLBACK}?error={code}&state={state}")
            self.assertLeadsTo(answer, self.interface)
            self.assertTold(told)
        self.assertTold("page “Technical”")
        self.assertNoSignIn()

    def test_wrong_code_is_refused_and_said(self):
        state = self.query(self.begin())["state"]
        self.assertLeadsTo(self.get(f"{CALLBACK}?code=made-up&state={state}"), self.interface)
        self.assertEqual(self.exchanges(), 1)
        self.assertTold("Sign in again")
        self.assertNoSignIn()

    def test_trouble_at_the_token_server_is_said_and_the_next_try_works(self):
        for kind in ("drop_before", "status_503", "garbage"):
            with self.subTest(kind=kind):
                self.control("faults", {"kind": kind, "method": "POST", "path": "/connect/token"})
                self.assertLeadsTo(self.sign_in(), self.interface)
                self.assertTold("cannot be reached")
                self.assertNoSignIn()
        self.sign_in()
        self.assertEqual(self.interface.sign_in_state, "connected")

    def test_wrong_client_secret_is_said(self):
        self.interface.oauth_client_secret = "wrong"
        self.sign_in()
        self.assertTold("does not know this app")
        self.assertNoSignIn()

    def test_code_lists_that_cannot_be_pulled_now_do_not_undo_the_sign_in(self):
        self.fault("status_503", "Accounts", "GET")
        self.assertLeadsTo(self.sign_in(), self.interface)
        self.assertEqual(self.interface.sign_in_state, "connected")
        self.assertFalse(self.interface.account_ids)

    # === THE STATE === #

    def assertRefused(self, path):
        answer = self.get(path)
        self.assertEqual(answer.status_code, 404)
        self.assertEqual(self.exchanges(), 0, "the code was not even tried")
        self.assertNoSignIn()

    def test_forged_and_altered_states_are_refused(self):
        def signed(scope="acct_link_oauth.sign_in", **changes):
            values = {
                "interface": self.interface.id, "uid": self.users["administrator"].id,
                "nonce": self.nonce(), "back": "acct.link.interface",
                "back_id": self.interface.id, "renews": False, **changes,
            }  # fmt: skip
            return hash_sign(self.env(su=True), scope, list(values.values()), expiration_hours=1)

        for forge in (
            lambda good: "",
            lambda good: "a",
            lambda good: "é",
            lambda good: "AQ",
            lambda good: good[:-1],
            lambda good: good[:20] + ("A" if good[20] != "A" else "B") + good[21:],
            lambda good: good[:70],
            lambda good: signed(scope="some.other.scope"),
            lambda good: signed(nonce="another"),
            lambda good: signed(uid=self.users["clerk"].id),
            lambda good: signed(back="res.users"),
            lambda good: signed(interface=2**31 - 1),
        ):
            path = self.decide(self.begin(), NZ_TENANT)
            [good] = parse_qs(urlsplit(path).query)["state"]
            forged = forge(good)
            with self.subTest(state=forged):
                self.assertRefused(path.replace(f"state={good}", f"state={forged}"))
        answer = self.get(self.decide(self.begin(), NZ_TENANT).partition("&state")[0])
        self.assertEqual(answer.status_code, 404)
        # So the signature made here is a good one, and what was altered made the difference.
        path = self.decide(self.begin(), NZ_TENANT)
        [good] = parse_qs(urlsplit(path).query)["state"]
        self.assertLeadsTo(self.get(path.replace(good, signed())), self.interface)

    def test_state_lives_for_an_hour(self):
        path = self.decide(self.begin(), NZ_TENANT)
        with freeze_time(datetime.now() + timedelta(minutes=61), tick=True):
            self.assertRefused(path)
        path = self.decide(self.begin(), NZ_TENANT)
        with freeze_time(datetime.now() + timedelta(minutes=59), tick=True):
            self.assertEqual(self.get(path).status_code, 303)

    def test_state_works_once(self):
        path = self.decide(self.begin(), NZ_TENANT)
        self.assertLeadsTo(self.get(path), self.interface)
        self.assertEqual(self.get(path).status_code, 404)
        self.assertEqual(self.exchanges(), 1)
        self.assertEqual(self.interface.sign_in_state, "connected")

    def test_code_that_comes_to_the_address_of_another_system_is_refused(self):
        for other in ("csv", "qbo"):
            path = self.decide(self.begin(), NZ_TENANT)
            self.assertRefused(path.replace("acct_link_xero", f"acct_link_{other}"))

    def test_state_is_no_good_after_another_was_begun(self):
        path = self.decide(self.begin(), NZ_TENANT)
        self.begin()
        self.assertRefused(path)

    def test_state_of_another_user_is_refused(self):
        path = self.decide(self.begin(), NZ_TENANT)
        other = self.person("administrator", "2")
        self.authenticate(other.login, None, session_extra={NONCE: self.nonce()})
        self.assertRefused(path)

    def test_state_of_another_browser_is_refused(self):
        path = self.decide(self.begin(), NZ_TENANT)
        self.authenticate(self.users["administrator"].login, None)
        self.assertRefused(path)

    # === WHO MAY === #

    @mute_logger("odoo.http", "odoo.models")
    def test_only_administrators_of_the_interface_begin(self):
        other = self.setup_other_company()["company"]
        people = [self.users[role] for role in ("clerk", "manager", "outsider")]
        for person in (*people, self.person("administrator", "2", other)):
            self.authenticate(person.login, None)
            with self.subTest(person=person.login):
                answer = self.get(f"/acct_link_oauth/connect/{self.interface.id}")
                self.assertEqual(answer.status_code, 403)

    @mute_logger("odoo.http")
    def test_callback_of_somebody_who_is_no_administrator_any_more_is_refused(self):
        path = self.decide(self.begin(), NZ_TENANT)
        administrator = self.users["administrator"]
        administrator.sudo().group_ids = self.users["clerk"].group_ids
        self.env.flush_all()
        self.assertRefused(path)

    @mute_logger("odoo.http")
    def test_clerk_uses_no_button_of_the_interface(self):
        self.sign_in()
        for method in (
            "action_connect",
            "action_choose_organisation",
            "action_disconnect",
            "action_test_connection",
            "action_pull_codes",
        ):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(self.as_("clerk"), method)()
        self.assertEqual(self.interface.sign_in_state, "connected")

    # === BUTTONS === #

    def test_connect_wants_the_app_first(self):
        self.interface.oauth_client_id = False
        with self.assertRaisesRegex(UserError, "client id"):
            self.press("action_connect")

    def test_test_connection_asks_xero(self):
        self.sign_in()
        action = self.press("action_test_connection")
        self.assertIn("Demo NZ Ltd", action["params"]["message"])
        self.fault("status_503", "Organisation", "GET")
        with self.assertRaisesRegex(UserError, "reach"):
            self.press("action_test_connection")

    def test_documents_wait_while_disconnected_and_go_where_they_were_meant_to(self):
        self.sign_in()
        self.interface.default_account_id = self.code("account", "200")
        batch = self.batch(self.invoice())
        batch.action_upload()
        self.press("action_disconnect")
        self.assertEqual(self.interface.sign_in_state, "lapsed")
        self.assertFalse(self.env["acct.link.upload"].sudo()._count_due(), "nothing runs hot")
        self.run_loop()
        self.assertEqual(batch.line_ids.state, "queued")
        self.assertIn("Nobody is signed in", batch.notice)
        with self.assertRaisesRegex(UserError, "cannot be turned"):
            self.as_("administrator").remote_org_id = AU_TENANT
        self.sign_in()
        self.run_loop()
        self.assertExact(batch.line_ids)
