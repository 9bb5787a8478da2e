from dataclasses import replace

from odoo import api, models

from odoo.addons.acct_link_batch.lib.matching import normalise
from odoo.addons.acct_link_batch.models.acct_link_party import Wanted


class AcctLinkDocument(models.AbstractModel):
    _inherit = "acct.link.document"

    @api.model
    def _prepare_documents(self, interface, lines, contacts):
        """A file may carry Odoo's own account codes."""
        if interface.connector == "csv" and interface.csv_own_codes:
            products = lines.move_id.line_ids.filtered(lambda line: line.display_type == "product")
            interface._csv_take_accounts(products.account_id)
        return super()._prepare_documents(interface, lines, contacts)

    @api.model
    def _prepare_document(self, interface, line, *args):
        """A file carries the address of the customer with the document."""
        document = super()._prepare_document(interface, line, *args)
        if interface.connector != "csv" or not document:
            return document
        move, label = line.move_id, document.party.key
        wanted = Wanted(normalise(label), label, move.commercial_partner_id, move.partner_id)
        party = self.env["acct.link.party"]._prepare_party(interface.match_rule, wanted)
        return replace(document, party=party)
