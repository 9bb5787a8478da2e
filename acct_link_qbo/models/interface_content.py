from odoo import fields, models

from ..lib import translate


class AcctLinkInterface(models.Model):
    """How documents arrive in QuickBooks Online, and what the company there prefers."""

    _inherit = "acct.link.interface"

    qbo_mark = fields.Boolean(
        string="Mark in the Memo",
        default=True,
        tracking=True,
        help="Below the reference in the memo (of invoices: on statements) stands a short mark, by "
        "which a document is known as ours when an answer was lost. Without it a document with the "
        "same number, party, date and total is for a person to judge.",
    )
    qbo_us_tax = fields.Selection(
        [
            (translate.OUR_TAX, "Odoo's tax"),
            (translate.THEIR_TAX, "QuickBooks' tax, with a warning if it differs"),
            (translate.STOP, "Stop documents with tax"),
        ],
        string="Sales Tax",
        required=True,
        default=translate.OUR_TAX,
        tracking=True,
        help="QuickBooks computes sales tax by the address of the customer here.",
        by_manager=True,
    )
    qbo_supplier_suffix = fields.Char(
        string="Behind Suppliers' Names",
        default="(Supplier)",
        tracking=True,
        help="A name is in QuickBooks once among customers, suppliers and employees. A new "
        "supplier who is a customer, too, gets this behind the name.",
    )
    qbo_customer_suffix = fields.Char(
        string="Behind Customers' Names",
        default="(Customer)",
        tracking=True,
        help="The same of a new customer whose name a supplier has there.",
    )

    qbo_take_expenses = fields.Boolean(
        string="Expenses Become Bills",
        default=True,
        tracking=True,
        help="What was bought in QuickBooks and paid at once becomes a vendor bill here with its "
        "payment. Without it bills and vendor credits alone do; what is here already stays.",
    )

    # === AS LAST READ === #

    qbo_numbers = fields.Boolean(
        string="Keeps Numbers of Invoices",
        default=True,
        readonly=True,
        copy=False,
        help="The preference “Custom transaction numbers” of sales.",
    )
    qbo_purchase_numbers = fields.Boolean(
        string="Keeps Numbers of Expenses", default=True, readonly=True, copy=False
    )
    qbo_taxed = fields.Boolean(string="Keeps Sales Tax", default=True, readonly=True, copy=False)
    qbo_automated = fields.Boolean(string="Computes Sales Tax", readonly=True, copy=False)
    qbo_currencies = fields.Boolean(string="Several Currencies", readonly=True, copy=False)
    qbo_classes = fields.Char(readonly=True, copy=False, help="Where classes stand.")

    def write(self, vals):
        """Expenses of the time when nobody wanted them are read once they are wanted."""
        missing = self.filtered(lambda each: not each.qbo_take_expenses)
        result = super().write(vals)
        if vals.get("qbo_take_expenses"):
            pulls = missing.sudo().pull_ids.filtered(lambda pull: pull.resource == "bills")
            pulls.run_ids.cursor = False
        return result
