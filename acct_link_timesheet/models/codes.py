from odoo import api, fields, models

from ..lib import period

UNITS = [
    (period.WEEKLY, "Weekly"),
    (period.FORTNIGHTLY, "Fortnightly"),
    (period.FOUR_WEEKLY, "Four-weekly"),
    (period.MONTHLY, "Monthly"),
    (period.TWICE_MONTHLY, "Twice a month"),
    (period.QUARTERLY, "Quarterly"),
    (period.ANNUAL, "Annual"),
]


class AcctLinkPayCalendar(models.Model):
    """A pay calendar of the payroll. The period it reports moves on as pay runs are made."""

    _name = "acct.link.pay.calendar"
    _description = "Pay Calendar in the Payroll"
    _inherit = ["acct.link.code.mixin"]

    unit = fields.Selection(UNITS, string="Periods", readonly=True)
    start = fields.Date(string="Next Period from", readonly=True)
    end = fields.Date(readonly=True)

    _remote_id_uniq = models.UniqueIndex("(interface_id, remote_id)", "The calendar exists.")

    @api.model
    def _prepare_code_vals(self, code):
        """:param code: lib.period.Calendar"""
        return {
            "name": code.name,
            "active": True,
            "unit": code.unit or False,
            "start": code.start,
            "end": code.end or False,
        }

    def _get_calendar(self):
        """:return: lib.period.Calendar"""
        self.ensure_one()
        return period.Calendar(
            self.remote_id, self.name, self.unit or "", self.start, self.end or None
        )


class AcctLinkEarningsRate(models.Model):
    """An earnings rate of the payroll: what an hour is paid by."""

    _name = "acct.link.earnings.rate"
    _description = "Earnings Rate in the Payroll"
    _inherit = ["acct.link.code.mixin"]

    kind = fields.Char(string="Type", readonly=True, help="The payroll's own word.")

    _remote_id_uniq = models.UniqueIndex("(interface_id, remote_id)", "The rate exists already.")

    @api.depends("name", "kind")
    def _compute_display_name(self):
        """Rates of one name are told apart by their type."""
        for rate in self:
            rate.display_name = f"{rate.name} ({rate.kind})" if rate.kind else rate.name

    @api.model
    def _prepare_code_vals(self, code):
        """:param code: lib.sheet.Rate"""
        return {"name": code.name, "active": code.usable, "kind": code.kind or False}


class AcctLinkRateMap(models.Model):
    """At which earnings rate the work on a task, or on a project, is paid."""

    _name = "acct.link.rate.map"
    _description = "Earnings Rate of a Task or Project"
    _inherit = ["acct.link.map.mixin"]
    _mapped_fields = ("task_id", "project_id")
    _code_fields = ("rate_id",)
    _order = "project_id, task_id, id"

    project_id = fields.Many2one("project.project", ondelete="cascade")
    task_id = fields.Many2one("project.task", ondelete="cascade")
    rate_id = fields.Many2one(
        "acct.link.earnings.rate",
        string="Earnings Rate",
        required=True,
        domain="[('interface_id', '=', interface_id)]",
        ondelete="restrict",
    )

    _one_of_two = models.Constraint(
        "CHECK ((project_id IS NULL) <> (task_id IS NULL))", "Choose a project or a task."
    )
    _project_uniq = models.UniqueIndex(
        "(interface_id, project_id) WHERE project_id IS NOT NULL",
        "This project has a rate.",
    )
    _task_uniq = models.UniqueIndex(
        "(interface_id, task_id) WHERE task_id IS NOT NULL", "This task has a rate."
    )
