from odoo import api, fields, models


class AcctLinkInterface(models.Model):
    """How many calls the accounting system still takes, and who may use them."""

    _inherit = "acct.link.interface"  # pylint: disable=consider-merging-classes-inherited

    call_reserve = fields.Integer(
        string="Calls for People",
        default=10,
        help="Percent of a day's calls that scheduled work leaves to people: pulls, PDFs and "
        "whatever else goes by itself stops there, while uploads go on.",
    )
    calls_left_today = fields.Integer(
        compute="_compute_calls_left",
        compute_sudo=True,
        help="As the accounting system's last answer said. Not known when calls_left_at is empty.",
    )
    calls_left_at = fields.Datetime(
        string="As of", compute="_compute_calls_left", compute_sudo=True
    )
    calls_left_text = fields.Char(
        string="Calls left", compute="_compute_calls_left", compute_sudo=True
    )

    _call_reserve_range = models.Constraint(
        "CHECK (call_reserve BETWEEN 0 AND 90)",
        "Between 0 and 90 percent of a day's calls can be left to people.",
    )

    @api.depends_context("lang")
    def _compute_calls_left(self):
        for interface in self:
            budget = self.env["acct.link.budget"]._get_budget(interface._origin)
            known = budget.day is not None
            interface.calls_left_today = budget.day or 0
            interface.calls_left_at = budget.at if known else False
            interface.calls_left_text = interface._say_calls_left(budget) if known else False

    def _say_calls_left(self, budget):
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

    def _may_call(self, count, scheduled=True):
        """Whether so many calls may be made now. What is not known is tried: the answer tells.

        :param scheduled: nobody waits for it, so the reserve stays untouched
        """
        self.ensure_one()
        budget = self.env["acct.link.budget"].sudo()._get_budget(self)
        if budget.day is None:
            return True
        return budget.day - count >= (budget.reserve if scheduled else 0)
