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
            groups = self.env["account.move.line"]._read_group(
                [("move_id", "in", lines.move_id.ids), ("display_type", "=", "product")],
                ["account_id"],
            )
            accounts = self.env["account.account"].union(*(account for (account,) in groups))
            interface._csv_take_accounts(accounts)
        return super()._prepare_documents(interface, lines, contacts)

    @api.model
    def _prepare_document(self, interface, line, contacts, links, problems):
        """A file carries the address of the customer with the document."""
        document = super()._prepare_document(interface, line, contacts, links, problems)
        if interface.connector != "csv" or not document:
            return document
        move, label = line.move_id, document.party.key
        key = ("party", label, move.commercial_partner_id, move.partner_id)
        if key not in links.found:
            wanted = Wanted(normalise(label), *key[1:])
            links.found[key] = self.env["acct.link.party"]._prepare_party(
                interface.match_rule, wanted
            )
        return replace(document, party=links.found[key])
