from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.acct_link_batch.lib.likeness import plain, rank
from odoo.addons.acct_link_batch.lib.matching import normalise

PAID = [("timesheet", "By timesheet"), ("salary", "Salary: hours are not sent")]
CHOICES = {"employee_id", "paid_by", "rate_id"}
REASONS = ["email", "name", "alike"]  # the best first
ALIKE = 70  # percent from which a name is worth a look


class AcctLinkPayEmployee(models.Model):
    """An employee of the payroll, and whom of Odoo it is. A wrong pair pays the wrong person, so a
    person confirms each; what is alike is only suggested.
    """

    _name = "acct.link.pay.employee"
    _description = "Employee in the Payroll"
    _inherit = ["acct.link.setting.mixin"]
    _order = "employee_id NULLS FIRST, name, id"

    interface_id = fields.Many2one(
        "acct.link.interface", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="interface_id.company_id", store=True)
    remote_id = fields.Char(required=True, readonly=True)
    name = fields.Char(string="In the Payroll", required=True, readonly=True)
    email = fields.Char(readonly=True)
    active = fields.Boolean(default=True, readonly=True, help="Not a leaver.")
    calendar_id = fields.Many2one(
        "acct.link.pay.calendar", string="Pay Calendar", readonly=True, ondelete="set null"
    )
    remote_rate_id = fields.Many2one(
        "acct.link.earnings.rate", string="Ordinary Rate There", readonly=True, ondelete="set null"
    )
    employee_id = fields.Many2one(
        "hr.employee",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('company_id', 'in', office_ids)]",
        context={"active_test": False},
    )
    office_ids = fields.Many2many("res.company", compute="_compute_office_ids", compute_sudo=True)
    paid_by = fields.Selection(PAID, string="Paid", required=True, default="timesheet")
    rate_id = fields.Many2one(
        "acct.link.earnings.rate",
        string="Own Rate",
        domain="[('interface_id', '=', interface_id)]",
        ondelete="restrict",
        help="At which this employee is paid, where neither task nor project has a rate.",
    )
    suggestion_id = fields.Many2one(
        "hr.employee", string="Perhaps", readonly=True, ondelete="set null"
    )
    reason = fields.Selection(
        [("email", "Same e-mail"), ("name", "Same name"), ("alike", "Similar name")],
        string="Because",
        readonly=True,
    )

    _remote_id_uniq = models.UniqueIndex(
        "(interface_id, remote_id)", "The employee is in the list already."
    )
    _employee_uniq = models.UniqueIndex(
        "(interface_id, employee_id) WHERE employee_id IS NOT NULL",
        "This employee is matched with another one of the payroll already.",
    )

    @api.depends("interface_id")
    def _compute_office_ids(self):
        for row in self:
            row.office_ids = row.interface_id._get_offices()

    def write(self, vals):
        """People match and choose; everything else is read from the payroll."""
        if not self.env.su and set(vals) - CHOICES:
            raise AccessError(self.env._("This is not for people to change."))
        if "employee_id" in vals:
            self._check_no_sheet_is_sent()
        return super().write(vals)

    def _check_no_sheet_is_sent(self):
        """:raises UserError: hours of the pair are in the payroll, or on their way"""
        sheets = self.env["acct.link.pay.sheet"].sudo()
        for row in self.filtered("employee_id"):
            if sheets.search_count(
                [("pay_employee_id", "=", row.id), ("state", "!=", "open")], limit=1
            ):
                raise UserError(
                    self.env._(
                        "Hours of %(name)s were approved or sent as those of this pair: it stays.",
                        name=row.name,
                    )
                )
            sheets.search([("pay_employee_id", "=", row.id)]).unlink()

    @api.model
    def _refresh(self, interface, employees):
        """Keep the payroll's list as it is now. :param employees: [lib.sheet.Employee]"""
        everything = interface.sudo().with_context(active_test=False)
        calendars = {each.remote_id: each.id for each in everything.pay_calendar_ids}
        rates = {each.remote_id: each.id for each in everything.earnings_rate_ids}
        known = {each.remote_id: each for each in everything.pay_employee_ids}
        to_create = []
        for employee in employees:
            vals = {
                "name": employee.name or employee.email or employee.remote_id,
                "email": employee.email or False,
                "active": employee.active,
                "calendar_id": calendars.get(employee.calendar, False),
                "remote_rate_id": rates.get(employee.rate, False),
            }
            if row := known.pop(employee.remote_id, None):
                row.write(vals)
            else:
                to_create.append(
                    {**vals, "interface_id": interface.id, "remote_id": employee.remote_id}
                )
        self.sudo().create(to_create)
        self.sudo().union(*known.values()).active = False
        self._suggest(interface)

    @api.model
    def _suggest(self, interface):
        """Say who each might be: of the same e-mail address, else the same or a similar name."""
        rows = interface.sudo().pay_employee_ids
        people = (
            self.env["hr.employee"]
            .sudo()
            .with_context(active_test=False)
            .search([("company_id", "in", interface._get_offices().ids)])
        ) - rows.employee_id
        by_email, by_name = {}, {}
        for person in people:
            by_name.setdefault(normalise(person.name), []).append(person)
            for email in {normalise(person.work_email), normalise(person.private_email)} - {""}:
                by_email.setdefault(email, []).append(person)
        plain_names = [(person.id, plain(person.name)) for person in people]
        suggested = {}
        for row in rows.filtered(lambda row: not row.employee_id):
            alike = [id_ for id_, percent in rank(row.name, plain_names) if percent >= ALIKE]
            for reason, found in (
                ("email", by_email.get(normalise(row.email), [])),
                ("name", by_name.get(normalise(row.name), [])),
                ("alike", people.browse(alike)),
            ):
                if len(found) == 1:
                    suggested.setdefault(found[0], {}).setdefault(reason, []).append(row)
                    break
        rows.write({"suggestion_id": False, "reason": False})
        for person, reasons in suggested.items():
            reason = min(reasons, key=REASONS.index)
            # Of two that are called alike, nobody knows which one it is.
            if len(reasons[reason]) == 1:
                reasons[reason][0].write({"suggestion_id": person.id, "reason": reason})

    def action_take_suggestion(self):
        """Confirm who these are, as suggested."""
        self.check_access("write")
        rows = self.filtered(lambda row: row.suggestion_id and not row.employee_id)
        for row in rows:
            row.employee_id = row.sudo().suggestion_id
        rows.sudo().write({"suggestion_id": False, "reason": False})
        return True

    @api.model
    def _get_linked(self, interface):
        """:return: {hr.employee id: row}, leavers included"""
        rows = (
            self.sudo()
            .with_context(active_test=False)
            .search(Domain("interface_id", "=", interface.id) & Domain("employee_id", "!=", False))
        )
        return {row.employee_id.id: row for row in rows}
