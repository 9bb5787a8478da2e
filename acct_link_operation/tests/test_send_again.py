"""A document that is uploaded is sent a second time on purpose, and is never there twice."""

from odoo import Command
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.acct_link_batch.tests.common import AcctLinkCommon, frozen

from .common import OperationCommon


@tagged("post_install", "-at_install")
class TestSendAgain(OperationCommon):
    def setUp(self):
        super().setUp()
        self.line = self._upload(self._invoice())

    def _ask(self, moves):
        action = moves.action_acct_link_send_again()
        self.assertEqual(action["target"], "new")
        return Form(self.env[action["res_model"]].with_context(**action["context"])).save()

    def _send_again(self, line):
        """:return: the follow-up, after the loop"""
        self._ask(line.move_id).action_update()
        self._run_loop()
        return line.operation_ids

    def _take_out_of_the_books(self, line, code):
        self.books.gone[line.remote_id] = code
        self.books.documents = [
            (id_, frozen(document, number="") if id_ == line.remote_id else document, total)
            for id_, document, total in self.books.documents
        ]

    # === THE COPY IS THERE === #

    def test_copy_is_updated_though_nothing_changed(self):
        self.assertFalse(self.line.changed_since)
        operation = self._send_again(self.line)
        self.assertEqual((operation.operation, operation.state), ("update", "done"))
        self.assertEqual([each.operation for each in self._sent_operations()], ["update"])
        self.assertEqual(self.line.state, "uploaded")
        self.assertEqual(len(self.books.documents), 1)

    def test_button_names_the_accounting_system(self):
        arch = self.env["acct.link.resend"].get_view(view_type="form")["arch"]
        self.assertIn("Update in Memory Books", arch)

    def test_only_what_is_uploaded_is_sent_again(self):
        with self.assertRaises(UserError):
            self._invoice().action_acct_link_send_again()
        wizard = self._ask(self.line.move_id + self._invoice())
        self.assertEqual(wizard.move_ids, self.line.move_id)
        self.assertEqual((wizard.update_ids, len(wizard.refused_ids)), (self.line, 0))

    def test_page_shows_a_document_once(self):
        context = self.line.move_id.action_acct_link_send_again()["context"]
        page = Form(self.env["acct.link.resend"].with_context(**context))
        self.assertEqual((len(page.update_ids), len(page.refused_ids)), (1, 0))

    def test_document_that_is_not_posted_is_not_sent(self):
        self.line.move_id.button_draft()
        wizard = self._ask(self.line.move_id)
        self.assertEqual((len(wizard.update_ids), wizard.refused_ids), (0, self.line))
        with self.assertRaises(UserError):
            wizard.action_update()

    def test_look_that_is_not_understood_sends_nothing(self):
        self.books.blurred = {"update"}
        operation = self._send_again(self.line)
        self.assertEqual((operation.state, self.line.state), ("waiting", "uploaded"))
        self.assertFalse(self._sent_operations())
        self.assertEqual(len(self.books.sent), 1)

    # === THE COPY IS GONE === #

    def test_document_whose_copy_is_gone_goes_as_a_new_one_and_says_so(self):
        for code in ("operation_gone", "update_void_there"):
            with self.subTest(code=code):
                line = self._upload(self._invoice()) if code != "operation_gone" else self.line
                move = line.move_id
                self._take_out_of_the_books(line, code)
                operation = self._send_again(line)
                self.assertEqual((operation.state, line.state), ("done", "removed"))
                self.assertProblem(operation, "sent_anew")
                new = move.acct_link_line_id
                self.assertEqual(new.state, "uploaded", new.problem_text)
                self.assertNotEqual((new.batch_id, new.marker), (line.batch_id, line.marker))
                self.assertEqual(new.batch_id.upload_user_id, self.env.user)
                self.assertEqual(self.books.numbers().count(move.name), 1)
                said = " ".join(move.message_ids.mapped("body"))
                self.assertIn(f"sent again as a new document, in batch {new.batch_id.name}", said)
                self.assertFalse(self._sent_operations())
                self.books.gone.clear()

    def test_copy_that_is_gone_is_not_sent_anew_by_a_mere_update(self):
        self.line.move_id.button_draft()
        self.line.move_id.invoice_line_ids.price_unit = 90
        self.line.move_id.action_post()
        self._take_out_of_the_books(self.line, "update_void_there")
        self.line.action_update_remote()
        self._run_loop()
        self.assertEqual((self.line.operation_ids.state, self.line.state), ("failed", "uploaded"))
        self.assertProblem(self.line.operation_ids, "update_void_there")
        self.assertEqual(self.books.numbers(), [""])

    def test_office_that_changed_over_sends_nothing_anew(self):
        self._take_out_of_the_books(self.line, "operation_gone")
        self._ask(self.line.move_id).action_update()
        self.env.company.sudo().acct_link_interface_id = False
        self._run_loop()
        self.assertEqual((self.line.operation_ids.state, self.line.state), ("failed", "uploaded"))

    # === WHO MAY === #

    def test_roles(self):
        clerk = new_test_user(
            self.env,
            "clerk_again",
            groups="account.group_account_invoice,acct_link_batch.group_acct_link_user",
        )
        move = self.line.move_id
        with self.assertRaises(AccessError):
            move.with_user(clerk).action_acct_link_send_again()
        with self.assertRaises(AccessError):
            self.env["acct.link.resend"].with_user(clerk).create({"move_ids": move.ids})
        with self.assertRaises(AccessError):
            self.line.with_user(clerk)._update_again()
        wizard = self._ask(move)
        with self.assertRaises(AccessError):
            wizard.with_user(clerk).action_update()
        self.assertFalse(self.line.operation_ids)


@tagged("post_install", "-at_install")
class TestSendAgainWithoutUpdates(AcctLinkCommon):
    """The accounting system changes no document."""

    def test_uploaded_document_is_not_batched_again_but_leads_to_a_second_sending(self):
        move = self._invoice()
        line = self._upload(move)
        with self.assertRaises(RedirectWarning) as caught:
            move.action_acct_link_batch()
        message, action, _button, _context = caught.exception.args
        self.assertIn("Uploaded", message)
        wizard = Form(self.env[action["res_model"]].with_context(**action["context"])).save()
        # These books cannot change it, and never get a second one.
        self.assertEqual((wizard.refused_ids, wizard.update_ids), (line, line.browse()))
        with self.assertRaises(UserError):
            wizard.action_update()
        action = wizard.action_view_lines()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), line)
        clerk = new_test_user(
            self.env(su=True), "resend_clerk",
            groups="base.group_user,acct_link_batch.group_acct_link_user",
            company_id=self.env.company.id, company_ids=[Command.set(self.env.company.ids)],
        )  # fmt: skip
        with self.assertRaisesRegex(UserError, "or unlinks it here"):
            move.with_user(clerk).action_acct_link_batch()
        line.action_unlink_uploaded()
        self.assertEqual(self._batch(move).line_count, 1)
