"""Others work in the payroll, too: at the very moment between a look and a write, and later."""

from common_payroll import PayrollCommon

from odoo.tests import tagged

MONDAY, TUESDAY = "2026-11-02", "2026-11-03"


class Others:
    """The same on each payroll."""

    allow_inherited_tests_method = True

    def setUp(self):
        super().setUp()
        self.log(self.aroha, 2, 7.6)
        self.remote = self.rows.filtered(lambda row: row.employee_id == self.aroha).remote_id

    def codes(self, sheet):
        return [problem.code for problem in sheet._get_problems()]

    def lines(self, units, day=MONDAY):
        rate = self.interface.default_rate_id.remote_id
        return [{"day": day, "rate_id": rate, "units": str(units)}]

    def enter(self, units=3, **values):
        """What is done to enter a timesheet by hand, there."""
        return {
            "action": "enter_timesheet",
            "employee_id": self.remote,
            "start": MONDAY,
            "lines": self.lines(units),
            "id": "5eed5eed-0000-4000-8000-000000000001",
            **values,
        }

    def meanwhile(self, skip=0, **wish):
        """Done right after the payroll was looked at, by somebody else."""
        wish = {"tenant": self.tenant, **wish}
        path = "Timesheets" if self.country == "AU" or wish["action"] == "enter_timesheet" else None
        self.fault("bookkeeper", path or "Timesheets/", "GET", wish=wish, skip=skip)

    def change_there(self, **values):
        return {"action": "change_payroll", "table": "timesheets", **values}

    def sent(self):
        """:return: a pay sheet that is in the payroll"""
        [sheet] = self.gather().values()
        self.send(sheet)
        self.assertEqual(sheet.state, "sent", sheet.problem_text)
        return sheet

    def send_again(self, sheet):
        """With two hours more."""
        self.log(self.aroha, 3, 2)
        sheet.action_reopen()
        self.send(sheet)

    def settled(self, sheet):
        for _ in range(6):
            if sheet.state in ("sent", "paid", "failed", "conflict"):
                return
            self.settle()

    # === BETWEEN THE LOOK AND THE WRITE === #

    def test_timesheet_that_somebody_enters_meanwhile_is_not_replaced(self):
        [sheet] = self.gather().values()
        self.meanwhile(**self.enter())
        self.send(sheet)
        self.settled(sheet)
        self.assertEqual((sheet.state, self.codes(sheet)), ("conflict", ["sheet_of_another"]))
        self.assertEqual(self.hours_there(), {MONDAY: 3})
        self.assertEqual(sheet.hours_there, 3)

    def test_same_hours_that_somebody_enters_meanwhile_are_ours(self):
        [sheet] = self.gather().values()
        self.meanwhile(**self.enter(7.6))
        self.send(sheet)
        self.settled(sheet)
        self.assertEqual(sheet.state, "sent", sheet.problem_text)
        self.assertEqual(len(self.payroll()), 1)

    def test_timesheet_that_an_employee_hands_in_meanwhile_is_not_touched(self):
        [sheet] = self.gather().values()
        self.meanwhile(**self.enter(status="requested"))
        self.send(sheet)
        self.settled(sheet)
        self.assertEqual((sheet.state, self.codes(sheet)), ("failed", ["sheet_of_employee"]))
        self.assertEqual(self.hours_there(), {MONDAY: 3})

    def test_timesheet_that_is_approved_meanwhile_is_not_changed(self):
        sheet = self.sent()
        self.meanwhile(**self.change_there(id=sheet.remote_id, status="approved"))
        self.send_again(sheet)
        self.settled(sheet)
        if self.country == "AU":
            # There is no way back by its API.
            self.assertEqual((sheet.state, self.codes(sheet)), ("failed", ["sheet_approved_there"]))
            self.assertEqual(self.hours_there(), {MONDAY: 7.6})
        else:
            # A clerk wanted it sent again whatever its status.
            self.assertEqual(sheet.state, "sent", sheet.problem_text)
            self.assertEqual(self.hours_there(), {MONDAY: 7.6, TUESDAY: 2})

    def test_timesheet_that_is_deleted_meanwhile_is_not_made_twice(self):
        sheet = self.sent()
        self.meanwhile(action="delete_timesheet", id=sheet.remote_id)
        self.send_again(sheet)
        self.settled(sheet)
        if self.country == "AU":
            self.assertEqual((sheet.state, self.codes(sheet)), ("failed", ["sheet_deleted_there"]))
            self.assertEqual(self.payroll(), [])
            sheet.action_send_again()
            self.run_loop()
        self.assertEqual(sheet.state, "sent", sheet.problem_text)
        self.assertEqual(self.hours_there(), {MONDAY: 7.6, TUESDAY: 2})

    def test_timesheet_that_is_paid_right_after_it_was_approved_is_paid(self):
        self.interface.approve_sheets = True
        [sheet] = self.gather().values()
        calendar = self.period.calendar_id.remote_id
        path = "Timesheets$" if self.country == "AU" else "Timesheets/.*/Approve"
        more = '"Status": "APPROVED"' if self.country == "AU" else ""
        wish = {"tenant": self.tenant, "action": "post_pay_run", "calendar_id": calendar}
        self.fault("bookkeeper", path, "POST", contains=more, wish=wish)
        self.send(sheet)
        self.settled(sheet)
        self.assertEqual(sheet.state, "paid", sheet.problem_text)

    # === LATER === #

    def test_timesheet_that_was_changed_there_is_replaced_only_when_a_clerk_says_so(self):
        sheet = self.sent()
        self.people("change_payroll", table="timesheets", id=sheet.remote_id, lines=self.lines(5))
        self.send_again(sheet)
        self.assertEqual((sheet.state, self.codes(sheet)), ("conflict", ["sheet_changed_there"]))
        self.assertEqual(self.hours_there(), {MONDAY: 5})
        sheet.action_replace()
        self.run_loop()
        self.settled(sheet)
        self.assertEqual(sheet.state, "sent", sheet.problem_text)
        self.assertEqual(self.hours_there(), {MONDAY: 7.6, TUESDAY: 2})

    def test_what_changes_there_again_before_the_answer_is_not_replaced(self):
        sheet = self.sent()
        self.people("change_payroll", table="timesheets", id=sheet.remote_id, lines=self.lines(5))
        self.send_again(sheet)
        self.people("change_payroll", table="timesheets", id=sheet.remote_id, lines=self.lines(6))
        sheet.action_replace()
        self.run_loop()
        self.assertEqual(sheet.state, "conflict")
        self.assertEqual(self.hours_there(), {MONDAY: 6})
        sheet.action_leave()
        self.run_loop()
        self.assertEqual(sheet.state, "sent")
        self.assertEqual(self.hours_there(), {MONDAY: 6})

    def test_paid_timesheet_is_never_changed(self):
        self.interface.approve_sheets = True
        sheet = self.sent()
        self.people("post_pay_run", calendar_id=self.period.calendar_id.remote_id)
        self.send_again(sheet)
        self.assertEqual((sheet.state, self.codes(sheet)), ("failed", ["sheet_paid_differs"]))
        self.assertEqual(self.hours_there(), {MONDAY: 7.6})

    def test_reverted_pay_run_makes_a_paid_timesheet_approved(self):
        self.interface.approve_sheets = True
        sheet = self.sent()
        calendar = self.period.calendar_id.remote_id
        self.people("post_pay_run", calendar_id=calendar)
        self.period.action_read_back()
        self.run_loop()
        self.assertEqual(sheet.state, "paid")
        self.people("revert_pay_run", calendar_id=calendar)
        self.period.action_read_back()
        self.run_loop()
        self.assertEqual((sheet.state, sheet.remote_status.lower()), ("sent", "approved"))

    def test_several_timesheets_of_a_period_are_for_a_person(self):
        self.people(**self.enter(7.6))
        self.people(**self.enter(3, id="5eed5eed-0000-4000-8000-000000000002"))
        [sheet] = self.gather().values()
        self.send(sheet)
        self.assertEqual((sheet.state, self.codes(sheet)), ("failed", ["sheet_twice"]))
        self.assertEqual(len(self.payroll()), 2)
        self.assertFalse(self.pay_calls("POST"))

    def test_timesheet_of_the_calendar_before_is_seen_where_it_overlaps(self):
        calendars = {row["name"]: row["id"] for row in self.payroll("calendars")}

        def move(name):
            self.people(
                "change_payroll", table="employees", id=self.remote, calendar_id=calendars[name]
            )

        move("Fortnightly")
        self.people(**self.enter(3))
        move("Weekly")
        [sheet] = self.gather().values()
        self.send(sheet)
        self.settled(sheet)
        self.assertEqual((sheet.state, self.codes(sheet)), ("failed", ["sheet_overlaps"]))
        self.assertIn("2026-11-15", sheet.problem_text)
        self.assertFalse(self.pay_calls("POST"))
        self.people("delete_timesheet", id="5eed5eed-0000-4000-8000-000000000001")
        sheet.action_retry()
        self.run_loop()
        self.assertEqual((sheet.state, self.hours_there()), ("sent", {MONDAY: 7.6}))

    # === WHAT IS REFUSED === #

    def refused(self, code):
        [sheet] = self.gather().values()
        self.send(sheet)
        self.settled(sheet)
        self.assertEqual((sheet.state, self.codes(sheet)), ("failed", [code]))
        self.assertTrue(sheet.problem_cure)
        self.assertEqual(self.payroll(), [])
        return sheet

    def test_employee_who_left_is_refused_by_name_of_the_reason(self):
        self.people("change_payroll", table="employees", id=self.remote, ends="2026-10-30")
        sheet = self.refused("sheet_refused")
        self.assertIn("does not work in this period", sheet.problem_text)

    def test_period_that_was_posted_is_refused(self):
        self.people("post_pay_run", calendar_id=self.period.calendar_id.remote_id)
        sheet = self.refused("sheet_refused")
        self.assertIn("has been posted", sheet.problem_text)

    def test_employee_of_another_calendar_is_refused(self):
        calendars = {row["name"]: row["id"] for row in self.payroll("calendars")}
        monthly = calendars["Monthly"]
        self.people("change_payroll", table="employees", id=self.remote, calendar_id=monthly)
        self.refused("payroll_no_period")

    def test_employee_without_a_calendar_is_refused(self):
        self.people("change_payroll", table="employees", id=self.remote, calendar_id="")
        self.refused("payroll_no_calendar")

    def test_rate_that_was_retired_is_refused_and_cured(self):
        rate = self.interface.default_rate_id.remote_id
        self.people("change_payroll", table="rates", id=rate, is_current=False)
        code = "payroll_no_ordinary_rate" if self.country == "AU" else "payroll_rate_refused"
        sheet = self.refused(code)
        self.people("change_payroll", table="rates", id=rate, is_current=True)
        sheet.action_retry()
        self.run_loop()
        self.assertEqual(sheet.state, "sent", sheet.problem_text)

    def test_tracking_option_that_is_required_is_asked_for(self):
        self.people("payroll", tracking="Region", tracking_required=True)
        self.refused("payroll_tracking_missing")

    def test_filter_that_is_ignored_finds_nobody_elses(self):
        self.control("settings", {"payroll_filters": False})
        ben = self.rows.filtered(lambda row: row.employee_id == self.ben).remote_id
        self.people(**self.enter(7.6, employee_id=ben))
        sheet = self.sent()
        self.assertNotEqual(sheet.remote_id, "5eed5eed-0000-4000-8000-000000000001")
        self.assertEqual(len(self.payroll()), 2)


@tagged("post_install", "-at_install")
class TestOthersAustralia(Others, PayrollCommon):
    country = "AU"


@tagged("post_install", "-at_install")
class TestOthersNewZealand(Others, PayrollCommon):
    country = "NZ"


@tagged("post_install", "-at_install")
class TestOthersUnitedKingdom(Others, PayrollCommon):
    country = "GB"
