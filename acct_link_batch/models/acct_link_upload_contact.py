from collections import Counter

from odoo import api, models
from odoo.fields import Domain

from ..lib import errors
from ..lib.document import party_from_json, to_json
from ..lib.exchange import CREATE_CONTACTS
from ..lib.matching import NAME, normalise
from ..lib.outcome import Rejected, Uploaded
from ..lib.problem import Problem
from .acct_link_party import FIELDS
from .acct_link_upload_recovery import HALVE_AFTER_ATTEMPTS, MAX_ATTEMPTS, MISSED


class AcctLinkUploadContact(models.AbstractModel):
    """Contacts: found in bulk before the first chunk of a run, the missing ones added in bulk and
    journalled like documents. An existing contact is never written.
    """

    _name = "acct.link.upload.contact"
    _description = "Contacts of an Upload"

    # === OF DOCUMENTS === #

    @api.model
    def _get_contacts(self, interface, lines, lock, problems):
        """Remote ids of the parties of a chunk.

        :param problems: {key: Problem} of parties without a contact; what is found out is added
        :return: {line id: remote id}; None when contacts of the run were resolved just now, which
            committed: the chunk has to be picked again
        """
        wanted = self._get_wanted_of_lines(interface, lines)
        known = self._get_known_of_lines(interface, lines, wanted)
        if all(id_ in known or each.key in problems for id_, each in wanted.items()):
            return known
        due = self.env["acct.link.batch.line"].search_fetch(
            self._get_due_domain()
            & Domain([("interface_id", "=", interface.id), ("state", "=", "queued")]),
            ["batch_id", "move_id", "chosen_contact"],
        )
        # These may be many: nothing else of them is read.
        due.move_id.fetch(FIELDS)
        wanted = self._get_wanted_of_lines(interface, due)
        known = self._get_known_of_lines(interface, due, wanted)
        missing = {}
        for id_, each in wanted.items():
            if id_ not in known and each.key not in problems:
                missing.setdefault(each.key, each)
        self._resolve_contacts(
            interface,
            missing,
            lock,
            problems,
            since=min(due.batch_id.mapped("upload_started_at")),
            asked_at=max(due.batch_id.mapped("upload_started_at")),
            add=interface.contact_policy == "add",
        )
        return None

    @api.model
    def _get_wanted_of_lines(self, interface, lines):
        """:return: {line id: Wanted} of the lines whose documents have a sound key"""
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
    def _resolve_contacts(self, interface, missing, lock, problems, since, asked_at, add):
        """Find or add contacts; commits.

        :param missing: {key: Wanted} without a contact
        :param problems: {key: Problem}; why one has none yet is added
        :param since: when somebody first asked for it: attempts to add one before do not count
        :param asked_at: when somebody last asked: who was missing after that is missing still
        :param add: whether contacts that are not there are added
        """
        if not missing:
            return
        rule = interface.match_rule
        self._look_at_chosen(interface, missing, problems)
        self._recall_unsure(interface, rule, missing, problems)
        recalled = self.env["acct.link.match"]._recall_missing(interface, missing, asked_at)
        for key, problem in recalled.items():
            if not add or problem.code != "contact_not_found":
                problems.setdefault(key, problem)
        asked = {
            key: (each.label, each.customer.id)
            for key, each in missing.items()
            if key not in problems
        }
        absent = self._find_contacts(interface, rule, asked, problems, missing, add)
        if not add:
            return
        misses = self._count_misses(interface, rule, since)
        for key in [key for key in absent if misses[key] >= MAX_ATTEMPTS]:
            values = {"key": missing[key].label, "attempts": str(misses[key])}
            problems[key] = Problem("contact_no_answer", values)
            absent.remove(key)
        often_missed = [key for key in absent if misses[key] >= HALVE_AFTER_ATTEMPTS]
        portions = [[key] for key in often_missed]
        rest = [key for key in absent if key not in often_missed]
        size = interface._connector()._capabilities(interface).chunk_size
        portions += [rest[start : start + size] for start in range(0, len(rest), size)]
        for keys in portions:
            wanted = [missing[key] for key in keys]
            parties = self.env["acct.link.party"]._prepare_parties(rule, wanted)
            self._add_contacts(interface, parties, lock, problems)

    @api.model
    def _look_at_chosen(self, interface, missing, problems):
        """What somebody chose and turned out to be archived since: followed where it was merged,
        never replaced by another.
        """
        customers = self.env["res.partner"].union(*(each.customer for each in missing.values()))
        useless = self.env["acct.link.contact"]._look_at_stale(interface, customers)
        chosen = self.env["acct.link.contact"]._get_known(interface, missing)
        for key, each in list(missing.items()):
            if each.customer.id in useless:
                problems[key] = Problem("contact_archived", {"key": useless[each.customer.id]})
            elif key in chosen:
                del missing[key]
        self._commit()

    @api.model
    def _count_misses(self, interface, rule, since):
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
            if data.get("rule", NAME) == rule
        )

    @api.model
    def _find_contacts(self, interface, rule, asked, problems, missing=None, add=True):
        """Look for contacts and remember those that are plain, as they come: whatever stops the
        run does not undo them. Commits.

        :param asked: {normalised key: (key, customer id)}
        :param missing: {normalised key: Wanted}: who is to be listed when there is none to use
        :param add: without it, not to be there is a problem, too
        :return: the normalised keys that are surely not there
        """
        if not asked:
            return []
        absent = []
        left = {label: key for key, (label, _customer) in asked.items()}
        for portion in interface._connector()._find_contacts(interface, rule, list(left)):
            found, lost = {}, {}
            for label, contacts in portion.items():
                key = left.pop(label)
                remote_id, problem = self._judge_contacts(label, contacts)
                if remote_id:
                    found[key] = (label, remote_id, asked[key][1])
                    problems.pop(key, None)
                elif problem or not add:
                    problems[key] = problem or Problem("contact_not_found", {"key": label})
                    lost[key] = (missing or {}).get(key)
                else:
                    absent.append(key)
            if missing:
                self.env["acct.link.match"]._note_missing(interface, lost, problems)
            self.env["acct.link.contact"]._remember(interface, rule, found)
            self._commit()
        for label, key in left.items():
            problems[key] = Problem("contact_unclear", {"key": label})
        return [key for key in absent if key not in problems]

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
    def _add_contacts(self, interface, parties, lock, problems):
        """Write ahead and send one request for contacts; halves of it when it is refused whole."""
        connector = interface._connector()
        request = self._journal(
            interface,
            connector._prepare(interface, CREATE_CONTACTS, "", parties),
            item_count=len(parties),
            parties=[to_json(party) for party in parties],
        )
        self._commit()
        self._transmit(request, lock)
        rule = parties[0].rule
        keys = [normalise(party.key) for party in parties]
        if request.state == "unknown":
            self._recover_contacts(request)
            self._recall_unsure(interface, rule, keys, problems)
            return
        known = self.env["acct.link.contact"]._get_known_keys(interface, rule, keys)
        left = [party for party in parties if normalise(party.key) not in known]
        if not left:
            return
        try:
            outcomes = self._read_answer(request, parties)
        except errors.RequestRefused as error:
            if len(parties) > 1:
                half = (len(parties) + 1) // 2
                self._add_contacts(interface, parties[:half], lock, problems)
                self._add_contacts(interface, parties[half:], lock, problems)
                return
            outcomes = [Rejected((error.problem,))]
        taken = {}
        for party, outcome in zip(parties, outcomes, strict=True):
            if isinstance(outcome, Rejected):
                problems[normalise(party.key)] = outcome.problems[0]
                if outcome.taken:
                    taken[normalise(party.key)] = (party.key, party.partner_id)
        # Added by somebody since we looked, or by ourselves.
        self._find_contacts(interface, rule, taken, problems)

    @api.model
    def _write_contacts(self, request):
        """What a stored answer says of contacts: remember those that were added."""
        parties = [party_from_json(data) for data in request.parties]
        interface = request.interface_id
        try:
            outcomes = self._read_answer(request, parties)
        except errors.RequestRefused:
            outcomes = []
        added = {
            normalise(party.key): (party, outcome)
            for party, outcome in zip(parties, outcomes, strict=False)
            if isinstance(outcome, Uploaded)
        }
        contacts = self.env["acct.link.contact"]._remember(
            interface,
            parties[0].rule,
            {
                key: (party.key, outcome.remote_id, party.partner_id)
                for key, (party, outcome) in added.items()
            },
            origin="added",
        )
        remarks = interface._connector()._check_parties(interface, parties)
        remarks = {normalise(p.key): said for p, said in zip(parties, remarks, strict=True)}
        for contact in contacts:
            contact.sent = contact._prepare_sent(added[contact.key][0])
            warnings = [*remarks[contact.key], *added[contact.key][1].warnings]
            if warnings:
                contact.problems = contact._prepare_problems(warnings)
        unsure = any(not isinstance(each, Uploaded | Rejected) for each in outcomes)
        request.state = "unknown" if unsure else "done"
