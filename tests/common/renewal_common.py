"""A lapsed sign-in that whoever uploads renews, where the browser names the accounts file."""

import json
from unittest.mock import patch
from urllib.parse import parse_qsl, urlencode, urlsplit

import requests

from odoo import Command
from odoo.tests import new_test_user


class ConsentMixin:
    """A browser that signs in. `choice`: the field of the page of the system in which an accounts
    file is chosen; `decision`: what a person presses there.
    """

    choice = decision = ""

    def consent(self, file, **changes):
        """From the button to the page of the system. :return: path and query that the browser
        comes back to

        :param changes: what the browser makes of the query
        """
        connect = f"/acct_link_oauth/connect/{self.interface.id}"
        address = self.url_open(connect, allow_redirects=False).headers["Location"]
        page = requests.get(address, timeout=10)
        self.assertEqual(page.status_code, 200, page.text)
        asked = dict(parse_qsl(urlsplit(address).query))
        answer = requests.post(
            address.partition("?")[0],
            data={**asked, self.choice: file, "decision": self.decision},
            allow_redirects=False,
            timeout=10,
        )
        back = urlsplit(answer.headers["Location"])
        return f"{back.path}?{urlencode({**dict(parse_qsl(back.query)), **changes})}"

    def come_back(self, path):
        answer = self.url_open(path, allow_redirects=False)
        self.env.invalidate_all()
        return answer.status_code


class RenewalMixin(ConsentMixin):
    """`file`, `other_file`: ids of accounts files there; `file_name`: the parameter with its id, of
    the address that the browser comes back to.
    """

    allow_inherited_tests_method = True
    file = other_file = file_name = ""

    def setUp(self):
        super().setUp()
        clerk = new_test_user(
            self.env(su=True),
            "renewing clerk",
            groups="base.group_user,acct_link_batch.group_acct_link_user",
            company_id=self.env.company.id,
            company_ids=[Command.set(self.env.company.ids)],
        )
        self.authenticate(clerk.login, None)
        self.control("settings", {"redirect_uris": [self.interface.oauth_redirect_uri]})
        self.interface.users_sign_in = True
        self.interface._get_token().lapsed = True
        self.env.flush_all()

    def get_row(self):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT * FROM acct_link_token WHERE interface_id = %s", [self.interface.id]
        )
        return self.env.cr.dictfetchone()

    def assertTold(self, text):
        self.env.cr.execute("SELECT message FROM bus_bus ORDER BY id DESC LIMIT 1")
        [message] = self.env.cr.fetchone()
        self.assertIn(text, json.loads(message)["payload"]["message"])

    def test_user_renews_the_sign_in_to_the_same_file(self):
        self.assertEqual(self.come_back(self.consent(self.file)), 303)
        self.assertEqual(self.interface.sign_in_state, "connected")
        self.assertEqual(self.interface.remote_org_id, self.file)
        self.assertEqual(self.upload(self.invoice()).state, "uploaded")

    def test_another_file_is_refused_in_words_whatever_the_browser_says(self):
        row = self.get_row()
        for changes in ({}, {self.file_name: self.file}):
            with self.subTest(changes=changes):
                path = self.consent(self.other_file, **changes)
                # In a test a refusal also undoes what was kept before it.
                with patch.object(type(self.env["acct.link.token"]), "_keep") as keep:
                    self.assertEqual(self.come_back(path), 303)
                keep.assert_not_called()
                self.assertTold("which this sign-in does not reach")
                self.assertEqual(self.get_row(), row)
                self.assertEqual(self.interface.remote_org_id, self.file)
                self.assertEqual(self.interface.sign_in_state, "lapsed")
