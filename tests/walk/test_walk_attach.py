"""After the upload, over real HTTP to the strict stand-in: files of documents; contacts."""

import hashlib
from unittest.mock import patch

from common_operations import PDF, OperationsCommon

from odoo.tests import tagged

from odoo.addons.acct_link_batch.lib.document import Party, to_json


@tagged("post_install", "-at_install")
class TestWalkAttach(OperationsCommon):
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
