"""What becomes of documents that failed, were stopped, changed or voided after their upload."""

from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import Form, tagged

from ..common import AcctLinkCommon


@tagged("post_install", "-at_install")
class TestAftermath(AcctLinkCommon):
    def _taken(self):
        """:return: line of a document whose number somebody else's has in the books"""
        move = self._invoice()
        self.books.taken.add(move.name)
        line = self._upload(move)
        self.assertProblem(line, "number_taken")
        return line

    def _confirm(self, action):
        """What the dialog does that a button opens."""
        Wizard = self.env[action["res_model"]].with_context(**action["context"])
        wizard = Form(Wizard).save()
        wizard.action_confirm()
        return wizard

    # === SET ASIDE === #

    def test_failed_document_is_marked_as_in_the_books_and_leaves_its_batch(self):
        for button, kind in (("in_books", "in_books"), (False, "parked")):
            line = self._taken()
            wizard = self._confirm(line.with_context(acct_link_kind=button).action_park())
            self.assertEqual(wizard.kind, kind)
            self.assertEqual(wizard.failed_count, 0)
            self.assertEqual((line.state, line.move_id.acct_link_state), ("removed", kind))
            self.assertIn(line.number, line.batch_id.message_ids[0].body)

    def test_failed_document_is_set_aside_from_the_invoice(self):
        line = self._taken()
        move = line.move_id
        self._confirm(move.with_context(acct_link_kind="in_books").action_acct_link_park())
        self.assertEqual((line.state, move.acct_link_state), ("removed", "in_books"))
        self.assertFalse(line.batch_id.failed_count)

    def test_what_is_on_its_way_or_there_is_not_set_aside(self):
        ready = self._batch(self._invoice()).line_ids
        uploaded = self._upload(self._invoice())
        for line, refusal in ((ready, UserError), (uploaded, RedirectWarning)):
            state = line.state
            with self.assertRaises(refusal):
                self._confirm(line.action_park())
            self.assertEqual(line.state, state)

    # === STOPPED === #

    def test_stop_says_what_was_stopped_and_what_waits(self):
        batch = self._batch(self._invoices(3))
        batch.action_upload()
        batch.action_stop()
        self.assertIn("Documents stopped: 3.", batch.message_ids[0].body)
        self._run_loop()
        said = batch.message_ids[0].body
        self.assertIn("Documents not sent: 3.", said)
        self.assertNotIn("0 documents attempted", said)
        self.assertEqual(batch._get_report_kind(), "warning")

    def test_stop_after_a_part_says_both(self):
        batch = self._batch(self._invoices(3))
        batch.action_upload()
        batch.line_ids[0].sudo().state = "ready"
        self._run_loop()
        said = batch.message_ids[0].body
        self.assertIn("Documents not sent: 1.", said)
        self.assertIn("2 documents attempted, 2 uploaded", said)

    # === TOTALS === #

    def test_foot_of_the_list_says_what_the_batch_says(self):
        moves = self._invoice(lines=[{"price_unit": 100, "tax_ids": False}])
        moves += self._invoice(
            move_type="out_refund", lines=[{"price_unit": 30, "tax_ids": False}]
        )  # fmt: skip
        batch = self._batch(moves)
        lines = batch.line_ids
        self.assertEqual(sum(lines.mapped("amount_signed")), 70)
        [(total,)] = lines._read_group([("id", "in", lines.ids)], [], ["amount_signed:sum"])
        self.assertEqual(total, 70)
        said = self.env.company.currency_id.format(70)
        self.assertEqual(batch.total_text, said)

    # === CHANGED SINCE === #

    def test_changed_document_says_so_on_the_invoice(self):
        move = self._upload(self._invoice()).move_id
        self.assertFalse(move.acct_link_changed_since)
        move.button_draft()
        self.assertTrue(move.acct_link_changed_since)
        move.invoice_line_ids.price_unit = 90
        move.action_post()
        self.assertTrue(move.acct_link_changed_since)

    # === THE WRENCH === #

    def _opened(self, line):
        action = line.action_repair()
        self.assertEqual(action["res_model"], "acct.link.interface")
        context = action["context"]
        row = self.interface[context["acct_link_rows"]].browse(context["acct_link_row"])
        return context["acct_link_page"], row

    def test_wrench_opens_the_page_at_the_row(self):
        line = self._upload_unmapped()
        codes = [problem.code for problem in line._get_problems()]
        self.assertEqual(codes, ["account_unmapped", "tax_unmapped"])
        said = line.move_id.invoice_line_ids
        page, row = self._opened(line)
        self.assertEqual(
            (page, row.account_id), ("accounts", line.move_id.invoice_line_ids.account_id)
        )
        line.sudo().problems = line.problems[1:]
        page, row = self._opened(line)
        self.assertEqual((page, row.tax_id), ("taxes", said.tax_ids))

    def test_wrench_of_no_tax_opens_the_row_of_no_tax(self):
        self.interface.tax_map_ids.filtered(lambda row: not row.tax_id).remote_tax_id = False
        line = self._upload(self._invoice(lines=[{"price_unit": 1, "tax_ids": False}]))
        self.assertProblem(line, "no_tax_unmapped")
        page, row = self._opened(line)
        self.assertEqual(page, "taxes")
        self.assertTrue(row and not row.tax_id)
