from odoo import api, models

from odoo.addons.acct_link_batch.lib.matching import CUSTOMER_RULES, normalise
from odoo.addons.acct_link_batch.models.contacts.party import ContactRequest


class AcctLinkDocument(models.AbstractModel):
    _inherit = "acct.link.document"

    @api.model
    def _prepare_party(self, interface, move, key, mappings):
        """A file carries the address of the customer with the document, and names it as it was
        named when it was first in a file: by another name or code it would be another one there.
        """
        if interface.connector != "csv":
            return super()._prepare_party(interface, move, key, mappings)
        customer, recipient = move.commercial_partner_id, move.partner_id
        card = ("card", customer.id, key)
        if card not in mappings.cache:
            mappings.cache[card] = self._get_card(interface, customer, key)
        key = mappings.cache[card]
        whose = ("party", key, customer.id, recipient.id)
        if whose not in mappings.cache:
            mappings.cache[whose] = self.env["acct.link.party"]._prepare_party(
                interface.match_rule, ContactRequest(normalise(key), key, customer, recipient)
            )
        return mappings.cache[whose]

    @api.model
    def _get_card(self, interface, customer, key):
        """:return: str, the key of the contact that the customer is linked to, else its own"""
        is_one = interface.match_rule in CUSTOMER_RULES
        linked = customer.sudo().acct_link_contact_ids.filtered(
            lambda row: row.interface_id == interface and (is_one or row.key == normalise(key))
        )
        return linked[:1].name or key
