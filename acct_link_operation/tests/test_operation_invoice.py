"""What follows up a document is offered, and told of, on the invoice."""

from odoo.tests import new_test_user, tagged

from ..models.interface import FAILED
from .common import OperationCommon


@tagged("post_install", "-at_install")
class TestOperationInvoice(OperationCommon):
    # === CHANGED SINCE === #

    def test_changed_document_offers_the_update_on_the_invoice(self):
        line = self._upload(self._invoice())
        move = line.move_id
        self.assertFalse(move.acct_link_changed_since)
        move.button_draft()
        self.assertTrue(move.acct_link_changed_since)
        self.assertFalse(move.acct_link_can_update)
        move.invoice_line_ids.price_unit = 90
        move.action_post()
        self.assertTrue(move.acct_link_changed_since and move.acct_link_can_update)
        move.action_acct_link_update()
        self.env.invalidate_all()
        self.assertTrue(move.acct_link_is_updating)
        self.assertFalse(move.acct_link_can_update)
        self._run_loop()
        self.assertFalse(move.acct_link_changed_since or move.acct_link_is_updating)
        self.assertIn("was updated", move.message_ids[0].body)

    def test_update_that_failed_says_why_on_the_invoice(self):
        line = self._upload(self._invoice())
        move = line.move_id
        move.button_draft()
        move.invoice_line_ids.price_unit = 90
        move.action_post()
        self.books.unfit.add("update")
        move.action_acct_link_update()
        self._run_loop()
        self.assertTrue(move.acct_link_update_advice)
        self.assertTrue(move.acct_link_can_update)

    def test_follow_up_that_failed_is_told_to_administrators_until_it_is_done(self):
        new_test_user(self.env, "watchman", "acct_link_batch.group_acct_link_administrator")
        line = self._upload(self._invoice())
        line.move_id.button_draft()
        line.move_id.invoice_line_ids.price_unit = 90
        line.move_id.action_post()
        self.books.unfit.add("update")
        line.move_id.action_acct_link_update()
        self._run_loop()
        self.interface.sudo()._update_health()
        self.assertTrue(self.interface.activity_search([FAILED]))
        self.books.unfit.clear()
        line.move_id.action_acct_link_update()
        self._run_loop()
        self.env.invalidate_all()
        self.interface.sudo()._update_health()
        self.assertFalse(self.interface.activity_search([FAILED]))

    # === VOIDED === #

    def _voided(self):
        line = self._upload(self._invoice())
        line.move_id.button_draft()
        self.env["acct.link.operation"]._enqueue_void(line)
        self._run_loop()
        self.assertEqual(line.state, "removed")
        return line

    def test_void_is_told_on_the_invoice(self):
        line = self._voided()
        self.assertIn("was voided", line.move_id.message_ids[0].body)
        self.assertIn("was voided", line.batch_id.message_ids[0].body)

    def test_check_knows_the_numbers_that_were_voided(self):
        """As an upload is refused for it, too: the books keep the number."""
        move = self._voided().move_id
        move.action_post()
        check = self.env["acct.link.check"].browse(move.action_acct_link_check()["res_id"])
        self.assertProblem(check.line_ids, "number_taken_void")
        sent = len(self.books.sent)
        line = self._upload(move)
        self.assertEqual(line.state, "failed")
        self.assertEqual(len(self.books.sent), sent)
        move.button_draft()
        move.name = "INV/AGAIN/1"
        move.action_post()
        self.interface.action_retry_failed()
        self._run_loop()
        self.assertEqual(line.state, "uploaded")

    # === NEVER SENT === #

    def test_follow_ups_stop_but_what_takes_back_goes(self):
        line = self._upload(self._invoice())
        self.customer.acct_link_never_send = True
        line.move_id.button_draft()
        void = self.env["acct.link.operation"]._enqueue_void(line)
        update = self._enqueue("update_contact", partner_id=self.customer.id)
        self._run_loop()
        self.assertEqual((void.state, update.state), ("done", "failed"))
        self.assertProblem(update, "never_send")
