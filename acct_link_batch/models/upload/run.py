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

    @api.autovacuum
    def _gc_old_runs(self):
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=90)
        self.search([("started_at", "<", limit)]).unlink()
