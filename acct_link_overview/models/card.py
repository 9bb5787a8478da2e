import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.misc import format_date, format_datetime, get_lang

from odoo.addons.acct_link_batch.lib.move_type import PURCHASE_TYPES

WEEKS = 6  # of the graph on a card
# Documents that are offered, or in a batch, and not in the books yet.
OUTSTANDING = ("available", "ready", "queued", "sending", "unknown", "failed")
GRAPH_STATES = {"uploaded": "uploaded", "exported": "uploaded", "failed": "failed"}


class AcctLinkInterface(models.Model):
    """What a card of the dashboard shows beside its counts."""

    _inherit = "acct.link.interface"

    week_graph = fields.Text(
        string="Uploads by Week",
        compute="_compute_week_graph",
        help="Documents uploaded and failed in the last weeks; what the card's graph is drawn of.",
    )
    outstanding_text = fields.Char(
        string="Not in the books yet",
        compute="_compute_outstanding_text",
        help="Sum of the documents that are offered, wait or failed.",
    )

    calls_left_text = fields.Char(
        string="Calls left", compute="_compute_calls_left_text", compute_sudo=True
    )

    @api.depends_context("uid", "tz", "lang", "allowed_company_ids")
    def _compute_week_graph(self):
        first = int(get_lang(self.env).week_start) - 1
        today = fields.Date.context_today(self)
        this_week = today - timedelta((today.weekday() - first) % 7)
        weeks = [this_week - timedelta(weeks=number) for number in reversed(range(WEEKS))]
        counts = {}
        for interface, week, state, count in self.env["acct.link.batch.line"]._read_group(
            [
                ("interface_id", "in", self.ids),
                ("state", "in", list(GRAPH_STATES)),
                # A day more, whatever the zone; weeks that are not drawn are left out below.
                ("result_at", ">=", weeks[0] - timedelta(days=1)),
            ],
            ["interface_id", "result_at:week", "state"],
            ["__count"],
        ):
            key = (interface.id, fields.Date.to_date(week), GRAPH_STATES[state])
            counts[key] = counts.get(key, 0) + count
        labels = [format_date(self.env, week, date_format="d MMM") for week in weeks]
        names = {"uploaded": self.env._("Uploaded"), "failed": self.env._("Failed")}
        for interface in self:
            series = {
                state: [counts.get((interface.id, week, state), 0) for week in weeks]
                for state in names
            }
            interface.week_graph = any(map(any, series.values())) and json.dumps(
                [
                    {
                        "state": state,
                        "key": names[state],
                        "values": [
                            {"label": label, "value": value}
                            for label, value in zip(labels, values, strict=True)
                        ],
                    }
                    for state, values in series.items()
                ]
            )

    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_outstanding_text(self):
        """By currency, purchases apart from sales; refunds are deducted."""
        sums = {}
        for company, move_type, amount in self.env["account.move"]._read_group(
            [("acct_link_state", "in", OUTSTANDING)],
            ["company_id", "move_type"],
            ["amount_total_signed:sum"],
        ):
            interface = company._get_acct_link_interface()
            bought = move_type in PURCHASE_TYPES
            of_interface = sums.setdefault(interface.id, {})
            key = (bought, company.currency_id)
            of_interface[key] = of_interface.get(key, 0) + (-amount if bought else amount)
        for interface in self:
            parts = []
            for (bought, currency), amount in sums.get(interface.id, {}).items():
                text = currency.format(amount)
                parts.append(self.env._("bills %(amount)s", amount=text) if bought else text)
            interface.outstanding_text = " · ".join(parts) or False

    @api.depends_context("lang")
    def _compute_calls_left_text(self):
        for interface in self:
            budget = self.env["acct.link.budget"]._get_budget(interface._origin)
            known = budget.day is not None
            interface.calls_left_text = known and interface._format_calls_left(budget)

    def _format_calls_left(self, budget):
        """What is left; of the day also what was used, and when it is tried again."""
        text = self._format_left(budget)
        if budget.used:
            text = self.env._("%(left)s; used: %(used)s", left=text, used=budget.used)
        if budget.day_ends:
            moment = format_datetime(self.env, budget.day_ends, dt_format="short")
            text = self.env._("%(left)s. Tried again at %(moment)s", left=text, moment=moment)
        return text

    def _format_left(self, budget):
        if budget.minute is None:
            return self.env._("%(day)s today", day=budget.day)
        if budget.app_minute is not None:
            return self.env._(
                "%(day)s today, %(minute)s this minute; all who use this app: %(app)s this minute",
                day=budget.day,
                minute=budget.minute,
                app=budget.app_minute,
            )
        return self.env._(
            "%(day)s today, %(minute)s this minute", day=budget.day, minute=budget.minute
        )
