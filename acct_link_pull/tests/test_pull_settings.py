"""What the page “Pull” of the settings form lets people do, and what its buttons tell them."""

from odoo import Command, fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.acct_link_batch.models.upload.interface import REPAIRABLE
from odoo.addons.acct_link_batch.tests.common import AcctLinkCommon


@tagged("post_install", "-at_install")
class TestPullSettings(AcctLinkCommon):
    def _pull(self, resource="bills", **vals):
        vals = {"interface_id": self.interface.id, "resource": resource, **vals}
        return self.env["acct.link.pull"].sudo().create(vals).sudo(False)

    # === REQUIRED ON SAVE === #

    def test_payments_are_registered_only_where_it_is_said_where(self):
        journal = self.company_data["default_journal_bank"]
        row = {"office_id": self.env.company.id, "payment_journal_id": journal.id}
        with self.assertRaises(ValidationError):
            self.interface.copy({"register_payments": True})
        self.interface.write({"register_payments": True, "journal_map_ids": [Command.create(row)]})
        twin = self.interface.copy()
        self.assertFalse(twin.register_payments or twin.journal_map_ids)
        self.interface.write({"register_payments": False, "journal_map_ids": [Command.clear()]})
        self.interface.write({"register_payments": True, "journal_map_ids": [Command.create(row)]})
        with self.assertRaises(ValidationError):
            self.interface.journal_map_ids = [Command.clear()]

    def test_bills_are_pulled_only_where_it_is_said_what_they_become(self):
        for resource in ("bills", "files"):
            with self.assertRaises(ValidationError):
                self._pull(resource, enabled=True)
        self.assertTrue(self._pull("documents", enabled=True))
        pull, journal = self._pull(), self.company_data["default_journal_purchase"]
        for journal_id, enabled in ((journal.id, True), (False, False), (journal.id, True)):
            rows = [Command.update(pull.id, {"enabled": enabled})]
            self.interface.write({"bill_journal_id": journal_id, "pull_ids": rows})
        with self.assertRaises(ValidationError):
            self.interface.bill_journal_id = False

    # === NOW === #

    def test_now_ends_the_wait_for_a_repair(self):
        pull = self._pull("documents")
        until = fields.Datetime.add(fields.Datetime.now(), minutes=10)
        stopped = {"result": "misconfigured", "wait_until": until}
        for model, vals in (
            ("acct.link.pull.run", {"pull_id": pull.id}),
            ("acct.link.run", {"interface_id": self.interface.id}),
        ):
            for result in REPAIRABLE:
                run = self.env[model].sudo().create({**vals, **stopped, "result": result})
                self.assertNotIn(pull, self.env["acct.link.puller"].sudo()._get_due())
                action = pull.action_pull_now()
                self.assertIn("being read", action["params"]["message"])
                self.assertFalse(run.wait_until)
                self.assertIn(pull, self.env["acct.link.puller"].sudo()._get_due())

    def test_now_says_what_it_has_to_wait_for(self):
        pull = self._pull("documents")
        runs = self.env["acct.link.pull.run"].sudo()
        until = fields.Datetime.add(fields.Datetime.now(), minutes=10)
        run = runs.create({"pull_id": pull.id, "result": "waiting", "wait_until": until})
        self.assertIn("takes no more calls", pull.action_pull_now()["params"]["message"])
        self.assertEqual(run.wait_until, until)
        self.interface.paused = True
        self.assertIn("paused", pull.action_pull_now()["params"]["message"])
        self.env.ref("acct_link_pull.ir_cron_pull").sudo().active = False
        self.assertIn("switched off", pull.action_pull_now()["params"]["message"])
