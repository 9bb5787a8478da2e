from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    acct_link_heading = fields.Char(
        string="Invoice Heading Line",
        help="Heading line of the documents of this office. Empty: that of its interface.",
    )

    def _get_acct_link_heading(self):
        """:return: the heading line of documents that have none of their own"""
        self.ensure_one()
        office = self.sudo()
        return office.acct_link_heading or office._get_acct_link_interface().default_heading
