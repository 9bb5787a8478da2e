import logging

from odoo import models

_logger = logging.getLogger(__name__)


class AccountMove(models.Model):
    """A document that was posted."""

    _inherit = "account.move"

    def _post(self, soft=True):
        """Where an interface uploads on posting, remember what was posted."""
        posted = super()._post(soft)
        posted._acct_link_push()
        return posted

    def _acct_link_push(self):
        """Nothing of the link may stop a posting, or be felt by whoever posts."""
        try:
            types = {}
            for company in self.company_id:
                interface = company._get_acct_link_interface()
                types[company] = interface._get_move_types() if interface.push_on_post else ()
            moves = self.filtered(lambda move: move.move_type in types[move.company_id])
            if moves:
                # Without a flush: what the posting still has to write is not ours to undo.
                with self.env.cr.savepoint(flush=False):
                    self.env["acct.link.auto.upload"].sudo()._add(moves)
        except Exception:
            _logger.exception("Posted documents could not be noted for their upload")
