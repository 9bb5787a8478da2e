"""What the dashboard and the activities tell of what comes back."""

from odoo.tests import new_test_user, tagged

from odoo.addons.acct_link_batch.tests.common import AcctLinkCommon

from ..models.dashboard import DIFFERENCES, PULLS


@tagged("post_install", "-at_install")
class TestDashboard(AcctLinkCommon):
    def setUp(self):
        super().setUp()
        new_test_user(self.env, "watchman", "acct_link_batch.group_acct_link_administrator")

    def _watch(self, cause):
        self.env.invalidate_all()
        self.interface.sudo()._update_health()
        return self.interface.activity_search([cause])

    def test_pull_that_failed_is_counted_and_told_until_it_runs_again(self):
        vals = {"interface_id": self.interface.id, "resource": "documents", "enabled": True}
        pull = self.env["acct.link.pull"].sudo().search(
            [("interface_id", "=", self.interface.id), ("resource", "=", "documents")]
        ) or self.env["acct.link.pull"].sudo().create(vals)
        pull.enabled = True
        run = {"pull_id": pull.id, "result": "failed", "ended_at": self.env.cr.now()}
        self.env["acct.link.pull.run"].sudo().create(run)
        self.env.invalidate_all()
        self.assertEqual(self.interface.failed_pull_count, 1)
        self.assertIn("Payments", self._watch(PULLS)[0].note)
        self.env["acct.link.pull.run"].sudo().create({**run, "result": "done"})
        self.assertFalse(self._watch(PULLS))
        self.assertEqual(self.interface.failed_pull_count, 0)

    def test_difference_is_counted_and_told_until_it_is_accepted(self):
        line = self._upload(self._invoice())
        row = self.env["acct.link.remote.document"].sudo().create(
            {"line_id": line.id, "difference": "total=1"}
        )  # fmt: skip
        self.env.invalidate_all()
        self.assertEqual(self.interface.difference_count, 1)
        self.assertTrue(self._watch(DIFFERENCES))
        action = self.interface.action_view_differences()
        self.assertEqual(row.search(action["domain"]), row)
        row.accepted = row.difference
        self.assertFalse(self._watch(DIFFERENCES))
        self.assertEqual(self.interface.difference_count, 0)
