from odoo import api, fields, models

from ...lib import errors
from ...lib.problem import Problem

LONG_WAIT = 600  # seconds until a wrong set-up or an internal error is tried again
# Results of runs that wait for a repair, and not for the accounting system.
REPAIRABLE = ("misconfigured", "failed", "sign_in")


class AcctLinkInterface(models.Model):
    """Runs of an interface: why one stopped, until when it waits, and how many calls are left."""

    _inherit = "acct.link.interface"

    run_ids = fields.One2many("acct.link.run", "interface_id")
    wait_until = fields.Datetime(compute="_compute_last_run", compute_sudo=True)
    last_run_id = fields.Many2one("acct.link.run", compute="_compute_last_run", compute_sudo=True)
    cron_active = fields.Boolean(compute="_compute_cron_active")

    journal_days = fields.Integer(
        string="Journal Kept for",
        default=180,
        required=True,
        tracking=True,
        help="Days after which the texts of requests and answers, which hold personal data, are "
        "removed from the journal (7 to 3650). When, what and how it went stays; so do the texts "
        "of what is not done yet.",
    )

    _journal_days_range = models.Constraint(
        "CHECK (journal_days BETWEEN 7 AND 3650)",
        "The texts of the journal are kept for 7 to 3650 days.",
    )

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

    _call_reserve_range = models.Constraint(
        "CHECK (call_reserve BETWEEN 0 AND 90)",
        "Between 0 and 90 percent of a day's calls can be left to people.",
    )

    @api.depends("run_ids.wait_until")
    def _compute_last_run(self):
        Run = self.env["acct.link.run"]
        last = Run._get_last(self._origin.ids)
        for interface in self:
            run = last.get(interface._origin.id, Run)
            interface.last_run_id = run
            future = run.wait_until and run.wait_until > fields.Datetime.now()
            interface.wait_until = run.wait_until if future else False

    def _compute_cron_active(self):
        self.cron_active = self.env.ref("acct_link_batch.ir_cron_upload").sudo().active

    def _is_signed_in(self):
        self.ensure_one()
        needed = self._connector()._capabilities(self).needs_sign_in
        return not needed or self.sign_in_state == "connected"

    def action_view_requests(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acct_link_batch.acct_link_request_action"
        )
        return {**action, "domain": [("interface_id", "=", self.id)]}

    def _compute_calls_left(self):
        for interface in self:
            budget = self.env["acct.link.budget"]._get_budget(interface._origin)
            known = budget.day is not None
            interface.calls_left_today = budget.day or 0
            interface.calls_left_at = budget.at if known else False

    def _may_call(self, count, scheduled=True):
        """Whether so many calls may be made now. Where the count is not known a call is made: its
        answer has the count.

        :param scheduled: a scheduled action asks, for which the reserve of people is not used
        """
        self.ensure_one()
        budget = self.env["acct.link.budget"].sudo()._get_budget(self)
        if budget.day is None:
            return True
        return budget.day - count >= (budget.reserve if scheduled else 0)

    def _prepare_stop_vals(self, error, sign_ins):
        """Why a run of this interface ended early, and until when to wait.

        :param error: LinkError, or None for an error of our own
        :param sign_ins: how many there were when the run began
        :return: (values of the run, Problem)
        """
        until = fields.Datetime.add(fields.Datetime.now(), seconds=LONG_WAIT)
        match error:
            case errors.Postponed():
                result, until = "waiting", error.until
            case errors.SignInNeeded():
                result = "sign_in"
                if self._mark_lapsed(sign_ins):
                    until = False
            case errors.LinkError():
                result = "misconfigured"
            case _:
                result = "failed"
        vals = {"result": result, "wait_until": until, "ended_at": fields.Datetime.now()}
        return vals, error.problem if error else Problem("run_failed")

    def _end_wait(self):
        """End the wait of stopped runs: the person who asks may have repaired the cause."""
        for model in self._get_run_models():
            self.env[model].sudo().search(
                [
                    ("interface_id", "in", self.ids),
                    ("result", "in", REPAIRABLE),
                    ("wait_until", ">", fields.Datetime.now()),
                ]
            ).wait_until = False

    @api.model
    def _get_run_models(self):
        """:return: [str], the models whose rows hold until when an interface waits"""
        return ["acct.link.run"]
