"""Which contact a customer is, under each match rule, and what is shared of it; over real HTTP to
the strict stand-in.
"""

import json

from common_walk import WalkCommon

from odoo.tests import tagged

CODES = ("code", "job")


@tagged("post_install", "-at_install")
class TestMatchRules(WalkCommon):
    pulls_codes = True

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

    def test_match_is_found_whatever_unseen_characters_a_name_has(self):
        self.use("name", "match")
        self.interface.second_customer = "same"
        count = len(self.books("contacts"))
        for name in (
            "Kow\u200bhai Office",
            "\ufeffKowhai\u00a0 Office\u200e",
            "Kow\u00adhai Office",
        ):
            with self.subTest(name=name.encode()):
                customer = self.env["res.partner"].create({"name": name})
                [line] = self.upload(self.invoice(partner=customer))
                self.assertEqual(line.state, "uploaded", line.problem_text)
        self.assertEqual(len(self.books("contacts")), count)

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
