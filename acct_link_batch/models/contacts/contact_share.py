from odoo import api, fields, models
from odoo.fields import Domain

from ...lib.problem import Problem
from .party import by_role
from .role_mixin import ROLES

# Of an absent contact that several customers would have: it has no id yet.
NOT_YET = "new:"


class AcctLinkContactShare(models.Model):
    """What a person said of two customers and a contact that stands for one of them: they are the
    same customer in the books, or the second one needs a contact of its own. It is asked once.

    A contact that a customer is linked to stands for that customer, under whichever rule, name or
    key it was found. Whatever would put another customer on it is judged here. A contact is named
    by its remote id and its role, as two lists there may use the same ids.
    """

    _name = "acct.link.contact.share"
    _description = "Customers That Share a Contact"
    _inherit = ["acct.link.engine.mixin", "acct.link.merge.mixin"]
    _order = "id desc"
    _rec_name = "partner_id"

    interface_id = fields.Many2one(
        "acct.link.interface", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="interface_id.company_id", store=True)
    remote_id = fields.Char(required=True, readonly=True)
    role = fields.Selection(ROLES, readonly=True)
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, index=True,
        ondelete="cascade",
    )  # fmt: skip
    other_id = fields.Many2one(
        "res.partner", string="Other Customer", required=True, readonly=True, index=True,
        ondelete="cascade", help="For whom the contact stood before.",
    )  # fmt: skip
    is_same = fields.Boolean(
        string="The Same Customer", readonly=True, help="Else it needs a contact of its own."
    )

    _pair_uniq = models.UniqueIndex(
        "(interface_id, remote_id, COALESCE(role, ''), partner_id, other_id)",
        "This was answered already.",
    )

    # === WHOSE A CONTACT IS === #

    @api.model
    def _get_siblings(self, interface):
        """:return: the interfaces to the same accounts file"""
        if not interface.remote_org_id:
            return interface
        Interface = self.env["acct.link.interface"].sudo().with_context(active_test=False)
        return interface | Interface.search([("remote_org_id", "=", interface.remote_org_id)])

    @api.model
    def _get_owners(self, interface, remotes):
        """:param remotes: {(remote id, role)}
        :return: {(remote id, role): {customer id}} of the customers that each contact stands for
        """
        owners = {remote: set() for remote in remotes}
        rows = self.env["acct.link.contact"].sudo().search_fetch(
            [
                ("interface_id", "in", self._get_siblings(interface).ids),
                ("remote_id", "in", [remote_id for remote_id, _role in remotes]),
            ],
            ["remote_id", "role", "partner_id"],
        )  # fmt: skip
        for row in rows:
            owners.get((row.remote_id, row.role or ""), set()).add(row.partner_id.id)
        return owners

    @api.model
    def _get_answers(self, interface, remotes):
        """:param remotes: {(remote id, role)}
        :return: {(remote id, role, {customer id, customer id}): whether they are the same}
        """
        rows = self.sudo().search_fetch(
            [
                ("interface_id", "in", self._get_siblings(interface).ids),
                ("remote_id", "in", [remote_id for remote_id, _role in remotes]),
            ],
            ["remote_id", "role", "partner_id", "other_id", "is_same"],
            order="id",
        )
        return {
            (row.remote_id, row.role or "", frozenset((row.partner_id.id, row.other_id.id))): (
                row.is_same
            )
            for row in rows
        }

    @api.model
    def _get_answer(self, answers, wanted, remote_id, other_id):
        """:return: whether it is the same customer as the other one; None: nobody said it"""
        said = wanted.role, frozenset((wanted.customer.id, other_id))
        # It may have been said before the contact was there.
        return answers.get((remote_id, *said), answers.get((NOT_YET + wanted.key, *said)))

    @api.model
    def _judge(self, interface, proposed):
        """Which customers cannot be put on their contact without a person's word. Of several that
        nobody is linked to yet, the customer that was made first has it.

        :param proposed: {slot: (ContactRequest, remote id)}; :return: {slot: Problem}
        """
        if not proposed or interface.second_customer == "same":
            return {}
        claimants = {}
        for each, remote_id in proposed.values():
            claimants.setdefault((remote_id, each.role), set()).add(each.customer.id)
        owners = self._get_owners(interface, claimants)
        contested = {each for each, some in claimants.items() if len(owners[each] | some) > 1}
        asked = {
            slot: (each, (remote_id, each.role))
            for slot, (each, remote_id) in sorted(proposed.items())
            if (remote_id, each.role) in contested
        }
        absent = {(NOT_YET + each.key, each.role) for each, _remote in asked.values()}
        answers = self._get_answers(interface, contested | absent) if contested else {}
        problems = {}
        for slot, (each, remote) in asked.items():
            said = {
                other: self._get_answer(answers, each, remote[0], other)
                for other in owners[remote] - {each.customer.id}
            }
            unsettled = [other for other, is_same in said.items() if not is_same]
            if unsettled:
                is_refused = any(said[other] is False for other in unsettled)
                problems[slot] = self._prepare_problem(each, remote[0], unsettled, is_refused)
            else:
                owners[remote].add(each.customer.id)
        return problems

    @api.model
    def _prepare_problem(self, wanted, remote_id, other_ids, is_refused):
        """:return: Problem, that names both customers and the contact"""
        customer = wanted.customer
        others = customer.browse(other_ids).exists()
        names = self._describe(customer | others)
        values = {
            "customer": names[customer],
            "others": ", ".join(names[other] for other in others),
            "key": wanted.label,
            "remote": remote_id,
            "other_ids": ",".join(map(str, others.ids)),
            **({"role": wanted.role} if wanted.role else {}),
        }
        code = "contact_of_its_own" if is_refused else "contact_of_another"
        return Problem(code, values, (customer._name, customer.id))

    @api.model
    def _describe(self, customers):
        """Their names, with what tells apart those of one name. :return: {customer: str}"""
        customers = customers.sudo()
        said = {each: ", ".join(filter(None, (each.ref, each.email))) for each in customers}
        told = list(said.values())
        return {
            each.sudo(False): f"{each.name} ({detail})"
            if detail and told.count(detail) == 1
            else f"{each.name} ({', '.join(filter(None, (detail, f'ID {each.id}')))})"
            for each, detail in said.items()
        }

    # === BEFOREHAND === #

    @api.model
    def _foresee(self, interface, wanted, known):
        """As an upload will judge, from what is known here and without a call.

        :param wanted: {any id: ContactRequest}; :param known: {that id: remote id}
        :return: {that id: Problem}
        """
        unknown = {each.slot: each for id_, each in wanted.items() if id_ not in known}
        if not unknown or interface.second_customer == "same":
            return {}
        proposed = {}
        for role, some in by_role(unknown).items():
            found = self._get_contacts_by_key(interface, {each.key for each in some.values()}, role)
            proposed |= {
                slot: (each, found.get(each.key, NOT_YET + each.key)) for slot, each in some.items()
            }
        problems = self._judge(interface, proposed)
        return {id_: problems[each.slot] for id_, each in wanted.items() if each.slot in problems}

    @api.model
    def _foresee_new(self, interface, wanted):
        """What add-ons ask before they let contacts be added, from what is known here.

        :param wanted: {slot: ContactRequest} to be looked for, and added if they are not there
        :return: {slot: Problem}
        """
        return {}

    @api.model
    def _get_contacts_by_key(self, interface, keys, role):
        """:return: {key: remote id} of the contacts that will be found, as far as is known: those
        that were listed, and those that others were linked to under the key
        """
        rule = interface.match_rule
        Directory = self.env["acct.link.remote.contact"].sudo()
        listed = Directory._get_listed(interface, rule, keys, role)
        rows = self.env["acct.link.contact"].sudo().search_fetch(
            [
                ("interface_id", "in", self._get_siblings(interface).ids),
                ("match_rule", "=", rule),
                ("role", "=", role or False),
                ("key", "in", list(keys - listed.keys())),
                ("is_stale", "=", False),
            ],
            ["key", "remote_id"],
            order="id desc",
        )  # fmt: skip
        # Those that are listed under another key were renamed there.
        renamed = Directory._get_remote_ids(interface, rows.mapped("remote_id"), role)
        return {row.key: row.remote_id for row in rows if row.remote_id not in renamed} | listed

    # === THE ANSWER === #

    @api.model
    def _take_back(self, contacts):
        """What was said of customers whose link somebody takes away is asked again.

        :param contacts: acct.link.contact
        """
        for contact in contacts:
            customer = contact.partner_id.id
            self.sudo().search(
                Domain("interface_id", "in", self._get_siblings(contact.interface_id).ids)
                & Domain([("remote_id", "=", contact.remote_id), ("role", "=", contact.role)])
                & (Domain("partner_id", "=", customer) | Domain("other_id", "=", customer))
            ).unlink()
