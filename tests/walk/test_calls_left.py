"""Calls that are left: known from answers, shown, and kept for people."""

from common_walk import WalkCommon

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

PDF = b"%PDF-1.7"


@tagged("post_install", "-at_install")
class TestCallsLeft(WalkCommon):
    pulls_codes = True

    def setUp(self):
        super().setUp()
        self.env.cr.flush()  # as a commit does
        self.patch(
            type(self.env["account.move"]), "_acct_link_pdf", lambda move: ("invoice.pdf", PDF)
        )

    def budget(self, day, minute=50, age=0):
        """What the last answer said, so many minutes ago."""
        at = fields.Datetime.subtract(fields.Datetime.now(), minutes=age)
        Budget = self.env["acct.link.budget"].sudo()
        Budget.search([]).unlink()
        Budget.create(
            {
                "interface_id": self.interface.id,
                "day_left": day,
                "minute_left": minute,
                "noted_at": at,
            }
        )
        self.env.invalidate_all()

    def left(self):
        self.interface.invalidate_recordset()
        return self.interface.calls_left_today

    def test_answers_tell_what_is_left(self):
        self.upload(self.invoice())
        most = self.control("settings")["day_limit"]
        used = len(self.control("calls")["calls"]) - sum(
            self.control("calls")["counters"]["grants"].values()
        )
        self.assertEqual(self.left(), most - used)
        self.assertTrue(self.interface.calls_left_at)
        self.assertIn(str(most - used), self.interface.calls_left_text)

    def test_rows_are_few_and_old_ones_go(self):
        Budget = self.env["acct.link.budget"].sudo()
        before = Budget.search_count([])
        self.pull_codes()
        self.upload(self.invoices(3))
        calls = len(self.control("calls")["calls"])
        self.assertLess(Budget.search_count([]) - before, calls)
        Budget.search([]).noted_at = "2026-01-01"
        Budget._gc_old()
        self.assertFalse(Budget.search([]))

    def test_unknown_before_any_answer_and_after_a_while(self):
        self.budget(4000, age=31)
        self.assertFalse(self.interface.calls_left_at)
        self.assertFalse(self.interface.calls_left_text)
        self.assertTrue(self.interface._may_call(10**6))

    def test_reserve_is_for_people(self):
        self.budget(4000)
        self.assertTrue(self.interface._may_call(3600))
        self.assertFalse(self.interface._may_call(3601))
        self.assertTrue(self.interface._may_call(4000, scheduled=False))
        self.assertFalse(self.interface._may_call(4001, scheduled=False))
        self.interface.call_reserve = 50
        self.assertFalse(self.interface._may_call(2001))

    def test_reserve_is_a_share_of_the_most_that_was_left(self):
        self.budget(1000)
        self.env["acct.link.budget"].sudo().create(
            {
                "interface_id": self.interface.id,
                "day_left": 120,
                "noted_at": fields.Datetime.now(),
            }
        )
        self.assertTrue(self.interface._may_call(20))
        self.assertFalse(self.interface._may_call(21))

    def test_within_the_reserve_uploads_go_on_and_pdfs_wait(self):
        self.interface.attach_pdf = True
        self.pull_codes()  # the day begins with its first call
        self.budget(5000)
        # Nearly all of a day's calls are used up.
        self.control("settings", {"day_limit": 5000})
        self.usage.day.used = 4700
        line = self.upload(self.invoice())
        self.assertEqual(line.state, "uploaded")
        operation = line.operation_ids
        self.assertEqual(operation.state, "waiting")
        self.assertProblem(operation, "calls_reserved")
        self.assertTrue(operation.next_try)
        self.assertFalse(self.books("files"))
        # The next day.
        self.usage.day.used = 0
        self.budget(5000)
        operation.sudo().next_try = False
        self.run_loop()
        self.assertEqual(operation.state, "done")

    def test_void_on_request_goes_on_within_the_reserve(self):
        line = self.upload(self.invoice())
        self.budget(100)
        self.usage.day.used = 4900
        line.move_id.button_draft()
        line.action_void_remote()
        self.run_loop()
        self.assertEqual(line.state, "removed")

    def test_used_up_minute_is_waited_for_without_a_call(self):
        self.control("settings", {"minute_limit": 10})
        used = self.usage.minute.used
        self.control("settings", {"minute_limit": used + 1})
        line = self.upload(self.invoice())
        self.assertTrue(self.interface.wait_until)
        self.assertProblem(self.interface.last_run_id, "rate_limited")
        self.assertNotIn(429, [call["status"] for call in self.control("calls")["calls"]])
        self.control("settings", {"minute_limit": 10_000})
        self.let_time_pass()
        past = fields.Datetime.subtract(fields.Datetime.now(), seconds=61)
        self.env["acct.link.budget"].sudo().search([]).noted_at = past
        self.run_loop()
        self.assertExact(line)

    def note(self, interface=None, **left):
        """What an answer says now, kept as with a commit."""
        Budget = self.env["acct.link.budget"].sudo()
        Budget._note(interface or self.interface, **left)
        self.env.cr.flush()
        self.env.invalidate_all()

    def test_answer_that_tells_less_leaves_the_rest_as_it_was_known(self):
        self.budget(4000)
        self.note(minute=12)
        self.assertEqual(self.left(), 4000)
        self.assertIn("12", self.interface.calls_left_text)
        self.assertFalse(self.interface._may_call(3601))

    def test_minute_of_the_app_is_kept_shown_and_waited_for_without_a_call(self):
        first = self.upload(self.invoice())
        usage = self.server.stand_in._gate.limits._apps[self.interface.oauth_client_id]
        most = self.control("settings")["app_minute_limit"]
        self.left()
        self.assertIn(f"app: {most - usage.used} this minute", self.interface.calls_left_text)
        self.control("settings", {"app_minute_limit": usage.used + 1})
        stranger = self.env["res.partner"].create({"name": "Takahe Trust"})
        line = self.upload(self.invoice(partner=stranger))
        self.assertEqual(line.state, "queued")
        self.assertProblem(self.interface.last_run_id, "rate_limited")
        self.assertTrue(self.interface.wait_until)
        self.assertNotIn(429, [call["status"] for call in self.control("calls")["calls"]])
        self.control("settings", {"app_minute_limit": 10_000})
        self.let_time_pass()
        past = fields.Datetime.subtract(fields.Datetime.now(), seconds=61)
        self.env["acct.link.budget"].sudo().search([]).noted_at = past
        self.run_loop()
        self.assertExact(first + line)

    def test_refusal_for_the_day_tells_that_none_is_left_of_a_read_and_of_a_write(self):
        stranger = self.env["res.partner"].create({"name": "Takahe Trust"})
        self.assertExact(self.upload(self.invoice()))
        for method, path, partner in (("GET", "Contacts", stranger), ("PUT", "Invoices$", None)):
            with self.subTest(path=path):
                self.assertGreater(self.left(), 4000)
                self.fault("rate_limit", path=path, method=method, variant="day")
                line = self.upload(self.invoice(partner=partner))
                self.assertEqual(line.state, "queued")
                self.assertTrue(self.interface.calls_left_at)
                self.assertEqual(self.left(), 0)
                self.next_day()
                self.run_loop()
                self.assertExact(line)

    def next_day(self):
        """Whoever waits for calls goes on, and what was told of them is old."""
        past = fields.Datetime.subtract(fields.Datetime.now(), minutes=31)
        self.env["acct.link.budget"].sudo().search([]).noted_at = past
        self.env["acct.link.run"].sudo().search([]).wait_until = False

    def test_upload_makes_no_call_when_none_is_left_today(self):
        self.assertExact(self.upload(self.invoice()))
        self.budget(0)
        before = self.control("calls")["calls"]
        line = self.upload(self.invoice())
        self.assertEqual(line.state, "queued")
        self.assertEqual(self.control("calls")["calls"], before)
        self.assertProblem(self.interface.last_run_id, "rate_limited")
        soonest = fields.Datetime.add(fields.Datetime.now(), minutes=20)
        self.assertGreater(self.interface.wait_until, soonest)
        self.next_day()
        self.run_loop()
        self.assertExact(line)

    def test_minute_of_the_app_is_shared_by_all_interfaces_that_use_it(self):
        Budget = self.env["acct.link.budget"].sudo()
        same, other = self.interface.copy({"name": "Same"}), self.interface.copy({"name": "Other"})
        self.note(same, day=900, app_minute=40, app="app 1")
        self.note(other, day=800, app_minute=9, app="app 2")
        self.note(day=700, app_minute=0, app="app 1")
        self.assertEqual(Budget._get_budget(same).app_minute, 0)
        self.assertTrue(Budget._get_budget(same).minute_ends)
        self.assertEqual(Budget._get_budget(same).day, 900)
        self.assertEqual(Budget._get_budget(other).app_minute, 9)
        self.assertFalse(Budget._get_budget(other).minute_ends)

    def test_nobody_reads_the_rows_and_users_read_the_figure(self):
        self.budget(4000)
        user = new_test_user(
            self.env(su=True),
            "a-user",
            "acct_link_batch.group_acct_link_user",
            company_id=self.env.company.id,
        )
        with self.assertRaises(AccessError):
            self.env["acct.link.budget"].search([])
        self.assertEqual(self.interface.with_user(user).calls_left_today, 4000)
