from odoo import api, fields, models

from ..lib.outcome import SALES_USE


class AcctLinkTax(models.Model):
    """A tax code of the accounting system, as last pulled."""

    _name = "acct.link.tax"
    _description = "Tax Code in the Accounting System"
    _order = "code, name, id"
    _rec_names_search = ["code", "name"]

    interface_id = fields.Many2one("acct.link.interface", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="interface_id.company_id", store=True)
    remote_id = fields.Char(required=True, readonly=True)
    code = fields.Char(readonly=True)
    name = fields.Char(required=True, readonly=True)
    rate = fields.Float(string="Rate (%)", digits=(16, 4), readonly=True)
    uses = fields.Char(readonly=True, help="The uses of accounts this tax code goes with.")
    active = fields.Boolean(default=True)

    _remote_id_uniq = models.UniqueIndex(
        "(interface_id, remote_id)", "The tax code exists already."
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for tax in self:
            tax.display_name = f"{tax.code} ({tax.name})"

    def _goes_with(self, account):
        """Whether lines may combine this tax code with the acct.link.account."""
        self.ensure_one()
        return not self.uses or not account.use or account.use in self.uses.split(",")

    def _is_for_sales(self):
        self.ensure_one()
        return not self.uses or SALES_USE in self.uses.split(",")

    @api.model
    def _prepare_code_vals(self, code):
        """:param code: `outcome.Code`; :return: field values"""
        return {
            "code": code.code,
            "name": code.name,
            "rate": float(code.rate or 0),
            "uses": ",".join(code.uses),
            "active": code.usable,
        }
