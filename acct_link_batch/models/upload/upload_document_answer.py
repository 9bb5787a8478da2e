from odoo import api, fields, models
from odoo.fields import Domain

from ...lib import errors
from ...lib.document import document_from_json
from ...lib.outcome import Exported, Rejected, Unknown, Uploaded
from ...lib.problem import Problem
from ..batch.batch_line_state import BUSY_STATES, HALVE_AFTER_ATTEMPTS

REPLAY_MARGIN = 30  # seconds a repeated request may take to arrive
LOOK_AGAIN_SECONDS = 600  # after a look-up the accounting system did not understand


class AcctLinkUploadDocument(models.AbstractModel):
    """What an answer, or a look-up, means for the documents."""

    _inherit = "acct.link.upload.document"

    @api.model
    def _apply_answers(self, requests, items):
        lines = self.env["acct.link.batch.line"].search_fetch(
            [("request_id", "in", requests.ids), ("state", "in", BUSY_STATES)],
            order="request_id, position",
        )
        requests.state = "done"
        read, documents, outcomes = lines.browse(), [], []
        for request, some in lines.grouped("request_id").items():
            sent = [items.get(line.id) or document_from_json(line.document) for line in some]
            try:
                outcomes += self.env["acct.link.transport"]._read(request, sent)
                documents += sent
                read += some
            except errors.RequestRefused as error:
                some._halve(error.problem)
        refused = lines - read
        if refused:
            self.env["acct.link.run"]._note(lines.interface_id, sent=refused)
            refused.batch_id._announce_progress()
        if read:
            self._write_outcomes(read, documents, outcomes, sent=read)

    @api.model
    def _write_outcomes(self, lines, documents, outcomes, sent=()):
        """sending, unknown -> what the Outcomes say. A line whose number is taken is looked for
        before that is reported: it may be ours.
        """
        linked = self._get_linked_remote_ids(lines, outcomes)
        uploaded = exported = lines.browse()
        for line, document, outcome in zip(lines, documents, outcomes, strict=True):
            match outcome:
                case Uploaded(remote_id=remote_id) if linked.get(remote_id, line.id) != line.id:
                    line._set_failed([Problem("number_taken", {"number": document.number})])
                case Uploaded():
                    remarks = self.env["acct.link.document.check"]._get_remarks(document)
                    line._keep_answer(document, outcome, remarks)
                    uploaded += line
                case Exported():
                    line._keep_exported(document, outcome)
                    exported += line
                case Rejected(taken=True, problems=problems):
                    line._set_unknown(problems)
                case Rejected(problems=problems):
                    if not line._look_for_contact_again(document, problems):
                        line._set_failed(problems)
                case _:
                    line._set_unknown([Problem("answer_unreadable")])
        # At once, as much hangs on the state.
        uploaded.write(
            {"state": "uploaded", "uploaded_at": fields.Datetime.now(), "next_try": False}
        )
        exported.write(exported._prepare_exported_vals())
        uploaded._after_upload()
        self.env["acct.link.run"]._note(
            lines.interface_id,
            sent=sent,
            uploaded=uploaded,
            exported=exported,
            failed=lines.filtered(lambda line: line.state == "failed"),
        )
        lines.batch_id._announce_progress()

    @api.model
    def _get_linked_remote_ids(self, lines, outcomes):
        """{remote id: id of the line it belongs to}, of other lines and twice in these."""
        remote_ids = [each.remote_id for each in outcomes if isinstance(each, Uploaded)]
        others = self.env["acct.link.batch.line"].search_fetch(
            [
                ("remote_org_id", "in", lines.mapped("remote_org_id")),
                ("remote_id", "in", remote_ids),
                ("id", "not in", lines.ids),
            ],
            ["remote_id"],
        )
        linked = {other.remote_id: other.id for other in others}
        for line, outcome in zip(lines, outcomes, strict=True):
            if isinstance(outcome, Uploaded):
                linked.setdefault(outcome.remote_id, line.id)
        return linked

    # === WITHOUT AN ANSWER === #

    @api.model
    def _settle(self, turn, _requests):
        """Look for documents whose outcome is not known, and settle what can be. Found: it is in
        the books. Not found: that proves nothing until `settle_until`, as it may still be on its
        way; only a miss after that allows another attempt.

        :return: how many were dealt with
        """
        size = turn.capabilities.look_up_size or max(turn.capabilities.request_size, 1)
        lines = self.env["acct.link.batch.line"].search(
            self._get_due()[1]
            & Domain([("interface_id", "=", turn.interface.id), ("state", "=", "unknown")]),
            order="request_id, position",
            limit=size,
        )
        if not lines:
            return 0
        documents = [document_from_json(line.document) for line in lines]
        asked_at = fields.Datetime.now()
        outcomes = self._look_up(turn, documents)
        settled, missing = [], lines.browse()
        for line, document, outcome in zip(lines, documents, outcomes, strict=True):
            settle_until = line.request_id.settle_until
            if isinstance(outcome, Unknown):
                self._look_again(line, self._get_next_look(asked_at))
            elif isinstance(outcome, Uploaded | Exported) or self._is_final(
                line, outcome, asked_at
            ):
                settled.append((line, document, outcome))
            elif asked_at < settle_until:
                self._look_again(line, settle_until)
            else:
                missing += line
        if settled:
            self._write_outcomes(
                lines.browse([line.id for line, _document, _outcome in settled]),
                [document for _line, document, _outcome in settled],
                [outcome for _line, _document, outcome in settled],
            )
        self._close(lines.request_id)
        self.env.cr.commit()  # pylint: disable=invalid-commit
        self._settle_missing(turn, missing)
        return len(lines)

    @api.model
    def _is_final(self, line, outcome, asked_at):
        """Whether "another document has the number" is final: a request that may still be on its
        way could arrive after all. The start of the look-up counts.
        """
        return isinstance(outcome, Rejected) and (
            line._was_answered() or asked_at >= line.request_id.settle_until
        )

    @api.model
    def _get_next_look(self, asked_at):
        return fields.Datetime.add(asked_at, seconds=LOOK_AGAIN_SECONDS)

    @api.model
    def _look_again(self, line, at):
        line.next_try = at
        self.env["acct.link.upload"]._wake(at)

    @api.model
    def _settle_missing(self, turn, lines):
        """Lines that were looked for in time and are not there; commits."""
        replayed = self.env["acct.link.request"]
        for request, some in lines.grouped("request_id").items():
            some.batch_id._announce_progress()
            for line in some.filtered(lambda line: line._was_answered()):
                line._set_failed(line._get_problems())
                self.env["acct.link.run"]._note(turn.interface, failed=line)
                some -= line
            if some and self._can_replay(turn, request, some):
                self._prepare_replay(turn, request, some)
                replayed += request
                continue
            for line in some:
                line._try_again()
            failed = some.filtered(lambda line: line.state == "failed")
            self.env["acct.link.run"]._note(turn.interface, failed=failed)
            self._close(request)
        if lines:
            self.env.cr.commit()  # pylint: disable=invalid-commit
        if replayed:
            self.env["acct.link.transport"]._transmit(turn, replayed, self)

    @api.model
    def _can_replay(self, turn, request, lines):
        """Whether the whole request may go out again as it is, and its key still protects it. It is
        never repeated before it has settled: a system that forgot the key would write twice.
        """
        last = fields.Datetime.add(
            request.first_sent_at, seconds=turn.capabilities.replay_seconds - REPLAY_MARGIN
        )
        return (
            fields.Datetime.now() < last
            and len(lines) == request.item_count
            and max(lines.mapped("attempts")) < HALVE_AFTER_ATTEMPTS
        )

    @api.model
    def _prepare_replay(self, turn, request, lines):
        """The same text with the same key; the frozen documents stay what they are. Not committed
        yet.
        """
        request.write(
            {
                **request._prepare_sent_vals(turn.capabilities.settle_seconds),
                "attempts": request.attempts + 1,
            }
        )
        for line in lines:
            line.write({"state": "sending", "attempts": line.attempts + 1, "next_try": False})

    @api.model
    def _close(self, requests):
        for request in requests.filtered(lambda request: request.state == "unknown"):
            if not any(line.state in ("sending", "unknown") for line in request.line_ids):
                request.state = "done"
