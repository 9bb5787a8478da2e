from odoo import api, fields, models

from odoo.addons.acct_link_batch.lib import likeness
from odoo.addons.acct_link_batch.lib.matching import CUSTOMER_RULES, INVOICE_NAME, NAME
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_batch.models.contacts.party import by_role
from odoo.addons.acct_link_batch.models.contacts.role_mixin import ROLES

from .remote_contact import EMAIL_PERCENT

NEAR = EMAIL_PERCENT  # percent alike: somebody is asked before another contact is added
MAX_NAMED = 3


class AcctLinkContactOwn(models.Model):
    """A customer that gets a contact of its own by a person's word, although contacts in the books
    are much like it. Where the interface asks for that word, the customer waits for it. It is asked
    once.
    """

    _name = "acct.link.contact.own"
    _description = "Customer with a Contact of Its Own"
    _inherit = ["acct.link.engine.mixin", "acct.link.merge.mixin"]
    _order = "id desc"
    _rec_name = "partner_id"

    interface_id = fields.Many2one(
        "acct.link.interface", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="interface_id.company_id", store=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    key = fields.Char(
        readonly=True, help="Empty where a customer has one contact, whatever it is called."
    )
    role = fields.Selection(ROLES, readonly=True)

    _slot_uniq = models.UniqueIndex(
        "(interface_id, partner_id, COALESCE(key, ''), COALESCE(role, ''))",
        "This was answered already.",
    )

    def _settle_merge(self, field_name, target, sources):
        for same in self.grouped(lambda row: (row.interface_id, row.key, row.role)).values():
            same[1:].unlink()

    def _is_of(self, contacts):
        """:param contacts: acct.link.contact; :return: whether one of them is that of this row"""
        self.ensure_one()
        siblings = self.env["acct.link.contact.share"]._get_siblings(self.interface_id)
        return any(
            contact.interface_id in siblings
            and (self.partner_id.id, self.key or "", self.role or "")
            == contact._get_slot(
                contact.match_rule, contact.partner_id.id, contact.key, contact.role
            )
            for contact in contacts
        )

    # === WHAT WAS SAID === #

    @api.model
    def _get_said(self, interface, wanted):
        """:param wanted: {slot: ContactRequest}; :return: {slot} of those who get their own"""
        siblings = self.env["acct.link.contact.share"]._get_siblings(interface)
        customers = [each.customer.id for each in wanted.values()]
        rows = self.search([("interface_id", "in", siblings.ids), ("partner_id", "in", customers)])
        said = {(row.partner_id.id, row.key or "", row.role or "") for row in rows}
        slot_of = self.env["acct.link.contact"]._get_slot
        return {slot for slot in wanted if slot_of(interface.match_rule, *slot) in said}

    @api.model
    def _note(self, interface, wanted):
        """:param wanted: {slot: ContactRequest} of those who get one of their own"""
        said = self._get_said(interface, wanted)
        slot_of = self.env["acct.link.contact"]._get_slot
        for customer_id, key, role in {
            slot_of(interface.match_rule, *slot) for slot in wanted.keys() - said
        }:
            self.create(
                {
                    "interface_id": interface.id,
                    "partner_id": customer_id,
                    "key": key or False,
                    "role": role or False,
                }
            )

    # === WHO IS ASKED FOR === #

    @api.model
    def _foresee(self, interface, wanted):
        """As `_judge`, of those alone that nobody is listed for in the books.

        :param wanted: {slot: ContactRequest}; :return: {slot: Problem}
        """
        if not interface._asks_similar():
            return {}
        Directory, absent = self.env["acct.link.remote.contact"], {}
        name = Directory._get_key_field(interface.match_rule)
        for role, some in by_role(wanted).items():
            keys = list({each.key for each in some.values()})
            domain = [*Directory._get_list_domain(interface, role), (name, "in", keys)]
            listed = set(Directory.search_fetch(domain, [name]).mapped(name))
            absent |= {slot: each for slot, each in some.items() if each.key not in listed}
        return self._judge(interface, absent)

    @api.model
    def _judge(self, interface, wanted):
        """Which of these customers, whom nobody there stands for, are so much like a contact there
        that a person has to say whether they are the same. Goes by the contacts as they were last
        read and by what was linked since, without a call.

        :param wanted: {slot: ContactRequest}; :return: {slot: Problem}
        """
        if not interface._asks_similar():
            return {}
        wanted = {slot: wanted[slot] for slot in wanted.keys() - self._get_said(interface, wanted)}
        problems = {}
        if not interface.contacts_read_at:
            for slot, each in wanted.items():
                problems[slot] = self._prepare_problem("contacts_unread", each)
            return problems
        for role, some in by_role(wanted).items():
            problems |= self._judge_on_list(interface, some, role)
        return problems

    @api.model
    def _judge_on_list(self, interface, wanted, role):
        """As `_judge`, of one list there."""
        rule, problems = interface.match_rule, {}
        Directory = self.env["acct.link.remote.contact"]
        names = {
            slot: (Directory._get_compared_name(rule, each), each.customer.email)
            for slot, each in wanted.items()
        }
        theirs = self._get_theirs(interface, wanted, role)
        most = MAX_NAMED + 1 + max(map(len, theirs.values()), default=0)
        listed = Directory._get_likest(interface, names, role, most)
        field = Directory._get_key_field(rule)
        since = self._get_linked_since(interface, role)
        before = {}  # those of these that are added
        for slot, each in sorted(wanted.items()):
            name = names[slot][0]
            found = [
                (contact.name, percent, contact.remote_id)
                for contact, percent in listed.get(slot, ())
                if contact[field] != each.key  # the look that found nobody is newer than the list
            ]
            others = since + [
                other
                for (customer_id, key, _role), other in before.items()
                if customer_id != each.customer.id and key != each.key
            ]
            plain = [(index, words) for index, (_name, words, _id) in enumerate(others)]
            found += [
                (others[index][0], percent, others[index][2])
                for index, percent in likeness.rank(name, plain, most)
            ]
            own = theirs.get(each.customer.id, set())
            near = [one for one in found if one[1] >= NEAR and one[2] not in own]
            if near:
                near = sorted(near, key=lambda one: -one[1])[:MAX_NAMED]
                problems[slot] = self._prepare_problem("contact_similar", each, near)
            else:
                before[slot] = name, likeness.plain(name), ""
        return problems

    @api.model
    def _get_theirs(self, interface, wanted, role):
        """The contacts that these customers have under other keys: one of several is no doubt.

        :return: {customer id: {remote id}}
        """
        if interface.match_rule in CUSTOMER_RULES:
            return {}
        theirs = {}
        for row in self.env["acct.link.contact"].search_fetch(
            [
                ("interface_id", "=", interface.id),
                ("match_rule", "=", interface.match_rule),
                ("role", "=", role or False),
                ("partner_id", "in", [each.customer.id for each in wanted.values()]),
            ],
            ["partner_id", "remote_id"],
        ):
            theirs.setdefault(row.partner_id.id, set()).add(row.remote_id)
        return theirs

    @api.model
    def _get_linked_since(self, interface, role):
        """:return: [(name, plain name, remote id)] of contacts that are linked and not listed yet,
        as those that were just added
        """
        Directory = self.env["acct.link.remote.contact"]
        siblings = self.env["acct.link.contact.share"]._get_siblings(interface)
        rows = self.env["acct.link.contact"].sudo().search_fetch(
            [
                ("interface_id", "in", siblings.ids),
                ("role", "=", role or False),
                ("create_date", ">=", interface.contacts_read_at),
            ],
            ["remote_id", "match_rule", "name", "partner_id"],
        )  # fmt: skip
        listed = Directory._get_remote_ids(interface, rows.mapped("remote_id"), role)
        found = []
        for row in rows.filtered(lambda row: row.remote_id not in listed):
            is_named = row.match_rule in (NAME, INVOICE_NAME)
            name = row.name if is_named else row.partner_id.name or ""
            found.append((name, likeness.plain(name), row.remote_id))
        return found

    @api.model
    def _prepare_problem(self, code, wanted, near=()):
        """:param near: [(name, percent, remote id)], the likest first"""
        customer = wanted.customer
        values = {"customer": customer.name or "", "key": wanted.label}
        if near:
            values["contacts"] = ", ".join(f"“{name}” ({percent} %)" for name, percent, _id in near)
            values["remote"] = near[0][2]
        return Problem(code, values, (customer._name, customer.id))
