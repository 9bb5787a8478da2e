from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AcctLinkProductMap(models.Model):
    """Which account of the accounting system lines with a product go to, whatever their account in
    Odoo: an exception to the links of accounts, for a product or all those of a category.
    """

    _name = "acct.link.product.map"
    _description = "Link of a Product"
    _inherit = ["acct.link.map.mixin"]
    _mapped_fields = ("product_tmpl_id", "categ_id")
    _code_fields = ("remote_account_id", "link_purchase_account_id")
    _order = "categ_id NULLS FIRST, product_tmpl_id, id"

    product_tmpl_id = fields.Many2one("product.template", string="Product", ondelete="cascade")
    categ_id = fields.Many2one(
        "product.category",
        string="Product Category",
        ondelete="cascade",
        help="For its products, and those of the categories below it.",
    )
    remote_account_id = fields.Many2one(
        "acct.link.account",
        string="Account in the Books",
        domain="[('interface_id', '=', interface_id), ('is_for_sales', '=', True)]",
        ondelete="restrict",
    )
    link_purchase_account_id = fields.Many2one(
        "acct.link.account",
        string="Account of Bills",
        domain="[('interface_id', '=', interface_id), ('is_for_purchases', '=', True)]",
        ondelete="restrict",
        help="For lines of suppliers' bills.",
    )

    _product_uniq = models.UniqueIndex(
        "(interface_id, (COALESCE(product_tmpl_id, 0)), (COALESCE(categ_id, 0)))",
        "This product or category is linked already.",
    )

    @api.constrains("product_tmpl_id", "categ_id", "remote_account_id", "link_purchase_account_id")
    def _check_link(self):
        if any(bool(row.product_tmpl_id) == bool(row.categ_id) for row in self):
            raise ValidationError(
                self.env._("Choose either a product or a product category on each line.")
            )
        if any(not row.remote_account_id and not row.link_purchase_account_id for row in self):
            raise ValidationError(self.env._("Choose an account on each line."))

    def _get_account(self, for_bills):
        """:return: acct.link.account, empty where the product's lines are no exception"""
        self.ensure_one()
        return self.link_purchase_account_id if for_bills else self.remote_account_id
