"""A browser that signs in to Xero, step by step, and people with their roles."""

import json
from urllib.parse import parse_qsl, urlsplit

import requests
from common_walk import WalkCommon

from odoo import Command
from odoo.http import root
from odoo.tests import HttpCase, new_test_user

from sandbox.xero import NZ_TENANT

CALLBACK = "/acct_link_xero/callback"
NONCE = "acct_link_oauth_nonce"
GROUPS = {
    "outsider": "base.group_user",
    "clerk": "acct_link_batch.group_acct_link_user",
    "manager": "acct_link_batch.group_acct_link_manager",
    "administrator": "acct_link_batch.group_acct_link_administrator",
}


class SignInCommon(WalkCommon, HttpCase):
    def setUp(self):
        super().setUp()
        self.users = {role: self.person(role) for role in GROUPS}
        self.authenticate(self.users["administrator"].login, None)

    def connect(self):
        """Nothing: that is what is tested here."""

    def person(self, role, name="", company=None):
        company = company or self.env.company
        return new_test_user(
            self.env(su=True),
            f"{role}{name}",
            groups=f"base.group_user,{GROUPS[role]}",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    def batch(self, moves):
        return self.env["acct.link.batch"].browse(moves.action_acct_link_batch()["res_id"])

    def as_(self, role, records=None):
        records = self.interface if records is None else records
        return records.with_user(self.users[role]).sudo(False)

    def press(self, method):
        """A button of the interface, pressed by the administrator. :return: what it opens"""
        action = getattr(self.as_("administrator"), method)()
        self.env.invalidate_all()
        return action

    # === THE BROWSER === #

    def get(self, path):
        """One step of the browser; it follows no redirect by itself."""
        answer = self.url_open(path, allow_redirects=False)
        self.env.invalidate_all()
        return answer

    def begin(self, query=""):
        """:return: the address of Xero's page that Odoo sends the browser to"""
        answer = self.get(f"/acct_link_oauth/connect/{self.interface.id}{query}")
        self.assertEqual(answer.status_code, 303)
        return answer.headers["Location"]

    def decide(self, address, *tenants, decision="allow"):
        """Fill in Xero's page. :return: the path and query it sends the browser back to"""
        page = requests.get(address, timeout=10)
        self.assertEqual(page.status_code, 200, page.text)
        answer = requests.post(
            address.partition("?")[0],
            data={**self.query(address), "tenant": tenants, "decision": decision},
            allow_redirects=False,
            timeout=10,
        )
        back = urlsplit(answer.headers["Location"])
        return f"{back.path}?{back.query}"

    def query(self, address):
        return dict(parse_qsl(urlsplit(address).query))

    def sign_in(self, *tenants):
        return self.get(self.decide(self.begin(), *tenants or [NZ_TENANT]))

    def nonce(self):
        return root.session_store.get(self.session.sid)[NONCE]

    def rpc(self, model, method, *args, **kwargs):
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    # === WHAT CAME OF IT === #

    def assertLeadsTo(self, answer, record, path="acct-link-interfaces"):
        self.assertEqual(answer.status_code, 303)
        self.assertURLEqual(answer.headers["Location"], f"/odoo/{path}/{record.id}")

    def assertNoSignIn(self):
        token = self.interface._get_token()
        self.assertFalse(token.access_token or token.refresh_token)
        self.assertFalse(self.interface.remote_org_id)

    def assertTold(self, text):
        """The person is told on the screen."""
        self.env.cr.execute("SELECT message FROM bus_bus ORDER BY id DESC LIMIT 1")
        [message] = self.env.cr.fetchone()
        self.assertIn(text, json.loads(message)["payload"]["message"])

    def revocations(self):
        return self.control("calls")["counters"]["endpoints"].get("POST /connect/revocation", 0)

    def exchanges(self):
        return self.control("calls")["counters"]["grants"].get("authorization_code", 0)
