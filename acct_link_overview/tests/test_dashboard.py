"""What the dashboard and the settings form count, and the uploads by week."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.acct_link_batch.tests.common import AcctLinkCommon
from odoo.addons.acct_link_batch.tests.common_states import StatesMixin


@tagged("post_install", "-at_install")
class TestDashboard(StatesMixin, AcctLinkCommon):
    def test_dashboard_counts_what_its_buttons_show(self):
        self._everywhere()
        bad = self._invoice()
        self.books.taken.add(bad.name)
        self._upload(bad)
        interface = self.interface
        for count, action in (
            ("to_send_count", interface.action_view_available()),
            ("parked_count", interface.action_view_parked()),
            ("failed_count", interface.with_context(states=["failed"]).action_view_lines()),
            ("ready_count", interface.with_context(states=["ready"]).action_view_lines()),
        ):
            domain = list(action["domain"])
            if count == "to_send_count":
                domain += [("acct_link_state", "=", "available")]
            elif count == "parked_count":
                domain += [("kind", "=", "parked")]
            found = self.env[action["res_model"]].search_count(domain)
            self.assertEqual(interface[count], found, count)
            self.assertTrue(found, count)
        self.assertEqual(interface.last_run_result, "done")

    def test_narrowed_list_does_not_narrow_the_lists_opened_from_it(self):
        batch = self._batch(self._invoices(2))
        batch.line_ids[0].sudo().state = "failed"
        action = self.interface.with_context(states=["failed"]).action_view_lines()
        self.assertEqual(self.env["acct.link.batch.line"].search_count(action["domain"]), 1)
        nested = batch.with_context(**{"states": ["failed"], **action["context"]})
        domain = nested.action_view_lines()["domain"]
        self.assertEqual(self.env["acct.link.batch.line"].search_count(domain), 2)

    @mute_logger("odoo.models")
    def test_dashboard_counts_only_what_its_reader_may_see(self):
        self._invoice()
        other = self.setup_other_company()
        clerk = new_test_user(
            self.env(su=True), "overview_other",
            groups="base.group_user,acct_link_batch.group_acct_link_user",
            company_id=other["company"].id, company_ids=[Command.set(other["company"].ids)],
        )  # fmt: skip
        theirs = self._create_interface(other["company"])
        seen = self.env["acct.link.interface"].with_user(clerk).search([])
        self.assertEqual(seen, theirs)
        self.assertEqual(seen.to_send_count, 0)
        with self.assertRaises(AccessError):
            self.interface.with_user(clerk).read(["to_send_count"])

    def test_results_are_counted_by_week(self):
        line = self._upload(self._invoice())
        bad = self._invoice()
        self.books.taken.add(bad.name)
        line += self._upload(bad)
        groups = self.env["acct.link.batch.line"].formatted_read_group(
            [("id", "in", line.ids)],
            ["result_at:week", "state"],
            ["__count", "amount_total:sum"],
        )
        self.assertEqual(sorted(group["state"] for group in groups), ["failed", "uploaded"])
        for group in groups:
            found = line.search([*group["__extra_domain"], ("id", "in", line.ids)])
            self.assertEqual(len(found), 1)
            self.assertTrue(found.result_at)

    def test_scheduled_actions_that_are_off_are_said_once_where_they_matter(self):
        self.assertFalse(self.interface.cron_notice)
        crons = self.interface._get_crons()
        for cron in crons.values():
            cron.active = False
        self.env.invalidate_all()
        notice = self.interface.cron_notice
        self.assertEqual(notice.count("nothing is sent."), 1)
        # The memory books have no sign-in that could lapse.
        self.assertNotIn("lapses", notice)
        action = self.interface.action_view_crons()
        shown = self.env["ir.cron"].sudo().with_context(**action["context"])
        self.assertEqual(set(shown.search(action["domain"]).ids), {c.id for c in crons.values()})
