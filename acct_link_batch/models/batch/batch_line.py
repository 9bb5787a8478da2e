import uuid

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...lib.document import CREDITS, PURCHASES
from ...lib.problem import Problem
from ..base.alike import alike_column


class AcctLinkBatchLine(models.Model):
    _name = "acct.link.batch.line"
    _description = "Document in an Accounting Link Batch"
    _inherit = ["acct.link.engine.mixin", "acct.link.problem.mixin"]
    _order = "urgency, id"
    _rec_name = "number"

    batch_id = fields.Many2one(
        "acct.link.batch", required=True, readonly=True, index=True, ondelete="cascade"
    )
    # Frozen when the line is made: a document never changes its accounts file on the way.
    interface_id = fields.Many2one(
        "acct.link.interface", required=True, readonly=True, ondelete="restrict"
    )
    remote_org_id = fields.Char(string="Accounts File ID", readonly=True)
    company_id = fields.Many2one("res.company", string="Office", required=True, readonly=True)
    move_id = fields.Many2one(
        "account.move", string="Document", required=True, readonly=True, ondelete="restrict"
    )
    kind = fields.Char(required=True, readonly=True)
    marker = fields.Char(
        required=True, readonly=True, copy=False, default=lambda self: uuid.uuid4().hex
    )
    has_warning = fields.Boolean(compute="_compute_has_warning")

    # What the loop needs
    request_id = fields.Many2one("acct.link.request", readonly=True, copy=False, index=True)
    position = fields.Integer(readonly=True, copy=False, help="Place in its request.")
    attempts = fields.Integer(readonly=True, copy=False)
    chunk_limit = fields.Integer(
        readonly=True, copy=False, help="Sent with at most so many others; 0: no limit."
    )
    next_try = fields.Datetime(readonly=True, copy=False)

    # What was sent, and what the accounting system made of it
    document = fields.Json(string="Document as sent", readonly=True, copy=False, prefetch=False)
    number_sent = fields.Char(readonly=True, copy=False)
    other_number_sent = fields.Char(
        string="Number sent",
        compute="_compute_other_number_sent",
        compute_sudo=True,
        help="Where it is not the document's own, as the books take no such number.",
    )
    total_sent = fields.Monetary(readonly=True, copy=False)
    remote_id = fields.Char(readonly=True, copy=False)
    remote_number = fields.Char(string="Number in the Books", readonly=True, copy=False)
    remote_total = fields.Monetary(readonly=True, copy=False)
    remote_url = fields.Char(compute="_compute_remote_url")
    uploaded_at = fields.Datetime(string="Uploaded on", readonly=True, copy=False)
    uploaded_by = fields.Many2one("res.users", readonly=True, copy=False)

    # What the lists show of the document
    number = fields.Char(related="move_id.name", string="Invoice Number")
    move_type = fields.Selection(related="move_id.move_type")
    partner_id = fields.Many2one(related="move_id.commercial_partner_id", string="Customer")
    invoice_name = fields.Char(related="move_id.acct_link_name")
    recipient = fields.Char(related="move_id.acct_link_recipient")
    invoice_date = fields.Date(related="move_id.invoice_date")
    currency_id = fields.Many2one(related="move_id.currency_id")
    amount_untaxed = fields.Monetary(related="move_id.amount_untaxed", string="Amount excl. Tax")
    amount_total = fields.Monetary(related="move_id.amount_total", string="Amount incl. Tax")

    amount_signed = fields.Monetary(
        string="Amount", compute="_compute_amount_signed", help="Credit notes are deducted."
    )

    _move_uniq = models.UniqueIndex(
        "(move_id) WHERE state <> 'removed'", "The document is in a batch already."
    )
    _remote_uniq = models.UniqueIndex(
        "(remote_org_id, remote_id) WHERE remote_id IS NOT NULL AND state <> 'removed'",
        "Another document was uploaded under this remote id.",
    )
    _loop_idx = models.Index(
        "(interface_id, next_try, id) WHERE state IN ('queued', 'sending', 'unknown')"
    )
    _number_idx = models.Index("(remote_org_id, number_sent) WHERE number_sent IS NOT NULL")
    _paper_idx = models.Index(
        f"(remote_org_id, {alike_column('number_sent')})"
        f" WHERE kind IN {PURCHASES} AND number_sent IS NOT NULL"
    )
    _marker_idx = models.Index("(marker)")
    _state_idx = models.Index("(batch_id, state)")

    @api.depends("number_sent", "move_id.name")
    def _compute_other_number_sent(self):
        for line in self:
            own = line.move_id._acct_link_number()
            line.other_number_sent = line.number_sent if line.number_sent != own else False

    @api.depends("amount_total", "kind")
    def _compute_amount_signed(self):
        for line in self:
            line.amount_signed = -line.amount_total if line.kind in CREDITS else line.amount_total

    def _field_to_sql(self, alias, field_expr, query=None):
        """Add up amounts, which no column holds."""
        if field_expr == "amount_signed":
            return SQL(
                "CASE WHEN %s IN %s THEN -1 ELSE 1 END * %s",
                self._field_to_sql(alias, "kind", query),
                CREDITS,
                self._field_to_sql(alias, "amount_total", query),
            )
        return super()._field_to_sql(alias, field_expr, query)

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Sort by what a document is sorted by itself."""
        if field_name in ("invoice_name", "recipient"):
            move = query.left_join(alias, "move_id", "account_move", "id", "move_id")
            name = self._fields[field_name].related.split(".")[-1]
            moves = self.env["account.move"]
            return moves._order_field_to_sql(move, name, direction, nulls, query)
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    @api.depends("problems", "state", "changed_since")
    def _compute_has_warning(self):
        for line in self:
            line.has_warning = line.state == "uploaded" and bool(line._get_problems())

    @api.depends("state", "changed_since")
    def _compute_problem_text(self):
        return super()._compute_problem_text()

    def _get_problems(self):
        """Also what became of the document here after it was uploaded."""
        problems = super()._get_problems()
        if self.changed_since:
            problems.append(Problem("changed_since", {"number": self.number_sent}))
        return problems

    @api.depends("remote_id", "interface_id", "kind")
    def _compute_remote_url(self):
        for line in self:
            connector = line.interface_id.sudo()._connector()
            line.remote_url = line.remote_id and connector._get_document_url(
                line.interface_id.sudo(), line.kind, line.remote_id
            )

    @api.model
    def _prepare_line_vals(self, interface, move, batch=None):
        """What a line is made of. :param batch: none for a line that is only looked at"""
        return {
            "batch_id": batch and batch.id,
            "interface_id": interface.id,
            "remote_org_id": interface.remote_org_id,
            "company_id": move.company_id.id,
            "move_id": move.id,
            "kind": move._acct_link_kind(),
        }

    def _notify(self, text):
        """Keep it with the batch and with the document, under the name of who did it."""
        self.ensure_one()
        self.batch_id.with_user(self.env.user).sudo().message_post(body=text)
        self.move_id.with_user(self.env.user).sudo()._message_log(body=text)

    def action_open_document(self):
        self.ensure_one()
        self.check_access("read")
        return self.move_id._get_records_action()

    def action_open_remote(self):
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "url": self.remote_url, "target": "new"}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if any(line.state not in ("ready", "removed") or line.remote_id for line in self):
            raise UserError(
                self.env._("A line that was sent stays in its batch: it is the proof of it.")
            )
