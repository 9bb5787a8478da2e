from odoo import models


class AcctLinkProblemMixin(models.AbstractModel):
    _inherit = "acct.link.problem.mixin"

    def _format_problem(self, problem, part):
        """The settings of a format are called as its form calls them."""
        return super()._format_problem(self.env["acct.link.csv.term"]._translate(problem), part)
