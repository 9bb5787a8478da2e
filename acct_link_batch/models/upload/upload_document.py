import math
from collections import deque
from dataclasses import replace

from odoo import api, fields, models
from odoo.fields import Domain

from ...lib import errors
from ...lib.document import Document, to_json
from ...lib.exchange import CREATE_DOCUMENTS
from ...lib.outcome import NotThere, Unknown
from ..base.tries import is_due, keep_changes
from ..batch.batch_line_state import OPEN_STATES

FEW_DOCUMENTS = 100  # whose lines need not be counted


class AcctLinkUploadDocument(models.AbstractModel):
    """The documents of a turn, from the queue to the books:

    pick -> contacts -> lock -> build -> cut -> write ahead -> look first -> transmit -> read

    Each step hands the next one a value. What an answer or a look-up means is in
    `upload_document_answer`.
    """

    _name = "acct.link.upload.document"
    _inherit = "acct.link.handler"
    _description = "Documents of an Upload"

    @api.model
    def _get_due(self):
        """:return: (model, Domain of its rows that may go out now)"""
        return "acct.link.batch.line", Domain("state", "in", OPEN_STATES) & is_due()

    @api.model
    def _run(self, turn):
        """Send the next documents. :return: how many were dealt with, None if there are none"""
        lines = self._pick(turn)
        if not lines:
            return None
        parties = self.env["acct.link.upload.contact"]._get_parties(turn, lines)
        if parties is None:
            return 0  # contacts were added meanwhile: pick again
        lines = self._lock(lines)
        if not lines:
            return None  # another transaction holds them: next time
        ready = self._build(turn, lines, parties)
        self.env["acct.link.run"]._note(
            turn.interface, failed=lines.filtered(lambda line: line.state == "failed")
        )
        # Pages of the other batches are notified with the outcome, once for a portion.
        leaving = lines.browse([line.id for line, _document in ready])
        (lines.batch_id - leaving.batch_id)._announce_progress()
        if not ready:
            self.env.cr.commit()  # pylint: disable=invalid-commit
            return len(lines)
        self.env["acct.link.upload.contact"]._after_build(turn, lines, parties)
        cut = self._cut(turn, ready)
        requests = self._look_first(turn, self._write_ahead(turn, cut), cut)
        if requests:
            documents = {line.id: document for line, document in ready}
            self.env["acct.link.transport"]._transmit(turn, requests, self, documents)
        return len(lines)

    # === THE STEPS === #

    @api.model
    def _pick(self, turn):
        """New before often-failed, in requests no larger than the first of them allows. Where one
        kind leaves lanes empty the next one fills them, but no request is smaller for it, and no
        turn looks for several kinds first: a limit could end each such turn before it sends.
        """
        Line = self.env["acct.link.batch.line"]
        domain = self._get_due()[1] & Domain(
            [("interface_id", "=", turn.interface.id), ("state", "=", "queued")]
        )
        picked, kinds = Line, []
        size, left = 0, turn.count_requests()
        while left > 0 and (not picked or len(picked) < turn.capabilities.turn_size):
            first = Line.search_fetch(
                domain & Domain("kind", "not in", kinds),
                ["kind", "chunk_limit", "batch_id"],
                order="attempts, chunk_limit, id",
                limit=1,
            )
            if not first or (picked and first.chunk_limit != picked[0].chunk_limit):
                break
            if picked and first.kind in turn.capabilities.allows_duplicates:
                break
            size = first.chunk_limit or max(turn.capabilities.request_size, 1)
            same = Domain([("kind", "=", first.kind), ("chunk_limit", "=", first.chunk_limit)])
            if turn.capabilities.file_based:  # every batch has files of its own
                same &= Domain("batch_id", "=", first.batch_id.id)
            most = min(left * size, max(turn.capabilities.turn_size - len(picked), size))
            some = Line.search_fetch(domain & same, order="attempts, id", limit=most)
            picked += some
            kinds.append(first.kind)
            left -= math.ceil(len(some) / size)
            if turn.capabilities.file_based or first.kind in turn.capabilities.allows_duplicates:
                break
        return self._fit(turn, picked)

    @api.model
    def _fit(self, turn, lines):
        """:return: the first of these whose documents together have no more lines than may be
        read at once, but one at least
        """
        limit = turn.capabilities.turn_lines
        if not limit or len(lines) <= FEW_DOCUMENTS:
            return lines
        counts = self.env["account.move.line"]._read_group(
            [("move_id", "in", lines.move_id.ids), ("display_type", "=", "product")],
            ["move_id"],
            ["__count"],
        )
        by_move, total = {move.id: count for move, count in counts}, 0
        for index, line in enumerate(lines):
            total += by_move.get(line.move_id.id, 0)
            if index and total > limit:
                return lines[:index]
        return lines

    @api.model
    def _lock(self, lines):
        """Lock the lines and their documents until the write-ahead is committed; those that
        another transaction holds stay for the next turn.
        """
        lines = lines.try_lock_for_update()
        moves = lines.move_id.try_lock_for_update(allow_referencing=True)
        # What was read since the last commit is as old as these locks: under REPEATABLE READ the
        # database refuses to lock a row that has changed meanwhile, and the turn starts afresh.
        held = set(moves.ids)
        return lines.filtered(
            lambda line: line.move_id.id in held and line.state == "queued"
        ).sorted("id")

    @api.model
    def _build(self, turn, lines, parties):
        """Fail or postpone what cannot go.

        :param parties: upload_contact.Parties of these lines, at least
        :return: [(line, Document)]
        """
        sendable, unsure = lines.browse(), set()
        for line in lines:
            problem = parties.get_problem(line.id)
            if not problem:
                sendable += line
            elif problem.code == "contact_unsure":
                unsure.add(parties.wanted[line.id].slot)
                until = self.env["acct.link.upload.contact"]._get_settled_at(turn.interface)
                line.write({"next_try": until, "problems": line._prepare_problems([problem])})
            else:
                customer = ("res.partner", line.move_id.commercial_partner_id.id)
                line._set_failed([replace(problem, record=customer)])
        for slot in unsure:  # by then it may be known
            turn.memory.problems.pop(slot, None)
        ready = []
        built = self.env["acct.link.document"]._prepare_documents(
            turn.interface, sendable, parties.known
        )
        for line_id, result in built.items():
            line = lines.browse(line_id)
            if isinstance(result, Document):
                ready.append((line, result))
            else:
                line._set_failed(result)
        return ready

    @api.model
    def _cut(self, turn, ready):
        """:param ready: [(line, Document)], of one limit
        :return: [(exchange.Request, those of `ready` that are in it)]
        """
        capabilities = turn.capabilities
        size = ready[0][0].chunk_limit or max(capabilities.request_size, 1)
        by_kind = {}
        for line, document in ready:
            by_kind.setdefault(document.kind, []).append((line, document))
        waiting = deque(
            some[start : start + size]
            for some in by_kind.values()
            for start in range(0, len(some), size)
        )
        cut = []
        while waiting:
            some = waiting.popleft()
            documents = [document for _line, document in some]
            request = turn.connector._prepare(
                turn.interface, CREATE_DOCUMENTS, documents[0].kind, documents
            )
            most = capabilities.request_bytes
            if len(some) > 1 and most and len(request.text.encode()) > most:
                half = len(some) // 2
                waiting.extendleft((some[half:], some[:half]))
            else:
                cut.append((request, some))
        return cut

    @api.model
    def _write_ahead(self, turn, cut):
        """Journal the requests and mark their lines; committed before anything is sent.

        :param cut: as of `_cut`; :return: acct.link.request
        """
        Line = self.env["acct.link.batch.line"]
        requests = self.env["acct.link.transport"]._journal(
            turn, [(request, {"item_count": len(some)}) for request, some in cut]
        )
        lines = Line.browse([line.id for _request, some in cut for line, _document in some])
        fingerprints = Line._get_fingerprints(lines.move_id)
        for record, (_request, some) in zip(requests, cut, strict=True):
            # One by one, each would be added to the lines of the request that are known.
            lines.browse([line.id for line, _document in some]).request_id = record
            for position, (line, document) in enumerate(some):
                line.write(
                    {
                        "position": position,
                        "attempts": line.attempts + 1,
                        "document": to_json(document),
                        "number_sent": document.number,
                        "total_sent": float(document.total),
                        "fingerprint": fingerprints[line.move_id.id],
                    }
                )
        # At once, as much hangs on the state.
        lines.write({"state": "sending", "problems": False, "next_try": False})
        self.env.cr.commit()  # pylint: disable=invalid-commit
        return requests

    @api.model
    def _look_first(self, turn, requests, cut):
        """Look for documents of which the other side would take a second copy without a word: a
        database that was restored may have forgotten that it sent them; commits.

        :param requests: acct.link.request that are written ahead, of `cut`, as of `_cut`
        :return: acct.link.request of which nothing was found. The others are not sent: what is
            there is settled, and what is not is queued again
        :raises: as a connector's `_look_up`; surely nothing was written
        """
        doubtful = [
            (record, line, document)
            for record, (request, some) in zip(requests, cut, strict=True)
            if request.kind in turn.capabilities.allows_duplicates
            for line, document in some
        ]
        if not doubtful:
            return requests
        Transport = self.env["acct.link.transport"]
        documents = {line.id: document for _record, line, document in doubtful}
        try:
            outcomes = self._look_up(turn, [*documents.values()])
        except errors.LinkError:
            keep_changes(self.env.cr, Transport._set_unsent, requests, self)
            raise
        there = {
            id_: outcome
            for id_, outcome in zip(documents, outcomes, strict=True)
            if not isinstance(outcome, NotThere)
        }
        if there:
            kept_back = requests.union(
                *(record for record, line, _document in doubtful if line.id in there)
            )
            keep_changes(self.env.cr, self._set_found, kept_back, there, documents)
            requests -= kept_back
        return requests

    @api.model
    def _look_up(self, turn, documents):
        """:return: [outcome], as of a connector's `_look_up`, asked in its portions"""
        size = turn.capabilities.look_up_size or max(turn.capabilities.request_size, 1)
        outcomes = []
        for start in range(0, len(documents), size):
            some = documents[start : start + size]
            outcomes += turn.connector._look_up(turn.interface, some)
        return outcomes

    @api.model
    def _set_found(self, requests, there, documents):
        """:param there: {line id: outcome} of what is in the books, or may be"""
        asked_at = fields.Datetime.now()
        self.env["acct.link.transport"]._set_unsent(requests, self)
        lines = self.env["acct.link.batch.line"].browse(there)
        unclear = lines.filtered(lambda line: isinstance(there[line.id], Unknown))
        for line in unclear:
            self._look_again(line, self._get_next_look(asked_at))
        found = lines - unclear
        self._write_outcomes(
            found,
            [documents[line.id] for line in found],
            [there[line.id] for line in found],
        )

    # === AS A HANDLER === #

    @api.model
    def _set_unsent(self, requests):
        requests.line_ids.filtered(lambda line: line.state == "sending")._put_back()

    @api.model
    def _set_unknown(self, request, problem):
        request.line_ids.filtered(lambda line: line.state == "sending")._set_unknown([problem])
        request.line_ids.batch_id._announce_progress()
