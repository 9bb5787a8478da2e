"""What was chosen for one customer, and what becomes of it when the customer is another one."""

from odoo.tests import tagged

from ..common_customers import CustomersCommon


@tagged("post_install", "-at_install")
class TestContactCustomer(CustomersCommon):
    # === CHOSEN ON THE DOCUMENT === #

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

    def test_contact_of_one_document_falls_away_as_its_customer_joins_another(self):
        self.interface.match_rule = "name"
        self.totara.is_company = True
        line = self._batch(self._invoice(partner=self.rimu)).line_ids
        line.sudo().chosen_contact = "C-Rimu Trading"
        self.rimu.parent_id = self.totara
        self.assertFalse(line.chosen_contact)
        line.batch_id.action_upload()
        self._run_loop()
        self.assertEqual(line.document["contact"], "C-Totara Ltd")

    def test_documents_of_its_contacts_go_where_a_customer_goes(self):
        """Odoo moves their entries, and leaves the documents behind."""
        self.interface.match_rule = "name"
        self.totara.is_company = True
        person = self.env["res.partner"].create({"name": "Jo", "parent_id": self.rimu.id})
        move = self._invoice(partner=person)
        self.assertEqual(move.commercial_partner_id, self.rimu)
        self.rimu.parent_id = self.totara
        self.assertEqual(move.line_ids.partner_id, self.totara)
        self.assertEqual(move.commercial_partner_id, self.totara)
        self.assertEqual(self._sent(move).contact, "C-Totara Ltd")

    def test_document_of_a_person_who_leaves_stays_with_its_customer(self):
        self.interface.match_rule = "name"
        person = self.env["res.partner"].create({"name": "Jo", "parent_id": self.rimu.id})
        move = self._invoice(partner=person)
        person.parent_id = self.totara
        self.assertEqual(move.line_ids.partner_id, self.rimu)
        self.assertEqual(self._sent(move).contact, "C-Rimu Ltd")

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
