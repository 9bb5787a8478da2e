from odoo import models


class AcctLinkProblemMixin(models.AbstractModel):
    """Problems with the link of an analytic account open its row."""

    _inherit = "acct.link.problem.mixin"

    def _get_link_row(self, interface, field, problem):
        row = super()._get_link_row(interface, field, problem)
        if field != "analytic_map_ids":
            return row
        said = problem.values.get("account")
        found = interface[field].filtered(lambda row: row.analytic_account_id.display_name == said)
        return found[:1] or row
