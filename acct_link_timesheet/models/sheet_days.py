from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_date

from ..lib.sheet import hours_from_json, sum_hours


class AcctLinkPaySheet(models.Model):
    """The hours of a pay sheet by rate and day, in Odoo and in the payroll."""

    _inherit = "acct.link.pay.sheet"

    days = fields.Html(compute="_compute_days", sanitize=False)

    @api.depends("line_ids.hours", "remote_hours")
    @api.depends_context("lang")
    def _compute_days(self):
        for sheet in self:
            sheet.days = sheet._render_days()

    def _render_days(self):
        """A row for each earnings rate, a column for each day; where the payroll differs, both."""
        rates = self.sudo().interface_id.with_context(active_test=False).earnings_rate_ids
        names = {rate.remote_id: rate.display_name for rate in rates}
        here = self._sum_days(self._get_exact_hours())
        there = self._sum_days(hours_from_json(self.remote_hours or []))
        days = sorted({day for day, _rate in (*here, *there)})
        cell, cells = Markup("<td>%s</td>"), Markup("").join
        rows = cells(
            Markup("<tr><th>%s</th>%s</tr>")
            % (
                names.get(rate, "?"),
                cells(
                    cell % self._render_cell(here.get((day, rate), 0), there.get((day, rate), 0))
                    for day in days
                ),
            )
            for rate in sorted({rate for _day, rate in (*here, *there)})
        )
        head = cells(
            Markup("<th>%s</th>") % format_date(self.env, day, date_format="EEE d MMM")
            for day in days
        )
        table = Markup(
            '<div class="table-responsive"><table class="table table-sm"><thead><tr><th>%s</th>%s'
            "</tr></thead><tbody>%s</tbody></table></div>"
        )
        return table % (self.env._("Earnings rate"), head, rows)

    @api.model
    def _sum_days(self, hours):
        """:return: {(date, rate): units}, whatever they are tracked by"""
        sums = {}
        for (day, rate, _option), units in sum_hours(hours).items():
            sums[day, rate] = sums.get((day, rate), 0) + units
        return sums

    def _render_cell(self, ours, theirs):
        said = f"{ours:.2f}" if ours else ""
        if not self.read_at or round(ours, 2) == theirs:
            return said
        there = self.env._("there: %(hours)s", hours=f"{theirs:.2f}")
        return Markup('%s<div class="text-danger small">%s</div>') % (said or "–", there)
