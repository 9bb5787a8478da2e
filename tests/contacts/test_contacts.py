"""Contacts that are added, sent alone and changed; over real HTTP to the strict stand-in."""

import json
from unittest.mock import patch

from match_common import MatchCommon

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestContacts(MatchCommon):
    # === NEW ONES === #

    def test_new_contact_with_its_person(self):
        person = self.env["res.partner"].create(
            {"name": "Jane van Dyk", "email": "jane@example.com", "parent_id": self.stranger.id}
        )
        row = self.row_of_failed(self.stranger)
        row.person_id = person
        row.action_create()
        self.assertEqual(row.state, "queued")
        self.assertFalse(self.calls("PUT", "Contacts"), "a button writes nothing")
        self.run_loop()
        self.assertEqual(row.state, "matched", row.problem_text)
        [contact] = self.sent("create_contacts")
        for text in ('"FirstName": "Jane"', '"LastName": "van Dyk"', "jane@example.com"):
            self.assertIn(text, contact.text)
        self.assertEqual(row.failed_count, 1)
        row.action_retry()
        self.run_loop()
        self.assertEqual(row.failed_count, 0)
        self.assertEqual(self.books("invoices")[0]["contact_id"], self.contact(row.label)["id"])

    def test_lost_answer_to_a_new_contact_adds_none_twice(self):
        for number, kind in enumerate(("drop_after", "garbage", "status_500_after", "truncated")):
            with self.subTest(kind=kind):
                partner = self.env["res.partner"].create({"name": f"Kiwi {number}"})
                self.fault(kind, "Contacts$")
                partner.action_acct_link_send()
                self.run_loop()
                names = [row["name"] for row in self.books("contacts")]
                self.assertEqual(names.count(f"Kiwi {number}"), 1)
                row = self.env["acct.link.match"].search([("partner_id", "=", partner.id)])
                self.assertEqual(row.state, "matched")

    def test_lost_request_for_a_new_contact_goes_again_after_the_settle_time(self):
        self.fault("drop_before", "Contacts$")
        self.stranger.action_acct_link_send()
        self.run_loop()
        row = self.env["acct.link.match"].search([])
        self.assertEqual(row.state, "queued")
        self.assertProblem(row, "contact_unsure")
        self.let_time_pass()
        row.sudo().next_try = False
        self.run_loop()
        self.assertEqual(row.state, "matched", row.problem_text)
        self.assertEqual(len(self.calls("PUT", "Contacts")), 2)

    def test_death_after_the_answer_adds_none_twice(self):
        """The process dies between the answer to a new contact and its note."""
        Request = self.registry["acct.link.request"]
        self.stranger.action_acct_link_send()
        with (
            patch.object(Request, "_store_answers", side_effect=RuntimeError("dead")),
            mute_logger("odoo.addons.acct_link_batch.models.upload.upload"),
        ):
            self.run_loop()
        row = self.env["acct.link.match"].search([])
        self.assertEqual(row.state, "queued")
        self.let_time_pass()
        self.run_loop()
        self.assertEqual(row.state, "matched")
        self.assertEqual(len(self.calls("PUT", "Contacts")), 1)
        names = [contact["name"] for contact in self.books("contacts")]
        self.assertEqual(names.count(self.stranger.name), 1)

    def test_refused_contact_says_why_and_stays_in_the_list(self):
        self.bookkeeper("archive_contact", id=self.kowhai["id"])
        self.customer.action_acct_link_send()
        self.run_loop()
        row = self.env["acct.link.match"].search([])
        self.assertEqual(row.state, "open")
        self.assertProblem(row, "contact_archived")

    # === SENT ALONE === #

    def test_customer_is_sent_once_and_matched_afterwards(self):
        partners = self.stranger + self.customer
        before = self.books("contacts")
        partners.action_acct_link_send()
        self.run_loop()
        [request] = self.sent("create_contacts")
        self.assertEqual(request.item_count, 1)
        self.assertEqual(len(self.books("contacts")), len(before) + 1)
        bodies = " ".join(self.stranger.message_ids.mapped("body"))
        self.assertIn("Added as a contact", bodies)
        self.assertIn("Matched", " ".join(self.customer.message_ids.mapped("body")))
        self.stranger.street = "Moved"
        action = partners.action_acct_link_send()
        self.assertIn("already", action["params"]["message"])
        self.run_loop()
        self.assertEqual(len(self.sent("create_contacts")), 1)
        self.assertEqual(self.stranger.acct_link_contact_count, 1)
        self.assertIn("/Contacts/View/", self.stranger.acct_link_contact_ids.remote_url)
        self.assertExact(self.upload(self.invoice(partner=self.stranger)))

    def test_job_sends_its_customer_under_its_code(self):
        self.interface.match_rule = "job"
        plan = self.env["account.analytic.plan"].create({"name": "Jobs"})
        job = self.env["account.analytic.account"].create(
            {"name": "Bridge", "code": "J-9", "plan_id": plan.id, "partner_id": self.stranger.id}
        )
        with self.assertRaisesRegex(UserError, "from the jobs"):
            self.stranger.action_acct_link_send()
        job.action_acct_link_send()
        self.run_loop()
        [request] = self.sent("create_contacts")
        self.assertIn('"AccountNumber": "J-9"', request.text)
        job.partner_id = False
        with self.assertRaisesRegex(UserError, "no customer"):
            job.action_acct_link_send()

    def test_customer_without_a_code_is_not_sent_by_code(self):
        self.interface.match_rule = "code"
        with self.assertRaisesRegex(UserError, "has no code"):
            self.customer.action_acct_link_send()

    # === WHAT CHANGED HERE === #

    def updates(self):
        operations = self.env["acct.link.operation"].search([("operation", "=", "update_contact")])
        self.assertEqual(
            set(operations.mapped("state")) - {"done"}, set(), operations.mapped("problem_text")
        )
        return self.sent("update_contact")

    def test_change_goes_there_only_for_the_fields_that_are_ticked(self):
        self.interface.contact_policy = "add"
        customer = self.env["res.partner"].create(
            {"name": "Miro Ltd", "email": "a@example.com", "phone": "1", "street": "Here"}
        )
        self.assertExact(self.upload(self.invoice(partner=customer)))
        customer.write({"email": "b@example.com", "phone": "2", "street": "There"})
        self.assertExact(self.upload(self.invoice(partner=customer)))
        self.assertFalse(self.updates(), "off by default")
        self.interface.update_email = True
        self.assertExact(self.upload(self.invoice(partner=customer)))
        [request] = self.updates()
        remote_id = self.contact("Miro Ltd")["id"]
        self.assertEqual(
            json.loads(request.text),
            {"Contacts": [{"ContactID": remote_id, "EmailAddress": "b@example.com"}]},
        )
        self.assertEqual(self.contact("Miro Ltd")["email"], "b@example.com")
        self.assertExact(self.upload(self.invoice(partner=customer)))
        self.assertEqual(len(self.updates()), 1, "told once")
        customer.write({"email": "no address", "name": "Miro Ltd"})
        self.assertExact(self.upload(self.invoice(partner=customer)))
        self.assertEqual(len(self.updates()), 1)

    def test_renamed_customer_keeps_its_contact_and_renames_it_where_that_is_ticked(self):
        self.interface.contact_policy = "add"
        customer = self.env["res.partner"].create({"name": "Jon Smith"})
        first = self.upload(self.invoice(partner=customer))
        self.assertExact(first)
        customer.name = "John Smith"
        before = self.books("contacts")
        second = self.upload(self.invoice(partner=customer))
        self.assertExact(second)
        self.assertEqual(second.document["contact"], first.document["contact"])
        self.assertEqual(self.books("contacts"), before, "off by default")
        self.interface.update_name = True
        self.assertExact(self.upload(self.invoice(partner=customer)))
        customer.name = "John Smith & Sons"
        self.assertExact(self.upload(self.invoice(partner=customer)))
        remote_id = first.document["contact"]
        self.assertEqual(
            [json.loads(request.text) for request in self.updates()],
            [
                {"Contacts": [{"ContactID": remote_id, "Name": name}]}
                for name in ("John Smith", "John Smith & Sons")
            ],
        )
        self.assertEqual(self.contact("John Smith & Sons")["id"], remote_id)
        # The name that is free there now is nobody's.
        other = self.env["res.partner"].create({"name": "Jon Smith"})
        third = self.upload(self.invoice(partner=other))
        self.assertExact(third)
        self.assertNotEqual(third.document["contact"], remote_id)

    def test_contact_is_not_renamed_to_a_name_that_another_one_has(self):
        self.interface.write({"contact_policy": "add", "update_name": True})
        customer = self.env["res.partner"].create({"name": "Jon Smith"})
        self.assertExact(self.upload(self.invoice(partner=customer)))
        customer.name = "Cafe Zoe"
        line = self.upload(self.invoice(partner=customer))
        self.assertExact(line)
        self.assertEqual(line.document["contact"], self.contact("Jon Smith")["id"])
        operation = self.env["acct.link.operation"].search([("operation", "=", "update_contact")])
        self.assertEqual(operation.state, "failed")
        self.assertProblem(operation, "operation_name_taken")

    def test_contact_that_was_there_is_left_alone_until_something_changes_here(self):
        self.interface.write({"update_email": True, "update_phone": True})
        self.customer.email = "here@example.com"
        self.assertExact(self.upload(self.invoice()))
        self.assertFalse(self.updates())
        self.customer.phone = "06 555 0000"
        self.fault("drop_after", "Contacts", "POST")
        self.assertExact(self.upload(self.invoice()))
        [request] = self.updates()
        posted = [c for c in self.control("calls")["calls"] if c["method"] == "POST"]
        self.assertEqual(len([c for c in posted if "Contacts" in c["path"]]), 1)
        self.assertIn("06 555 0000", request.text)

    def test_customers_that_share_a_contact_stop_no_document(self):
        self.interface.write({"update_email": True})
        twin = self.env["res.partner"].create({"name": "Kowhai Orchard", "ref": "K-2"})
        both = (self.stranger, twin)
        self.upload(self.invoice(partner=self.stranger) | self.invoice(partner=twin))
        for partner in both:
            row = self.row_of(partner)
            row.remote_contact_id = self.env["acct.link.remote.contact"].search(
                [("remote_id", "=", self.kowhai["id"])]
            )
            action = row.action_map()
        # The first one's by its choice; the second one is said to be the same customer.
        self.assertEqual(row.state, "open")
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        self.assertIn(self.stranger.name, wizard.question)
        wizard.action_same()
        self.assertEqual(row.state, "matched")
        for attempt in ("first", "second"):
            for partner in both:
                partner.email = f"{attempt}.{partner.ref}@example.com"
            moves = self.invoice(partner=self.stranger) | self.invoice(partner=twin)
            self.assertExact(self.upload(moves))
        self.assertEqual(len(self.updates()), 1)
        self.assertEqual(self.contact("Kowhai Office")["email"], "second.K-1@example.com")
