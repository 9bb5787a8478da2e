"""Notices from QuickBooks, signed by the stand-in, over real HTTP: a hint to pull, nothing more."""

import base64
import hashlib
import hmac
import json

from common_qbo import QboCommon

from odoo import sql_db
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.acct_link_oauth.lib.notice import MAX_BYTES
from odoo.addons.acct_link_qbo.lib.incoming.webhook import HEADER

from sandbox.qbo import AU_REALM, NZ_REALM

KEY = "s3cret-verifier-token"
MAX_QUERIES = 30  # of one notice, Odoo's own of a request included


@tagged("post_install", "-at_install")
class TestQboWebhooks(QboCommon, HttpCase):
    def setUp(self):
        super().setUp()
        self.register_payments()
        self.interface.write({"takes_notices": True, "notice_key": KEY})
        self.pulled = self.pull_of("documents")
        self.bills = self.pull_of("bills")
        self.env.flush_all()

    def pull_of(self, resource):
        return self.interface.pull_ids.filtered(lambda pull: pull.resource == resource)

    def tell(self, key=KEY, interface_id=None, **wish):
        """Let the stand-in tell what changed. :return: the status of the answer"""
        number = self.interface.id if interface_id is None else interface_id
        url = f"{self.base_url()}/acct_link_qbo/webhook/{number}"
        self.env.flush_all()
        before = sql_db.sql_counter
        with self.allow_requests(all_requests=True):
            [answer] = self.control("webhooks", {"url": url, "key": key, **wish})
        # An answer has to be there within three seconds: nothing of the work is done in it.
        self.assertLess(sql_db.sql_counter - before, MAX_QUERIES)
        self.env.invalidate_all()
        self.assertEqual((answer["length"], answer["cookies"]), (0, ""))
        return answer["status"]

    def post(self, body, signature=None):
        if signature is None:
            digest = hmac.new(KEY.encode(), body, hashlib.sha256).digest()
            signature = base64.b64encode(digest).decode()
        self.env.flush_all()
        answer = self.url_open(
            f"/acct_link_qbo/webhook/{self.interface.id}",
            data=body,
            headers={"Content-Type": "application/json", HEADER: signature},
            method="POST",
        )
        self.env.invalidate_all()
        return answer.status_code

    def event(self, realm=NZ_REALM, entity="invoice"):
        return {
            "specversion": "1.0",
            "id": "1",
            "source": "intuit.sandbox",
            "type": f"qbo.{entity}.updated.v1",
            "time": "2026-10-05T00:00:00Z",
            "intuitentityid": "95",
            "intuitaccountid": realm,
            "data": {},
        }

    def triggers(self):
        cron = self.env.ref("acct_link_pull.ir_cron_pull")
        return self.env["ir.cron.trigger"].sudo().search_count([("cron_id", "=", cron.id)])

    def assertNothing(self):
        self.assertFalse(self.pulled.requested_at or self.bills.requested_at)
        self.assertEqual(self.triggers(), 0)

    def test_both_forms_bring_the_payment_here(self):
        for legacy in (False, True):
            with self.subTest(legacy=legacy):
                move = self.invoice()
                line = self.upload(move)
                self.pulled.run_ids.sudo().started_at = "2026-01-01"  # not a minute ago
                self.tell()  # all of it so far
                self.run_puller()
                self.pulled.run_ids.sudo().started_at = "2026-01-01"
                self.bookkeeper("pay", **self.there(line.remote_id))
                self.assertEqual(self.tell(legacy=legacy), 200)
                self.assertEqual(move.amount_residual, 345, "the notice itself changes nothing")
                self.run_puller()
                self.assertEqual(move.amount_residual, 0)

    def test_what_is_told_of_says_what_is_read(self):
        self.interface.bill_journal_id = self.company_data["default_journal_purchase"]
        self.assertEqual(self.tell(events=[self.event(entity="creditmemo")]), 200)
        self.assertTrue(self.pulled.requested_at)
        self.assertFalse(self.bills.requested_at)
        self.assertEqual(self.tell(events=[self.event(entity="billpayment")]), 200)
        self.assertTrue(self.bills.requested_at)

    def test_other_companies_and_lists_bring_nothing(self):
        events = [self.event(AU_REALM), self.event("nobody"), self.event(entity="customer")]
        self.assertEqual(self.tell(events=events), 200)
        self.assertNothing()

    def test_the_same_app_finds_its_other_interfaces_alone(self):
        others = self.interface
        for client_id in (self.interface.oauth_client_id, "ANOTHER-APP"):
            others += others.create(
                {
                    "name": f"Through {client_id}",
                    "connector": "qbo",
                    "company_id": self.env.company.id,
                    "oauth_client_id": client_id,
                    "remote_org_id": AU_REALM,
                    "takes_notices": True,
                }
            )
        self.assertEqual(self.tell(events=[self.event(AU_REALM)]), 200)
        asked = [
            bool(each.pull_ids.filtered(lambda pull: pull.resource == "documents").requested_at)
            for each in others
        ]
        self.assertEqual(asked, [False, True, False])

    def test_forged_changed_or_without_a_key(self):
        events = [self.event()]
        self.assertEqual(self.tell(events=events, forged=True), 401)
        self.assertEqual(self.tell(events=events, key="another"), 401)
        body = json.dumps([self.event(AU_REALM)]).encode()
        digest = base64.b64encode(hmac.new(KEY.encode(), body, hashlib.sha256).digest())
        changed = body.replace(AU_REALM.encode(), NZ_REALM.encode())
        self.assertEqual(self.post(changed, digest), 401)
        for signature in ("", "x", base64.b64encode(b"0" * 32).decode()):
            self.assertEqual(self.post(body, signature), 401)
        for number in (0, 999_999, 2**31):
            self.assertEqual(self.tell(events=events, interface_id=number), 401)
        self.interface._get_token().webhook_key = False
        self.assertEqual(self.tell(events=events), 401)
        self.assertEqual(self.tell(events=events, key=""), 401, "no key is no empty key")
        self.assertNothing()

    def test_malformed_but_signed_does_nothing(self):
        deep = b"[" * 50_000 + b"]" * 50_000
        bodies = [b"", b"{", b"\xff\xfe", b"[]", b"null", b'{"eventNotifications": 1}', deep]
        bodies += [json.dumps([None, 1, {}, {**self.event(), "type": []}]).encode()]
        bodies += [
            json.dumps([self.event(realm)]).encode()
            for realm in ("\x00", f"{NZ_REALM}\x00", "9" * 10**5, "%", [NZ_REALM], {}, 1)
        ]
        for body in bodies:
            with self.subTest(body=body[:20]):
                self.assertEqual(self.post(body), 200)
        self.assertEqual(self.post(b" " * (MAX_BYTES + 1)), 413)
        self.assertNothing()

    def test_flood_is_one_hint(self):
        body = json.dumps([self.event()] * 500).encode()
        before = sql_db.sql_counter
        self.assertEqual({self.post(body) for _each in range(10)}, {200})
        self.assertLess(sql_db.sql_counter - before, 10 * MAX_QUERIES)
        self.assertEqual(self.triggers(), 1)

    def test_key_never_comes_out(self):
        self.interface.notice_key = "typed-anew"
        self.assertFalse(self.interface.notice_key)
        self.assertTrue(self.interface.has_notice_key)
        self.assertEqual(self.interface._get_token()._get_webhook_key(), "typed-anew")
        clerk = new_test_user(
            self.env(su=True),
            "notices-clerk",
            groups="base.group_user,acct_link_batch.group_acct_link_user",
            company_id=self.env.company.id,
        )
        with self.assertRaises(AccessError):
            self.interface.with_user(clerk).sudo(False).read(["notice_key"])
