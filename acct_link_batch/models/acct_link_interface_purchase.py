from odoo import api, fields, models

from ..lib.document import BILL
from .account_move import PURCHASE_TYPES, SALES_TYPES
from .acct_link_tax import OF_PURCHASES


class AcctLinkInterface(models.Model):
    """Bills and refunds of suppliers that are entered here and sent like invoices. Those that come
    from the books are in `acct_link_interface_bill`.
    """

    # In several files, as each is long enough.
    _inherit = "acct.link.interface"  # pylint: disable=consider-merging-classes-inherited

    send_bills = fields.Boolean(
        string="Send Bills Too",
        tracking=True,
        help="Posted bills and refunds of suppliers are offered and uploaded like invoices, but "
        "those that came from the books.",
    )
    takes_bills = fields.Boolean(compute="_compute_takes_bills")
    default_purchase_account_id = fields.Many2one(
        "acct.link.account",
        string="Default Account of Bills",
        domain="[('interface_id', '=', id)]",
        tracking=True,
        help="For lines of bills whose account is linked to none.",
    )
    default_purchase_tax_id = fields.Many2one(
        "acct.link.tax",
        string="Default Tax Code of Bills",
        domain=f"[('interface_id', '=', id), {OF_PURCHASES}]",
        tracking=True,
        help="For lines of bills whose tax is linked to none; the rate has to be the same.",
    )
    no_purchase_tax_id = fields.Many2one(
        "acct.link.tax",
        string="Bills without Tax",
        domain=f"[('interface_id', '=', id), {OF_PURCHASES}]",
        tracking=True,
        help="The tax code of lines of bills without tax, where it is not that of sales.",
    )

    @api.depends("connector")
    def _compute_takes_bills(self):
        for interface in self:
            kinds = interface._connector()._capabilities(interface).kinds
            interface.takes_bills = BILL in kinds

    def write(self, vals):
        """Whoever switches bills on sees at once which of their accounts and taxes are open."""
        result = super().write(vals)
        if vals.get("send_bills"):
            pulled = self.filtered(lambda each: each.account_ids or each.tax_ids)
            pulled.action_suggest_mappings()
        return result

    def _sends_bills(self):
        """Whether bills are sent: switched on, and the accounting system takes them."""
        self.ensure_one()
        return self.send_bills and self.takes_bills

    def _has_bills(self):
        """Whether accounts and taxes of purchases are of any interest, in either direction."""
        self.ensure_one()
        return self._sends_bills() or self._uses_bills()

    def _get_default_account(self, for_bills):
        """:return: acct.link.account of lines whose account is linked to none"""
        return self.default_purchase_account_id if for_bills else self.default_account_id

    def _get_default_tax(self, for_bills):
        """:return: acct.link.tax of lines whose tax is linked to none"""
        return self.default_purchase_tax_id if for_bills else self.default_tax_id

    def _get_move_types(self):
        """:return: values of `account.move.move_type` of the documents that are offered"""
        self.ensure_one()
        return [*SALES_TYPES, *(PURCHASE_TYPES if self._sends_bills() else ())]
