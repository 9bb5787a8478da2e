from odoo import fields, models


class AccountAnalyticAccount(models.Model):
    _inherit = "account.analytic.account"

    acct_link_invoice_name = fields.Char(
        string="Invoice Name",
        help="Name on invoices of this job, where it is not that of the customer.",
    )
