from odoo import api, models

from odoo.addons.acct_link_batch.lib.catalogue import repair

# Questions, which have their rows among the customers to match already.
ASKED = ("contact_of_another", "contact_of_merged", "contact_similar")


class AcctLinkProblemMixin(models.AbstractModel):
    """Cures that lead to the customers to match."""

    _inherit = "acct.link.problem.mixin"

    @api.model
    def _is_repairable(self, problem):
        if repair.where(problem.code) == repair.MATCH:
            return bool(problem.record) or ("move_id" in self._fields and problem.code not in ASKED)
        return super()._is_repairable(problem)

    def _open_cure(self, problem):
        if repair.where(problem.code) == repair.MATCH:
            return self._open_match(problem)
        return super()._open_cure(problem)

    def _open_match(self, problem):
        """The customer among those to match; a row is made for a document's, where a contact is
        known that is of no use.
        """
        Match = self.env["acct.link.match"]
        if problem.code in ASKED or "move_id" not in self._fields:
            return Match._open_for(problem.record[1])
        return Match._open_for_documents(self.interface_id, self.move_id)
