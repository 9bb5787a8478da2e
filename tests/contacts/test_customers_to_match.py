"""The list of customers without a contact, and contacts that are chosen in it; over real HTTP to
the strict stand-in.
"""

from match_common import MatchCommon

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged


@tagged("post_install", "-at_install")
class TestCustomersToMatch(MatchCommon):
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
        directory = self.env["acct.link.remote.contact"]
        self.open_list()
        one = directory.search([("name", "=", "Kowhai Office")])
        self.assertEqual((one.code, one.job), ("C-KOWHAI", "J-KOWHAI"))
        self.bookkeeper("archive_contact", id=self.kowhai["id"])
        with self.enter_registry_test_mode():
            self.env["acct.link.match"].action_read_contacts()
        self.assertTrue(one.archived)
        self.assertIn("archived", one.display_name)
        match = self.env["acct.link.match"].new({"remote_contact_id": one.id})
        self.assertIn(
            "takes no documents", match._onchange_remote_contact_id()["warning"]["message"]
        )

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
        self.assertExact(line)
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
        row.remote_contact_id = self.env["acct.link.remote.contact"].search(
            [("name", "=", "Cafe Zoe")]
        )
        row.write_code = True
        row.action_map()
        self.run_loop()
        operation = self.env["acct.link.operation"].search([("operation", "=", "save_mapping")])
        self.assertEqual(operation.state, "done", operation.problem_text)
        with self.enter_registry_test_mode():
            self.env["acct.link.match"].action_read_contacts()
        self.assertEqual(row.remote_contact_id.code, "K-1")
        self.assertEqual(self.contact("Cafe Zoe")["id"], free["id"])

    def test_code_of_a_contact_is_never_replaced(self):
        row = self.row_of_failed(self.stranger)
        row.write_code = True
        row.action_take_suggestion()
        self.run_loop()
        operation = self.env["acct.link.operation"].search([("operation", "=", "save_mapping")])
        self.assertEqual(operation.state, "failed")
        with self.enter_registry_test_mode():
            self.env["acct.link.match"].action_read_contacts()
        self.assertEqual(row.remote_contact_id.code, "C-KOWHAI")

    def test_only_what_the_screen_offers_can_be_chosen(self):
        row = self.row_of(self.stranger) or self.row_of_failed(self.stranger)
        Interface = self.env["acct.link.interface"]
        other = Interface.create({"name": "Other", "connector": self.interface.connector})
        foreign = (
            self.env["acct.link.remote.contact"]
            .sudo()
            .create({"interface_id": other.id, "remote_id": "C-1", "name": "Foreign"})
        )
        for choice in (
            {"remote_contact_id": foreign.id},
            {"person_id": self.env.user.partner_id.id},
        ):
            with self.assertRaises(ValidationError):
                row.write(choice)

    # === BEFORE THE UPLOAD === #

    def test_batch_tells_beforehand_who_has_no_contact(self):
        other = self.env["res.partner"].create({"name": "Cafe Zoe"})
        moves = self.invoices(2, partner=self.stranger) + self.invoice(partner=other)
        action = moves.action_acct_link_batch()
        batch = self.env["acct.link.batch"].browse(action["res_id"])
        self.assertEqual(batch.unmatched_count, 0, "nobody has looked yet")
        self.open_list()
        calls = self.control("calls")["calls"]
        batch.invalidate_recordset()
        self.assertEqual(batch.unmatched_count, 1)
        self.assertEqual(self.control("calls")["calls"], calls, "no call for a form")
        with self.enter_registry_test_mode():
            action = batch.action_match_customers()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(wizard.choice_ids.partner_id, self.stranger)
        wizard.action_match()
        batch.invalidate_recordset()
        self.assertEqual(batch.unmatched_count, 0)
        batch.action_upload()
        self.run_loop()
        self.assertExact(batch.line_ids)

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
        mine.remote_contact_id = mine.suggestion_id
        mine.action_map()
        self.assertEqual(row.state, "matched")
        contact = self.env["acct.link.contact"].search([("partner_id", "=", self.stranger.id)])
        with self.assertRaises(AccessError):
            contact.with_user(user).action_unlink_contact()
        for refused in (
            lambda: row.with_user(nobody).read(["label"]),
            lambda: row.with_user(nobody).action_map(),
            lambda: self.env["acct.link.match"].with_user(nobody).action_open(),
            lambda: self.env["acct.link.remote.contact"].with_user(nobody).search([]),
            lambda: self.stranger.with_user(nobody).action_acct_link_send(),
        ):
            with self.assertRaises(AccessError):
                refused()
        contact.action_unlink_contact()
        self.assertFalse(contact.exists())
        self.assertIn("Unlinked", " ".join(self.stranger.message_ids.mapped("body")))
