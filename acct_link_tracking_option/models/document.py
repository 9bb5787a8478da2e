from odoo import api, models

from odoo.addons.acct_link_batch.lib.problem import Problem

from ..lib.addition import PLACEHOLDER


class AcctLinkDocumentCode(models.AbstractModel):
    """What is said of an account without an option where one may be added."""

    _inherit = "acct.link.document.code"

    @api.model
    def _get_option_of_unlinked(self, interface, account, category, problems):
        if not (category.active and interface._may_add_options()):
            return super()._get_option_of_unlinked(interface, account, category, problems)
        options = self.env["acct.link.tracking.option"]
        if self.env.context.get("acct_link_options_to_come"):
            to_come = f"{PLACEHOLDER}{account.id}"
            return options.new({"remote_id": to_come, "name": account.name}, ref=to_come)
        values = {"account": account.display_name, "category": category.name}
        problems.append(Problem("tracking_addable", values, (interface._name, interface.id)))
        return options
