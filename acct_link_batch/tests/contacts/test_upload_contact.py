"""The loop: customers and the contacts of the accounting system."""

import json

from odoo.tests import tagged

from ...lib.outcome import Contact
from ..common import AcctLinkCommon


@tagged("post_install", "-at_install")
class TestUploadContact(AcctLinkCommon):
    def test_new_customers_are_added_in_bulk_before_the_documents(self):
        partners = self.env["res.partner"].create([{"name": f"New {n}"} for n in range(5)])
        moves = self.env["account.move"].union(
            *(self._invoice(partner=partner) for partner in partners for _twice in range(2))
        )
        lines = self._upload(moves)
        self.assertEqual(set(lines.mapped("state")), {"uploaded"})
        operations = [request.operation for request, _key in self.books.sent]
        self.assertEqual(operations, ["create_contacts"] * 2 + ["create_documents"] * 3)
        self.assertEqual(len(self.books.contacts), 6)

    def test_an_address_has_three_lines_which_contacts_of_a_firm_share(self):
        firm = self.env["res.partner"].create({"name": "Kea Trust", "is_company": True})
        person = self.env["res.partner"].create(
            {"name": "Bob", "parent_id": firm.id, "type": "contact"}
        )
        firm.write({"street": "PO Box 7", "street2": "Level 2", "acct_link_street3": "West Wing"})
        self.assertEqual(person.acct_link_street3, "West Wing")
        self._upload(self._invoice(partner=firm))
        [(request, _key)] = [
            each for each in self.books.sent if each[0].operation == "create_contacts"
        ]
        [party] = json.loads(request.text)
        self.assertEqual(party["address"]["lines"], ["PO Box 7", "Level 2", "West Wing"])

    def test_contact_is_matched_whatever_its_case_and_never_written(self):
        self.books.contacts = {"KEA  farms": Contact("C1", "KEA  farms")}
        line = self._upload(self._invoices(1))
        self.assertEqual(line.state, "uploaded")
        self.assertEqual(line.document["contact"], "C1")
        self.assertEqual(list(self.books.contacts), ["KEA  farms"])

    def test_match_only_fails_what_has_no_contact(self):
        self.interface.contact_policy = "match"
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        lines = self._upload(self._invoice(partner=stranger) + self._invoice())
        self.assertEqual(lines.mapped("state"), ["failed", "uploaded"])
        self.assertProblem(lines[0], "contact_not_found")
        self.interface.contact_policy = "add"

    def test_ambiguous_and_archived_contacts_stop_only_their_documents(self):
        self.books.contacts = {
            "Kea Farms": Contact("C1", "Kea Farms"),
            "KEA FARMS": Contact("C2", "KEA FARMS"),
            "Gone": Contact("C3", "Gone", archived=True),
            "Fine": Contact("C4", "Fine"),
        }
        gone, fine = self.env["res.partner"].create([{"name": "Gone"}, {"name": "Fine"}])
        lines = self._upload(
            self._invoice() + self._invoice(partner=gone) + self._invoice(partner=fine)
        )
        self.assertEqual(lines.mapped("state"), ["failed", "failed", "uploaded"])
        self.assertProblem(lines[0], "contact_ambiguous")
        self.assertProblem(lines[1], "contact_archived")

    def test_merged_contact_is_followed(self):
        self.books.contacts = {"Kea Farms": Contact("C1", "Kea Farms", True, merged_to="C9")}
        line = self._upload(self._invoices(1))
        self.assertEqual(line.document["contact"], "C9")

    def test_lost_answer_to_contacts_is_looked_up_and_adds_none_twice(self):
        new = self.env["res.partner"].create({"name": "New Customer"})
        self.books.faults = ["unanswered"]
        line = self._upload(self._invoice(partner=new))
        self.assertEqual(line.state, "uploaded")
        added = [r for r, _key in self.books.sent if r.operation == "create_contacts"]
        self.assertEqual(len(added), 1)

    def test_lost_request_for_contacts_waits_before_it_goes_again(self):
        new = self.env["res.partner"].create({"name": "New Customer"})
        self.books.faults = ["lost"]
        lines = self._upload(self._invoice(partner=new) + self._invoice())
        self.assertEqual(lines.mapped("state"), ["queued", "uploaded"])
        self.assertProblem(lines[0], "contact_unsure")
        self._run_loop()
        added = [r for r, _key in self.books.sent if r.operation == "create_contacts"]
        self.assertEqual(len(added), 1, "not again before the settle time")
        self._pass_settle_time()
        lines.sudo().filtered(lambda line: line.state == "queued").next_try = False
        self._run_loop()
        self.assertEqual(lines.mapped("state"), ["uploaded"] * 2)
        self.assertIn("New Customer", self.books.contacts)

    def test_contact_that_never_gets_an_answer_fails_visibly(self):
        new = self.env["res.partner"].create([{"name": f"New {n}"} for n in range(3)])
        moves = self.env["account.move"].union(*(self._invoice(partner=each) for each in new))
        self.books.faults = ["lost"] * 100
        lines = self._upload(moves)
        for _round in range(8):
            self._pass_settle_time()
            lines.sudo().filtered(lambda line: line.state == "queued").next_try = False
            self._run_loop()
        self.assertEqual(lines.mapped("state"), ["failed"] * 3)
        self.assertProblem(lines[0], "contact_no_answer")
        sizes = [request.text.count('"key"') for request, _key in self.books.sent]
        self.assertEqual(sizes[:2], [3, 3])
        self.assertEqual(set(sizes[2:]), {1}, "one by one, so that none holds up the others")
        self.books.faults = []
        self.env["acct.link.request"].sudo().search([]).first_sent_at = "2026-01-01"
        lines.action_retry()
        self._run_loop()
        self.assertEqual(lines.mapped("state"), ["uploaded"] * 3)

    def test_contact_that_cannot_be_asked_for_stops_only_its_documents(self):
        odd = self.env["res.partner"].create({"name": "Odd"})
        self.books.unclear = {"Odd"}
        lines = self._upload(self._invoice(partner=odd) + self._invoice())
        self.assertEqual(lines.mapped("state"), ["failed", "uploaded"])
        self.assertProblem(lines[0], "contact_unclear")
