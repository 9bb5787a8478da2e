"""A bookkeeper merges contacts: what goes out afterwards follows by itself, over real HTTP."""

from common_walk import WalkCommon

from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestMergedContacts(WalkCommon):
    pulls_codes = True

    def setUp(self):
        super().setUp()
        self.first = self.upload(self.invoice())
        self.contact = self.first.document["contact"]
        self.others = [
            row["id"]
            for row in self.books("contacts")
            if row["status"] == "ACTIVE" and row["id"] != self.contact
        ]

    def merge(self, into=None):
        """:return: the contact that is left"""
        into = into or self.others[0]
        self.bookkeeper("merge_contact", id=self.contact, into=into)
        return into

    def row(self, line):
        [row] = [each for each in self.books("invoices") if each["id"] == line.remote_id]
        return row

    def change(self, line, **vals):
        move = line.move_id
        move.button_draft()
        move.invoice_line_ids[0].write({"price_unit": 120, "name": "Survey, corrected"})
        move.write(vals)
        move.action_post()

    def update(self, line):
        """Press "Update in the Books". :return: the follow-up, after the loop"""
        line.action_update_remote()
        self.run_loop()
        return self.env["acct.link.operation"].search([("line_id", "=", line.id)])

    # === DOCUMENTS === #

    def test_first_documents_after_a_merge_go_to_the_contact_that_is_left(self):
        into = self.merge()
        lines = self.upload(self.invoices(3))
        self.assertExact(lines)
        self.assertEqual({self.row(line)["contact_id"] for line in lines}, {into})
        self.assertEqual(len(self.calls("PUT", "Invoices")), 3, "one was refused")
        self.assertExact(self.upload(self.invoice()))
        self.assertEqual(len(self.calls("PUT", "Invoices")), 4, "now it is known")

    def test_document_of_a_contact_that_was_archived_fails_and_says_so(self):
        self.bookkeeper("archive_contact", id=self.contact)
        line = self.upload(self.invoice())
        self.assertEqual(line.state, "failed")
        self.assertProblem(line, "contact_archived")
        self.assertEqual(len(self.calls("PUT", "Invoices")), 2, "once for each contact")
        self.bookkeeper("restore_contact", id=self.contact)
        line.action_retry()
        self.run_loop()
        self.assertExact(line)

    def test_document_of_a_contact_that_was_merged_into_an_archived_one_fails(self):
        self.bookkeeper("archive_contact", id=self.merge())
        line = self.upload(self.invoice())
        self.assertProblem(line, "contact_archived")

    def test_contact_chosen_for_a_document_alone_is_followed(self):
        batch = self.invoice().action_acct_link_batch()
        line = self.env["acct.link.batch"].browse(batch["res_id"]).line_ids
        line.sudo().chosen_contact = self.contact
        into = self.merge()
        line.batch_id.action_upload()
        self.run_loop()
        self.assertExact(line)
        self.assertEqual(self.row(line)["contact_id"], into)

    # === FOLLOW-UPS === #

    def test_update_of_a_document_whose_contact_was_merged(self):
        into = self.merge()
        self.change(self.first)
        self.assertEqual(self.update(self.first).state, "done")
        row = self.row(self.first)
        self.assertEqual(row["contact_id"], into)
        self.assertAlmostEqual(row["total"], self.first.move_id.amount_total, 2)
        self.assertEqual(len(self.calls("POST", f"Invoices/{self.first.remote_id}")), 1)
        self.assertFalse(self.first.changed_since)
        self.assertExact(self.upload(self.invoice()))

    def test_update_after_a_merge_still_sees_what_somebody_changed_there(self):
        self.merge()
        self.bookkeeper("edit", id=self.first.remote_id, date="2026-10-06")
        self.change(self.first)
        operation = self.update(self.first)
        self.assertProblem(operation, "update_changed_there")
        operation.action_retry()
        self.run_loop()
        self.assertEqual(operation.state, "done", operation.problem_text)

    def test_update_of_a_document_that_somebody_gave_to_another_contact_is_refused(self):
        self.bookkeeper("edit", id=self.first.remote_id, contact_id=self.others[1])
        self.change(self.first)
        self.assertProblem(self.update(self.first), "update_changed_there")

    def test_update_to_a_customer_whose_contact_was_merged(self):
        other = self.env["res.partner"].create({"name": "Rata Joinery"})
        theirs = self.upload(self.invoice(partner=other)).document["contact"]
        self.bookkeeper("merge_contact", id=theirs, into=self.others[0])
        self.change(self.first, partner_id=other.id)
        operation = self.update(self.first)
        self.assertEqual(operation.state, "done", operation.problem_text)
        self.assertEqual(self.row(self.first)["contact_id"], self.others[0])
