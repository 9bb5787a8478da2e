"""Who may do what with what comes back: nobody, user, manager, administrator; two companies."""

from functools import partial
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.acct_link_batch.tests.common import AcctLinkCommon
from odoo.addons.acct_link_batch.tests.common_roles import RolesMixin

MODELS = (
    "acct.link.pull", "acct.link.pull.run", "acct.link.payment", "acct.link.remote.document",
    "acct.link.journal.map", "acct.link.bill",
)  # fmt: skip
ADMINISTRATOR_DOES = {
    "acct.link.pull": {"write"},
    "acct.link.journal.map": {"write", "create", "unlink"},
}


@tagged("post_install", "-at_install")
class TestPullSecurity(RolesMixin, AcctLinkCommon):
    def setUp(self):
        super().setUp()
        self.line = self._upload(self._invoice())
        self.pull = self._create_pull(self.interface)
        self.runs = self.env["acct.link.pull.run"].sudo().create({"pull_id": self.pull.id})
        self.payment = (
            self.env["acct.link.payment"]
            .sudo()
            .create(
                {
                    "interface_id": self.interface.id,
                    "remote_org_id": self.line.remote_org_id,
                    "document_remote_id": self.line.remote_id,
                    "remote_id": "P-1",
                    "company_id": self.env.company.id,
                    "move_id": self.line.move_id.id,
                    "source": "payment",
                    "date": "2026-10-20",
                    "amount": 10,
                    "currency_id": self.line.currency_id.id,
                }
            )
        )
        self.remote_document = (
            self.env["acct.link.remote.document"]
            .sudo()
            .create({"line_id": self.line.id, "status": "open", "difference": "due=5.00"})
        )
        self.journal = self.company_data["default_journal_bank"]
        self.journals = self.env["acct.link.journal.map"].create(
            {
                "interface_id": self.interface.id,
                "office_id": self.env.company.id,
                "payment_journal_id": self.journal.id,
            }
        )
        self.bill = self.env["acct.link.bill"].sudo().create(
            {
                "interface_id": self.interface.id,
                "remote_org_id": self.line.remote_org_id,
                "remote_id": "B-1",
                "company_id": self.env.company.id,
                "kind": "bill",
                "number": "S-1",
            }
        )  # fmt: skip
        self.records = (
            self.pull, self.runs, self.payment, self.remote_document, self.journals, self.bill,
        )  # fmt: skip

    def _create_pull(self, interface):
        """The books in memory offer none."""
        return (
            self.env["acct.link.pull"]
            .sudo()
            .create({"interface_id": interface.id, "resource": "documents"})
            .sudo(False)
        )

    @mute_logger("odoo.models")
    def test_each_role_reads_and_writes_what_is_its_business(self):
        self.assertEqual([records._name for records in self.records], list(MODELS))
        for role in self.users:
            for records in self.records:
                seen = self._as(role, records)
                linked = role in ("clerk", "manager", "administrator")
                does = ADMINISTRATOR_DOES.get(records._name, set())
                with self.subTest(role=role, model=records._name):
                    self.assertEqual(seen.has_access("read"), linked)
                    for operation in ("write", "create", "unlink"):
                        allowed = role == "administrator" and operation in does
                        self.assertEqual(seen.has_access(operation), allowed, operation)
                    if not linked:
                        with self.assertRaises(AccessError):
                            seen.search([])

    def test_clerk_settles_tries_again_and_accepts(self):
        payment = self._as("clerk", self.payment)
        payment.action_try_again()
        self.assertEqual(self.payment.state, "registered", self.payment.problem_text)
        self.payment.state = "open"
        payment.action_settle()
        self.assertEqual(self.payment.state, "settled")
        self.assertIn("settled by hand", self.line.move_id.message_ids[0].body)
        self.assertEqual(self.line.move_id.message_ids[0].author_id, self.clerk_partner())
        self._as("clerk", self.remote_document).action_accept()
        self.assertFalse(self.remote_document.is_open)

    def clerk_partner(self):
        return self.users["clerk"].partner_id

    def test_settled_twice_or_tried_again_when_done_is_refused(self):
        self._as("clerk", self.payment).action_settle()
        for method in ("action_settle", "action_try_again"):
            with self.assertRaises(UserError):
                getattr(self._as("clerk", self.payment), method)()

    @mute_logger("odoo.models")
    def test_others_press_nothing(self):
        for role in ("outsider", "invoicing"):
            for records, method in (
                (self.payment, "action_try_again"),
                (self.payment, "action_settle"),
                (self.remote_document, "action_accept"),
                (self.pull, "action_pull_now"),
            ):
                with self.subTest(role=role, method=method), self.assertRaises(AccessError):
                    getattr(self._as(role, records), method)()
        with self.assertRaises(AccessError):
            self._as("clerk", self.pull).action_pull_now()
        with self.assertRaises(AccessError):
            self._as("clerk", self.remote_document).action_make_available()
        self.assertEqual(self.payment.state, "open")

    def test_administrator_edits_pulls_and_journals(self):
        pull = self._as("administrator", self.pull)
        pull.write({"enabled": True, "interval": "15"})
        pull.action_pull_now()
        self.assertTrue(self.pull.requested_at)
        self._as("administrator", self.journals).credit_journal_id = self.journal
        self.assertEqual(self.journals.credit_journal_id, self.journal)

    @mute_logger("odoo.models")
    def test_nobody_forges_what_came_back(self):
        for role in ("clerk", "administrator"):
            for records, vals in (
                (self.payment, {"state": "registered"}),
                (self.payment, {"amount": 1}),
                (self.remote_document, {"accepted": "due=5.00"}),
                (self.runs, {"cursor": "x"}),
            ):
                with self.subTest(role=role, vals=vals), self.assertRaises(AccessError):
                    self._as(role, records).write(vals)

    @mute_logger("odoo.models")
    def test_companies_do_not_see_each_other(self):
        other = self.setup_other_company()
        at_other = partial(self._as, users=self._create_users(other["company"]))
        for role in ("clerk", "administrator"):
            for records in self.records:
                seen = at_other(role, records)
                with self.subTest(role=role, model=records._name):
                    self.assertFalse(seen.search([("id", "in", records.ids)]))
                    with self.assertRaises(AccessError):
                        seen.check_access("read")
        for records, method in (
            (self.payment, "action_try_again"),
            (self.payment, "action_settle"),
            (self.remote_document, "action_accept"),
            (self.pull, "action_pull_now"),
        ):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(at_other("administrator", records), method)()
        self.assertEqual((self.payment.state, self.remote_document.accepted), ("open", False))

    @mute_logger("odoo.models")
    def test_administrator_of_a_branch_leaves_the_pulls_and_journals_of_the_parent(self):
        branch = self._create_company(name="Branch", parent_id=self.env.company.id)
        at_branch = partial(self._as, users=self._create_users(branch))
        for records, vals in (
            (self.pull, {"enabled": True}),
            (self.journals, {"credit_journal_id": self.journal.id}),
        ):
            seen = at_branch("administrator", records)
            self.assertTrue(seen.has_access("read"))
            with self.assertRaises(AccessError):
                seen.write(vals)
        self.assertFalse(at_branch("clerk", self.payment).search([]))

    # === RUNS === #

    def test_what_a_clerk_books_on_another_day_is_not_said_of_the_run_under_way(self):
        self.env.company.fiscalyear_lock_date = "2026-10-31"
        self._as("clerk", self.payment).action_try_again()
        self.assertEqual(self.payment.state, "registered", self.payment.problem_text)
        self.assertTrue(self.payment.moved_at)
        self.runs._finish()
        self.assertFalse(self.runs.problems)

    # === HINTS === #

    def test_hint_asks_once_and_not_before_a_minute_is_over(self):
        self.runs.result = "done"
        self.runs.started_at = fields.Datetime.subtract(fields.Datetime.now(), seconds=20)
        hint = partial(self.env["acct.link.pull"]._hint, self.interface, ["documents"])
        hint()
        soonest = self.pull.requested_at
        self.assertEqual(soonest, fields.Datetime.add(self.runs.started_at, seconds=60))
        self.assertFalse(self.pull._is_due())
        hint()
        self.assertEqual(self.pull.requested_at, soonest)
        self.runs.started_at = fields.Datetime.subtract(self.runs.started_at, seconds=60)
        self.pull.sudo().requested_at = fields.Datetime.now()
        self.assertTrue(self.pull._is_due())

    def test_pull_asked_for_twice_in_the_second_of_a_run_runs_once_more(self):
        puller = self.env["acct.link.puller"].sudo()
        self.runs.result = "done"
        with freeze_time("2026-10-05 10:00:00"), patch.object(type(puller), "_commit"):
            for _time in range(2):
                self.pull.action_pull_now()
                self.assertTrue(self.pull._is_due())
                puller._open_run(self.pull.sudo()).result = "done"
                self.assertFalse(self.pull._is_due())
