"""Helpers of the tests: books with a payroll that is kept in memory."""

import json
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from odoo.tests import new_test_user

from odoo.addons.acct_link_batch.lib.exchange import Request
from odoo.addons.acct_link_batch.lib.outcome import Contact, Rejected, Uploaded
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_batch.tests.common import AcctLinkCommon, Books, BooksConnector
from odoo.addons.acct_link_batch.tests.common_cures import CuresMixin

from ..lib import sheet as lib
from ..lib.period import FORTNIGHTLY, Calendar
from ..lib.sheet import Employee, Payroll, Rate, RemoteSheet

START, END = date(2026, 9, 21), date(2026, 10, 4)
CALENDAR = Calendar("cal", "Fortnight", FORTNIGHTLY, START)
OTHER_CALENDAR = Calendar("week", "Weekly", "weekly", START)
RATES = (Rate("ord", "Ordinary", "REGULAR"), Rate("over", "Overtime", "OVERTIME"))
REPLACES = Payroll(replaces=True, unique=True, lists_hours=True)
DELETES = Payroll(reverts=True, takes_empty=True)


@dataclass
class PayrollBooks(Books):
    """`sheets`: {remote id: RemoteSheet}."""

    payroll: Payroll = REPLACES
    sheets: dict = field(default_factory=dict)
    employees: list = field(default_factory=list)
    refusals: list = field(default_factory=list)  # one Problem for each coming write
    calendars: list = field(default_factory=lambda: [CALENDAR, OTHER_CALENDAR])
    looks: int = 0
    look_faults: list = field(default_factory=list)  # exceptions, for the looks at sheets

    def enter(self, employee, hours, status=lib.DRAFT):
        """Somebody else enters a sheet there. :param hours: {date: units} at the ordinary rate"""
        rows = tuple(lib.Hours(day, "ord", Decimal(str(units))) for day, units in hours.items())
        remote_id = f"S{len(self.sheets)}-theirs"
        self.sheets[remote_id] = RemoteSheet(remote_id, employee, START, END, status, rows)
        return remote_id

    def change(self, remote_id, **values):
        self.sheets[remote_id] = replace(self.sheets[remote_id], **values)


class PayrollConnector(BooksConnector):
    def _get_payroll(self, interface):
        return self.books.payroll

    def _pull_payroll(self, interface, resource):
        return {
            "calendars": self.books.calendars,
            "rates": RATES,
            "employees": self.books.employees,
        }[resource]

    def _refresh_codes(self, *args):
        return self._base._refresh_codes(*args)

    def _prepare(self, interface, operation, kind, items):
        if operation not in lib.STEPS:
            return super()._prepare(interface, operation, kind, items)
        text = json.dumps(lib.to_json(items[0]))
        return Request(operation, "", text, items[0].remote_id)

    def _write(self, request):
        if request.operation not in lib.STEPS:
            return super()._write(request)
        if refusal := self.books.refusals and self.books.refusals.pop(0):
            return json.dumps(["refused", refusal.to_json()])
        sheet, sheets = lib.sheet_from_json(json.loads(request.text)), self.books.sheets
        there = sheets.get(request.target)
        match request.operation:
            case lib.CREATE:
                same = [each for each in sheets.values() if self._is_of(each, sheet)]
                if same and self.books.payroll.unique:
                    return json.dumps(["taken"])
                remote_id = f"S{len(self.books.sent)}"
                sheets[remote_id] = RemoteSheet(
                    remote_id, sheet.employee, sheet.start, sheet.end, lib.DRAFT, sheet.hours
                )
                return json.dumps(["ok", remote_id])
            case _ if not there:
                return json.dumps(["refused", Problem("sheet_deleted_there").to_json()])
            case lib.REPLACE:
                assert there.status == lib.DRAFT
                sheets[there.remote_id] = replace(there, hours=sheet.hours)
            case lib.DELETE:
                assert there.status == lib.DRAFT
                del sheets[there.remote_id]
            case lib.REVERT:
                sheets[there.remote_id] = replace(there, status=lib.DRAFT)
            case lib.APPROVE:
                sheets[there.remote_id] = replace(there, status=lib.APPROVED)
        return json.dumps(["ok", request.target])

    def _is_of(self, there, sheet):
        return (there.employee, there.start) == (sheet.employee, sheet.start)

    def _read(self, interface, request, answer, items):
        if request.operation not in lib.STEPS:
            return super()._read(interface, request, answer, items)
        match json.loads(answer.text):
            case ["ok", remote_id]:
                return [Uploaded(remote_id)]
            case ["taken"]:
                problem = Problem("sheet_refused", {"message": "exists"})
                return [Rejected((problem,), taken=True)]
            case ["refused", problem]:
                return [Rejected((Problem.from_json(problem),))]

    def _look_up_sheets(self, interface, sheets):
        self.books.looks += 1
        fault = self.books.look_faults.pop(0) if self.books.look_faults else None
        if fault:
            raise fault
        return [
            tuple(each for each in self.books.sheets.values() if self._is_of(each, sheet))
            for sheet in sheets
        ]


class TimesheetCommon(AcctLinkCommon):
    books_connector = PayrollConnector

    @classmethod
    def get_default_groups(cls):
        return super().get_default_groups() | cls.quick_ref("acct_link_timesheet.group_payroll")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(
            cls.env,
            "payroll clerk",
            "base.group_user,acct_link_timesheet.group_payroll",
            company_id=cls.env.company.id,
        )
        cls.project = cls.env["project.project"].sudo().create({"name": "Bridge"})
        cls.task = cls.env["project.task"].sudo().create(
            {"name": "Welding", "project_id": cls.project.id}
        )  # fmt: skip
        cls.books = PayrollBooks()
        cls.kea, cls.ana = cls._employ("Kea Miller"), cls._employ("Ana Ito")
        cls.interface.action_pull_payroll()
        rows = cls.interface.pay_employee_ids
        cls.kea_row, cls.ana_row = (
            rows.filtered(lambda row, name=name: row.name == name)
            for name in ("Kea Miller", "Ana Ito")
        )
        cls.kea_row.employee_id, cls.ana_row.employee_id = cls.kea, cls.ana
        cls.ordinary, cls.overtime = (
            cls.interface.earnings_rate_ids.filtered(lambda each, key=key: each.remote_id == key)
            for key in ("ord", "over")
        )
        cls.interface.action_view_pay_periods()
        cls.period = cls.env["acct.link.pay.period"].search([("start", "=", START)])
        # Each test begins with an empty payroll.
        cls.everybody = cls.books.employees

    def setUp(self):
        super().setUp()
        type(self).books = PayrollBooks(
            employees=[*self.everybody], contacts={"Kea Farms": Contact("C-kea", "Kea Farms")}
        )

    @classmethod
    def _employ(cls, name, there=True, **vals):
        """:return: hr.employee; `there`: in the payroll, too"""
        employee = cls.env["hr.employee"].sudo().create(
            {"name": name, "company_id": cls.env.company.id, **vals}
        )  # fmt: skip
        if there:
            cls.books.employees.append(Employee(f"E-{name}", name, "", "cal", "ord"))
        return employee

    def _log(self, employee, day, hours, **vals):
        """:param day: of September 2026; from 31 on of October"""
        return (
            self.env["account.analytic.line"]
            .sudo()
            .create(
                {
                    "name": "Work",
                    "project_id": self.project.id,
                    "employee_id": employee.id,
                    "date": date(2026, 9, day) if day <= 30 else date(2026, 10, day - 30),
                    "unit_amount": hours,
                    **vals,
                }
            )
        )

    def _gather(self):
        """:return: {name: pay sheet} of the period, as a payroll clerk sees it"""
        self.period.with_user(self.clerk).action_gather()
        return {sheet.employee_name: sheet for sheet in self.period.sheet_ids}

    def _left(self):
        """:return: {(name, reason): hours} of what is not sent"""
        return {(left.employee_name, left.reason): left.hours for left in self.period.left_ids}

    def _send(self, *sheets):
        """Approve and send, and let the loop run."""
        for sheet in sheets or self._gather().values():
            if sheet.state == "open":
                sheet.with_user(self.clerk).action_approve()
            sheet.with_user(self.clerk).action_send()
        self._run_loop()

    def _settle(self):
        """Let the time go by after which a miss is a proof, and the loop run."""
        self._pass_settle_time()
        self._pass_waits()
        self._run_loop()

    def _pass_waits(self):
        self.env["acct.link.pay.sheet"].sudo().search([]).next_try = False

    def _hours_there(self, name="Kea Miller"):
        """:return: {(day, rate): units} in the payroll"""
        [sheet] = [each for each in self.books.sheets.values() if each.employee == f"E-{name}"]
        return {(each.date, each.rate): float(each.units) for each in sheet.hours}


class PayrollCuresMixin(CuresMixin):
    """Cures that payroll clerks read."""

    buttons = {r"\bretry\b": [("acct.link.pay.sheet", "action_retry")]}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = cls.env.ref("acct_link_timesheet.group_payroll")
        for reader in cls.readers.values():
            reader.sudo().group_ids += group
