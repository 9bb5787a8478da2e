"""After the upload, over real HTTP to the strict stand-in: void, update, set off, attach."""

import hashlib
from unittest.mock import patch

from common_walk import WalkCommon

from odoo import fields
from odoo.tests import Form, tagged

from odoo.addons.acct_link_batch.lib.document import Party, to_json

PDF = b"%PDF-1.7 not a real one, but bytes \x00\xff"


@tagged("post_install", "-at_install")
class TestWalkOperations(WalkCommon):
    pulls_codes = True

    def setUp(self):
        super().setUp()
        self.patch(
            type(self.env["account.move"]),
            "_acct_link_pdf",
            lambda move: (f"{move.name}.pdf", PDF),
        )

    def operations(self, operation=None):
        operations = self.env["acct.link.operation"].search([])
        return operations.filtered(lambda each: not operation or each.operation == operation)

    def let_time_pass(self):
        super().let_time_pass()
        past = fields.Datetime.subtract(fields.Datetime.now(), seconds=1)
        self.env["acct.link.operation"].sudo().search([("next_try", "!=", False)]).next_try = past

    def row(self, line, part="invoices"):
        [row] = [row for row in self.books(part) if row["id"] == line.remote_id]
        return row

    def reset_and_void(self, move):
        wizard = self.env["acct.link.reset"].create({"move_ids": move.ids})
        self.assertTrue(wizard.can_void)
        wizard.action_void()
        self.assertEqual(move.state, "draft")
        self.run_loop()

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

    # === CREDIT NOTES AGAINST INVOICES === #

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

    # === PDF === #

    def test_pdf_is_attached_with_its_bytes(self):
        self.interface.attach_pdf = True
        lines = self.upload(self.invoice() + self.invoice(move_type="out_refund"))
        self.assertEqual(
            self.operations().mapped("state"),
            ["done"] * 2,
            self.operations().mapped("problem_text"),
        )
        files = self.books("files")
        self.assertEqual({row["sha256"] for row in files}, {hashlib.sha256(PDF).hexdigest()})
        self.assertEqual({row["document_id"] for row in files}, set(lines.mapped("remote_id")))
        self.assertEqual(
            sorted(row["name"] for row in files),
            sorted(f"{name.replace('/', '-')}.pdf" for name in lines.mapped("number")),
        )
        # What is in the books is kept there, and not in the journal.
        self.assertFalse(any(operation.sudo().content for operation in self.operations()))
        self.assertNotIn("PDF-1.7", self.operations()[0].request_id.text)

    def test_lost_answers_to_a_pdf_are_looked_up(self):
        self.interface.attach_pdf = True
        for kind in ("drop_after", "garbage"):
            with self.subTest(kind=kind):
                self.fault(kind, path="Invoices/.*/Attachments")
                line = self.upload(self.invoice())
                files = [row for row in self.books("files") if row["document_id"] == line.remote_id]
                self.assertEqual(len(files), 1)
                self.assertEqual(line.operation_ids.state, "done")

    def test_pdf_that_never_arrived_goes_again(self):
        self.interface.attach_pdf = True
        self.fault("drop_before", path="Invoices/.*/Attachments")
        line = self.upload(self.invoice())
        self.assertEqual(line.operation_ids.state, "unknown")
        self.let_time_pass()
        self.run_loop()
        self.assertEqual(line.operation_ids.state, "done")
        self.assertEqual(len(self.books("files")), 1)

    def test_too_large_pdf_fails_its_operation_only(self):
        self.interface.attach_pdf = True
        large = b"%PDF" + b"x" * 3_000_000
        with patch.object(
            type(self.env["account.move"]), "_acct_link_pdf", lambda move: ("a.pdf", large)
        ):
            line = self.upload(self.invoice())
        self.assertEqual((line.state, line.operation_ids.state), ("uploaded", "failed"))
        self.assertProblem(line.operation_ids, "attach_too_large")
        self.assertFalse(self.books("files"))

    def test_pdf_without_permission_fails_its_operation_only(self):
        self.interface.attach_pdf = True
        self.fault("unauthorized_scope", path="Invoices/.*/Attachments")
        line = self.upload(self.invoice())
        self.assertEqual((line.state, line.operation_ids.state), ("uploaded", "failed"))
        self.assertProblem(line.operation_ids, "scope_missing")
        self.assertEqual(self.interface.sign_in_state, "connected")

    # === CONTACTS === #

    def contact_operation(self, operation, values, name="Totara Fencing"):
        if not any(each["name"] == name for each in self.books("contacts")):
            there = {"Phones": [{"PhoneType": "MOBILE", "PhoneNumber": "021 5"}]}
            contact_id = "c0ffee00-0000-4000-8000-000000000001"
            self.bookkeeper("add_contact", name=name, values={}, id=contact_id)
            self.bookkeeper("edit_contact", id=contact_id, values=there)
        [contact] = [
            each
            for each in self.books("contacts")
            if each["name"] == name and each["status"] == "ACTIVE"
        ]
        operation = self.env["acct.link.operation"]._enqueue(
            self.interface, operation, contact["id"], values=values, partner_id=self.customer.id
        )
        self.run_loop()
        [contact] = [each for each in self.books("contacts") if each["id"] == contact["id"]]
        return operation, contact

    def test_mapping_is_saved_and_never_over_another_number(self):
        operation, contact = self.contact_operation("save_mapping", {"number": "K-1"})
        self.assertEqual((operation.state, contact["contact_number"]), ("done", "K-1"))
        operation, contact = self.contact_operation("save_mapping", {"number": "K-2"})
        self.assertEqual((operation.state, contact["contact_number"]), ("failed", "K-1"))
        self.assertProblem(operation, "mapping_taken")

    def test_contact_is_updated_and_keeps_the_rest(self):
        before = self.contact_operation("save_mapping", {"number": "K-1"})[1]
        name = "Totara Fencing"
        party = Party(name, name, email="new@example.com", phone="04 123")
        operation, contact = self.contact_operation("update_contact", {"party": to_json(party)})
        self.assertEqual(operation.state, "done", operation.problem_text)
        self.assertEqual(contact["email"], "new@example.com")
        self.assertEqual(contact["contact_number"], "K-1")
        self.assertEqual(contact["name"], before["name"])
        phones = {each["PhoneType"]: each["PhoneNumber"] for each in contact["values"]["Phones"]}
        self.assertEqual(phones, {"DEFAULT": "04 123", "MOBILE": "021 5"})
