from odoo import api, models


class AcctLinkConnector(models.AbstractModel):
    """`_pull` of `payment_terms`."""

    _inherit = "acct.link.connector"

    @api.model
    def _pull_code_lists(self, interface, pulls):
        result = super()._pull_code_lists(interface, pulls)
        if "payment_terms" in pulls:
            codes = self._pull(interface, "payment_terms")
            self._refresh_codes(interface, "acct.link.payment.term", codes)
        return result
