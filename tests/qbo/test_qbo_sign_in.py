"""The sign-in to one company: told by the browser, and asked about before it is believed."""

import requests
from common_qbo import QboCommon
from renewal_common import ConsentMixin

from odoo.exceptions import RedirectWarning
from odoo.tests import HttpCase, new_test_user, tagged

from sandbox.qbo import AU_REALM, NZ_REALM


@tagged("post_install", "-at_install")
class TestQboSignIn(ConsentMixin, QboCommon, HttpCase):
    choice, decision = "realm", "connect"

    def setUp(self):
        super().setUp()
        group = "acct_link_batch.group_acct_link_administrator"
        user = new_test_user(
            self.env(su=True), "manager", groups=group, company_id=self.env.company.id
        )
        self.authenticate(user.login, None)
        self.interface.action_disconnect()
        self.control("settings", {"redirect_uris": [self.interface.oauth_redirect_uri]})
        self.env.flush_all()

    def consent(self, file=NZ_REALM, **changes):
        return super().consent(file, **changes)

    def exchanges(self):
        return self.control("calls")["counters"]["grants"].get("authorization_code", 0)

    def test_company_is_pinned_with_its_country_and_currency(self):
        self.assertEqual(self.come_back(self.consent()), 303)
        interface = self.interface
        self.assertEqual(interface.sign_in_state, "connected")
        self.assertEqual(
            (interface.remote_org_id, interface.remote_org_name), (NZ_REALM, "QBO NZ Ltd")
        )
        self.assertEqual((interface.remote_country, interface.remote_currency), ("NZ", "NZD"))
        self.assertFalse(interface.remote_is_demo)
        self.assertTrue(interface._get_token().ends_at, "told by the answer")

    def test_sandbox_company_is_marked_as_one_to_try_out(self):
        self.interface.write({"qbo_environment": "sandbox", "qbo_api_url": self.server.url})
        self.come_back(self.consent())
        self.assertTrue(self.interface.remote_is_demo)
        self.assertEqual(self.interface.file_text, "QBO NZ Ltd (New Zealand, NZD)")

    def test_another_company_is_refused_once_one_is_pinned(self):
        self.come_back(self.consent())
        self.upload(self.invoice())
        self.interface._get_token().lapsed = True
        self.come_back(self.consent(AU_REALM))
        self.assertEqual(self.interface.remote_org_id, NZ_REALM)
        self.assertEqual(self.interface.sign_in_state, "lapsed")
        with self.assertRaises(RedirectWarning):
            self.upload(self.invoice())
        self.assertFalse(self.control("books")[AU_REALM]["Invoice"])

    def test_company_that_only_the_browser_claims_is_not_believed(self):
        self.come_back(self.consent(AU_REALM, realmId=NZ_REALM))
        self.assertFalse(self.interface.remote_org_id)
        self.assertNotEqual(self.interface.sign_in_state, "connected")
        for realm in ("", "../evil", "9" * 41, "x"):
            with self.subTest(realm=realm):
                self.come_back(self.consent(realmId=realm))
                self.assertFalse(self.interface.remote_org_id)

    def test_page_that_is_loaded_twice_exchanges_the_code_once(self):
        path = self.consent()
        self.assertEqual(self.come_back(path), 303)
        self.assertEqual(self.come_back(path), 404)
        self.assertEqual(self.exchanges(), 1)
        self.assertEqual(self.interface.sign_in_state, "connected")
        self.assertEqual(self.upload(self.invoice()).state, "uploaded")

    def test_cancelled_sign_in_changes_nothing(self):
        path = self.consent(error="access_denied", code="")
        self.assertEqual(self.come_back(path), 303)
        self.assertEqual(self.exchanges(), 0)
        self.assertFalse(self.interface.remote_org_id)

    def test_disconnect_ends_the_sign_in_there(self):
        self.come_back(self.consent())
        with self.interface._get_token()._locked(self.interface) as values:
            token = values["access_token"]
        self.interface.action_disconnect()
        answer = requests.get(
            f"{self.server.url}/v3/company/{NZ_REALM}/companyinfo/{NZ_REALM}",
            headers={"Authorization": f"Bearer {token}", "Accept": "application/json"},
            timeout=10,
        )
        self.assertEqual(answer.status_code, 401)
