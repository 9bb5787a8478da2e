from odoo import api, fields, models

from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_batch.models.upload.run import RESULTS


class AcctLinkPullRun(models.Model):
    """One pass over what changed in the accounts file: how far it came and what it found."""

    _name = "acct.link.pull.run"
    _description = "Run of a Pull"
    _inherit = ["acct.link.engine.mixin", "acct.link.problem.mixin"]
    _order = "id desc"
    _rec_name = "started_at"

    pull_id = fields.Many2one(
        "acct.link.pull", required=True, readonly=True, index=True, ondelete="cascade"
    )
    interface_id = fields.Many2one(related="pull_id.interface_id", store=True)
    company_id = fields.Many2one(related="pull_id.company_id", store=True)
    resource = fields.Selection(related="pull_id.resource")
    started_at = fields.Datetime(readonly=True, default=fields.Datetime.now)
    answers = fields.Integer(
        readonly=True, help="How many times it had been asked for: who asks later is not answered."
    )
    served_at = fields.Datetime(
        readonly=True,
        default=fields.Datetime.now,
        help="When it last had its turn: the next one is behind the others, however this one ends.",
    )
    ended_at = fields.Datetime(readonly=True)
    result = fields.Selection(RESULTS, required=True, readonly=True, default="running")
    cursor = fields.Char(
        readonly=True, help="Where the next run goes on. It moves only when a page is kept."
    )
    seen = fields.Integer(string="Read", readonly=True)
    changed = fields.Integer(readonly=True)
    failed = fields.Integer(readonly=True)
    wait_until = fields.Datetime(readonly=True)
    scheduled = fields.Boolean(readonly=True, default=True, help="Nobody asked for it.")

    _newest_idx = models.Index("(pull_id, id DESC)")

    def _leaves_calls_to_people(self):
        """Whether it waits only because a person could need the calls that are left."""
        codes = {problem.code for problem in self._get_problems()} if self else set()
        return self.scheduled and "calls_reserved" in codes

    def _goes_on(self):
        """Whether it ended early and goes on once its wait is over, and not only when its interval
        is: what somebody waits for, and what is only too much for one minute.
        """
        if self.result != "waiting":
            return False
        codes = {problem.code for problem in self._get_problems()}
        return not self.scheduled or bool(codes & {"rate_limited", "calls_at_once"})

    def _finish(self):
        """running -> done, with what somebody should know of it."""
        moved = sum(
            self.env[model]._count_moved(self) for model in ("acct.link.payment", "acct.link.bill")
        )
        remarks = [Problem("booked_later_some", {"count": str(moved)})] if moved else []
        self.write(
            {
                "result": "done",
                "ended_at": fields.Datetime.now(),
                "problems": self._prepare_problems(remarks),
            }
        )

    @api.autovacuum
    def _gc_old_runs(self):
        """Old runs go; the last one of each pull stays for its cursor."""
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=90)
        old = self.search([("started_at", "<", limit)])
        (old - old.pull_id.last_run_id).unlink()
