import base64
import uuid

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...lib import step as lib
from ...lib.document import document_from_json, to_json
from ...lib.outcome import Uploaded
from ...lib.problem import Problem
from ..batch.batch_line import BUSY_STATES
from .request import OPERATIONS

# The states of a follow-up write:
#
#   waiting -> sending -> done | failed | unknown
#   waiting -> done                      a look-up shows that it is done already
#   waiting <- sending                   when it surely was not written
#   unknown -> done | failed | waiting   found | refused | after a proven miss
#   unknown -> failed                    an administrator says that it was not written
#   failed  -> waiting                   retry
#   waiting, failed -> cancelled
#
# What would wait again is cancelled where a newer one of its kind waits for the same record.
#
# None of them changes the state of a document, but one: a document that was voided there leaves
# its batch line (uploaded -> removed), so that it is offered again.
STATES = [
    ("waiting", "Waiting"),
    ("sending", "Being sent"),
    ("unknown", "Being checked"),
    ("done", "Done"),
    ("failed", "Failed"),
    ("cancelled", "Cancelled"),
]
OPEN_STEP_STATES = ("waiting", "sending", "unknown")
URGENCY = ["failed", "unknown", "sending", "waiting", "done", "cancelled"]


class AcctLinkStep(models.Model):
    """One write to the accounting system about something that is there already. Enqueued by
    `_enqueue`, carried out by the loop (`upload.py` beside this), one request each.
    """

    _name = "acct.link.step"
    _description = "Accounting Link Follow-up"
    _inherit = ["acct.link.engine.mixin", "acct.link.problem.mixin"]
    _order = "urgency, id desc"
    _rec_name = "subject"

    interface_id = fields.Many2one(
        "acct.link.interface", required=True, readonly=True, index=True, ondelete="restrict"
    )
    # Frozen when the step is made: it never changes its accounts file on the way.
    remote_org_id = fields.Char(string="Accounts File ID", required=True, readonly=True)
    company_id = fields.Many2one("res.company", string="Office", required=True, readonly=True)
    operation = fields.Selection(OPERATIONS, required=True, readonly=True)
    kind = fields.Char(readonly=True, help="Kind of the document; empty for a contact.")
    remote_id = fields.Char(string="Remote ID", required=True, readonly=True)
    line_id = fields.Many2one(
        "acct.link.batch.line", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    move_id = fields.Many2one(related="line_id.move_id", string="Document")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    subject = fields.Char(compute="_compute_subject", compute_sudo=True)
    automatic = fields.Boolean(
        readonly=True, help="Nobody asked for it: it leaves the last calls of a day to people."
    )
    values = fields.Json(readonly=True, help="What is wished.")
    state = fields.Selection(STATES, required=True, readonly=True, default="waiting", copy=False)
    urgency = fields.Integer(compute="_compute_urgency", store=True)
    requested_by = fields.Many2one("res.users", readonly=True, default=lambda self: self.env.user)
    done_at = fields.Datetime(string="Done on", readonly=True, copy=False)

    # What the loop needs
    key = fields.Char(
        required=True, readonly=True, copy=False, default=lambda self: uuid.uuid4().hex
    )
    request_id = fields.Many2one("acct.link.request", readonly=True, copy=False, index=True)
    attempts = fields.Integer(readonly=True, copy=False)
    next_try = fields.Datetime(readonly=True, copy=False)
    sent_values = fields.Json(readonly=True, copy=False, prefetch=False)
    content = fields.Binary(readonly=True, copy=False, groups="base.group_system")

    _waiting_uniq = models.UniqueIndex(
        "(remote_org_id, operation, remote_id) WHERE state = 'waiting'",
        "The same follow-up is waiting already.",
    )
    _loop_idx = models.Index(
        "(interface_id, next_try, id) WHERE state IN ('waiting', 'sending', 'unknown')"
    )
    _target_idx = models.Index("(remote_org_id, remote_id)")

    @api.depends("state")
    def _compute_urgency(self):
        for step in self:
            step.urgency = URGENCY.index(step.state)

    @api.depends("line_id.number_sent", "move_id.name", "partner_id.name")
    def _compute_subject(self):
        for step in self:
            line = step.line_id
            number = line.number_sent or line.move_id.name
            step.subject = number or step.partner_id.display_name or step.remote_id

    def _get_item(self):
        """:return: step.Step, as it was or will be sent"""
        self.ensure_one()
        values = self.sent_values or self.values or {}
        content = self.with_context(bin_size=False).content
        return lib.Step(
            self.operation,
            self.kind or "",
            self.remote_id,
            values,
            self.key,
            content=base64.b64decode(content or b""),
        )

    # === ENQUEUE === #

    @api.model
    def _enqueue(self, interface, operation, remote_id, **wish):
        """Ask for one follow-up write; safe in buttons, which never write to the outside.

        :param remote_id: what is written to: a document or a contact of the accounting system
        :param wish: other fields: kind, values, line_id, partner_id, company_id, automatic
        :return: acct.link.step, as superuser: a new one, or the one that is open for the same
            operation on the same target, which takes the values over while it waits
        """
        return self._enqueue_all(
            interface, [{"operation": operation, "remote_id": remote_id, **wish}]
        )

    @api.model
    def _enqueue_all(self, interface, wishes):
        """As `_enqueue`, for several of one interface; of those that want the same of the same
        target the last one counts. :return: in any order
        """
        steps = self.sudo()
        wishes = {(wish["operation"], wish["remote_id"]): wish for wish in wishes}.values()
        rivals = {}
        for step in steps.search(
            [
                ("remote_org_id", "=", interface.remote_org_id),
                ("remote_id", "in", [wish["remote_id"] for wish in wishes]),
                ("state", "in", (*OPEN_STEP_STATES, "failed")),
            ]
        ):
            rivals.setdefault((step.operation, step.remote_id), []).append(step)
        to_create, result = [], steps.browse()
        for wish in wishes:
            known = rivals.get((wish["operation"], wish["remote_id"]), [])
            step = self._find_rival(known, wish)
            if step and step.state in BUSY_STATES:
                result += step
            elif step:
                step.lock_for_update()
                step._renew({"requested_by": self.env.user.id, **wish})
                result += step
            else:
                to_create.append(self._prepare_vals(interface, wish))
        result += steps.create(to_create)
        self.env["acct.link.upload"].sudo()._wake()
        return result

    @api.model
    def _find_rival(self, known, wish):
        """:return: the step that stands for this wish, or None"""
        for step in sorted(known, key=lambda step: step.state, reverse=True):
            if step.state in ("waiting", "failed"):
                return step
        for step in known:
            # A document that is being updated may have changed again meanwhile.
            if step.operation != lib.UPDATE and (step.values or {}) == (wish.get("values") or {}):
                return step
        return None

    @api.model
    def _prepare_vals(self, interface, wish):
        line = self.env["acct.link.batch.line"].sudo().browse(wish.get("line_id"))
        return {
            "interface_id": interface.id,
            "remote_org_id": interface.remote_org_id,
            "company_id": (line.company_id or interface.company_id).id,
            "partner_id": line.move_id.commercial_partner_id.id,
            "requested_by": self.env.user.id,
            **wish,
        }

    def _renew(self, vals):
        """waiting, failed -> waiting, with new values and a clean slate."""
        self.write(
            {
                "state": "waiting",
                "problems": False,
                "attempts": 0,
                "next_try": False,
                "sent_values": False,
                "content": False,
                **vals,
            }
        )

    def _put_back(self, vals=None):
        """sending, unknown, failed -> waiting; cancelled where a newer one waits in its place."""
        for step in self:
            newer = step.search_count(
                [
                    ("remote_org_id", "=", step.remote_org_id),
                    ("operation", "=", step.operation),
                    ("remote_id", "=", step.remote_id),
                    ("state", "=", "waiting"),
                    ("id", "!=", step.id),
                ],
                limit=1,
            )
            state = "cancelled" if newer else "waiting"
            step.write({"problems": False, "next_try": False, **(vals or {}), "state": state})

    @api.model
    def _enqueue_void(self, lines):
        """Void uploaded documents in the books, too. :return: acct.link.step"""
        return self._enqueue_for(lines, lib.VOID)

    @api.model
    def _enqueue_update(self, lines, **values):
        """Make the books' copy of uploaded documents what they are here now. `over=True` writes
        over what somebody changed there, too.
        """
        return self._enqueue_for(lines, lib.UPDATE, **values)

    @api.model
    def _enqueue_for(self, lines, operation, **values):
        """:raises UserError: the connector cannot do it"""
        result = self.sudo().browse()
        for interface, some in lines.sudo().grouped("interface_id").items():
            if operation not in interface._connector()._capabilities(interface).steps:
                raise UserError(
                    self.env._(
                        "%(system)s cannot do this through the link: do it there by hand.",
                        system=interface._get_system_name(),
                    )
                )
            interface._end_wait()
            result += self._enqueue_all(
                interface,
                [
                    {
                        "operation": operation,
                        "kind": line.kind,
                        "remote_id": line.remote_id,
                        "line_id": line.id,
                        "values": {"marker": line.marker, "number": line.remote_number, **values},
                    }
                    for line in some
                ],
            )
        return result

    # === WHAT BECOMES OF IT (the loop) === #

    def _set_done(self, outcome):
        """waiting, sending, unknown -> done, and what follows from it here.

        :param outcome: Uploaded
        """
        self.ensure_one()
        self.write(
            {
                "state": "done",
                "done_at": fields.Datetime.now(),
                "next_try": False,
                "problems": self._prepare_problems(outcome.warnings),
                "content": False,
            }
        )
        match self.operation:
            case lib.VOID:
                self._after_void()
            case lib.UPDATE:
                self._after_update(outcome)
            case lib.UPDATE_CONTACT:
                self.env["acct.link.contact"]._note_renamed(self)

    def _set_failed(self, problems):
        """-> failed, for a person to look at."""
        self.write(
            {
                "state": "failed",
                "next_try": False,
                "problems": self._prepare_problems(problems),
                "content": False,
            }
        )

    def _after_void(self):
        line = self.line_id
        if line.state != "uploaded":
            return
        line.state = "removed"
        line._notify(
            self.env._(
                "%(number)s was voided in %(system)s, where it has the id %(remote)s.",
                number=line.number_sent,
                system=self._get_system_name(),
                remote=line.remote_id,
            )
        )

    def _after_update(self, outcome: Uploaded):
        line, document = self.line_id, document_from_json(self.sent_values["document"])
        if line.state != "uploaded":
            return
        self.env["acct.link.upload"]._keep_answer(line, document, outcome)
        line.write(
            {
                "document": to_json(document),
                "fingerprint": self.sent_values["fingerprint"],
                "number_sent": document.number,
                "total_sent": float(document.total),
            }
        )
        line.move_id._message_log(
            body=self.env._("Its copy in %(system)s was updated.", system=self._get_system_name())
        )

    # === BUTTONS === #

    def _lock(self):
        """Hold these steps against the loop, and see their newest state."""
        self.lock_for_update()
        self.invalidate_recordset(["state"])

    def _check_state(self, states):
        for step in self:
            if step.state not in states:
                labels = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "The follow-up of %(subject)s cannot be changed now: it is in the state "
                        "“%(state)s”.",
                        subject=step.subject,
                        state=labels[step.state],
                    )
                )

    def action_retry(self):
        """failed -> waiting, and wake the loop."""
        self.env["acct.link.batch"]._check_user(self)
        steps = self.filtered(lambda step: step.state == "failed").sudo()
        if not steps:
            raise UserError(self.env._("None of these follow-ups failed."))
        steps._lock()
        steps._check_state(("failed",))
        for step in steps:
            codes = {problem.code for problem in step._get_problems()}
            if "update_changed_there" in codes:  # whoever retries has read what that means
                step.values = {**step.values, "over": True}
        steps._put_back({"attempts": 0, "requested_by": self.env.user.id})
        steps.interface_id._end_wait()
        self.env["acct.link.upload"].sudo()._wake()
        return True

    def action_cancel(self):
        """waiting, failed -> cancelled: it is not done."""
        self.env["acct.link.batch"]._check_user(self)
        steps = self.sudo()
        steps._lock()
        steps._check_state(("waiting", "failed"))
        steps.write({"state": "cancelled", "next_try": False, "content": False})
        return True

    def action_declare_missing(self):
        """unknown -> failed, by an administrator who has looked in the books, where the link can
        look no more.
        """
        self.check_access("read")
        self.interface_id._check_administrator()
        steps = self.sudo()
        steps._lock()
        steps._check_state(("unknown",))
        steps._set_failed([Problem("step_declared_missing", {"user": self.env.user.name})])
        steps.request_id.filtered(lambda request: request.state == "unknown").state = "done"
        return True

    def action_open_document(self):
        self.ensure_one()
        self.check_access("read")
        return (self.move_id or self.partner_id)._get_records_action()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_unsent(self):
        if any(step.request_id for step in self):
            raise UserError(self.env._("A follow-up that was sent stays: it is the proof of it."))
