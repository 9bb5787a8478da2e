"""Options of tracking categories that are added, over real HTTP to the strict stand-in."""

from common_operations import OperationsCommon
from common_walk import NZ_TENANT

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged


@tagged("post_install", "-at_install")
class TestWalkOptions(OperationsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        [cls.category, *_rest] = cls.interface.tracking_ids
        cls.plan = cls.env["account.analytic.plan"].create({"name": cls.category.name})
        cls.interface.action_suggest_mappings()
        row = cls.interface.plan_map_ids.filtered(lambda row: row.plan_id == cls.plan)
        row.remote_tracking_id = cls.category
        cls.analytic = cls.env["account.analytic.account"].create(
            {"name": "Pier 7", "plan_id": cls.plan.id}
        )

    def invoice_of(self, *accounts):
        lines = [
            Command.create(
                {
                    "name": "Survey",
                    "price_unit": 100,
                    "account_id": self.account.id,
                    "tax_ids": [Command.set(self.tax.ids)],
                    "analytic_distribution": {str(account.id): 100},
                }
            )
            for account in accounts or self.analytic
        ]
        return self.invoice(invoice_line_ids=lines)

    @property
    def there(self):
        """The options of the category in the books, by name."""
        tracking = self.server.stand_in.tenants[NZ_TENANT].tracking
        [row] = [row for row in tracking if row["TrackingCategoryID"] == self.category.remote_id]
        return row["Options"]

    def named(self, name="Pier 7"):
        return [option for option in self.there if option["Name"] == name]

    @property
    def path(self):
        return f"TrackingCategories/{self.category.remote_id}/Options"

    def assertSentWithOption(self, line):
        self.assertExact(line)
        [option] = self.named()
        request = self.env["acct.link.request"].search([("line_ids", "in", line.ids)])
        self.assertIn(option["TrackingOptionID"], request.text)
        row = self.interface.analytic_map_ids.filtered(
            lambda row: row.analytic_account_id == self.analytic
        )
        self.assertEqual(row.remote_option_id.remote_id, option["TrackingOptionID"])
        self.assertEqual(row.remote_option_id.category_id, self.category)

    # === NEVER UNASKED === #

    def test_nothing_is_added_unless_the_settings_say_so(self):
        self.assertEqual(self.interface.option_policy, "link")
        line = self.upload(self.invoice_of())
        self.assertProblem(line, "tracking_unlinked")
        self.assertFalse(line.batch_id.lacks_options)
        self.assertFalse(self.named())
        with self.assertRaises(UserError):
            line.batch_id.action_add_options()
        with self.assertRaises(UserError):
            self.interface.action_add_options()

    def test_only_an_administrator_lets_options_be_added(self):
        manager = new_test_user(
            self.env, "options_manager", "acct_link_batch.group_acct_link_manager"
        )
        with self.assertRaises(AccessError):
            self.interface.with_user(manager).option_policy = "add"

    # === BY THE UPLOAD === #

    def test_upload_adds_the_option_once_before_its_documents(self):
        self.interface.option_policy = "add"
        lines = self.upload(self.invoice_of() + self.invoice_of())
        for line in lines:
            self.assertSentWithOption(line)
        self.assertEqual(len(self.calls("PUT", self.path)), 1)
        # It is known from now on.
        self.assertSentWithOption(self.upload(self.invoice_of()))
        self.assertEqual(len(self.calls("PUT", self.path)), 1)
        self.assertEqual(self.operations("add_option").state, "done")

    def test_option_that_is_there_is_taken_and_not_added(self):
        self.interface.option_policy = "add"
        known = "11111111-2222-4333-8444-555555555555"
        self.there.append({**self.there[0], "Name": "PIER 7", "TrackingOptionID": known})
        line = self.upload(self.invoice_of())
        self.assertExact(line)
        self.assertFalse(self.calls("PUT", self.path))

    def test_lost_answer_is_looked_up_and_not_repeated(self):
        self.interface.option_policy = "add"
        self.fault("drop_after", self.path)
        line = self.upload(self.invoice_of())
        self.assertSentWithOption(line)
        self.assertEqual(len(self.calls("PUT", self.path)), 1)

    def test_lost_request_is_sent_again_after_a_proven_miss(self):
        self.interface.option_policy = "add"
        self.fault("drop_before", self.path)
        other = self.invoice()
        line, beside = self.upload(self.invoice_of() + other)
        # It may still be on its way: what needs it waits, all else goes.
        self.assertEqual((line.state, self.operations("add_option").state), ("queued", "unknown"))
        self.assertProblem(line, "tracking_underway")
        self.assertEqual(beside.state, "uploaded")
        for _each in range(2):
            self.let_time_pass()
            self.run_loop()
        self.assertEqual(line.state, "uploaded", line.problem_text)
        self.assertEqual(len(self.named()), 1)

    def test_full_category_stops_the_document_without_a_write(self):
        self.interface.option_policy = "add"
        self.there.extend({**self.there[0], "Name": f"Pier {n}"} for n in range(100, 200))
        line = self.upload(self.invoice_of())
        self.assertProblem(line, "tracking_addable")
        self.assertProblem(self.operations("add_option"), "tracking_option_limit")
        self.assertFalse(self.calls("PUT", self.path))
        # Somebody made room: the button asks again.
        del self.there[50:]
        self.assertTrue(line.batch_id.lacks_options)
        line.batch_id.action_add_options()
        self.run_loop()
        self.assertSentWithOption(line)

    def test_sign_in_without_the_permission_fails_the_addition_alone(self):
        self.interface.option_policy = "add"
        other = self.invoice()
        self.fault("unauthorized_scope", self.path)
        lines = self.upload(self.invoice_of() + other)
        self.assertEqual(lines.mapped("state"), ["failed", "uploaded"])
        self.assertProblem(self.operations("add_option"), "scope_missing")

    def test_check_says_what_the_upload_will_add(self):
        self.interface.option_policy = "add"
        action = self.invoice_of().action_acct_link_batch()
        batch = self.env["acct.link.batch"].browse(action["res_id"])
        found = self.env["acct.link.preflight"]._look(self.interface, batch.line_ids.sudo())
        [finding] = found.values()
        self.assertEqual([each.code for each in finding.warnings], ["tracking_to_add"])
        self.assertFalse(finding.problems)
        self.assertFalse(self.named())

    def test_check_counts_the_options_and_the_calls_they_take(self):
        self.interface.option_policy = "add"
        self.upload(self.invoice())  # its contact is known from then on
        other = self.analytic.copy({"name": "Pier 8"})
        moves = self.invoice_of() + self.invoice_of() + self.invoice_of(other)
        check = self.env["acct.link.check"].browse(moves.action_acct_link_check()["res_id"])
        self.assertEqual(check.new_option_count, 2)
        self.assertEqual(check.new_options, f"{self.category.name}: Pier 7, Pier 8")
        calls = len(self.control("calls")["calls"])
        self.assertEqual(set(self.upload(moves).mapped("state")), {"uploaded"})
        self.assertEqual(len(self.control("calls")["calls"]) - calls, check.call_count)

    def test_check_counts_no_option_that_is_not_added(self):
        self.interface.option_policy = "ask"
        check = self.env["acct.link.check"].browse(
            self.invoice_of().action_acct_link_check()["res_id"]
        )
        self.assertEqual((check.new_option_count, check.new_options), (0, ""))

    # === ON REQUEST === #

    def test_clerk_adds_what_documents_failed_for(self):
        self.interface.option_policy = "ask"
        line = self.upload(self.invoice_of())
        self.assertProblem(line, "tracking_addable")
        self.assertFalse(self.named())
        clerk = new_test_user(
            self.env,
            "options_clerk",
            "account.group_account_invoice,acct_link_batch.group_acct_link_user",
        )
        self.assertTrue(line.batch_id.with_user(clerk).lacks_options)
        line.batch_id.with_user(clerk).action_add_options()
        self.run_loop()
        self.assertSentWithOption(line)
        self.assertEqual(self.operations("add_option").requested_by, clerk)
        stranger = new_test_user(self.env, "options_stranger", "account.group_account_invoice")
        with self.assertRaises(AccessError):
            line.batch_id.with_user(stranger).action_add_options()

    def test_manager_adds_what_the_page_lacks(self):
        self.interface.option_policy = "ask"
        self.invoice_of()
        self.interface.action_suggest_mappings()
        self.interface.action_add_options()
        self.run_loop()
        self.assertSentWithOption(self.upload(self.invoice_of()))
        with self.assertRaises(UserError):
            self.interface.action_add_options()

    # === THE SIGN-IN === #

    def test_sign_in_asks_for_the_permission_only_where_it_is_needed(self):
        self.assertNotIn("accounting.settings", self.interface._get_xero_scopes().split())
        self.interface.option_policy = "ask"
        self.assertIn("accounting.settings", self.interface._get_xero_scopes().split())
