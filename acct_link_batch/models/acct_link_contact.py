from odoo import api, fields, models
from odoo.fields import Domain

from ..lib.document import to_json
from ..lib.matching import CUSTOMER_RULES, REMOTE_ID
from .acct_link_interface_contact import MATCH_RULES, UPDATED_FIELDS

ORIGINS = [
    ("found", "Found there"),
    ("added", "Added from here"),
    ("mapped", "Chosen by hand"),
]


class AcctLinkContact(models.Model):
    """Which contact of the accounting system a key of a party stands for. Once found it stays,
    even if the contact is renamed there.

    What was found or added holds for everybody with that key. What somebody chose holds for that
    customer alone: under the customer rules for all its documents, whatever it is called later;
    under the others for its documents with that key.
    """

    _name = "acct.link.contact"
    _description = "Contact in the Accounting System"
    _inherit = ["acct.link.engine.mixin", "acct.link.problem.mixin"]
    _order = "name, id"

    interface_id = fields.Many2one("acct.link.interface", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="interface_id.company_id", store=True)
    match_rule = fields.Selection(MATCH_RULES, required=True, readonly=True)
    key = fields.Char(required=True, readonly=True)
    name = fields.Char(required=True, readonly=True)
    remote_id = fields.Char(required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="For whom it was chosen, added or first found.",
    )
    origin = fields.Selection(ORIGINS, required=True, readonly=True, default="found")
    sent = fields.Json(
        readonly=True, help="What of it may be updated, as the contact was last told of it."
    )
    is_stale = fields.Boolean(
        readonly=True, help="It turned out to be archived or gone: looked at before the next use."
    )
    remote_url = fields.Char(compute="_compute_remote_url")

    _key_uniq = models.UniqueIndex(
        "(interface_id, match_rule, key) WHERE origin <> 'mapped'",
        "This customer is linked already.",
    )
    _mapped_uniq = models.UniqueIndex(
        "(interface_id, match_rule, partner_id, key) WHERE origin = 'mapped'",
        "A contact is chosen for this customer already.",
    )

    @api.depends("remote_id", "interface_id")
    def _compute_remote_url(self):
        for contact in self:
            interface = contact.interface_id.sudo()
            contact.remote_url = interface._connector()._get_contact_url(
                interface, contact.remote_id
            )

    @api.model
    def _prepare_sent(self, party):
        """:param party: Party; :return: value of `sent`"""
        return {name: to_json(getattr(party, name)) for name in UPDATED_FIELDS}

    # === WHAT IS KNOWN === #

    @api.model
    def _get_known(self, interface, wanted):
        """:param wanted: {any id: Wanted}; :return: {that id: remote id} as far as it is known"""
        rule = interface.match_rule
        customers = {each.customer.id for each in wanted.values()}
        chosen = Domain([("origin", "=", "mapped"), ("partner_id", "in", list(customers))])
        found = Domain([("key", "in", list({each.key for each in wanted.values()}))])
        by_key, by_customer = {}, {}
        for row in self.search_fetch(
            Domain([("interface_id", "=", interface.id), ("match_rule", "=", rule)])
            & Domain("is_stale", "=", False)
            & (chosen | (found & Domain("origin", "!=", "mapped"))),
            ["key", "remote_id", "partner_id", "origin"],
        ):
            if row.origin == "mapped":
                key = "" if rule in CUSTOMER_RULES else row.key
                by_customer[row.partner_id.id, key] = row.remote_id
            else:
                by_key[row.key] = row.remote_id
        known = {}
        for id_, each in wanted.items():
            key = "" if rule in CUSTOMER_RULES else each.key
            remote_id = by_customer.get((each.customer.id, key)) or by_key.get(each.key)
            if remote_id:
                known[id_] = remote_id
        return known

    @api.model
    def _get_known_keys(self, interface, rule, keys):
        """:param keys: normalised keys; :return: {key: remote id} of what was found or added"""
        known = self.search_fetch(
            [
                ("interface_id", "=", interface.id),
                ("match_rule", "=", rule),
                ("key", "in", list(keys)),
                ("origin", "!=", "mapped"),
            ],
            ["key", "remote_id"],
        )
        return {contact.key: contact.remote_id for contact in known}

    @api.model
    def _remember(self, interface, rule, found, origin="found"):
        """:param found: {normalised key: (name, remote id, id of the customer)}; those that are
        known already stay as they are
        """
        known = self._get_known_keys(interface, rule, found)
        return self.create(
            [
                {
                    "interface_id": interface.id,
                    "match_rule": rule,
                    "key": key,
                    "name": name,
                    "remote_id": remote_id,
                    "partner_id": partner_id,
                    "origin": origin,
                }
                for key, (name, remote_id, partner_id) in found.items()
                if key not in known
            ]
        )

    @api.model
    def _choose(self, interface, wanted, remote_id):
        """Somebody says which contact a customer has. :param wanted: Wanted"""
        rule = interface.match_rule
        domain = [
            ("interface_id", "=", interface.id),
            ("match_rule", "=", rule),
            ("partner_id", "=", wanted.customer.id),
            ("origin", "=", "mapped"),
        ]
        if rule not in CUSTOMER_RULES:
            domain.append(("key", "=", wanted.key))
        self.search(domain).unlink()
        return self.create(
            {
                "interface_id": interface.id,
                "match_rule": rule,
                "key": wanted.key,
                "name": wanted.label,
                "remote_id": remote_id,
                "partner_id": wanted.customer.id,
                "origin": "mapped",
            }
        )

    @api.model
    def _forget(self, interface, remote_ids):
        """Contacts that turned out to be archived or gone are looked for again next time. What
        somebody chose stays, and is looked at first.
        """
        contacts = self.search(
            [("interface_id", "=", interface.id), ("remote_id", "in", list(remote_ids))]
        )
        chosen = contacts.filtered(lambda contact: contact.origin == "mapped")
        chosen.is_stale = True
        (contacts - chosen).unlink()

    @api.model
    def _look_at_stale(self, interface, customers):
        """Contacts that were chosen for these customers and turned out to be archived or gone: one
        that was merged is followed, one that was restored is used again. The others stay as they
        are, and their documents fail with the reason.

        :return: {customer id: name} of those whose contact still cannot be used
        """
        stale = self.search(
            [
                ("interface_id", "=", interface.id),
                ("match_rule", "=", interface.match_rule),
                ("partner_id", "in", customers.ids),
                ("is_stale", "=", True),
            ]
        )
        useless = {}
        if not stale:
            return useless
        found = {}
        keys = list(dict.fromkeys(stale.mapped("remote_id")))
        for portion in interface._connector()._find_contacts(interface, REMOTE_ID, keys):
            found |= portion
        for contact in stale:
            alive = {
                each.merged_to or each.remote_id
                for each in found.get(contact.remote_id, ())
                if each.merged_to or not each.archived
            }
            if alive:
                contact.write({"remote_id": alive.pop(), "is_stale": False})
            else:
                useless[contact.partner_id.id] = contact.name
        return useless

    # === ACTIONS === #

    def action_open_remote(self):
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "url": self.remote_url, "target": "new"}

    def action_unlink_contact(self):
        """Forget which contact this is; it is looked for again with the next document."""
        self.check_access("unlink")
        for partner, contacts in self.grouped("partner_id").items():
            for contact in contacts if partner else ():
                partner.sudo().message_post(
                    body=self.env._(
                        "Unlinked from the contact “%(name)s” of %(system)s (%(remote)s).",
                        name=contact.name,
                        system=contact._get_system_name(),
                        remote=contact.remote_id,
                    )
                )
        self.unlink()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
