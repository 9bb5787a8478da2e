import math
from dataclasses import dataclass

from odoo import api, models

from odoo.addons.acct_link_batch.lib.document import Document
from odoo.addons.acct_link_batch.lib.matching import normalise
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_batch.models.contacts.party import by_role

# How a document comes by its contact.
KNOWN, ADD, MATCH, NONE = "known", "add", "match", "none"

FRESH_HOURS = 24  # how long pulled code lists are trusted without a question
# More at once would hold the page for long; the upload itself looks at every document anyway.
MAX_DOCUMENTS = 2000
CHECKED_STATES = ("ready", "failed")


@dataclass(frozen=True)
class Finding:
    """What an upload would make of a document. `contact` says how it comes by its contact:
    known, to be looked for and added if it is not there, to be looked for, or none at all;
    `contact_key` is what is compared. `attaches`: its file follows once it is there.
    """

    document: Document | None = None
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    contact: str = NONE
    contact_key: str = ""
    attaches: bool = False


@dataclass(frozen=True)
class Calls:
    """How many calls an upload will take: for documents, for contacts, for the documents' files,
    and for options that are added before.
    """

    documents: int = 0
    contacts: int = 0
    files: int = 0
    options: int = 0

    @property
    def total(self):
        return self.documents + self.contacts + self.files + self.options


class AcctLinkPreflight(models.AbstractModel):
    """What would become of documents if they were uploaded now: by the code that sends them, from
    what is known here, without a call, a lock or a change.
    """

    _name = "acct.link.preflight"
    _description = "Look at Documents Before They Are Sent"

    @api.model
    def _look(self, interface, lines):
        """:param lines: acct.link.batch.line, stored or new, as superuser, of this interface
        :return: {line id: Finding}
        """
        wanted = self._get_wanted(interface, lines)
        known = self.env["acct.link.upload.contact"]._get_known_of_lines(interface, lines, wanted)
        contacts = {line.id: known.get(line.id, "") for line in lines}
        results = self.env["acct.link.document"]._prepare_documents(interface, lines, contacts)
        warnings = self._get_warnings(interface, lines, results)
        asked = self.env["acct.link.contact.share"]._foresee(interface, wanted, known)
        unknown = ADD if interface.contact_policy == "add" else MATCH
        capabilities = interface._connector()._capabilities(interface)
        if capabilities.file_based:
            wanted = {}  # a file names its customers by itself
        new = {}
        if unknown == ADD:
            new = {id_: each for id_, each in wanted.items() if id_ not in known | asked}
            asked |= self._foresee_new(interface, new)
            new = {id_: each for id_, each in new.items() if id_ not in asked}
        left_out = self._check_new_contacts(interface, new)
        refused = interface._connector()._check_contacts_there(interface, wanted, known)
        unfit = self._check_listed(interface, wanted, known)
        findings = {}
        for line in lines:
            result = results[line.id]
            problems = () if isinstance(result, Document) else tuple(result)
            if line.id in asked:
                problems += (asked[line.id],)
            is_sound = not problems
            contact = KNOWN if line.id in known else unknown if line.id in wanted else NONE
            findings[line.id] = Finding(
                document=result if is_sound else None,
                problems=problems,
                warnings=(
                    *warnings.get(line.id, ()),
                    *left_out.get(line.id, ()),
                    *refused.get(line.id, ()),
                    *unfit.get(line.id, ()),
                ),
                contact=contact,
                contact_key=wanted[line.id].label if line.id in wanted else "",
            )
        return findings

    @api.model
    def _get_wanted(self, interface, lines):
        """:return: {line id: ContactRequest} of the lines whose documents have a sound key"""
        wanted = self.env["acct.link.party"]._get_wanted(interface, lines.move_id)
        return {line.id: wanted[line.move_id.id] for line in lines if line.move_id.id in wanted}

    @api.model
    def _get_warnings(self, interface, lines, results):
        """What somebody should know before, though it stops nothing.

        :param results: {line id: Document or [Problem]}; :return: {line id: [Problem]}
        """
        warnings, connector = {}, interface._connector()
        notes = self.env["acct.link.document.check"]._get_notes(lines.move_id)
        for line in lines:
            found = []
            document = results[line.id]
            if isinstance(document, Document):
                found += self.env["acct.link.document.check"]._get_remarks(document)
                found += connector._get_warnings(interface, document)
            found += notes.get(line.move_id.id, ())
            if found:
                warnings[line.id] = found
        return warnings

    @api.model
    def _foresee_new(self, interface, wanted):
        """:param wanted: {line id: ContactRequest}; :return: {line id: Problem}, what is asked"""
        new = {each.slot: each for each in wanted.values()}
        asked = self.env["acct.link.contact.share"]._foresee_new(interface, new)
        return {id_: asked[each.slot] for id_, each in wanted.items() if each.slot in asked}

    @api.model
    def _check_new_contacts(self, interface, wanted):
        """What the accounting system would not take of contacts that are to be added.

        :param wanted: {line id: ContactRequest}; :return: {line id: [Problem]}
        """
        if not wanted:
            return {}
        by_key = {(each.key, each.role): each for each in wanted.values()}
        listed = self.env["acct.link.remote.contact"]._get_listed_slots(
            interface, interface.match_rule, by_key
        )
        absent = [each for key, each in by_key.items() if key not in listed]
        parties = self.env["acct.link.party"]._prepare_parties(interface.match_rule, absent)
        remarks = interface._connector()._check_parties(interface, parties)
        said = zip(absent, remarks, strict=True)
        found = {(each.key, each.role): problems for each, problems in said if problems}
        return {
            id_: found[each.key, each.role]
            for id_, each in wanted.items()
            if (each.key, each.role) in found
        }

    @api.model
    def _check_listed(self, interface, wanted, known):
        """Why a contact that is to be looked for will hardly be one to use, going by the contacts
        as they were last read. They may have changed, so that nothing is stopped for it.

        :param wanted: {line id: ContactRequest}; :param known: {line id: remote id}
        :return: {line id: [Problem]}
        """
        unknown = {id_: each for id_, each in wanted.items() if id_ not in known}
        if not unknown or not interface.contacts_read_at:
            return {}
        Directory, counts = self.env["acct.link.remote.contact"], {}
        for role, some in by_role(unknown).items():
            keys = {each.key for each in some.values()}
            counts[role] = Directory._count_listed(interface, interface.match_rule, keys, role)
        found = {}
        for id_, each in unknown.items():
            in_use, archived = counts[each.role][each.key]
            customer = (each.customer._name, each.customer.id)
            values = {"key": each.label}
            if in_use > 1:
                problem = Problem("contact_ambiguous", {**values, "count": str(in_use)}, customer)
            elif archived and not in_use:
                problem = Problem("contact_archived_there", values, customer)
            elif not in_use and interface.contact_policy != "add":
                problem = Problem("contact_not_found", values, customer)
            else:
                continue
            found[id_] = [problem]
        return found

    @api.model
    def _count_calls(self, interface, findings):
        """:param findings: Findings of one interface; :return: Calls"""
        capabilities = interface._connector()._capabilities(interface)
        if capabilities.file_based:
            return Calls()
        size = capabilities.request_size or 1
        kinds, keys = {}, {}
        for finding in findings:
            if finding.document:
                kinds[finding.document.kind] = kinds.get(finding.document.kind, 0) + 1
                if finding.contact in (ADD, MATCH):
                    some = keys.setdefault(finding.document.party.role, set())
                    some.add(normalise(finding.contact_key))
        Directory, looks, adding = self.env["acct.link.remote.contact"], 0, 0
        for role, some in keys.items():
            looks += interface._connector()._count_finds(interface, len(some))
            if interface.contact_policy == "add":
                listed = Directory._get_listed(interface, interface.match_rule, some, role)
                adding += math.ceil(len(some - listed.keys()) / size)
        return Calls(
            documents=sum(
                math.ceil(count / size) * (2 if kind in capabilities.allows_duplicates else 1)
                for kind, count in kinds.items()
            ),
            contacts=looks + adding,
            files=sum(finding.attaches for finding in findings),
        )

    @api.model
    def _get_calls_left(self, interface):
        """:return: how many calls the accounting system still takes today, None: not known"""
        return interface.calls_left_today if interface.calls_left_at else None
