"""The person who carries a file says what became of its documents."""

from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessDenied, AccessError, RedirectWarning, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.acct_link_batch.lib import catalogue

from .export_common import ExportCommon


@tagged("post_install", "-at_install")
class TestConfirm(ExportCommon):
    def test_all_imported(self):
        lines = self._upload(self._invoices(2))
        batch = lines.batch_id
        self._answer(batch)
        self.assertEqual(set(lines.mapped("state")), {"uploaded"})
        self.assertEqual(lines.uploaded_by, self.env.user)
        self.assertTrue(all(lines.mapped("uploaded_at")))
        self.assertEqual((batch.state, batch.file_ids.state), ("done", "confirmed"))
        self.assertTrue(batch.file_ids.warning)
        self.assertFalse(batch.current_file_id)
        with self.assertRaises(UserError):
            batch.action_ask_import()
        with self.assertRaises(UserError):
            batch.action_download()

    def test_refused_documents_fail_with_the_clerks_words_and_go_into_another_file(self):
        moves = self._invoices(3)
        lines = self._upload(moves)
        batch = lines.batch_id
        first = batch.file_ids
        self._answer(batch, "some", refused=[moves[1].name], reason="Customer KEA is unknown")
        self.assertEqual(lines.mapped("state"), ["uploaded", "failed", "uploaded"])
        self.assertProblem(lines[1], "not_imported_because")
        self.assertIn("Customer KEA is unknown", lines[1].problem_text)
        self.assertIn(moves[1].name, batch.message_ids[:1].body)
        lines[1].action_retry()
        self._run_loop()
        self.assertEqual(self._numbers(batch.file_ids - first), [moves[1].name])
        self.assertEqual(lines.mapped("state"), ["uploaded", "exported", "uploaded"])
        self._answer(batch)
        self.assertEqual(batch.state, "done")

    def test_some_needs_a_tick_and_nothing_is_lost_by_asking(self):
        lines = self._upload(self._invoices(2))
        with self.assertRaises(UserError):
            self._answer(lines.batch_id, "some")
        self.assertEqual(set(lines.mapped("state")), {"exported"})

    def test_nothing_counts_as_imported_before_somebody_says_so(self):
        lines = self._upload(self._invoice())
        action = lines.batch_id.action_ask_import()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        self.assertFalse(wizard.answer)
        with self.assertRaisesRegex(UserError, "what became of the file"):
            wizard.action_confirm()
        self.assertEqual(lines.state, "exported")

    def test_file_by_file(self):
        self.books.documents_per_file = 4
        lines = self._upload(self._invoices(5))
        batch = lines.batch_id
        first, second = batch.file_ids.sorted("sequence")
        self._answer(batch, "all", file=first)
        self.assertEqual((first.state, second.state), ("confirmed", "new"))
        self.assertEqual((batch.state, batch.exported_count), ("exported", 1))

    def test_answer_to_a_file_that_somebody_else_has_answered_changes_nothing(self):
        lines = self._upload(self._invoices(2))
        action = lines.batch_id.action_ask_import()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        wizard.answer = "all"
        self._answer(lines.batch_id, "none")
        with self.assertRaises(UserError):
            wizard.action_confirm()
        self.assertEqual(set(lines.mapped("state")), {"failed"})

    def test_imported_document_is_not_exported_again_without_a_deliberate_step(self):
        move = self._invoice()
        line = self._upload(move)
        self._answer(line.batch_id)
        for call in (line.action_retry, line.action_remove):
            with self.assertRaises(UserError):
                call()
        with self.assertRaises(RedirectWarning):
            move.action_acct_link_batch()
        line.action_unlink_uploaded()
        self.assertEqual(move.acct_link_state, "available")

    def test_confirmation_is_taken_back(self):
        line = self._upload(self._invoice())
        self._answer(line.batch_id)
        line.action_reopen()
        self.assertEqual((line.state, line.uploaded_at), ("exported", False))
        self._answer(line.batch_id, "none")
        self.assertProblem(line, "not_imported")

    def test_document_leaves_its_file_only_with_open_eyes(self):
        move = self._invoice()
        line = self._upload(move)
        with self.assertRaises(UserError):
            line.action_remove()
        line.with_context(acct_link_leave_file=True).action_remove()
        self.assertEqual(move.acct_link_state, "available")
        self.assertTrue(line.batch_id.file_ids.warning)

    def test_document_changed_after_its_export_says_so(self):
        move = self._invoice()
        line = self._upload(move)
        move.button_draft()
        self.assertProblem(line, "changed_in_file")
        self.assertTrue(line.has_warning)

    def test_reminder_comes_after_days_and_goes_with_the_answer(self):
        batch = self._upload(self._invoice()).batch_id
        activities = batch.activity_ids
        self.env["acct.link.batch"]._cron_remind()
        self.assertEqual(batch.activity_ids, activities)
        self.env["ir.config_parameter"].set_param("acct_link_csv.confirm_days", "-1")
        self.env["acct.link.batch"]._cron_remind()
        self.env["acct.link.batch"]._cron_remind()
        self.assertEqual(len(batch.activity_ids - activities), 1)
        self._answer(batch)
        self.assertFalse(batch.activity_ids)

    def test_reminder_that_is_off_is_said_on_the_interface(self):
        self.assertFalse(self.interface.cron_notice)
        self.env.ref("acct_link_csv.ir_cron_remind").active = False
        self.env.invalidate_all()
        self.assertIn("reminded", self.interface.cron_notice)

    # === WHO === #

    def _user(self, name, group, companies):
        return new_test_user(
            self.env(su=True),
            name,
            groups=f"base.group_user,{group}",
            company_id=companies[0].id,
            company_ids=[Command.set(companies.ids)],
        )

    @mute_logger("odoo.models", "odoo.http")
    def test_clerk_downloads_and_answers_and_others_do_not(self):
        batch = self._upload(self._invoices(2)).batch_id
        outsider = self._user("out", "account.group_account_invoice", self.env.company)
        for call in (
            batch.with_user(outsider).action_download,
            batch.with_user(outsider).action_ask_import,
            batch.file_ids.with_user(outsider).action_download,
            lambda: batch.file_ids.with_user(outsider).read(["content"]),
            batch.line_ids.with_user(outsider).action_reopen,
        ):
            with self.assertRaises(AccessError):
                call()
        clerk = self._user("clerk", "acct_link_batch.group_acct_link_user", self.env.company)
        action = batch.with_user(clerk).action_download()
        self.assertIn(f"/{batch.file_ids.id}/content/", action["url"])
        self.assertEqual(batch.file_ids.downloaded_by, clerk)
        self.assertEqual(batch.file_ids.state, "downloaded")
        with self.assertRaises(AccessError):
            batch.file_ids.with_user(clerk).write({"content": b"eA=="})
        action = batch.with_user(clerk).action_ask_import()
        wizard = self.env[action["res_model"]].with_user(clerk).browse(action["res_id"])
        wizard.answer = "all"
        wizard.action_confirm()
        self.assertEqual(batch.line_ids.uploaded_by, clerk)

    @mute_logger("odoo.models")
    def test_file_is_for_those_who_see_all_offices_in_it(self):
        company = self.env.company
        branch = self._create_company(name="Branch", parent_id=company.id)
        branch.account_fiscal_country_id = company.account_fiscal_country_id
        ours = self._invoice(company_id=branch.id)
        mixed = self._upload(self._invoice() + self._invoice(company_id=branch.id)).batch_id
        own = self._upload(ours).batch_id
        group = "acct_link_batch.group_acct_link_user"
        at_branch = self._user("branch", group, branch)
        everywhere = self._user("both", group, company + branch)
        files = (mixed + own).file_ids
        self.assertEqual(files.with_user(at_branch).search([("id", "in", files.ids)]), own.file_ids)
        self.assertEqual(files.with_user(everywhere).search([("id", "in", files.ids)]), files)
        with self.assertRaises(AccessError):
            mixed.file_ids.with_user(at_branch).action_download()

    @mute_logger("odoo.models")
    def test_question_is_that_of_its_user_and_tells_nothing_of_what_is_out_of_sight(self):
        line = self._upload(self._invoice())
        group = "acct_link_batch.group_acct_link_administrator"
        clerk = self._user("clerk", group, self.env.company)
        stranger = self._user("stranger", group, self.setup_other_company()["company"])
        Question = self.env["acct.link.confirm"].sudo(False)
        Row = self.env["acct.link.confirm.document"].sudo(False)
        mine = Question.with_user(clerk).create({"batch_id": line.batch_id.id})
        colleague = self._user("colleague", group, self.env.company)
        for operation in ("read", "write", "unlink"):
            self.assertFalse(mine.with_user(colleague).has_access(operation))
        own = Question.with_user(stranger).sudo().create({"batch_id": line.batch_id.id})
        for vals in ({}, {"file_id": line.file_id.id}):
            with self.assertRaises(AccessError), self.cr.savepoint():
                Row.with_user(stranger).create({"wizard_id": own.id, "line_id": line.id, **vals})
        spec = {name: {} for name in ("number", "amount_total", "partner_id")}
        with self.assertRaises(AccessError):
            Row.with_user(stranger).onchange({"line_id": line.id}, ["line_id"], spec)
        told = Row.with_user(clerk).onchange({"line_id": line.id}, ["line_id"], spec)
        self.assertEqual(told["value"]["number"], line.number_sent)

    def test_nobody_writes_files(self):
        file = self._upload(self._invoice()).file_id
        clerk = self._user(
            "clerk", "acct_link_batch.group_acct_link_administrator", self.env.company
        )
        self.assertTrue(file.with_user(clerk).has_access("read"))
        for operation in ("write", "create", "unlink"):
            self.assertFalse(file.with_user(clerk).has_access(operation), operation)

    # === WITHOUT THE ADD-ON === #

    @mute_logger("odoo.addons.base.models.ir_module")
    def test_add_on_stays_while_a_file_is_open(self):
        module = self.env["ir.module.module"].search([("name", "=", "acct_link_csv")])
        batch = self._upload(self._invoice()).batch_id
        clerk = self._user("clerk", "acct_link_batch.group_acct_link_user", self.env.company)
        with self.assertRaises(AccessDenied):
            module.with_user(clerk).button_uninstall()
        with self.assertRaisesRegex(UserError, batch.name):
            module.button_uninstall()
        self._answer(batch)
        module.button_uninstall()
        self.assertEqual(module.state, "to remove")

    def test_what_was_imported_is_exported_once_more_on_purpose_only(self):
        lines = self._upload(self._invoices(2))
        batch, move = lines.batch_id, lines[0].move_id
        self._answer(batch)
        with self.assertRaises(RedirectWarning) as led:
            move.action_acct_link_batch()
        self.assertEqual(led.exception.args[1]["res_model"], "acct.link.export.again")
        with self.assertRaises(UserError):
            self._invoice().action_acct_link_export_again()
        action = move.action_acct_link_export_again()
        wizard = Form(self.env[action["res_model"]].with_context(**action["context"])).save()
        self.assertEqual(wizard.line_ids, lines[0])
        action = wizard.action_export()
        again = self.env["acct.link.batch"].browse(action["res_id"])
        self.assertEqual((again.is_repeat, batch.is_repeat), (True, False))
        self.assertEqual((lines.mapped("state"), again.state), (["removed", "uploaded"], "draft"))
        again.action_upload()
        self._run_loop()
        self.assertEqual(self._numbers(again.file_ids), [move.name])
        self.assertIn("A repeat", again.file_ids.warning)
        self.assertIn("exported once more", " ".join(batch.message_ids.mapped("body")))
        clerk = self._user("clerk", "acct_link_batch.group_acct_link_user", self.env.company)
        with self.assertRaises(AccessError):
            lines[1].move_id.with_user(clerk).action_acct_link_export_again()
        with self.assertRaises(AccessError):
            lines[1].with_user(clerk)._export_again()

    def test_bytes_of_files_are_left_to_the_journal(self):
        file = self._upload(self._invoice()).file_id
        content = self._bytes(file)
        self.env["acct.link.file"].sudo()._leave_to_journal()
        request = file.line_ids.request_id
        left = self.env["ir.attachment"].search(
            [("res_model", "=", request._name), ("res_id", "=", request.id)]
        )
        self.assertEqual((left.name, left.raw), (file.name, content))

    def test_problem_of_an_add_on_that_is_gone_is_still_read(self):
        line = self._upload(self._invoice())
        self._answer(line.batch_id, "none", reason="Customer KEA is unknown")
        with patch.dict(catalogue.CATALOGUE, clear=True):
            line.invalidate_recordset()
            self.assertIn("not_imported_because", line.problem_text)
            self.assertIn("Customer KEA is unknown", line.problem_text)
            self.assertTrue(line.problem_cure)
