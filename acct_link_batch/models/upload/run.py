from odoo import api, fields, models
from odoo.tools import SQL

RESULTS = [
    ("running", "Running"),
    ("done", "Done"),
    ("waiting", "Waiting"),
    ("sign_in", "Sign-in needed"),
    ("misconfigured", "Wrong set-up"),
    ("failed", "Internal error"),
]


class AcctLinkRun(models.Model):
    """One pass of the loop over an interface: what it did, and until when it has to wait."""

    _name = "acct.link.run"
    _description = "Accounting Link Run"
    _inherit = ["acct.link.engine.mixin", "acct.link.problem.mixin"]
    _order = "id desc"

    interface_id = fields.Many2one(
        "acct.link.interface", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="interface_id.company_id", store=True)
    started_at = fields.Datetime(readonly=True, default=fields.Datetime.now)
    ended_at = fields.Datetime(readonly=True)
    result = fields.Selection(RESULTS, readonly=True, default="running")
    sent = fields.Integer(readonly=True)
    uploaded = fields.Integer(readonly=True)
    exported = fields.Integer(readonly=True)
    failed = fields.Integer(readonly=True)
    wait_until = fields.Datetime(readonly=True)
    turn = fields.Float(
        readonly=True,
        aggregator=None,
        help="Place among the interfaces that wait: the moment of the next turn, in seconds.",
    )

    _newest_idx = models.Index("(interface_id, id DESC)")

    @api.model
    def _get_last(self, interface_ids):
        """:return: {interface id: its last run}, as far as they have one"""
        self.flush_model(["interface_id"])
        last = self.env.execute_query(
            SQL(
                """
                SELECT asked.id, last.id
                  FROM unnest(%s::int[]) AS asked (id)
            CROSS JOIN LATERAL (SELECT id FROM acct_link_run
                                 WHERE interface_id = asked.id
                              ORDER BY id DESC LIMIT 1) last
                """,
                list(interface_ids),
            )
        )
        prefetch = [run_id for _interface_id, run_id in last]
        return {id_: self.browse(run_id).with_prefetch(prefetch) for id_, run_id in last}

    @api.model
    def _get_current(self, interface_id):
        """:return: today's last run, while nothing stopped it; else a new one"""
        run = self.search_fetch([("interface_id", "=", interface_id)], limit=1)
        recent = fields.Datetime.subtract(fields.Datetime.now(), minutes=5)
        if run.result in ("running", "done") and (run.ended_at or run.started_at) > recent:
            return run
        return self.create({"interface_id": interface_id, "turn": run.turn})

    @api.model
    def _set_turn(self, interface_id, moment):
        """Note the place of an interface among those that wait: before its turn, so that the next
        slice goes on behind it however this one ends, and after it.

        :param moment: seconds, as of `Turns`
        """
        run = self.search([("interface_id", "=", interface_id)], limit=1)
        run = run or self.create({"interface_id": interface_id})
        run.turn = moment
        run.flush_recordset(["turn"])  # a conflict is that of this turn

    @api.model
    def _note(self, interface, sent=(), uploaded=(), exported=(), failed=()):
        """Add to the counts of the run, in the transaction of what they count."""
        if sent or uploaded or exported or failed:
            run = self._get_current(interface.id)
            run.write(
                {
                    "sent": run.sent + len(sent),
                    "uploaded": run.uploaded + len(uploaded),
                    "exported": run.exported + len(exported),
                    "failed": run.failed + len(failed),
                    "ended_at": fields.Datetime.now(),
                    "result": "done",
                }
            )

    @api.model
    def _stop(self, interface_id, error=None, sign_ins=0):
        """Note why an interface has to wait; rolls back what is not committed, and commits.

        :param error: LinkError, or None for an error of the link itself
        :param sign_ins: how many there were when the turn began that was stopped by a LinkError
        """
        self.env["acct.link.budget"]._roll_back()
        interface = self.env["acct.link.interface"].browse(interface_id)
        vals, problem = interface._prepare_stop_vals(error, sign_ins)
        run = self._get_current(interface_id)
        run.write({**vals, "problems": run._prepare_problems([problem])})
        if vals["wait_until"]:
            self.env["acct.link.upload"]._wake(vals["wait_until"])
        self.env.cr.commit()  # pylint: disable=invalid-commit

    @api.autovacuum
    def _gc_old_runs(self):
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=90)
        self.search([("started_at", "<", limit)]).unlink()
