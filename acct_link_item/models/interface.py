from odoo import api, fields, models


class AcctLinkInterface(models.Model):
    """Whether lines say which item they are about."""

    _inherit = "acct.link.interface"

    send_item_codes = fields.Boolean(
        string="Item Codes",
        tracking=True,
        help="A line whose product has the reference of an item of the books carries its code. "
        "Accounts, prices and taxes stay as they are; other lines, and items that a stock is kept "
        "of there, go without a code.",
        by_manager=True,
    )
    item_ids = fields.One2many("acct.link.item", "interface_id")
    item_count = fields.Integer(
        string="Items that Lines Can Name",
        compute="_compute_item_count",
        help="“Pull Code Lists” reads them.",
    )
    takes_items = fields.Boolean(compute="_compute_takes_items")

    @api.depends("connector")
    def _compute_takes_items(self):
        for interface in self:
            interface.takes_items = "items" in interface._get_pulls()

    @api.depends("item_ids.active")
    def _compute_item_count(self):
        for interface in self:
            interface.item_count = len(interface.item_ids)
