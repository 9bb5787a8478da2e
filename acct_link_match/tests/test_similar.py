"""Before a contact is added that is much like one there, somebody is asked, where the interface
says so: for documents, and for customers that are sent alone.
"""

from dataclasses import replace

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.acct_link_batch.lib import document as doc
from odoo.addons.acct_link_batch.lib.exchange import CREATE_CONTACTS
from odoo.addons.acct_link_batch.lib.outcome import Contact, Listed
from odoo.addons.acct_link_batch.tests.common import AcctLinkCommon, BooksConnector
from odoo.addons.acct_link_batch.tests.contacts.test_contact_role import RoleCommon

OFFICE = "Kowhai Office"
CLERK = "account.group_account_invoice,acct_link_batch.group_acct_link_user"


class ListedConnector(BooksConnector):
    """Books whose contacts can be read."""

    def _capabilities(self, interface):
        known = super()._capabilities(interface)
        return replace(known, pulls=(*known.pulls, "contacts"))

    def _pull(self, interface, what):
        for role in (doc.CUSTOMER, doc.SUPPLIER) if self.books.suppliers is not None else ("",):
            for each in self.books.list_of(role).values():
                yield Listed(each.remote_id, each.name, archived=each.archived, role=role)


class SimilarMixin:
    books_connector = ListedConnector

    def setUp(self):
        super().setUp()
        self.interface.ask_similar = True
        self.near, self.new = self.env["res.partner"].create(
            [{"name": "Kowhai Ofice Ltd"}, {"name": "Zzyzx"}]
        )
        self.books.contacts[OFFICE] = Contact("C-office", OFFICE)
        self._read()

    def _read(self):
        self.assertFalse(self.interface._read_contacts())

    def _invoices_of(self, *partners):
        return self.env["account.move"].union(*(self._invoice(partner=each) for each in partners))

    def _row(self, partner):
        self.env["acct.link.match"].sudo()._refresh(self.interface.sudo())
        return self.env["acct.link.match"].search([("partner_id", "=", partner.id)])

    def _wizard(self, action):
        self.assertEqual(action.get("target"), "new", action)
        return self.env[action["res_model"]].browse(action["res_id"])

    def _added(self):
        return sum(request.operation == CREATE_CONTACTS for request, _key in self.books.sent)

    def _contact_of(self, line):
        self.assertEqual(line.state, "uploaded", line.problem_text)
        return line.document["contact"]

    def assertAsked(self, line, name=OFFICE):
        self.assertEqual(line.state, "failed")
        self.assertProblem(line, "contact_similar")
        self.assertIn(f"“{name}”", line.problem_text)


@tagged("post_install", "-at_install")
class TestSimilar(SimilarMixin, AcctLinkCommon):
    # === ASKED === #

    def test_similar_customer_waits_and_others_are_added(self):
        lines = self._upload(self._invoices_of(self.near, self.new))
        self.assertAsked(lines[0])
        self.assertEqual(self._contact_of(lines[1]), self.books.contacts["Zzyzx"].remote_id)
        self.assertNotIn(self.near.name, self.books.contacts)

    def test_without_the_setting_all_are_added(self):
        self.interface.ask_similar = False
        lines = self._upload(self._invoices_of(self.near, self.new))
        self.assertEqual(lines.mapped("state"), ["uploaded", "uploaded"])

    def test_asking_takes_no_further_call(self):
        calls = {}
        for asks in (False, True):
            self.interface.ask_similar = asks
            near, new = self.env["res.partner"].create(
                [{"name": f"Kowhai Offise {asks}"}, {"name": f"Zzyzx Qwrty {asks}"}]
            )
            there = f"Kowhai Office {asks}"
            self.books.contacts[there] = Contact(f"C-{asks}", there)
            self._read()
            before = len(self.books.asked), len(self.books.sent)
            lines = self._upload(self._invoices_of(near, new))
            calls[asks] = len(self.books.asked) - before[0], len(self.books.sent) - before[1]
        self.assertAsked(lines[0], there)
        # A look for each, then one request for the contacts and one for the documents.
        self.assertEqual(calls, {False: (2, 2), True: (2, 2)})

    def test_each_rule_asks(self):
        for rule, vals in (
            ("name", {}),
            ("code", {"ref": "K-1"}),
            ("invoice_name", {"acct_link_invoice_name": "Kowhai Offices"}),
        ):
            with self.subTest(rule=rule):
                self.interface.match_rule = rule
                self.near.write(vals)
                self.assertAsked(self._upload(self._invoice(partner=self.near)))

    def test_same_email_address_of_one_contact_asks(self):
        listed = self.env["acct.link.remote.contact"].search([("name", "=", OFFICE)])
        listed.sudo().email = self.new.email = "hello@kowhai.example"
        self.assertAsked(self._upload(self._invoice(partner=self.new)))

    def test_two_new_customers_that_are_alike_are_not_both_added(self):
        partners = self.env["res.partner"].create([{"name": "Rimu Wharf"}, {"name": "Rimu Wharfs"}])
        lines = self._upload(self._invoices_of(*partners))
        self.assertEqual(lines[0].state, "uploaded")
        self.assertAsked(lines[1], "Rimu Wharf")

    def test_contact_that_was_added_since_the_reading_asks(self):
        partners = self.env["res.partner"].create([{"name": "Rimu Wharf"}, {"name": "Rimu Wharfs"}])
        self._upload(self._invoice(partner=partners[0]))
        self.assertAsked(self._upload(self._invoice(partner=partners[1])), "Rimu Wharf")

    def test_contact_under_the_very_name_is_found_and_not_asked_for(self):
        self.books.contacts["Kowhai Offices"] = Contact("C-offices", "Kowhai Offices")
        self.near.name = "Kowhai Offices"
        self.assertEqual(
            self._contact_of(self._upload(self._invoice(partner=self.near))), "C-offices"
        )

    def test_archived_contact_asks_nothing(self):
        self.books.contacts[OFFICE] = Contact("C-office", OFFICE, archived=True)
        self._read()
        self.assertEqual(self._upload(self._invoice(partner=self.near)).state, "uploaded")

    def test_customer_of_several_names_is_not_compared_with_its_own_contacts(self):
        self.interface.match_rule = "invoice_name"
        names = ("Zzyzx Bridge", "Zzyzx Bridges")
        moves = self.env["account.move"]
        for name in names:
            moves += self._invoice(partner=self.new, acct_link_name=name)
        self.assertEqual(set(self._upload(moves).mapped("state")), {"uploaded"})
        more = self._invoice(partner=self.new, acct_link_name="Zzyzx Bridgess")
        self.assertEqual(self._upload(more).state, "uploaded")

    def test_contacts_that_were_never_read_are_read_first(self):
        self.interface.sudo().contacts_read_at = False
        line = self._upload(self._invoice(partner=self.new))
        self.assertEqual(line.state, "failed")
        self.assertProblem(line, "contacts_unread")
        self.assertFalse(self._added())
        # The list that its wrench opens reads them.
        self.assertEqual(line.action_repair()["res_model"], "acct.link.match")
        line.action_retry()
        self._run_loop()
        self.assertEqual(line.state, "uploaded")

    def test_books_whose_contacts_cannot_be_read_ask_nothing(self):
        type(self).books_connector = BooksConnector
        try:
            self.interface.invalidate_recordset()
            self.assertFalse(self.interface.can_ask_similar)
            self.assertEqual(self._upload(self._invoice(partner=self.near)).state, "uploaded")
        finally:
            type(self).books_connector = ListedConnector

    def test_check_foresees_who_is_asked_for(self):
        wanted = {each.slot: each for each in self.near._acct_link_prepare_requests(self.interface)}
        Share = self.env["acct.link.contact.share"]
        [problem] = Share._foresee_new(self.interface, wanted).values()
        self.assertEqual(problem.code, "contact_similar")
        self.near.name = OFFICE
        wanted = {each.slot: each for each in self.near._acct_link_prepare_requests(self.interface)}
        self.assertFalse(Share._foresee_new(self.interface, wanted), "it is found")

    # === ANSWERED === #

    def test_choosing_one_of_them_is_remembered(self):
        line = self._upload(self._invoice(partner=self.near))
        action = line.action_repair()
        window = action.get("params", {}).get("next", action)
        row = self.env["acct.link.match"].search([*window["domain"], ("state", "=", "open")])
        self.assertEqual((row.question, row.suggestion_id.remote_id), ("similar", "C-office"))
        row.remote_contact_id = row.suggestion_id
        self._wizard(row.action_choose()).action_retry()
        self._run_loop()
        self.assertEqual(self._contact_of(line), "C-office")
        again = self._upload(self._invoice(partner=self.near))
        self.assertEqual(self._contact_of(again), "C-office")
        self.assertFalse(self._added())

    def test_contact_of_its_own_is_added_and_remembered(self):
        line = self._upload(self._invoice(partner=self.near))
        wizard = self._wizard(self._row(self.near).action_answer())
        self.assertIn(OFFICE, wizard.question)
        self._wizard(wizard.action_own()).action_retry()
        self._run_loop()
        own = self.books.contacts[self.near.name]
        self.assertEqual(self._contact_of(line), own.remote_id)
        self.assertEqual(self._row(self.near).state, "matched")
        self.assertIn("of its own", " ".join(self.near.message_ids.mapped("body")))
        # Somebody deletes it there.
        del self.books.contacts[self.near.name]
        self.env["acct.link.contact"].sudo().search([("partner_id", "=", self.near.id)]).unlink()
        self.env["acct.link.search"].sudo().search([]).unlink()
        self._read()
        self.assertEqual(self._upload(self._invoice(partner=self.near)).state, "uploaded")
        self.assertEqual(self._added(), 2)

    def test_answer_is_taken_back_with_the_link(self):
        self._upload(self._invoice(partner=self.near))
        self._wizard(self._row(self.near).action_answer()).action_own()
        self._run_loop()
        link = self.env["acct.link.contact"].search([("partner_id", "=", self.near.id)])
        link.action_unlink_contact()
        del self.books.contacts[self.near.name]
        self._read()
        self.assertAsked(self._upload(self._invoice(partner=self.near)))

    def test_answer_stays_when_the_contact_could_not_be_added(self):
        line = self._upload(self._invoice(partner=self.near))
        self.books.faults = ["refused"]
        self._wizard(self._row(self.near).action_answer()).action_own()
        self._run_loop()
        self.assertProblem(self._row(self.near), "request_refused")
        line.action_retry()
        self._run_loop()
        self.assertEqual(line.state, "uploaded")

    def test_create_new_asks_first_and_adds_the_others(self):
        for policy in ("add", "match"):
            with self.subTest(policy=policy):
                self.interface.contact_policy = "match"
                near, new = self.env["res.partner"].create(
                    [{"name": f"Kowhai Offce {policy}"}, {"name": f"Ngaio Xyzzy {policy}"}]
                )
                self.books.contacts[near.name + "s"] = Contact(f"C-{policy}", near.name + "s")
                self._read()
                self._upload(self._invoices_of(near, new))
                self.interface.contact_policy = policy
                rows = self._row(near) + self._row(new)
                wizard = self._wizard(rows.action_create())
                self.assertEqual(wizard.match_ids, rows[0])
                self.assertEqual(rows.mapped("state"), ["open", "queued"])
                self._run_loop()
                self.assertEqual(rows.mapped("state"), ["open", "matched"])
                wizard.action_own()
                self._run_loop()
                self.assertEqual(rows.mapped("state"), ["matched", "matched"])

    def test_creating_it_in_the_dialog_of_the_batch_is_the_answer(self):
        line = self._upload(self._invoice(partner=self.near))
        wizard = self._wizard(line.batch_id.action_match_customers())
        choice = wizard.choice_ids
        self.assertEqual((choice.choice, choice.remote_contact_id.name), ("later", OFFICE))
        self.assertIn(OFFICE, choice.reason)
        choice.choice = "create"
        wizard.action_match()
        self._run_loop()
        self.assertEqual(self._contact_of(line), self.books.contacts[self.near.name].remote_id)

    def test_dialog_that_did_not_say_it_asks(self):
        self.interface.contact_policy = "match"
        line = self._upload(self._invoice(partner=self.near))
        wizard = self._wizard(line.batch_id.action_match_customers())
        wizard.choice_ids.choice = "create"
        answer = self._wizard(wizard.action_match())
        self.assertEqual(answer.kind, "similar")
        answer.action_own()
        self._run_loop()
        self.assertEqual(self._contact_of(line), self.books.contacts[self.near.name].remote_id)

    # === SENT ALONE === #

    def test_customer_sent_alone_waits_until_it_is_answered(self):
        self.interface.contact_policy = "match"
        self.near.action_acct_link_send()
        self._run_loop()
        row = self._row(self.near)
        self.assertEqual((row.state, row.question), ("open", "similar"))
        self.assertEqual(row.suggestion_id.name, OFFICE)
        self.assertFalse(self._added())
        self._wizard(row.action_create()).action_own()
        self._run_loop()
        self.assertEqual(row.state, "matched")
        self.assertIn(self.near.name, self.books.contacts)

    # === WHO MAY, AND MERGES === #

    def test_clerks_answer_and_managers_set_it(self):
        self._upload(self._invoice(partner=self.near))
        row = self._row(self.near)
        nobody = new_test_user(self.env, "similar_nobody", "account.group_account_invoice")
        clerk = new_test_user(self.env, "similar_clerk", CLERK)
        manager = new_test_user(
            self.env, "similar_manager", "acct_link_batch.group_acct_link_manager"
        )
        with self.assertRaises(AccessError):
            row.with_user(nobody).action_answer()
        self._wizard(row.with_user(clerk).action_answer()).with_user(clerk).action_own()
        own = self.env["acct.link.contact.own"].search([])
        self.assertEqual((own.create_uid, own.partner_id), (clerk, self.near))
        self.assertEqual(row.requested_by, clerk)
        for user in (clerk, manager, self.env.user):
            with self.assertRaises(AccessError):
                own.with_user(user).unlink()
            with self.assertRaises(AccessError):
                own.with_user(user).copy()
        with self.assertRaises(AccessError):
            self.interface.with_user(clerk).ask_similar = False
        self.interface.with_user(manager).ask_similar = False

    def test_answers_of_merged_customers_are_one(self):
        twin = self.env["res.partner"].create({"name": "Kowhai Ofice Limited"})
        other = self._create_interface(self.env.company, name="Other", office_ids=[Command.clear()])
        rows = self.env["acct.link.contact.own"].sudo().create(
            [
                {"interface_id": interface.id, "partner_id": partner.id}
                for interface in (self.interface, other)
                for partner in (self.near, twin)
            ]
        )  # fmt: skip
        wizard = self.env["base.partner.merge.automatic.wizard"].sudo()
        wizard._merge((self.near | twin).ids, self.near)
        left = rows.exists()
        self.assertEqual(left.partner_id, self.near)
        self.assertEqual(left.interface_id, self.interface | other)


@tagged("post_install", "-at_install")
class TestSimilarOfTwoLists(SimilarMixin, RoleCommon):
    def test_only_contacts_of_the_same_list_count(self):
        self.books.contacts.pop(OFFICE, None)
        self.books.suppliers[OFFICE] = Contact("S-office", OFFICE)
        self._read()
        lines = self._upload(self._both(self.near))
        self.assertEqual(lines[0].state, "uploaded", lines[0].problem_text)
        self.assertAsked(lines[1])
