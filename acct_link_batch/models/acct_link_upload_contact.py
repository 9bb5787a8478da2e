from collections import Counter

from odoo import api, models
from odoo.fields import Domain

from ..lib import errors
from ..lib.document import party_from_json, to_json
from ..lib.exchange import CREATE_CONTACTS
from ..lib.matching import normalise
from ..lib.outcome import Rejected, Uploaded
from ..lib.problem import Problem
from .acct_link_upload_recovery import HALVE_AFTER_ATTEMPTS, MAX_ATTEMPTS, MISSED


class AcctLinkUploadContact(models.AbstractModel):
    """Contacts: found in bulk before the first chunk of a run, the missing ones added in bulk and
    journalled like documents. An existing contact is never written.
    """

    _name = "acct.link.upload.contact"
    _description = "Contacts of an Upload"

    @api.model
    def _get_contacts(self, interface, lines, lock, problems):
        """Remote ids of the parties of a chunk.

        :param problems: {key: Problem} of parties without a contact; what is found out is added
        :return: {key: remote id}; None when contacts of the run were resolved just now, which
            committed: the chunk has to be picked again
        """
        keys = self._get_parties(interface, lines).keys()
        known = self.env["acct.link.contact"]._get_known(interface, keys)
        if keys <= known.keys() | problems.keys():
            return known
        due = self.env["acct.link.batch.line"].search_fetch(
            self._get_due_domain()
            & Domain([("interface_id", "=", interface.id), ("state", "=", "queued")]),
            ["batch_id", "move_id"],
        )
        # These may be many: nothing else of them is read.
        due.move_id.fetch(["commercial_partner_id"])
        self._resolve_contacts(interface, due, lock, problems)
        return None

    @api.model
    def _get_parties(self, interface, lines):
        """:return: {normalised key: (key, res.partner)} of all parties that have a key"""
        Parties = self.env["acct.link.party"]
        parties = {}
        for move in lines.move_id:
            key = Parties._get_key(interface, move)
            if normalise(key):
                parties.setdefault(normalise(key), (key, move.commercial_partner_id))
        return parties

    @api.model
    def _resolve_contacts(self, interface, lines, lock, problems):
        """Find or add the contacts of all parties of these lines; commits."""
        parties = self._get_parties(interface, lines)
        known = self.env["acct.link.contact"]._get_known(interface, parties)
        missing = {
            key: party for key, party in parties.items() if key not in known and key not in problems
        }
        if not missing:
            return
        self._recall_unsure(interface, missing, problems)
        absent = self._find_contacts(interface, {k: v[0] for k, v in missing.items()}, problems)
        absent = [key for key in absent if key not in problems]
        self._commit()
        if interface.contact_policy != "add":
            for key in absent:
                problems[key] = Problem("contact_not_found", {"key": parties[key][0]})
            return
        misses = self._count_misses(interface, min(lines.batch_id.mapped("upload_started_at")))
        for key in [key for key in absent if misses[key] >= MAX_ATTEMPTS]:
            values = {"key": parties[key][0], "attempts": str(misses[key])}
            problems[key] = Problem("contact_no_answer", values)
            absent.remove(key)
        Parties = self.env["acct.link.party"]
        often_missed = [key for key in absent if misses[key] >= HALVE_AFTER_ATTEMPTS]
        portions = [[key] for key in often_missed]
        rest = [key for key in absent if key not in often_missed]
        size = interface._connector()._capabilities(interface).chunk_size
        portions += [rest[start : start + size] for start in range(0, len(rest), size)]
        for keys in portions:
            # The commit before has emptied the cache: read for the whole portion at once.
            ids = [parties[key][1].id for key in keys]
            to_add = [
                Parties._prepare_party(key, partner.with_prefetch(ids))
                for key, partner in map(parties.get, keys)
            ]
            self._add_contacts(interface, to_add, lock, problems)

    @api.model
    def _count_misses(self, interface, since):
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
            normalise(data["key"]) for request in requests for data in request.parties or []
        )

    @api.model
    def _find_contacts(self, interface, keys, problems):
        """Look for contacts and remember those that are plain.

        :param keys: {normalised key: key}
        :return: the normalised keys that are surely not there
        """
        found, absent = {}, []
        candidates = interface._connector()._find_contacts(interface, list(keys.values()))
        for normalised, key in keys.items():
            contacts = candidates.get(key)
            if contacts is None:
                problems[normalised] = Problem("contact_unclear", {"key": key})
                continue
            active = {c.remote_id for c in contacts if not c.archived and not c.merged_to}
            # A contact that was merged lives on in another one.
            active |= {c.merged_to for c in contacts if c.merged_to}
            if len(active) == 1:
                found[normalised] = (key, active.pop())
            elif active:
                values = {"key": key, "count": str(len(active))}
                problems[normalised] = Problem("contact_ambiguous", values)
            elif contacts:
                problems[normalised] = Problem("contact_archived", {"key": key})
            else:
                absent.append(normalised)
        for normalised in found:
            problems.pop(normalised, None)
        self.env["acct.link.contact"]._remember(interface, found)
        return absent

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
        if request.state == "unknown":
            self._recover_contacts(request)
            self._recall_unsure(interface, [normalise(p.key) for p in parties], problems)
            return
        known = self.env["acct.link.contact"]._get_known(
            interface, [normalise(party.key) for party in parties]
        )
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
                    taken[normalise(party.key)] = party.key
        if taken:  # added by somebody since we looked, or by ourselves
            self._find_contacts(interface, taken, problems)
            self._commit()

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
            normalise(party.key): (party.key, outcome.remote_id)
            for party, outcome in zip(parties, outcomes, strict=False)
            if isinstance(outcome, Uploaded)
        }
        known = self.env["acct.link.contact"]._get_known(interface, added)
        self.env["acct.link.contact"]._remember(
            interface, {key: value for key, value in added.items() if key not in known}
        )
        unsure = any(not isinstance(each, Uploaded | Rejected) for each in outcomes)
        request.state = "unknown" if unsure else "done"
