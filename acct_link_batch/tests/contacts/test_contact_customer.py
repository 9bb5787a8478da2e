"""What was chosen for one customer, and what becomes of it when the customer is another one."""

from odoo.tests import Form, tagged

from ...lib.outcome import Contact
from ..common import AcctLinkCommon


@tagged("post_install", "-at_install")
class TestContactCustomer(AcctLinkCommon):
    def setUp(self):
        super().setUp()
        self.rimu, self.totara = self.env["res.partner"].create(
            [{"name": "Rimu Ltd"}, {"name": "Totara Ltd"}]
        )
        self.books.contacts |= {
            name: Contact(f"C-{name}", name)
            for name in ("Rimu Ltd", "Totara Ltd", "Rimu Trading", "J-RIMU")
        }
        self.interface.match_rule = "invoice_name"

    def _draft(self, **vals):
        move = self._invoice(post=False, partner=self.rimu)
        move.write({"acct_link_name": "Rimu Trading", "acct_link_reference": "J-RIMU", **vals})
        return move

    def assertFallen(self, move):
        self.assertEqual(move.acct_link_name, "Totara Ltd")
        self.assertFalse(move.acct_link_reference)
        self.assertFalse(move.acct_link_chosen_name)

    # === CHOSEN ON THE DOCUMENT === #

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

    def test_form_shows_at_once_that_it_falls_away(self):
        move = self._draft()
        with Form(move) as form:
            self.assertEqual(form.acct_link_name, "Rimu Trading")
            form.partner_id = self.totara
            self.assertEqual(form.acct_link_name, "Totara Ltd")
        self.assertFallen(move)

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

    def test_contact_of_one_document_falls_away_with_its_customer(self):
        self.interface.match_rule = "name"
        move = self._invoice(partner=self.rimu)
        line = self._batch(move).line_ids
        line.sudo().chosen_contact = "C-Rimu Trading"
        move.button_draft()
        move.partner_id = self.totara
        self.assertFalse(line.chosen_contact)
        move.action_post()
        line.batch_id.action_upload()
        self._run_loop()
        self.assertEqual(line.document["contact"], "C-Totara Ltd")

    # === MERGED === #

    def _merge(self, survivor, *others):
        ids = survivor.union(*others).ids
        self.env["base.partner.merge.automatic.wizard"].sudo()._merge(ids, survivor)
        self.env.invalidate_all()

    def test_merge_carries_over_what_was_said(self):
        third = self.env["res.partner"].create({"name": "Matai Ltd"})
        shares = self.env["acct.link.contact.share"].sudo()
        for customer, other in ((self.rimu, third), (third, self.totara)):
            shares.create(
                {
                    "interface_id": self.interface.id, "remote_id": "X", "is_same": True,
                    "partner_id": customer.id, "other_id": other.id,
                }
            )  # fmt: skip
        self._merge(self.totara, self.rimu)
        left = shares.search([])
        self.assertEqual(left.partner_id | left.other_id, third | self.totara)
        self.assertEqual(len(left), 1)

    def test_merge_while_a_contact_is_on_its_way_loses_nothing(self):
        self.interface.match_rule = "name"
        new = self.env["res.partner"].create({"name": "Kauri Ltd"})
        self.books.faults = ["lost"]
        line = self._upload(self._invoice(partner=new))
        self.assertProblem(line, "contact_unsure")
        self._merge(self.totara, new)
        self._pass_settle_time()
        self._run_loop()
        self.assertEqual(line.state, "uploaded", line.problem_text)
        self.assertEqual(line.document["contact"], "C-Totara Ltd")
