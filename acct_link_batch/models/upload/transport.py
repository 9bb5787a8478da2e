import logging
import time
from contextlib import ExitStack, contextmanager

from odoo import api, fields, models

from ...lib import errors
from ...lib.exchange import Answer
from ...lib.flight import Flight, GivenUp
from ...lib.outcome import Unknown
from ...lib.problem import Problem
from ..base.tries import keep_changes

_logger = logging.getLogger(__name__)

READ_AT_ONCE = 100  # documents whose answers are read together, where each has one of its own
PATIENCE = 30  # seconds beyond the time to answer until a thread is given up


class AcctLinkTransport(models.AbstractModel):
    """The way of every write to the outside, whatever it is about: journalled, sent, its answer
    kept. It commits, and knows nobody: what an answer means is the handler's.

        journal (the caller commits) -> send, several at once -> store what came, commit -> handler
    """

    _name = "acct.link.transport"
    _description = "Requests on Their Way"

    @api.model
    def _journal(self, turn, requests):
        """Write requests ahead, in one statement; not committed yet.

        :param requests: [(exchange.Request, further values)]
        :return: acct.link.request, in this order
        """
        Request = self.env["acct.link.request"]
        interface = turn.interface
        same = {
            "interface_id": interface.id,
            "company_id": interface.company_id.id,
            "remote_org_id": interface.remote_org_id,
            "first_sent_at": fields.Datetime.now(),
            **Request._prepare_sent_vals(turn.capabilities.settle_seconds),
        }
        return Request.create(
            [
                {
                    **same,
                    "operation": request.operation,
                    "kind": request.kind,
                    "target": request.target,
                    "text": request.text,
                    "digest": request.digest,
                    **vals,
                }
                for request, vals in requests
            ]
        )

    # === SENDING === #

    @api.model
    def _transmit(self, turn, requests, handler, items=None):
        """Send requests that are written ahead and committed, several at a time, and keep what
        became of each; commits.

        :param requests: acct.link.request, in the order in which they go
        :param handler: acct.link.handler; :param items: see there
        :raises LinkError: what stopped the turn: nothing new has begun since, what was under way
            has ended, and what surely was not written waits as before
        """
        turn.lock.execute("SELECT 1")  # raises where the connection that holds the lock is gone
        with ExitStack() as held:
            try:
                if set(requests.mapped("remote_org_id")) != {turn.interface.remote_org_id}:
                    raise errors.Misconfigured(Problem("file_disconnected"))
                budget = self.env["acct.link.budget"]._check(turn.interface)
                lanes = held.enter_context(self._take_lanes(turn, len(requests)))
                sender = turn.connector._get_sender(turn.interface)
            except errors.LinkError:
                keep_changes(self.env.cr, self._set_unsent, requests, handler)
                raise
            # From here on some may have been sent: what surely was not is known one by one.
            fates = Fates(self, turn, requests, sender, handler)
            stop = self._fly(fates, lanes, budget, items or {})
        if stop:
            raise stop

    @api.model
    @contextmanager
    def _take_lanes(self, turn, count):
        """Hold as many calls at once as the accounting system takes and others leave.

        :raises Postponed: none is left
        """
        wanted, most = min(turn.capabilities.parallel, count), turn.capabilities.calls_at_once
        if not most:
            yield max(wanted, 1)
            return
        name = turn.interface.remote_org_id
        with self.env["acct.link.lock"]._take_slots(turn.lock, name, most, max(wanted, 1)) as got:
            if not got:
                soon = fields.Datetime.add(fields.Datetime.now(), seconds=5)
                raise errors.Postponed(Problem("calls_at_once"), soon)
            yield got

    @api.model
    def _fly(self, fates, lanes, budget, items):
        """:return: LinkError that stops the turn, or None
        :raises: an error of our own, once all that was under way is kept
        """
        turn, requests = fates.turn, fates.requests
        pace, Budget = turn.capabilities.pace, self.env["acct.link.budget"]
        gate = Budget._get_gate(turn.interface, pace, budget) if pace else lambda: 0
        patience = turn.interface.answer_timeout + PATIENCE
        flight = Flight(fates.sender.open, lanes, patience, gate)
        calls = {request.id: (request._get_request(), request.key) for request in requests}
        if pace:
            Budget._note_calls(turn.interface, len(calls))
        turn.begin_sending()
        began = time.monotonic()
        try:
            flight.put(calls.items())
            while flight:
                landed = flight.land()
                if again := fates.keep(landed):
                    flight.put([(id_, calls[id_]) for id_ in again], fates.sender.open)
                if not landed:  # the pace allows no more
                    until = Budget._get_pace_end(turn.interface, pace, budget)
                    fates.stop = fates.stop or Budget._prepare_postponed("minute", until)
                if fates.is_over or turn.is_over:
                    fates.unsent += flight.halt()
                fates.store()
                if not flight or fates.count_answered() >= READ_AT_ONCE:
                    fates.apply(items)
        finally:
            flight.halt()  # whatever happened, nothing new begins
        if sent := len(requests) - fates.unsent_count:
            turn.memory.call_seconds = (time.monotonic() - began) * lanes / max(sent, lanes)
        if fates.broken:
            raise fates.broken
        return fates.stop

    # === WHAT BECAME OF THEM === #

    @api.model
    def _apply(self, requests, handler, items=None):
        """Read stored answers and write what they mean; commits."""
        keep_changes(self.env.cr, handler._apply_answers, requests, items or {})

    @api.model
    def _set_unknown(self, request, handler, problem, settle_seconds):
        """The request is not sent again, but may be on its way. It settles from now on, as the
        time between the write-ahead and the sending is not known. Not committed.
        """
        until = fields.Datetime.add(fields.Datetime.now(), seconds=settle_seconds)
        request.write({"state": "unknown", "note": problem.code, "settle_until": until})
        handler._set_unknown(request, problem)

    @api.model
    def _set_unsent(self, requests, handler):
        requests.state = "void"
        handler._set_unsent(requests)

    @api.model
    def _read(self, request, items):
        """:return: the connector's Outcomes; Unknown for an answer that it cannot read
        :raises RequestRefused: nothing of it was written
        """
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


class Fates:
    """What became of the requests of one flight, until it is stored."""

    def __init__(self, transport, turn, requests, sender, handler):
        self.transport, self.turn, self.handler = transport, turn, handler
        self.requests, self.sender = requests, sender
        self.answered = requests.browse()  # and stored, but not read yet
        self.stop = self.broken = None
        self.unsent, self.unsent_count = [], 0  # ids
        self._counts = {request.id: request.item_count for request in requests}
        self._answers, self._silent, self._refused = {}, {}, set()

    @property
    def is_over(self):
        return bool(self.stop or self.broken)

    def keep(self, landed):
        """:param landed: as of a Flight; :return: ids of those to send again, with a new sign-in"""
        again = []
        for id_, result in landed:
            match result:
                case Answer():
                    self._answers[id_] = result
                case errors.TokenExpired():  # surely not written
                    again.append(id_)
                case errors.NoAnswer(problem=problem, until=until):
                    self._silent[id_] = problem
                    if until:
                        self.stop = self.stop or errors.Postponed(problem, until)
                case errors.LinkError():
                    self.unsent.append(id_)
                    self.stop = self.stop or result
                case GivenUp():
                    self._silent[id_] = Problem("no_answer")
                case _:  # it stays open, and is looked up
                    self.broken = self.broken or result
            if isinstance(result, Answer | errors.Postponed):
                self.turn.connector._note_limits(self.turn.interface, result)
        return again if self._renew(again) else []

    def _renew(self, ids):
        """Have a new sign-in, once for all calls that flew with the one before.

        :return: whether these may go again
        """
        if not ids:
            return False
        try:
            if self._refused.intersection(ids):
                raise errors.SignInNeeded(Problem("sign_in_needed"))
            if not self.is_over:
                if not self._refused:
                    connector, interface = self.turn.connector, self.turn.interface
                    self.sender = connector._get_sender(interface, refused=self.sender)
                self._refused.update(ids)
                return True
        except errors.LinkError as error:
            self.stop = self.stop or error
        self.unsent += ids
        return False

    def count_answered(self):
        """:return: how many items are stored, and not read yet"""
        return sum(self._counts[id_] for id_ in self.answered.ids)

    def store(self):
        """Keep what is known now; commits."""
        keep_changes(self.transport.env.cr, self._write)
        self.answered += self.requests.browse(self._answers)
        self.unsent_count += len(self.unsent)
        self.unsent, self._answers, self._silent = [], {}, {}

    def _write(self):
        self.requests._store_answers(self._answers)
        for id_, problem in self._silent.items():
            self.transport._set_unknown(
                self.requests.browse(id_), self.handler, problem,
                self.turn.capabilities.settle_seconds,
            )  # fmt: skip
        if self.unsent:
            self.transport._set_unsent(self.requests.browse(self.unsent), self.handler)

    def apply(self, items):
        """Have the handler read the stored answers; commits."""
        requests, self.answered = self.answered, self.requests.browse()
        try:
            if requests:
                self.transport._apply(requests, self.handler, items)
        except Exception as error:
            # They are read from the journal again, once all that is under way is kept.
            self.transport.env.cr.rollback()
            self.broken = self.broken or error
