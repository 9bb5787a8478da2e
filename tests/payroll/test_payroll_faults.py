"""Every step of a pay sheet goes wrong in every way: it ends in the payroll once, or with its
reason. Who else works in the payroll is never overwritten.
"""

import time

from common_payroll import PayrollCommon

from odoo.tests import tagged

MONDAY, TUESDAY = "2026-11-02", "2026-11-03"
# The calls of a step: method, path, text of the body.
CALLS = {
    "AU": {
        "create": ("POST", "Timesheets$", '"Status": "DRAFT"'),
        "replace": ("POST", "Timesheets$", "TimesheetID"),
        "approve": ("POST", "Timesheets$", '"Status": "APPROVED"'),
    },
    "NZ": {
        "create": ("POST", "Timesheets$", ""),
        "delete": ("DELETE", "Timesheets/", ""),
        "revert": ("POST", "Timesheets/.*/RevertToDraft", ""),
        "approve": ("POST", "Timesheets/.*/Approve", ""),
        "create again": ("POST", "Timesheets$", ""),
    },
}
CALLS["GB"] = CALLS["NZ"]
# Without an answer, or with one that says nothing of what was done.
SILENT = {
    "drop_before": {},
    "drop_after": {},
    "commit_later": {"seconds": 0.3},
    "status_500_after": {"status": 504},
    "status_503": {},
    "truncated": {},
    "garbage": {},
}
# Nothing was done, and it goes on by itself.
LATER = {
    "rate_limit": {"retry_after": 5},
    "unauthorized_expired": {},
}
# Nothing was done, and a person tries again.
REFUSED = {"html_400": {}, "refuse_whole": {}}


class FaultsCommon(PayrollCommon):
    strict = True  # else a second timesheet is taken, and no key is remembered

    def setUp(self):
        super().setUp()
        self.interface.approve_sheets = True
        if not self.strict:
            self.control("settings", {"lenient": True})

    def run_step(self, step, kind, values):
        """Meet this fault at this step. :return: (sheet, hours that shall be there)"""
        method, path, contains = CALLS[self.country][step]
        changes = step not in ("create", "approve")
        self.interface.approve_sheets = step in ("approve", "revert")
        self.log(self.aroha, 2, 7.6)
        [sheet] = self.gather().values()
        if changes:
            self.send(sheet)
            self.assertEqual(sheet.state, "sent", sheet.problem_text)
        self.fault(kind, path, method, contains=contains, **values)
        if changes:
            self.log(self.aroha, 3, 2)
            sheet.action_reopen()
        self.send(sheet)
        return sheet, {MONDAY: 7.6, TUESDAY: 2} if changes else {MONDAY: 7.6}

    def go_on(self, sheet):
        """Let time pass until nothing is on its way."""
        for _ in range(8):
            if sheet.state in ("sent", "paid", "failed", "conflict"):
                return
            self.settle()

    def assertThere(self, sheet, hours, status):
        self.assertEqual(sheet.state, "sent", (sheet.problem_text, self.payroll()))
        self.assertEqual(self.hours_there(), hours)
        [there] = self.payroll()
        self.assertEqual((there["id"], there["status"]), (sheet.remote_id, status))

    def play(self, steps, faults, end=None):
        for step in steps:
            for kind, values in faults.items():
                with self.subTest(step=step, fault=kind), self.cr.savepoint() as savepoint:
                    sheet, hours = self.run_step(step, kind, values)
                    hit = self.control("faults")[0]["hits"]
                    self.assertEqual(hit, 1, "the fault was not met")
                    if kind == "commit_later":
                        time.sleep(0.5)
                    self.go_on(sheet)
                    if end:
                        end(sheet)
                    status = "approved" if self.interface.approve_sheets else "draft"
                    self.assertThere(sheet, hours, status)
                    savepoint.rollback()
                self.begin_anew()

    def begin_anew(self):
        self.env.invalidate_all()
        self.control("reset", {})
        self.control("settings", {"minute_limit": 10_000, "lenient": not self.strict})
        if self.country == "GB":
            self.control("settings", {"tenants": {self.tenant: {"CountryCode": "GB"}}})
        self.sign_in()

    def retry(self, sheet):
        self.assertEqual(sheet.state, "failed")
        self.assertTrue(sheet.problem_text)
        sheet.action_retry()
        self.run_loop()
        self.go_on(sheet)


class StepFaults:
    allow_inherited_tests_method = True

    def test_step_without_an_answer_is_done_once(self):
        self.play(CALLS[self.country], SILENT)

    def test_step_that_has_to_wait_is_done_later(self):
        self.play(CALLS[self.country], LATER)

    def test_step_that_is_refused_is_done_when_it_is_tried_again(self):
        self.play(CALLS[self.country], REFUSED, self.retry)


@tagged("post_install", "-at_install")
class TestFaultsAustralia(StepFaults, FaultsCommon):
    country = "AU"


@tagged("post_install", "-at_install")
class TestFaultsNewZealand(StepFaults, FaultsCommon):
    """The look is the only guard."""

    country = "NZ"
    strict = False
