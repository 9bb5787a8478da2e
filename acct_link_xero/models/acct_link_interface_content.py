from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..lib import translate


class AcctLinkInterface(models.Model):
    """How documents arrive in Xero."""

    _inherit = "acct.link.interface"

    xero_sent = fields.Boolean(
        string="Mark as Sent",
        tracking=True,
        help="Invoices arrive in Xero marked as sent to the customer, as Odoo sends them. Only "
        "approved ones can be.",
    )
    # The steps: Xero, "Rounding in Xero".
    xero_tax_source = fields.Selection(
        [
            (translate.OUR_TAX, "Odoo's tax, line by line"),
            (translate.ROUNDING_LINE, "Xero's tax, and a rounding line"),
            (translate.XERO_TAX, "Xero's tax, with a warning"),
            ("stop", "Stop the document"),
        ],
        string="If Taxes Differ",
        required=True,
        default=translate.OUR_TAX,
        tracking=True,
        help="Xero computes the tax of each line by itself, and may round it to another cent than "
        "Odoo does. With Odoo's tax the two always agree. Documents with tax-included prices "
        "always carry Odoo's tax, as no line could even them out.",
        by_manager=True,
    )
    xero_tax_limit = fields.Float(
        string="Up to",
        digits=(16, 2),
        default=0.05,
        tracking=True,
        help="By how much, at most, the tax of a document may differ; beyond that it is stopped.",
        by_manager=True,
    )

    @api.constrains("xero_tax_limit")
    def _check_xero_tax_limit(self):
        if any(interface.xero_tax_limit < 0 for interface in self):
            raise ValidationError(self.env._("The limit is zero or more."))
