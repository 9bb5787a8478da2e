from odoo import api, fields, models

from odoo.addons.acct_link_batch.lib.matching import normalise, trim
from odoo.addons.acct_link_batch.lib.problem import Problem

from ..lib.contacts import CARD_ID, CARD_ID_LENGTH
from .interface import RULE


class ResPartner(models.Model):
    _inherit = "res.partner"

    acct_link_myob_card_id = fields.Char(
        string="MYOB Card ID",
        copy=False,
        help="The card this customer or supplier has in MYOB, where the interface finds cards by "
        "“Card ID of its own”. Empty: the customer's code.",
    )


class AcctLinkContact(models.Model):
    _inherit = "acct.link.contact"

    match_rule = fields.Selection(selection_add=[RULE], ondelete={CARD_ID: "cascade"})


class AcctLinkParty(models.AbstractModel):
    """The match rule by a card ID of the customer's own."""

    _inherit = "acct.link.party"

    @api.model
    def _get_customer_key(self, interface, partner):
        if interface.match_rule != CARD_ID:
            return super()._get_customer_key(interface, partner)
        return trim(partner.acct_link_myob_card_id or partner.ref)

    @api.model
    def _get_key_check(self, interface, customers, rule=None):
        check = super()._get_key_check(interface, customers, rule)
        if (rule or interface.match_rule) != CARD_ID:
            return check

        def check_card_id(key, customer):
            values = {"customer": customer.name or "", "key": key}
            if not normalise(key):
                return Problem("myob_card_id_missing", values, ("res.partner", customer.id))
            if len(key) > CARD_ID_LENGTH:
                values["limit"] = str(CARD_ID_LENGTH)
                return Problem("contact_key_long", values, ("res.partner", customer.id))
            return check(key, customer)

        return check_card_id
