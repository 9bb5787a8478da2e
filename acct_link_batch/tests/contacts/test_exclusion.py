"""Customers whose documents are never sent: not offered, not batched, stopped where they wait."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ..common import AcctLinkCommon


@tagged("post_install", "-at_install")
class TestExclusion(AcctLinkCommon):
    def _exclude(self, partner=None, reason="keeps own books"):
        (partner or self.customer).write(
            {"acct_link_never_send": True, "acct_link_never_send_reason": reason}
        )

    def _take_back(self, partner=None):
        (partner or self.customer).acct_link_never_send = False

    # === NOT OFFERED, AND WHY ===

    def test_documents_are_not_offered_and_the_list_says_why(self):
        move, other = self._invoice(), self._invoice(partner=self.partner_a)
        self.assertEqual(move.acct_link_state, "available")
        self._exclude()
        self.assertEqual((move.acct_link_state, other.acct_link_state), (False, "available"))
        reason = "the customer is never sent to the books: keeps own books"
        self.assertEqual(move.acct_link_reason, reason)
        offered = self.env["account.move"].search([("acct_link_state", "=", "available")])
        self.assertIn(other, offered)
        self.assertNotIn(move, offered)
        self.assertIn(move, offered.search([("acct_link_state", "=", False)]))
        groups = offered.formatted_read_group(
            [("id", "in", (move | other).ids)], ["acct_link_state"], ["__count"]
        )
        self.assertEqual({each["acct_link_state"] for each in groups}, {False, "available"})

    def test_taken_back_is_offered_again(self):
        move = self._invoice()
        self._exclude()
        self._take_back()
        self.assertEqual((move.acct_link_state, move.acct_link_reason), ("available", False))
        bodies = self.customer.message_ids.mapped("body")
        self.assertIn("keeps own books", bodies[1])
        self.assertIn("again", bodies[0])
        self._exclude(reason=False)
        self.assertIn("no reason given", move.acct_link_reason)

    def test_all_contacts_of_the_customer_are_meant(self):
        self.customer.is_company = True
        person = self.env["res.partner"].create({"name": "Jane", "parent_id": self.customer.id})
        move = self._invoice(partner=person)
        self._exclude(person)
        self.assertTrue(self.customer.acct_link_never_send)
        self.assertFalse(move.acct_link_state)
        later = self.env["res.partner"].create(
            {"name": "Jo", "parent_id": self.customer.id, "acct_link_never_send": False}
        )
        self.assertTrue(later.acct_link_never_send)
        self.assertFalse(self._invoice(partner=later).acct_link_state)

    def test_merged_customers_stay_excluded(self):
        self._exclude(self.partner_a)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.customer | self.partner_a).ids, self.customer)
        self.assertTrue(self.customer.acct_link_never_send)

    def test_reasons_of_a_page_are_read_at_once(self):
        customers = self.env["res.partner"].create([{"name": f"Weka {n}"} for n in range(4)])
        moves = self.env["account.move"].union(*(self._invoice(partner=each) for each in customers))
        customers._acct_link_exclude("test")

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.mapped("acct_link_reason")
            return self.cr.sql_log_count - before

        self.assertEqual(count(moves), count(moves[:1]))

    # === NO DOOR LEADS AROUND IT ===

    def test_no_door_takes_its_documents(self):
        self._exclude()
        move = self._invoice()
        for door in (
            move.action_acct_link_batch,
            (move | self._invoice(partner=self.partner_a)).action_acct_link_batch,
        ):
            with self.assertRaises(UserError) as refused:
                door()
            self.assertIn("never sent to the books: keeps own books", str(refused.exception))

    # === WHAT WAITS ALREADY ===

    def test_what_waits_stops_with_its_cure_and_costs_no_call(self):
        stranger = self.env["res.partner"].create({"name": "Not there yet"})
        moves = self._invoice(partner=stranger) | self._invoice()
        batch = self._batch(moves)
        self._exclude(stranger)
        batch.action_upload()
        self._run_loop()
        stopped, gone = batch.line_ids.sorted(lambda line: moves.ids.index(line.move_id.id))
        self.assertEqual((stopped.state, gone.state), ("failed", "uploaded"))
        self.assertProblem(stopped, "never_send")
        self.assertIn("keeps own books", stopped.problem_text)
        action = stopped.action_repair()
        self.assertEqual((action["res_model"], action["res_id"]), ("res.partner", stranger.id))
        self.assertNotIn("Not there yet", self.books.contacts)
        self.assertNotIn("Not there yet", self.books.asked)
        self._take_back(stranger)
        batch.action_retry()
        self._run_loop()
        self.assertEqual(stopped.state, "uploaded")

    # === COMPANIES AND RIGHTS ===

    def test_each_company_says_it_for_itself_and_its_branches(self):
        other = self.setup_other_company()["company"]
        branch = self._create_company(name="Branch", parent_id=self.env.company.id)
        self._exclude()
        for company, expected in ((other, False), (branch, True), (self.env.company, True)):
            customer = self.customer.with_company(company)
            self.assertEqual(customer.acct_link_never_send, expected, company.name)
            domain = [("acct_link_never_send", "=", True), ("id", "=", customer.id)]
            self.assertEqual(bool(customer.search(domain)), expected)
        move = self._invoice(company_id=branch.id)
        self.assertIn("never sent", move.acct_link_reason)
        with self.assertRaisesRegex(UserError, "Take it back there"):
            self.customer.with_company(branch).acct_link_never_send = False
        self._take_back()
        self.assertEqual(move.acct_link_state, "available")
        self._exclude(self.customer.with_company(branch))
        self.assertFalse(move.acct_link_state)
        self.assertEqual(self._invoice().acct_link_state, "available")

    def test_many_customers_at_once(self):
        customers = self.customer | self.partner_a
        action = customers.action_acct_link_exclude()
        wizard = self.env[action["res_model"]].with_context(**action["context"]).create({})
        wizard.reason = "group companies"
        wizard.action_confirm()
        self.assertEqual(set(customers.mapped("acct_link_never_send_reason")), {"group companies"})
        found = self.env["res.partner"].search([("acct_link_never_send", "=", True)])
        self.assertEqual(found, customers)
        self.assertNotIn(
            self.customer, self.env["res.partner"].search([("acct_link_never_send", "=", False)])
        )
        customers.action_acct_link_take_back()
        self.assertFalse(any(customers.mapped("acct_link_never_send")))

    def test_customer_that_joins_another_takes_its_word_along(self):
        other = self.env["res.partner"].create({"name": "Rata Ltd", "is_company": True})
        move = self._invoice()
        self.customer._acct_link_exclude("own books")
        self.customer.parent_id = other
        self.assertEqual(move.commercial_partner_id, other)
        self.assertFalse(move.acct_link_state)
        self.assertEqual(other.acct_link_never_send_reason, "own books")
        self.assertIn("Kea Farms", str(other.message_ids.mapped("body")))

    def test_on_the_form_of_the_customer(self):
        with Form(self.customer) as form:
            form.acct_link_never_send = True
            form.acct_link_never_send_reason = "disputes"
        self.assertEqual(self.customer.acct_link_never_send_reason, "disputes")
        with Form(self.customer) as form:
            form.acct_link_never_send_reason = "pays cash"
        self.assertEqual(self.customer.acct_link_never_send_reason, "pays cash")
        with Form(self.customer) as form:
            form.acct_link_never_send = False
        self.assertFalse(self.customer.acct_link_never_send)
        copied = self.customer.copy()
        self.assertFalse(copied.acct_link_never_send)

    @mute_logger("odoo.models")
    def test_only_link_users_who_may_edit_customers_say_it(self):
        company = {"company_id": self.env.company.id, "company_ids": [
            Command.set(self.env.company.ids)]}  # fmt: skip
        groups = "account.group_account_invoice,base.group_partner_manager"
        clerk = "acct_link_batch.group_acct_link_user"
        users = {
            role: new_test_user(self.env(su=True), f"exclusion_{role}", names, **company)
            for role, names in {
                "invoicing": groups,
                "clerk": clerk,
                "both": f"{groups},{clerk}",
            }.items()
        }
        for role in ("invoicing", "clerk"):
            customer = self.customer.with_user(users[role]).sudo(False)
            for call in (
                lambda customer=customer: customer._acct_link_exclude("test"),
                customer.action_acct_link_exclude,
                customer.action_acct_link_take_back,
            ):
                with self.assertRaises(AccessError, msg=role):
                    call()
        with self.assertRaises(AccessError):
            self.customer.with_user(users["invoicing"]).sudo(False).read(["acct_link_never_send"])
        self._exclude(self.customer.with_user(users["both"]).sudo(False))
        exclusion = self.env["acct.link.exclusion"].search([])
        self.assertEqual(exclusion.create_uid, users["both"])
        self.assertEqual(self.customer.message_ids[0].author_id, users["both"].partner_id)
        with self.assertRaises(AccessError):
            exclusion.with_user(users["both"]).sudo(False).active = False
