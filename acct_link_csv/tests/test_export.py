"""Documents that go into files: parts, and the files that are made of them."""

from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.acct_link_batch.models.upload import upload_document

from .common import POINTS
from .export_common import ExportCommon, FileBooksConnector


@tagged("post_install", "-at_install")
class TestExport(ExportCommon):
    def test_batch_ends_in_one_file_with_all_its_documents_in_order(self):
        moves = self._invoices(6) + self._invoice(move_type="out_refund")
        lines = self._upload(moves)
        batch = lines.batch_id
        self.assertEqual(set(lines.mapped("state")), {"exported"})
        self.assertEqual(len(lines.request_id), 3)  # four, two, and the credit note
        file = batch.file_ids
        self.assertEqual(file.name, f"{batch.name}.json")
        self.assertEqual(self._numbers(file), moves.mapped("name"))
        self.assertEqual((file.document_count, file.size), (7, len(self._bytes(file))))
        self.assertEqual(lines.file_id, file)
        self.assertEqual((batch.state, batch.exported_count, batch.uploaded_count),
                         ("exported", 7, 0))  # fmt: skip
        self.assertEqual(batch.progress, 100)
        self.assertFalse(any(lines.mapped("uploaded_at")))
        self.assertEqual(set(moves.mapped("acct_link_state")), {"exported"})
        self.assertEqual(self.interface.exported_count, 7)
        self.assertEqual(self.interface.last_run_exported, 7)
        found = self.env["acct.link.batch"].search([("state", "=", "exported")])
        self.assertIn(batch, found)
        self.assertIn("exported", batch.message_ids[:1].body)

    def test_batches_have_files_of_their_own(self):
        first, second = self._batch(self._invoices(2)), self._batch(self._invoices(2))
        (first + second).action_upload()
        self._run_loop()
        for batch in first + second:
            self.assertEqual(self._numbers(batch.file_ids), batch.line_ids.mapped("number"))

    def test_limit_of_the_accounting_system_makes_several_files(self):
        self.books.documents_per_file = 3
        batch = self._upload(self._invoices(7)).batch_id
        files = batch.file_ids.sorted("sequence")
        names = [f"{batch.name}.json", f"{batch.name}_2.json", f"{batch.name}_3.json"]
        self.assertEqual(files.mapped("name"), names)
        self.assertEqual(files.mapped("document_count"), [3, 3, 1])
        self.assertEqual(batch.current_file_id, files[0])
        files[0].action_download()
        self.assertEqual(batch.current_file_id, files[1])

    def test_documents_of_many_lines_are_read_in_smaller_portions(self):
        three = [{"quantity": 1, "price_unit": 10}] * 3
        moves = self._invoice() + self._invoices(2, lines=three) + self._invoice(lines=three * 2)
        with (
            patch.object(FileBooksConnector, "turn_lines", 5),
            patch.object(upload_document, "FEW_DOCUMENTS", 1),
        ):
            lines = self._upload(moves).sorted("id")
        self.assertEqual(set(lines.mapped("state")), {"exported"})
        portions = [some.move_id.mapped("name") for some in lines.grouped("request_id").values()]
        names = moves.mapped("name")
        self.assertEqual(portions, [names[:2], names[2:3], names[3:]])

    def test_an_old_question_does_not_answer_for_a_newer_file(self):
        """Two clerks: one leaves the question about the first file open, the other says that it
        was not imported and makes a second one.
        """
        line = self._upload(self._invoice())
        batch, first = line.batch_id, line.file_id
        for answer in ("all", "none"):
            action = line.file_id.action_confirm()
            left_open = self.env[action["res_model"]].browse(action["res_id"])
            self._answer(batch, "none")
            batch.action_retry()
            self._run_loop()
            self.assertNotEqual(line.file_id, first)
            left_open.answer = answer
            with self.assertRaisesRegex(UserError, "another file"):
                left_open.action_confirm()
            self.assertEqual(line.state, "exported")
        self._answer(batch, "all")
        self.assertEqual(line.state, "uploaded")

    def test_a_question_answers_for_its_own_batch_alone(self):
        first, second = self._upload(self._invoice()), self._upload(self._invoice())
        action = first.batch_id.action_ask_import()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        wizard.answer = "all"
        wizard.document_ids = [Command.create({"line_id": second.id, "file_id": second.file_id.id})]
        with self.assertRaises(UserError):
            wizard.action_confirm()
        self.assertEqual(second.state, "exported")

    def test_a_file_that_can_not_be_made_keeps_no_other_batch_waiting(self):
        bad, good = self._batch(self._invoices(2)), self._batch(self._invoices(2))
        make = type(self.env["acct.link.file"])._make

        def fail(files, batch):
            if batch.id == bad.id:
                raise ValueError("a part nobody can read")
            return make(files, batch)

        (bad + good).action_upload()
        Upload = type(self.env["acct.link.upload.report"])
        with patch.object(Upload, "_make_files", lambda _upload: None):
            self._run_loop()  # both are through before the first file is made
        with (
            patch.object(type(self.env["acct.link.file"]), "_make", fail),
            patch.object(
                Upload,
                "_get_batches_without_file",
                lambda _upload: _upload.env["acct.link.batch"].browse((bad + good).ids),
            ),
            mute_logger("odoo.addons.acct_link_csv.models.files.upload"),
        ):
            self._run_loop()
        self.assertFalse(bad.file_ids)
        self.assertEqual(self._numbers(good.file_ids), good.line_ids.mapped("number"))

    def test_what_is_uploaded_later_goes_into_another_file(self):
        moves = self._invoices(2)
        batch = self._batch(moves)
        batch.line_ids[1].action_remove()
        batch.action_upload()
        self._run_loop()
        first = batch.file_ids
        bytes_before = self._bytes(first)
        self._answer(batch, "none")
        batch.action_retry()
        self._run_loop()
        second = batch.file_ids - first
        self.assertEqual(second.name, f"{batch.name}-2.json")
        self.assertEqual(self._numbers(second), [moves[0].name])
        self.assertEqual(self._bytes(first), bytes_before)
        self.assertEqual((first.state, second.state), ("rejected", "new"))
        self.assertTrue(first.warning)
        self.assertFalse(second.warning)

    def test_document_that_fails_its_checks_is_in_no_file(self):
        moves = self._invoices(3)
        self.interface.lock_date = "2026-10-10"
        moves[0].button_draft()
        moves[0].invoice_date = "2026-10-20"
        moves[0].action_post()
        lines = self._upload(moves)
        self.assertEqual(lines.mapped("state"), ["exported", "failed", "failed"])
        self.assertEqual(lines.batch_id.state, "failed")
        self.assertEqual(self._numbers(lines.batch_id.file_ids), [moves[0].name])

    def test_nothing_moves_a_document_before_its_file_is_made(self):
        lines = self._upload(self._invoices(5))
        lines.sudo().file_id = False
        for call in (
            lines[0].with_context(acct_link_leave_file=True).action_remove,
            lines[0].sudo()._confirm,
            lambda: lines[0].sudo()._deny({}),
            lines.batch_id.action_ask_import,
        ):
            with self.assertRaises(UserError):
                call()
        self.assertEqual(set(lines.mapped("state")), {"exported"})

    def test_stopped_batch_gets_the_file_of_what_has_left(self):
        moves = self._invoices(6)
        batch = self._batch(moves)
        batch.action_upload()
        queued = batch.line_ids[4:]
        queued.sudo().next_try = fields.Datetime.add(fields.Datetime.now(), hours=1)
        self._run_loop()
        self.assertFalse(batch.file_ids)
        self.assertEqual(batch.state, "uploading")
        batch.action_stop()
        self._run_loop()
        self.assertEqual(self._numbers(batch.file_ids), moves[:4].mapped("name"))
        batch.action_upload()
        self._run_loop()
        self.assertEqual(batch.file_ids.mapped("document_count"), [2, 4])

    # === FAULTS === #

    def test_process_that_died_after_the_write_ahead_loses_nothing_and_doubles_nothing(self):
        for model, point in POINTS:
            with self.subTest(point=point):
                moves = self._invoices(6)
                batch = self._batch(moves)
                batch.action_upload()
                with (
                    patch.object(type(self.env[model]), point, side_effect=SystemExit),
                    self.assertRaises(SystemExit),
                ):
                    self._run_loop()
                self.assertFalse(batch.file_ids)
                self._run_loop()
                self.assertEqual(set(batch.line_ids.mapped("state")), {"exported"})
                self.assertFalse(any(batch.line_ids.mapped("problem_text")))
                self.assertEqual(sorted(self._numbers(batch.file_ids)), moves.mapped("name"))
                self.assertEqual(batch.line_ids.mapped("attempts"), [1] * 6)

    @mute_logger("odoo.addons.acct_link_csv.models.files.upload")
    def test_file_that_cannot_be_made_is_tried_again_and_reported_then(self):
        batch = self._batch(self._invoices(2))
        batch.action_upload()
        with patch.object(FileBooksConnector, "_assemble", side_effect=ValueError("no room")):
            self._run_loop()
        self.assertFalse(batch.file_ids)
        self.assertTrue(batch.report_pending)
        self.assertEqual(self.interface.last_run_id.result, "failed")
        self.env["acct.link.run"].sudo().search([]).wait_until = False
        self._run_loop()
        self.assertEqual(batch.file_ids.document_count, 2)
        self.assertFalse(batch.report_pending)

    @mute_logger("odoo.addons.acct_link_csv.models.files.upload")
    def test_parts_left_out_by_a_connector_make_no_file(self):
        batch = self._batch(self._invoices(6))
        batch.action_upload()
        original = FileBooksConnector._assemble

        def forgetful(connector, interface, requests, name):
            yield from original(connector, interface, [next(requests)], name)

        with patch.object(FileBooksConnector, "_assemble", forgetful):
            self._run_loop()
        self.assertFalse(batch.file_ids)

    def test_texts_are_kept_until_their_file_is_made(self):
        line = self._upload(self._invoice()).sudo()
        request, file = line.request_id, line.file_id
        request.sent_at = fields.Datetime.subtract(fields.Datetime.now(), days=400)
        line.file_id = False
        self.env["acct.link.request"].sudo()._gc_texts()
        self.assertNotEqual(request.text, "-")
        line.file_id = file
        self.env["acct.link.request"].sudo()._gc_texts()
        self.assertEqual(request.text, "-")
        self.assertTrue(self._bytes(file))
