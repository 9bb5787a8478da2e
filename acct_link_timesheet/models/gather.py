from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.acct_link_batch.lib.problem import Problem

from ..lib.sheet import Hours, sum_hours

DAY = Decimal(24)
TIME_OFF = ("holiday_id", "global_leave_id")  # of add-ons that may not be there


class AcctLinkPayGather(models.AbstractModel):
    """account.analytic.line -> pay sheets: the one place where hours are read. All of a period are
    read, as superuser, since project rules would hide some; what goes on no sheet is kept with its
    reason.
    """

    _name = "acct.link.pay.gather"
    _description = "Hours for the Payroll"

    @api.model
    def _gather(self, period):
        """Make the open sheets of a period what the timesheets say now, and say what is left out.

        :return: acct.link.pay.sheet, those whose hours are other than before
        """
        linked = self.env["acct.link.pay.employee"]._get_linked(period.interface_id)
        of_sheet, left = self._sort(period, linked)
        Sheet = self.env["acct.link.pay.sheet"].sudo()
        # Of these days there is one sheet of a person, whatever the calendar was when it was made.
        days = Domain("start", "=", period.start) & Domain("end", "=", period.end)
        ours = Domain("interface_id", "=", period.interface_id.id)
        sheets = {sheet.pay_employee_id: sheet for sheet in Sheet.search(days & ours)}
        changed = Sheet.browse()
        for row in linked.values():
            lines = of_sheet.get(row, self.env["account.analytic.line"])
            sheet = sheets.get(row)
            if sheet and sheet.state != "open":
                self._find_late(sheet, lines, left)
                continue
            expected = row.calendar_id == period.calendar_id and row.active
            expected &= row.paid_by == "timesheet"
            if sheet and sheet.period_id != period:
                if row.calendar_id != period.calendar_id:
                    continue
                sheet.period_id = period
            is_wanted = lines or (expected and self._sends_empty(period.interface_id))
            # What was sent once stays, even when nothing is left of it.
            if not is_wanted and not (sheet and sheet.request_id):
                if sheet:
                    sheet.unlink()
                if expected:
                    left["no_hours", row.employee_id.id] += lines
                continue
            sheet = sheet or Sheet.create(
                {
                    "period_id": period.id,
                    "pay_employee_id": row.id,
                    "employee_id": row.employee_id.id,
                    "remote_employee": row.remote_id,
                    "remote_org_id": period.interface_id.remote_org_id,
                }
            )
            if self._fill(sheet, lines):
                changed += sheet
        self._keep_left(period, left)
        period.gathered_at = fields.Datetime.now()
        return changed

    @api.model
    def _sends_empty(self, interface):
        payroll = interface._connector()._get_payroll(interface)
        return interface.send_empty_sheets and bool(payroll and payroll.takes_empty)

    @api.model
    def _get_lines(self, period):
        """:return: all timesheet lines of the offices' employees in these days, archived ones'
        too. The company is the employee's: that of a line follows from its project.
        """
        offices = period.interface_id._get_offices()
        people = (
            self.env["hr.employee"]
            .sudo()
            .with_context(active_test=False)
            .search([("company_id", "in", offices.ids)])
        )
        days = Domain("date", ">=", period.start) & Domain("date", "<=", period.end)
        return (
            self.env["account.analytic.line"]
            .sudo()
            .search(
                days & Domain("project_id", "!=", False) & Domain("employee_id", "in", people.ids),
                order="date, id",
            )
        )

    @api.model
    def _sort(self, period, linked):
        """:return: ({acct.link.pay.employee: lines}, {(reason, employee id): lines})"""
        Line = self.env["account.analytic.line"].sudo()
        of_sheet, left = defaultdict(Line.browse), defaultdict(Line.browse)
        for line in self._get_lines(period):
            sheet = line.acct_link_pay_line_ids.sheet_id
            if sheet.state not in (False, "open"):
                # Approved with another period, as the employee changed the calendar, or with this.
                if sheet.period_id == period:
                    of_sheet[sheet.pay_employee_id] += line
                continue
            row = linked.get(line.employee_id.id)
            reason = self._get_reason(period, line, row)
            if reason:
                left[reason, line.employee_id.id] += line
            elif row.calendar_id == period.calendar_id:
                of_sheet[row] += line
        return of_sheet, left

    @api.model
    def _get_reason(self, period, line, row):
        """:param row: acct.link.pay.employee, or None; :return: why it is not sent, or None"""
        if row and row.calendar_id and row.calendar_id != period.calendar_id:
            return None  # it is of another period
        if not row:
            return "unmatched"
        if not row.calendar_id:
            return "no_calendar"
        if any(name in line._fields and line[name] for name in TIME_OFF):
            return "time_off"
        if line.acct_link_pay_note:
            return "settled"
        if not row.active:
            return "left"
        return "salary" if row.paid_by == "salary" else None

    @api.model
    def _find_late(self, sheet, lines, left):
        """Lines that an approved sheet lacks, or that say something else by now."""
        known = {line.analytic_line_id: line for line in sheet.line_ids}
        for line in lines:
            frozen = known.get(line)
            if not frozen:
                left["late", sheet.employee_id.id] += line
            elif (line.date, self._get_hours(line)[0]) != (frozen.date, Decimal(frozen.exact)):
                left["changed", sheet.employee_id.id] += line

    @api.model
    def _keep_left(self, period, left):
        period.left_ids.unlink()
        self.env["acct.link.pay.left"].sudo().create(
            [
                {
                    "period_id": period.id,
                    "employee_id": employee_id,
                    "reason": reason,
                    # What was changed is counted as it was sent.
                    "hours": 0
                    if reason == "changed"
                    else float(sum((self._get_hours(line)[0] for line in lines), Decimal())),
                    "analytic_line_ids": [(6, 0, lines.ids)],
                    "note": ", ".join(filter(None, lines.mapped("acct_link_pay_note"))) or False,
                }
                for (reason, employee_id), lines in left.items()
            ]
        )

    # === ONE SHEET === #

    @api.model
    def _get_hours(self, line):
        """:return: (Decimal, [Problem]) of a timesheet line, whatever its unit of time"""
        amount = Decimal(str(line.unit_amount))
        hour = self.env.ref("uom.product_uom_hour")
        unit = line.product_uom_id or line.company_id.project_time_mode_id or hour
        if unit == hour:
            return amount, []
        if not unit._has_common_reference(hour):
            values = {"line": line.name or "", "unit": unit.name}
            return amount, [Problem("pay_unit_unknown", values, (line._name, line.id))]
        return Decimal(str(unit._compute_quantity(line.unit_amount, hour, round=False))), []

    @api.model
    def _get_rate(self, sheet, line):
        """:return: acct.link.earnings.rate, empty: nothing says it"""
        interface, row = sheet.interface_id, sheet.pay_employee_id
        maps = interface.rate_map_ids
        task = line.task_id
        while task:
            if found := maps.filtered(lambda each, task=task: each.task_id == task):
                return found.rate_id
            task = task.parent_id
        of_project = maps.filtered(lambda each: each.project_id == line.project_id)
        return of_project.rate_id or row.rate_id or row.remote_rate_id or interface.default_rate_id

    @api.model
    def _get_option(self, sheet, line):
        """:return: acct.link.tracking.option of the category that timesheets have"""
        interface = sheet.interface_id
        category = interface.payroll_tracking_id
        plans = interface.plan_map_ids.filtered(
            lambda row: category and row.remote_tracking_id == category
        ).plan_id
        accounts = self.env["account.analytic.account"].union(
            *(line[plan._column_name()] for plan in plans)
        )
        rows = interface.analytic_map_ids.filtered(lambda row: row.analytic_account_id in accounts)
        return rows.remote_option_id[:1]

    @api.model
    def _fill(self, sheet, lines):
        """Make an open sheet hold these timesheet lines. :return: whether it held others before"""
        vals_list, problems = [], []
        for line in lines:
            hours, found = self._get_hours(line)
            rate = self._get_rate(sheet, line)
            if not rate:
                work = (line.task_id or line.project_id).display_name
                found.append(Problem("pay_rate_missing", {"work": work}))
            elif not rate.active:
                found.append(Problem("pay_rate_gone", {"rate": rate.name}))
            problems += found
            vals_list.append(
                {
                    "sheet_id": sheet.id,
                    "analytic_line_id": line.id,
                    "date": line.date,
                    "exact": str(hours),
                    "hours": float(hours),
                    "rate_id": rate.id,
                    "option_id": self._get_option(sheet, line).id,
                }
            )
        before = sheet._get_digest()
        sheet.line_ids.unlink()
        # One that was shown on a sheet of another period before its date was changed.
        Line = self.env["acct.link.pay.sheet.line"].sudo()
        Line.search([("analytic_line_id", "in", lines.ids)]).unlink()
        Line.create(vals_list)
        sheet.write({"problems": sheet._prepare_problems([*problems, *self._check(sheet)])})
        return before != sheet._get_digest()

    @api.model
    def _check(self, sheet):
        """:return: [Problem] of the sums, as they would be sent"""
        problems, days = [], defaultdict(Decimal)
        exact = sum_hours(sheet._get_exact_hours())
        for (day, rate, _option), units in exact.items():
            days[day] += units
            if units < 0:
                names = {each.remote_id: each.name for each in sheet.line_ids.rate_id}
                values = {"date": str(day), "rate": names.get(rate, ""), "hours": str(units)}
                problems.append(Problem("pay_hours_negative", values))
        problems += [
            Problem("pay_day_too_long", {"date": str(day), "hours": str(units)})
            for day, units in days.items()
            if units > DAY
        ]
        step = Decimal(sheet.interface_id.hours_step or "0.01")
        rounded = sum(sum_hours(self._round(sheet._get_exact_hours(), step)).values(), Decimal())
        difference = rounded - sum(exact.values(), Decimal())
        if abs(difference) >= Decimal("0.01"):
            values = {"difference": str(difference.quantize(Decimal("0.01")))}
            problems.append(Problem("pay_rounded", values))
        return problems

    @api.model
    def _round(self, hours, step):
        """Sum first, then round each sum, half up. :return: (Hours,)"""
        return tuple(
            Hours(day, rate, (units / step).quantize(Decimal(1), ROUND_HALF_UP) * step, option)
            for (day, rate, option), units in sorted(sum_hours(hours).items())
        )
