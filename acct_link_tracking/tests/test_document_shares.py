"""account.move -> Document: lines that belong to options of tracking categories."""

from decimal import Decimal
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.acct_link_batch.lib.exchange import Capabilities
from odoo.addons.acct_link_batch.lib.outcome import Code
from odoo.addons.acct_link_batch.tests.common import AcctLinkCommon


@tagged("post_install", "-at_install")
class TestDocumentShares(AcctLinkCommon):
    def _tracked(self):
        """Two plans linked to categories: (two accounts of the first, one of the second)."""
        accounts = []
        for name, options in (("Region", ("North", "South")), ("Team", ("Design",))):
            plan = self.env["account.analytic.plan"].create({"name": name})
            category = self._code("tracking", name)
            for option in options:
                self._code("tracking.option", option, parent=name, category_id=category.id)
                accounts.append(
                    self.env["account.analytic.account"].create(
                        {"name": option, "plan_id": plan.id}
                    )
                )
        used = {str(account.id): 100 for account in accounts}
        self._invoice(lines=[{"analytic_distribution": used}])
        self.interface.action_suggest_mappings()
        self.assertCountEqual(
            self.interface.analytic_map_ids.mapped("remote_option_id.name"),
            [account.name for account in accounts],
        )
        return accounts

    def _parts(self, distribution, **line):
        distribution = {
            ",".join(str(account.id) for account in key): percent
            for key, percent in distribution.items()
        }
        move = self._invoice(
            lines=[{"price_unit": 100, "analytic_distribution": distribution, **line}]
        )
        return move, [(each.net, each.tracking) for each in self._sent(move).lines]

    def test_analytic_accounts_are_sent_as_tracking_options(self):
        north, _south, design = self._tracked()
        both = (("Region", "North"), ("Team", "Design"))
        for distribution in ({(north, design): 100}, {(north,): 100, (design,): 100}):
            _move, parts = self._parts(distribution)
            self.assertEqual(parts, [(100, both)])

    def test_divided_line_is_sent_in_parts_of_exact_amounts(self):
        north, south, design = self._tracked()
        move, parts = self._parts(
            {(north, design): 33.33, (south, design): 33.33}, price_unit=0.1, quantity=1
        )
        self.assertEqual([len(tracking) for _net, tracking in parts], [2, 2, 0])
        self.assertEqual(sum(net for net, _tracking in parts), Decimal("0.1"))
        self.assertIn("(33.33 %)", move.acct_link_line_id.document["lines"][0]["description"])
        _move, parts = self._parts({(north,): 60, (south,): 40, (design,): 100})
        self.assertEqual(
            sorted(parts),
            [
                (40, (("Region", "South"), ("Team", "Design"))),
                (60, (("Region", "North"), ("Team", "Design"))),
            ],
        )

    def test_plan_that_is_not_linked_stays_here(self):
        self._tracked()
        plan = self.env["account.analytic.plan"].create({"name": "Other"})
        account = self.env["account.analytic.account"].create({"name": "A", "plan_id": plan.id})
        _move, parts = self._parts({(account,): 50})
        self.assertEqual(parts, [(100, ())])

    def test_tracking_that_does_not_work_out_is_stopped(self):
        north, south, _design = self._tracked()
        rows = self.interface.analytic_map_ids
        row = rows.filtered(lambda row: row.analytic_account_id == north)
        option = row.remote_option_id
        lines = [{"price_unit": 9, "analytic_distribution": {str(north.id): 100}}]
        row.remote_option_id = False
        self.assertStopped(self._invoice(lines=lines), "tracking_unlinked")
        row.remote_option_id = self.interface.tracking_option_ids.filtered(
            lambda each: each.name == "Design"
        )
        self.assertStopped(self._invoice(lines=lines), "tracking_of_other_category")
        row.remote_option_id = option
        option.sudo().active = False
        self.assertStopped(self._invoice(lines=lines), "tracking_archived")
        option.sudo().active = True
        over = {str(north.id): 80, str(south.id): 80}
        move = self._invoice(lines=[{"price_unit": 9, "analytic_distribution": over}])
        self.assertStopped(move, "tracking_exceeds")

    def test_no_more_plans_are_linked_than_a_line_may_have(self):
        self._tracked()
        plan = self.env["account.analytic.plan"].create({"name": "Third"})
        with self.assertRaises(ValidationError):
            self.env["acct.link.plan.map"].create(
                {"interface_id": self.interface.id, "plan_id": plan.id,
                 "remote_tracking_id": self._code("tracking", "Third").id}
            )  # fmt: skip

    def test_options_follow_their_category_when_pulled_again(self):
        connector = self.env["acct.link.connector"]
        pulled = {
            "tracking": [
                Code("c1", "", "Region"),
                Code("o1", "", "North", parent="c1"),
                Code("o2", "", "South", usable=False, parent="c1"),
            ]
        }
        with (
            patch.object(type(connector), "_pull", lambda *args: iter(pulled[args[-1]])),
            patch.object(
                type(connector), "_capabilities", lambda *_: Capabilities(pulls=("tracking",))
            ),
        ):
            pulled["file"] = [{}]
            connector._pull_codes(self.interface)
            options = self.interface.with_context(active_test=False).tracking_option_ids
            self.assertEqual(options.mapped("category_id.name"), ["Region"])
            self.assertEqual(sorted(options.mapped("active")), [False, True])
            pulled["tracking"] = [Code("c1", "", "Area"), Code("o1", "", "Top", parent="c1")]
            connector._pull_codes(self.interface)
        self.assertEqual(self.interface.tracking_option_ids.display_name, "Area: Top")
        self.assertEqual(len(options), 2)
