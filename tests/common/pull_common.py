"""An interface that pulls: what the bookkeeper does in the stand-in comes back."""

from common_walk import WalkCommon

from odoo import Command

from sandbox.xero import NZ_TENANT


class PullMixin:
    def register_payments(self):
        self.journal = self.company_data["default_journal_bank"]
        journals = {"office_id": self.env.company.id, "payment_journal_id": self.journal.id}
        self.interface.write(
            {"register_payments": True, "journal_map_ids": [Command.create(journals)]}
        )

    def pull(self, resource="documents"):
        """Press "Now" and run the scheduled action as the server does. :return: the run"""
        self.interface.pull_ids.filtered(lambda pull: pull.resource == resource).action_pull_now()
        self.run_puller()
        return self.env["acct.link.pull.run"].search([("resource", "=", resource)], limit=1)

    def assertPulled(self, run):
        self.assertEqual((run.result, run.failed), ("done", 0), run.problem_text)

    def rows(self, move):
        """The payments that were pulled for it."""
        return self.env["acct.link.payment"].search([("move_id", "=", move.id)])

    def run_puller(self):
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            self.env(cr=cr, user=self.env.ref("base.user_root").id, su=True)[
                "acct.link.puller"
            ]._cron_pull()
        self.env.invalidate_all()


class PullCommon(PullMixin, WalkCommon):
    tenant = NZ_TENANT

    pulls_codes = True

    def setUp(self):
        super().setUp()
        self.register_payments()
