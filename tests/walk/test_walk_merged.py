"""The bookkeeper merges the contacts of two customers, over real HTTP to the strict stand-in."""

from common_walk import WalkCommon

from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestWalkMerged(WalkCommon):
    pulls_codes = True

    def setUp(self):
        super().setUp()
        names = ("Rata Joinery", "Totara Homes")
        self.rata, self.totara = self.env["res.partner"].create([{"name": name} for name in names])
        self.assertExact(self.upload(self.invoice(partner=self.rata)))
        self.assertExact(self.upload(self.invoice(partner=self.totara)))
        contacts = {row["name"]: row["id"] for row in self.books("contacts")}
        self.kept = contacts["Totara Homes"]
        self.bookkeeper("merge_contact", id=contacts["Rata Joinery"], into=self.kept)

    def ask(self):
        """Upload a document of the customer whose contact is gone. :return: its line"""
        line = self.upload(self.invoice(partner=self.rata))
        self.assertEqual(line.state, "failed")
        self.assertProblem(line, "contact_of_another")
        self.assertIn("Totara Homes", line.problem_text)
        return line

    def answer(self, line, answer):
        """As a clerk does: by the wrench of the line, and the button of the list it opens."""
        action = line.action_repair()
        window = action.get("params", {}).get("next", action)
        self.assertEqual(window["res_model"], "acct.link.match")
        rows = self.env["acct.link.match"].search(window.get("domain") or [])
        row = rows.filtered(lambda each: each.partner_id == self.rata)
        self.assertEqual(row.question, "second", row.problem_text)
        action = row.action_answer()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        self.assertIn("Totara Homes", wizard.question)
        getattr(wizard, answer)()
        line.action_retry()
        self.run_loop()

    def test_document_of_the_one_goes_to_the_others_contact_by_a_persons_word_only(self):
        line = self.ask()
        self.answer(line, "action_same")
        self.assertEqual(line.state, "uploaded", line.problem_text)
        rows = [row for row in self.books("invoices") if row["id"] == line.remote_id]
        self.assertEqual(rows[0]["contact_id"], self.kept)
        # The word is remembered.
        self.assertExact(self.upload(self.invoice(partner=self.rata)))
        self.assertExact(self.upload(self.invoice(partner=self.totara)))

    def test_document_stays_here_when_they_are_two_customers(self):
        line = self.ask()
        self.answer(line, "action_own")
        self.assertEqual(line.state, "failed")
        self.assertProblem(line, "contact_of_its_own")
        # The cure, and it works: under another name it gets a contact of its own.
        self.rata.name = "Rata Joinery 2026"
        line.action_retry()
        self.run_loop()
        self.assertEqual(line.state, "uploaded", line.problem_text)
        rows = [row for row in self.books("invoices") if row["id"] == line.remote_id]
        self.assertNotEqual(rows[0]["contact_id"], self.kept)
