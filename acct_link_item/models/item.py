from odoo import api, fields, models

from odoo.addons.acct_link_batch.lib.outcome import PURCHASE_USE, SALES_USE


class AcctLinkItem(models.Model):
    """What the accounting system sells or buys by a code. One that it keeps a stock of is not
    offered: a line with it would move that stock, and go to the accounts of the stock.
    """

    _name = "acct.link.item"
    _description = "Item in the Accounting System"
    _inherit = ["acct.link.code.mixin"]

    uses = fields.Char(
        readonly=True, help="The sides whose documents it stands on; empty: sales and purchases."
    )

    _remote_id_uniq = models.UniqueIndex("(interface_id, remote_id)", "The item exists already.")

    def _is_for(self, for_bills):
        """Whether documents of this side may have it."""
        self.ensure_one()
        use = PURCHASE_USE if for_bills else SALES_USE
        return not self.uses or use in self.uses.split(",")

    @api.model
    def _prepare_code_vals(self, code):
        vals = super()._prepare_code_vals(code)
        return {**vals, "uses": ",".join(code.uses) or False}
