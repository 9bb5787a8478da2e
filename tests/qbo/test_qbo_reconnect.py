"""The address that Intuit sends people to whose sign-in has ended."""

from common_qbo import QboCommon

from odoo.tests import HttpCase, new_test_user, tagged

from sandbox.qbo import AU_REALM, NZ_REALM

PATH = "/acct_link_qbo/reconnect"


@tagged("post_install", "-at_install")
class TestQboReconnect(QboCommon, HttpCase):
    def setUp(self):
        super().setUp()
        group = "acct_link_batch.group_acct_link_administrator"
        user = new_test_user(
            self.env(su=True), "manager", groups=group, company_id=self.env.company.id
        )
        self.authenticate(user.login, None)
        self.other = self.interface.create(
            {
                "name": "Australia",
                "connector": "qbo",
                "company_id": self.env.company.id,
                "remote_org_id": AU_REALM,
            }
        )
        self.env.flush_all()

    def leads_to(self, query=""):
        self.env.flush_all()
        answer = self.url_open(PATH + query, allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
        self.env.invalidate_all()
        return answer.headers["Location"].removeprefix(self.base_url())

    def test_it_leads_to_the_interface_and_begins_nothing(self):
        page = "/odoo/acct-link-interfaces"
        self.assertEqual(self.leads_to(), page, "which of several is for the person to say")
        self.assertEqual(self.leads_to(f"?realmId={NZ_REALM}"), f"{page}/{self.interface.id}")
        self.assertEqual(self.leads_to("?realmId=//evil.example"), page)
        self.interface._get_token().lapsed = True
        self.assertEqual(self.interface.sign_in_state, "lapsed")
        self.assertEqual(self.leads_to(), f"{page}/{self.interface.id}")
        self.assertEqual(self.interface.sign_in_state, "lapsed", "nothing began")

    def test_without_a_user_it_asks_for_one(self):
        self.authenticate(None, None)
        self.assertIn("/web/login", self.leads_to())
