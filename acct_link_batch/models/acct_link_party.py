from odoo import api, models

from ..lib.document import Address, Party


class AcctLinkParty(models.AbstractModel):
    """res.partner -> Party: the one place where a customer is put into neutral words."""

    _name = "acct.link.party"
    _description = "Parties as they are sent"

    @api.model
    def _get_key(self, interface, move):
        """What the match rule compares, as it is printed. :return: str, may be empty"""
        return (move.commercial_partner_id.name or "").strip()

    @api.model
    def _prepare_party(self, key, partner):
        """The Party of a customer: its billing data (seed "Client Invoice defaults").

        :param partner: res.partner, commercial
        """
        billing = partner.browse(partner.address_get(["invoice"])["invoice"])
        return Party(
            key=key,
            name=partner.name,
            partner_id=partner.id,
            email=billing.email or partner.email or "",
            phone=billing.phone or partner.phone or "",
            tax_number=partner.vat or "",
            address=Address(
                lines=tuple(filter(None, (billing.street, billing.street2))),
                city=billing.city or "",
                region=billing.state_id.name or "",
                postcode=billing.zip or "",
                country=billing.country_id.name or "",
            ),
        )
