import logging
import time
from dataclasses import replace

import psycopg2

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...lib import errors
from ...lib.document import Document, to_json
from ...lib.exchange import CREATE_DOCUMENTS
from ...lib.problem import Problem
from ..batch.batch_line import OPEN_STATES
from .upload_outcome import MAX_CONFLICTS

_logger = logging.getLogger(__name__)

LOCK_CLASS = 0x61636C  # "acl": the first key of this add-on's advisory locks
TURN_SECONDS = 5  # then no further call is made in a turn that can go on later
SHORT_WAIT = 15  # seconds until rows that another transaction holds are tried again


class AcctLinkUpload(models.AbstractModel):
    """The one loop that writes to the outside, and the only code that commits on its way.

    A turn is one chunk of one interface: what is open from before is settled
    (`upload_recovery`), missing contacts are added (`upload_contact`), then a
    chunk is written ahead, sent, answered and read; when no document is left, follow-up writes
    (`operations/`) go the same way. A process that dies between any two of these
    commits leaves a row with the point it had reached. What an answer means for the lines is in
    `upload_outcome`, how a run ends in `upload_run`.
    """

    _name = "acct.link.upload"
    _inherit = [
        "acct.link.upload.recovery",
        "acct.link.upload.contact",
        "acct.link.upload.contact.change",
        "acct.link.upload.match",
        "acct.link.upload.outcome",
        "acct.link.upload.run",
    ]
    _description = "Upload to the Accounting System"

    # === TURNS === #

    @api.model
    def _wake(self, at=None):
        """Let the scheduled action run soon, or at a moment (naive UTC)."""
        self.env.ref("acct_link_batch.ir_cron_upload").sudo()._trigger(at)

    @api.model
    def _cron_upload(self):
        """Serve all interfaces in turns until nothing may run or time is up."""
        cron = self.env["ir.cron"]
        contact_problems, dropped = {}, set()
        conflicts = 0
        seconds = cron._commit_progress(remaining=self._count_due())
        turns = self._get_turns()
        while turns and seconds > 0:
            interface_id = turns.take()
            try:
                done = self._run_turn(interface_id, contact_problems.setdefault(interface_id, {}))
                if done is not None:
                    self._set_turn(interface_id, turns.put_back(interface_id))
                conflicts = 0
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                # Another transaction changed a row at the same moment: the turn starts afresh.
                self.env.cr.rollback()
                conflicts += 1
                done = 0 if conflicts < MAX_CONFLICTS else None
                if done is not None:
                    turns.put_back(interface_id)
            except (psycopg2.OperationalError, psycopg2.InterfaceError):
                # The connection that held the lock is gone; what was written ahead is looked up.
                _logger.warning("Accounting link interface %s: lock lost", interface_id)
                self.env.cr.rollback()
                done = None
            except Exception:
                _logger.exception("Accounting link interface %s: the turn failed", interface_id)
                self.env.cr.rollback()
                self._stop_run(interface_id)
                done = None
            if done is None:
                dropped.add(interface_id)
            self._report_finished()
            seconds = cron._commit_progress(done or 0)
        self._report_finished()
        cron._commit_progress(remaining=self._count_due(dropped))
        if dropped and dropped.intersection(self._get_due_interfaces().ids):
            # Another transaction holds them at the moment.
            self._wake(fields.Datetime.add(fields.Datetime.now(), seconds=SHORT_WAIT))

    @api.model
    def _run_turn(self, interface_id, contact_problems):
        """One turn of one interface.

        :param contact_problems: {slot: Problem} found earlier in this run
        :return: number of documents dealt with, None if there is nothing more to do now
        """
        with self._interface_lock(interface_id) as lock:
            if not lock:
                return None
            self._commit()  # a fresh snapshot: the process that held the lock before has committed
            interface = self.env["acct.link.interface"].browse(interface_id)
            sign_ins = interface._count_sign_ins()
            if interface.paused or not interface.active:
                return None
            self._set_turn(interface_id, time.time())
            self._commit()
            self = self.with_context(acct_link_turn_end=time.monotonic() + TURN_SECONDS)
            try:
                done = self._recover(interface, lock) or self._run_matches(interface, lock)
                if not done:
                    done = self._upload_chunk(interface, lock, contact_problems)
                if done is None:
                    done = self._run_operation(interface, lock)
            except errors.TurnOver:
                done = 0
            except errors.LinkError as error:
                self._stop_run(interface_id, error, sign_ins)
                done = None
        return done

    @api.model
    def _get_due_domain(self):
        return Domain("state", "in", OPEN_STATES) & (
            Domain("next_try", "=", False) | Domain("next_try", "<=", fields.Datetime.now())
        )

    @api.model
    def _get_due_interfaces(self):
        """Interfaces with documents or follow-ups that may go out now; only these count as
        remaining, or the scheduled action would run hot.
        """
        groups = self.env["acct.link.batch.line"]._read_group(
            self._get_due_domain(), ["interface_id"]
        )
        for model, domain in self._get_due_others():
            groups += self.env[model]._read_group(domain, ["interface_id"])
        interfaces = self.env["acct.link.interface"].union(*(each for (each,) in groups))
        return interfaces.filtered(
            lambda interface: (
                interface.active
                and not interface.paused
                and interface._is_signed_in()
                and not interface.wait_until
            )
        )

    @api.model
    def _count_due(self, dropped=()):
        """Documents and follow-ups that may go out now, but for the interfaces this run has
        dropped.
        """
        interface_ids = set(self._get_due_interfaces().ids).difference(dropped)
        ours = Domain("interface_id", "in", interface_ids)
        return self.env["acct.link.batch.line"].search_count(self._get_due_domain() & ours) + sum(
            self.env[model].search_count(domain & ours) for model, domain in self._get_due_others()
        )

    @api.model
    def _get_due_others(self):
        """:return: [(model, Domain)] of what else than documents may go out now"""
        return [
            ("acct.link.operation", self._get_due_operations_domain()),
            ("acct.link.match", self._get_due_matches_domain()),
        ]

    @api.model
    def _commit(self):
        self.env.cr.commit()  # pylint: disable=invalid-commit

    # === ONE RUN PER INTERFACE AT A TIME === #

    @api.model
    def _interface_lock(self, interface_id):
        """:return: context manager that yields the cursor that holds the lock, or None"""
        return self.env["acct.link.lock"]._hold(LOCK_CLASS, interface_id)

    @api.model
    def _check_lock(self, lock):
        """:raises psycopg2.OperationalError: the connection that holds the lock is gone"""
        lock.execute("SELECT 1")

    # === A CHUNK === #

    @api.model
    def _upload_chunk(self, interface, lock, contact_problems):
        """Send the next documents. :return: how many were dealt with, None if there are none"""
        lines = self._pick_chunk(interface)
        if not lines:
            return None
        contacts = self._get_contacts(interface, lines, lock, contact_problems)
        if contacts is None:
            return 0  # contacts were added meanwhile: pick again
        lines = self._lock_chunk(lines)
        if not lines:
            return None  # another transaction holds them: next time
        ready = self._build_documents(interface, lines, contacts, contact_problems)
        self._note(interface, failed=lines.filtered(lambda line: line.state == "failed"))
        # Pages of the other batches are notified with the outcome, once for a chunk.
        leaving = self.env["acct.link.batch.line"].union(*(line for line, _document in ready))
        (lines.batch_id - leaving.batch_id)._announce_progress()
        if not ready:
            self._commit()
            return len(lines)
        self._update_contacts(interface, lines, contacts)
        request = self._write_ahead(interface, ready)
        documents = {line.id: document for line, document in ready}
        if not self._apply_look_up(request, documents):
            self._transmit(request, lock, documents)
        return len(lines)

    @api.model
    def _pick_chunk(self, interface):
        """New before often-failed; of one kind, and no more than the first of them allows."""
        domain = self._get_due_domain() & Domain(
            [("interface_id", "=", interface.id), ("state", "=", "queued")]
        )
        Line = self.env["acct.link.batch.line"]
        first = Line.search_fetch(
            domain,
            ["kind", "chunk_limit", "batch_id"],
            order="attempts, chunk_limit, id",
            limit=1,
        )
        if not first:
            return first
        capabilities = interface._connector()._capabilities(interface)
        size = first.chunk_limit or capabilities.request_size
        if capabilities.file_based:  # every batch has files of its own
            domain &= Domain("batch_id", "=", first.batch_id.id)
        return Line.search_fetch(
            domain & Domain([("kind", "=", first.kind), ("chunk_limit", "=", first.chunk_limit)]),
            order="attempts, id",
            limit=size,
        )

    @api.model
    def _lock_chunk(self, lines):
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
    def _build_documents(self, interface, lines, contacts, contact_problems):
        """Fail or postpone what cannot go. :return: [(line, Document)]"""
        Builder = self.env["acct.link.document"]
        wanted = self._get_wanted_of_lines(interface, lines)
        sendable = lines.browse()
        for line in lines:
            problem = None
            if line.id in wanted and line.id not in contacts:
                problem = contact_problems.get(wanted[line.id].slot)
            if not problem:
                sendable += line
            elif problem.code == "contact_unsure":
                until = self._get_settled_at(interface)
                line.write({"next_try": until, "problems": line._prepare_problems([problem])})
            else:
                customer = ("res.partner", line.move_id.commercial_partner_id.id)
                self._fail(line, [replace(problem, record=customer)])
        ready = []
        for line_id, result in Builder._prepare_documents(interface, sendable, contacts).items():
            line = lines.browse(line_id)
            if isinstance(result, Document):
                ready.append((line, result))
            else:
                self._fail(line, result)
        return ready

    @api.model
    def _write_ahead(self, interface, ready):
        """Journal the request and mark its lines; committed before anything is sent."""
        connector = interface._connector()
        capabilities = connector._capabilities(interface)
        while True:
            documents = [document for _line, document in ready]
            request = connector._prepare(interface, CREATE_DOCUMENTS, documents[0].kind, documents)
            if len(ready) == 1 or len(request.text.encode()) <= capabilities.request_bytes:
                break
            ready = ready[: len(ready) // 2]
        record = self._journal(interface, request, item_count=len(ready))
        Line = self.env["acct.link.batch.line"]
        fingerprints = Line._get_fingerprints(Line.union(*(line for line, _d in ready)).move_id)
        for position, (line, document) in enumerate(ready):
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
        Line.union(*(line for line, _document in ready)).write(
            {"state": "sending", "request_id": record.id, "problems": False, "next_try": False}
        )
        self._commit()
        return record

    @api.model
    def _journal(self, interface, request, **vals):
        """:param request: exchange.Request; :return: acct.link.request, not committed yet"""
        Request = self.env["acct.link.request"]
        settle = interface._connector()._capabilities(interface).settle_seconds
        return Request.create(
            {
                "interface_id": interface.id,
                "company_id": interface.company_id.id,
                "remote_org_id": interface.remote_org_id,
                "operation": request.operation,
                "kind": request.kind,
                "target": request.target,
                "text": request.text,
                "digest": request.digest,
                "first_sent_at": fields.Datetime.now(),
                **Request._prepare_sent_vals(settle),
                **vals,
            }
        )

    @api.model
    def _transmit(self, request, lock, documents=None):
        """Send a request that is written ahead, and keep what became of it.

        :param documents: {line id: Document} as far as they are at hand
        :raises Postponed, SignInNeeded, Misconfigured: it surely was not written
        """
        self._check_lock(lock)
        interface = request.interface_id
        try:
            if request.remote_org_id != interface.remote_org_id:
                raise errors.Misconfigured(Problem("file_disconnected"))
            answer = interface._connector()._send(interface, request._get_request(), request.key)
        except errors.NoAnswer as error:
            self._mark_unknown(request, error.problem)
            self._commit()
            if error.until:
                raise errors.Postponed(error.problem, error.until) from error
            return
        except errors.LinkError:
            self._mark_not_written(request)
            self._commit()
            raise
        request._store_answer(answer)
        self._commit()
        self._apply_answer(request, documents or {})

    @api.model
    def _mark_unknown(self, request, problem):
        """The request is not sent again, but may be on its way. It settles from now on, as the
        time between the write-ahead and the sending is not known.
        """
        capabilities = request.interface_id._connector()._capabilities(request.interface_id)
        settle_until = fields.Datetime.add(
            fields.Datetime.now(), seconds=capabilities.settle_seconds
        )
        request.write({"state": "unknown", "note": problem.code, "settle_until": settle_until})
        request.line_ids.filtered(lambda line: line.state == "sending").write(
            {
                "state": "unknown",
                "next_try": False,
                "problems": request.line_ids._prepare_problems([problem]),
            }
        )
        self._mark_operation_unknown(request, problem)
        request.line_ids.batch_id._announce_progress()

    @api.model
    def _mark_not_written(self, request):
        request.state = "void"
        self._mark_operation_not_written(request)
        for line in request.line_ids.filtered(lambda line: line.state == "sending"):
            line.write({"state": "queued", "attempts": line.attempts - 1})
