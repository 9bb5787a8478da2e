"""Hours of a week, from Odoo's timesheets to the payroll of each country, over HTTP."""

from common_payroll import PayrollCommon

from odoo.tests import tagged


class PayrollWalk:
    """The same walk on each payroll."""

    allow_inherited_tests_method = True

    def test_hours_reach_the_payroll_once(self):
        self.log(self.aroha, 2, 7.6)
        self.log(self.aroha, 3, 1 / 3)
        self.log(self.ben, 4, 8)
        sheets = self.gather()
        self.send(*sheets.values())
        self.assertEqual(
            set(self.period.sheet_ids.mapped("state")),
            {"sent"},
            self.period.sheet_ids.mapped("problem_text"),
        )
        self.assertEqual(len(self.payroll()), 2)
        self.assertAlmostEqual(self.period.hours_there, 15.93)
        self.run_loop()
        self.assertEqual(len(self.payroll()), 2)

    def test_nothing_private_is_kept(self):
        self.log(self.aroha, 2, 7.6)
        self.send(*self.gather().values())
        for table in ("acct_link_request", "acct_link_pay_employee", "acct_link_pay_sheet"):
            self.env.cr.execute(f"SELECT * FROM {table}")
            kept = repr(self.env.cr.fetchall())
            for word in ("1985", "0400 555", "Private Lane"):
                self.assertNotIn(word, kept)
        request = self.period.sheet_ids.request_id
        self.assertEqual((request.text, request.answer, request.target), ("-", "-", False))

    def test_answer_that_is_lost_is_found(self):
        self.log(self.aroha, 2, 7.6)
        self.fault("drop_after")
        self.send(*self.gather().values())
        self.settle()
        self.assertEqual(self.period.sheet_ids.state, "sent")
        self.assertEqual(len(self.payroll()), 1)
        self.assertEqual(len(self.pay_calls("POST")), 1)

    def test_request_that_is_lost_is_sent_again_once_that_is_sure(self):
        self.log(self.aroha, 2, 7.6)
        self.fault("drop_before")
        self.send(*self.gather().values())
        self.assertEqual(self.period.sheet_ids.state, "unknown")
        for _ in range(3):
            self.settle()
        self.assertEqual(self.period.sheet_ids.state, "sent")
        self.assertEqual(self.hours_there(), {"2026-11-02": 7.6})

    def test_late_hours_replace_what_was_sent(self):
        self.interface.approve_sheets = self.country != "AU"
        self.log(self.aroha, 2, 7.6)
        [sheet] = self.gather().values()
        self.send(sheet)
        self.log(self.aroha, 3, 2)
        sheet.action_reopen()
        self.send(sheet)
        self.assertEqual(sheet.state, "sent", sheet.problem_text)
        self.assertEqual(self.hours_there(), {"2026-11-02": 7.6, "2026-11-03": 2})
        status = "draft" if self.country == "AU" else "approved"
        self.assertEqual(self.payroll()[0]["status"], status)

    def test_employees_own_timesheet_is_left_alone(self):
        row = self.rows.filtered(lambda each: each.employee_id == self.aroha)
        self.people(
            "enter_timesheet", employee_id=row.remote_id, start="2026-11-02", status="requested"
        )
        self.log(self.aroha, 2, 7.6)
        [sheet] = self.gather().values()
        self.send(sheet)
        self.assertEqual(sheet.state, "failed")
        self.assertIn("sheet_of_employee", [problem.code for problem in sheet._get_problems()])
        self.assertFalse(self.pay_calls("POST"))

    def test_paid_timesheet_is_read_back(self):
        self.interface.approve_sheets = True
        self.log(self.aroha, 2, 7.6)
        [sheet] = self.gather().values()
        self.send(sheet)
        self.assertEqual(self.payroll()[0]["status"], "approved")
        self.people("post_pay_run", calendar_id=self.period.calendar_id.remote_id)
        self.period.action_read_back()
        self.run_loop()
        self.assertEqual(sheet.state, "paid")

    def test_lost_access_stops_the_payroll_and_no_invoice(self):
        invoices = self.country != "AU"  # whose tax codes are other ones
        if invoices:
            self.pull_codes()
        for access in ("refused", "unauthorised", "unopened"):
            with self.subTest(access), self.cr.savepoint() as savepoint:
                self.people("payroll", access=access)
                self.log(self.aroha, 2, 7.6)
                [sheet] = self.gather().values()
                sheet.action_approve()
                sheet.action_send()
                self.run_loop()
                if invoices:
                    [line] = self.upload(self.invoice())
                    self.assertEqual(line.state, "uploaded", line.problem_text)
                self.assertEqual(sheet.state, "queued")
                problems = [problem.code for problem in sheet._get_problems()]
                self.assertEqual(problems, ["payroll_access_missing"])
                self.people("payroll", access="open")
                with self.registry_test_mode():
                    self.interface.action_pull_payroll()
                self.run_loop()
                self.assertEqual(sheet.state, "sent", sheet.problem_text)
                savepoint.rollback()
            self.env.invalidate_all()
            self.control("reset", {})
            self.move()
            self.sign_in()

    def test_user_who_renews_the_sign_in_asks_for_no_payroll(self):
        payroll = set(self.payroll_scopes().split())
        self.interface.xero_scopes = f"{self.interface.xero_scopes} {self.payroll_scopes()}"
        connector = self.interface._connector()
        asked = set(connector._get_renewal_app(self.interface).scopes.split())
        self.assertFalse(asked & payroll)
        self.assertEqual(asked | payroll, set(connector._get_app(self.interface).scopes.split()))


@tagged("post_install", "-at_install")
class TestWalkNewZealand(PayrollWalk, PayrollCommon):
    country = "NZ"


@tagged("post_install", "-at_install")
class TestWalkAustralia(PayrollWalk, PayrollCommon):
    country = "AU"


@tagged("post_install", "-at_install")
class TestWalkUnitedKingdom(PayrollWalk, PayrollCommon):
    country = "GB"
