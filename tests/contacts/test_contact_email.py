"""E-mail addresses that Xero does not take: whose they are decides what happens. It looks at that
of the contact there, and refuses its documents; what an invoice says does not change it.
"""

from common_walk import WalkCommon

from odoo.tests import tagged

BAD, GOOD = "not-an-address", "accounts@example.com"


@tagged("post_install", "-at_install")
class TestContactEmail(WalkCommon):
    pulls_codes = True

    def setUp(self):
        super().setUp()
        self.bad = self.env["res.partner"].create({"name": "Bad Mail Ltd", "email": GOOD})

    def contact(self, name):
        return next(row["id"] for row in self.books("contacts") if row["name"] == name)

    def read_contacts(self):
        with self.enter_registry_test_mode():
            self.assertFalse(self.interface._read_contacts())

    def said(self, moves):
        """:return: the lines of a check, in the order of the documents"""
        calls = len(self.control("calls")["calls"])
        action = moves.action_acct_link_check()
        self.assertEqual(len(self.control("calls")["calls"]), calls, "from cached lists")
        self.env.invalidate_all()
        lines = self.env["acct.link.check"].browse(action["res_id"]).line_ids
        return lines.sorted(lambda line: moves.ids.index(line.move_id.id))

    def codes(self, moves):
        return [[p.code for p in line._get_problems()] for line in self.said(moves)]

    def test_check_warns_of_what_would_make_xero_refuse_and_of_nothing_else(self):
        # Of Odoo's side only: it is never sent to a contact that is there.
        fine = self.env["res.partner"].create({"name": "Fine Ltd", "email": BAD})
        self.bookkeeper("add_contact", name="Fine Ltd", values={"EmailAddress": GOOD})
        none = self.env["res.partner"].create({"name": "No Mail Ltd", "email": BAD})
        self.bookkeeper("add_contact", name="No Mail Ltd", values={})
        self.read_contacts()
        moves = self.invoice(partner=self.bad) + self.invoice(partner=fine)
        moves += self.invoice(partner=none) + self.invoice()
        for policy in ("add", "match"):
            self.interface.contact_policy = policy
            self.assertEqual(self.codes(moves), [["email_invalid_there"], [], [], []])
        self.assertIn(BAD, self.said(moves)[0].problem_text)
        self.interface.contact_policy = "add"
        lines = self.upload(moves)
        self.assertEqual(lines.mapped("state"), ["failed", *["uploaded"] * 3])
        self.assertProblem(lines[0], "email_invalid")

    def test_check_warns_of_contacts_that_are_known_or_chosen(self):
        self.bookkeeper("add_contact", name="Known Ltd", values={"EmailAddress": GOOD})
        known = self.env["res.partner"].create({"name": "Known Ltd"})
        self.assertExact(self.upload(self.invoice(partner=known)))
        self.bookkeeper(
            "edit_contact", id=self.contact("Known Ltd"), values={"EmailAddress": "a b@c"}
        )
        chosen = self.invoice()
        batch = self.env["acct.link.batch"].browse(chosen.action_acct_link_batch()["res_id"])
        batch.line_ids.sudo().chosen_contact = self.contact("Bad Mail Ltd")
        self.read_contacts()
        self.assertEqual(self.codes(self.invoice(partner=known)), [["email_invalid_there"]])
        action = batch._get_check_action()
        line = self.env["acct.link.check"].browse(action["res_id"]).line_ids
        self.assertEqual([p.code for p in line._get_problems()], ["email_invalid_there"])
        self.assertEqual(line.contact, "known")

    def test_button_opens_the_contact_there(self):
        self.read_contacts()
        move = self.invoice(partner=self.bad)
        remote_id = self.contact("Bad Mail Ltd")
        for record in (self.said(move), self.upload(move)):
            action = record.action_repair()
            self.assertEqual(action["type"], "ir.actions.act_url")
            self.assertIn(remote_id, action["url"])

    def test_corrected_there_it_goes_with_a_retry(self):
        line = self.upload(self.invoice(partner=self.bad))
        self.assertProblem(line, "email_invalid")
        self.bookkeeper(
            "edit_contact", id=self.contact("Bad Mail Ltd"), values={"EmailAddress": GOOD}
        )
        line.action_retry()
        self.run_loop()
        self.assertExact(line)

    def test_pull_and_check_again_reads_contacts_that_were_not_read_within_the_hour(self):
        move = self.invoice(partner=self.bad)
        check = self.env["acct.link.check"].browse(move.action_acct_link_check()["res_id"])
        self.assertEqual(check.line_ids.level, "fine")
        with self.enter_registry_test_mode():
            action = check.action_pull_codes()
        check = self.env["acct.link.check"].browse(action["res_id"])
        self.assertEqual(check.line_ids.level, "warning")
        reads = len(self.calls("GET", "Contacts"))
        with self.enter_registry_test_mode():
            check.action_pull_codes()
        self.assertEqual(len(self.calls("GET", "Contacts")), reads)
