"""A batch waits for the release by somebody who did not make it."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.acct_link_batch.lib.outcome import Contact
from odoo.addons.acct_link_batch.tests.common import AcctLinkCommon

CLERK = "account.group_account_invoice,acct_link_batch.group_acct_link_user"


@tagged("post_install", "-at_install")
class TestRelease(AcctLinkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.maker = new_test_user(cls.env, "release_maker", CLERK)
        cls.other = new_test_user(cls.env, "release_other", CLERK)
        cls.interface.needs_release = True

    def _batch_of(self, moves, user=None):
        moves = moves.with_user(user or self.maker)
        return self.env["acct.link.batch"].browse(moves.action_acct_link_batch()["res_id"])

    def _release(self, batch, user=None):
        batch.with_user(user or self.other).action_release()
        self._run_loop()

    # === WITHOUT IT === #

    def test_without_the_setting_whoever_makes_a_batch_uploads_it(self):
        self.interface.needs_release = False
        batch = self._batch_of(self._invoice())
        self.assertFalse(batch.waits_for_release)
        batch.with_user(self.maker).action_upload()
        self._run_loop()
        self.assertEqual(batch.line_ids.state, "uploaded")
        with self.assertRaises(UserError):
            self._release(batch)

    # === WHO MAY === #

    def test_batch_waits_whoever_wants_it_uploaded(self):
        batch = self._batch_of(self._invoice())
        for user in (self.maker, self.other, self.env.user):
            self.assertTrue(batch.with_user(user).waits_for_release)
            with self.assertRaises(UserError) as caught:
                batch.with_user(user).action_upload()
            self.assertIn(self.maker.name, str(caught.exception))
        self._run_loop()
        self.assertEqual(batch.line_ids.state, "ready")
        self.assertFalse(self.books.sent)

    def test_maker_cannot_release_it(self):
        batch = self._batch_of(self._invoice())
        self.assertFalse(batch.with_user(self.maker).may_release)
        with self.assertRaises(AccessError):
            self._release(batch, self.maker)
        self.assertFalse(batch.line_ids.released_by)

    def test_administrator_who_made_it_is_no_exception(self):
        batch = self._batch_of(self._invoice(), self.env.user)
        with self.assertRaises(AccessError):
            self._release(batch, self.env.user)
        self._release(batch, self.maker)
        self.assertEqual(batch.line_ids.state, "uploaded")

    def test_whoever_put_a_document_in_cannot_release_it(self):
        batch, move = self._batch_of(self._invoice()), self._invoice()
        lines = self.env["acct.link.batch.line"].with_user(self.other).sudo()
        lines.create([lines._prepare_line_vals(self.interface, move, batch)])
        with self.assertRaises(AccessError):
            self._release(batch)
        third = new_test_user(self.env, "release_third", CLERK)
        self._release(batch, third)
        self.assertEqual(set(batch.line_ids.mapped("state")), {"uploaded"})

    def test_only_users_of_the_link_release(self):
        batch = self._batch_of(self._invoice())
        stranger = new_test_user(self.env, "release_stranger", "account.group_account_invoice")
        with self.assertRaises(AccessError):
            self._release(batch, stranger)

    def test_document_that_the_link_batched_is_not_released_by_its_author(self):
        move = self._invoice()
        batch = self.env["acct.link.batch"].with_user(self.env.ref("base.user_root"))
        batch = batch._create_from_moves(move.sudo())
        self.assertEqual(batch.sudo().line_ids._get_makers(), move.create_uid)
        with self.assertRaises(AccessError):
            self._release(batch, move.create_uid)
        self._release(batch)
        self.assertEqual(batch.sudo().line_ids.state, "uploaded")

    # === WHAT IS RELEASED === #

    def test_release_uploads_and_says_who(self):
        batch = self._batch_of(self._invoices(2))
        self.assertTrue(batch.with_user(self.other).may_release)
        self._release(batch)
        self.assertEqual(set(batch.line_ids.mapped("state")), {"uploaded"})
        self.assertEqual(batch.line_ids.released_by, self.other)
        self.assertFalse(batch.waits_for_release)
        said = batch.message_ids.filtered(lambda message: "Released" in (message.body or ""))
        self.assertEqual(said.author_id, self.other.partner_id)

    def test_failed_document_is_retried_without_another_release(self):
        move = self._invoice()
        batch = self._batch_of(move)
        row = self.interface.account_map_ids
        account, row.remote_account_id = row.remote_account_id, False
        self._release(batch)
        self.assertEqual(batch.line_ids.state, "failed")
        row.remote_account_id = account
        self.assertFalse(batch.waits_for_release)
        batch.with_user(self.maker).action_retry()
        self._run_loop()
        self.assertEqual(batch.line_ids.state, "uploaded")

    def test_document_changed_after_its_release_waits_again(self):
        move = self._invoice()
        batch = self._batch_of(move)
        row = self.interface.account_map_ids
        account, row.remote_account_id = row.remote_account_id, False
        self._release(batch)
        row.remote_account_id = account
        move.button_draft()
        move.invoice_line_ids.price_unit = 99999
        move.action_post()
        batch.with_user(self.maker).action_retry()
        self._run_loop()
        self.assertProblem(batch.line_ids, "not_released")
        self.assertFalse(self.books.sent)
        self.assertTrue(batch.waits_for_release)
        self._release(batch)
        self.assertEqual(batch.line_ids.state, "uploaded")

    def test_document_that_goes_to_another_contact_waits_again(self):
        self.books.contacts["Other"] = Contact("C-other", "Other")
        row = self.interface.account_map_ids
        account, row.remote_account_id = row.remote_account_id, False
        batch = self._batch_of(self._invoice())
        self._release(batch)
        row.remote_account_id = account
        batch.line_ids.sudo().chosen_contact = "C-other"
        batch.with_user(self.maker).action_retry()
        self._run_loop()
        self.assertProblem(batch.line_ids, "not_released")
        self.assertFalse(self.books.sent)
        self._release(batch)
        self.assertEqual(batch.line_ids.document["contact"], "C-other")

    def test_uploaded_document_that_was_changed_waits_for_its_update(self):
        move = self._invoice()
        batch = self._batch_of(move)
        self._release(batch)
        line = batch.line_ids.sudo()
        self.assertFalse(batch.waits_for_release)
        move.button_draft()
        move.invoice_line_ids.price_unit = 99999
        self.assertFalse(batch.waits_for_release)
        move.action_post()
        self.env.invalidate_all()
        self.assertTrue(batch.waits_for_release)
        [problem] = self._prepare(line)
        self.assertEqual(problem.code, "not_released")
        with self.assertRaises(AccessError):
            self._release(batch, self.maker)
        self._release(batch)
        self.assertEqual(line.state, "uploaded")
        self.assertFalse(batch.waits_for_release)
        self.assertEqual(float(self._prepare(line).total), move.amount_total)

    def _prepare(self, line):
        """:return: what an update would send, or why it is kept"""
        Document = self.env["acct.link.document"]
        return Document._prepare_documents(self.interface, line, {line.id: "C-kea"})[line.id]

    def test_document_changed_while_it_waits_is_not_sent(self):
        move = self._invoice()
        batch = self._batch_of(move)
        batch.with_user(self.other).action_release()
        self.assertEqual(batch.line_ids.state, "queued")
        move.invoice_line_ids.name = "Something else"
        self._run_loop()
        self.assertProblem(batch.line_ids, "not_released")
        self.assertFalse(self.books.sent)

    def test_switched_on_while_documents_wait_it_counts_for_them(self):
        self.interface.needs_release = False
        batch = self._batch_of(self._invoice())
        batch.with_user(self.maker).action_upload()
        self.interface.needs_release = True
        self._run_loop()
        self.assertProblem(batch.line_ids, "not_released")
        self.assertFalse(self.books.sent)

    def test_check_shows_documents_that_wait(self):
        batch = self._batch_of(self._invoice())
        found = self.env["acct.link.document"]._prepare_documents(
            self.interface, batch.line_ids.sudo(), {batch.line_ids.id: ""}
        )
        self.assertNotIsInstance(found[batch.line_ids.id], list)
