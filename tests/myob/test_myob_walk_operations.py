"""After the upload, over real HTTP to the stand-in: delete, update, set off, attach."""

import hashlib

from common_myob import MyobCommon
from common_operations import PDF

from odoo.tests import Form, tagged

SERVICE = "Sale/Invoice/Service"
ONE = "/[0-9a-f-]+"  # of these


@tagged("post_install", "-at_install")
class TestMyobOperations(MyobCommon):
    def every_kind(self):
        return (
            self.invoice(),
            self.invoice(move_type="out_refund"),
            self.bill(ref="S-2"),
            self.bill("in_refund", ref="S-3"),
            self.send_as_expense(self.bill(ref="S-4")),
        )

    # === DELETE === #

    def test_documents_of_every_kind_are_deleted(self):
        for move in self.every_kind():
            line = self.upload(move)
            with self.subTest(kind=line.kind):
                self.assertTrue(self.row(line), line.problem_text)
                self.reset_and_void(move)
                self.assertIsNone(self.row(line))
                self.assertEqual(line.state, "removed", self.operations()[:1].problem_text)

    def test_paid_invoice_is_not_deleted_and_says_so(self):
        line = self.upload(self.invoice())
        self.bookkeeper("pay", id=line.remote_id, amount="10.00")
        self.reset_and_void(line.move_id)
        self.assertProblem(self.operations(), "operation_paid")
        self.assertTrue(self.row(line))
        self.bookkeeper("unpay", id=line.remote_id)
        self.operations().action_retry()
        self.run_loop()
        self.assertIsNone(self.row(line))
        self.assertEqual(self.operations().state, "done")

    def test_file_that_only_reverses_says_so(self):
        line = self.upload(self.invoice())
        self.bookkeeper(
            "prefer", values={"System": {"TransactionsCannotBeChangedMustBeReversed": True}}
        )
        self.reset_and_void(line.move_id)
        self.assertProblem(self.operations(), "myob_reverse")
        self.assertEqual((line.state, self.calls("DELETE")), ("uploaded", []))
        self.assertTrue(self.row(line))

    def test_locked_period_is_told_of(self):
        line = self.upload(self.invoice())
        self.bookkeeper("prefer", values={"System": {"LockPeriodPriorTo": "2026-10-31T00:00:00"}})
        self.reset_and_void(line.move_id)
        self.assertProblem(self.operations(), "operation_locked")

    def test_document_without_our_mark_is_left_alone(self):
        line = self.upload(self.invoice())
        self.bookkeeper("edit", id=line.remote_id, values={"JournalMemo": "mine"})
        self.reset_and_void(line.move_id)
        self.assertProblem(self.operations(), "operation_not_ours")
        self.assertTrue(self.row(line))

    def test_document_in_another_layout_is_deleted_there(self):
        line = self.upload(self.invoice())
        self.bookkeeper("convert", id=line.remote_id, layout="Professional")
        self.reset_and_void(line.move_id)
        self.assertIsNone(self.row(line))
        self.assertEqual(line.state, "removed")

    def test_lost_answers_to_a_delete_are_looked_up(self):
        for kind in ("drop_after", "garbage", "truncated", "status_500_after", "conflict_after"):
            with self.subTest(kind=kind):
                line = self.upload(self.invoice())
                self.fault(kind, SERVICE + ONE, "DELETE")
                self.reset_and_void(line.move_id)
                self.assertEqual(line.state, "removed")
                self.assertIsNone(self.row(line))

    def test_delete_that_never_arrived_goes_again_after_the_settle_time(self):
        line = self.upload(self.invoice())
        self.fault("drop_before", SERVICE + ONE, "DELETE")
        self.reset_and_void(line.move_id)
        self.assertEqual((self.operations().state, line.state), ("unknown", "uploaded"))
        self.let_time_pass()
        self.run_loop()
        self.assertEqual((self.operations().state, line.state), ("done", "removed"))

    # === SENT AGAIN === #

    def test_sent_again_after_it_was_deleted_there_it_is_a_new_one(self):
        line = self.upload(self.invoice())
        self.bookkeeper("delete", id=line.remote_id)
        action = line.move_id.action_acct_link_send_again()
        Form(self.env[action["res_model"]].with_context(**action["context"])).save().action_update()
        self.run_loop()
        self.assertProblem(self.operations(), "sent_anew")
        new = line.move_id.acct_link_line_id
        self.assertEqual((line.state, new.state), ("removed", "uploaded"), new.problem_text)
        self.assertTrue(self.row(new))

    # === UPDATE === #

    def test_documents_of_every_kind_are_updated(self):
        for move in self.every_kind():
            line = self.upload(move)
            with self.subTest(kind=line.kind):
                before = self.row(line)
                operation = self.change(move)
                self.run_loop()
                self.assertEqual(operation.state, "done", operation.problem_text)
                row = self.row(line)
                total = row.get("TotalAmount", row.get("AmountPaid"))
                self.assertAlmostEqual(abs(total), move.amount_total, 2)
                self.assertEqual(row["Lines"][0]["RowID"], before["Lines"][0]["RowID"])
                self.assertNotEqual(row["RowVersion"], before["RowVersion"])
                memo = row.get("JournalMemo") or row.get("Memo")
                self.assertIn(line.marker, memo)
        self.assertEqual(len(self.calls("PUT")), 5)

    def test_update_leaves_what_only_they_know(self):
        line = self.upload(self.invoice())
        values = {"Comment": "Thank you", "InvoiceDeliveryStatus": "Email"}
        self.bookkeeper("edit", id=line.remote_id, values=values)
        operation = self.change(line.move_id)
        self.run_loop()
        self.assertEqual(operation.state, "done", operation.problem_text)
        row = self.row(line)
        self.assertEqual({name: row[name] for name in values}, values)
        self.assertEqual(row["Number"], line.number_sent)

    def test_what_was_changed_there_is_not_overwritten_unasked(self):
        line = self.upload(self.invoice())
        self.bookkeeper("edit", id=line.remote_id, values={"Date": "2026-10-07T00:00:00"})
        operation = self.change(line.move_id)
        self.run_loop()
        self.assertProblem(operation, "update_changed_there")
        self.assertEqual((self.row(line)["Date"][:10], self.calls("PUT")), ("2026-10-07", []))
        operation.action_retry()
        self.run_loop()
        self.assertEqual(operation.state, "done", operation.problem_text)
        self.assertEqual(self.row(line)["Date"][:10], "2026-10-05")

    def test_conflict_is_never_overwritten(self):
        line = self.upload(self.invoice())
        operation = self.change(line.move_id)
        # Somebody is quicker, between our read and our write.
        wish = {"action": "edit", "id": line.remote_id, "values": {"Comment": "mine"}}
        wish["tenant"] = self.interface.remote_org_id
        self.fault("bookkeeper", SERVICE + ONE, "GET", wish=wish)
        self.run_loop()
        row = self.row(line)
        self.assertEqual((row["Comment"], row["TotalAmount"]), ("mine", 345))
        self.assertEqual(operation.state, "unknown")
        self.let_time_pass()
        self.run_loop()
        row = self.row(line)
        self.assertEqual((row["Comment"], row["TotalAmount"]), ("mine", 414))
        self.assertEqual(operation.state, "done", operation.problem_text)

    def test_document_in_another_layout_stops(self):
        line = self.upload(self.invoice())
        self.bookkeeper("convert", id=line.remote_id, layout="Professional")
        operation = self.change(line.move_id)
        self.run_loop()
        self.assertProblem(operation, "myob_converted")
        self.assertEqual(self.row(line)["TotalAmount"], 345)

    def test_lost_answer_to_an_update_is_looked_up(self):
        for kind in ("drop_after", "truncated", "status_500_after", "conflict_after"):
            with self.subTest(kind=kind):
                line = self.upload(self.invoice())
                self.fault(kind, SERVICE + ONE, "PUT")
                before = len(self.calls("PUT"))
                operation = self.change(line.move_id)
                self.run_loop()
                self.assertEqual(operation.state, "done", operation.problem_text)
                self.assertEqual(len(self.calls("PUT")), before + 1)

    # === SET OFF, FILES === #

    def test_credit_is_set_against_its_invoice_once(self):
        self.interface.allocate_credit_notes = True
        for kind in ("drop_after", "bare", "conflict_after"):
            with self.subTest(kind=kind):
                invoice = self.invoice()
                note = invoice._reverse_moves([{"invoice_date": "2026-10-06"}])
                note.action_post()
                self.fault(kind, "Sale/CreditSettlement")
                before = len(self.books("CreditSettlement"))
                lines = self.upload(invoice + note)
                operation = self.operations("allocate")[:1]
                self.assertEqual(operation.state, "done", operation.problem_text)
                self.assertEqual([self.row(each)["BalanceDueAmount"] for each in lines], [0, 0])
                made = self.books("CreditSettlement")[before:]
                self.assertEqual([row["Date"][:10] for row in made], ["2026-10-06"])

    def test_file_is_attached_once(self):
        self.interface.attach_pdf = True
        for kind, make in (
            ("drop_after", lambda ref: self.bill(ref=ref)),
            ("bare", lambda ref: self.send_as_expense(self.bill(ref=ref))),
            ("status_500_after", lambda ref: self.bill("in_refund", ref=ref)),
        ):
            with self.subTest(kind=kind):
                move = make(f"S-{kind}"[:13])
                self.attach_paper(move, "Rechnung für Tinte.pdf")
                self.fault(kind, f".*{ONE}/Attachment")
                line = self.upload(move)
                operation = self.operations("attach")[:1]
                self.assertEqual(operation.state, "done", operation.problem_text)
                [file] = self.row(line)["files"]
                self.assertEqual(file["name"], "Rechnung für Tinte.pdf")
                self.assertEqual(file["sha256"], hashlib.sha256(PDF).hexdigest())

    def test_sales_take_no_file(self):
        self.interface.attach_pdf = True
        self.upload(self.invoice())
        self.assertFalse(self.operations("attach"))

    def test_another_file_of_that_name_is_left_alone(self):
        self.interface.attach_pdf = True
        move = self.bill(ref="S-9")
        line = self.upload(move)  # it has no paper yet
        self.attach_paper(move)
        self.env["acct.link.operation"]._enqueue_all(
            self.interface, [line._prepare_operation_vals("attach")]
        )
        self.run_loop()
        self.assertEqual(len(self.row(line)["files"]), 1)
        move.attachment_ids.raw = b"%PDF-1.4 another"
        self.env["acct.link.operation"]._enqueue_all(
            self.interface, [line._prepare_operation_vals("attach")]
        )
        self.run_loop()
        self.assertProblem(self.operations("attach")[:1], "attach_name_taken")
        self.assertEqual(len(self.row(line)["files"]), 1)
