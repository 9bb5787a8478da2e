from odoo import api, fields, models
from odoo.tools.misc import format_date

from ..lib.period import period_of, periods_around

# Sheets of a period that nobody has to look at any more come last.
BEFORE, AFTER = 2, 1  # periods that are proposed beside the one that the calendar reports
OPEN, DONE = "open", "done"


class AcctLinkPayPeriod(models.Model):
    """One period of a pay calendar: the sheets of its employees, and the hours that are not sent,
    each with its reason. Together they are all hours that were entered in Odoo.
    """

    _name = "acct.link.pay.period"
    _description = "Pay Period"
    _inherit = ["acct.link.engine.mixin"]
    _order = "start desc, calendar_id, id"

    interface_id = fields.Many2one(
        "acct.link.interface", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="interface_id.company_id", store=True)
    calendar_id = fields.Many2one(
        "acct.link.pay.calendar", required=True, readonly=True, ondelete="restrict"
    )
    start = fields.Date(string="From", required=True, readonly=True)
    end = fields.Date(string="To", required=True, readonly=True)
    sheet_ids = fields.One2many("acct.link.pay.sheet", "period_id")
    left_ids = fields.One2many("acct.link.pay.left", "period_id")
    gathered_at = fields.Datetime(string="Hours as of", readonly=True)
    sheet_count = fields.Integer(string="Timesheets", compute="_compute_counts")
    problem_count = fields.Integer(string="To look at", compute="_compute_counts")
    failed_count = fields.Integer(string="Failed", compute="_compute_counts")
    open_count = fields.Integer(string="Open", compute="_compute_counts")
    approved_count = fields.Integer(string="Approved", compute="_compute_counts")
    waiting_count = fields.Integer(string="On their way", compute="_compute_counts")
    sent_count = fields.Integer(string="Sent", compute="_compute_counts")
    hours = fields.Float(string="Hours on Timesheets", compute="_compute_counts", digits=(16, 2))
    hours_there = fields.Float(string="In the Payroll", compute="_compute_counts", digits=(16, 2))
    hours_left = fields.Float(string="Not sent", compute="_compute_counts", digits=(16, 2))
    hours_odoo = fields.Float(string="Hours in Odoo", compute="_compute_counts", digits=(16, 2))

    _period_uniq = models.UniqueIndex("(calendar_id, start)", "The period is there already.")

    @api.depends("calendar_id", "start", "end")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for period in self:
            days = [format_date(self.env, day) for day in (period.start, period.end) if day]
            period.display_name = f"{period.calendar_id.name or ''} {' – '.join(days)}".strip()

    @api.depends("sheet_ids.state", "sheet_ids.hours", "sheet_ids.hours_there", "left_ids.hours")
    def _compute_counts(self):
        for period in self:
            sheets = period.sheet_ids
            states = sheets.grouped("state")

            def count(*names, states=states):
                return sum(len(states.get(name, ())) for name in names)

            period.sheet_count = len(sheets)
            period.problem_count = len(sheets.filtered("needs_person"))
            period.failed_count = count("failed")
            period.open_count = count("open")
            period.approved_count = count("approved")
            period.waiting_count = count("queued", "sending", "unknown", "replacing")
            period.sent_count = count("sent", "paid")
            period.hours = sum(sheets.mapped("hours"))
            period.hours_there = sum(sheets.mapped("hours_there"))
            period.hours_left = sum(period.left_ids.mapped("hours"))
            period.hours_odoo = period.hours + period.hours_left

    @api.model
    def _propose(self, interface):
        """Make the periods around the one that each calendar in use reports."""
        rows = self.sudo()
        in_use = interface.sudo().pay_employee_ids.filtered("employee_id").calendar_id
        for calendar in in_use.filtered("active"):
            known = set(rows.search([("calendar_id", "=", calendar.id)]).mapped("start"))
            rows.create(
                [
                    {
                        "interface_id": interface.id,
                        "calendar_id": calendar.id,
                        "start": each.start,
                        "end": each.end,
                    }
                    for each in periods_around(calendar._get_calendar(), BEFORE, AFTER)
                    if each.start not in known
                ]
            )

    def _is_of_calendar(self):
        """Whether the calendar, as last read, still has this period."""
        self.ensure_one()
        now = period_of(self.calendar_id._get_calendar(), self.start)
        # What a calendar does not tell for sure was reported once.
        return not now or (now.start, now.end) == (self.start, self.end)

    @api.model
    def action_open(self):
        """The periods of all interfaces with a payroll, those around now made."""
        self.check_access("read")
        Interface = self.env["acct.link.interface"]
        for interface in Interface.search([("payroll_pulled_at", "!=", False)]):
            self._propose(interface)
        return self.env["ir.actions.act_window"]._for_xml_id(
            "acct_link_timesheet.acct_link_pay_period_action"
        )

    # === BUTTONS === #

    def _check_clerk(self):
        self.check_access("read")
        self.env["acct.link.pay.sheet"].check_access("read")

    def action_gather(self):
        """Look at the timesheets again: open sheets show the hours of now."""
        self._check_clerk()
        for period in self:
            self.env["acct.link.pay.gather"]._gather(period.sudo())
        return True

    def action_approve(self):
        """Approve all open sheets that nothing is wrong with."""
        self._check_clerk()
        return self.sheet_ids.filtered(lambda sheet: sheet.state == "open").action_approve()

    def action_send(self):
        """Send all approved sheets."""
        self._check_clerk()
        return self.sheet_ids.filtered(lambda sheet: sheet.state == "approved").action_send()

    def action_retry(self):
        self._check_clerk()
        return self.sheet_ids.filtered(lambda sheet: sheet.state == "failed").action_retry()

    def action_read_back(self):
        """Have the loop read how the sheets stand in the payroll now."""
        self._check_clerk()
        return self.sheet_ids.action_read_back()

    def action_view_sheets(self):
        self.ensure_one()
        self._check_clerk()
        if not self.gathered_at:
            self.action_gather()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acct_link_timesheet.acct_link_pay_sheet_action"
        )
        return {**action, "domain": [("period_id", "=", self.id)]}

    def action_view_days(self):
        """The hours of each employee by day."""
        self.ensure_one()
        self._check_clerk()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acct_link_timesheet.acct_link_pay_sheet_line_action"
        )
        return {**action, "domain": [("period_id", "=", self.id)]}


class AcctLinkPayLeft(models.Model):
    """Hours of a period that are not sent, and why."""

    _name = "acct.link.pay.left"
    _description = "Hours that are not Sent"
    _inherit = ["acct.link.engine.mixin"]
    _order = "reason, employee_id, id"

    period_id = fields.Many2one(
        "acct.link.pay.period", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="period_id.company_id", store=True)
    employee_id = fields.Many2one("hr.employee", readonly=True, ondelete="cascade")
    employee_name = fields.Char(string="Name", compute="_compute_employee_name", compute_sudo=True)
    reason = fields.Selection(
        [
            ("changed", "Changed since it was approved"),
            ("late", "Late: the timesheet was approved without it"),
            ("unmatched", "Not matched with an employee of the payroll"),
            ("no_calendar", "No pay calendar in the payroll"),
            ("left", "Has left, by the payroll"),
            ("no_hours", "No hours: the payroll pays the template"),
            ("salary", "Salary: hours are not sent"),
            ("time_off", "Time off: enter it as leave in the payroll"),
            ("settled", "Settled in the payroll by hand"),
        ],
        required=True,
        readonly=True,
    )
    hours = fields.Float(readonly=True, digits=(16, 2))
    analytic_line_ids = fields.Many2many("account.analytic.line", readonly=True)
    note = fields.Char(readonly=True)

    @api.depends("employee_id")
    def _compute_employee_name(self):
        for left in self:
            left.employee_name = left.employee_id.name

    def action_view_lines(self):
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Timesheets"),
            "res_model": "account.analytic.line",
            "view_mode": "list",
            "domain": [("id", "in", self.sudo().analytic_line_ids.ids)],
        }

    def action_settle(self):
        """Ask what becomes of hours that came too late."""
        self.ensure_one()
        self.check_access("read")
        wizard = self.env["acct.link.settle.hours"].create(
            {"left_id": self.id, "date": fields.Date.add(self.period_id.end, days=1)}
        )
        return {**wizard._get_records_action(), "target": "new"}
