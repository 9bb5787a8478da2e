"""Customers and contacts over real HTTP to the strict stand-in."""

import json
from unittest.mock import patch

from common_walk import WalkCommon

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

CODES = ("code", "job")


@tagged("post_install", "-at_install")
class TestMatchRules(WalkCommon):
    def setUp(self):
        super().setUp()
        self.pull_codes()

    def use(self, rule, policy="add"):
        self.interface.write({"match_rule": rule, "contact_policy": policy})

    def add_contact(self, name, **values):
        self.bookkeeper("add_contact", name=name, values=values)
        return next(row["id"] for row in self.books("contacts") if row["name"] == name)

    def new_contacts(self, before):
        known = {row["id"] for row in before}
        return [row for row in self.books("contacts") if row["id"] not in known]

    def customer_with_key(self, rule, key, **vals):
        """(customer, what its invoice needs) whose key under the rule is this one."""
        name = key if rule == "name" else vals.pop("name", "Somebody Ltd")
        customer = self.env["res.partner"].create(
            {"name": name, "ref": key if rule == "code" else False, **vals}
        )
        extra = {"invoice_name": {"acct_link_name": key}, "job": {"acct_link_reference": key}}
        return customer, extra.get(rule, {})

    def field_of(self, rule, key):
        """A contact of the books with this key."""
        values = {"code": {"ContactNumber": key}, "job": {"AccountNumber": key}}
        name = key if rule not in CODES else f"Called otherwise {key}"
        return name, values.get(rule, {})

    # === EACH RULE, MATCH ONLY AND ADD === #

    RULES = ("name", "code", "invoice_name", "job")

    def test_match_is_found_whatever_its_case_and_left_as_it_is(self):
        for rule in self.RULES:
            with self.subTest(rule=rule):
                self.use(rule, "match")
                name, values = self.field_of(rule, f"Tūī {rule}")
                contact = self.add_contact(name, **values)
                before = self.books("contacts")
                customer, vals = self.customer_with_key(rule, f"TŪĪ {rule}", email="x@example.com")
                line = self.upload(self.invoice(partner=customer, **vals))
                self.assertExact(line)
                self.assertEqual(line.document["contact"], contact)
                self.assertEqual(self.books("contacts"), before)

    def test_no_match_fails_under_match_only_and_is_added_else(self):
        for rule in self.RULES:
            with self.subTest(rule=rule):
                self.use(rule, "match")
                before = self.books("contacts")
                customer, vals = self.customer_with_key(rule, f"New {rule}", name=f"Kea {rule}")
                line = self.upload(self.invoice(partner=customer, **vals))
                self.assertProblem(line, "contact_not_found")
                self.assertEqual(self.books("contacts"), before)
                self.interface.contact_policy = "add"
                line.action_retry()
                self.run_loop()
                self.assertExact(line)
                [contact] = self.new_contacts(before)
                self.assertEqual(line.document["contact"], contact["id"])

    def test_accents_tell_contacts_apart(self):
        for rule in self.RULES:
            with self.subTest(rule=rule):
                self.use(rule, "match")
                name, values = self.field_of(rule, f"Cafe {rule}")
                self.add_contact(name, **values)
                customer, vals = self.customer_with_key(rule, f"Café {rule}")
                line = self.upload(self.invoice(partner=customer, **vals))
                self.assertProblem(line, "contact_not_found")

    def test_archived_contact_is_said_and_merged_one_followed(self):
        for rule in self.RULES:
            with self.subTest(rule=rule):
                self.use(rule, "add")
                name, values = self.field_of(rule, f"Old {rule}")
                old = self.add_contact(name, **values)
                kept = self.add_contact(f"Kept {rule}")
                self.bookkeeper("archive_contact", id=old)
                customer, vals = self.customer_with_key(rule, f"Old {rule}")
                line = self.upload(self.invoice(partner=customer, **vals))
                self.assertProblem(line, "contact_archived")
                self.bookkeeper("restore_contact", id=old)
                self.bookkeeper("merge_contact", id=old, into=kept)
                line.action_retry()
                self.run_loop()
                self.assertExact(line)
                self.assertEqual(line.document["contact"], kept)

    def test_two_contacts_with_one_key_are_said(self):
        twin = {"name": "Twin Peaks Ltd", "code": "TWIN", "invoice_name": "Twin Peaks Ltd"}
        for rule, key in twin.items():
            with self.subTest(rule=rule):
                self.use(rule, "add")
                customer, vals = self.customer_with_key(rule, key)
                line = self.upload(self.invoice(partner=customer, **vals))
                self.assertProblem(line, "contact_ambiguous")

    # === WHAT IS SHARED === #

    BILLING = {
        "street": "PO Box 7",
        "street2": "Level 2",
        "city": "Napier",
        "zip": "4110",
        "email": "pay@example.com",
        "phone": "06 555 0101",
        "vat": "49-091-850",
        "website": "https://example.com",
    }

    def sent_contact(self):
        request = (
            self.env["acct.link.request"]
            .sudo()
            .search([("operation", "=", "create_contacts")], limit=1)
        )
        [contact] = json.loads(request.text)["Contacts"]
        return contact

    def expected(self, **values):
        return {
            "EmailAddress": "pay@example.com",
            "Addresses": [
                {
                    "AddressType": "POBOX",
                    "AddressLine1": "PO Box 7",
                    "AddressLine2": "Level 2",
                    "City": "Napier",
                    "PostalCode": "4110",
                }
            ],
            "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": "06 555 0101"}],
            **values,
        }

    def test_each_rule_shares_what_its_table_says_and_no_more(self):
        tables = {
            "name": {"Name": "Weka name", "CompanyNumber": "49-091-850"},
            "code": {
                "Name": "Weka code",
                "ContactNumber": "W-1",
                "CompanyNumber": "49-091-850",
            },
            "invoice_name": {"Name": "Weka & Sons", "TaxNumber": "49-091-850"},
            "job": {
                "Name": "Weka job",
                "AccountNumber": "J-77",
                "CompanyNumber": "49-091-850",
            },
        }
        vals = {
            "invoice_name": {"acct_link_name": "Weka & Sons"},
            "job": {"acct_link_reference": "J-77"},
        }
        for rule, table in tables.items():
            with self.subTest(rule=rule):
                self.use(rule)
                customer = self.env["res.partner"].create(
                    {"name": f"Weka {rule}", "ref": "W-1", **self.BILLING}
                )
                self.assertExact(self.upload(self.invoice(partner=customer, **vals.get(rule, {}))))
                self.assertEqual(self.sent_contact(), self.expected(**table))
                customer.ref = False

    def test_customer_rules_send_the_invoice_address_of_the_customer(self):
        customer = self.env["res.partner"].create({"name": "Ruru Ltd", "street": "1 Works Rd"})
        self.env["res.partner"].create(
            {"name": "Accounts", "parent_id": customer.id, "type": "invoice", **self.BILLING}
        )
        self.assertExact(self.upload(self.invoice(partner=customer)))
        sent = self.sent_contact()
        self.assertEqual(sent["Name"], "Ruru Ltd")
        self.assertEqual(sent["Addresses"][0]["AddressLine1"], "PO Box 7")

    def test_name_on_invoice_sends_what_is_on_the_invoice(self):
        self.use("invoice_name")
        customer = self.env["res.partner"].create({"name": "Ruru Ltd", "street": "1 Works Rd"})
        site = self.env["res.partner"].create(
            {"name": "Ruru Site", "parent_id": customer.id, "type": "other", **self.BILLING}
        )
        self.assertExact(self.upload(self.invoice(partner=site)))
        sent = self.sent_contact()
        self.assertEqual(sent["Name"], "Ruru Site")
        self.assertEqual(sent["Addresses"][0]["AddressLine1"], "PO Box 7")
        self.assertNotIn("CompanyNumber", sent)

    def test_invalid_email_is_left_out_with_a_warning(self):
        customer = self.env["res.partner"].create({"name": "Ruru Ltd", "email": "no address"})
        self.assertExact(self.upload(self.invoice(partner=customer)))
        self.assertNotIn("EmailAddress", self.sent_contact())
        contact = self.env["acct.link.contact"].search([("partner_id", "=", customer.id)])
        self.assertEqual(contact.origin, "added")
        self.assertIn("no address", contact.problem_text)

    # === KEYS THAT CANNOT STAND FOR A CUSTOMER === #

    def test_code_has_to_be_there_and_unique(self):
        self.use("code")
        none = self.env["res.partner"].create({"name": "None"})
        two = self.env["res.partner"].create(
            [{"name": "One", "ref": "dup-1"}, {"name": "Two", "ref": "DUP-1"}]
        )
        fine = self.env["res.partner"].create({"name": "Fine", "ref": "F-1"})
        lines = self.upload(
            self.invoice(partner=none) + self.invoice(partner=two[1]) + self.invoice(partner=fine)
        )
        self.assertEqual(lines.mapped("state"), ["failed", "failed", "uploaded"])
        self.assertProblem(lines[0], "customer_code_missing")
        self.assertProblem(lines[1], "customer_code_twice")
        self.assertIn("One, Two", lines[1].problem_text)
        two[0].ref = "other"
        lines[1].action_retry()
        self.run_loop()
        self.assertEqual(lines[1].state, "uploaded")

    def test_a_job_needs_a_reference_and_one_that_is_not_too_long(self):
        self.use("job")
        lines = self.upload(self.invoice() + self.invoice(acct_link_reference="J" * 51))
        self.assertProblem(lines[0], "contact_reference_missing")
        self.assertProblem(lines[1], "contact_key_long")

    def test_a_second_job_of_a_customer_needs_another_name(self):
        self.use("job")
        customer = self.env["res.partner"].create({"name": "Ruru Ltd"})
        one = self.upload(self.invoice(partner=customer, acct_link_reference="J-1"))
        self.assertExact(one)
        two = self.upload(self.invoice(partner=customer, acct_link_reference="J-2"))
        self.assertProblem(two, "contact_taken")

    def test_another_rule_looks_afresh(self):
        self.assertExact(self.upload(self.invoice()))
        self.use("code", "match")
        self.customer.ref = "C-KOWHAI"
        self.assertEqual(self.upload(self.invoice()).state, "uploaded")
        rules = self.env["acct.link.contact"].search([]).mapped("match_rule")
        self.assertEqual(set(rules), {"name", "code"})

    # === MANY === #

    def test_many_single_looks_go_on_after_a_limit(self):
        self.use("name", "match")
        customers = self.env["res.partner"].create(
            [{"name": name} for name in ("Kowhai Office", "Bad Mail Ltd", "Cafe Zoe")]
        )
        self.fault("rate_limit", "Contacts$", "GET", variant="minute", skip=1)
        moves = self.env["account.move"].union(*(self.invoice(partner=p) for p in customers))
        lines = self.upload(moves)
        self.assertEqual(set(lines.mapped("state")), {"queued"})
        self.let_time_pass()
        self.run_loop()
        self.assertNotIn("queued", lines.mapped("state"))
        asked = [call["query"] for call in self.calls("GET", "Contacts")]
        self.assertEqual(len(asked), 4, asked)

    def test_those_not_there_are_not_asked_for_again_after_a_limit(self):
        self.use("name", "match")
        customers = self.env["res.partner"].create(
            [{"name": name} for name in ("Nobody One", "Nobody Two", "Nobody Three")]
        )
        self.fault("rate_limit", "Contacts$", "GET", variant="minute", skip=1)
        moves = self.env["account.move"].union(*(self.invoice(partner=p) for p in customers))
        lines = self.upload(moves)
        self.let_time_pass()
        self.run_loop()
        self.assertEqual(set(lines.mapped("state")), {"failed"})
        self.assertEqual(len(self.calls("GET", "Contacts")), 4)
        # Whoever retries wants to have them looked for again.
        self.bookkeeper("add_contact", name="Nobody One", values={})
        lines.action_retry()
        self.run_loop()
        self.assertEqual(sorted(lines.mapped("state")), ["failed", "failed", "uploaded"])


@tagged("post_install", "-at_install")
class TestCustomersToMatch(WalkCommon):
    """The screen, contacts sent alone, and what is written for them."""

    def setUp(self):
        super().setUp()
        self.pull_codes()
        self.interface.contact_policy = "match"
        self.stranger = self.env["res.partner"].create({"name": "Kowhai Ofice Ltd", "ref": "K-1"})
        self.kowhai = self.contact("Kowhai Office")

    def contact(self, name):
        return next((row for row in self.books("contacts") if row["name"] == name), None)

    def open_list(self):
        """As the menu does. :return: the rows"""
        with self.enter_registry_test_mode():
            self.env["acct.link.match"].action_open()
        return self.env["acct.link.match"].search([])

    def row_of(self, partner):
        return self.open_list().filtered(lambda row: row.partner_id == partner)

    def sent(self, operation):
        requests = self.env["acct.link.request"].sudo().search([("operation", "=", operation)])
        return requests.sorted("id")

    # === THE LIST === #

    def test_list_names_who_has_no_contact_and_suggests_one(self):
        self.invoice()
        self.invoice(partner=self.stranger)
        failed = self.upload(self.invoice(partner=self.stranger))
        [row] = self.open_list()
        self.assertEqual(row.partner_id, self.stranger)
        self.assertEqual(row.suggestion_id.remote_id, self.kowhai["id"])
        self.assertGreaterEqual(row.likeness, 90)
        self.assertEqual((row.document_count, row.failed_count), (2, 1))
        self.assertEqual(failed.state, "failed")
        reads = self.calls("GET", "Contacts")
        self.open_list()
        self.assertEqual(self.calls("GET", "Contacts"), reads, "read once an hour")

    def test_list_opens_when_contacts_cannot_be_read(self):
        self.invoice(partner=self.stranger)
        self.fault("status_503", "Contacts$", "GET", retry_after=30)
        with self.enter_registry_test_mode():
            action = self.env["acct.link.match"].action_open()
        self.assertEqual(action["params"]["type"], "warning")
        self.assertEqual(action["params"]["next"]["res_model"], "acct.link.match")
        self.assertEqual(self.env["acct.link.match"].search([]).partner_id, self.stranger)

    def test_gone_contacts_leave_and_archived_ones_are_marked(self):
        directory = self.env["acct.link.directory"]
        self.open_list()
        one = directory.search([("name", "=", "Kowhai Office")])
        self.assertEqual((one.code, one.job), ("C-KOWHAI", "J-KOWHAI"))
        self.bookkeeper("archive_contact", id=self.kowhai["id"])
        with self.enter_registry_test_mode():
            self.env["acct.link.match"].action_read_contacts()
        self.assertTrue(one.archived)
        self.assertIn("archived", one.display_name)
        match = self.env["acct.link.match"].new({"directory_id": one.id})
        self.assertIn("takes no documents", match._onchange_directory_id()["warning"]["message"])

    def test_list_follows_the_rule(self):
        self.interface.match_rule = "job"
        self.invoice(partner=self.stranger, acct_link_reference="J-1")
        self.invoice(partner=self.stranger, acct_link_reference="J-2")
        self.invoice(partner=self.stranger, acct_link_reference="J-KOWHAI")
        rows = self.open_list()
        self.assertEqual(sorted(rows.mapped("label")), ["J-1", "J-2"])
        self.assertEqual(rows.mapped("document_count"), [1, 1])

    # === MAPPED TO ONE THAT IS THERE === #

    def test_suggestion_is_taken_kept_and_its_documents_retried(self):
        lines = self.upload(self.invoice(partner=self.stranger))
        row = self.row_of(self.stranger)
        before = self.books("contacts")
        action = row.action_take_suggestion()
        retry = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual((retry.line_count, retry.line_ids), (1, lines))
        retry.action_retry()
        self.run_loop()
        self.assertExact(lines)
        self.assertEqual(lines.document["contact"], self.kowhai["id"])
        # The next document knows, even under another name.
        self.stranger.name = "Renamed"
        self.assertExact(self.upload(self.invoice(partner=self.stranger)))
        self.assertEqual(self.books("contacts"), before)
        self.assertFalse(self.row_of(self.stranger).filtered(lambda row: row.state == "open"))

    def test_a_choice_holds_for_that_customer_alone(self):
        twin = self.env["res.partner"].create({"name": self.stranger.name})
        row = self.row_of_failed(self.stranger)
        row.action_take_suggestion()
        line = self.upload(self.invoice(partner=twin))
        self.assertProblem(line, "contact_not_found")

    def row_of_failed(self, partner):
        self.upload(self.invoice(partner=partner))
        return self.row_of(partner)

    def test_a_choice_that_is_not_saved_holds_once(self):
        row = self.row_of_failed(self.stranger)
        row.save_mapping = False
        action = row.action_take_suggestion()
        retry = self.env[action["res_model"]].browse(action["res_id"])
        lines = retry.line_ids
        retry.action_retry()
        self.run_loop()
        self.assertExact(lines)
        self.assertProblem(self.upload(self.invoice(partner=self.stranger)), "contact_not_found")

    def test_chosen_contact_that_was_merged_is_followed(self):
        row = self.row_of_failed(self.stranger)
        row.action_take_suggestion()
        other = self.contact("Cafe Zoe")
        self.bookkeeper("merge_contact", id=self.kowhai["id"], into=other["id"])
        line = self.upload(self.invoice(partner=self.stranger))
        self.assertProblem(line, "contact_archived")
        line.action_retry()
        self.run_loop()
        self.assertEqual(line.state, "uploaded", line.problem_text)
        self.assertEqual(line.document["contact"], other["id"])

    def test_all_that_are_alike_enough_are_taken(self):
        other = self.env["res.partner"].create({"name": "Quite unlike anything"})
        self.upload(self.invoice(partner=self.stranger) + self.invoice(partner=other))
        self.open_list()
        take = self.env["acct.link.match.take"].create({"percent": 90})
        self.assertEqual(take.match_count, 1)
        take.action_take()
        states = {row.partner_id: row.state for row in self.env["acct.link.match"].search([])}
        self.assertEqual(states, {self.stranger: "matched", other: "open"})

    def test_code_is_written_to_a_contact_that_has_none(self):
        free = self.contact("Cafe Zoe")
        row = self.row_of_failed(self.stranger)
        row.directory_id = self.env["acct.link.directory"].search([("name", "=", "Cafe Zoe")])
        row.write_code = True
        row.action_map()
        self.run_loop()
        step = self.env["acct.link.step"].search([("operation", "=", "save_mapping")])
        self.assertEqual(step.state, "done", step.problem_text)
        with self.enter_registry_test_mode():
            self.env["acct.link.match"].action_read_contacts()
        self.assertEqual(row.directory_id.code, "K-1")
        self.assertEqual(self.contact("Cafe Zoe")["id"], free["id"])

    def test_code_of_a_contact_is_never_replaced(self):
        row = self.row_of_failed(self.stranger)
        row.write_code = True
        row.action_take_suggestion()
        self.run_loop()
        step = self.env["acct.link.step"].search([("operation", "=", "save_mapping")])
        self.assertEqual(step.state, "failed")
        with self.enter_registry_test_mode():
            self.env["acct.link.match"].action_read_contacts()
        self.assertEqual(row.directory_id.code, "C-KOWHAI")

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
            patch.object(Request, "_store_answer", side_effect=RuntimeError("dead")),
            mute_logger("odoo.addons.acct_link_batch.models.acct_link_upload"),
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

    # === BEFORE THE UPLOAD === #

    def test_batch_tells_beforehand_who_has_no_contact(self):
        moves = self.invoices(2, partner=self.stranger) + self.invoice()
        action = moves.action_acct_link_batch()
        batch = self.env["acct.link.batch"].browse(action["res_id"])
        self.assertEqual(batch.unmatched_count, 0, "nobody has looked yet")
        self.open_list()
        calls = self.control("calls")["calls"]
        batch.invalidate_recordset()
        self.assertEqual(batch.unmatched_count, 1)
        self.assertEqual(self.control("calls")["calls"], calls, "no call for a form")
        with self.enter_registry_test_mode():
            window = batch.action_match_customers()
        row = self.env["acct.link.match"].search([*window["domain"], ("state", "=", "open")])
        self.assertEqual(row.partner_id, self.stranger)
        row.action_take_suggestion()
        batch.invalidate_recordset()
        self.assertEqual(batch.unmatched_count, 0)
        batch.action_upload()
        self.run_loop()
        self.assertExact(batch.line_ids)

    # === WHAT CHANGED HERE === #

    def updates(self):
        steps = self.env["acct.link.step"].search([("operation", "=", "update_contact")])
        self.assertEqual(set(steps.mapped("state")) - {"done"}, set(), steps.mapped("problem_text"))
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
            row.directory_id = self.env["acct.link.directory"].search(
                [("remote_id", "=", self.kowhai["id"])]
            )
            row.action_map()
        for attempt in ("first", "second"):
            for partner in both:
                partner.email = f"{attempt}.{partner.ref}@example.com"
            moves = self.invoice(partner=self.stranger) | self.invoice(partner=twin)
            self.assertExact(self.upload(moves))
        self.assertEqual(len(self.updates()), 1)
        self.assertEqual(self.contact("Kowhai Office")["email"], "second.K-1@example.com")

    def test_only_what_the_screen_offers_can_be_chosen(self):
        row = self.row_of(self.stranger) or self.row_of_failed(self.stranger)
        Interface = self.env["acct.link.interface"]
        other = Interface.create({"name": "Other", "connector": self.interface.connector})
        foreign = (
            self.env["acct.link.directory"]
            .sudo()
            .create({"interface_id": other.id, "remote_id": "C-1", "name": "Foreign"})
        )
        for choice in ({"directory_id": foreign.id}, {"person_id": self.env.user.partner_id.id}):
            with self.assertRaises(ValidationError):
                row.write(choice)

    # === WHO MAY WHAT === #

    def test_roles(self):
        row = self.row_of_failed(self.stranger)
        user = new_test_user(
            self.env,
            "matcher",
            groups="account.group_account_invoice,acct_link_batch.group_acct_link_user",
        )
        nobody = new_test_user(self.env, "nobody", groups="account.group_account_invoice")
        mine = row.with_user(user)
        with self.assertRaises(AccessError):
            mine.write({"state": "queued"})
        with self.assertRaises(AccessError):
            mine.unlink()
        mine.directory_id = mine.suggestion_id
        mine.action_map()
        self.assertEqual(row.state, "matched")
        contact = self.env["acct.link.contact"].search([("partner_id", "=", self.stranger.id)])
        with self.assertRaises(AccessError):
            contact.with_user(user).action_unlink_contact()
        for refused in (
            lambda: row.with_user(nobody).read(["label"]),
            lambda: row.with_user(nobody).action_map(),
            lambda: self.env["acct.link.match"].with_user(nobody).action_open(),
            lambda: self.env["acct.link.directory"].with_user(nobody).search([]),
            lambda: self.stranger.with_user(nobody).action_acct_link_send(),
        ):
            with self.assertRaises(AccessError):
                refused()
        contact.action_unlink_contact()
        self.assertFalse(contact.exists())
        self.assertIn("Unlinked", " ".join(self.stranger.message_ids.mapped("body")))
