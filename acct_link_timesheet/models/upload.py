import logging
from dataclasses import replace

import psycopg2

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.acct_link_batch.lib import errors
from odoo.addons.acct_link_batch.lib.outcome import Unknown
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_batch.models.base.tries import is_due
from odoo.addons.acct_link_batch.models.upload.request import GONE

from ..lib.decide import Settled, Stop, Write, decide
from ..lib.sheet import DELETE, PAID, hours_from_json, is_same, total
from .sheet_state import OPEN_STATES

_logger = logging.getLogger(__name__)

MOST = 400  # sheets that are looked for together
# Seconds for which "nothing is there" holds: where a second one is refused anyway, and elsewhere.
LOOK_HOLDS, LOOK_HOLDS_ALONE = 600, 30
LOOK_AGAIN_SECONDS = 600  # after a look that was not understood
ACCESS_SECONDS = 3600  # until the payroll is tried again that let us in no more
REPLAY_MARGIN = 30  # seconds a repeated request may take to arrive


class AcctLinkUploadSheet(models.AbstractModel):
    """Pay sheets, after the documents, by the same transport. Before each write the payroll is
    looked at, and `lib.decide` says what comes next; a sheet is sent once it was seen to be there.
    What goes wrong here stops the payroll alone.

    pick -> look -> lock -> decide -> write ahead -> transmit -> read -> pick
    """

    _name = "acct.link.upload.sheet"
    _inherit = "acct.link.handler"
    _description = "Pay Sheets of an Upload"

    @api.model
    def _get_due(self):
        """:return: (model, Domain of its rows that may go on now)"""
        return "acct.link.pay.sheet", self.env["acct.link.pay.sheet"]._get_due_domain()

    @api.model
    def _run(self, turn):
        """Go on with the next sheets. :return: how many, or None when there are none"""
        sheets = self._pick(turn)
        return self._within_payroll(turn, sheets, self._go_on) if sheets else None

    @api.model
    def _within_payroll(self, turn, sheets, do):
        """`do(turn, sheets)`; a sign-in that may not use the payroll stops the payroll alone."""
        try:
            return do(turn, sheets)
        except errors.SignInNeeded as error:
            self.env.cr.rollback()
            self._stop_payroll(turn.interface, error.problem)
            return len(sheets)

    @api.model
    def _stop_payroll(self, interface, problem):
        """All that waits is tried again in an hour, or when the payroll was read by hand."""
        sheets = self.env["acct.link.pay.sheet"].search(
            self._get_due()[1] & Domain("interface_id", "=", interface.id)
        )
        until = fields.Datetime.add(fields.Datetime.now(), seconds=ACCESS_SECONDS)
        message = problem.values.get("message") or problem.code
        missing = Problem("payroll_access_missing", {"message": message})
        sheets.next_try = until
        waiting = sheets.filtered(lambda sheet: sheet.state in OPEN_STATES)
        waiting.problems = waiting._prepare_problems([missing])
        self.env["acct.link.upload"]._wake(until)
        self.env.cr.commit()  # pylint: disable=invalid-commit

    @api.model
    def _pick(self, turn):
        """Sheets of one period: first those that have to be written, then those to be read."""
        Sheet = self.env["acct.link.pay.sheet"]
        ours = is_due() & Domain("interface_id", "=", turn.interface.id)
        to_write = ours & Domain("state", "in", ("queued", "replacing"))
        to_read = ours & Domain([("state", "=", "sending"), ("request_id.state", "=", "done")])
        asked = ours & Domain("read_wanted", "=", True)
        for domain in (to_write, to_read, asked):
            order = "urgency, attempts, id"
            if first := Sheet.search(domain, order=order, limit=1):
                same = domain & Domain("period_id", "=", first.period_id.id)
                return Sheet.search(same, order=order, limit=MOST)
        return Sheet

    @api.model
    def _go_on(self, turn, sheets):
        payroll = turn.connector._get_payroll(turn.interface)
        gone = sheets.filtered(
            lambda sheet: sheet.remote_org_id != turn.interface.remote_org_id or not payroll
        )
        gone._set_failed([Problem("pay_unsupported")])
        if gone:
            self.env.cr.commit()  # pylint: disable=invalid-commit
            return len(gone)
        sheets = self._take_few(turn, payroll, sheets)
        found = self._look(turn, payroll, sheets)
        sheets = sheets.try_lock_for_update(allow_referencing=True).filtered(
            lambda sheet: sheet.state not in ("open", "approved")
        )
        if not sheets:
            return None  # another transaction holds them: next time
        to_write = []
        for sheet in sheets:
            verdict = self._decide(turn, payroll, sheet, found[sheet.id])
            if self._follow(sheet, verdict) and len(to_write) < turn.count_requests():
                to_write.append((sheet, verdict.step))
        requests = self._write_ahead(turn, to_write)
        self.env.cr.commit()  # pylint: disable=invalid-commit
        if requests:
            self.env["acct.link.transport"]._transmit(turn, requests, self)
        return len(sheets)

    @api.model
    def _take_few(self, turn, payroll, sheets):
        """:return: as many as may be looked at in a turn: where each takes a call, or where what is
        seen does not hold for long, not more than are sent
        """
        is_quick = payroll.unique and payroll.lists_hours
        return sheets if is_quick else sheets[: turn.count_requests()]

    # === LOOK AND DECIDE === #

    @api.model
    def _look(self, turn, payroll, sheets):
        """:return: {sheet id: tuple of RemoteSheet, or Unknown}; commits what was seen"""
        seconds = LOOK_HOLDS if payroll.unique else LOOK_HOLDS_ALONE
        since = fields.Datetime.subtract(fields.Datetime.now(), seconds=seconds)
        known = sheets.filtered(
            lambda sheet: sheet.state == "queued" and sheet.looked_at and sheet.looked_at > since
        )
        found = dict.fromkeys(known.ids, ())
        unseen = sheets - known
        if unseen:
            asked_at = fields.Datetime.now()
            items = [sheet._get_item() for sheet in unseen]
            found |= zip(
                unseen.ids, turn.connector._look_up_sheets(turn.interface, items), strict=True
            )
            nothing = unseen.filtered(lambda sheet: found[sheet.id] == () and not sheet.remote_id)
            nothing.looked_at = asked_at
            self.env.cr.commit()  # pylint: disable=invalid-commit
        return found

    @api.model
    def _decide(self, turn, payroll, sheet, found):
        """:return: Write, Settled or Stop; Unknown: nothing has to be done now"""
        if isinstance(found, Unknown) or any(each.hours is None for each in found):
            self._look_again(sheet, LOOK_AGAIN_SECONDS)
            return Unknown("not understood")
        if sheet.state in ("sent", "paid"):
            self._note_standing(sheet, found)
            return Unknown("only read")
        item = sheet._get_item()
        if sheet.step == DELETE and sheet.state == "unknown" and not found:
            item = replace(item, remote_id="")  # it arrived
        return decide(
            item,
            found,
            payroll,
            before=hours_from_json(sheet.before["hours"]) if sheet.before else None,
            approve=turn.interface.approve_sheets,
            reopen=sheet.reopen,
        )

    @api.model
    def _follow(self, sheet, verdict):
        """What a verdict means for a sheet, of which nothing is on its way.

        :return: whether something has to be written
        """
        match verdict:
            case Settled(there=there):
                sheet._take(there)
            case Stop():
                if not self._waits_for_books(sheet):
                    self._stop(sheet, verdict)
            case Write(step=step, there=there):
                # It was taken, and is not seen yet.
                if sheet.step == step and self._waits_for_books(sheet):
                    return False
                if there:
                    sheet._keep_there(there)
                    sheet.remote_id = there.remote_id
                return True
        return False

    @api.model
    def _waits_for_books(self, sheet):
        """Whether what was answered just now may not be seen yet; then it is looked for again."""
        request = sheet.request_id
        now = fields.Datetime.now()
        if sheet.state == "sending" and request.settle_until and now < request.settle_until:
            self._look_again(sheet, (request.settle_until - now).total_seconds() + 1)
            return True
        return False

    @api.model
    def _stop(self, sheet, verdict):
        values = {"here": f"{total(sheet._get_item().hours):.2f}"}
        if there := verdict.there:
            sheet._keep_there(there)
            values |= {
                "status": there.status_word or there.status,
                "there": f"{total(there.hours):.2f}",
                "start": str(there.start),
                "end": str(there.end),
            }
        state = "conflict" if verdict.is_conflict else "failed"
        sheet._set_failed([Problem(verdict.code, values)], state)

    @api.model
    def _look_again(self, sheet, seconds):
        until = fields.Datetime.add(fields.Datetime.now(), seconds=int(seconds))
        sheet.next_try = until
        self.env["acct.link.upload"]._wake(until)

    @api.model
    def _note_standing(self, sheet, found):
        """How a sheet that was sent stands there now. :param found: as `_look` has it"""
        ours = [each for each in found if each.remote_id == sheet.remote_id]
        if not ours:
            sheet._set_failed([Problem("sheet_deleted_there")])
            return
        [there] = ours
        is_paid = there.status == PAID
        if not is_same(there.hours, hours_from_json(sheet.before["hours"])):
            code = "sheet_paid_differs" if is_paid else "sheet_changed_there"
            self._stop(sheet, Stop(code, there, is_conflict=not is_paid))
            return
        sheet._keep_there(there)
        state = "paid" if is_paid else "sent"
        sheet.write({"state": state, "read_wanted": False, "next_try": False})

    # === WRITE === #

    @api.model
    def _write_ahead(self, turn, to_write):
        """Journal the requests and mark their sheets; the caller commits.

        :param to_write: [(acct.link.pay.sheet, step)]; :return: acct.link.request
        """
        requests = self.env["acct.link.request"].browse()
        new = []
        for sheet, step in to_write:
            try:
                with self.env.cr.savepoint():
                    request = turn.connector._prepare(turn.interface, step, "", [sheet._get_item()])
            except psycopg2.Error:
                raise
            except Exception:
                _logger.exception("Pay sheet %s failed", sheet.id)
                sheet._set_failed([Problem("internal_error")])
                continue
            if self._is_repeated(turn, sheet, request):
                sheet.request_id.write(
                    {
                        **sheet.request_id._prepare_sent_vals(turn.capabilities.settle_seconds),
                        "attempts": sheet.request_id.attempts + 1,
                    }
                )
                requests += sheet.request_id
                self._mark(sheet, sheet.request_id, request)
            else:
                new.append((sheet, request))
        # The journal says nothing of the person: neither text nor record.
        journalled = self.env["acct.link.transport"]._journal(
            turn,
            [
                (request, {"item_count": 1, "text": GONE, "target": False})
                for _sheet, request in new
            ],
        )
        for (sheet, request), record in zip(new, journalled, strict=True):
            sheet.request_id.filtered(lambda each: each.state == "unknown").state = "done"
            self._mark(sheet, record, request)
        return requests + journalled

    @api.model
    def _is_repeated(self, turn, sheet, request):
        """Whether the same is sent once more, and the payroll still remembers its key."""
        last = sheet.request_id
        if last.state != "unknown" or sheet.step != request.operation:
            return False
        seconds = turn.capabilities.replay_seconds - REPLAY_MARGIN
        until = fields.Datetime.add(last.first_sent_at, seconds=seconds)
        return last.digest == request.digest and fields.Datetime.now() < until

    @api.model
    def _mark(self, sheet, record, request):
        sheet.write(
            {
                "state": "sending",
                "request_id": record.id,
                "step": request.operation,
                "request_text": request.text,
                "answer_text": False,
                "attempts": sheet.attempts + 1,
                "next_try": False,
                "looked_at": False,
                "problems": False,
            }
        )
