from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_batch.models.base.tries import is_due

from ..lib.sheet import hours_to_json, to_json

# The states of a pay sheet:
#
#   open <-> approved <-> queued -> sending -> sent -> paid
#                         queued <- sending           when it surely was not written
#   sending -> queued | replacing                     a step is done, and the next one is due
#   sending -> unknown -> queued | replacing | sent   found, or after a proven miss
#   queued, sending, unknown -> failed | conflict     a person has to look
#   failed, conflict -> queued                        retry | replace what is there
#   conflict -> sent                                  leave what is there
#   sent, failed, conflict -> open                    reopen: it is sent again, corrected
#
# `sending` with an answer waits to be read back: it is `sent` once the payroll was seen to hold it.
# `replacing`: the earlier one is deleted there, and the new one is not made yet. Nothing leads back
# from `paid`.
STATES = [
    ("open", "Open"),
    ("approved", "Approved"),
    ("queued", "Waiting"),
    ("sending", "Being sent"),
    ("replacing", "Being replaced"),
    ("unknown", "Being checked"),
    ("sent", "Sent"),
    ("paid", "Paid"),
    ("failed", "Failed"),
    ("conflict", "Differs there"),
]
OPEN_STATES = ("queued", "sending", "replacing", "unknown")
NEEDS_PERSON = ("failed", "conflict", "replacing")
# What needs a person comes first, what is done comes last.
URGENCY = [
    *("replacing", "conflict", "failed", "unknown", "sending", "queued", "open", "approved"),
    *("sent", "paid"),
]


class AcctLinkPaySheet(models.Model):
    """The states of a pay sheet, and all that people change of them."""

    _inherit = "acct.link.pay.sheet"

    state = fields.Selection(STATES, required=True, readonly=True, default="open", copy=False)
    urgency = fields.Integer(compute="_compute_urgency", store=True)
    needs_person = fields.Boolean(compute="_compute_urgency", store=True)

    @api.depends("state", "problems")
    def _compute_urgency(self):
        for sheet in self:
            is_wrong = any(problem.level == "error" for problem in sheet._get_problems())
            sheet.needs_person = sheet.state in NEEDS_PERSON or (sheet.state == "open" and is_wrong)
            sheet.urgency = 0 if sheet.needs_person else URGENCY.index(sheet.state) + 1

    @api.model
    def _get_due_domain(self):
        """:return: Domain of those that the loop may go on with now"""
        return (Domain("state", "in", OPEN_STATES) | Domain("read_wanted", "=", True)) & is_due()

    def _hold(self, *states):
        """Hold these against the loop, see their newest state, and keep those in one of these.

        :raises UserError: none is
        """
        self.check_access("read")
        sheets = self.sudo()
        sheets.lock_for_update()
        sheets.invalidate_recordset(["state"])
        held = sheets.filtered(lambda sheet: sheet.state in states)
        if not held:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "None of these timesheets is in the state “%(states)s”.",
                    states=" / ".join(labels[state] for state in states),
                )
            )
        return held

    def _go(self, state, **vals):
        """Into another state, with a clean slate."""
        clean = {"problems": False, "next_try": False, "read_wanted": False}
        self.write({"state": state, **clean, **vals})

    def _set_failed(self, problems, state="failed"):
        self.write(
            {
                "state": state,
                "problems": self._prepare_problems(problems),
                "next_try": False,
                "read_wanted": False,
                "looked_at": False,
            }
        )
        self.request_id.filtered(lambda request: request.state == "unknown").state = "done"

    @api.model
    def _end_wait(self, interface):
        """What waits for the rights of the payroll is tried again at once."""
        waiting = self.search([("interface_id", "=", interface.id), ("state", "in", OPEN_STATES)])
        waiting.next_try = False
        if waiting:
            self.env["acct.link.upload"]._wake()

    # === BUTTONS === #

    def action_approve(self):
        """open -> approved: the hours of now are frozen, and their timesheets locked. What was
        changed since it was shown stays open, to be looked at.
        """
        sheets = self._hold("open")
        changed = sheets.browse()
        for period in sheets.period_id:
            changed |= self.env["acct.link.pay.gather"]._gather(period)
        for sheet in sheets.exists():
            problems = sheet._get_problems()
            if sheet in changed:
                sheet.problems = sheet._prepare_problems([*problems, Problem("pay_changed_here")])
            elif not any(problem.level == "error" for problem in problems):
                sheet._approve(problems)
        return True

    def _approve(self, problems):
        self.line_ids.analytic_line_id.lock_for_update()
        wanted = to_json(self._build())
        self._go(
            "approved",
            wanted=wanted,
            approved_by=self.env.user.id,
            problems=self._prepare_problems(problems),
            attempts=0,
        )

    def action_take_back(self):
        """approved, queued -> open: its timesheets may be changed again."""
        self._hold("approved", "queued")._open()
        return True

    def _open(self):
        self.request_id.filtered(lambda request: request.state == "unknown").state = "done"
        self._go("open", wanted=False, approved_by=False)
        for period in self.period_id:
            self.env["acct.link.pay.gather"]._gather(period)

    def action_send(self):
        """approved -> queued, and wake the loop."""
        self._hold("approved")._send()
        return True

    def _send(self, **vals):
        self._go("queued", attempts=0, misses=0, looked_at=False, **vals)
        self.interface_id._end_wait()
        self.env["acct.link.upload"]._wake()

    def action_retry(self):
        """failed -> queued"""
        self._hold("failed")._send()
        return True

    def action_send_again(self):
        """failed -> queued: it was deleted in the payroll, and shall be there again."""
        self._hold("failed")._send(remote_id=False, before=False)
        return True

    def action_replace(self):
        """conflict -> queued: what was found there, and nothing else, may be replaced."""
        for sheet in self._hold("conflict"):
            sheet._send(
                before={"hours": sheet.remote_hours or []}, remote_id=sheet.found_id, reopen=True
            )
        return True

    def action_leave(self):
        """conflict -> sent: the payroll keeps what it holds."""
        for sheet in self._hold("conflict"):
            problems = sheet._prepare_problems([Problem("pay_left_theirs")])
            sheet._go(
                "sent",
                remote_id=sheet.found_id,
                before={"hours": sheet.remote_hours or []},
                problems=problems,
            )
        return True

    def action_read_back(self):
        """Have the loop read how these stand in the payroll now."""
        sheets = self._hold("sent", "paid")
        sheets.write({"read_wanted": True, "next_try": False})
        self.env["acct.link.upload"].sudo()._wake()
        return True

    def action_reopen(self):
        """sent, failed, conflict -> open: late and changed hours are taken in, and it is approved
        and sent again. What is there is replaced, if it still is what was sent.
        """
        self._hold("sent", "failed", "conflict")._reopen()
        return True

    def _reopen(self):
        self.write({"reopen": True})
        self._open()

    # === WHAT WAS FOUND (the loop) === #

    def _take(self, there):
        """The payroll holds what it shall. :param there: lib.sheet.RemoteSheet"""
        self.ensure_one()
        self._keep_there(there)
        self._go(
            "paid" if there.status == "paid" else "sent",
            remote_id=there.remote_id,
            before={"hours": hours_to_json(there.hours)},
            reopen=False,
            gone=False,
            attempts=0,
            misses=0,
            looked_at=False,
        )
        self.request_id.filtered(lambda request: request.state == "unknown").state = "done"
