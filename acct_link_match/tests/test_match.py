"""The list of customers to match: who is on it, how people come to it and what they do there."""

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.acct_link_batch.lib.catalogue import CATALOGUE, repair
from odoo.addons.acct_link_batch.lib.outcome import Contact
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_batch.tests.common import AcctLinkCommon

from ..models.problem_mixin import ASKED


@tagged("post_install", "-at_install")
class TestMatch(AcctLinkCommon):
    # === CURES THAT LEAD THERE === #

    def test_every_cure_that_names_the_list_opens_it(self):
        line = self._upload(self._invoice())
        codes = [code for code in CATALOGUE if repair.where(code) == repair.MATCH]
        self.assertIn("contact_of_merged", codes)
        for code in codes:
            record = ("res.partner", self.customer.id) if code in ASKED else None
            line.sudo().problems = [{"code": code, "values": {}, "record": record}]
            self.assertTrue(line.has_repair_record, code)
            self.assertEqual(line.action_repair()["res_model"], "acct.link.match", code)

    def test_wrench_of_a_contact_opens_the_customers_to_match(self):
        line = self._upload(self._invoice())
        self.assertEqual(self.books.contacts["Kea Farms"], Contact("C-kea", "Kea Farms"))
        for code in ("contact_ambiguous", "contact_archived", "contact_taken"):
            values = {"key": "Kea Farms", "count": "2"}
            customer = ("res.partner", self.customer.id)
            line.sudo().problems = [Problem(code, values, customer).to_json()]
            line.sudo().state = "failed"
            self.assertTrue(line.has_repair_record)
            action = line.action_repair()
            self.assertEqual(action["res_model"], "acct.link.match")
            [match] = self.env["acct.link.match"].search(action["domain"])
            self.assertEqual((match.partner_id, match.state), (self.customer, "open"))

    # === CHOOSING === #

    def test_choosing_a_contact_is_enough_unless_it_is_archived(self):
        Directory, Match = self.env["acct.link.remote.contact"].sudo(), self.env["acct.link.match"]
        row = Match.sudo().create(
            {
                "interface_id": self.interface.id,
                "match_rule": "name",
                "key": "kea",
                "label": "Kea",
                "partner_id": self.customer.id,
                "recipient_id": self.customer.id,
            }
        )
        vals = {"interface_id": self.interface.id, "remote_id": "1", "name": "Kea Ltd"}
        row.remote_contact_id = Directory.create({**vals, "archived": True})
        self.assertFalse(row.sudo(False).action_choose())
        self.assertEqual(row.state, "open")
        row.remote_contact_id = Directory.create({**vals, "remote_id": "2"})
        self.assertEqual(row.sudo(False).action_choose()["tag"], "display_notification")
        self.assertEqual(row.state, "matched")
        with self.assertRaises(UserError):
            row.sudo(False).action_choose()

    def test_every_request_of_a_person_ends_the_wait_for_a_repair(self):
        until = fields.Datetime.add(fields.Datetime.now(), minutes=10)
        run = self.env["acct.link.run"].sudo().create(
            {"interface_id": self.interface.id, "result": "failed", "wait_until": until}
        )  # fmt: skip
        match = self.env["acct.link.match"].sudo().create(
            {
                "interface_id": self.interface.id,
                "match_rule": "name",
                "key": "kea farms",
                "label": "Kea Farms",
                "partner_id": self.customer.id,
                "recipient_id": self.customer.id,
            }
        )  # fmt: skip
        match.sudo(False).action_create()
        self.assertFalse(run.wait_until)

    # === NEVER SENT === #

    def _exclude(self, partner):
        partner.write({"acct_link_never_send": True, "acct_link_never_send_reason": "own books"})

    def test_customer_is_not_sent_alone(self):
        self._exclude(self.partner_a)
        job = self.env["account.analytic.account"].create(
            {
                "name": "Bridge",
                "plan_id": self.env["account.analytic.plan"].search([], limit=1).id
                or self.env["account.analytic.plan"].create({"name": "Jobs"}).id,
                "partner_id": self.partner_a.id,
            }
        )
        for records in (self.partner_a, job):
            with self.assertRaisesRegex(UserError, "never sent to the books"):
                records.action_acct_link_send()

    def test_contact_that_waits_is_not_added(self):
        self.partner_a.action_acct_link_send()
        row = self.env["acct.link.match"].search([("partner_id", "=", self.partner_a.id)])
        self.assertEqual(row.state, "queued")
        self._exclude(self.partner_a)
        self._run_loop()
        self.assertEqual(row.state, "open")
        self.assertProblem(row, "never_send")
        self.assertFalse(self.books.sent)

    # === CUSTOMERS THAT ARE MERGED === #

    def _merge(self, target, source):
        wizard = self.env["base.partner.merge.automatic.wizard"].sudo()
        wizard._merge((target | source).ids, target)

    def _partner(self, name):
        return self.env["res.partner"].create({"name": name})

    def test_merge_keeps_the_wish_that_is_under_way(self):
        target, source = self._partner("Rata"), self._partner("RATA")
        Match = self.env["acct.link.match"].sudo()
        vals = {"interface_id": self.interface.id, "match_rule": "name", "key": "rata"}
        rows = Match.create(
            [
                {**vals, "label": partner.name, "partner_id": partner.id,
                 "recipient_id": partner.id, "state": state}
                for partner, state in ((target, "open"), (source, "queued"))
            ]
        )  # fmt: skip
        self._merge(target, source)
        [row] = rows.exists()
        self.assertEqual((row.state, row.partner_id, row.recipient_id), ("queued", target, target))

    def test_merge_while_a_contact_is_being_added_is_for_the_survivor(self):
        target, source = self._partner("Zeta"), self._partner("Rata")
        self.books.faults.append("lost")
        source.action_acct_link_send()
        self._run_loop()
        [request] = self.env["acct.link.request"].sudo().search([])
        self.assertEqual(request.state, "unknown")
        self._merge(target, source)
        self.books.contacts["Rata"] = Contact("C-rata", "Rata")
        self._pass_settle_time()
        self.env["acct.link.match"].sudo().search([]).next_try = False
        self._run_loop()
        [contact] = self.env["acct.link.contact"].search([])
        self.assertEqual((contact.remote_id, contact.partner_id), ("C-rata", target))
