"""After the upload, over real HTTP to the stand-in: void and delete, update, set off, attach."""

from common_operations import PDF
from common_qbo import QboCommon

from odoo.tests import Form, tagged

from odoo.addons.acct_link_batch.lib.document import CUSTOMER, Party, to_json


@tagged("post_install", "-at_install")
class TestQboOperations(QboCommon):
    # === VOID, DELETE === #

    def test_invoice_is_voided_and_keeps_our_mark(self):
        line = self.upload(self.invoice())
        self.reset_and_void(line.move_id)
        row = self.row(line.remote_id)
        self.assertEqual((row["TotalAmt"], line.state), (0, "removed"), self.operations().problems)
        self.assertTrue(row["PrivateNote"].startswith("Voided"))
        self.assertIn(line.marker, row["PrivateNote"])

    def test_what_cannot_be_voided_is_deleted(self):
        for move in (
            self.invoice(move_type="out_refund"),
            self.bill(ref="S-2"),
            self.bill("in_refund", ref="S-3"),
        ):
            with self.subTest(kind=move.move_type):
                line = self.upload(move)
                self.assertTrue(self.row(line.remote_id), line.problem_text)
                self.reset_and_void(move)
                self.assertIsNone(self.row(line.remote_id))
                self.assertEqual(line.state, "removed")

    def test_paid_bill_is_not_deleted_and_says_so(self):
        line = self.upload(self.bill())
        self.bookkeeper("pay", **self.there(line.remote_id), amount="10.00")
        self.reset_and_void(line.move_id)
        self.assertProblem(self.operations(), "operation_paid")
        self.assertTrue(self.row(line.remote_id))
        self.bookkeeper("unpay", **self.there(line.remote_id))
        self.operations().action_retry()
        self.run_loop()
        self.assertIsNone(self.row(line.remote_id))
        self.assertEqual(self.operations().state, "done")

    def test_document_without_our_mark_is_left_alone(self):
        line = self.upload(self.invoice())
        self.bookkeeper("edit", **self.there(line.remote_id), values={"PrivateNote": "mine"})
        self.reset_and_void(line.move_id)
        self.assertProblem(self.operations(), "operation_not_ours")
        self.assertTrue(self.row(line.remote_id)["TotalAmt"])

    def test_lost_answers_to_a_void_and_a_delete_are_looked_up(self):
        for kind in ("drop_after", "garbage", "truncated", "status_500_after"):
            for move in (self.invoice(), self.bill(ref=f"S-{kind}")):
                with self.subTest(kind=kind, move=move.move_type):
                    line = self.upload(move)
                    entity = line.remote_id.partition(":")[0].lower()
                    self.fault(kind, entity)
                    self.reset_and_void(move)
                    self.assertEqual(line.state, "removed")
                    row = self.row(line.remote_id)
                    self.assertFalse(row and row["TotalAmt"])

    def test_void_that_never_arrived_goes_again_after_the_settle_time(self):
        line = self.upload(self.invoice())
        self.fault("drop_before", "invoice")
        self.reset_and_void(line.move_id)
        self.assertEqual((self.operations().state, line.state), ("unknown", "uploaded"))
        self.let_time_pass()
        self.run_loop()
        self.assertEqual((self.operations().state, line.state), ("done", "removed"))

    # === SENT AGAIN === #

    def test_sent_again_after_it_was_deleted_there_it_is_a_new_one(self):
        line = self.upload(self.invoice())
        self.bookkeeper("delete", **self.there(line.remote_id))
        action = line.move_id.action_acct_link_send_again()
        Form(self.env[action["res_model"]].with_context(**action["context"])).save().action_update()
        self.run_loop()
        self.assertProblem(self.operations(), "sent_anew")
        new = line.move_id.acct_link_line_id
        self.assertEqual((line.state, new.state), ("removed", "uploaded"), new.problem_text)
        self.assertTrue(self.row(new.remote_id))

    # === UPDATE === #

    def test_changed_invoice_is_updated_once(self):
        line = self.upload(self.invoice())
        before = self.row(line.remote_id)
        operation = self.change(line.move_id)
        self.run_loop()
        self.assertEqual(operation.state, "done", operation.problem_text)
        row = self.row(line.remote_id)
        self.assertAlmostEqual(row["TotalAmt"], line.move_id.amount_total, 2)
        self.assertEqual(int(row["SyncToken"]), int(before["SyncToken"]) + 1)
        self.assertEqual(row["Line"][0]["Id"], before["Line"][0]["Id"])
        self.assertEqual(len(self.books("Invoice")), 1)

    def test_bill_and_credits_are_updated(self):
        for move in (
            self.bill(ref="S-4"),
            self.bill("in_refund", ref="S-5"),
            self.invoice(move_type="out_refund"),
        ):
            with self.subTest(kind=move.move_type):
                line = self.upload(move)
                operation = self.change(move)
                self.run_loop()
                self.assertEqual(operation.state, "done", operation.problem_text)
                total = self.row(line.remote_id)["TotalAmt"]
                self.assertAlmostEqual(total, move.amount_total, 2)

    def test_what_was_changed_there_is_not_overwritten_unasked(self):
        line = self.upload(self.invoice())
        self.bookkeeper("edit", **self.there(line.remote_id), values={"DueDate": "2027-01-31"})
        operation = self.change(line.move_id)
        self.run_loop()
        self.assertProblem(operation, "update_changed_there")
        self.assertEqual(self.row(line.remote_id)["DueDate"], "2027-01-31")
        operation.action_retry()
        self.run_loop()
        self.assertEqual(operation.state, "done", operation.problem_text)
        self.assertNotEqual(self.row(line.remote_id)["DueDate"], "2027-01-31")

    def test_lost_answer_to_an_update_is_looked_up(self):
        line = self.upload(self.invoice())
        self.fault("drop_after", "invoice")
        operation = self.change(line.move_id)
        self.run_loop()
        self.assertEqual(operation.state, "done", operation.problem_text)
        self.assertEqual(self.row(line.remote_id)["SyncToken"], "1")

    # === SET OFF, FILES, CONTACTS === #

    def test_credit_memo_is_set_against_its_invoice_once(self):
        self.interface.allocate_credit_notes = True
        invoice = self.invoice()
        note = invoice._reverse_moves([{"invoice_date": "2026-10-06"}])
        note.action_post()
        self.fault("drop_after", "payment")
        lines = self.upload(invoice + note)
        operation = self.operations("allocate")
        self.assertEqual(operation.state, "done", operation.problem_text)
        self.assertEqual([self.row(each.remote_id)["Balance"] for each in lines], [0, 0])
        self.assertEqual(len(self.books("Payment")), 1)
        self.assertEqual(self.books("Payment")[0]["TotalAmt"], 0)

    def test_pdf_is_attached_once(self):
        self.patch(
            type(self.env["account.move"]),
            "_acct_link_pdf",
            lambda move: (f"Rechnung für {move.name}.pdf", PDF),
        )
        self.interface.attach_pdf = True
        self.fault("drop_after", "upload")
        line = self.upload(self.invoice())
        operation = self.operations("attach")
        self.assertEqual(operation.state, "done", operation.problem_text)
        [file] = self.books("Attachable")
        self.assertEqual(file["Size"], len(PDF))
        self.assertIn("für", file["FileName"])
        [ref] = file["AttachableRef"]
        self.assertEqual(ref["EntityRef"], {"type": "Invoice", "value": line.remote_id[8:]})

    def test_contact_is_updated(self):
        line = self.upload(self.invoice())
        contact = line.document["contact"]
        party = Party(key="K", name="Kowhai", email="new@example.com", role=CUSTOMER)
        self.env["acct.link.operation"]._enqueue(
            self.interface, "update_contact", contact, values={"party": to_json(party)}
        )
        self.fault("drop_after", "customer")
        self.run_loop()
        operation = self.operations("update_contact")
        self.assertEqual(operation.state, "done", operation.problem_text)
        row = self.row(contact)
        self.assertEqual(row["PrimaryEmailAddr"]["Address"], "new@example.com")
        self.assertEqual(row["DisplayName"], "Kowhai Office")
