from odoo import api, models

from .puller import PULLS


class AcctLinkJobs(models.AbstractModel):
    _inherit = "acct.link.jobs"

    @api.model
    def _describe(self, work, interface):
        if work == PULLS:
            return self.env._("Pull: %(name)s", name=interface.name)
        return super()._describe(work, interface)
