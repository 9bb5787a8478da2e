import logging

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..lib import errors
from ..lib.document import document_from_json
from ..lib.exchange import CREATE_DOCUMENTS
from ..lib.outcome import Exported, Rejected, Unknown, Uploaded
from ..lib.problem import Problem

_logger = logging.getLogger(__name__)

MAX_CONFLICTS = 5


class AcctLinkUploadOutcome(models.AbstractModel):
    """What an answer, or a look-up, means for the lines."""

    _name = "acct.link.upload.outcome"
    _description = "What an Answer Means"

    @api.model
    def _apply_answer(self, request):
        """Read the stored answer and write what became of each item. A conflict is retried from
        the stored answer, never by a second call.
        """
        for attempt in range(MAX_CONFLICTS):
            try:
                self._write_answer(request)
                self._commit()
                return
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()
                if attempt == MAX_CONFLICTS - 1:
                    raise

    @api.model
    def _write_answer(self, request):
        if request.operation != CREATE_DOCUMENTS:
            self._write_contacts(request)
            return
        lines = request.line_ids.filtered(lambda line: line.state in ("sending", "unknown"))
        lines = lines.sorted("position")
        items = [document_from_json(line.document) for line in lines]
        request.state = "done"
        try:
            outcomes = self._read_answer(request, items)
        except errors.RequestRefused as error:
            self._halve(lines, error.problem)
        else:
            self._write_outcomes(lines, items, outcomes)
        self._note(request.interface_id, sent=lines)

    @api.model
    def _read_answer(self, request, items):
        """The connector's Outcomes; an answer it cannot make sense of says nothing."""
        interface = request.interface_id
        try:
            return interface._connector()._read(
                interface, request._get_request(), request._get_answer(), items
            )
        except errors.RequestRefused:
            raise
        except Exception:
            _logger.exception("Request %s: the answer could not be read", request.key)
            return [Unknown("unreadable")] * len(items)

    @api.model
    def _halve(self, lines, problem):
        """A whole request was refused: send its halves, until the culprit stands alone."""
        if len(lines) == 1:
            self._fail(lines, [problem])
            return
        for line in lines:
            line.write(
                {
                    "state": "queued",
                    "attempts": max(line.attempts - 1, 0),
                    "chunk_limit": (len(lines) + 1) // 2,
                }
            )

    @api.model
    def _write_outcomes(self, lines, documents, outcomes):
        """sending, unknown -> what the Outcomes say. A line whose number is taken is looked for
        before that is reported: it may be ours.
        """
        linked = self._get_linked_remote_ids(lines, outcomes)
        for line, document, outcome in zip(lines, documents, outcomes, strict=True):
            match outcome:
                case Uploaded(remote_id=remote_id) if linked.get(remote_id, line.id) != line.id:
                    self._fail(line, [Problem("number_taken", {"number": document.number})])
                case Uploaded():
                    self._succeed(line, document, outcome)
                case Exported():
                    line.write({"state": "exported", "uploaded_at": fields.Datetime.now()})
                case Rejected(taken=True, problems=problems):
                    self._check_later(line, problems)
                case Rejected(problems=problems):
                    self._fail(line, problems)
                case _:
                    self._check_later(line, [Problem("answer_unreadable")])
        self._note(
            lines.interface_id,
            uploaded=lines.filtered(lambda line: line.state == "uploaded"),
            failed=lines.filtered(lambda line: line.state == "failed"),
        )

    @api.model
    def _get_linked_remote_ids(self, lines, outcomes):
        """{remote id: id of the line it belongs to}, of other lines and twice in these."""
        remote_ids = [each.remote_id for each in outcomes if isinstance(each, Uploaded)]
        others = self.env["acct.link.batch.line"].search_fetch(
            [
                ("remote_file_id", "in", lines.mapped("remote_file_id")),
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

    @api.model
    def _succeed(self, line, document, outcome):
        warnings = list(outcome.warnings)
        if outcome.total is not None and outcome.total != document.total:
            totals = {"theirs": str(outcome.total), "ours": str(document.total)}
            warnings.append(Problem("total_differs", totals))
        if outcome.number and outcome.number != document.number:
            numbers = {"theirs": outcome.number, "ours": document.number}
            warnings.append(Problem("number_changed", numbers))
        line.write(
            {
                "state": "uploaded",
                "remote_id": outcome.remote_id,
                "remote_number": outcome.number or document.number,
                "remote_total": float(document.total if outcome.total is None else outcome.total),
                "uploaded_at": fields.Datetime.now(),
                "uploaded_by": line.batch_id.upload_user_id.id,
                "problems": line._prepare_problems(warnings),
                "next_try": False,
            }
        )

    @api.model
    def _fail(self, line, problems):
        line.write(
            {
                "state": "failed",
                "problems": line._prepare_problems(problems),
                "next_try": False,
            }
        )
        archived = [p for p in problems if p.code in ("contact_archived", "contact_not_found")]
        if archived and line.document:
            contact = document_from_json(line.document).contact
            self.env["acct.link.contact"]._forget(line.interface_id, [contact])

    @api.model
    def _check_later(self, line, problems):
        line.write(
            {
                "state": "unknown",
                "problems": line._prepare_problems(problems),
                "next_try": False,
            }
        )
