from odoo import api, fields, models

from ...lib.outcome import PURCHASE_USE, SALES_USE


class AcctLinkAccount(models.Model):
    """An account of the accounting system, or an item there that stands for one."""

    _name = "acct.link.account"
    _description = "Account in the Accounting System"
    _inherit = ["acct.link.code.mixin"]

    use = fields.Char(readonly=True, help="What the accounting system uses the account for.")

    role = fields.Char(readonly=True, help="What the accounting system itself uses it for.")
    parent = fields.Char(readonly=True, help="Remote id of the account that an item stands for.")
    currency = fields.Char(readonly=True)
    is_for_sales = fields.Boolean(compute="_compute_is_for", store=True)
    is_for_purchases = fields.Boolean(compute="_compute_is_for", store=True)

    _remote_id_uniq = models.UniqueIndex("(interface_id, remote_id)", "The account exists already.")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for account in self:
            account.display_name = f"{account.code or ''} {account.name or ''}".strip()

    @api.depends("use", "interface_id.connector")
    def _compute_is_for(self):
        """Which lines may have it, where the accounting system keeps the two sides apart."""
        apart = {each: each._has_uses_apart() for each in self.interface_id}
        for account in self:
            free = not account.use or not apart.get(account.interface_id)
            account.is_for_sales = free or account.use == SALES_USE
            account.is_for_purchases = free or account.use == PURCHASE_USE

    def _is_for(self, for_bills):
        """Whether lines of this side may have it."""
        self.ensure_one()
        return self.is_for_purchases if for_bills else self.is_for_sales

    @api.model
    def _prepare_code_vals(self, code):
        return {
            **super()._prepare_code_vals(code),
            "use": code.use or False,
            "role": code.role or False,
            "parent": code.parent or False,
            "currency": code.currency or False,
        }
