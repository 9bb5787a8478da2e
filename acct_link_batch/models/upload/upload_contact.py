from collections import Counter
from dataclasses import dataclass
from functools import partial
from itertools import islice

from odoo import api, fields, models
from odoo.fields import Domain

from ...lib.document import to_json
from ...lib.exchange import CREATE_CONTACTS
from ...lib.matching import NAME, normalise
from ...lib.problem import Problem
from ..batch.batch_line_state import HALVE_AFTER_ATTEMPTS, MAX_ATTEMPTS
from ..contacts.party import FIELDS, by_role

MISSED = "missed"  # note of a request for contacts that surely did not add them all


@dataclass(frozen=True)
class Parties:
    """Whose contacts the documents of a turn need, and what is known of them.

    `wanted`: {line id: ContactRequest}; `known`: {line id: remote id}; `problems`: {slot: Problem}.
    """

    wanted: dict
    known: dict
    problems: dict

    def get_problem(self, line_id):
        """:return: Problem, why this document has no contact, or None"""
        if line_id in self.known or line_id not in self.wanted:
            return None
        return self.problems.get(self.wanted[line_id].slot)


class AcctLinkUploadContact(models.AbstractModel):
    """Contacts: found in bulk before the first documents of a run, the missing ones added in bulk
    and journalled like documents. An existing contact is never written.
    """

    _name = "acct.link.upload.contact"
    _inherit = "acct.link.handler"
    _description = "Contacts of an Upload"

    # === OF DOCUMENTS === #

    @api.model
    def _after_build(self, turn, lines, parties):
        """What other add-ons do about the contacts of documents that are about to be sent;
        committed with these, which an error in it must not stop.

        :param parties: Parties of these lines
        """

    @api.model
    def _get_parties(self, turn, lines):
        """What is known of the parties of documents. What is found out of those without a contact
        is kept in the memory of the run.

        :return: Parties; None when contacts of the run were resolved just now, which committed:
            the documents have to be picked again
        """
        interface, problems = turn.interface, turn.memory.problems
        self._follow_chosen(turn, lines)
        wanted = self._get_wanted_of_lines(interface, lines)
        known = self._get_known_of_lines(interface, lines, wanted)
        if all(id_ in known or each.slot in problems for id_, each in wanted.items()):
            return Parties(wanted, known, problems)
        model, domain = self.env["acct.link.upload.document"]._get_due()
        due = self.env[model].search_fetch(
            domain & Domain([("interface_id", "=", interface.id), ("state", "=", "queued")]),
            ["batch_id", "move_id", "chosen_contact"],
        )
        # These may be many: nothing else of them is read.
        due.move_id.fetch(FIELDS)
        wanted = self._get_wanted_of_lines(interface, due)
        known = self._get_known_of_lines(interface, due, wanted)
        missing = {}
        for id_, each in wanted.items():
            if id_ not in known and each.slot not in problems:
                missing.setdefault(each.slot, each)
        self._resolve(
            turn,
            missing,
            problems,
            since=min(due.batch_id.mapped("upload_started_at")),
            asked_at=max(due.batch_id.mapped("upload_started_at")),
            add=interface.contact_policy == "add",
        )
        return None

    @api.model
    def _follow_chosen(self, turn, lines):
        """A contact that was chosen for one document, and has been refused, is replaced by the one
        that it was merged into.
        """
        refused = lines.filtered(
            lambda line: line.chosen_contact and line.chosen_contact == line.refused_contact
        )
        if not refused:
            return
        Party = self.env["acct.link.party"]
        chosen = {
            line: (line.chosen_contact, Party._get_role(turn.capabilities, line.move_id))
            for line in refused
        }
        found = self.env["acct.link.contact"]._read_again(turn.interface, chosen.values())
        for line, remote in chosen.items():
            ends = {each.merged_to for each in found.get(remote, ())} - {""}
            if ends:
                line.chosen_contact = ends.pop()

    @api.model
    def _get_wanted_of_lines(self, interface, lines):
        """:return: {line id: ContactRequest} of the lines whose documents have a sound key"""
        wanted = self.env["acct.link.party"]._get_wanted(interface, lines.move_id)
        return {line.id: wanted[line.move_id.id] for line in lines if line.move_id.id in wanted}

    @api.model
    def _get_known_of_lines(self, interface, lines, wanted):
        """:return: {line id: remote id}; what was chosen for a document alone comes first"""
        known = self.env["acct.link.contact"]._get_known(interface, wanted)
        chosen = {line.id: line.chosen_contact for line in lines if line.chosen_contact}
        return known | {id_: remote_id for id_, remote_id in chosen.items() if id_ in wanted}

    # === FINDING AND ADDING === #

    @api.model
    def _resolve(self, turn, missing, problems, since, asked_at, add):
        """Find or add contacts; commits.

        :param missing: {slot: ContactRequest} without a contact
        :param problems: {slot: Problem}; why one has none yet is added
        :param since: when the contact was first asked for: earlier attempts to add it do not count
        :param asked_at: when it was last asked for: a look-up after that is still good
        :param add: whether contacts that are not there are added
        """
        if not missing:
            return
        interface = turn.interface
        self._refresh_stale_contacts(interface, missing, problems)
        self._recall_unsure(interface, missing, problems)
        recalled = self._recall_missing(interface, missing, asked_at)
        for slot, problem in recalled.items():
            if not add or problem.code != "contact_not_found":
                problems.setdefault(slot, problem)
        asked = {slot: each for slot, each in missing.items() if slot not in problems}
        for some in by_role(asked).values():
            self._resolve_on_list(turn, some, problems, since, add)

    @api.model
    def _resolve_on_list(self, turn, asked, problems, since, add):
        """As `_resolve`, of contacts that are on one list there, and are to be looked for."""
        interface, missing = turn.interface, asked
        rule, role = interface.match_rule, next((each.role for each in asked.values()), "")
        search = self.env["acct.link.search"]._get(interface, rule, role=role)
        gone = set(search._get_absent({slot[1] for slot in asked}, since)) if add else set()
        absent = [slot for slot in asked if slot[1] in gone]
        asked = {slot: each for slot, each in asked.items() if slot[1] not in gone}
        absent += self._find_contacts(turn, rule, asked, problems, add, note=True)
        if not add:
            return
        misses = self._count_misses(interface, rule, since, role)
        # Of several customers with one key the first is added; the others are judged beside it.
        first = {}
        for slot in sorted(absent):
            first.setdefault(slot[1], slot)
        for key, slot in first.items():
            if misses[key] >= MAX_ATTEMPTS:
                values = {"key": missing[slot].label, "attempts": str(misses[key])}
                problems[slot] = Problem("contact_no_answer", values)
        to_add = [slot for slot in first.values() if slot not in problems]
        often_missed = [slot for slot in to_add if misses[slot[1]] >= HALVE_AFTER_ATTEMPTS]
        portions = [[slot] for slot in often_missed]
        rest = [slot for slot in to_add if slot not in often_missed]
        size = max(turn.capabilities.request_size, 1)
        portions += [rest[start : start + size] for start in range(0, len(rest), size)]
        self._add(turn, rule, [[missing[slot] for slot in slots] for slots in portions], problems)
        others = {slot: missing[slot] for slot in absent if slot != first[slot[1]]}
        first = {key: missing[slot] for key, slot in first.items()}
        self._put_beside(interface, others, first, problems)

    @api.model
    def _put_beside(self, interface, others, first, problems):
        """Customers with the key of one that was added before them. Commits.

        :param others: {slot: ContactRequest}
        :param first: {key: ContactRequest} of those that were to be added
        """
        if not others:
            return
        known = self.env["acct.link.contact"]._get_known(interface, first)
        there = {
            slot: (each._replace(currency=first[slot[1]].currency), known[slot[1]])
            for slot, each in others.items()
            if slot[1] in known
        }
        self._link(interface, interface.match_rule, there, problems, note=True)
        for slot in others.keys() - there.keys():
            if problem := problems.get(first[slot[1]].slot):
                problems[slot] = problem
        self.env.cr.commit()  # pylint: disable=invalid-commit

    @api.model
    def _link(self, interface, rule, found, problems, note=False, origin="found"):
        """Remember the contacts of these customers, but for contacts that stand for others, and
        customers that were deleted or merged into another one meanwhile.

        :param found: {slot: (ContactRequest in the contact's currency, remote id)}
        :param note: whether who has to be asked for is listed
        :return: {slot: acct.link.contact}, the new ones
        """
        customers = self.env["res.partner"].union(*(each.customer for each, _id in found.values()))
        there = set(customers.exists().ids)
        found = {slot: each for slot, each in found.items() if slot[0] in there}
        judged = self.env["acct.link.contact.share"]._judge(interface, found)
        problems |= judged
        if note and judged:
            asked = {slot: found[slot][0] for slot in judged}
            self._note_missing(interface, asked, problems)
        plain = {slot: each for slot, each in found.items() if slot not in judged}
        return self.env["acct.link.contact"]._remember(interface, rule, plain, origin)

    @api.model
    def _note_missing(self, interface, missing, problems):
        """What other add-ons keep of customers that have no contact; committed with the look-up.

        :param missing: {slot: ContactRequest}; :param problems: {slot: Problem}, why they have none
        """

    @api.model
    def _recall_missing(self, interface, missing, since):
        """What an earlier run found out, and need not be asked again.

        :param missing: {slot: ContactRequest}
        :return: {slot: Problem} of those that were looked for since then and were not there
        """
        return {}

    @api.model
    def _refresh_stale_contacts(self, interface, missing, problems):
        """A contact that was chosen and has been archived since: followed where it was merged,
        never replaced by another.
        """
        Contact = self.env["acct.link.contact"]
        useless = Contact._refresh_stale(interface, missing)
        problems |= useless
        chosen = Contact._get_known(interface, missing)
        for slot in chosen.keys() - useless.keys():
            del missing[slot]
        self.env.cr.commit()  # pylint: disable=invalid-commit

    @api.model
    def _count_misses(self, interface, rule, since, role):
        """How often a party was asked to be added since then without an answer, and was not there
        afterwards: {normalised key: times}.
        """
        requests = self.env["acct.link.request"].search(
            [
                ("interface_id", "=", interface.id),
                ("operation", "=", CREATE_CONTACTS),
                ("note", "=", MISSED),
                ("first_sent_at", ">=", since),
            ]
        )
        return Counter(
            normalise(data["key"])
            for request in requests
            for data in request.parties or []
            if (data.get("rule", NAME), data.get("role", "")) == (rule, role)
        )

    @api.model
    def _find_contacts(self, turn, rule, wanted, problems, add=True, note=False, since=None):
        """Look for contacts and remember what is plain, who is surely not there included, as it
        comes: whatever stops the run does not undo it. Commits.

        :param wanted: {slot: ContactRequest}, all of one role
        :param add: without it, not to be there is a problem, too
        :param note: whether who has no contact to use is listed
        :param since: what was found out before says nothing, what was then says enough; None:
            what is asked for is looked for
        :return: the slots whose keys are surely not there
        :raises TurnOver: the others are looked for in the next turn
        """
        if not wanted:
            return []
        interface = turn.interface
        by_key = {}
        for slot in sorted(wanted):
            by_key.setdefault(slot[1], []).append(slot)
        role = next(iter(wanted.values())).role
        search = self.env["acct.link.search"]._get(interface, rule, since, role)
        absent = []
        for key in search._get_absent(list(by_key), since) if since else ():
            absent += by_key.pop(key)
        left = {wanted[slots[0]].label: slots for slots in by_key.values()}
        looked_at = fields.Datetime.now()
        for portion in turn.connector._find_contacts(interface, rule, list(left), role):
            found, lost, gone = {}, {}, []
            for label, contacts in portion.items():
                slots = left.pop(label)
                remote_id, problem = self._judge_contacts(label, contacts)
                if remote_id:
                    currency = self._get_currency(contacts, remote_id)
                    found |= {
                        slot: (wanted[slot]._replace(currency=currency), remote_id)
                        for slot in slots
                    }
                elif problem or not add:
                    problem = problem or Problem("contact_not_found", {"key": label})
                    problems |= dict.fromkeys(slots, problem)
                    lost |= {slot: wanted[slot] for slot in slots}
                else:
                    gone += slots
            for slot in found:
                problems.pop(slot, None)
            if note and lost:
                self._note_missing(interface, lost, problems)
            self._link(interface, rule, found, problems, note)
            search._forget_absent({slot[1] for slot in found})
            search._note_absent({slot[1] for slot in gone}, looked_at)
            absent += gone
            self.env.cr.commit()  # pylint: disable=invalid-commit
            if left:
                turn.check()
            looked_at = fields.Datetime.now()
        for label, slots in left.items():
            problems |= dict.fromkeys(slots, Problem("contact_unclear", {"key": label}))
        return [slot for slot in absent if slot not in problems]

    @api.model
    def _judge_contacts(self, label, contacts):
        """:param contacts: [outcome.Contact] with this key
        :return: (remote id, None), (None, Problem), or (None, None) when there is none
        """
        active = {c.remote_id for c in contacts if not c.archived and not c.merged_to}
        # A contact that was merged lives on in another one.
        active |= {c.merged_to for c in contacts if c.merged_to}
        if len(active) == 1:
            return active.pop(), None
        if active:
            return None, Problem("contact_ambiguous", {"key": label, "count": str(len(active))})
        if contacts:
            return None, Problem("contact_archived", {"key": label})
        return None, None

    @api.model
    def _get_currency(self, contacts, remote_id):
        """:return: that of the contact, or of one that was merged into it"""
        told = {c.remote_id: c.currency for c in contacts}
        return told.get(remote_id) or next((c.currency for c in contacts if c.currency), "")

    @api.model
    def _add(self, turn, rule, portions, problems):
        """Add contacts, as many requests at once as the turn has time for; commits. A request that
        is refused as a whole is sent again in halves.

        :param portions: [[ContactRequest] of one request], all of one role
        :param problems: {slot: Problem}; why one was not added is added
        :raises TurnOver: the others are added in the next turn
        """
        wanted = [each for some in portions for each in some]
        parties = iter(self.env["acct.link.party"]._prepare_parties(rule, wanted))
        self._send(turn, [list(islice(parties, len(some))) for some in portions], problems)

    @api.model
    def _send(self, turn, waiting, problems):
        """As `_add`. :param waiting: [[Party] of one request]"""
        Transport, renamed = self.env["acct.link.transport"], set()
        while waiting:
            count = turn.count_requests()
            now, waiting = waiting[:count], waiting[count:]
            prepare = partial(turn.connector._prepare, turn.interface, CREATE_CONTACTS, "")
            prepared = list(map(prepare, now))
            vals_list = [
                {"item_count": len(parties), "parties": [to_json(party) for party in parties]}
                for parties in now
            ]
            requests = Transport._journal(turn, list(zip(prepared, vals_list, strict=True)))
            self.env.cr.commit()  # pylint: disable=invalid-commit
            Transport._transmit(turn, requests, self)
            wanted = self._get_wanted_of_parties([party for parties in now for party in parties])
            known = self.env["acct.link.contact"]._get_known(turn.interface, wanted)
            refused = []
            for request, parties in zip(requests, now, strict=True):
                refused += self._conclude(turn, request, parties, known, problems, renamed)
            waiting = refused + waiting
            turn.check()
