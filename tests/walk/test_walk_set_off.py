"""After the upload, over real HTTP to the strict stand-in: credit notes against their invoices."""

from common_operations import OperationsCommon

from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestWalkSetOff(OperationsCommon):
    def reverse(self, invoice):
        note = invoice._reverse_moves([{"invoice_date": "2026-10-06"}])
        note.action_post()
        return note

    def test_credit_note_is_set_against_its_invoice(self):
        self.interface.allocate_credit_notes = True
        invoice = self.invoice()
        lines = self.upload(invoice + self.reverse(invoice))
        operation = self.operations()
        self.assertEqual((operation.operation, operation.state), ("allocate", "done"))
        self.assertEqual(self.row(lines[0])["outstanding"], 0)
        self.assertEqual(self.row(lines[1], "credit_notes")["outstanding"], 0)

    def test_credit_note_that_is_uploaded_later_is_set_off_too(self):
        self.interface.allocate_credit_notes = True
        invoice = self.invoice()
        first = self.upload(invoice)
        note = self.reverse(invoice)
        self.assertFalse(self.operations())
        self.upload(note)
        self.assertEqual(self.operations().state, "done")
        self.assertEqual(self.row(first)["status"], "PAID")

    def test_what_was_uploaded_before_the_switch_is_set_off_once(self):
        invoice, later = self.invoice(), self.invoice()
        lines = self.upload(invoice + self.reverse(invoice))
        early_note = self.upload(self.reverse(later))
        self.assertFalse(self.operations())
        self.interface.allocate_credit_notes = True
        self.run_loop()
        self.assertEqual(self.operations().mapped("state"), ["done"])
        self.assertEqual(self.row(lines[0])["outstanding"], 0)
        # The invoice of this one comes last.
        self.upload(later)
        self.assertEqual(self.operations().mapped("state"), ["done"] * 2)
        self.assertEqual(self.row(early_note, "credit_notes")["outstanding"], 0)
        self.interface.allocate_credit_notes = False
        self.interface.allocate_credit_notes = True
        self.upload(self.invoice())
        self.assertEqual(len(self.operations()), 2)

    def test_set_off_that_was_cancelled_does_not_come_back(self):
        invoice = self.invoice()
        self.upload(invoice + self.reverse(invoice))
        self.interface.allocate_credit_notes = True
        self.operations().action_cancel()
        self.upload(self.invoice())
        self.assertEqual(self.operations().mapped("state"), ["cancelled"])

    def test_drafts_are_planned_once_the_interface_approves(self):
        self.interface.write({"allocate_credit_notes": True, "xero_status": "DRAFT"})
        invoice = self.invoice()
        self.upload(invoice + self.reverse(invoice))
        self.assertFalse(self.operations())
        self.interface.xero_status = "AUTHORISED"
        self.run_loop()
        # They are drafts there still, and the operation says so.
        self.assertEqual(self.operations().state, "failed")
        self.assertProblem(self.operations(), "allocate_not_approved")

    def test_switch_off_sets_nothing_off(self):
        invoice = self.invoice()
        self.upload(invoice + self.reverse(invoice))
        self.assertFalse(self.operations())

    def test_only_what_is_left_is_set_off(self):
        invoice = self.invoice()
        line = self.upload(invoice)
        self.bookkeeper("pay", id=line.remote_id, amount="100.00")
        self.interface.allocate_credit_notes = True
        note = self.upload(self.reverse(invoice))
        self.assertEqual(self.operations().state, "done")
        self.assertEqual(self.row(line)["outstanding"], 0)
        self.assertEqual(self.row(note, "credit_notes")["outstanding"], 100)

    def test_paid_invoice_takes_no_credit_note(self):
        invoice = self.invoice()
        line = self.upload(invoice)
        self.bookkeeper("pay", id=line.remote_id)
        self.interface.allocate_credit_notes = True
        note = self.upload(self.reverse(invoice))
        self.assertEqual((self.operations().state, note.state), ("failed", "uploaded"))
        self.assertProblem(self.operations(), "allocate_paid")

    def test_lost_answers_to_an_allocation_are_looked_up(self):
        self.interface.allocate_credit_notes = True
        for kind in ("drop_after", "garbage"):
            with self.subTest(kind=kind):
                invoice = self.invoice()
                self.fault(kind, path="CreditNotes/.*/Allocations")
                lines = self.upload(invoice + self.reverse(invoice))
                path = f"CreditNotes/{lines[1].remote_id}/Allocations"
                self.assertEqual(len(self.calls("PUT", path)), 1)
                self.assertEqual(self.row(lines[0])["outstanding"], 0)
        self.assertEqual(set(self.operations().mapped("state")), {"done"})

    def test_drafts_are_not_set_off(self):
        self.interface.write({"allocate_credit_notes": True, "xero_status": "DRAFT"})
        invoice = self.invoice()
        self.upload(invoice + self.reverse(invoice))
        self.assertFalse(self.operations())
