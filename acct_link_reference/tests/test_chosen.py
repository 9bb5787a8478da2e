"""What was chosen for one customer, and what becomes of it when the customer is another one."""

from unittest.mock import patch

from odoo.tests import Form, tagged

from odoo.addons.acct_link_batch.tests.common_customers import CustomersCommon


@tagged("post_install", "-at_install")
class TestChosen(CustomersCommon):
    def _draft(self, **vals):
        move = self._invoice(post=False, partner=self.rimu)
        move.write({"acct_link_name": "Rimu Trading", "acct_link_reference": "J-RIMU", **vals})
        return move

    def assertFallen(self, move):
        self.assertEqual(move.acct_link_name, "Totara Ltd")
        self.assertFalse(move.acct_link_reference)
        self.assertFalse(move.acct_link_chosen_name)

    # === CHOSEN ON THE DOCUMENT === #

    def test_second_customer_with_the_reference_is_asked_for(self):
        self.interface.match_rule = "job"
        moves = self._draft() + self._draft(partner_id=self.totara.id)
        moves[1].acct_link_reference = "J-RIMU"
        moves.action_post()
        lines = self._upload(moves)
        self.assertEqual(lines.mapped("state"), ["uploaded", "failed"])
        self.assertProblem(lines[1], "contact_of_another")

    def test_name_of_a_job_is_that_on_its_invoices(self):
        plan = self.env["account.analytic.plan"].create({"name": "Jobs"})
        job = self.env["account.analytic.account"].create({"name": "Bridge", "plan_id": plan.id})
        Parties = self.env["acct.link.party"]
        self.assertEqual(Parties._get_job_name(job), "")
        job.acct_link_invoice_name = "Bridge Trust"
        self.assertEqual(Parties._get_job_name(job), "Bridge Trust")

    def test_another_customer_drops_what_was_chosen(self):
        move = self._draft()
        move.partner_id = self.totara
        self.assertFallen(move)
        move.invoice_date = "2026-10-05"
        move.action_post()
        self.assertEqual(self._sent(move).contact, "C-Totara Ltd")

    def test_copy_for_another_customer_drops_what_was_chosen(self):
        move = self._draft()
        self.assertFallen(move.copy({"partner_id": self.totara.id}))
        copy = move.copy()
        self.assertEqual(copy.acct_link_name, "Rimu Trading", "for the same customer it is kept")
        copy.partner_id = self.totara
        self.assertFallen(copy)

    def test_import_of_another_customer_drops_what_was_chosen(self):
        move = self._draft()
        self.env.flush_all()
        result = self.env["account.move"].load(
            [".id", "partner_id/.id"], [[str(move.id), str(self.totara.id)]]
        )
        self.assertFalse(result["messages"])
        self.assertFallen(move)

    def test_add_on_that_comes_or_goes_changes_no_document(self):
        """An uploaded document is not taken for changed because columns came to its table."""
        plain, chosen = self._invoice(), self._draft()
        moves, Line = plain + chosen, self.env["acct.link.batch.line"]
        with patch.object(type(moves), "_get_acct_link_chosen", lambda _moves: ()):
            before = Line._get_fingerprints(moves)
        after = Line._get_fingerprints(moves)
        self.assertEqual(after[plain.id], before[plain.id])
        self.assertNotEqual(after[chosen.id], before[chosen.id])
        chosen.acct_link_reference = "J-OTHER"
        self.assertNotEqual(Line._get_fingerprints(chosen)[chosen.id], after[chosen.id])

    def test_form_shows_at_once_that_it_falls_away(self):
        move = self._draft()
        with Form(move) as form:
            self.assertEqual(form.acct_link_name, "Rimu Trading")
            form.partner_id = self.totara
            self.assertEqual(form.acct_link_name, "Totara Ltd")
        self.assertFallen(move)

    def test_form_drops_what_was_typed_for_another_customer(self):
        new = self.env["account.move"].with_context(default_move_type="out_invoice")
        for record in (new, self._invoice(post=False, partner=self.rimu)):
            with self.subTest(record=record), Form(record) as form:
                form.partner_id = self.rimu
                form.acct_link_name = "Rimu Trading"
                form.acct_link_reference = "J-RIMU"
                form.partner_id = self.totara
                self.assertEqual(form.acct_link_name, "Totara Ltd")
                self.assertFalse(form.acct_link_reference)
                form.acct_link_reference = "J-TOTARA"
            self.assertEqual(form.record.acct_link_name, "Totara Ltd")
            self.assertEqual(form.record.acct_link_reference, "J-TOTARA")

    def test_what_is_chosen_with_the_new_customer_counts(self):
        move = self._draft()
        move.write({"partner_id": self.totara.id, "acct_link_name": "Totara Trading"})
        self.assertEqual(move.acct_link_name, "Totara Trading")
        self.assertFalse(move.acct_link_reference)
        copy = self._draft().copy(
            {"partner_id": self.totara.id, "acct_link_chosen_name": "Totara & Sons"}
        )
        self.assertEqual(copy.acct_link_name, "Totara & Sons")

    def test_other_contact_of_the_same_customer_keeps_it(self):
        person = self.env["res.partner"].create({"name": "Jo", "parent_id": self.rimu.id})
        move = self._draft()
        move.partner_id = person
        self.assertEqual(move.acct_link_name, "Rimu Trading")
        self.assertEqual(move.acct_link_reference, "J-RIMU")

    def test_first_customer_of_a_draft_keeps_what_was_typed(self):
        move = self.env["account.move"].create(
            {"move_type": "out_invoice", "acct_link_reference": "J-1"}
        )
        move.partner_id = self.rimu
        self.assertEqual(move.acct_link_reference, "J-1")

    def test_recurring_invoice_keeps_what_was_chosen(self):
        move = self._draft(auto_post="monthly")
        move.action_post()
        self.env.flush_all()
        recurring = self.env["account.move"].search([("auto_post_origin_id", "=", move.id)])
        self.assertEqual((recurring - move).acct_link_name, "Rimu Trading")
