from dataclasses import replace

from odoo import api, models

from odoo.addons.acct_link_batch.lib.document import Document


class AcctLinkDocument(models.AbstractModel):
    _inherit = "acct.link.document"

    @api.model
    def _prepare_documents(self, interface, lines, contacts):
        """A file carries the address of the customer with the document, and may carry Odoo's own
        account codes.
        """
        if interface.connector != "csv":
            return super()._prepare_documents(interface, lines, contacts)
        if interface.csv_own_codes:
            products = lines.move_id.line_ids.filtered(lambda line: line.display_type == "product")
            interface._csv_take_accounts(products.account_id)
        results = super()._prepare_documents(interface, lines, contacts)
        Party = self.env["acct.link.party"]
        wanted = Party._get_wanted(interface, lines.move_id)
        for line in lines:
            document = results[line.id]
            if isinstance(document, Document):
                party = Party._prepare_party(interface.match_rule, wanted[line.move_id.id])
                results[line.id] = replace(document, party=party)
        return results
