"""From posted invoices to a file and back to the person who imported it."""

import io
import zipfile
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.acct_link_batch.lib import errors
from odoo.addons.acct_link_batch.lib.exchange import Sender
from odoo.addons.acct_link_batch.lib.problem import Problem

from ..lib import parts as parts_lib
from .common import POINTS, CsvCommon


@tagged("post_install", "-at_install")
class TestFiles(CsvCommon):
    # === ONE FILE === #

    def test_batch_becomes_the_file_of_its_format(self):
        moves = self._invoices(3)
        lines = self._upload(moves)
        batch, file = lines.batch_id, lines.file_id
        self.assertEqual(set(lines.mapped("state")), {"exported"})
        self.assertEqual((file.name, file.document_count), (f"{batch.name}.csv", 3))
        rows = self._rows(file)
        self.assertEqual([row["*InvoiceNumber"] for row in rows], moves.mapped("name"))
        self.assertEqual({row["*ContactName"] for row in rows}, {"Kea Farms"})
        self.assertEqual({row["POAddressLine1"] for row in rows}, {"1 Hill Road"})
        self.assertEqual({row["*AccountCode"] for row in rows}, {self.account.code})
        self.assertEqual({row["*TaxType"] for row in rows}, {"GST"})
        self.assertEqual(lines.mapped("remote_number"), moves.mapped("name"))
        self.assertIn("Our company file", batch.remote_org_name)

    def test_section_without_its_composition_is_one_row_with_its_total(self):
        move = self._invoice(post=False, lines=[{"price_unit": 10.01}, {"price_unit": 5}])
        heading = {"name": "Kitchen", "display_type": "line_section", "sequence": 1}
        move.invoice_line_ids = [Command.create({**heading, "collapse_composition": True})]
        move.action_post()
        [row] = self._rows(self._upload(move).file_id)
        self.assertEqual((row["*Description"], row["*Quantity"]), ("Kitchen", "1"))
        self.assertEqual(float(row["*UnitAmount"]), 15.01)

    def test_same_bytes_on_every_download(self):
        file = self._upload(self._invoices(2)).file_id
        before = self._bytes(file)
        for _time in range(2):
            self.assertEqual(file.action_download()["type"], "ir.actions.act_url")
            self.assertEqual(self._bytes(file), before)

    def test_kinds_that_the_format_does_not_take_stay_here(self):
        line = self._upload(self._invoice(move_type="out_refund"))
        self.assertEqual(line.state, "failed")
        self.assertProblem(line, "kind_unsupported")

    def test_more_documents_than_a_file_holds_go_into_several(self):
        moves = self._invoices(5)
        profile = self._own("xero_invoices_29")
        profile.sudo().description = {**profile.description, "limits": {"documents": 2}}
        self.interface.csv_profile_id = profile
        lines = self._upload(moves)
        files = lines.batch_id.file_ids.sorted("sequence")
        self.assertEqual(files.mapped("document_count"), [2, 2, 1])
        for file in files:
            ours = lines.filtered(lambda line, f=file: line.file_id == f).mapped("number")
            self.assertEqual([row["*InvoiceNumber"] for row in self._rows(file)], ours)

    def test_two_formats_in_one_batch_never_share_a_file(self):
        """Somebody edits the format between two chunks."""
        moves = self._invoices(4)
        self.interface.csv_profile_id = profile = self._own("xero_invoices_29")
        batch = self._batch(moves)
        batch.line_ids[2:].action_remove()
        batch.action_upload()
        with patch.object(
            type(self.env["acct.link.upload.report"]), "_make_files", lambda _self: None
        ):
            self._run_loop()
        column = profile.column_ids.filtered(lambda each: each.header == "*ContactName")
        column.header = "Customer"
        rest = self._batch(moves[2:])
        rest.line_ids.sudo().batch_id = batch
        batch.action_upload()
        self._run_loop()
        first, second = batch.file_ids.sorted("sequence")
        self.assertIn("*ContactName", self._rows(first)[0])
        self.assertIn("Customer", self._rows(second)[0])
        self.assertEqual(len(self._rows(first)) + len(self._rows(second)), 4)

    def test_files_that_belong_together_come_packed(self):
        """Plain function: two files side by side, three documents, two in each turn."""
        Writer = parts_lib.Writer

        def assemble(_writer, parts, batch):
            taken = [block for part in parts for block in part.blocks]
            yield f"{batch}.csv", iter([b"rows ", str(len(taken)).encode()])
            yield f"{batch}.ctl", iter([b"control"])

        data = {"format": self._shipped("xero_invoices_29").description, "settings": {}}
        text = parts_lib.json.dumps({**data, "blocks": [{"a": "x"}, {"a": "y"}]})
        with patch.object(Writer, "assemble", assemble):
            [file] = parts_lib.make_files([text], "B1")
            [again] = parts_lib.make_files([text], "B1")
        self.assertEqual((file.name, file.documents, file.content), ("B1.zip", 2, again.content))
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            self.assertEqual(archive.namelist(), ["B1.csv", "B1.ctl"])
            self.assertEqual(archive.read("B1.csv"), b"rows 2")

    def test_an_archived_code_stops_its_documents_and_no_others(self):
        good, bad = self._invoice(), self._invoice(post=False)
        account = self.account.copy({"code": "499", "name": "Old sales"})
        code = {"interface_id": self.interface.id, "code": "499", "active": False}
        self.env["acct.link.account"].create(code)
        bad.invoice_line_ids.account_id = account
        bad.action_post()
        lines = self._upload(bad + good)
        states = {line.move_id: line.state for line in lines}
        self.assertEqual(states, {bad: "failed", good: "exported"})
        self.assertProblem(lines.filtered(lambda line: line.move_id == bad), "account_archived")

    # === NUMBERS === #

    def test_number_of_the_file_is_shown_and_never_given_twice(self):
        self.interface.csv_profile_id = self._own(
            "xero_invoices_29", number_length=5, number_rule="only_digits"
        )
        first = self._upload(self._invoice())
        self.assertEqual(first.state, "exported")
        self.assertEqual(first.remote_number, "00001")
        # Said once for all of them, not at each.
        self.assertFalse(first.has_warning)
        self.assertIn(f"{first.number} is 00001 there", first.batch_id.csv_number_note)
        other = self._invoice(post=False)
        other.name = "OTHER/00001"
        other.action_post()
        second = self._upload(other)
        self.assertEqual(second.state, "failed")
        self.assertProblem(second, "file_number_clash")
        self.assertIn(first.number, second.problem_text)

    def test_numbers_that_differ_in_case_only_are_one_to_the_books(self):
        def named(name):
            move = self._invoice(post=False)
            move.name = name
            move.action_post()
            return move

        self.assertEqual(self._upload(named("JOB/00017a")).state, "exported")
        second = self._upload(named("Job/00017A"))
        self.assertEqual(second.state, "failed")
        self.assertProblem(second, "file_number_clash")
        self.assertEqual(self._upload(named("JOB/00017ab")).state, "exported")

    def test_numbers_that_stay_are_no_news(self):
        self.assertFalse(self._upload(self._invoice()).batch_id.csv_number_note)

    def test_number_is_that_of_the_file_whatever_the_format_is_since(self):
        """Somebody edits the format after the write-ahead: while the answer is read, and while a
        document is looked up after a crash.
        """
        profile = self._own("xero_invoices_29")
        self.interface.csv_profile_id = profile
        Connector = type(self.env["acct.link.connector.csv"])
        get_sender = Connector._get_sender

        def edit(connector, interface, refused=None):
            own = connector.env["acct.link.csv.profile"].browse(profile.id)
            own.write({"number_length": 5, "number_rule": "only_digits"})
            return get_sender(connector, interface)

        def edit_and_die(connector, interface, refused=None):
            edit(connector, interface)

            def send(request, key):
                raise errors.NoAnswer(Problem("no_answer"))

            return Sender(lambda: send)

        for patched in (edit, edit_and_die):
            with self.subTest(patched.__name__):
                profile.write({"number_length": 0, "number_rule": "format"})
                move = self._invoice()
                with patch.object(Connector, "_get_sender", patched):
                    line = self._upload(move)
                self._run_loop()
                self.assertEqual(profile.number_length, 5)
                self.assertEqual(line.state, "exported")
                self.assertEqual(line.remote_number, move.name)
                self.assertEqual(self._rows(line.file_id)[0]["*InvoiceNumber"], move.name)

    def test_both_of_two_numbers_that_become_one_stop(self):
        self.interface.csv_profile_id = self._own(
            "xero_invoices_29", number_length=5, number_rule="only_digits"
        )
        moves = self._invoices(2)
        moves[1].button_draft()
        moves[1].name = "OTHER/00001"
        moves[1].action_post()
        self.assertEqual(set(self._upload(moves).mapped("state")), {"failed"})

    # === FAULTS === #

    def _without_files(self):
        """The loop, as if it ended before it makes a file."""
        Report = type(self.env["acct.link.upload.report"])
        return patch.object(Report, "_make_files", lambda _self: None)

    def test_process_that_died_leaves_each_document_once(self):
        for model, point in POINTS:
            with self.subTest(point=point):
                moves = self._invoices(3)
                batch = self._batch(moves)
                batch.action_upload()
                with (
                    patch.object(type(self.env[model]), point, side_effect=SystemExit),
                    self.assertRaises(SystemExit),
                ):
                    self._run_loop()
                self._run_loop()
                self.assertEqual(batch.state, "exported")
                rows = self._rows(batch.file_ids)
                self.assertEqual([row["*InvoiceNumber"] for row in rows], moves.mapped("name"))

    def test_part_that_cannot_be_read_any_more_fails_its_documents_alone(self):
        good, bad = self._invoice(), self._invoice()
        batch = self._batch(good)
        other = self._batch(bad)
        for each in (batch, other):
            each.action_upload()
        with patch.object(
            type(self.env["acct.link.upload.report"]), "_make_files", lambda _self: None
        ):
            self._run_loop()
        other.line_ids.sudo().batch_id = batch
        lines = {line.move_id: line for line in batch.line_ids}
        lines[bad].sudo().request_id.text = '{"format": {}}'
        self._run_loop()
        self.assertEqual((lines[good].state, lines[bad].state), ("exported", "failed"))
        self.assertProblem(lines[bad], "file_part_unreadable")
        self.assertEqual(lines[good].file_id.document_count, 1)
        self.assertFalse(lines[bad].file_id)
        lines[bad].action_retry()
        self._run_loop()
        self.assertEqual(lines[bad].state, "exported")
        self.assertEqual(self._rows(lines[bad].file_id)[0]["*InvoiceNumber"], bad.name)

    # === CODES === #

    def test_accounts_are_typed_and_linked_where_they_differ(self):
        self.interface.write(
            {"csv_own_codes": False, "account_ids": [Command.create({"code": "4-1000"})]}
        )
        line = self._upload(self._invoice())
        self.assertProblem(line, "account_unmapped")
        row = self.env["acct.link.account.map"].search(
            [("interface_id", "=", self.interface.id), ("account_id", "=", self.account.id)]
        ) or self.env["acct.link.account.map"].create(
            {"interface_id": self.interface.id, "account_id": self.account.id}
        )
        row.remote_account_id = self.interface.account_ids
        line.action_retry()
        self._run_loop()
        [sent] = self._rows(line.file_id)
        self.assertEqual(sent["*AccountCode"], "4-1000")
        self.interface.account_ids.code = "4-2000"
        self.assertEqual(self.interface.account_ids.remote_id, "4-2000")

    def test_rate_of_a_typed_tax_code_is_compared(self):
        self.interface.tax_ids.filtered("rate").rate = 1
        self.assertProblem(self._upload(self._invoice()), "tax_rate_differs")

    def test_odoos_codes_serve_accounts_that_come_later(self):
        other = self.account.copy({"code": "499999", "name": "Later"})
        line = self._upload(self._invoice(lines=[{"price_unit": 5, "account_id": other.id}]))
        self.assertEqual(self._rows(line.file_id)[0]["*AccountCode"], "499999")
        self.assertFalse(self.interface._get_unlinked_accounts())

    def test_check_keeps_nothing_of_odoos_codes(self):
        other = self.account.copy({"code": "499999", "name": "Later"})
        batch = self._batch(self._invoice(lines=[{"price_unit": 5, "account_id": other.id}]))
        kept = self.env["acct.link.account"].search_count([]), self._count_account_links()
        findings = self.env["acct.link.preflight"]._look(self.interface, batch.line_ids.sudo())
        [finding] = findings.values()
        self.assertEqual(finding.document.lines[0].account, "499999")
        self.assertEqual(
            (self.env["acct.link.account"].search_count([]), self._count_account_links()), kept
        )

    def _count_account_links(self):
        return self.env["acct.link.account.map"].search_count([])

    # === SET-UP === #

    def test_nothing_is_uploaded_before_the_format_is_chosen_and_filled_in(self):
        self.interface.csv_profile_id = False
        batch = self._batch(self._invoice())
        with self.assertRaises(Exception) as caught:
            batch.action_upload()
        self.assertIn("file format", str(caught.exception))
        self.interface.csv_profile_id = self._shipped("quickbooks_desktop_iif_us")
        missing = self.interface.csv_setting_ids.filtered(
            lambda row: row.required and not row.value
        )
        self.assertEqual(missing.key, "tax_agency")
        with self.assertRaises(Exception) as caught:
            batch.action_upload()
        self.assertIn(missing.label, str(caught.exception))
        missing.value = "Tax Office"
        batch.action_upload()
        self._run_loop()
        self.assertEqual(batch.state, "exported")
        self.assertTrue(batch.file_ids.name.endswith(".iif"))
        self.assertIn(b"\r\nENDTRNS", self._bytes(batch.file_ids))

    def test_list_of_what_is_left_names_no_sign_in(self):
        text = self.interface.setup_checklist
        self.assertNotIn("Signed in", text)
        self.assertNotIn("pulled", text)
        self.assertIn("File format", text)
        self.assertFalse(self.interface.sign_in_state)

    def test_two_interfaces_are_two_accounts_files(self):
        other = self._create_file_interface(
            self._shipped("xero_invoices_29"), office_ids=[Command.clear()]
        )
        self.assertTrue(other.remote_org_id)
        self.assertNotEqual(other.remote_org_id, self.interface.remote_org_id)

    # === CUSTOMERS === #

    def test_customer_file_names_each_new_customer_once(self):
        self.interface.csv_profile_id = self._shipped("quickbooks_desktop_iif_us")
        self.interface.csv_setting_ids.filtered(lambda row: not row.value).value = "x"
        second = self.env["res.partner"].create({"name": "Tui Brewing"})
        batch = self._upload(
            self._invoice() + self._invoice() + self._invoice(partner=second)
        ).batch_id
        self.assertEqual(batch.csv_new_party_count, 2)
        batch.action_csv_party_file()
        file = batch.file_ids.filtered(lambda each: each.role == "customers")
        text = self._bytes(file).decode("cp1252")
        rows = [line.split("\t")[:2] for line in text.splitlines()]
        customers = [name for tag, name in rows if tag == "CUST"]
        self.assertEqual(sorted(customers), ["Kea Farms", "Tui Brewing"])
        self.assertEqual((file.document_count, file.state), (2, "taken"))
        self.assertEqual(batch.current_file_id.role, "documents")
        with self.assertRaises(UserError):
            batch.action_csv_party_file()
        third = self.env["res.partner"].create({"name": "Harbour Cafe"})
        again = self._upload(self._invoice() + self._invoice(partner=third)).batch_id
        self.assertEqual(again.csv_new_party_count, 1)

    # === PREVIEW === #

    def test_preview_shows_the_newest_documents_and_keeps_nothing(self):
        moves = self._invoices(2)
        batches = self.env["acct.link.batch"].search_count([])
        action = self.interface.action_csv_preview()
        preview = self.env[action["res_model"]].browse(action["res_id"])
        for number in moves.mapped("name"):
            self.assertIn(number, preview.text)
        self.assertIn("*ContactName", preview.text)
        self.assertFalse(preview.problem_text)
        self.assertEqual(self.env["acct.link.batch"].search_count([]), batches)
        self.assertEqual(set(moves.mapped("acct_link_state")), {"available"})

    def test_preview_says_once_what_goes_for_several(self):
        self.interface.csv_profile_id = self._shipped("myob_accountright_sales")
        self._invoices(3)
        action = self.interface.action_csv_preview()
        preview = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(preview.problem_text.count("stands in the file as"), 1)
        self.assertIn("The same goes for 2 more.", preview.problem_text)

    def test_preview_says_what_stands_in_the_way(self):
        self._invoice()
        self.interface.tax_ids.filtered("rate").rate = 1
        action = self.interface.action_csv_preview()
        preview = self.env[action["res_model"]].browse(action["res_id"])
        self.assertFalse(preview.text)
        self.assertIn("GST", preview.problem_text)

    # === HELPERS === #

    def _own(self, key, **vals):
        action = self._shipped(key).action_copy()
        profile = self.env["acct.link.csv.profile"].browse(action["res_id"])
        profile.write(vals)
        return profile
