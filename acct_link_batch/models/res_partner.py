from odoo import api, fields, models
from odoo.exceptions import UserError

from ..lib import matching
from ..lib.matching import normalise
from .acct_link_party import Wanted
from .alike import alike_column

LINK_USER = "acct_link_batch.group_acct_link_user"


class ResPartner(models.Model):
    """A customer in the books."""

    _inherit = "res.partner"

    acct_link_contact_ids = fields.Many2many(
        "acct.link.contact",
        string="In the Books",
        compute="_compute_acct_link_contact_ids",
        groups=LINK_USER,
    )
    acct_link_contact_count = fields.Integer(
        compute="_compute_acct_link_contact_ids", groups=LINK_USER
    )

    _acct_link_name_idx = models.Index(f"({alike_column('name')})")
    _acct_link_vat_idx = models.Index(f"({alike_column('vat')}) WHERE vat IS NOT NULL")
    _acct_link_ref_idx = models.Index(f"({alike_column('ref')}) WHERE ref IS NOT NULL")

    @api.depends("commercial_partner_id")
    def _compute_acct_link_contact_ids(self):
        """Under another rule than the interface has now a contact says nothing any more."""
        Contact = self.env["acct.link.contact"]
        found = {}
        for contact in Contact.search([("partner_id", "in", self.commercial_partner_id.ids)]):
            if contact.match_rule == contact.interface_id.match_rule:
                found.setdefault(contact.partner_id.id, []).append(contact.id)
        for partner in self:
            ids = found.get(partner.commercial_partner_id.id, [])
            partner.acct_link_contact_ids = Contact.browse(ids)
            partner.acct_link_contact_count = len(ids)

    # === SENT ALONE === #

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
        customers = self.commercial_partner_id.sudo()
        labels = {
            customer: Parties._get_customer_key(interface, customer) for customer in customers
        }
        wanted = [
            Wanted(
                normalise(label),
                label,
                customer,
                customer.browse(customer.address_get(["invoice"])["invoice"]),
            )
            for customer, label in labels.items()
        ]
        return Parties._send_alone(interface, wanted)

    def action_acct_link_contacts(self):
        """Where the customer stands in the books."""
        self.ensure_one()
        self.env["acct.link.batch"]._check_user(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acct_link_batch.acct_link_contact_action"
        )
        return {**action, "domain": [("id", "in", self.acct_link_contact_ids.ids)]}
