import base64
import uuid

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.acct_link_batch.lib.document import document_from_json, to_json
from odoo.addons.acct_link_batch.lib.outcome import Uploaded
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_batch.models.batch.batch_line_state import BUSY_STATES
from odoo.addons.acct_link_batch.models.contacts.role_mixin import ROLES

from ..lib import operation as lib
from .request import OPERATIONS

# The states of a follow-up write:
#
#   waiting -> sending -> done | failed | unknown
#   waiting -> done                      a look-up shows that it is done already
#   waiting <- sending                   when it surely was not written
#   unknown -> done | failed | waiting   found | refused | after a proven miss
#   unknown -> failed                    a manager says that it was not written
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
OPEN_OPERATION_STATES = ("waiting", "sending", "unknown")
URGENCY = ["failed", "unknown", "sending", "waiting", "done", "cancelled"]
TARGET = ("operation", "remote_id", "kind", "role")  # lists there may use the same ids


class AcctLinkOperation(models.Model):
    """One write to the accounting system about something that is there already. Enqueued by
    `_enqueue`, carried out by the loop (`upload.py` beside this), one request each.
    """

    _name = "acct.link.operation"
    _description = "Accounting Link Follow-up"
    _inherit = ["acct.link.engine.mixin", "acct.link.problem.mixin"]
    _order = "urgency, id desc"
    _rec_name = "subject"

    interface_id = fields.Many2one(
        "acct.link.interface", required=True, readonly=True, index=True, ondelete="restrict"
    )
    # Frozen when the operation is made: it never changes its accounts file on the way.
    remote_org_id = fields.Char(string="Accounts File ID", required=True, readonly=True)
    company_id = fields.Many2one("res.company", string="Office", required=True, readonly=True)
    operation = fields.Selection(OPERATIONS, required=True, readonly=True)
    kind = fields.Char(readonly=True, help="Kind of the document; empty for a contact.")
    role = fields.Selection(ROLES, readonly=True, help="Of the contact, if there are two lists.")
    remote_id = fields.Char(string="Remote ID", required=True, readonly=True)
    line_id = fields.Many2one(
        "acct.link.batch.line", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    move_id = fields.Many2one(related="line_id.move_id", string="Document")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    subject = fields.Char(compute="_compute_subject", compute_sudo=True)
    automatic = fields.Boolean(
        readonly=True, help="Made without a person: it leaves the last calls of a day to people."
    )
    values = fields.Json(readonly=True, help="What is to be written.")
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
        "(remote_org_id, operation, remote_id, COALESCE(kind, ''), COALESCE(role, ''))"
        " WHERE state = 'waiting'",
        "The same follow-up is waiting already.",
    )
    _loop_idx = models.Index(
        "(interface_id, next_try, id) WHERE state IN ('waiting', 'sending', 'unknown')"
    )
    _target_idx = models.Index("(remote_org_id, remote_id)")

    @api.depends("state")
    def _compute_urgency(self):
        for operation in self:
            operation.urgency = URGENCY.index(operation.state)

    @api.depends("line_id.number_sent", "move_id.name", "partner_id.name")
    def _compute_subject(self):
        for operation in self:
            line = operation.line_id
            number = line.number_sent or line.move_id.name
            operation.subject = number or operation.partner_id.display_name or operation.remote_id

    def _get_item(self):
        """:return: operation.Operation, as it was or will be sent"""
        self.ensure_one()
        values = self.sent_values or self.values or {}
        content = self.with_context(bin_size=False).content
        return lib.Operation(
            *(self.operation, self.kind or "", self.remote_id, values, self.key),
            content=base64.b64decode(content or b""),
            role=self.role or "",
        )

    # === ENQUEUE === #

    @api.model
    def _enqueue(self, interface, operation, remote_id, **vals):
        """Ask for one follow-up write; safe in buttons, which never write to the outside.

        :param remote_id: what is written to: a document or a contact of the accounting system
        :param vals: other fields: kind, values, line_id, partner_id, company_id, automatic
        :return: acct.link.operation, as superuser: a new one, or the one that is open for the same
            operation on the same target, which takes the values over while it waits
        """
        return self._enqueue_all(
            interface, [{"operation": operation, "remote_id": remote_id, **vals}]
        )

    @api.model
    def _enqueue_all(self, interface, vals_list):
        """As `_enqueue`, for several of one interface; of several with the same operation and
        target the last one counts. :return: in any order
        """
        operations = self.sudo()
        wanted = {tuple(vals.get(name) or "" for name in TARGET): vals for vals in vals_list}
        existing = {}
        for operation in operations.search(
            [
                ("remote_org_id", "=", interface.remote_org_id),
                ("remote_id", "in", [vals["remote_id"] for vals in wanted.values()]),
                ("state", "in", (*OPEN_OPERATION_STATES, "failed")),
            ]
        ):
            target = tuple(operation[name] or "" for name in TARGET)
            existing.setdefault(target, []).append(operation)
        to_create, result = [], operations.browse()
        for target, vals in wanted.items():
            operation = self._find_existing(existing.get(target, []), vals)
            if operation and operation.state in BUSY_STATES:
                result += operation
            elif operation:
                operation.lock_for_update()
                operation._renew({"requested_by": self.env.user.id, **vals})
                result += operation
            else:
                to_create.append(self._prepare_vals(interface, vals))
        result += operations.create(to_create)
        self.env["acct.link.upload"].sudo()._wake()
        return result

    @api.model
    def _find_existing(self, known, vals):
        """:return: the operation of `known` that stands for these vals, or None"""
        for operation in sorted(known, key=lambda operation: operation.state, reverse=True):
            if operation.state in ("waiting", "failed"):
                return operation
        for operation in known:
            # A document that is being updated may have changed again meanwhile.
            if operation.operation != lib.UPDATE and (operation.values or {}) == (
                vals.get("values") or {}
            ):
                return operation
        return None

    @api.model
    def _prepare_vals(self, interface, vals):
        line = self.env["acct.link.batch.line"].sudo().browse(vals.get("line_id"))
        return {
            "interface_id": interface.id,
            "remote_org_id": interface.remote_org_id,
            "company_id": (line.company_id or interface.company_id).id,
            "partner_id": line.move_id.commercial_partner_id.id,
            "requested_by": self.env.user.id,
            **vals,
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
        for operation in self:
            newer = operation.search_count(
                [
                    *((name, "=", operation[name]) for name in ("remote_org_id", *TARGET)),
                    ("state", "=", "waiting"),
                    ("id", "!=", operation.id),
                ],
                limit=1,
            )
            state = "cancelled" if newer else "waiting"
            operation.write({"problems": False, "next_try": False, **(vals or {}), "state": state})

    @api.model
    def _enqueue_void(self, lines):
        """Void uploaded documents in the books, too. :return: acct.link.operation"""
        return self._enqueue_for(lines, lib.VOID)

    @api.model
    def _enqueue_update(self, lines, **values):
        """Make the books' copy of uploaded documents what they are here now. `over=True` also
        writes over changes that were made there.
        """
        return self._enqueue_for(lines, lib.UPDATE, **values)

    @api.model
    def _enqueue_for(self, lines, operation, **values):
        """:raises UserError: the connector cannot do it"""
        result = self.sudo().browse()
        for interface, some in lines.sudo().grouped("interface_id").items():
            if not all(interface._can_do(operation, line.kind) for line in some):
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
        line._notify(line._format_removed())

    def _after_update(self, outcome: Uploaded):
        line, document = self.line_id, document_from_json(self.sent_values["document"])
        if line.state != "uploaded":
            return
        remarks = self.env["acct.link.document.check"]._get_remarks(document)
        line._keep_answer(document, outcome, remarks)
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
        """Hold these operations against the loop, and see their newest state."""
        self.lock_for_update()
        self.invalidate_recordset(["state"])

    def _check_state(self, states):
        for operation in self:
            if operation.state not in states:
                labels = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "The follow-up of %(subject)s cannot be changed now: it is in the state "
                        "“%(state)s”.",
                        subject=operation.subject,
                        state=labels[operation.state],
                    )
                )

    def action_retry(self):
        """failed -> waiting, and wake the loop."""
        self.env["acct.link.batch"]._check_user(self)
        operations = self.filtered(lambda operation: operation.state == "failed").sudo()
        if not operations:
            raise UserError(self.env._("None of these follow-ups failed."))
        operations._lock()
        operations._check_state(("failed",))
        for operation in operations:
            codes = {problem.code for problem in operation._get_problems()}
            if "update_changed_there" in codes:  # the retry agrees to what the Problem says
                operation.values = {**operation.values, "over": True}
        operations._put_back({"attempts": 0, "requested_by": self.env.user.id})
        operations.interface_id._end_wait()
        self.env["acct.link.upload"].sudo()._wake()
        return True

    def action_cancel(self):
        """waiting, failed -> cancelled: it is not done."""
        self.env["acct.link.batch"]._check_user(self)
        operations = self.sudo()
        operations._lock()
        operations._check_state(("waiting", "failed"))
        operations.write({"state": "cancelled", "next_try": False, "content": False})
        return True

    def action_declare_missing(self):
        """unknown -> failed, by a manager who has looked in the books, where the link can
        look no more.
        """
        self.check_access("read")
        self.interface_id._check_manager()
        operations = self.sudo()
        operations._lock()
        operations._check_state(("unknown",))
        operations._set_failed(
            [Problem("operation_declared_missing", {"user": self.env.user.name})]
        )
        operations.request_id.filtered(lambda request: request.state == "unknown").state = "done"
        return True

    def action_open_document(self):
        self.ensure_one()
        self.check_access("read")
        return (self.move_id or self.partner_id)._get_records_action()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_unsent(self):
        if any(operation.request_id for operation in self):
            raise UserError(self.env._("A follow-up that was sent stays: it is the proof of it."))
