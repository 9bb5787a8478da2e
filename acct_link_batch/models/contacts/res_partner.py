from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.account.models.account_move import BYPASS_LOCK_CHECK

from ..base.alike import alike_column

LINK_USER = "acct_link_batch.group_acct_link_user"
STREET3 = "acct_link_street3"


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

    acct_link_invoice_name = fields.Char(
        string="Invoice Name",
        groups="base.group_user",
        help="Name on invoices of this customer, where it is not what the customer is called here. "
        "The one of a job comes before.",
    )
    # Without groups, as the rest of an address: customers change theirs in the portal.
    acct_link_street3 = fields.Char(string="Address Line 3")

    acct_link_exclusion_ids = fields.One2many("acct.link.exclusion", "partner_id", groups=LINK_USER)
    acct_link_never_send = fields.Boolean(
        string="Never Send to the Books",
        compute="_compute_acct_link_never_send",
        inverse="_inverse_acct_link_never_send",
        search="_search_acct_link_never_send",
        groups=LINK_USER,
        help="Documents of this customer are not offered for upload in this company and its "
        "branches, and what waits in a batch stops.",
    )
    # Computed apart, or the one would be read anew while the other is written.
    acct_link_never_send_reason = fields.Char(
        string="Why",
        compute="_compute_acct_link_never_send_reason",
        inverse="_inverse_acct_link_never_send_reason",
        groups=LINK_USER,
    )

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

    @api.model
    def _address_fields(self):
        """Contacts of a firm have its address with all of its lines."""
        return [*super()._address_fields(), STREET3]

    @api.model
    def _formatting_address_fields(self):
        """Odoo prints addresses without it. What depends on it would go with it: Odoo takes the
        users' copies of such fields along when this add-on is uninstalled.
        """
        return [name for name in super()._formatting_address_fields() if name != STREET3]

    def action_acct_link_contacts(self):
        """Where the customer stands in the books."""
        self.ensure_one()
        self.env["acct.link.batch"]._check_user(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acct_link_batch.acct_link_contact_action"
        )
        return {**action, "domain": [("id", "in", self.acct_link_contact_ids.ids)]}

    @api.depends("commercial_partner_id")
    @api.depends_context("company")
    def _compute_acct_link_never_send(self):
        found = self.env["acct.link.exclusion"]._get_of_partners(self, self.env.company)
        for partner in self:
            partner.acct_link_never_send = partner.commercial_partner_id in found

    @api.depends("commercial_partner_id")
    @api.depends_context("company")
    def _compute_acct_link_never_send_reason(self):
        found = self.env["acct.link.exclusion"]._get_of_partners(self, self.env.company)
        for partner in self:
            exclusion = found.get(partner.commercial_partner_id)
            partner.acct_link_never_send_reason = exclusion and exclusion.reason

    @api.model_create_multi
    def create(self, vals_list):
        """A new contact of a customer that is kept back takes nothing back by not saying it."""
        name = "acct_link_never_send"
        return super().create(
            [{key: val for key, val in vals.items() if key != name or val} for vals in vals_list]
        )

    def write(self, vals):
        """Who joins another customer takes along what was said, and its contacts' documents."""
        result = super().write(vals)
        moved = self if "parent_id" in vals else self.browse()
        for partner in moved.filtered(lambda each: each != each.commercial_partner_id):
            if rows := self.env["acct.link.exclusion"]._get_rows(partner):
                rows._settle_merge("partner_id", partner.commercial_partner_id, partner)
            moves = self.env["account.move"].with_context(bypass_lock_check=BYPASS_LOCK_CHECK)
            moves = moves.sudo().search([("commercial_partner_id", "=", partner.id)])
            moves.commercial_partner_id = partner.commercial_partner_id
        return result

    def _inverse_acct_link_never_send(self):
        for partner in self:
            if partner.acct_link_never_send:
                partner._acct_link_exclude(partner.acct_link_never_send_reason)
            else:
                partner._acct_link_take_back()

    def _inverse_acct_link_never_send_reason(self):
        for partner in self.filtered("acct_link_never_send"):
            partner._acct_link_exclude(partner.acct_link_never_send_reason)

    @api.model
    def _search_acct_link_never_send(self, operator, value):
        if operator != "in":
            return NotImplemented
        held = self.env["acct.link.exclusion"].sudo()
        companies = self.env.company.sudo().parent_ids
        customers = held._search([("company_id", "in", companies.ids)]).subselect("partner_id")
        domain = Domain("commercial_partner_id", "in", customers)
        if set(value) == {True, False}:
            return Domain.TRUE
        return domain if True in value else ~domain

    def _acct_link_exclude(self, reason):
        """Nothing of these customers is sent any more, from this company."""
        self._acct_link_check_exclusion()
        Exclusion = self.env["acct.link.exclusion"]
        known = Exclusion._get_of_partners(self, self.env.company)
        changed = self.commercial_partner_id.filtered(
            lambda partner: partner not in known or (known[partner].reason or "") != (reason or "")
        )
        Exclusion._exclude(changed, self.env.company, reason)

    def _acct_link_take_back(self):
        """:raises UserError: a company above this one said it"""
        self._acct_link_check_exclusion()
        Exclusion = self.env["acct.link.exclusion"]
        Exclusion._take_back(self, self.env.company)
        if left := Exclusion._get_of_partners(self, self.env.company):
            raise UserError(
                self.env._(
                    "%(customers)s: said for %(companies)s and its branches. Take it back there.",
                    customers=", ".join(partner.display_name for partner in left),
                    companies=", ".join({each.company_id.name for each in left.values()}),
                )
            )

    def _acct_link_check_exclusion(self):
        """:raises AccessError: not a link user who may edit these customers"""
        self.env["acct.link.batch"]._check_user(self)
        self.check_access("write")

    # === ACTIONS === #

    def action_acct_link_exclude(self):
        """Ask for a reason, then keep the documents of the selected customers back."""
        self._acct_link_check_exclusion()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Never Send to the Books"),
            "res_model": "acct.link.exclude",
            "view_mode": "form",
            "target": "new",
            "context": {"default_partner_ids": self.commercial_partner_id.ids},
        }

    def action_acct_link_take_back(self):
        """Documents of the selected customers are offered again."""
        self._acct_link_take_back()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
