from dataclasses import replace

from odoo import api, fields, models

from ...lib import errors
from ...lib.document import CUSTOMER, SUPPLIER, party_from_json
from ...lib.exchange import CREATE_CONTACTS
from ...lib.matching import INVOICE_NAME, NAME, normalise, trim
from ...lib.outcome import Rejected, Uploaded
from ...lib.problem import Problem
from ..contacts.party import ContactRequest
from .upload_contact import MISSED


def get_slot(party):
    """:param party: Party; :return: slot of its ContactRequest"""
    return party.partner_id, normalise(party.key), party.role


class AcctLinkUploadContact(models.AbstractModel):
    """What an answer means for the contacts that were to be added; without one they are looked
    for, and nobody is added twice.
    """

    _inherit = "acct.link.upload.contact"

    @api.model
    def _apply_answers(self, requests, items):
        """Keep the contacts that were added, as stored answers list them."""
        read = {}
        for request in requests:
            parties = [party_from_json(data) for data in request.parties]
            try:
                outcomes = self.env["acct.link.transport"]._read(request, parties)
            except errors.RequestRefused:
                outcomes = []
            unsure = any(not isinstance(each, Uploaded | Rejected) for each in outcomes)
            request.state = "unknown" if unsure else "done"
            list_ = (request.interface_id, parties[0].rule, parties[0].role)
            found = read.setdefault(list_, {})
            found |= {
                get_slot(party): (party, outcome)
                for party, outcome in zip(parties, outcomes, strict=False)
                if isinstance(outcome, Uploaded)
            }
        for (interface, rule, role), added in read.items():
            if added:
                self._keep_added(interface, rule, role, added)

    @api.model
    def _keep_added(self, interface, rule, role, added):
        """:param added: {slot: (Party, Uploaded)}, all of one role"""
        parties = [party for party, _outcome in added.values()]
        wanted = self._get_wanted_of_parties(parties)
        found = {slot: (each, added[slot][1].remote_id) for slot, each in wanted.items()}
        contacts = self._link(interface, rule, found, {}, origin="added")
        search = self.env["acct.link.search"]._get(interface, rule, role=role)
        search._forget_absent({slot[1] for slot in added})
        remarks = interface._connector()._check_parties(interface, parties)
        remarks = dict(zip(added, remarks, strict=True))
        for slot, contact in contacts.items():
            party, outcome = added[slot]
            own = party.key if rule in (NAME, INVOICE_NAME) else trim(wanted[slot].customer.name)
            warnings = [*remarks[slot], *outcome.warnings]
            if party.role and party.name != own:
                warnings.append(Problem("contact_other_name", {"key": own, "name": party.name}))
                party = replace(party, name=own)
            contact._after_add(party)
            if warnings:
                contact.problems = contact._prepare_problems(warnings)

    @api.model
    def _get_wanted_of_parties(self, parties):
        """:param parties: [Party], as they were journalled
        :return: {slot: ContactRequest}, also of customers that were deleted or merged since; what
            is asked for by name is asked for by the one that was sent
        """
        customers = self.env["res.partner"].browse([party.partner_id for party in parties])
        wanted = [
            ContactRequest(
                normalise(party.key),
                party.name if party.rule in (NAME, INVOICE_NAME) else party.key,
                *(customer, customer, None, party.role, party.currency),
            )
            for party, customer in zip(parties, customers, strict=True)
        ]
        return {each.slot: each for each in wanted}

    @api.model
    def _conclude(self, turn, request, parties, known, problems, renamed):
        """What became of those whom a request was to add.

        :param known: {slot: remote id} of those who have a contact now
        :param renamed: {slot} of those who were given another name; more are added
        :return: [[Party] of one request] to send again
        """
        interface = turn.interface
        if request.state == "void":  # the turn was over before it was sent
            return []
        wanted = self._get_wanted_of_parties(parties)
        if request.state == "unknown":
            self._recover_contacts(turn, request)
            self._recall_unsure(interface, wanted, problems)
            return []
        left = [each for each in parties if get_slot(each) not in known]
        if not left:
            return []
        try:
            outcomes = self.env["acct.link.transport"]._read(request, parties)
        except errors.RequestRefused as error:
            if len(parties) > 1:
                half = (len(parties) + 1) // 2
                return [parties[:half], parties[half:]]
            outcomes = [Rejected((error.problem,))]
        taken = {}
        for party, outcome in zip(parties, outcomes, strict=True):
            slot = get_slot(party)
            if isinstance(outcome, Rejected):
                problems[slot] = outcome.problems[0]
                if outcome.taken and slot in wanted:
                    taken[slot] = party, outcome.problems[0]
        # It was added since the look-up, there or by an earlier request.
        since = self._get_next_second()
        asked = {slot: wanted[slot] for slot in taken}
        self._find_contacts(turn, parties[0].rule, asked, problems, note=True, since=since)
        # Whose refusal still stands is not on its own list.
        refused = {slot: party for slot, (party, why) in taken.items() if problems.get(slot) is why}
        return self._rename(turn, refused, problems, renamed)

    @api.model
    def _rename(self, turn, refused, problems, renamed):
        """Parties whose name the other list there has, where the two share their names, go under
        another one, if the connector tells one: once. Else a person gives it one there.

        :param refused: {slot: Party} of one role, not added as their names are taken
        :return: as `_conclude`
        """
        interface, connector = turn.interface, turn.connector
        refused = {slot: each for slot, each in refused.items() if slot not in renamed}
        role = next((each.role for each in refused.values()), "")
        if not role or NAME not in turn.capabilities.match_rules:
            return []
        names, found = [each.name for each in refused.values()], {}
        other = SUPPLIER if role == CUSTOMER else CUSTOMER
        for portion in connector._find_contacts(interface, NAME, names, other):
            found |= portion
        again = {}
        for slot, party in refused.items():
            if not found.get(party.name):
                continue
            problems[slot] = Problem("contact_taken_by_role", {"key": party.key})
            if name := trim(connector._get_other_name(interface, party)):
                again[slot] = replace(party, name=name)
        renamed.update(again)
        wanted = self._get_wanted_of_parties(again.values())
        for slot in wanted:
            del problems[slot]
        # One that was added before, and forgotten here.
        rule, since = interface.match_rule, self._get_next_second()
        absent = self._find_contacts(turn, rule, wanted, problems, note=True, since=since)
        return [[again[slot] for slot in absent]] if absent else []

    @api.model
    def _get_next_second(self):
        """:return: moment after all that is known, as moments are whole seconds"""
        return fields.Datetime.add(fields.Datetime.now(), seconds=1)

    # === WITHOUT AN ANSWER === #

    @api.model
    def _settle(self, turn, requests):
        for request in requests:
            self._recover_contacts(turn, request)
        return 0  # documents go on meanwhile

    @api.model
    def _recover_contacts(self, turn, request):
        """Look for the contacts of a request without an answer: at once, as most arrived, and
        when it has settled; commits. Until then a question that was not understood is no more of
        a proof than a miss.
        """
        interface = turn.interface
        is_settled = fields.Datetime.now() >= request.settle_until
        look = 2 if is_settled else 1
        if request.looks == 1 and not is_settled:
            return
        parties = [party_from_json(data) for data in request.parties]
        rule = parties[0].rule
        wanted = self._get_wanted_of_parties(parties)
        if request.looks < look:
            # A look-up from before it was sent, or while it was on its way, proves nothing.
            request.looks = look
            search = self.env["acct.link.search"]._get(interface, rule, role=parties[0].role)
            search._begin_anew({slot[1] for slot in wanted})
        known = self.env["acct.link.contact"]._get_known(interface, wanted, rule)
        left = {slot: each for slot, each in wanted.items() if slot not in known}
        problems = {}
        since = request.first_sent_at
        absent = self._find_contacts(turn, rule, left, problems, since=since)
        is_unclear = any(problem.code == "contact_unclear" for problem in problems.values())
        if is_settled:
            request.write({"state": "done", **({"note": MISSED} if absent else {})})
        elif not absent and not is_unclear:
            request.state = "done"
        self.env.cr.commit()  # pylint: disable=invalid-commit

    @api.model
    def _get_settled_at(self, interface):
        """:return: when the last request for contacts that is unsettled now will be (naive UTC)"""
        [[last]] = self.env["acct.link.request"]._read_group(
            [
                ("interface_id", "=", interface.id),
                ("operation", "=", CREATE_CONTACTS),
                ("state", "=", "unknown"),
            ],
            [],
            ["settle_until:max"],
        )
        soon = fields.Datetime.add(fields.Datetime.now(), seconds=1)
        return max(last or soon, soon)

    @api.model
    def _recall_unsure(self, interface, wanted, problems):
        """Mark those whose keys an unsettled request may still add, for whichever customer: adding
        them again would make two.

        :param wanted: {slot: ContactRequest}
        """
        requests = self.env["acct.link.request"].search(
            [
                ("interface_id", "=", interface.id),
                ("operation", "=", CREATE_CONTACTS),
                ("state", "=", "unknown"),
            ]
        )
        by_key = {}
        for slot in wanted:
            by_key.setdefault(slot[1:], []).append(slot)
        for request in requests:
            self.env["acct.link.upload"]._wake(request.settle_until)
            for data in request.parties:
                if data.get("rule", NAME) == interface.match_rule:
                    problem = Problem("contact_unsure", {"key": data["key"]})
                    asked = by_key.get((normalise(data["key"]), data.get("role", "")), ())
                    problems |= dict.fromkeys(asked, problem)
