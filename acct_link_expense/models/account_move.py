from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.acct_link_batch.lib.document import BILL, EXPENSE, EXPENSE_REFUND, PAPERS
from odoo.addons.acct_link_batch.lib.move_type import PURCHASE_TYPES

from .interface import PAYING, PAYS, SEND_AS

GROUP = "acct_link_batch.group_acct_link_user"
COPIED = "base.group_user"  # whoever copies or credits a document takes them along
LABELS = [(EXPENSE, "Expense"), (EXPENSE_REFUND, "Expense refund")]
# The kind that a bill or refund becomes when it goes as an expense.
AS_EXPENSE = {paper: kind for kind, paper in PAPERS.items()}
CHOSEN = ("acct_link_chosen_send_as", "acct_link_chosen_paid_from_id")
# A line in one of these is not in the books, and nothing of it is on its way.
UNSENT_STATES = ("ready", "queued", "failed")


class AccountMove(models.Model):
    """Whether a vendor bill goes to the books as a bill or as an expense, and what it was paid
    from. As with the reference, only what somebody chose is stored.
    """

    _inherit = "account.move"

    acct_link_kind = fields.Selection(selection_add=LABELS)
    acct_link_chosen_send_as = fields.Selection(SEND_AS, groups=COPIED)
    acct_link_chosen_paid_from_id = fields.Many2one(
        "acct.link.account", groups=COPIED, index="btree_not_null", ondelete="set null"
    )
    acct_link_takes_expenses = fields.Boolean(
        compute="_compute_acct_link_takes_expenses", compute_sudo=True, groups=GROUP
    )
    acct_link_send_as = fields.Selection(
        SEND_AS,
        string="Send as",
        compute="_compute_acct_link_send_as",
        inverse="_inverse_acct_link_send_as",
        compute_sudo=True,
        groups=GROUP,
        help="What it becomes in the books: a bill is to be paid, an expense is paid already.",
    )
    acct_link_paid_from_id = fields.Many2one(
        "acct.link.account",
        string="Paid from",
        domain=f"[('interface_id', '=', acct_link_interface_id), {PAYS}]",
        compute="_compute_acct_link_paid_from_id",
        inverse="_inverse_acct_link_paid_from_id",
        compute_sudo=True,
        groups=GROUP,
        help="The bank account or credit card in the books that paid it.",
    )

    @api.depends("company_id", "move_type")
    def _compute_acct_link_takes_expenses(self):
        takes = {}
        for company in self.company_id:
            takes[company] = company._get_acct_link_interface()._sends_expenses()
        for move in self:
            bought = move.move_type in PURCHASE_TYPES
            move.acct_link_takes_expenses = bought and takes[move.company_id]

    @api.depends("company_id", "move_type", "acct_link_chosen_send_as")
    def _compute_acct_link_send_as(self):
        for move in self:
            usual = move._get_acct_link_usual_send_as()
            takes = move.acct_link_takes_expenses
            move.acct_link_send_as = takes and (move.acct_link_chosen_send_as or usual)

    @api.depends("acct_link_send_as", "acct_link_chosen_paid_from_id")
    def _compute_acct_link_paid_from_id(self):
        for move in self:
            interface = move.company_id._get_acct_link_interface()
            chosen = move.acct_link_chosen_paid_from_id
            # One of another accounts file says nothing of this one, nor does one that pays nothing.
            if chosen.interface_id != interface or chosen.role not in PAYING:
                chosen = chosen.browse()
            is_expense = move.acct_link_send_as == EXPENSE
            account = chosen or interface.default_paid_from_id
            move.acct_link_paid_from_id = account if is_expense else False

    def _get_acct_link_usual_send_as(self):
        """What it becomes unless somebody chooses: a refund a vendor credit."""
        interface = self.company_id._get_acct_link_interface()
        return interface.send_bills_as if self.move_type != "in_refund" else BILL

    def _inverse_acct_link_send_as(self):
        for move in self:
            chosen, usual = move.acct_link_send_as, move._get_acct_link_usual_send_as()
            move.acct_link_chosen_send_as = chosen if chosen != usual else False

    def _inverse_acct_link_paid_from_id(self):
        for move in self:
            interface = move.company_id._get_acct_link_interface().sudo()
            chosen = move.acct_link_paid_from_id
            is_other = chosen != interface.default_paid_from_id
            move.acct_link_chosen_paid_from_id = chosen if is_other else False
        # An empty one becomes the usual one.
        self.invalidate_recordset(["acct_link_paid_from_id"], flush=False)

    def _acct_link_kind(self):
        kind = super()._acct_link_kind()
        is_expense = kind in AS_EXPENSE and self.sudo().acct_link_send_as == EXPENSE
        return AS_EXPENSE[kind] if is_expense else kind

    @api.depends("acct_link_send_as")
    def _compute_acct_link_kind(self):
        return super()._compute_acct_link_kind()

    @api.model
    def _get_acct_link_kind_sql(self, alias, query):
        kind = super()._get_acct_link_kind_sql(alias, query)
        Interface = self.env["acct.link.interface"].sudo()
        expenses = Interface.search([("send_bills_as", "=", EXPENSE)])
        companies = [
            id_
            for interface in expenses.filtered(lambda each: each._sends_expenses())
            for id_ in interface._get_offices().ids
        ]
        chosen = self.sudo()._field_to_sql(alias, "acct_link_chosen_send_as", query)
        usual = SQL(
            "CASE WHEN %s = ANY(%s) AND %s <> 'in_refund' THEN %s ELSE %s END",
            self._field_to_sql(alias, "company_id", query),
            companies,
            self._field_to_sql(alias, "move_type", query),
            EXPENSE,
            BILL,
        )
        expense = SQL("COALESCE(%s, %s) = %s", chosen, usual, EXPENSE)
        cases = SQL(" ").join(
            SQL("WHEN %s AND %s = %s THEN %s", expense, kind, paper, as_expense)
            for paper, as_expense in AS_EXPENSE.items()
        )
        return SQL("CASE %s ELSE %s END", cases, kind)

    # === CHANGES === #

    def write(self, vals):
        """What is in the books, or on its way there, stays what it is."""
        if not set(CHOSEN) & set(vals):
            return super().write(vals)
        lines = self._acct_link_hold_lines()
        if sent := lines.filtered(lambda line: line.state not in UNSENT_STATES):
            raise UserError(
                self.env._(
                    "%(numbers)s: in the books already, as they were sent. Delete the copy there "
                    "and unlink it here before you send it as something else.",
                    numbers=", ".join(sent.mapped("number")),
                )
            )
        result = super().write(vals)
        for line in lines:
            kind = line.move_id._acct_link_kind()
            if line.kind != kind:
                line.kind = kind
        return result

    @api.model
    def _get_acct_link_chosen_for_customer(self):
        """Another supplier's bill may have been paid otherwise."""
        return (
            *super()._get_acct_link_chosen_for_customer(),
            ("acct_link_send_as", "acct_link_chosen_send_as"),
            ("acct_link_paid_from_id", "acct_link_chosen_paid_from_id"),
        )
