from dataclasses import replace
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.acct_link_batch.lib import errors
from odoo.addons.acct_link_batch.lib.problem import Problem

from ..lib import sheet as lib
from ..models.period_paid import LATELY
from .common import CALENDAR, DELETES, PayrollBooks, TimesheetCommon

MONDAY = date(2026, 9, 21)


@tagged("post_install", "-at_install")
class TestUploadSheet(TimesheetCommon):
    def setUp(self):
        super().setUp()
        self.line = self._log(self.kea, 21, 7.6)
        self.sheet = self._gather()["Kea Miller"]

    def _turn_to(self, payroll):
        self.books.payroll = payroll

    def _steps(self):
        return [request.operation for request, _key in self.books.sent]

    def test_sheet_is_sent_once_and_read_back(self):
        self._send(self.sheet)
        self.assertEqual(self.sheet.state, "sent")
        self.assertEqual(self._steps(), [lib.CREATE])
        self.assertEqual(self._hours_there(), {(MONDAY, "ord"): 7.6})
        self.assertEqual((self.sheet.hours_there, self.sheet.remote_status), (7.6, "draft"))
        self.assertEqual(self.books.looks, 2)

    def test_journal_says_nothing_of_the_person(self):
        self._send(self.sheet)
        request = self.sheet.request_id
        self.assertEqual((request.state, request.text, request.answer), ("done", "-", "-"))
        self.assertFalse(request.target)
        self.assertFalse(self.sheet.sudo().answer_text)

    def test_approval_there_is_a_step_of_its_own(self):
        self.interface.approve_sheets = True
        self._send(self.sheet)
        self.assertEqual(self._steps(), [lib.CREATE, lib.APPROVE])
        self.assertEqual((self.sheet.state, self.sheet.remote_status), ("sent", "approved"))

    def test_equal_sheet_that_is_there_is_adopted_without_a_write(self):
        remote_id = self.books.enter("E-Kea Miller", {MONDAY: 7.6})
        self._send(self.sheet)
        self.assertEqual((self.sheet.state, self.sheet.remote_id), ("sent", remote_id))
        self.assertFalse(self.books.sent)

    def test_other_sheet_that_is_there_is_replaced_only_when_a_clerk_says_so(self):
        for payroll, steps in (
            (self.books.payroll, [lib.REPLACE]),
            (DELETES, [lib.DELETE, lib.CREATE]),
        ):
            with self.subTest(steps), self.cr.savepoint() as savepoint:
                type(self).books = PayrollBooks(payroll=payroll)
                remote_id = self.books.enter("E-Kea Miller", {MONDAY: 3})
                self._send(self.sheet)
                self.assertEqual(self.sheet.state, "conflict")
                self.assertProblem(self.sheet, "sheet_of_another")
                self.assertEqual(self.sheet.hours_there, 3)
                self.assertFalse(self.books.sent)
                # What is there changes once more, before the clerk has answered.
                self.books.change(remote_id, hours=())
                self.sheet.with_user(self.clerk).action_replace()
                self._run_loop()
                self.assertEqual(self.sheet.state, "conflict")
                self.assertFalse(self.books.sent)
                self.sheet.with_user(self.clerk).action_replace()
                self._run_loop()
                self.assertEqual((self.sheet.state, self._steps()), ("sent", steps))
                self.assertEqual(self._hours_there(), {(MONDAY, "ord"): 7.6})
                savepoint.rollback()
            self.env.invalidate_all()

    def test_other_sheet_that_is_there_may_be_left(self):
        self.books.enter("E-Kea Miller", {MONDAY: 3})
        self._send(self.sheet)
        self.sheet.with_user(self.clerk).action_leave()
        self.assertEqual(self.sheet.state, "sent")
        self.assertProblem(self.sheet, "pay_left_theirs")
        self._run_loop()
        self.assertFalse(self.books.sent)

    def test_sheet_of_the_employees_own_and_paid_one_are_never_touched(self):
        for status, code in ((lib.OTHER, "sheet_of_employee"), (lib.PAID, "sheet_paid_differs")):
            with self.subTest(status), self.cr.savepoint() as savepoint:
                type(self).books = PayrollBooks()
                self.books.enter("E-Kea Miller", {MONDAY: 3}, status)
                self._send(self.sheet)
                self.assertEqual(self.sheet.state, "failed")
                self.assertProblem(self.sheet, code)
                self.assertFalse(self.books.sent)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_reopened_sheet_takes_late_hours_in_and_replaces_its_own(self):
        for payroll, status, steps in (
            (self.books.payroll, lib.DRAFT, [lib.CREATE, lib.REPLACE]),
            (DELETES, lib.DRAFT, [lib.CREATE, lib.DELETE, lib.CREATE]),
            (DELETES, lib.APPROVED, [lib.CREATE, lib.REVERT, lib.DELETE, lib.CREATE]),
        ):
            with self.subTest(steps), self.cr.savepoint() as savepoint:
                type(self).books = PayrollBooks(payroll=payroll)
                self._send(self.sheet)
                self.books.change(self.sheet.remote_id, status=status)
                self._log(self.kea, 22, 2)
                self._gather()
                self.assertEqual(self._left()["Kea Miller", "late"], 2)
                self.sheet.with_user(self.clerk).action_reopen()
                self._send(self.sheet)
                self.assertEqual((self.sheet.state, self._steps()), ("sent", steps))
                self.assertEqual(self.sheet.hours_there, 9.6)
                self.assertEqual(len(self.books.sheets), 1)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_approved_there_is_told_where_the_payroll_cannot_revert(self):
        self._send(self.sheet)
        self.books.change(self.sheet.remote_id, status=lib.APPROVED)
        self._log(self.kea, 22, 2)
        self.sheet.with_user(self.clerk).action_reopen()
        self._send(self.sheet)
        self.assertProblem(self.sheet, "sheet_approved_there")
        self.books.change(self.sheet.remote_id, status=lib.DRAFT)
        self.sheet.with_user(self.clerk).action_retry()
        self._run_loop()
        self.assertEqual((self.sheet.state, self.sheet.hours_there), ("sent", 9.6))

    def test_changed_there_is_not_written_over(self):
        self._send(self.sheet)
        self.books.change(self.sheet.remote_id, hours=())
        self.sheet.with_user(self.clerk).action_reopen()
        self._send(self.sheet)
        self.assertEqual(self.sheet.state, "conflict")
        self.assertProblem(self.sheet, "sheet_changed_there")
        self.assertEqual(self._steps(), [lib.CREATE])

    def test_lost_answer_is_found_and_lost_request_sent_once_more(self):
        for fault, writes in (("unanswered", 1), ("lost", 2)):
            for payroll in (self.books.payroll, DELETES):
                with self.subTest(fault, payroll=payroll), self.cr.savepoint() as savepoint:
                    type(self).books = PayrollBooks(payroll=payroll, faults=[fault])
                    self._send(self.sheet)
                    if fault == "lost":
                        self.assertEqual(self.sheet.state, "unknown")
                        self.assertEqual(len(self.books.sent), 1)
                    self._settle()
                    self._settle()
                    self.assertEqual(self.sheet.state, "sent")
                    self.assertEqual(len(self.books.sheets), 1)
                    self.assertEqual(len(self.books.sent), writes)
                    # While the payroll remembers the key, the same request is repeated.
                    self.assertEqual(len({key for _request, key in self.books.sent}), 1)
                    savepoint.rollback()
                self.env.invalidate_all()

    def test_replacement_that_breaks_off_is_finished(self):
        self._turn_to(DELETES)
        for fault in ("lost", "unanswered", "limit", None):
            for step in range(2):
                with self.subTest(fault, step=step), self.cr.savepoint() as savepoint:
                    type(self).books = PayrollBooks(payroll=DELETES)
                    self._send(self.sheet)
                    self._log(self.kea, 22, 2)
                    self.sheet.with_user(self.clerk).action_reopen()
                    self.books.faults = [None] * step + [fault]
                    self._send(self.sheet)
                    if fault in ("lost", "limit") and step:
                        self.assertEqual(self.books.sheets, {})
                        self.assertTrue(self.sheet.gone)
                    for _ in range(4):
                        self._settle()
                    self.assertEqual((self.sheet.state, self.sheet.hours_there), ("sent", 9.6))
                    self.assertEqual(len(self.books.sheets), 1)
                    self.assertFalse(self.sheet.gone)
                    savepoint.rollback()
                self.env.invalidate_all()

    def test_replacement_that_is_refused_says_so_and_can_be_retried(self):
        self._turn_to(DELETES)
        self._send(self.sheet)
        self._log(self.kea, 22, 2)
        self.sheet.with_user(self.clerk).action_reopen()
        self.books.refusals = [None, Problem("sheet_refused", {"message": "No"})]
        self._send(self.sheet)
        self.assertEqual((self.sheet.state, self.sheet.gone), ("failed", True))
        self.assertEqual(self.books.sheets, {})
        self.sheet.with_user(self.clerk).action_retry()
        self._run_loop()
        self.assertEqual((self.sheet.state, self.sheet.hours_there), ("sent", 9.6))

    def test_deleted_there_is_not_made_again_unasked(self):
        self._send(self.sheet)
        self.books.sheets.clear()
        self.period.with_user(self.clerk).action_read_back()
        self._run_loop()
        self.assertEqual(self.sheet.state, "failed")
        self.assertProblem(self.sheet, "sheet_deleted_there")
        self.sheet.with_user(self.clerk).action_retry()
        self._run_loop()
        self.assertProblem(self.sheet, "sheet_deleted_there")
        self.assertEqual(len(self.books.sent), 1)
        self.sheet.with_user(self.clerk).action_send_again()
        self._run_loop()
        self.assertEqual((self.sheet.state, len(self.books.sheets)), ("sent", 1))

    def test_paid_is_read_back_and_final(self):
        self._send(self.sheet)
        self.books.change(self.sheet.remote_id, status=lib.PAID)
        self.period.with_user(self.clerk).action_read_back()
        self._run_loop()
        self.assertEqual(self.sheet.state, "paid")
        self.assertEqual(self.line.acct_link_pay_state, "paid")
        for button in ("action_reopen", "action_take_back", "action_retry", "action_send"):
            with self.subTest(button), self.assertRaises(UserError):
                getattr(self.sheet.with_user(self.clerk), button)()

    def _pay(self, calendar):
        """The pay run is made there. :param calendar: as it stands then"""
        self.books.change(self.sheet.remote_id, status=lib.PAID)
        self.books.calendars = [calendar]

    def test_pay_run_is_seen_by_itself_once_the_calendar_has_gone_on(self):
        self._send(self.sheet)
        looks = self.books.looks
        self.period._cron_look_for_pay_runs()
        self._run_loop()
        self.assertEqual((self.sheet.state, self.books.looks), ("sent", looks))
        self._pay(replace(CALENDAR, start=date(2026, 10, 5)))
        self.period._cron_look_for_pay_runs()
        self._run_loop()
        self.assertEqual((self.sheet.state, self.books.looks), ("paid", looks + 1))
        late = fields.Date.add(self.period.end, days=LATELY + 1)
        with (
            patch.object(type(self.interface._connector()), "_pull_payroll") as pull,
            freeze_time(late),
        ):
            self.period._cron_look_for_pay_runs()
        pull.assert_not_called()  # nobody waits to be paid

    def test_pay_run_that_is_taken_back_is_seen_with_the_lists_and_by_itself(self):
        self._send(self.sheet)
        for look in (self.interface.action_pull_payroll, self.period._cron_look_for_pay_runs):
            self._pay(replace(CALENDAR, start=date(2026, 10, 5)))
            self.period._cron_look_for_pay_runs()
            self._run_loop()
            self.assertEqual((self.sheet.state, self.period.passed), ("paid", True))
            self.books.calendars = [CALENDAR]
            self.books.change(self.sheet.remote_id, status=lib.APPROVED)
            with freeze_time(self.period.end):
                look()
            self._run_loop()
            self.assertEqual((self.sheet.state, self.period.passed), ("sent", False))

    def test_payroll_that_is_not_reached_leaves_the_others(self):
        self._send(self.sheet)
        refused = errors.SignInNeeded(Problem("scope_missing", {"message": "payroll"}))
        with patch.object(
            type(self.interface._connector()), "_pull_payroll", side_effect=refused
        ) as pull:
            self.period._cron_look_for_pay_runs()
        pull.assert_called_once()
        self.assertFalse(self.interface.wait_until)

    def test_changes_there_are_seen_when_it_is_read_back(self):
        self._send(self.sheet)
        self.books.change(self.sheet.remote_id, hours=())
        self.sheet.with_user(self.clerk).action_read_back()
        self._run_loop()
        self.assertEqual((self.sheet.state, self.sheet.hours_there), ("conflict", 0))
        self.assertProblem(self.sheet, "sheet_changed_there")
        self.assertEqual(len(self.books.sent), 1)

    def test_payroll_that_lets_us_in_no_more_stops_the_payroll_alone(self):
        refused = errors.SignInNeeded(Problem("scope_missing", {"message": "payroll"}))
        self.books.look_faults = [refused]
        line = self._batch(self._invoice()).line_ids
        line.batch_id.action_upload()
        self._send(self.sheet)
        self.assertEqual(line.state, "uploaded")
        self.assertEqual(self.sheet.state, "queued")
        self.assertProblem(self.sheet, "payroll_access_missing")
        self.assertGreater(self.sheet.next_try, fields.Datetime.now())
        self.interface.action_pull_payroll()
        self._run_loop()
        self.assertEqual(self.sheet.state, "sent")

    def test_two_hundred_sheets_take_two_hundred_writes_and_few_reads(self):
        for number in range(199):
            self._employ(f"Worker {number}")
        self.interface.action_pull_payroll()
        rows = self.interface.pay_employee_ids.filtered(lambda row: not row.employee_id)
        self.assertEqual(rows.mapped("reason"), ["name"] * 199)
        rows.with_user(self.clerk).action_take_suggestion()
        for row in rows:
            self._log(row.employee_id, 21, 8)
        self._gather()
        self.period.with_user(self.clerk).action_approve()
        self.period.with_user(self.clerk).action_send()
        for _ in range(10):
            self._run_loop()
        self.assertEqual(set(self.period.sheet_ids.mapped("state")), {"sent"})
        self.assertEqual(len(self.period.sheet_ids), 200)
        self.assertEqual(len(self.books.sent), 200)
        # One to look and one to read back, for what goes in one list; a turn may end between.
        self.assertLessEqual(self.books.looks, 10)
        self.assertAlmostEqual(self.period.hours_there, self.period.hours)
