from odoo import models
from odoo.exceptions import UserError

from odoo.addons.acct_link_batch.lib import matching
from odoo.addons.acct_link_batch.lib.document import CUSTOMER, SUPPLIER
from odoo.addons.acct_link_batch.lib.matching import normalise
from odoo.addons.acct_link_batch.models.contacts.party import ContactRequest


class ResPartner(models.Model):
    """Customers that are sent without a document."""

    _inherit = "res.partner"

    def action_acct_link_send(self):
        """Share these customers with the accounts file of the company, once each."""
        self.env["acct.link.batch"]._check_user(self)
        interface = self.env.company._get_acct_link_interface().sudo()
        Parties = self.env["acct.link.party"].sudo()
        Parties._check_sendable(interface)
        if interface.match_rule == matching.JOB:
            raise UserError(
                self.env._(
                    "“%(name)s” knows contacts by the code of a job: send them from the jobs.",
                    name=interface.name,
                )
            )
        return Parties._send_without_document(
            interface, self.commercial_partner_id.sudo()._acct_link_prepare_requests(interface)
        )

    def _acct_link_prepare_requests(self, interface):
        """What these customers are called and who they are, without a document.

        :return: [ContactRequest], of each role that a customer has
        """
        Parties = self.env["acct.link.party"].sudo()
        labels = {customer: Parties._get_customer_key(interface, customer) for customer in self}
        return [
            ContactRequest(
                normalise(label),
                label,
                customer,
                customer.browse(customer.address_get(["invoice"])["invoice"]),
                role=role,
                currency=Parties._get_currency_alone(interface),
            )
            for customer, label in labels.items()
            for role in customer._acct_link_get_roles(interface)
        ]

    def _acct_link_get_roles(self, interface):
        """:return: as what a firm is sent without a document: what it is here, else a customer"""
        self.ensure_one()
        if not interface._has_contact_roles():
            return [""]
        roles = [CUSTOMER] if self.customer_rank else []
        return roles + [SUPPLIER] if self.supplier_rank else [CUSTOMER]
