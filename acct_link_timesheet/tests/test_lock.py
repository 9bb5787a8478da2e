from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import TimesheetCommon


@tagged("post_install", "-at_install")
class TestLock(TimesheetCommon):
    def setUp(self):
        super().setUp()
        self.line = self._log(self.kea, 21, 4, task_id=self.task.id)
        self.sheet = self._gather()["Kea Miller"]
        self.sheet.with_user(self.clerk).action_approve()

    def test_what_was_approved_is_not_changed_by_anybody(self):
        changes = {
            "date": "2026-09-22", "unit_amount": 5, "employee_id": self.ana.id, "task_id": False,
            "product_uom_id": self.env.ref("uom.product_uom_day").id,
        }  # fmt: skip
        for name, value in changes.items():
            for line in (self.line, self.line.sudo()):
                with self.subTest(name), self.assertRaises(UserError):
                    line.write({name: value})
        with self.assertRaises(UserError):
            self.line.sudo().unlink()
        self.assertTrue(self.line.readonly_timesheet)
        self.assertEqual(self.line.acct_link_pay_state, "in_period")

    def test_words_stay_free_and_so_does_writing_the_same(self):
        self.line.write({"name": "Welding the rails", "unit_amount": 4, "task_id": self.task.id})
        self.assertEqual(self.line.name, "Welding the rails")

    def test_task_that_moves_to_another_project_leaves_approved_lines_behind(self):
        other = self.env["project.project"].sudo().create({"name": "Elsewhere"})
        free = self._log(self.ana, 21, 1, task_id=self.task.id)
        self.task.sudo().project_id = other
        self.assertEqual(free.project_id, other)
        self.assertEqual(self.line.project_id, self.project)

    def test_take_back_unlocks(self):
        self.sheet.with_user(self.clerk).action_take_back()
        self.line.unit_amount = 5
        self.assertEqual(self._gather()["Kea Miller"].hours, 5)
        self.line.sudo().unlink()
        self.assertNotIn("Kea Miller", self._gather())

    def test_lines_are_found_by_how_they_stand_in_the_payroll(self):
        Line = self.env["account.analytic.line"]
        ours = [("project_id", "=", self.project.id)]
        free = self._log(self.ana, 22, 1)

        def found(state):
            return Line.search([*ours, ("acct_link_pay_state", "in", [state])])

        self.assertEqual(found("open"), free)
        self.assertEqual(found("in_period"), self.line)
        self._send(self.sheet)
        self.assertEqual(found("sent"), self.line)
        self.assertEqual(self.line.acct_link_pay_state, "sent")

    def test_hours_changed_since_they_were_shown_stay_open(self):
        line = self._log(self.ana, 22, 1)
        sheet = self._gather()["Ana Ito"]
        line.unit_amount = 2
        sheet.with_user(self.clerk).action_approve()
        self.assertEqual((sheet.state, sheet.hours), ("open", 2))
        self.assertProblem(sheet, "pay_changed_here")
        sheet.with_user(self.clerk).action_approve()
        self.assertEqual(sheet.state, "approved")
