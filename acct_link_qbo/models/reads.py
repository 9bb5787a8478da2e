from odoo import api, fields, models

from odoo.addons.acct_link_batch.lib import errors
from odoo.addons.acct_link_batch.lib.problem import Problem

from ..lib.incoming import allowance

PENDING = "acct_link_qbo.reads"  # in the data of what is done before a commit


class AcctLinkQboReads(models.Model):
    """Metered calls, counted here as no answer counts them. Rows are only added, one with the
    commit that comes anyway: one that the loop and readers both change would cost a conflict.
    """

    _name = "acct.link.qbo.reads"
    _description = "Metered Calls to QuickBooks"
    _inherit = ["acct.link.engine.mixin"]

    interface_id = fields.Many2one(
        "acct.link.interface", required=True, readonly=True, ondelete="cascade"
    )
    app = fields.Char(readonly=True, help="The app whose calls are counted together.")
    month = fields.Date(required=True, readonly=True, help="Its first day.")
    calls = fields.Integer(required=True, readonly=True)

    _app_idx = models.Index("(app, month)")

    @api.model
    def _note(self, interface):
        """One more call was answered."""
        precommit = self.env.cr.precommit
        pending = precommit.data.setdefault(PENDING, {})
        if not pending:
            precommit.add(self.sudo()._write_noted)
        pending[interface.id] = pending.get(interface.id, 0) + 1

    @api.model
    def _write_noted(self):
        noted = self.env.cr.precommit.data.pop(PENDING, {})
        self._add({interface_id: count for interface_id, count in noted.items() if count})

    @api.model
    def _add(self, counts):
        """:param counts: {id of an interface: calls of this month}"""
        month = allowance.first_of(fields.Date.today())
        for interface_id, count in counts.items():
            self.env.cr.execute(
                "INSERT INTO acct_link_qbo_reads (interface_id, app, month, calls)"
                " SELECT id, oauth_client_id, %s, %s FROM acct_link_interface WHERE id = %s",
                (month, count, interface_id),
            )

    @api.model
    def _count(self, interface):
        """:return: int, calls of this month of all interfaces with the app of this one"""
        self.env.cr.execute(
            "SELECT COALESCE(sum(calls), 0) FROM acct_link_qbo_reads"
            " WHERE month = %s AND (app = %s OR interface_id = %s)",
            (
                allowance.first_of(fields.Date.today()),
                interface.sudo().oauth_client_id or None,
                interface._origin.id or None,
            ),
        )
        [(count,)] = self.env.cr.fetchall()
        pending = self.env.cr.precommit.data.get(PENDING, {})
        return count + pending.get(interface._origin.id, 0)

    @api.autovacuum
    def _gc_single(self):
        """Many rows of one month become one; those of other months go."""
        month = allowance.first_of(fields.Date.today())
        self.env.cr.execute(
            "WITH gone AS (DELETE FROM acct_link_qbo_reads RETURNING *)"
            " INSERT INTO acct_link_qbo_reads (interface_id, app, month, calls)"
            " SELECT interface_id, app, month, sum(calls) FROM gone WHERE month >= %s"
            " GROUP BY interface_id, app, month",
            (month,),
        )


class AcctLinkConnectorQbo(models.AbstractModel):
    _inherit = "acct.link.connector.qbo"

    @api.model
    def _ask(self, interface, *args, **question):
        """Every read that is answered counts; what fails is free."""
        answer = super()._ask(interface, *args, **question)
        if answer.status == 200:
            self.env["acct.link.qbo.reads"]._note(interface)
        return answer


class AcctLinkInterface(models.Model):
    _inherit = "acct.link.interface"

    qbo_reads = fields.Integer(
        string="Reads this Month",
        compute="_compute_qbo_reads",
        compute_sudo=True,
        help="Calls that QuickBooks meters, of all interfaces with this app: those that read.",
    )
    qbo_reads_limit = fields.Integer(
        string="Reads of a Month",
        default=allowance.LIMIT,
        tracking=True,
        help="As many as the plan with Intuit has, for all apps of the developer together. Once "
        "four in five of them are used, what is read on schedule slows down.",
    )

    def _compute_qbo_reads(self):
        reads = self.env["acct.link.qbo.reads"]
        for interface in self:
            is_qbo = interface.connector == "qbo"
            interface.qbo_reads = reads._count(interface) if is_qbo else 0


class AcctLinkPuller(models.AbstractModel):
    _inherit = "acct.link.puller"

    @api.model
    def _check_calls_left(self, pull, run, count=1):
        """:raises Postponed: what nobody waits for keeps to its share of the month"""
        result = super()._check_calls_left(pull, run, count)
        interface = pull.interface_id
        if not run.scheduled or interface.connector != "qbo":
            return result
        used, limit = interface.qbo_reads, interface.qbo_reads_limit
        if until := allowance.wait_until(used, limit, fields.Datetime.now()):
            values = {"used": str(used), "limit": str(limit)}
            raise errors.Postponed(Problem("qbo_reads_near", values), until)
        return result
