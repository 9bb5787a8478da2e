import logging

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...lib import errors
from ...lib.document import document_from_json
from ...lib.exchange import CREATE_DOCUMENTS
from ...lib.outcome import Exported, Rejected, Unknown, Uploaded
from ...lib.problem import Problem
from ..batch.batch_line import BUSY_STATES

_logger = logging.getLogger(__name__)

MAX_CONFLICTS = 5
CONTACT_GONE = {"contact_archived", "contact_not_found"}  # codes of answers


class AcctLinkUploadOutcome(models.AbstractModel):
    """What an answer, or a look-up, means for the lines."""

    _name = "acct.link.upload.outcome"
    _description = "What an Answer Means"

    @api.model
    def _apply_answer(self, request, documents):
        """Read the stored answer and write what became of each item. A conflict is retried from
        the stored answer, never by a second call.

        :param documents: {line id: Document} of what was sent just now; others are read
        """
        for attempt in range(MAX_CONFLICTS):
            try:
                self._write_answer(request, documents)
                self._commit()
                return
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()
                if attempt == MAX_CONFLICTS - 1:
                    raise

    @api.model
    def _write_answer(self, request, documents):
        if request.operation_ids:
            self._write_operation_answer(request)
            return
        if request.operation != CREATE_DOCUMENTS:
            self._write_contacts(request)
            return
        lines = self.env["acct.link.batch.line"].search_fetch(
            [("request_id", "=", request.id), ("state", "in", BUSY_STATES)], order="position"
        )
        items = [documents.get(line.id) or document_from_json(line.document) for line in lines]
        request.state = "done"
        try:
            outcomes = self._read_answer(request, items)
        except errors.RequestRefused as error:
            self._halve(lines, error.problem)
            self._note(request.interface_id, sent=lines)
            lines.batch_id._announce_progress()
        else:
            self._write_outcomes(lines, items, outcomes, sent=lines)

    @api.model
    def _read_answer(self, request, items):
        """The connector's Outcomes; Unknown for an answer that it cannot read."""
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
        """A whole request was refused: send its halves, until the item that spoils it is alone."""
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
    def _write_outcomes(self, lines, documents, outcomes, sent=()):
        """sending, unknown -> what the Outcomes say. A line whose number is taken is looked for
        before that is reported: it may be ours.
        """
        linked = self._get_linked_remote_ids(lines, outcomes)
        uploaded = exported = lines.browse()
        for line, document, outcome in zip(lines, documents, outcomes, strict=True):
            match outcome:
                case Uploaded(remote_id=remote_id) if linked.get(remote_id, line.id) != line.id:
                    self._fail(line, [Problem("number_taken", {"number": document.number})])
                case Uploaded():
                    self._keep_answer(line, document, outcome)
                    uploaded += line
                case Exported():
                    number = outcome.number or document.number
                    if line.remote_number != number:
                        line.remote_number = number
                    line.problems = line._prepare_problems(outcome.warnings)
                    exported += line
                case Rejected(taken=True, problems=problems):
                    self._check_later(line, problems)
                case Rejected(problems=problems):
                    if not self._look_for_contact_again(line, document, problems):
                        self._fail(line, problems)
                case _:
                    self._check_later(line, [Problem("answer_unreadable")])
        # At once, as much hangs on the state.
        uploaded.write(
            {"state": "uploaded", "uploaded_at": fields.Datetime.now(), "next_try": False}
        )
        exported.write(exported._prepare_exported_vals())
        uploaded._plan_operations(uploaded)
        self._note(
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

    @api.model
    def _keep_answer(self, line, document, outcome):
        """What the accounting system made of an uploaded document."""
        warnings = list(outcome.warnings)
        warnings += self.env["acct.link.document.check"]._get_remarks(document)
        if outcome.total is not None and outcome.total != document.total:
            totals = {"theirs": str(outcome.total), "ours": str(document.total)}
            warnings.append(Problem("total_differs", totals))
        if outcome.number and outcome.number != document.number:
            numbers = {"theirs": outcome.number, "ours": document.number}
            warnings.append(Problem("number_changed", numbers))
        line.write(
            {
                "remote_id": outcome.remote_id,
                "remote_number": outcome.number or document.number,
                "remote_total": float(document.total if outcome.total is None else outcome.total),
                "uploaded_by": line.batch_id.upload_user_id.id,
                "problems": line._prepare_problems(warnings),
            }
        )

    @api.model
    def _look_for_contact_again(self, line, document, problems):
        """sending -> queued, where the contact turned out to be archived or gone: it may live on in
        another one that it was merged into. Once for each contact; then the document fails.

        :return: whether it is looked for again
        """
        codes = {problem.code for problem in problems}
        contact = document.contact
        if codes - CONTACT_GONE or not contact or contact == line.refused_contact:
            return False
        self.env["acct.link.contact"]._forget(line.interface_id, [contact])
        line.write(
            {
                "state": "queued",
                "attempts": max(line.attempts - 1, 0),
                "refused_contact": contact,
                "problems": False,
                "next_try": False,
            }
        )
        return True

    @api.model
    def _fail(self, line, problems):
        line.write(
            {
                "state": "failed",
                "problems": line._prepare_problems(problems),
                "next_try": False,
            }
        )
        if line.document and any(problem.code in CONTACT_GONE for problem in problems):
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
