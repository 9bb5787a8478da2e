from odoo import api, fields, models

from ...lib.document import BILL
from ...lib.move_type import PURCHASE_TYPES, SALES_TYPES
from ...lib.outcome import PURCHASE_USE, SALES_USE
from .tax import OF_PURCHASES, OF_SALES


class AcctLinkInterface(models.Model):
    """Which account and tax code of the books stands for which one here, and whether bills are sent
    like invoices. Bills that come
    from the books are in `pull`.
    """

    _inherit = "acct.link.interface"

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
        domain="[('interface_id', '=', id), ('is_for_purchases', '=', True)]",
        tracking=True,
        help="For lines of bills whose account is linked to none.",
        by_manager=True,
    )
    default_purchase_tax_id = fields.Many2one(
        "acct.link.tax",
        string="Default Tax Code of Bills",
        domain=f"[('interface_id', '=', id), {OF_PURCHASES}]",
        tracking=True,
        help="For lines of bills whose tax is linked to none; the rate has to be the same.",
        by_manager=True,
    )
    no_purchase_tax_id = fields.Many2one(
        "acct.link.tax",
        string="Bills without Tax",
        domain=f"[('interface_id', '=', id), {OF_PURCHASES}]",
        tracking=True,
        help="The tax code of lines of bills without tax, where it is not that of sales.",
        by_manager=True,
    )

    default_account_id = fields.Many2one(
        "acct.link.account",
        domain="[('interface_id', '=', id), ('is_for_sales', '=', True)]",
        copy=False,  # codes are those of one accounts file
        tracking=True,
        help="For lines whose account is linked to none.",
        by_manager=True,
    )
    default_tax_id = fields.Many2one(
        "acct.link.tax",
        string="Default Tax Code",
        domain=f"[('interface_id', '=', id), {OF_SALES}]",
        copy=False,
        tracking=True,
        help="For lines whose tax is linked to none; the rate has to be the same.",
        by_manager=True,
    )
    uses_apart = fields.Boolean(compute="_compute_uses_apart")
    sales_account_label = fields.Char(compute="_compute_uses_apart")
    purchase_account_label = fields.Char(compute="_compute_uses_apart")
    account_ids = fields.One2many("acct.link.account", "interface_id", by_manager=True)
    tax_ids = fields.One2many("acct.link.tax", "interface_id", by_manager=True)
    account_map_ids = fields.One2many("acct.link.account.map", "interface_id", by_manager=True)
    tax_map_ids = fields.One2many("acct.link.tax.map", "interface_id", by_manager=True)
    codes_pulled_at = fields.Datetime(string="Code Lists Pulled", readonly=True, copy=False)
    unmapped_count = fields.Integer(compute="_compute_unmapped_count", compute_sudo=True)

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

    def _uses_bills(self):
        """Whether bills that stand in the accounts file only are of any interest here."""
        self.ensure_one()
        return False

    @api.depends("connector")
    @api.depends_context("lang")
    def _compute_uses_apart(self):
        """What the columns are called by the users of the accounting system, if not accounts."""
        for interface in self:
            interface.uses_apart = interface._has_uses_apart()
            sold, bought = map(interface._get_account_word, (False, True))
            interface.sales_account_label = sold and self.env._("%(word)s on Sales", word=sold)
            interface.purchase_account_label = bought and self.env._(
                "%(word)s on Bills", word=bought
            )

    def _has_uses_apart(self):
        """Whether accounts serve either sales or purchases there (`Capabilities.uses_apart`)."""
        self.ensure_one()
        return self._connector()._capabilities(self).uses_apart

    def _get_account_word(self, for_bills):
        """:return: what lines of this side are booked by there, empty: an account"""
        self.ensure_one()
        use = PURCHASE_USE if for_bills else SALES_USE
        return self._connector()._get_account_word(self, use)

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

    @api.depends(
        "account_map_ids.remote_account_id",
        "account_map_ids.link_purchase_account_id",
        "tax_map_ids.remote_tax_id",
        "default_account_id",
        "default_tax_id",
        "default_purchase_account_id",
        "default_purchase_tax_id",
        "send_bills",
    )
    def _compute_unmapped_count(self):
        for interface in self:
            interface.unmapped_count = len(interface._get_unlinked_accounts()) + len(
                interface._get_unlinked_taxes()
            )

    def _get_unlinked_accounts(self):
        """:return: rows of which no default takes care"""
        return self.account_map_ids.filtered(
            lambda row: (
                not row._get_account(row._is_for_bills())
                and not self._get_default_account(row._is_for_bills())
            )
        )

    def _get_unlinked_taxes(self):
        """:return: rows of which no default takes care, and that could be linked"""
        return self.tax_map_ids.filtered(
            lambda row: (
                not row.remote_tax_id
                and not self._get_default_tax(row._is_for_bills())
                and row._can_be_sent(self, row._get_taxes())
            )
        )

    def action_pull_codes(self):
        """Read accounts, tax codes and the accounts file's own data, then link what is plain."""
        self._check_manager()
        for interface in self.sudo():  # what is read of the file is written by no manager
            interface._connector()._pull_codes(interface)
        return True

    def action_suggest_mappings(self):
        self._check_manager()
        for interface in self:
            # Offices may be among them that this manager does not see.
            self.env["acct.link.account.map"].sudo()._suggest(interface)
            self.env["acct.link.tax.map"].sudo()._suggest(interface)
        return True
