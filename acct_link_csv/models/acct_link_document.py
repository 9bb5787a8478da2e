from odoo import api, models

from odoo.addons.acct_link_batch.lib.matching import normalise
from odoo.addons.acct_link_batch.models.acct_link_party import Wanted


class AcctLinkDocument(models.AbstractModel):
    _inherit = "acct.link.document"

    @api.model
    def _prepare_party(self, interface, move, key, links):
        """A file carries the address of the customer with the document."""
        if interface.connector != "csv":
            return super()._prepare_party(interface, move, key, links)
        customer, recipient = move.commercial_partner_id, move.partner_id
        whose = ("party", key, customer.id, recipient.id)
        if whose not in links.found:
            links.found[whose] = self.env["acct.link.party"]._prepare_party(
                interface.match_rule, Wanted(normalise(key), key, customer, recipient)
            )
        return links.found[whose]
