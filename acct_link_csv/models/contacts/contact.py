from odoo import fields, models


class AcctLinkContact(models.Model):
    _inherit = "acct.link.contact"

    csv_file_id = fields.Many2one(
        "acct.link.file",
        string="Customer File",
        readonly=True,
        ondelete="set null",
        help="The file that told the accounting system of this customer.",
    )
    csv_supplier_file_id = fields.Many2one(
        "acct.link.file",
        string="Supplier File",
        readonly=True,
        ondelete="set null",
        help="The file that told the accounting system of this supplier.",
    )
