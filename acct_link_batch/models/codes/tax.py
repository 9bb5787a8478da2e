from decimal import Decimal

from odoo import api, fields, models

from ...lib.outcome import PURCHASE_USE, SALES_USE

# Parts of a domain: tax codes that go with one side, as far as the code list knows.
OF_SALES = f"'|', ('uses', '=', False), ('uses', 'like', '{SALES_USE}')"
OF_PURCHASES = f"'|', ('uses', '=', False), ('uses', 'like', '{PURCHASE_USE}')"


class AcctLinkTax(models.Model):
    """A tax code of the accounting system."""

    _name = "acct.link.tax"
    _description = "Tax Code in the Accounting System"
    _inherit = ["acct.link.code.mixin"]

    rate = fields.Float(string="Rate (%)", digits=(16, 4), readonly=True)
    any_rate = fields.Boolean(
        readonly=True,
        help="The accounting system works out the rate, so that of Odoo need not be the same.",
    )
    uses = fields.Char(readonly=True, help="The uses of accounts this tax code goes with.")
    parts = fields.Json(readonly=True, help="The rates it is made of: ids there and percentages.")

    _remote_id_uniq = models.UniqueIndex(
        "(interface_id, remote_id)", "The tax code exists already."
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for tax in self:
            tax.display_name = f"{tax.code} ({tax.name})" if tax.code else tax.name

    def _goes_with(self, account):
        """Whether lines may combine this tax code with the acct.link.account."""
        self.ensure_one()
        return not self.uses or not account.use or account.use in self.uses.split(",")

    def _is_for(self, use):
        """Whether it goes with accounts of this use (`lib.outcome`)."""
        self.ensure_one()
        return not self.uses or use in self.uses.split(",")

    def _is_for_sales_only(self):
        """Whether the code list knows that it is no tax on purchases."""
        self.ensure_one()
        return bool(self.uses) and self._is_for(SALES_USE) and not self._is_for(PURCHASE_USE)

    @api.model
    def _prepare_code_vals(self, code):
        vals = super()._prepare_code_vals(code)
        parts = [[remote_id, str(rate)] for remote_id, rate in code.parts]
        return {
            **vals,
            "rate": float(code.rate or 0),
            "any_rate": code.rate is None,
            "uses": ",".join(code.uses),
            "parts": parts or False,
        }

    def _get_parts(self):
        """:return: as `Line.tax_parts`"""
        self.ensure_one()
        return tuple((remote_id, Decimal(rate)) for remote_id, rate in self.parts or ())
