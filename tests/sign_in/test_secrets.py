"""Secrets of the sign-in: where they go, and where they never come out."""

import logging
from urllib.parse import parse_qs, urlsplit

from common_sign_in import SignInCommon

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from sandbox.xero import NZ_TENANT


@tagged("post_install", "-at_install")
class TestSecrets(SignInCommon):
    @mute_logger("odoo.http", "odoo.fields")
    def test_client_secret_goes_in_and_never_comes_out(self):
        secret = "s3cret-typed-by-a-person"
        self.users["administrator"].group_ids += self.env.ref("base.group_allow_export")
        ids, name = [self.interface.id], "oauth_client_secret"
        spec = {name: {}, "oauth_has_secret": {}}
        self.interface._get_token().client_secret = False
        self.env.flush_all()
        said = [
            self.rpc("acct.link.interface", "web_save", ids, {name: secret}, specification=spec)
        ]
        self.env.invalidate_all()
        self.assertEqual(said[0][0]["oauth_has_secret"], True)
        self.assertEqual(self.interface._get_token().client_secret, secret)
        said += [
            self.rpc("acct.link.interface", method, *args, **kwargs)
            for method, args, kwargs in (
                ("read", [ids], {}),
                ("read", [ids, [name]], {}),
                ("web_read", [ids, spec], {}),
                ("search_read", [[], [name]], {}),
                ("web_search_read", [[], spec], {}),
                ("export_data", [ids, ["id", name]], {}),
                ("onchange", [ids, {"name": "x"}, ["name"], spec], {}),
                ("copy", [ids], {}),
                ("web_save", [ids, {"name": "Renamed"}], {"specification": spec}),
            )
        ]
        self.assertFalse([answer for answer in said if secret in str(answer)])
        self.assertEqual(self.interface._get_token().client_secret, secret, "Save keeps it")
        copies = self.env["acct.link.interface"].search([]) - self.interface
        self.assertEqual(copies.mapped("oauth_has_secret"), [False])
        for method, args in (
            ("search", [[(name, "like", "s3")]]),
            ("search_count", [[(name, "=", secret)]]),
            ("formatted_read_group", [[], [name]]),
        ):
            with self.subTest(method=method), self.assertRaises(JsonRpcException):
                self.rpc("acct.link.interface", method, *args)

    @mute_logger("odoo.models")
    def test_administrator_of_the_link_cannot_have_the_secrets_sent_elsewhere(self):
        for name in ("xero_api_url", "xero_identity_url", "xero_login_url"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                self.as_("administrator")[name] = "https://evil.example"
        created = self.as_("administrator", self.env["acct.link.interface"]).create(
            {"name": "Another", "connector": "xero"}
        )
        self.assertEqual(created.sudo().xero_identity_url, "https://identity.xero.com")

    def test_addresses_are_https_or_this_machine(self):
        for address in ("http://elsewhere.example", "ftp://localhost", "https://a:b@x.example", ""):
            with self.subTest(address=address), self.assertRaises(ValidationError):
                self.interface.xero_identity_url = address

    def test_nothing_that_opens_a_door_is_in_a_log(self):
        path = self.decide(self.begin(), NZ_TENANT)
        with (
            self.assertLogs(level="DEBUG") as others,
            self.assertLogs("odoo", "DEBUG") as own,  # these two have levels of their own
            self.assertLogs("werkzeug", logging.INFO) as server,
        ):
            self.assertLeadsTo(self.get(path), self.interface)
            self.authenticate(None, None)
            self.assertEqual(self.url_open(path).status_code, 200, "the login page")
        self.assertEqual("".join(server.output).count("callback?***"), 3)
        # Statements are logged for developers only, and show everything; and the browser may talk.
        lines = [line for line in own.output if ":odoo.sql_db:" not in line]
        lines += [line for line in others.output if self.base_url() not in line] + server.output
        token = self.interface._get_token()
        secrets = [value for [value] in parse_qs(urlsplit(path).query).values()]
        secrets += [token.access_token, token.refresh_token, token.client_secret]
        self.assertEqual(len(set(filter(None, secrets))), 5)
        for secret in secrets:
            self.assertFalse([line for line in lines if secret in line])
