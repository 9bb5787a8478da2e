from odoo import api, fields, models

from ...lib.matching import CUSTOMER_RULES, INVOICE_NAME, REMOTE_ID
from ...lib.problem import Problem
from .interface import MATCH_RULES
from .role_mixin import ROLES

ORIGINS = [
    ("found", "Found there"),
    ("added", "Added from here"),
    ("mapped", "Chosen by hand"),
]


class AcctLinkContact(models.Model):
    """Which contact of the accounting system a customer has. The key of the match rule finds it the
    first time; once it is stored it stays, whatever the customer or the contact is called later.

    Under the customer rules a customer has one contact, under the others one for each key; where
    customers and suppliers are two lists, one of each on either. A second customer comes to the
    same contact only by a person's word (`acct.link.contact.share`).
    """

    _name = "acct.link.contact"
    _description = "Contact in the Accounting System"
    _inherit = [
        "acct.link.engine.mixin",
        "acct.link.problem.mixin",
        "acct.link.merge.mixin",
        "acct.link.role.mixin",
    ]
    _order = "name, id"

    interface_id = fields.Many2one("acct.link.interface", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="interface_id.company_id", store=True)
    match_rule = fields.Selection(MATCH_RULES, required=True, readonly=True)
    key = fields.Char(required=True, readonly=True, help="By which the contact was found.")
    name = fields.Char(required=True, readonly=True)
    remote_id = fields.Char(required=True, readonly=True)
    role = fields.Selection(ROLES, readonly=True)
    currency = fields.Char(readonly=True, help="It takes documents in no other.")
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    named_id = fields.Many2one(
        "res.partner",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Whose name the key was, under Name on Invoice.",
    )
    origin = fields.Selection(ORIGINS, required=True, readonly=True, default="found")
    is_stale = fields.Boolean(
        readonly=True, help="It turned out to be archived or gone: looked at before the next use."
    )
    remote_url = fields.Char(compute="_compute_remote_url")

    _customer_uniq = models.UniqueIndex(
        "(interface_id, match_rule, partner_id, COALESCE(role, ''))"
        " WHERE match_rule IN ('name', 'code')",
        "This customer is linked already.",
    )
    _key_uniq = models.UniqueIndex(
        "(interface_id, match_rule, partner_id, key, COALESCE(role, ''))"
        " WHERE match_rule NOT IN ('name', 'code')",
        "This customer is linked already.",
    )
    _remote_idx = models.Index("(interface_id, remote_id)")

    @api.depends("remote_id", "role", "interface_id")
    def _compute_remote_url(self):
        for contact in self:
            interface = contact.interface_id.sudo()
            contact.remote_url = interface._connector()._get_contact_url(
                interface, contact.remote_id, contact.role or ""
            )

    def _after_add(self, party):
        """What other add-ons keep of a contact that was added.

        :param party: Party, as it is there
        """

    # === WHAT IS KNOWN === #

    @api.model
    def _get_slot(self, rule, customer_id, key, role):
        """What one contact is stored for: under the customer rules the customer, whatever its key.

        :return: (customer id, key or "", role or "")
        """
        return customer_id, "" if rule in CUSTOMER_RULES else key, role or ""

    def _get_slots(self):
        """:return: {slot as of `_get_slot`: acct.link.contact}"""
        return {
            self._get_slot(row.match_rule, row.partner_id.id, row.key, row.role): row
            for row in self
        }

    @api.model
    def _get_links(self, interface, wanted, rule=None):
        """:param wanted: {any id: ContactRequest}; :param rule: another one than the interface's
        :return: {that id: acct.link.contact}, of those that are linked to one that can be used
        """
        rule = rule or interface.match_rule
        rows = self.search_fetch(
            [
                ("interface_id", "=", interface.id),
                ("match_rule", "=", rule),
                ("partner_id", "in", list({each.customer.id for each in wanted.values()})),
                ("is_stale", "=", False),
            ],
            ["key", "remote_id", "partner_id", "named_id", "match_rule", "role"],
        )
        links = rows._get_slots()
        named = {
            (row.partner_id, row.named_id, row.role or ""): row for row in rows if row.named_id
        }
        found = {}
        for id_, each in wanted.items():
            row = links.get(self._get_slot(rule, *each.slot))
            # Renamed since; a name that was chosen for a document has a contact of its own.
            row = row or (named and named.get((each.customer, each.get_named(), each.role)))
            if row:
                found[id_] = row
        return found

    @api.model
    def _get_known(self, interface, wanted, rule=None):
        """As `_get_links`. :return: {that id: remote id}"""
        links = self._get_links(interface, wanted, rule) if wanted else {}
        return {id_: row.remote_id for id_, row in links.items()}

    @api.model
    def _remember(self, interface, rule, found, origin="found"):
        """:param found: {any id: (ContactRequest, of the contact's currency, remote id)}; who is
            linked already stays as it is
        :return: {that id: acct.link.contact}, the new ones
        """
        linked = set(
            self.search_fetch(
                [
                    ("interface_id", "=", interface.id),
                    ("match_rule", "=", rule),
                    ("partner_id", "in", [each.customer.id for each, _id in found.values()]),
                ],
                ["partner_id", "key", "match_rule", "role"],
            )._get_slots()
        )
        new = {}
        for id_, (each, remote_id) in found.items():
            slot = self._get_slot(rule, *each.slot)
            if slot not in linked:
                linked.add(slot)
                new[id_] = self._prepare_vals(interface, rule, each, remote_id, origin)
        return dict(zip(new, self.create(list(new.values())), strict=True))

    @api.model
    def _prepare_vals(self, interface, rule, wanted, remote_id, origin):
        return {
            "interface_id": interface.id,
            "match_rule": rule,
            "key": wanted.key,
            "name": wanted.label,
            "remote_id": remote_id,
            "role": wanted.role or False,
            "currency": wanted.currency or False,
            "partner_id": wanted.customer.id,
            "named_id": wanted.get_named().id if rule == INVOICE_NAME else False,
            "origin": origin,
        }

    @api.model
    def _forget(self, interface, remote_ids, role=""):
        """Contacts that turned out to be archived or gone are looked for again next time. Until
        then they stand for their customers: somebody there may restore them.

        :param role: as that of a Party
        """
        self.search(
            [
                ("interface_id", "=", interface.id),
                ("remote_id", "in", list(remote_ids)),
                ("role", "=", role or False),
            ]
        ).is_stale = True

    @api.model
    def _refresh_stale(self, interface, wanted):
        """Contacts that were chosen for these customers and turned out to be archived or gone: one
        that was merged is followed, one that was restored is used again. The others stay as they
        are, and their documents fail with the reason. What nobody chose is looked for anew.

        :param wanted: {slot: ContactRequest}; :return: {slot: Problem} of those whose contact
            still cannot be used
        """
        rule = interface.match_rule
        customers = [each.customer.id for each in wanted.values()]
        stale = self.search(
            [
                ("interface_id", "=", interface.id),
                ("match_rule", "=", rule),
                ("partner_id", "in", customers),
                ("is_stale", "=", True),
            ]
        )
        chosen = stale.filtered(lambda row: row.origin == "mapped")
        (stale - chosen).unlink()
        rows = chosen._get_slots()
        asked = {
            slot: rows[self._get_slot(rule, *slot)]
            for slot in wanted
            if self._get_slot(rule, *slot) in rows
        }
        if not asked:
            return {}
        remotes = [(row.remote_id, row.role or "") for row in asked.values()]
        found = self._read_again(interface, remotes)
        alive, problems = {}, {}
        for (slot, row), remote in zip(asked.items(), remotes, strict=True):
            ends = {
                each.merged_to or each.remote_id: each.currency
                for each in found.get(remote, ())
                if each.merged_to or not each.archived
            }
            if ends:
                remote_id, currency = ends.popitem()
                alive[slot] = (wanted[slot]._replace(currency=currency), remote_id)
            else:
                problems[slot] = Problem("contact_archived", {"key": row.name})
        # Whom it was merged into may stand for another customer.
        problems |= self.env["acct.link.contact.share"]._judge(interface, alive)
        for slot, (each, remote_id) in alive.items():
            if slot not in problems:
                row = asked[slot]
                currency = each.currency or row.currency
                row.write({"remote_id": remote_id, "currency": currency, "is_stale": False})
        return problems

    @api.model
    def _read_again(self, interface, remotes):
        """What has become of contacts there.

        :param remotes: [(remote id, role)]; :return: {(remote id, role): [outcome.Contact]}
        :raises: as the connector's `_find_contacts`
        """
        found, connector = {}, interface._connector()
        for role in dict.fromkeys(role for _id, role in remotes):
            keys = list(dict.fromkeys(id_ for id_, its_role in remotes if its_role == role))
            for portion in connector._find_contacts(interface, REMOTE_ID, keys, role):
                found |= {(key, role): contacts for key, contacts in portion.items()}
        return found

    # === THE CURRENCY OF A CONTACT === #

    @api.model
    def _get_currencies(self, interface, remotes):
        """:param remotes: {(remote id, role)}; :return: {(remote id, role): currency} of those of
        which it is known here
        """
        if not interface._connector()._capabilities(interface).contact_currency:
            return {}
        ids = [remote_id for remote_id, _role in remotes]
        domain = [("remote_id", "in", ids), ("currency", "!=", False)]
        siblings = self.env["acct.link.contact.share"]._get_siblings(interface)
        known = {}
        for model, interfaces in (
            ("acct.link.contact", siblings),
            ("acct.link.remote.contact", interface),  # what was read there counts
        ):
            asked = [("interface_id", "in", interfaces.ids), *domain]
            rows = self.env[model].sudo().search_fetch(asked, ["remote_id", "role", "currency"])
            for row in rows:
                known[row.remote_id, row.role or ""] = row.currency
        return {remote: known[remote] for remote in remotes if remote in known}

    @api.model
    def _check_currencies(self, interface, documents):
        """A contact that takes documents in one currency takes no others.

        :param documents: [Document]; :return: {position: Problem}
        """
        remotes = {(each.contact, each.party.role) for each in documents if each.contact}
        known = self._get_currencies(interface, remotes) if remotes else {}
        problems = {}
        for index, document in enumerate(documents):
            theirs = known.get((document.contact, document.party.role), document.currency)
            if theirs != document.currency:
                values = {
                    "number": document.number,
                    "currency": document.currency,
                    "theirs": theirs,
                    "key": document.party.key,
                }
                problems[index] = Problem("contact_currency", values)
        return problems

    # === ACTIONS === #

    def action_open_remote(self):
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "url": self.remote_url, "target": "new"}

    def action_unlink_contact(self):
        """Forget which contact this is, and that others share it: it is looked for again with the
        next document.
        """
        self.check_access("unlink")
        self.env["acct.link.contact.share"]._take_back(self)
        for partner, contacts in self.grouped("partner_id").items():
            for contact in contacts:
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
