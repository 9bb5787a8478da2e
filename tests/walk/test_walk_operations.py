"""After the upload, over real HTTP to the strict stand-in: void, update."""

from common_operations import OperationsCommon

from odoo.tests import Form, tagged


@tagged("post_install", "-at_install")
class TestWalkOperations(OperationsCommon):
    # === VOID === #

    def test_reset_prompt_offers_it_on_the_screen(self):
        line = self.upload(self.invoice())
        action = line.move_id.with_context(acct_link_ask=True).button_draft()
        with Form(self.env[action["res_model"]].with_context(**action["context"])) as prompt:
            self.assertTrue(prompt.is_uploaded)
            self.assertTrue(prompt.can_void)
            self.assertEqual(prompt.system, "Xero")

    def test_reset_prompt_voids_what_is_approved(self):
        line = self.upload(self.invoice())
        self.reset_and_void(line.move_id)
        self.assertEqual(self.row(line)["status"], "VOIDED")
        self.assertEqual(line.state, "removed")
        self.assertEqual(self.operations().state, "done")

    def test_reset_prompt_deletes_what_is_a_draft(self):
        self.interface.xero_status = "DRAFT"
        line = self.upload(self.invoice())
        self.reset_and_void(line.move_id)
        self.assertEqual(self.row(line)["status"], "DELETED")

    def test_credit_note_is_voided(self):
        line = self.upload(self.invoice(move_type="out_refund"))
        self.reset_and_void(line.move_id)
        self.assertEqual(self.row(line, "credit_notes")["status"], "VOIDED")

    def test_voided_number_stays_taken_and_a_new_one_goes_through(self):
        line = self.upload(self.invoice())
        move = line.move_id
        self.reset_and_void(move)
        move.action_post()
        again = self.upload(move)
        self.assertEqual(again.state, "failed")
        self.assertProblem(again, "number_taken_void")
        again.action_remove()
        move.button_draft()
        move.name = "INV/NEW/1"
        move.action_post()
        self.assertEqual(self.upload(move).state, "uploaded")
        self.assertEqual(len(self.books("invoices")), 2)

    def test_paid_invoice_is_not_voided_and_says_so(self):
        line = self.upload(self.invoice())
        self.bookkeeper("pay", id=line.remote_id, amount="10.00")
        self.reset_and_void(line.move_id)
        operation = self.operations()
        self.assertEqual(operation.state, "failed")
        self.assertProblem(operation, "operation_paid")
        self.assertEqual(line.state, "uploaded")
        self.assertFalse(self.calls("POST", f"Invoices/{line.remote_id}"))
        self.bookkeeper("unpay", id=line.remote_id)
        operation.action_retry()
        self.run_loop()
        self.assertEqual((operation.state, line.state), ("done", "removed"))

    def test_document_without_our_mark_is_left_alone(self):
        line = self.upload(self.invoice())
        self.bookkeeper("edit", id=line.remote_id, url="https://example.com/theirs")
        self.reset_and_void(line.move_id)
        self.assertProblem(self.operations(), "operation_not_ours")
        self.assertEqual(self.row(line)["status"], "AUTHORISED")

    def test_what_the_bookkeeper_voided_already_needs_no_write(self):
        line = self.upload(self.invoice())
        self.bookkeeper("void", id=line.remote_id)
        self.reset_and_void(line.move_id)
        self.assertEqual((self.operations().state, line.state), ("done", "removed"))
        self.assertFalse(self.calls("POST", f"Invoices/{line.remote_id}"))

    def test_lost_answers_to_a_void_are_looked_up(self):
        for kind in ("drop_after", "garbage", "truncated", "status_500_after"):
            with self.subTest(kind=kind):
                line = self.upload(self.invoice())
                self.fault(kind, path=f"Invoices/{line.remote_id}", method="POST")
                self.reset_and_void(line.move_id)
                self.assertEqual(line.state, "removed")
                self.assertEqual(len(self.calls("POST", f"Invoices/{line.remote_id}")), 1)

    def test_void_that_never_arrived_goes_again_after_the_settle_time(self):
        line = self.upload(self.invoice())
        self.fault("drop_before", path=f"Invoices/{line.remote_id}", method="POST")
        self.reset_and_void(line.move_id)
        self.assertEqual((self.operations().state, line.state), ("unknown", "uploaded"))
        self.let_time_pass()
        self.run_loop()
        self.assertEqual((self.operations().state, line.state), ("done", "removed"))
        first, second = self.calls("POST", f"Invoices/{line.remote_id}")
        self.assertNotEqual(first["idempotency_key"], second["idempotency_key"])

    # === SENT AGAIN === #

    def send_again(self, line):
        action = line.move_id.action_acct_link_send_again()
        Form(self.env[action["res_model"]].with_context(**action["context"])).save().action_update()
        self.run_loop()

    def test_sent_again_it_is_what_is_there_already(self):
        line = self.upload(self.invoice())
        self.send_again(line)
        self.assertEqual((self.operations().state, line.state), ("done", "uploaded"))
        self.assertFalse(self.calls("POST", f"Invoices/{line.remote_id}"))
        self.assertEqual(len(self.books("invoices")), 1)

    def test_sent_again_after_it_was_voided_there_it_needs_a_new_number(self):
        line = self.upload(self.invoice())
        self.bookkeeper("void", id=line.remote_id)
        self.send_again(line)
        self.assertProblem(self.operations(), "sent_anew")
        new = line.move_id.acct_link_line_id
        self.assertEqual((line.state, new.state), ("removed", "failed"))
        self.assertProblem(new, "number_taken_void")
        self.assertEqual(len(self.books("invoices")), 1)

    # === UPDATE === #

    def change(self, line, **vals):
        move = line.move_id
        move.button_draft()
        move.invoice_line_ids[0].write({"price_unit": 120, "name": "Survey, corrected", **vals})
        move.action_post()

    def test_changed_document_is_seen_and_updated_by_its_id(self):
        line = self.upload(self.invoice())
        self.assertFalse(line.changed_since)
        self.change(line)
        self.assertTrue(line.changed_since and line.has_warning and line.can_update)
        self.assertProblem(line, "changed_since")
        line.action_update_remote()
        self.run_loop()
        self.assertEqual(self.operations().state, "done")
        row = self.row(line)
        self.assertAlmostEqual(row["total"], line.move_id.amount_total, 2)
        self.assertEqual([each["description"] for each in row["lines"]], ["Survey, corrected"])
        self.assertEqual(row["status"], "AUTHORISED")
        self.assertFalse(line.changed_since or line.problems)
        self.assertEqual(len(self.books("invoices")), 1)
        self.assertFalse(self.calls("POST", "Invoices"))

    def test_change_of_the_bookkeeper_is_written_over_only_by_a_retry(self):
        line = self.upload(self.invoice())
        self.bookkeeper("edit", id=line.remote_id, date="2026-10-06")
        self.change(line)
        line.action_update_remote()
        self.run_loop()
        self.assertEqual(self.operations().state, "failed")
        self.assertProblem(self.operations(), "update_changed_there")
        self.assertEqual([each["description"] for each in self.row(line)["lines"]], ["Survey"])
        self.operations().action_retry()
        self.run_loop()
        self.assertEqual(self.operations().state, "done")
        self.assertFalse(line.changed_since)

    def test_same_total_in_another_way_is_seen(self):
        line = self.upload(self.invoice(ref="PO 1"))
        for vals in ({"quantity": 1, "price_unit": 300}, {"name": "Other words"}):
            with self.subTest(vals=vals):
                self.change(line, **vals)
                self.assertTrue(line.changed_since)
                line.action_update_remote()
                self.run_loop()
                self.assertFalse(line.changed_since)

    def test_reset_and_posted_again_unchanged_is_not_a_change(self):
        line = self.upload(self.invoice())
        line.move_id.button_draft()
        self.assertTrue(line.changed_since)
        line.move_id.action_post()
        self.assertFalse(line.changed_since)

    def test_added_and_removed_lines_arrive(self):
        line = self.upload(self.invoice())
        move = line.move_id
        move.button_draft()
        move.invoice_line_ids[0].copy({"name": "Second", "move_id": move.id})
        move.action_post()
        line.action_update_remote()
        self.run_loop()
        words = [each["description"] for each in self.row(line)["lines"]]
        self.assertEqual(words, ["Survey", "Second"])
        move.button_draft()
        move.invoice_line_ids[0].unlink()
        move.action_post()
        line.action_update_remote()
        self.run_loop()
        self.assertEqual([each["description"] for each in self.row(line)["lines"]], ["Second"])
        self.assertAlmostEqual(self.row(line)["total"], move.amount_total, 2)

    def test_paid_document_is_refused_there_and_says_why(self):
        line = self.upload(self.invoice())
        self.bookkeeper("pay", id=line.remote_id, amount="10.00")
        self.change(line)
        line.action_update_remote()
        self.run_loop()
        operation = self.operations()
        self.assertEqual(operation.state, "failed")
        self.assertProblem(operation, "operation_paid")
        self.assertEqual(line.state, "uploaded")

    def test_lost_answers_to_an_update_are_looked_up(self):
        """What is there is seen, though the books tell it in their own way: lines of a text end
        otherwise, and credit notes have no due date.
        """
        cases = (
            ("drop_after", "out_invoice", "Invoices"),
            ("garbage", "out_refund", "CreditNotes"),
        )
        for kind, move_type, plural in cases:
            with self.subTest(kind=kind):
                move = self.invoice(post=False, move_type=move_type)
                move.invoice_line_ids.name = "Survey\nof the site"
                move.action_post()
                line = self.upload(move)
                self.change(line, name="Survey,\ncorrected")
                path = f"{plural}/{line.remote_id}"
                self.fault(kind, path=path, method="POST")
                line.action_update_remote()
                self.run_loop()
                self.assertEqual(len(self.calls("POST", path)), 1)
                self.assertFalse(line.changed_since)

    def test_update_to_another_customer_adds_its_contact_first(self):
        line = self.upload(self.invoice())
        new = self.env["res.partner"].create({"name": "Rata Joinery"})
        move = line.move_id
        move.button_draft()
        move.partner_id = new
        move.action_post()
        self.assertTrue(line.changed_since)
        line.action_update_remote()
        self.run_loop()
        self.assertEqual(self.operations().state, "done", self.operations().problem_text)
        [contact] = [each for each in self.books("contacts") if each["name"] == "Rata Joinery"]
        self.assertEqual(self.row(line)["contact_id"], contact["id"])

    def test_credit_note_is_updated(self):
        line = self.upload(self.invoice(move_type="out_refund"))
        self.change(line)
        line.action_update_remote()
        self.run_loop()
        self.assertEqual(self.operations().state, "done", self.operations().problem_text)
        total = self.row(line, "credit_notes")["total"]
        self.assertAlmostEqual(total, line.move_id.amount_total, 2)
