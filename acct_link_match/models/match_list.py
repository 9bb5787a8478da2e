from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.acct_link_batch.lib import likeness
from odoo.addons.acct_link_batch.lib.matching import CUSTOMER_RULES
from odoo.addons.acct_link_batch.lib.problem import Problem

from .match import WAITING_STATES

QUESTIONS = [
    ("second", "Whose contact is it?"),
    ("merged", "Which contact is it?"),
    ("similar", "Is it one of those there?"),
]
ASKS = {
    "contact_of_another": "second",
    "contact_of_its_own": "second",
    "contact_of_merged": "merged",
    "contact_similar": "similar",
}


class AcctLinkMatch(models.Model):
    """The list of customers to match, made anew from the documents that wait."""

    _inherit = "acct.link.match"

    question = fields.Selection(QUESTIONS, compute="_compute_question")

    @api.model
    def _refresh(self, interfaces):
        """Make the list anew from the documents that wait, from what is known and without a
        call: who has no contact, and which one it may be.
        """
        for interface in interfaces:
            missing = self._get_missing(interface)
            rows = self.search([("interface_id", "=", interface.id)])
            by_slot = {(row.match_rule, *row._get_request_slot()): row for row in rows}
            kept, to_create = self.browse(), []
            for each in missing:
                row = by_slot.get((interface.match_rule, *each.slot))
                if row:
                    kept += row
                    if (row.currency or "") != each.currency:
                        row.currency = each.currency
                else:
                    to_create.append(self._prepare_vals(interface, each))
            kept.filtered(lambda row: row.state == "matched").state = "open"
            gone = rows - kept - rows.filtered(lambda row: row.state == "queued")
            gone.filtered(
                lambda row: row.state == "open" and not row.alone and row.question != "merged"
            ).unlink()
            kept += self.create(to_create)
            kept._set_questions(interface)
            alone = rows.exists().filtered(lambda row: row.state == "open" and row.alone)
            (kept | alone)._suggest()

    def _set_questions(self, interface):
        """Who may need a person's word, from what is known."""
        wanted = {row.id: row._get_wanted() for row in self}
        asked = self._get_asked_by_upload(interface, wanted)
        asked |= self.env["acct.link.contact.share"]._foresee(interface, wanted, {})
        asked |= self._get_similar(interface, asked.keys())
        for row in self.filtered(lambda row: row.state == "open" and row.question != "merged"):
            if row.id in asked:
                row.problems = self._prepare_problems([asked[row.id]])
            elif row.question:
                row.problems = False

    def _get_similar(self, interface, asked):
        """Who is asked for before a contact is added. Where an upload adds none, that is when
        somebody wants one added.

        :param asked: {id of a row of which something else is asked}; :return: {row id: Problem}
        """
        new = self.filtered(
            lambda row: (
                row.id not in asked
                and (interface.contact_policy == "add" or row.question == "similar")
            )
        )
        return new._find_similar()

    def _find_similar(self):
        """:return: {row id: Problem} of those that are much like contacts there"""
        found, Own = {}, self.env["acct.link.contact.own"]
        for interface, rows in self.grouped("interface_id").items():
            wanted = {row._get_request_slot(): row._get_wanted() for row in rows}
            problems = Own._foresee(interface, wanted)
            found |= {
                row.id: problem
                for row in rows
                if (problem := problems.get(row._get_request_slot())) and problem.code in ASKS
            }
        return found

    def _get_asked_by_upload(self, interface, wanted):
        """What an upload asked of their documents and nobody has answered since. What it found in
        the books, such as contacts that were merged there, cannot be known beforehand.

        :param wanted: {row id: ContactRequest}; :return: {row id: Problem}
        """
        lines, proposed = self._get_lines(), {}
        for row in self:
            for line in lines.get(row.id, ()):
                for problem in line._get_problems() if line.state == "failed" else ():
                    if ASKS.get(problem.code) == "second":
                        proposed[wanted[row.id].slot] = wanted[row.id], problem.values["remote"]
        asked = self.env["acct.link.contact.share"]._judge(interface, proposed)
        return {row.id: asked[wanted[row.id].slot] for row in self if wanted[row.id].slot in asked}

    @api.model
    def _get_missing(self, interface):
        """:return: [ContactRequest], one for each customer (and key) whose documents wait and that
        has no contact, as far as is known
        """
        Move = self.env["account.move"]
        moves = Move.browse()
        domain = self._get_offered_domain(interface)
        if interface.match_rule in CUSTOMER_RULES:
            names = ["commercial_partner_id"]
            if interface._has_contact_roles():
                names.append("move_type")
            groups = Move._read_group(domain, names, ["id:min"])
            moves += Move.browse([group[-1] for group in groups])
        else:
            moves += Move.search(domain)
        lines = self.env["acct.link.batch.line"].search(
            [("interface_id", "=", interface.id), ("state", "in", WAITING_STATES)]
        )
        moves |= lines.filtered(
            lambda line: line.state == "ready" or line._failed_for_want_of_contact()
        ).move_id
        wanted = self.env["acct.link.party"]._get_wanted(interface, moves)
        unique = {}
        for id_ in self._get_unmatched(interface, wanted):
            each = wanted[id_]
            unique.setdefault(each.slot, each)
        return list(unique.values())

    @api.model
    def _get_unmatched(self, interface, wanted):
        """Which of these have no contact, as far as is known: linked to none, and not found once
        among the contacts listed, or only one that stands for another customer.

        :param wanted: {any id: ContactRequest}; :return: [id]
        """
        known = self.env["acct.link.contact"]._get_known(interface, wanted)
        rest = {id_: each for id_, each in wanted.items() if id_ not in known}
        asked = self.env["acct.link.contact.share"]._foresee(interface, rest, known)
        if interface._connector()._capabilities(interface).file_based:
            return list(asked)  # a file names its customers by itself
        listed = self.env["acct.link.remote.contact"]._get_listed_slots(
            interface, interface.match_rule, rest
        )
        return [
            id_ for id_, each in rest.items() if (each.key, each.role) not in listed or id_ in asked
        ]

    @api.model
    def _get_surely_missing(self, interface, wanted):
        """As `_get_unmatched`, as far as somebody has looked: the contacts were read lately, or
        an upload looked for this very one.

        :return: {slot}
        """
        missing = {each.slot for each in map(wanted.get, self._get_unmatched(interface, wanted))}
        lately = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        if not missing or (interface.contacts_read_at and interface.contacts_read_at > lately):
            return missing
        rows = self.search(
            [
                ("interface_id", "=", interface.id),
                ("match_rule", "=", interface.match_rule),
                ("state", "=", "open"),
                ("missed_at", "!=", False),
                ("key", "in", [slot[1] for slot in missing]),
            ]
        )
        return missing & {row._get_request_slot() for row in rows}

    def _suggest(self):
        """Once for each reading of the contacts there."""
        for (interface, role), rows in self.grouped(
            lambda row: (row.interface_id, row.role or "")
        ).items():
            read_at = interface.contacts_read_at
            due = rows.filtered(
                lambda row, at=read_at: at and (not row.suggested_at or row.suggested_at < at)
            )
            names = {row.id: (row._get_name(), row.partner_id.email) for row in due}
            Directory = self.env["acct.link.remote.contact"]
            found = Directory._get_likest(interface, names, role) if names else {}
            for row in due:
                [(contact, percent)] = found.get(row.id, [(Directory, 0)])
                row.write(
                    {
                        "suggestion_id": contact.id,
                        "likeness": percent,
                        "suggested_at": fields.Datetime.now(),
                    }
                )

    def _get_name(self):
        """:return: str, the name that those of contacts are compared with"""
        Directory = self.env["acct.link.remote.contact"]
        return Directory._get_compared_name(self.match_rule, self._get_wanted())

    def _rank(self, contacts, most=1):
        """:param contacts: acct.link.remote.contact
        :return: {the likest of them, best first: percent}, none below 50
        """
        self.ensure_one()
        names = [(contact.id, likeness.plain(contact.name)) for contact in contacts]
        return {
            contacts.browse(id_): self.likeness if id_ == self.suggestion_id.id else percent
            for id_, percent in likeness.rank(self._get_name(), names, most)
        }

    def _get_listed_contact(self, remote_id):
        """:return: acct.link.remote.contact, as the contacts there were last read, or none"""
        self.ensure_one()
        Directory = self.env["acct.link.remote.contact"]
        listed = Directory._get_list_domain(self.interface_id, self.role)
        return Directory.search([*listed, ("remote_id", "=", remote_id)])

    def _get_likeness(self, contact):
        """:return: how alike the contact is to the customer, in percent; 0: not at all"""
        self.ensure_one()
        if contact == self.suggestion_id:
            return self.likeness
        return self._rank(contact).get(contact, 0)

    @api.depends("problems", "state")
    def _compute_question(self):
        for match in self:
            asked = match._get_asked() if match.state == "open" else None
            match.question = asked and ASKS[asked.code]

    def _get_asked(self):
        """:return: the Problem that a person answers, or None"""
        return next((each for each in self._get_problems() if each.code in ASKS), None)

    # === ANSWERS === #

    def _answer_same(self):
        """open -> matched: they are the same customer. :return: the lines that it helps"""
        waiting, lines = self._get_lines(), self.env["acct.link.batch.line"].sudo()
        Share = self.env["acct.link.contact.share"]
        for match in self:
            interface, problem = match.interface_id, match._get_asked()
            Share._answer(interface, problem, is_same=True)
            if not Share._is_absent(problem):
                self.env["acct.link.contact"].sudo()._choose(
                    interface, match._get_wanted(), problem.values["remote"]
                )
            match.write({"state": "matched", "problems": False})
            lines |= waiting.get(match.id, lines)
        return lines

    def _answer_own(self):
        """It is another customer, which is not sent before it leads to another contact."""
        for match in self:
            problem = match._get_asked()
            self.env["acct.link.contact.share"]._answer(match.interface_id, problem, is_same=False)
            problem = Problem("contact_of_its_own", problem.values, problem.record)
            match.problems = match._prepare_problems([problem])

    def _answer_similar(self):
        """open -> queued: it is none of the contacts that are much like it.

        :return: the lines that it helps
        """
        lines = self.env["acct.link.batch.line"].sudo().union(*self._get_lines().values())
        for match in self:
            wanted = {match._get_request_slot(): match._get_wanted()}
            self.env["acct.link.contact.own"].sudo()._note(match.interface_id, wanted)
            match.partner_id.message_post(
                body=self.env._(
                    "Gets a contact of its own beside %(others)s (%(interface)s).",
                    others=match._get_asked().values["contacts"],
                    interface=match.interface_id.name,
                ),
                author_id=self.env.user.partner_id.id,
            )
        self._enqueue()
        return lines

    def _answer_merged(self, take_other):
        """open -> matched: the customer keeps its contact, or takes that of the merged one."""
        Share = self.env["acct.link.contact.share"]
        for match in self:
            interface, wanted = match.interface_id, match._get_wanted()
            remote_id = match._get_asked().values["remote"]
            if take_other and (
                asked := Share._judge(interface, {wanted.slot: (wanted, remote_id)})
            ):
                match.problems = match._prepare_problems(asked.values())
                continue
            if take_other:
                self.env["acct.link.contact"].sudo()._choose(interface, wanted, remote_id)
            match.write({"state": "matched", "problems": False})

    @api.model
    def _note_merged(self, contact, lost, customer):
        """Ask which contact a customer has now that others were merged into it.

        :param contact: acct.link.contact that is kept; :param lost: the one that goes
        :param customer: res.partner, who survives
        """
        values = {
            "customer": customer.name or "",
            "merged": lost.partner_id.name or "",
            "kept": contact.name,
            "key": lost.name,
            "remote": lost.remote_id,
        }
        problem = Problem("contact_of_merged", values, (customer._name, customer.id))
        vals = {
            "interface_id": contact.interface_id.id,
            "match_rule": contact.match_rule,
            "partner_id": customer.id,
            "key": contact.key,
            "role": contact.role,
        }
        row = self.search([(name, "=", value) for name, value in vals.items()])
        row |= row or self.create({**vals, "label": contact.name, "recipient_id": customer.id})
        row.write({"state": "open", "problems": row._prepare_problems([problem])})

    # === ACTIONS === #

    @api.model
    def _open_for(self, partner_id):
        """The list, made anew, with one customer. :return: action"""
        action = self.action_open()
        window = action.get("params", {}).get("next", action)
        window["domain"] = [("partner_id", "=", partner_id)]
        return action

    def action_answer(self):
        """Ask whose contact it is."""
        self.env["acct.link.batch"]._check_user(self)
        for question, _label in QUESTIONS:
            if rows := self.filtered(lambda match, asked=question: match.question == asked):
                return self.env["acct.link.match.answer"]._open(rows, question)
        raise UserError(self.env._("Nothing is asked for these customers."))
