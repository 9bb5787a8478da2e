from odoo import api, models

from odoo.addons.acct_link_batch.lib.problem import Problem


class AcctLinkDocumentCheck(models.AbstractModel):
    _inherit = "acct.link.document.check"

    @api.model
    def _get_notes(self, moves):
        """Also that others have the same claim number."""
        notes = super()._get_notes(moves)
        for move_id, others in moves._get_acct_link_claims_twice().items():
            claim = str(moves.browse(move_id).acct_link_claim_number)
            problem = Problem("claim_twice", {"claim": claim, "others": ", ".join(others)})
            notes[move_id] = [*notes.get(move_id, ()), problem]
        return notes
