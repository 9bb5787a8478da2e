from odoo import api, models


class AcctLinkConnector(models.AbstractModel):
    """`_pull` of `items`: `Code.code` is what a line names, `uses` the sides that it is for, and
    those that a stock is kept of are not `usable`.
    """

    _inherit = "acct.link.connector"

    @api.model
    def _pull_code_lists(self, interface, pulls):
        result = super()._pull_code_lists(interface, pulls)
        # The list may be long: it is read where it is used.
        if "items" in pulls and interface.send_item_codes:
            self._refresh_codes(interface, "acct.link.item", self._pull(interface, "items"))
        return result
