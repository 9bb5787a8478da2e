from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# What was approved for the payroll stays as it is; words, sales and costs are free.
LOCKED = {
    *("date", "unit_amount", "employee_id", "project_id", "task_id", "company_id"),
    "product_uom_id",
}
STATES = [
    ("open", "Open"),
    ("in_period", "In a pay sheet"),
    ("sent", "Sent"),
    ("paid", "Paid"),
]
SENT = ("sent", "conflict")


class AccountAnalyticLine(models.Model):
    """A timesheet line that was approved for the payroll is not changed by anybody: neither by
    `write`, as superuser either, nor by a task that moves to another project.
    """

    _inherit = "account.analytic.line"

    acct_link_pay_line_ids = fields.One2many(
        "acct.link.pay.sheet.line", "analytic_line_id", groups="base.group_system"
    )
    acct_link_pay_state = fields.Selection(
        STATES,
        string="Payroll",
        compute="_compute_acct_link_pay_state",
        search="_search_acct_link_pay_state",
        compute_sudo=True,
    )
    acct_link_pay_note = fields.Char(
        string="Settled in the Payroll",
        readonly=True,
        copy=False,
        groups="acct_link_timesheet.group_payroll",
        help="How these hours were paid without the link.",
    )

    @api.depends("acct_link_pay_line_ids.sheet_id.state")
    def _compute_acct_link_pay_state(self):
        for line in self:
            state = line.acct_link_pay_line_ids.sheet_id[:1].state
            if state in (False, "open"):
                line.acct_link_pay_state = "open" if line.project_id else False
            elif state == "paid":
                line.acct_link_pay_state = "paid"
            else:
                line.acct_link_pay_state = "sent" if state in SENT else "in_period"

    @api.model
    def _search_acct_link_pay_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        in_period = ("approved", "queued", "sending", "unknown", "replacing", "failed")
        states = {"sent": SENT, "paid": ("paid",), "in_period": in_period}
        wanted = [state for name in value for state in states.get(name, ())]
        domain = Domain("id", "in", self._acct_link_on_sheets(("sheet_id.state", "in", wanted)))
        if "open" in value:
            taken = self._acct_link_on_sheets(("sheet_id.state", "!=", "open"))
            domain |= Domain("id", "not in", taken) & Domain("project_id", "!=", False)
        return domain

    @api.model
    def _acct_link_on_sheets(self, condition):
        """:return: Query of the ids of lines that are on such pay sheets"""
        found = self.env["acct.link.pay.sheet.line"].sudo()._search([condition])
        return found.subselect("analytic_line_id")

    def _get_acct_link_locked(self):
        """:return: those of these lines whose hours were approved for the payroll"""
        lines = self.env["acct.link.pay.sheet.line"].sudo()
        found = lines.search(
            [("analytic_line_id", "in", self.ids), ("sheet_id.state", "!=", "open")]
        )
        return self.browse(found.analytic_line_id.ids)

    def _is_readonly(self):
        return super()._is_readonly() or bool(self._get_acct_link_locked())

    def _check_can_write(self, values):
        """Not even for the superuser, under whom wizards write."""
        locked_fields = LOCKED | set(self._get_plan_fnames())
        if locked_fields & set(values):
            self._check_acct_link_free(values, locked_fields)
        return super()._check_can_write(values)

    def _check_acct_link_free(self, values, names):
        for line in self._get_acct_link_locked():
            for name in names & set(values):
                field = self._fields[name]
                new = field.convert_to_cache(values[name], line)
                if new != field.convert_to_cache(line[name], line):
                    self._raise_acct_link_locked(line)

    def _raise_acct_link_locked(self, line):
        raise UserError(
            self.env._(
                "The hours of %(employee)s on %(date)s were approved for the payroll, or "
                "sent. A payroll clerk reopens the pay sheet first; or add a line of its own for "
                "the difference.",
                employee=line.sudo().employee_id.name,
                date=fields.Date.to_string(line.date),
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_acct_link_locked(self):
        for line in self._get_acct_link_locked():
            self._raise_acct_link_locked(line)
        # What was only shown so far shows it no more.
        self.env["acct.link.pay.sheet.line"].sudo().search(
            [("analytic_line_id", "in", self.ids)]
        ).unlink()

    @api.depends("task_id.project_id")
    def _compute_project_id(self):
        """A task that moves to another project leaves behind what was paid by the rate of the one
        before. Stored values are computed without `write`.
        """
        free = self - self._get_acct_link_locked()
        return super(AccountAnalyticLine, free)._compute_project_id()
