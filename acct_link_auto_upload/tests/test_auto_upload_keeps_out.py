"""What is not sent is not uploaded by itself, and what stops it is said."""

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.acct_link_batch.tests.common_purchase import PurchaseCommon

from .common import AutoUploadCommon


@tagged("post_install", "-at_install")
class TestAutoUploadKeepsOut(AutoUploadCommon):
    def test_action_that_is_off_is_said_where_it_matters(self):
        self.env.ref("acct_link_auto_upload.ir_cron_push").sudo().active = False
        self.assertNotIn("batched", self.interface.cron_notice or "")
        self.interface.push_on_post = True
        self.assertIn("nothing is batched by itself", self.interface.cron_notice)

    def test_customer_that_is_never_sent_is_left_out(self):
        self.interface.push_on_post = True
        self.customer.acct_link_never_send = True
        move = self._invoice()
        other = self._invoice(partner=self.partner_b)
        Push = self.env["acct.link.auto.upload"]
        self.assertLessEqual({move, other}, set(Push.search([]).move_id))
        self._run_push()
        self.assertFalse(Push.search([]))
        self.assertEqual((move.acct_link_state, other.acct_link_state), (False, "queued"))
        self.interface.push_on_post = False
        other = self._invoice(partner=self.partner_b)
        with freeze_time("2026-10-05 00:00"):
            self.interface.write({"push_on_schedule": True, "push_hour": 1})
        with freeze_time("2026-10-09 00:00"):
            self._run_push()
        self.assertEqual((move.acct_link_state, other.acct_link_state), (False, "queued"))


@tagged("post_install", "-at_install")
class TestAutoUploadOfBills(PurchaseCommon):
    def test_posted_bills_are_pushed_where_they_are_sent(self):
        self.interface.push_on_post = True
        bill = self._bill()
        waiting = self.env["acct.link.auto.upload"].search([]).move_id
        self.assertEqual(waiting, bill)
        self.interface.send_bills = False
        self._bill(ref="S-9")
        self.assertEqual(self.env["acct.link.auto.upload"].search([]).move_id, bill)
