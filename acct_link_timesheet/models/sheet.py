import hashlib
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..lib.sheet import (
    Hours,
    Sheet,
    hours_from_json,
    hours_to_json,
    sheet_from_json,
    total,
)


class AcctLinkPaySheet(models.Model):
    """The hours of one employee in one pay period, on their way to the payroll. While it is open it
    shows the timesheets of now; from its approval on its lines are frozen. How it goes on is in
    `sheet_state`, the loop's part in `upload`.
    """

    _name = "acct.link.pay.sheet"
    _description = "Pay Sheet"
    _inherit = ["acct.link.engine.mixin", "acct.link.problem.mixin"]
    _order = "urgency, employee_name, id"
    _rec_name = "employee_name"

    period_id = fields.Many2one(
        "acct.link.pay.period", required=True, readonly=True, index=True, ondelete="restrict"
    )
    interface_id = fields.Many2one(related="period_id.interface_id", store=True, index=True)
    company_id = fields.Many2one(related="period_id.company_id", store=True)
    calendar_id = fields.Many2one(related="period_id.calendar_id")
    start = fields.Date(related="period_id.start", store=True)
    end = fields.Date(related="period_id.end", store=True)
    pay_employee_id = fields.Many2one(
        "acct.link.pay.employee", string="Employee There", required=True, readonly=True,
        ondelete="restrict",
    )  # fmt: skip
    employee_id = fields.Many2one("hr.employee", required=True, readonly=True, ondelete="restrict")
    employee_name = fields.Char(
        string="Name", compute="_compute_employee_name", store=True, compute_sudo=True
    )
    # Frozen when the sheet is made: it never changes its accounts file or its person on the way.
    remote_org_id = fields.Char(string="Accounts File ID", required=True, readonly=True)
    remote_employee = fields.Char(string="Employee ID There", required=True, readonly=True)
    line_ids = fields.One2many("acct.link.pay.sheet.line", "sheet_id", readonly=True)
    hours = fields.Float(
        compute="_compute_hours", store=True, digits=(16, 2), help="Of the timesheets in Odoo."
    )
    remote_id = fields.Char(string="Remote ID", readonly=True, copy=False)
    found_id = fields.Char(readonly=True, copy=False, help="Of the one that was last found there.")
    remote_status = fields.Char(string="Status There", readonly=True, copy=False)
    remote_hours = fields.Json(readonly=True, copy=False, help="As the payroll was last read.")
    hours_there = fields.Float(
        string="In the Payroll", compute="_compute_hours_there", store=True, digits=(16, 2)
    )
    read_at = fields.Datetime(string="Read there on", readonly=True, copy=False)
    approved_by = fields.Many2one("res.users", readonly=True, copy=False)

    # What the loop needs
    wanted = fields.Json(readonly=True, copy=False, help="As it was approved.")
    before = fields.Json(
        readonly=True, copy=False, help="{hours: those that may be replaced there}."
    )
    reopen = fields.Boolean(readonly=True, copy=False)
    gone = fields.Boolean(readonly=True, copy=False, help="Deleted there, to be made anew.")
    step = fields.Char(readonly=True, copy=False)
    attempts = fields.Integer(readonly=True, copy=False)
    next_try = fields.Datetime(readonly=True, copy=False)
    looked_at = fields.Datetime(readonly=True, copy=False, help="When nothing was found there.")
    read_wanted = fields.Boolean(readonly=True, copy=False, help="How it stands there now.")
    misses = fields.Integer(readonly=True, copy=False)
    request_id = fields.Many2one("acct.link.request", readonly=True, copy=False, index=True)
    request_text = fields.Text(readonly=True, copy=False, groups="base.group_system")
    answer_text = fields.Text(readonly=True, copy=False, groups="base.group_system")

    _sheet_uniq = models.UniqueIndex(
        '(remote_org_id, remote_employee, start, "end")',
        "The employee has a pay sheet of this period.",
    )
    _remote_id_uniq = models.UniqueIndex(
        "(remote_org_id, remote_id) WHERE remote_id IS NOT NULL",
        "Another pay sheet stands for this timesheet.",
    )
    _loop_idx = models.Index(
        "(interface_id, next_try, id) WHERE state IN ('queued', 'sending', 'unknown', 'replacing')"
        " OR read_wanted"
    )

    @api.depends("employee_id.name")
    def _compute_employee_name(self):
        for sheet in self:
            sheet.employee_name = sheet.employee_id.name

    @api.depends("line_ids.hours")
    def _compute_hours(self):
        for sheet in self:
            sheet.hours = float(total(sheet._get_exact_hours()))

    @api.depends("remote_hours")
    def _compute_hours_there(self):
        for sheet in self:
            sheet.hours_there = float(total(hours_from_json(sheet.remote_hours or [])))

    # === WHAT IS SENT === #

    def _get_exact_hours(self):
        """:return: [Hours], not rounded, a line each"""
        return [
            Hours(
                line.date,
                line.rate_id.remote_id or "",
                Decimal(line.exact),
                line.option_id.remote_id or "",
            )
            for line in self.line_ids
        ]

    def _get_digest(self):
        self.ensure_one()
        said = repr(sorted(map(repr, self._get_exact_hours())))
        return hashlib.sha256(said.encode()).hexdigest()

    def _build(self):
        """:return: lib.sheet.Sheet of the lines of now"""
        self.ensure_one()
        step = Decimal(self.interface_id.hours_step or "0.01")
        hours = self.env["acct.link.pay.gather"]._round(self._get_exact_hours(), step)
        return Sheet(
            self.remote_employee,
            self.calendar_id.remote_id,
            self.start,
            self.end,
            tuple(each for each in hours if each.units),
            self.remote_id or "",
        )

    def _get_item(self):
        """:return: lib.sheet.Sheet as it was approved, with the remote id of now"""
        self.ensure_one()
        return sheet_from_json({**self.wanted, "remote_id": self.remote_id or ""})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_open(self):
        if any(sheet.state != "open" or sheet.request_id for sheet in self):
            raise UserError(self.env._("A pay sheet that was approved or sent stays."))

    def unlink(self):
        self.line_ids.unlink()
        return super().unlink()

    def _keep_there(self, there):
        """Keep how it stands in the payroll. :param there: lib.sheet.RemoteSheet"""
        self.write(
            {
                "found_id": there.remote_id,
                "remote_status": there.status_word or there.status,
                "remote_hours": hours_to_json(there.hours or ()),
                "read_at": fields.Datetime.now(),
            }
        )


class AcctLinkPaySheetLine(models.Model):
    """A timesheet line on a pay sheet, with its hours as they were shown and approved."""

    _name = "acct.link.pay.sheet.line"
    _description = "Pay Sheet Line"
    _inherit = ["acct.link.engine.mixin"]
    _order = "date, id"

    sheet_id = fields.Many2one(
        "acct.link.pay.sheet", required=True, readonly=True, index=True, ondelete="restrict"
    )
    period_id = fields.Many2one(related="sheet_id.period_id", store=True)
    company_id = fields.Many2one(related="sheet_id.company_id", store=True)
    employee_id = fields.Many2one(related="sheet_id.employee_id", store=True)
    analytic_line_id = fields.Many2one(
        "account.analytic.line", string="Timesheet", required=True, readonly=True,
        ondelete="restrict",
    )  # fmt: skip
    date = fields.Date(required=True, readonly=True)
    hours = fields.Float(readonly=True, digits=(16, 2))
    exact = fields.Char(string="Hours, Not Rounded", required=True, readonly=True)
    rate_id = fields.Many2one(
        "acct.link.earnings.rate", string="Earnings Rate", readonly=True, ondelete="restrict"
    )
    option_id = fields.Many2one(
        "acct.link.tracking.option", string="Tracking Option", readonly=True, ondelete="restrict"
    )
    work = fields.Char(compute="_compute_work", compute_sudo=True)

    _analytic_line_uniq = models.UniqueIndex(
        "(analytic_line_id)", "This timesheet line is on a pay sheet already."
    )

    @api.depends("analytic_line_id")
    def _compute_work(self):
        for line in self:
            entry = line.analytic_line_id
            what = [entry.project_id.name, entry.task_id.name, entry.name]
            line.work = " / ".join(filter(None, what))
