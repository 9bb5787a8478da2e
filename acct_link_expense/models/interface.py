from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.acct_link_batch.lib.document import BANK, BILL, CARD, EXPENSE

SEND_AS = [(BILL, "Bill"), (EXPENSE, "Expense")]
# Accounts that money is paid from.
PAYING = (BANK, CARD)
PAYS = ("role", "in", PAYING)


class AcctLinkInterface(models.Model):
    """What posted bills become in the books, unless their own form says otherwise: bills that are
    to be paid, or expenses, paid from an account (seeds/003).
    """

    _inherit = "acct.link.interface"

    takes_expenses = fields.Boolean(compute="_compute_takes_expenses")
    send_bills_as = fields.Selection(
        SEND_AS,
        required=True,
        default=BILL,
        tracking=True,
        help="Chosen on each vendor bill before its upload; this one is chosen at first. A bill is "
        "to be paid, an expense is paid already. Refunds become vendor credits.",
    )
    default_paid_from_id = fields.Many2one(
        "acct.link.account",
        string="Default Purchase Account",
        domain=f"[('interface_id', '=', id), {PAYS}]",
        copy=False,
        tracking=True,
        help="The bank account or credit card that expenses are paid from, where none is chosen on "
        "the vendor bill.",
        by_manager=True,
    )

    @api.depends("connector")
    def _compute_takes_expenses(self):
        for interface in self:
            kinds = interface._connector()._capabilities(interface).kinds
            interface.takes_expenses = EXPENSE in kinds

    def _sends_expenses(self):
        """:return: whether its bills may go as expenses; of none: no"""
        return bool(self) and self._sends_bills() and self.takes_expenses

    @api.constrains("send_bills_as", "default_paid_from_id", "connector", "send_bills")
    def _check_default_paid_from(self):
        for interface in self:
            is_default = interface.send_bills_as == EXPENSE and interface._sends_expenses()
            if is_default and not interface.default_paid_from_id:
                raise ValidationError(
                    self.env._(
                        "Choose the default purchase account too: bills that go as expenses are "
                        "paid from it."
                    )
                )
