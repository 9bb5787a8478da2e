from odoo import api, models


class AcctLinkConnector(models.AbstractModel):
    """`_pull` of `tracking`: categories, and options that name theirs as parent."""

    _inherit = "acct.link.connector"

    @api.model
    def _pull_code_lists(self, interface, pulls):
        result = super()._pull_code_lists(interface, pulls)
        if "tracking" in pulls:
            # Categories and their options come together.
            codes = list(self._pull(interface, "tracking"))
            for model, of_model in (
                ("acct.link.tracking", [code for code in codes if not code.parent]),
                ("acct.link.tracking.option", [code for code in codes if code.parent]),
            ):
                self._refresh_codes(interface, model, of_model)
            self.env["acct.link.tracking.option"]._link_categories(interface)
        return result
