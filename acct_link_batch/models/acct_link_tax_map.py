from odoo import api, fields, models
from odoo.tools import float_compare

from ..lib.matching import normalise


class AcctLinkTaxMap(models.Model):
    """Which tax code of the accounting system stands for a tax of Odoo; a row without a tax says
    what lines without tax get.
    """

    _name = "acct.link.tax.map"
    _description = "Link of a Tax"
    _inherit = ["acct.link.map.mixin"]
    _order = "link_tax_id NULLS FIRST, tax_id, id"

    tax_id = fields.Many2one(
        "account.tax",
        string="Tax in Odoo",
        ondelete="cascade",
        domain="[('type_tax_use', '=', 'sale')]",
        help="Empty: lines without tax.",
    )
    link_tax_id = fields.Many2one(
        "acct.link.tax",
        string="Tax Code in the Books",
        domain="[('interface_id', '=', interface_id)]",
        ondelete="restrict",
    )

    _tax_uniq = models.UniqueIndex(
        "(interface_id, (COALESCE(tax_id, 0)))", "This tax is linked already."
    )

    @api.depends("tax_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.tax_id.display_name or self.env._("No tax")

    @api.constrains("interface_id", "tax_id", "link_tax_id")
    def _check_link(self):
        for interface, rows in self.grouped("interface_id").items():
            interface._check_offices_have(rows.tax_id, "company_id")
            interface._check_codes(rows.link_tax_id)

    @api.model
    def _suggest(self, interface):
        """Add a row for "no tax" and for every sales tax of the offices, and link those for which
        only one tax code has the same rate, or one of them the same name. Nothing is guessed:
        what is left open is for the accountant.
        """
        rows = self.search([("interface_id", "=", interface.id)])
        taxes = (
            self.env["account.tax"]
            .sudo()
            .search(
                [
                    ("company_id", "in", interface._get_offices().root_id.ids),
                    ("type_tax_use", "=", "sale"),
                ]
            )
            .sudo(False)
        )
        vals_list = [
            {"interface_id": interface.id, "tax_id": tax.id} for tax in taxes - rows.tax_id
        ]
        if all(row.tax_id for row in rows):
            vals_list.append({"interface_id": interface.id, "tax_id": False})
        rows += self.create(vals_list)
        for row in rows.filtered(lambda row: not row.link_tax_id):
            row.link_tax_id = row._get_suggestion()

    def _get_suggestion(self):
        """:return: acct.link.tax, empty where the choice is not plain"""
        self.ensure_one()
        if not self.tax_id:
            return self.interface_id._connector()._get_no_tax_code(self.interface_id)
        if self.tax_id.amount_type != "percent":
            return self.env["acct.link.tax"]
        same_rate = self.interface_id.tax_ids.filtered(
            lambda code: (
                not float_compare(code.rate, self.tax_id.amount, precision_digits=4)
                and code._is_for_sales()
            )
        )
        if len(same_rate) == 1:
            return same_rate
        names = {normalise(self.tax_id.name), normalise(self.tax_id.invoice_label)}
        same_name = same_rate.filtered(lambda code: normalise(code.name) in names)
        return same_name if len(same_name) == 1 else same_name.browse()
