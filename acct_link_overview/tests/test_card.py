"""What a card of the dashboard shows beside its counts."""

import json
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.acct_link_batch.tests.common import AcctLinkCommon


@tagged("post_install", "-at_install")
class TestCard(AcctLinkCommon):
    def _read_graph(self):
        """:return: {state: [count of a week]}, the last week last"""
        self.env.invalidate_all()
        found = json.loads(self.interface.week_graph)
        return {row["state"]: [point["value"] for point in row["values"]] for row in found}

    def test_graph_of_an_interface_without_uploads_is_not_drawn(self):
        self.assertFalse(self.interface.week_graph)

    def test_graph_counts_what_was_uploaded_and_what_failed_by_week(self):
        self._upload(self._invoices(3))
        unlinked = self.account.copy({"code": "400999"})
        failed = self._upload(self._invoice(lines=[{"price_unit": 5, "account_id": unlinked.id}]))
        self.assertEqual(failed.state, "failed")
        self.assertEqual(
            self._read_graph(), {"uploaded": [0, 0, 0, 0, 0, 3], "failed": [0, 0, 0, 0, 0, 1]}
        )

    def test_graph_keeps_to_the_weeks_it_draws(self):
        lines = self._upload(self._invoices(3)).sorted("id")
        now = fields.Datetime.now()
        for line, weeks in zip(lines, (0, 2, 9), strict=True):
            line.sudo().uploaded_at = now - timedelta(weeks=weeks)
        self.env.flush_all()
        self.assertEqual(self._read_graph()["uploaded"], [0, 0, 0, 1, 0, 1])

    def test_graph_of_a_zone_and_a_week_that_begins_on_sunday_has_the_same_weeks(self):
        """Odoo groups by the user's zone and first day of the week; so are the bars labelled."""
        line = self._upload(self._invoice())
        self.env["res.lang"]._lang_get("en_US").week_start = "7"
        now = fields.Datetime.now()
        for zone in ("Pacific/Auckland", "Pacific/Honolulu"):
            for days in range(14):
                line.sudo().uploaded_at = now - timedelta(days=days)
                self.env.flush_all()
                interface = self.interface.with_context(tz=zone)
                self.env.invalidate_all()
                [bars, _failed] = json.loads(interface.week_graph)
                self.assertEqual(sum(point["value"] for point in bars["values"]), 1, (zone, days))

    def test_outstanding_is_the_sum_of_what_is_offered_waits_or_failed(self):
        price = {"lines": [{"quantity": 1, "price_unit": 100, "tax_ids": False}]}
        before = self.interface.outstanding_text
        self.assertFalse(before)
        moves = self._invoice(**price) + self._invoice(**price) + self._invoice(**price)
        symbol = self.env.company.currency_id
        self.env.invalidate_all()
        self.assertEqual(self.interface.outstanding_text, symbol.format(300))
        self._upload(moves[0])
        self._batch(moves[1])
        self.env.invalidate_all()
        self.assertEqual(self.interface.outstanding_text, symbol.format(200))
