"""What the core is told of documents that stand in the books: they are not sent, or not again."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.acct_link_operation.tests.common import OperationCommon

from .common_bill import BillCommon


@tagged("post_install", "-at_install")
class TestBillFromBooks(BillCommon):
    def test_bill_from_the_books_is_never_offered_nor_sent(self):
        taken, batched = self._bill(ref="S-1"), self._bill(ref="S-2")
        batch = self._batch(batched)
        self._known_bill(move_id=taken.id, state="taken")
        self._known_bill(move_id=batched.id, state="settled", remote_id="B-2", number="S-2")
        self.env.invalidate_all()
        self.assertFalse(taken.acct_link_state)
        self.assertEqual(taken.acct_link_reason, "it came from the books")
        self.assertFalse(
            self.env["account.move"].search(
                [("acct_link_state", "=", "available"), ("id", "=", taken.id)]
            )
        )
        with self.assertRaisesRegex(UserError, "it came from the books"):
            taken.action_acct_link_batch()
        batch.action_upload()
        self._run_loop()
        self.assertProblem(batch.line_ids, "bill_from_books")
        self.assertFalse(self.books.documents)


@tagged("post_install", "-at_install")
class TestVoidedThere(OperationCommon):
    def test_check_knows_the_numbers_that_were_voided_there(self):
        """As an upload is refused for it, too: the books keep the number."""
        line = self._upload(self._invoice())
        self.env["acct.link.remote.document"].sudo().create({"line_id": line.id, "status": "void"})
        line.action_unlink_uploaded()
        move = line.move_id
        check = self.env["acct.link.check"].browse(move.action_acct_link_check()["res_id"])
        self.assertProblem(check.line_ids, "number_taken_void")
        sent = len(self.books.sent)
        again = self._upload(move)
        self.assertEqual(again.state, "failed")
        self.assertEqual(len(self.books.sent), sent)
        self.interface.action_retry_failed()
        self._run_loop()
        self.assertEqual(again.state, "failed")
        self.assertEqual(len(self.books.sent), sent)
