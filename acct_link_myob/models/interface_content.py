from odoo import api, fields, models

from ..lib import lists, translate


class AcctLinkInterface(models.Model):
    """How documents and cards arrive in MYOB, and what the company file prefers."""

    _inherit = "acct.link.interface"

    myob_number_rule = fields.Selection(
        [
            (translate.PLAIN_NUMBER, "Without separators where it is too long"),
            (translate.AS_IS, "As it is; longer numbers stop"),
        ],
        string="Numbers of Sales",
        required=True,
        default=translate.PLAIN_NUMBER,
        tracking=True,
        help="MYOB takes 13 characters, and Odoo's usual numbers have 14. Two documents that would "
        "have the same number stop.",
        by_manager=True,
    )
    myob_number_preview = fields.Char(
        string="Such as", compute="_compute_myob_number_preview", help="A usual number of Odoo."
    )
    myob_layout = fields.Selection(
        [("service", "Service: lines with accounts"), ("item", "Item: lines with items")],
        string="Layout of Sales",
        required=True,
        default="service",
        tracking=True,
        help="With items, accounts are linked to items of MYOB, whose own accounts are booked. "
        "After a change sign in again, pull the code lists and link the accounts anew.",
    )
    myob_negatives = fields.Boolean(
        string="Negative Documents",
        default=True,
        tracking=True,
        help="Credits go as invoices with a negative value: MYOB AccountRight accepts them, MYOB "
        "Business (Essentials) will not.",
        by_manager=True,
    )
    myob_order_number = fields.Boolean(
        string="Customer's Order Number",
        default=True,
        tracking=True,
        help="The purchase order number of the customer is sent with invoices, and printed there.",
        by_manager=True,
    )
    myob_card_tax_id = fields.Many2one(
        "acct.link.tax",
        string="Tax Code of new Cards",
        domain="[('interface_id', '=', id), ('active', '=', True)]",
        copy=False,
        tracking=True,
        help="MYOB asks for one with each new customer or supplier. Documents say their own.",
        by_manager=True,
    )
    myob_individuals = fields.Boolean(
        string="People as Individuals",
        default=True,
        tracking=True,
        help="A customer who is a person, with first and last name and without a tax number, gets "
        "the card of an individual; all others that of a company.",
        by_manager=True,
    )

    # === AS LAST READ === #

    myob_product = fields.Selection(
        [(lists.ACCOUNT_RIGHT, "AccountRight"), (lists.BUSINESS, "MYOB Business")],
        readonly=True,
        copy=False,
    )
    myob_product_name = fields.Char(string="Product", readonly=True, copy=False)
    myob_needs_category = fields.Boolean(
        string="Categories are required", readonly=True, copy=False
    )
    myob_reverses = fields.Boolean(
        string="Transactions are reversed, not changed", readonly=True, copy=False
    )

    @api.depends("myob_layout")
    def _compute_uses_apart(self):
        return super()._compute_uses_apart()

    def _sells_myob_items(self):
        return self.myob_layout == "item"

    @api.depends("myob_number_rule")
    def _compute_myob_number_preview(self):
        for interface in self:
            usual = f"INV/{fields.Date.context_today(interface).year}/00001"
            number = translate.plain_number(usual, interface.myob_number_rule)
            fits = len(number) <= translate.NUMBER_LENGTH
            interface.myob_number_preview = (
                self.env._("%(usual)s arrives as %(number)s", usual=usual, number=number)
                if fits
                else self.env._("%(usual)s is too long and stops", usual=usual)
            )
