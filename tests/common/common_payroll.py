"""Timesheets, and an interface that is signed in to the stand-in of a payroll."""

from datetime import date

from common_walk import WalkCommon

from odoo import fields

from sandbox.xero import AU_TENANT, NZ_TENANT

START, END = date(2026, 11, 2), date(2026, 11, 8)


class PayrollCommon(WalkCommon):
    """`country`: whose payroll it is."""

    country = "NZ"

    @classmethod
    def get_default_groups(cls):
        return super().get_default_groups() | cls.quick_ref("acct_link_timesheet.group_payroll")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tenant = AU_TENANT if cls.country == "AU" else NZ_TENANT
        cls.project = cls.env["project.project"].sudo().create({"name": "Bridge"})
        cls.aroha, cls.ben = (
            cls.env["hr.employee"].sudo().create({"name": name, "company_id": cls.env.company.id})
            for name in ("Aroha Ngata", "Ben O'Brien")
        )

    def setUp(self):
        super().setUp()
        self.move()
        with self.registry_test_mode():
            self.interface.action_pull_codes()
            self.interface.action_pull_payroll()
        self.rows = self.interface.pay_employee_ids
        for row in self.rows.filtered("suggestion_id"):
            row.action_take_suggestion()
        self.interface.default_rate_id = self.interface.earnings_rate_ids.filtered(
            lambda rate: rate.name in ("Ordinary Hours", "Ordinary Time")
        )
        self.interface.action_view_pay_periods()
        self.period = self.env["acct.link.pay.period"].search(
            [("start", "=", START), ("end", "=", END), ("interface_id", "=", self.interface.id)]
        )

    def move(self):
        """The organisation to the country, as it is in another one at first."""
        if self.country == "GB":
            self.control("settings", {"tenants": {self.tenant: {"CountryCode": "GB"}}})

    @classmethod
    def sign_in(cls, scopes=""):
        """With the payroll's scopes, unless others are named."""
        asked = scopes or f"{cls.interface.xero_scopes} {cls.payroll_scopes()}"
        tenant = AU_TENANT if cls.country == "AU" else NZ_TENANT
        cls.interface.write({"remote_org_id": tenant, "remote_org_name": "Demo"})
        tokens = cls.control("tokens", {"tenants": [tenant], "scope": asked})
        expires = fields.Datetime.add(fields.Datetime.now(), seconds=tokens["expires_in"])
        cls.interface._get_token().write(
            {
                "access_token": tokens["access_token"],
                "refresh_token": tokens["refresh_token"],
                "expires_at": expires,
            }
        )
        cls.env.flush_all()

    @classmethod
    def payroll_scopes(cls):
        from odoo.addons.acct_link_xero_timesheet.lib.country import SCOPES  # noqa: PLC0415

        return SCOPES

    def log(self, employee, day, hours, **vals):
        """:param day: of November 2026"""
        return (
            self.env["account.analytic.line"]
            .sudo()
            .create(
                {
                    "name": "Work",
                    "project_id": self.project.id,
                    "employee_id": employee.id,
                    "date": date(2026, 11, day),
                    "unit_amount": hours,
                    **vals,
                }
            )
        )

    def gather(self):
        self.period.action_gather()
        return {sheet.employee_name: sheet for sheet in self.period.sheet_ids}

    def send(self, *sheets):
        for sheet in sheets:
            if sheet.state == "open":
                sheet.action_approve()
            sheet.action_send()
        self.run_loop()

    def settle(self):
        self.let_time_pass()
        self.env["acct.link.pay.sheet"].sudo().search([]).next_try = False
        self.run_loop()

    def people(self, action, **values):
        self.control("bookkeeper", {"tenant": self.tenant, "action": action, **values})

    def payroll(self, part="timesheets"):
        return self.control("books?part=payroll")[self.tenant][part]

    def hours_there(self):
        """:return: {day: hours} of the only timesheet there"""
        [sheet] = self.payroll()
        return {
            line["day"]: float(line["units"]) for line in sheet["lines"] if float(line["units"])
        }

    def pay_calls(self, method, path="Timesheets"):
        return [
            call
            for call in self.control("calls")["calls"]
            if call["method"] == method
            and call["path"].startswith("/payroll.xro/")
            and path in call["path"]
        ]

    def fault(self, kind, path="Timesheets.*", method="POST", **values):
        path = f"/payroll.xro/.*/{path}"
        self.control("faults", {"kind": kind, "method": method, "path": path, **values})
