from odoo import api, fields, models

from odoo.addons.acct_link_batch.lib.outcome import ON_DOCUMENT, ON_LINE, PURCHASE_USE, SALES_USE


class AcctLinkTracking(models.Model):
    """A tracking category: what lines, or documents, are told apart by in the accounting system."""

    _name = "acct.link.tracking"
    _description = "Tracking Category in the Accounting System"
    _inherit = ["acct.link.code.mixin"]

    option_ids = fields.One2many("acct.link.tracking.option", "category_id")
    place = fields.Selection(
        [(ON_LINE, "On each line"), (ON_DOCUMENT, "On the whole document")],
        string="Where it stands",
        required=True,
        default=ON_LINE,
        readonly=True,
    )
    uses = fields.Char(
        readonly=True, help="The sides whose documents it stands on; empty: sales and purchases."
    )

    _remote_id_uniq = models.UniqueIndex(
        "(interface_id, remote_id)", "The tracking category exists already."
    )

    def _is_for(self, for_bills):
        """Whether documents of this side may have it."""
        self.ensure_one()
        use = PURCHASE_USE if for_bills else SALES_USE
        return not self.uses or use in self.uses.split(",")

    @api.model
    def _prepare_code_vals(self, code):
        vals = super()._prepare_code_vals(code)
        return {**vals, "place": code.place, "uses": ",".join(code.uses) or False}
