"""The copy of a document in the books is updated as a second person has released the document."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.acct_link_operation.tests.common import OperationCommon

CLERK = "account.group_account_invoice,acct_link_batch.group_acct_link_user"


@tagged("post_install", "-at_install")
class TestWalkRelease(OperationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.maker = new_test_user(cls.env, "update_maker", CLERK)
        cls.other = new_test_user(cls.env, "update_other", CLERK)
        cls.interface.needs_release = True

    def setUp(self):
        super().setUp()
        self.move = self._invoice()
        moves = self.move.with_user(self.maker)
        self.batch = self.env["acct.link.batch"].browse(moves.action_acct_link_batch()["res_id"])
        self.batch.with_user(self.other).action_release()
        self._run_loop()
        self.line = self.batch.line_ids
        self.assertEqual(self.line.state, "uploaded", self.line.problem_text)

    def _change(self, price):
        self.move.button_draft()
        self.move.invoice_line_ids.price_unit = price
        self.move.action_post()
        self.env.invalidate_all()

    def _ask(self, user):
        self.line.with_user(user).action_update_remote()
        self._run_loop()
        return self.line.operation_ids

    def _updates(self):
        return [each for each in self._sent_operations() if each.operation == "update"]

    def test_update_waits_for_the_release_whoever_asks(self):
        self._change(200)
        for user in (self.maker, self.other, self.env.user):
            with self.subTest(user=user.login):
                operation = self._ask(user)
                self.assertEqual(operation.state, "failed")
                self.assertProblem(operation, "not_released")
                self.assertIn(self.maker.name, operation.problem_cure)
        self.assertFalse(self._updates())

    def test_update_goes_after_the_release_of_another_user(self):
        self._change(200)
        operation = self._ask(self.maker)
        stranger = new_test_user(self.env, "update_stranger", "account.group_account_invoice")
        for user in (self.maker, stranger):
            with self.assertRaises(AccessError):
                self.batch.with_user(user).action_release()
        self.batch.with_user(self.other).action_release()
        operation.with_user(self.maker).action_retry()
        self._run_loop()
        self.assertEqual(operation.state, "done", operation.problem_text)
        self.assertEqual(len(self._updates()), 1)
        self.assertEqual(self.line.released_by, self.other)

    def test_document_changed_after_the_release_waits_again(self):
        self._change(200)
        self.batch.with_user(self.other).action_release()
        self._change(300)
        operation = self._ask(self.other)
        self.assertProblem(operation, "not_released")
        self.assertFalse(self._updates())
