from odoo import models

PERCENTAGES = ("percent", "division")


class AccountTax(models.Model):
    _inherit = "account.tax"

    def _acct_link_key(self):
        """What tells one set of taxes from another. :return: str, empty for no tax"""
        return ",".join(map(str, sorted(self.ids)))

    def _acct_link_is_hundred(self):
        """Whether this is the tax that Odoo has for goods tax on imports, of a hundred per cent."""
        flat = self.flatten_taxes_hierarchy()
        return len(flat) == 1 and flat.amount_type == "division" and flat.amount == 100

    def _acct_link_is_whole(self):
        """Whether the price of a line is nothing but this tax: one on imports, contained in it."""
        return self._acct_link_is_hundred() and self.flatten_taxes_hierarchy().price_include

    def _acct_link_account(self, move):
        """:return: account.account that this tax of a document is booked on, if it has its own"""
        name = "refund" if "refund" in move.move_type else "invoice"
        return (
            self.flatten_taxes_hierarchy()[f"{name}_repartition_line_ids"]
            .filtered(lambda line: line.repartition_type == "tax")
            .account_id[:1]
        )

    def _acct_link_rate(self):
        """What these taxes together add to a price without tax, taxes on taxes included.

        :return: float, percent; None if one of them is not a percentage
        """
        flat = self.flatten_taxes_hierarchy()
        if any(tax.amount_type not in PERCENTAGES for tax in flat):
            return None
        details = flat._get_tax_details(
            100.0, 1.0, rounding_method="round_globally", special_mode="total_excluded"
        )
        return details["total_included"] - details["total_excluded"]
