"""Notices from Xero, signed by the stand-in, over real HTTP: a hint to pull, and nothing more."""

import base64
import hashlib
import hmac
import json
import logging

from pull_common import PullCommon

from odoo import fields, sql_db
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.acct_link_oauth.lib.notice import MAX_BYTES, is_signed
from odoo.addons.acct_link_xero.lib.webhook import changed_files

from sandbox.xero import AU_TENANT, NZ_TENANT

KEY = "s3cret-key-of-notices"
MAX_QUERIES = 30  # of one notice, Odoo's own of a request included


@tagged("post_install", "-at_install")
class TestWebhooks(PullCommon, HttpCase):
    def setUp(self):
        super().setUp()
        self.interface.write({"takes_notices": True, "notice_key": KEY})
        self.pulled = self.interface.pull_ids.filtered(lambda pull: pull.resource == "documents")
        self.env.flush_all()

    def tell(self, key=KEY, interface_id=None, **wish):
        """Let the stand-in tell what changed. :return: the answers to it"""
        number = self.interface.id if interface_id is None else interface_id
        url = f"{self.base_url()}/acct_link_xero/webhook/{number}"
        self.env.flush_all()
        before = sql_db.sql_counter
        with self.allow_requests(all_requests=True):
            answers = self.control("webhooks", {"url": url, "key": key, **wish})
        # Xero waits a second for an answer: nothing of the work is done in it.
        self.assertLess(sql_db.sql_counter - before, MAX_QUERIES * len(answers))
        self.env.invalidate_all()
        for answer in answers:
            self.assertEqual((answer["length"], answer["cookies"]), (0, ""))
        return [answer["status"] for answer in answers]

    def post(self, body, signature=None, content_type="application/json"):
        """:return: status of the answer to this body"""
        if signature is None:
            digest = hmac.new(KEY.encode(), body, hashlib.sha256).digest()
            signature = base64.b64encode(digest).decode()
        self.env.flush_all()
        answer = self.url_open(
            f"/acct_link_xero/webhook/{self.interface.id}",
            data=body,
            headers={"Content-Type": content_type, "x-xero-signature": signature},
            method="POST",
        )
        self.env.invalidate_all()
        self.assertEqual(answer.content if answer.status_code != 413 else b"", b"")
        self.assertNotIn("Set-Cookie", answer.headers)
        return answer.status_code

    def event(self, tenant=NZ_TENANT, category="INVOICE"):
        return {
            "resourceId": "f3ff8db3-5b4c-4d9b-a3a5-5a2d1d9a7c11",
            "eventType": "UPDATE",
            "eventCategory": category,
            "tenantId": tenant,
            "tenantType": "ORGANISATION",
        }

    def body(self, *events):
        return json.dumps({"events": events, "entropy": "x"}).encode()

    def triggers(self):
        cron = self.env.ref("acct_link_pull.ir_cron_pull")
        return self.env["ir.cron.trigger"].sudo().search_count([("cron_id", "=", cron.id)])

    def assertNothing(self):
        self.assertFalse(self.pulled.requested_at)
        self.assertEqual(self.triggers(), 0)

    # === WHAT IS BELIEVED === #

    def test_webhook_intent_to_receive_is_answered_by_its_signature(self):
        self.assertEqual(self.tell(intent=True), [200, 401, 200, 401])
        self.assertNothing()

    def test_webhook_brings_the_payment_here(self):
        move = self.invoice()
        line = self.upload(move)
        self.bookkeeper("pay", id=line.remote_id)
        self.interface.pull_ids.enabled = False
        self.assertEqual(self.tell(), [200])
        self.assertEqual(self.triggers(), 1)
        self.assertEqual(move.amount_residual, 345, "the notice itself changes nothing")
        self.run_puller()
        self.assertEqual(move.amount_residual, 0)
        self.assertFalse(self.pulled._is_due(), "it was read once for it")

    def test_webhook_of_what_nobody_uploaded_only_makes_it_look(self):
        self.assertEqual(self.tell(events=[self.event()]), [200])
        self.assertTrue(self.pulled.requested_at)
        self.run_puller()
        self.assertEqual(self.pulled.last_run_id.changed, 0)

    def test_webhook_of_another_organisation_does_nothing(self):
        self.assertEqual(self.tell(events=[self.event(AU_TENANT), self.event("nobody")]), [200])
        self.assertNothing()

    def test_webhook_of_the_same_app_finds_its_other_interfaces_alone(self):
        others = self.interface
        for client_id in (self.interface.oauth_client_id, "ANOTHER-APP"):
            others += others.create(
                {
                    "name": f"Through {client_id}",
                    "connector": "xero",
                    "company_id": self.env.company.id,
                    "oauth_client_id": client_id,
                    "remote_org_id": AU_TENANT,
                    "takes_notices": True,
                }
            )
        self.assertEqual(self.tell(events=[self.event(AU_TENANT)]), [200])
        pulls = [
            bool(each.pull_ids.filtered(lambda pull: pull.resource == "documents").requested_at)
            for each in others
        ]
        self.assertEqual(pulls, [False, True, False])

    def test_webhook_of_contacts_does_nothing(self):
        self.assertEqual(self.tell(events=[self.event(category="CONTACT")]), [200])
        self.assertNothing()

    # === WHAT IS REFUSED === #

    def test_webhook_forged(self):
        events = [self.event()]
        self.assertEqual(self.tell(events=events, forged=True), [401])
        self.assertEqual(self.tell(events=events, key="another"), [401])
        for signature in ("", "x", "é", base64.b64encode(b"0" * 32).decode()):
            self.assertEqual(self.post(self.body(*events), signature.encode()), 401)
        self.assertNothing()

    def test_webhook_changed_on_its_way(self):
        body = self.body(self.event(AU_TENANT))
        signature = base64.b64encode(hmac.new(KEY.encode(), body, hashlib.sha256).digest())
        changed = body.replace(AU_TENANT.encode(), NZ_TENANT.encode())
        self.assertEqual(self.post(changed, signature), 401)
        self.assertNothing()

    def test_webhook_of_no_interface_or_without_a_key_looks_like_a_forged_one(self):
        events = [self.event()]
        for number in (0, 999_999, 2**31, 10**40):
            self.assertEqual(self.tell(events=events, interface_id=number), [401])
        self.interface.takes_notices = False
        self.assertEqual(self.tell(events=events), [401])
        self.interface.takes_notices = True
        self.interface._get_token().webhook_key = False
        self.assertEqual(self.tell(events=events), [401])
        self.assertEqual(self.tell(events=events, key=""), [401], "no key is no empty key")
        self.assertNothing()

    def test_webhook_of_what_is_no_text_is_refused(self):
        for name in ("%00", "xero%00", "%F0%9F%98%80"):
            path = f"/acct_link_{name}/webhook/{self.interface.id}"
            self.assertEqual(self.url_open(path, data=b"{}").status_code, 401, name)

    def test_webhook_oversized(self):
        self.assertEqual(self.post(b" " * (MAX_BYTES + 1)), 413)
        form = b"a=" + b"x" * MAX_BYTES
        answer = self.url_open(f"/acct_link_xero/webhook/{self.interface.id}", data=form)
        self.assertEqual(answer.status_code, 413)
        self.assertNothing()

    def test_webhook_as_a_form_is_refused(self):
        kind = "application/x-www-form-urlencoded"
        self.assertEqual(self.post(self.body(self.event()), content_type=kind), 401)
        self.assertNothing()

    def test_webhook_malformed_but_signed_does_nothing(self):
        deep = b"[" * 50_000 + b"]" * 50_000
        bodies = [b"", b"{", b"\xff\xfe", b"[]", b"null", b'{"events": 1}', deep]
        bodies += [b'{"events": [null, 1, {}, {"tenantId": {}, "eventCategory": []}]}']
        bodies += [
            self.body(self.event(tenant, category))
            for tenant in (
                "\x00",
                f"{NZ_TENANT}\x00",
                "\ud800",
                "a" * 10**5,
                "%",
                [NZ_TENANT],
                {},
                1,
            )
            for category in ("INVOICE", ["INVOICE"], {}, "\x00")
        ]
        for body in bodies:
            with self.subTest(body=body[:20]):
                self.assertEqual(self.post(body), 200)
        self.assertNothing()

    # === MANY === #

    def test_webhook_replayed_asks_once(self):
        body = self.body(self.event())
        self.assertEqual([self.post(body) for _each in range(3)], [200] * 3)
        self.assertEqual(self.triggers(), 1)
        self.run_puller()
        self.assertEqual(self.post(body), 200)
        self.assertFalse(self.pulled._is_due(), "not at once again")
        self.assertGreater(self.pulled.requested_at, fields.Datetime.now())
        self.assertEqual(self.post(body), 200)
        self.assertEqual(self.triggers(), 2)

    def test_webhook_flood_is_one_hint(self):
        body = self.body(*[self.event()] * 500)
        before = sql_db.sql_counter
        self.assertEqual({self.post(body) for _each in range(30)}, {200})
        self.assertLess(sql_db.sql_counter - before, 30 * MAX_QUERIES)
        self.assertEqual(self.triggers(), 1)

    # === THE KEY === #

    @mute_logger("odoo.http", "odoo.fields")
    def test_webhook_key_goes_in_and_never_comes_out(self):
        manager = new_test_user(
            self.env(su=True),
            "notices",
            groups="base.group_user,acct_link_batch.group_acct_link_administrator",
            company_id=self.env.company.id,
        )
        clerk = new_test_user(
            self.env(su=True),
            "notices-clerk",
            groups="base.group_user,acct_link_batch.group_acct_link_user",
            company_id=self.env.company.id,
        )
        self.authenticate(manager.login, None)
        secret, ids, name = "s3cret-typed-anew", [self.interface.id], "notice_key"
        spec = {name: {}, "has_notice_key": {}}
        said = [self.rpc("web_save", ids, {name: secret}, specification=spec)]
        self.env.invalidate_all()
        self.assertEqual(said[0][0]["has_notice_key"], True)
        self.assertEqual(self.interface._get_token()._get_webhook_key(), secret)
        said += [
            self.rpc(method, *args, **kwargs)
            for method, args, kwargs in (
                ("read", [ids], {}),
                ("web_read", [ids, spec], {}),
                ("search_read", [[], [name]], {}),
            )
        ]
        self.assertFalse([answer for answer in said if secret in str(answer)])
        with self.assertRaises(JsonRpcException):
            self.rpc("search", [(name, "like", "s3")])
        with self.assertRaises(AccessError):
            self.interface.with_user(clerk).sudo(False).read([name])
        with self.assertRaises(AccessError):
            self.interface.with_user(manager).sudo(False)._get_token().sudo(False).read(
                ["webhook_key"]
            )

    def rpc(self, method, *args, **kwargs):
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/acct.link.interface/{method}",
            {"model": "acct.link.interface", "method": method, "args": args, "kwargs": kwargs},
        )

    def test_webhook_key_is_in_no_log(self):
        with (
            self.assertLogs(level="DEBUG") as others,
            self.assertLogs("odoo", "DEBUG") as own,
            self.assertLogs("werkzeug", logging.INFO) as server,
        ):
            self.post(self.body(self.event()))
            self.post(self.body(self.event()), "forged")
        lines = [line for line in own.output if ":odoo.sql_db:" not in line]
        lines += others.output + server.output
        self.assertTrue(server.output)
        self.assertFalse([line for line in lines if KEY in line])


@tagged("post_install", "-at_install")
class TestWebhookLib(PullCommon):
    def test_signature_of_nothing_needs_a_key(self):
        empty = base64.b64encode(hmac.new(b"", b"{}", hashlib.sha256).digest()).decode()
        self.assertFalse(is_signed("", b"{}", empty))
        self.assertFalse(is_signed(None, b"{}", empty))

    def test_organisations_that_changed(self):
        events = [
            {"tenantId": "a", "eventCategory": "INVOICE"},
            {"tenantId": "a", "eventCategory": "CREDITNOTE"},
            {"tenantId": "b", "eventCategory": "SUBSCRIPTION"},
            {"tenantId": ["c"], "eventCategory": "INVOICE"},
            {"tenantId": "d\x00", "eventCategory": "INVOICE"},
            {"tenantId": "\udfff", "eventCategory": "INVOICE"},
            {"tenantId": "e", "eventCategory": ["INVOICE"]},
        ]
        self.assertEqual(changed_files(json.dumps({"events": events}).encode()), {"a"})
