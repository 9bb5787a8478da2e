from odoo import api, fields, models
from odoo.exceptions import UserError

PAYROLL = "acct_link_timesheet.group_payroll"
STEPS = [("0.01", "0.01 h"), ("0.05", "0.05 h"), ("0.1", "0.1 h"), ("0.25", "0.25 h")]


class AcctLinkInterface(models.Model):
    """The payroll of an accounts file: its lists, and how hours are sent to it."""

    _inherit = "acct.link.interface"

    has_payroll = fields.Boolean(compute="_compute_has_payroll", groups=PAYROLL)
    payroll_tracks = fields.Boolean(compute="_compute_has_payroll", groups=PAYROLL)
    payroll_takes_empty = fields.Boolean(compute="_compute_has_payroll", groups=PAYROLL)
    approve_sheets = fields.Boolean(
        string="Approve Timesheets There",
        tracking=True,
        groups=PAYROLL,
        help="Else they arrive as drafts, which pay nothing until somebody approves them there.",
    )
    default_rate_id = fields.Many2one(
        "acct.link.earnings.rate",
        string="Default Earnings Rate",
        domain="[('interface_id', '=', id)]",
        copy=False,
        tracking=True,
        groups=PAYROLL,
        help="For work whose task, project and employee have none.",
    )
    hours_step = fields.Selection(
        STEPS,
        string="Round Hours to",
        default="0.01",
        tracking=True,
        groups=PAYROLL,
        help="The sum of a day and rate is rounded, half up.",
    )
    send_empty_sheets = fields.Boolean(
        string="Send Empty Timesheets",
        tracking=True,
        groups=PAYROLL,
        help="Of employees without hours, as the payroll would pay the hours of their template.",
    )
    payroll_tracking_id = fields.Many2one(
        "acct.link.tracking", readonly=True, copy=False, groups=PAYROLL, ondelete="set null"
    )
    payroll_pulled_at = fields.Datetime(readonly=True, copy=False, groups=PAYROLL)
    pay_calendar_ids = fields.One2many("acct.link.pay.calendar", "interface_id", groups=PAYROLL)
    earnings_rate_ids = fields.One2many("acct.link.earnings.rate", "interface_id", groups=PAYROLL)
    rate_map_ids = fields.One2many("acct.link.rate.map", "interface_id", groups=PAYROLL)
    pay_employee_ids = fields.One2many("acct.link.pay.employee", "interface_id", groups=PAYROLL)
    unmatched_employee_count = fields.Integer(
        compute="_compute_unmatched_employee_count", groups=PAYROLL
    )

    pay_problem_count = fields.Integer(
        string="Hours to look at", compute="_compute_pay_problem_count", groups=PAYROLL
    )

    @api.depends("connector")
    def _compute_has_payroll(self):
        for interface in self:
            payroll = interface._connector()._get_payroll(interface)
            interface.has_payroll = bool(payroll)
            interface.payroll_tracks = bool(payroll and payroll.tracks)
            interface.payroll_takes_empty = bool(payroll and payroll.takes_empty)

    def _compute_unmatched_employee_count(self):
        counts = self._count_rows("acct.link.pay.employee", [("employee_id", "=", False)])
        for interface in self:
            interface.unmatched_employee_count = counts[interface]

    def _compute_pay_problem_count(self):
        counts = self._count_rows("acct.link.pay.sheet", [("needs_person", "=", True)])
        for interface in self:
            interface.pay_problem_count = counts[interface]

    def _has_documents(self):
        sheets = self.env["acct.link.pay.sheet"].sudo()
        sent = [("interface_id", "=", self.id), ("state", "!=", "open")]
        return super()._has_documents() or bool(sheets.search_count(sent, limit=1))

    @api.model
    def _get_history_models(self):
        return [*super()._get_history_models(), "acct.link.pay.period"]

    # === BUTTONS === #

    def _check_payroll(self):
        """:raises AccessError: not for this user; :raises UserError: there is no payroll"""
        self.ensure_one()
        self.check_access("read")
        self.env["acct.link.pay.sheet"].check_access("read")
        if not self._connector()._get_payroll(self):
            raise UserError(
                self.env._(
                    "Timesheets cannot be sent to %(file)s: the link does not reach its payroll.",
                    file=self.remote_org_name or self.name,
                )
            )

    def action_pull_payroll(self):
        """Read pay calendars, earnings rates and employees, and say who they might be."""
        self._check_payroll()
        connector = self._connector()
        with connector._format_errors(self):
            lists = {
                name: list(connector._pull_payroll(self, name))
                for name in ("calendars", "rates", "employees")
            }
            category = connector._pull_payroll_tracking(self)
        connector._refresh_codes(self, "acct.link.pay.calendar", lists["calendars"])
        connector._refresh_codes(self, "acct.link.earnings.rate", lists["rates"])
        self.env["acct.link.pay.employee"]._refresh(self, lists["employees"])
        self.sudo().write(
            {
                "payroll_pulled_at": fields.Datetime.now(),
                "payroll_tracking_id": self.sudo()
                .tracking_ids.filtered(lambda each: each.remote_id == category)
                .id,
            }
        )
        self.env["acct.link.pay.period"]._note_passed(self)
        # The answer was read with the rights that were missing before.
        self.env["acct.link.pay.sheet"].sudo()._end_wait(self)
        return True

    def action_view_pay_employees(self):
        self._check_payroll()
        self.env["acct.link.pay.employee"]._suggest(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acct_link_timesheet.acct_link_pay_employee_action"
        )
        return {**action, "domain": [("interface_id", "=", self.id)]}

    def action_view_pay_periods(self):
        """The periods around now, made where they are not there yet."""
        self._check_payroll()
        self.env["acct.link.pay.period"]._propose(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acct_link_timesheet.acct_link_pay_period_action"
        )
        return {**action, "domain": [("interface_id", "=", self.id)]}
