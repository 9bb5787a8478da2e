import random
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..lib.sheet import sum_hours
from .common import END, START, TimesheetCommon


@tagged("post_install", "-at_install")
class TestGather(TimesheetCommon):
    def test_all_hours_of_a_period_are_on_a_sheet_or_listed_with_their_reason(self):
        salaried = self._employ("Sal Mara")
        stranger = self._employ("Nobody There", there=False)
        self.interface.action_pull_payroll()
        row = self.interface.pay_employee_ids.filtered(lambda each: each.name == "Sal Mara")
        row.write({"employee_id": salaried.id, "paid_by": "salary"})
        for employee, day, hours in (
            (self.kea, 21, 7.6), (self.kea, 22, 4), (self.kea, 34, 1), (salaried, 23, 8),
            (stranger, 24, 2.5), (self.kea, 20, 99), (self.kea, 35, 99),
        ):  # fmt: skip
            self._log(employee, day, hours)
        sheets = self._gather()
        self.assertEqual(list(sheets), ["Kea Miller"])
        self.assertEqual(sheets["Kea Miller"].hours, 12.6)
        self.assertEqual(
            self._left(),
            {
                ("Sal Mara", "salary"): 8,
                ("Nobody There", "unmatched"): 2.5,
                ("Ana Ito", "no_hours"): 0,
            },
        )
        lines = self.env["account.analytic.line"].search(
            [("date", ">=", START), ("date", "<=", END), ("project_id", "!=", False)]
        )
        self.assertAlmostEqual(self.period.hours_odoo, sum(lines.mapped("unit_amount")))

    def test_hours_of_a_project_that_the_clerk_does_not_see_count(self):
        self.project.privacy_visibility = "followers"
        line = self._log(self.kea, 21, 5)
        seen = self.env["account.analytic.line"].with_user(self.clerk).search([])
        self.assertNotIn(line, seen)
        self.assertEqual(self._gather()["Kea Miller"].hours, 5)

    def test_hours_on_a_project_of_another_company_are_those_of_the_employee(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.project.sudo().company_id = False
        foreign = self.env["project.project"].sudo().create(
            {"name": "Abroad", "company_id": other.id}
        )  # fmt: skip
        self.env.cr.execute(
            "UPDATE account_analytic_line SET project_id = %s, company_id = %s WHERE id = %s",
            (foreign.id, other.id, self._log(self.kea, 21, 3).id),
        )
        self.env.invalidate_all()
        self.assertEqual(self._gather()["Kea Miller"].hours, 3)

    def test_hours_of_an_archived_employee_count(self):
        self._log(self.kea, 21, 3)
        self.kea.active = False
        self.assertEqual(self._gather()["Kea Miller"].hours, 3)

    def test_days_are_made_hours(self):
        day = self.env.ref("uom.product_uom_day")
        self._log(self.kea, 21, 1.5, product_uom_id=day.id)
        self.assertEqual(self._gather()["Kea Miller"].hours, 12)

    def test_negative_and_overlong_days_stop_the_sheet_by_name(self):
        self._log(self.kea, 21, 2)
        self._log(self.kea, 21, -3)
        self._log(self.ana, 22, 25)
        sheets = self._gather()
        self.assertProblem(sheets["Kea Miller"], "pay_hours_negative")
        self.assertProblem(sheets["Ana Ito"], "pay_day_too_long")
        self.assertTrue(sheets["Kea Miller"].needs_person)
        self.period.with_user(self.clerk).action_approve()
        self.assertEqual(self.period.sheet_ids.mapped("state"), ["open", "open"])

    def test_rate_of_the_task_comes_before_that_of_project_employee_and_payroll(self):
        line = self._log(self.kea, 21, 2, task_id=self.task.id)

        def rate():
            return self._gather()["Kea Miller"].line_ids.rate_id

        self.kea_row.sudo().remote_rate_id = False
        self.assertFalse(rate())
        self.assertProblem(self.period.sheet_ids, "pay_rate_missing")
        self.interface.default_rate_id = self.ordinary
        self.assertEqual(rate(), self.ordinary)
        self.kea_row.sudo().remote_rate_id = self.overtime
        self.assertEqual(rate(), self.overtime)
        self.kea_row.rate_id = self.ordinary
        self.assertEqual(rate(), self.ordinary)
        Map = self.env["acct.link.rate.map"].with_user(self.clerk)
        of_project = {"project_id": self.project.id, "rate_id": self.overtime.id}
        Map.create({"interface_id": self.interface.id, **of_project})
        self.assertEqual(rate(), self.overtime)
        of_task = {"task_id": self.task.id, "rate_id": self.ordinary.id}
        Map.create({"interface_id": self.interface.id, **of_task})
        self.assertEqual(rate(), self.ordinary)
        line.sudo().task_id = False
        self.assertEqual(rate(), self.overtime)
        self.overtime.sudo().active = False
        self._gather()
        self.assertProblem(self.period.sheet_ids, "pay_rate_gone")

    def test_option_follows_from_the_projects_analytic_account(self):
        plan = self.env["account.analytic.plan"].create({"name": "Sites"})
        account = self.env["account.analytic.account"].create({"name": "N", "plan_id": plan.id})
        codes = {"interface_id": self.interface.id, "name": "North", "remote_id": "opt"}
        category = self.env["acct.link.tracking"].sudo().create({**codes, "remote_id": "category"})
        option = (
            self.env["acct.link.tracking.option"].sudo().create({**codes, "parent": "category"})
        )
        option.category_id = category
        rows = {"interface_id": self.interface.id}
        self.env["acct.link.plan.map"].create(
            {**rows, "plan_id": plan.id, "remote_tracking_id": category.id}
        )
        self.env["acct.link.analytic.map"].create(
            {**rows, "analytic_account_id": account.id, "remote_option_id": option.id}
        )
        line = self._log(self.kea, 21, 2)
        line[plan._column_name()] = account
        self.assertFalse(self._gather()["Kea Miller"].line_ids.option_id)
        self.interface.sudo().payroll_tracking_id = category
        self.assertEqual(self._gather()["Kea Miller"].line_ids.option_id, option)

    def test_sums_are_rounded_and_never_parts(self):
        """Over random lines, what is sent of a day and rate is Odoo's own sum to the cent."""
        chance = random.Random(7)
        self.env["acct.link.rate.map"].create(
            {
                "interface_id": self.interface.id,
                "task_id": self.task.id,
                "rate_id": self.overtime.id,
            }
        )
        exact = {}
        for _ in range(120):
            day, hours = chance.randint(21, 34), chance.choice([0.1, 1 / 3, 0.05, 0.0049, 0.125])
            task = chance.choice([self.task.id, False])
            line = self._log(self.kea, day, hours, task_id=task)
            key = (line.date, "over" if task else "ord")
            exact[key] = exact.get(key, Decimal()) + Decimal(str(line.unit_amount))
        sheet = self._gather()["Kea Miller"]
        sent = {(day, rate): n for (day, rate, _), n in sum_hours(sheet._build().hours).items()}
        cent = Decimal("0.01")
        rounded = {key: units.quantize(cent, ROUND_HALF_UP) for key, units in exact.items()}
        self.assertEqual(sent, {key: units for key, units in rounded.items() if units})
        self.interface.hours_step = "0.25"
        self.assertTrue(all(each.units % Decimal("0.25") == 0 for each in sheet._build().hours))

    def test_employee_who_changed_the_calendar_has_the_days_in_one_period_only(self):
        self._log(self.kea, 21, 4)
        self._send(self._gather()["Kea Miller"])
        weekly = self.interface.pay_calendar_ids.filtered(lambda each: each.unit == "weekly")
        self.kea_row.sudo().calendar_id = weekly
        self._log(self.kea, 22, 3)
        self.interface.action_view_pay_periods()
        week = self.env["acct.link.pay.period"].search(
            [("calendar_id", "=", weekly.id), ("start", "=", START)]
        )
        week.action_gather()
        self.assertEqual(week.sheet_ids.hours, 3)
        self.assertEqual(self._gather()["Kea Miller"].hours, 4)

    def test_pair_is_unique_both_ways_and_stays_once_hours_went(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.cr.savepoint(),
        ):
            self.ana_row.employee_id = self.kea
            self.ana_row.flush_recordset()
        self.ana_row.invalidate_recordset()
        self._log(self.kea, 21, 4)
        self._gather()["Kea Miller"].action_approve()
        with self.assertRaises(UserError):
            self.kea_row.with_user(self.clerk).employee_id = False

    def test_suggestions_are_by_email_then_name_then_likeness_and_nobody_is_taken_twice(self):
        mail = self._employ("Completely Other", there=False, work_email="x@example.com")
        name = self._employ("Bo Tane", there=False)
        alike = self._employ("Catherine O'Neill", there=False)
        self._employ("Twin", there=False)
        employee = type(self.books.employees[0])
        self.books.employees = [
            *self.everybody,
            employee("1", "Somebody", "X@example.com"),
            employee("2", "bo  TANE"),
            employee("3", "Catherine ONeil"),
            employee("4", "Zed"),
            employee("5", "Twin"),
            employee("6", "Twin"),
        ]
        self.interface.action_pull_payroll()
        rows = self.interface.pay_employee_ids.filtered(lambda row: not row.employee_id)
        found = {row.remote_id: (row.suggestion_id, row.reason) for row in rows}
        nobody = self.env["hr.employee"]
        self.assertEqual(
            found,
            {
                "1": (mail, "email"), "2": (name, "name"), "3": (alike, "alike"),
                "4": (nobody, False), "5": (nobody, False), "6": (nobody, False),
            },
        )  # fmt: skip
        rows.with_user(self.clerk).action_take_suggestion()
        self.assertEqual(rows.employee_id, mail | name | alike)

    def test_employees_are_for_payroll_clerks_alone(self):
        """An administrator of the link who is none sees nobody."""
        self._log(self.kea, 21, 4)
        sheet = self._gather()["Kea Miller"]
        manager = self.env["res.users"].create(
            {
                "name": "Manager",
                "login": "manager",
                "group_ids": [
                    Command.set(self.env.ref("acct_link_batch.group_acct_link_administrator").ids)
                ],
            }
        )
        for records in (sheet, sheet.line_ids, self.kea_row, self.period, self.period.left_ids):
            with self.subTest(records._name), self.assertRaises(AccessError):
                records.with_user(manager).read()
        with self.assertRaises(AccessError):
            self.interface.with_user(manager).read(["pay_employee_ids"])
        with self.assertRaises(AccessError):
            sheet.with_user(manager).action_approve()
        with self.assertRaises(AccessError):
            self.kea_row.with_user(self.clerk).write({"remote_id": "E-Ana Ito"})
        with self.assertRaises(AccessError):
            sheet.with_user(self.clerk).write({"state": "paid"})

    def test_late_hours_are_moved_or_noted_as_paid(self):
        self._log(self.kea, 21, 4)
        self._send(self._gather()["Kea Miller"])
        self._log(self.kea, 22, 2)
        self._log(self.kea, 23, 1)
        self._gather()
        late = self.period.left_ids.filtered(lambda left: left.reason == "late")
        self.assertEqual(late.hours, 3)
        wizard = self.env["acct.link.settle.hours"].with_user(self.clerk)
        settle = wizard.browse(late.with_user(self.clerk).action_settle()["res_id"])
        settle.action_confirm()
        self.assertFalse(self.period.left_ids.filtered(lambda left: left.reason == "late"))
        moved = self.env["account.analytic.line"].search([("date", "=", date(2026, 10, 5))])
        self.assertEqual(sum(moved.mapped("unit_amount")), 3)
        self._log(self.kea, 24, 2)
        self._gather()
        late = self.period.left_ids.filtered(lambda left: left.reason == "late")
        settle = wizard.create({"left_id": late.id, "way": "settled", "note": "Extra pay run"})
        settle.action_confirm()
        self.assertEqual(self._left()["Kea Miller", "settled"], 2)
