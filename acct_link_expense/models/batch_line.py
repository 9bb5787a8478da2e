from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.acct_link_batch.lib.document import EXPENSES
from odoo.addons.acct_link_batch.models.move.account_move import LABELS as OTHER_LABELS

from .account_move import LABELS


class AcctLinkBatchLine(models.Model):
    """What a document becomes in the books, and from what it was paid there, before and after."""

    _inherit = "acct.link.batch.line"

    kind_label = fields.Selection(
        [*OTHER_LABELS, *LABELS], string="Kind in the Books", compute="_compute_kind_label"
    )
    paid_from_id = fields.Many2one(
        "acct.link.account", string="Paid from", compute="_compute_paid_from_id", compute_sudo=True
    )

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Sort by the kind, and by the account that was sent: before that, none stands out."""
        if field_name == "paid_from_id":
            document = self._field_to_sql(alias, "document", query)
            return SQL("(%s ->> 'paid_from') %s %s", document, direction, nulls)
        name = "kind" if field_name == "kind_label" else field_name
        return super()._order_field_to_sql(alias, name, direction, nulls, query)

    @api.depends("kind")
    def _compute_kind_label(self):
        for line in self:
            line.kind_label = line.kind

    @api.depends("kind", "document", "move_id")
    def _compute_paid_from_id(self):
        """As it was sent; before that, as it will be."""
        expenses = self.filtered(lambda line: line.kind in EXPENSES)
        (self - expenses).paid_from_id = False
        sent = {line: (line.document or {}).get("paid_from") for line in expenses}
        Account = self.env["acct.link.account"].with_context(active_test=False)
        accounts = {
            (account.interface_id, account.remote_id): account
            for account in Account.search(
                [
                    ("interface_id", "in", expenses.interface_id.ids),
                    ("remote_id", "in", list(filter(None, sent.values()))),
                ]
            )
        }
        for line in expenses:
            account = accounts.get((line.interface_id, sent[line]))
            line.paid_from_id = account or line.move_id.acct_link_paid_from_id


class AcctLinkBatch(models.Model):
    _inherit = "acct.link.batch"

    sends_expenses = fields.Boolean(compute="_compute_sends_expenses", compute_sudo=True)

    @api.depends("interface_id")
    def _compute_sends_expenses(self):
        """Whether it may hold expenses."""
        for batch in self:
            batch.sends_expenses = batch.interface_id._sends_expenses()
