from odoo import api, fields, models
from odoo.fields import Domain

from ...lib import errors
from ...lib.document import document_from_json, party_from_json
from ...lib.exchange import CREATE_CONTACTS
from ...lib.matching import NAME, normalise
from ...lib.outcome import Exported, NotThere, Rejected, Unknown, Uploaded
from ...lib.problem import Problem

MAX_ATTEMPTS = 5
HALVE_AFTER_ATTEMPTS = 2
REPLAY_MARGIN = 30  # seconds a repeated request may take to arrive
MISSED = "missed"  # note of a request for contacts that surely did not add them all
# Problems of a document whose outcome is not known.
SILENT = {"no_answer", "interrupted", "answer_unreadable", "answer_too_large"}
LOOK_AGAIN_SECONDS = 600  # after a look-up the accounting system did not understand


class AcctLinkUploadRecovery(models.AbstractModel):
    """What is open from before is settled first.

    A request without a known outcome is looked up by the frozen documents that were sent.
    Found: it is in the books. Not found: that proves nothing until `settle_until`, as it may still
    be on its way; only a miss after that allows another attempt - with the same key and text while
    the other side remembers the key, as a new request later. It is never repeated before: a system
    that forgot the key would write twice.
    """

    _name = "acct.link.upload.recovery"
    _description = "What is Open from before"

    @api.model
    def _recover(self, interface, lock):
        """:return: number of documents dealt with; 0: nothing is left that can be settled now"""
        requests = self.env["acct.link.request"].search(
            [
                ("interface_id", "=", interface.id),
                ("state", "in", ("open", "answered", "unknown")),
            ],
            order="id",
        )
        for request in requests.filtered(lambda request: request.state == "answered"):
            self._apply_answer(request, {})
        # The lock is held: the process that sent these died before the answer was stored.
        for request in requests.filtered(lambda request: request.state == "open"):
            self._mark_unknown(request, Problem("interrupted"))
            self._commit()
        for request in requests.filtered(
            lambda request: request.state == "unknown" and request.operation == CREATE_CONTACTS
        ):
            self._recover_contacts(request)
        return self._recover_documents(interface, lock) or self._recover_operation(interface)

    # === DOCUMENTS === #

    @api.model
    def _recover_documents(self, interface, lock):
        connector = interface._connector()
        lines = self.env["acct.link.batch.line"].search(
            self._get_due_domain()
            & Domain([("interface_id", "=", interface.id), ("state", "=", "unknown")]),
            order="request_id, position",
            limit=connector._capabilities(interface).request_size,
        )
        if not lines:
            return 0
        documents = [document_from_json(line.document) for line in lines]
        asked_at = fields.Datetime.now()
        outcomes = connector._look_up(interface, documents)
        settled, missing = [], lines.browse()
        for line, document, outcome in zip(lines, documents, outcomes, strict=True):
            request = line.request_id
            if isinstance(outcome, Unknown):
                self._look_again(line, fields.Datetime.add(asked_at, seconds=LOOK_AGAIN_SECONDS))
            elif isinstance(outcome, Uploaded | Exported) or self._is_final(
                line, outcome, asked_at
            ):
                settled.append((line, document, outcome))
            elif asked_at < request.settle_until:
                self._look_again(line, request.settle_until)
            else:
                missing += line
        if settled:
            self._write_outcomes(
                lines.browse([line.id for line, _document, _outcome in settled]),
                [document for _line, document, _outcome in settled],
                [outcome for _line, _document, outcome in settled],
            )
        self._close_requests(lines.request_id)
        self._commit()
        for request, grouped in missing.grouped("request_id").items():
            self._settle_missing(request, grouped, lock)
        return len(lines)

    @api.model
    def _is_final(self, line, outcome, asked_at):
        """Whether "another document has the number" is final: a request that may still be on its
        way could arrive after all. The start of the look-up counts.
        """
        return isinstance(outcome, Rejected) and (
            self._was_answered(line) or asked_at >= line.request_id.settle_until
        )

    @api.model
    def _was_answered(self, line):
        """Whether an answer of the accounting system was about this document."""
        codes = {problem.code for problem in line._get_problems()}
        return bool(codes - SILENT)

    @api.model
    def _look_again(self, line, at):
        line.next_try = at
        self._wake(at)

    @api.model
    def _settle_missing(self, request, lines, lock):
        """Lines that were looked for in time and are not there."""
        lines.batch_id._announce_progress()
        for line in lines.filtered(self._was_answered):
            self._fail(line, line._get_problems())
            self._note(request.interface_id, failed=line)
            lines -= line
        if lines and self._can_replay(request, lines):
            self._replay(request, lines, lock)
            return
        for line in lines:
            self._try_again(line)
        self._close_requests(request)
        self._commit()

    @api.model
    def _try_again(self, line):
        """A proven miss: another attempt in another request, up to MAX_ATTEMPTS."""
        if line.attempts >= MAX_ATTEMPTS:
            self._fail(line, [Problem("too_many_attempts", {"attempts": str(line.attempts)})])
            self._note(line.interface_id, failed=line)
            return
        vals = {"state": "queued", "problems": False, "next_try": False}
        if line.attempts >= HALVE_AFTER_ATTEMPTS:
            size = len(line.request_id.line_ids)
            vals["chunk_limit"] = max((size + 1) // 2, 1)
        line.write(vals)

    @api.model
    def _can_replay(self, request, lines):
        """Whether the whole request may go out again as it is, and its key still protects it."""
        remembered = request.interface_id._connector()._capabilities(request.interface_id)
        last = fields.Datetime.add(
            request.first_sent_at, seconds=remembered.replay_seconds - REPLAY_MARGIN
        )
        return (
            fields.Datetime.now() < last
            and len(lines) == request.item_count
            and max(lines.mapped("attempts")) < HALVE_AFTER_ATTEMPTS
        )

    @api.model
    def _replay(self, request, lines, lock):
        """The same text with the same key; the frozen documents stay what they are."""
        settle = request.interface_id._connector()._capabilities(request.interface_id)
        request.write(
            {
                **request._prepare_sent_vals(settle.settle_seconds),
                "attempts": request.attempts + 1,
            }
        )
        for line in lines:
            line.write({"state": "sending", "attempts": line.attempts + 1, "next_try": False})
        self._commit()
        self._transmit(request, lock)

    @api.model
    def _close_requests(self, requests):
        for request in requests.filtered(lambda request: request.state == "unknown"):
            if not any(line.state in ("sending", "unknown") for line in request.line_ids):
                request.state = "done"

    # === BEFORE THE FIRST ATTEMPT === #

    @api.model
    def _apply_look_up(self, request, documents):
        """Look for documents of which the other side would take a second copy without a word: a
        database that was restored may have forgotten that it sent them.

        :param documents: {line id: Document} of the request, which is written ahead
        :return: whether something was found, which is settled and committed; the request is then
            not sent, and what of it is not there is queued again
        :raises: as a connector's `_look_up`; surely nothing was written
        """
        interface = request.interface_id
        connector = interface._connector()
        if request.kind not in connector._capabilities(interface).allows_duplicates:
            return False
        lines = request.line_ids.sorted("position")
        asked_at = fields.Datetime.now()
        try:
            outcomes = connector._look_up(interface, [documents[line.id] for line in lines])
        except errors.LinkError:
            self._mark_not_written(request)
            self._commit()
            raise
        if all(isinstance(outcome, NotThere) for outcome in outcomes):
            return False
        self._mark_not_written(request)
        found = lines.browse()
        for line, outcome in zip(lines, outcomes, strict=True):
            if isinstance(outcome, Unknown):
                self._look_again(line, fields.Datetime.add(asked_at, seconds=LOOK_AGAIN_SECONDS))
            elif not isinstance(outcome, NotThere):
                found += line
        told = dict(zip(lines.ids, outcomes, strict=True))
        self._write_outcomes(
            found, [documents[line.id] for line in found], [told[line.id] for line in found]
        )
        self._commit()
        return True

    # === CONTACTS === #

    @api.model
    def _recover_contacts(self, request):
        """Look for the contacts of a request without an answer: at once, as most arrived, and
        when it has settled; commits. Until then a question that was not understood is no more of
        a proof than a miss.
        """
        interface = request.interface_id
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
            search = self.env["acct.link.search"]._get(interface, rule)
            search._begin_anew({slot[1] for slot in wanted})
        known = self.env["acct.link.contact"]._get_known(interface, wanted, rule)
        left = {slot: each for slot, each in wanted.items() if slot not in known}
        problems = {}
        since = request.first_sent_at
        absent = self._find_contacts(interface, rule, left, problems, since=since)
        is_unclear = any(problem.code == "contact_unclear" for problem in problems.values())
        if is_settled:
            request.write({"state": "done", **({"note": MISSED} if absent else {})})
        elif not absent and not is_unclear:
            request.state = "done"
        self._commit()

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
            by_key.setdefault(slot[1], []).append(slot)
        for request in requests:
            self._wake(request.settle_until)
            for data in request.parties:
                if data.get("rule", NAME) == interface.match_rule:
                    problem = Problem("contact_unsure", {"key": data["key"]})
                    problems |= dict.fromkeys(by_key.get(normalise(data["key"]), ()), problem)
