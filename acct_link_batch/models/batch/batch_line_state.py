from odoo import api, fields, models
from odoo.exceptions import UserError

from ...lib.document import document_from_json
from ...lib.problem import Problem

# The states of a document in a batch:
#
#   ready <-> queued -> sending -> uploaded | failed | unknown | exported
#             queued <- sending                  when it surely was not written
#   failed -> queued                             retry
#   unknown -> uploaded | failed | queued        found | another's | after a proven miss
#   exported -> uploaded | failed                a person says: imported, or not, and why
#   uploaded -> exported                         who said so takes it back (files only)
#   ready, queued, failed, exported -> removed
#
# Exported means written into a part of a file that a person carries to the accounting system.
# Never removed from `sending` or `unknown`: it may be in the books. An uploaded line leaves only
# when a manager unlinks it (the remote id is kept), an unknown one that cannot be looked up
# any more when a manager says that it is not there (-> failed).
STATES = [
    ("ready", "In a batch"),
    ("queued", "Waiting"),
    ("sending", "Being sent"),
    ("unknown", "Being checked"),
    ("uploaded", "Uploaded"),
    ("exported", "Exported"),
    ("failed", "Failed"),
    ("removed", "Removed"),
]
ALLOWED_ACTIONS = {
    "ready": {"upload", "remove"},
    "queued": {"stop", "remove"},
    "sending": set(),
    "unknown": {"declare_missing"},
    "uploaded": {"unlink"},
    "exported": {"confirm", "fail", "remove"},
    "failed": {"retry", "remove"},
    "removed": set(),
}
OPEN_STATES = ("queued", "sending", "unknown")
# Nobody may change or remove the document meanwhile.
BUSY_STATES = ("sending", "unknown")
# What needs a person comes first, what is done comes last.
URGENCY = ["failed", "unknown", "sending", "queued", "ready", "exported", "uploaded", "removed"]

MAX_ATTEMPTS = 5
HALVE_AFTER_ATTEMPTS = 2
# Problems of a document whose outcome is not known.
SILENT = {"no_answer", "interrupted", "answer_unreadable", "answer_too_large"}
CONTACT_GONE = {"contact_archived", "contact_not_found"}  # codes of answers


class AcctLinkBatchLine(models.Model):
    """The states of a document in a batch, and all that changes them."""

    _inherit = "acct.link.batch.line"

    state = fields.Selection(STATES, required=True, readonly=True, default="ready", copy=False)
    urgency = fields.Integer(compute="_compute_urgency", store=True)

    @api.depends("state")
    def _compute_urgency(self):
        for line in self:
            line.urgency = URGENCY.index(line.state)

    # === WHAT IS ALLOWED === #

    def _allowed_actions(self):
        """What may be done with this line now; views, wizards and the loop all ask here."""
        self.ensure_one()
        return ALLOWED_ACTIONS[self.state]

    def _lock(self):
        """Hold these lines against the loop, and see their newest state.

        :raises LockError: the loop has them in its hands
        """
        self.lock_for_update()
        self.invalidate_recordset(["state"])

    def _check_allowed(self, action):
        for line in self:
            if action not in line._allowed_actions():
                state = dict(self._fields["state"]._description_selection(self.env))[line.state]
                raise UserError(
                    self.env._(
                        "%(number)s cannot be changed now: it is in the state “%(state)s”.",
                        number=line.number,
                        state=state,
                    )
                )

    # === TRANSITIONS BY PEOPLE === #

    def _enqueue(self):
        """ready, failed -> queued, with a clean slate."""
        self.write(
            {
                "state": "queued",
                "problems": False,
                "attempts": 0,
                "chunk_limit": 0,
                "next_try": False,
            }
        )

    def action_retry(self):
        """failed -> queued, and wake the upload."""
        self.env["acct.link.batch"]._check_user(self)
        lines = self.filtered(lambda line: line.state == "failed").sudo()
        if not lines:
            raise UserError(self.env._("None of these documents failed."))
        lines._lock()
        lines._check_allowed("retry")
        lines._retry(self.env.user)
        return True

    @api.model
    def _prepare_exported_vals(self):
        """What a line is that was written into a part of a file."""
        return {"state": "exported", "next_try": False}

    def _retry(self, user):
        if self:
            self._enqueue()
            self.batch_id._start_upload(user)

    def action_remove(self):
        """ready, queued, failed, exported -> removed: the document is available again."""
        self.env["acct.link.batch"]._check_user(self)
        lines = self.sudo()
        lines._lock()
        lines._check_allowed("remove")
        lines.write({"state": "removed", "next_try": False})
        for batch, removed in lines.grouped("batch_id").items():
            batch.with_user(self.env.user).sudo().message_post(
                body=self.env._("Removed: %(numbers)s", numbers=", ".join(removed.mapped("number")))
            )
        return True

    def action_park(self):
        """Ask for a reason, then set these documents aside: they leave their batch."""
        return self.move_id.action_acct_link_park()

    def action_unlink_uploaded(self):
        """uploaded -> removed, by a manager who knows that the copy in the books is gone
        or wrong. The remote id stays for the record.
        """
        self._unlink_uploaded(
            lambda line: self.env._(
                "%(number)s was unlinked from %(system)s, where it has the id %(remote)s.",
                number=line.number,
                system=line._get_system_name(),
                remote=line.remote_id,
            )
        )
        return True

    def _unlink_uploaded(self, describe):
        """uploaded -> removed, by a manager.

        :param describe: callable: line -> str, what its chatter says of it
        """
        self.check_access("read")
        self.interface_id._check_manager()
        lines = self.sudo()
        lines._lock()
        lines._check_allowed("unlink")
        for line in lines:
            line._notify(describe(line))
        lines.state = "removed"

    def action_declare_missing(self):
        """unknown -> failed, by a manager who has looked in the books, where the link can
        look no more: the accounts file is gone, or the connector.
        """
        self.check_access("read")
        self.interface_id._check_manager()
        lines = self.sudo()
        lines._lock()
        lines._check_allowed("declare_missing")
        problem = Problem("declared_missing", {"user": self.env.user.name})
        for line in lines:
            line._notify(
                self.env._(
                    "%(number)s is not in the books, says %(user)s.",
                    number=line.number,
                    user=self.env.user.name,
                )
            )
            line.write(
                {
                    "state": "failed",
                    "problems": line._prepare_problems([problem]),
                    "next_try": False,
                }
            )
        return True

    # === TRANSITIONS OF THE LOOP, not committed === #

    def _put_back(self):
        """sending -> queued: it surely was not written, and that was no attempt."""
        for line in self:
            line.write({"state": "queued", "attempts": max(line.attempts - 1, 0)})

    def _halve(self, problem):
        """sending -> queued: a whole request was refused. Its halves are sent, until the document
        that spoils it is alone, and fails.
        """
        if len(self) == 1:
            self._set_failed([problem])
            return
        self._put_back()
        self.chunk_limit = (len(self) + 1) // 2

    def _set_failed(self, problems):
        """queued, sending, unknown -> failed."""
        self.ensure_one()
        self.write(
            {"state": "failed", "problems": self._prepare_problems(problems), "next_try": False}
        )
        if self.document and any(problem.code in CONTACT_GONE for problem in problems):
            document = document_from_json(self.document)
            self.env["acct.link.contact"]._forget(
                self.interface_id, [document.contact], document.party.role
            )

    def _set_unknown(self, problems):
        """sending -> unknown: it is looked for."""
        self.write(
            {"state": "unknown", "problems": self._prepare_problems(problems), "next_try": False}
        )

    def _keep_answer(self, document, outcome, remarks=()):
        """What the accounting system made of a document that is in the books; the state follows,
        for all lines of an answer at once.

        :param remarks: [Problem] known before it was sent
        """
        self.ensure_one()
        warnings = [*outcome.warnings, *remarks]
        if outcome.total is not None and outcome.total != document.total:
            totals = {"theirs": str(outcome.total), "ours": str(document.total)}
            warnings.append(Problem("total_differs", totals))
        if outcome.number and outcome.number != document.number:
            numbers = {"theirs": outcome.number, "ours": document.number}
            warnings.append(Problem("number_changed", numbers))
        self.write(
            {
                "remote_id": outcome.remote_id,
                "remote_number": outcome.number or document.number,
                "remote_total": float(document.total if outcome.total is None else outcome.total),
                "uploaded_by": self.batch_id.upload_user_id.id,
                "problems": self._prepare_problems(warnings),
            }
        )

    def _after_upload(self):
        """What other add-ons do once documents are uploaded, for a chunk; not committed."""

    def _keep_exported(self, document, outcome):
        """What a part of a file has of it; the state follows."""
        self.ensure_one()
        number = outcome.number or document.number
        if self.remote_number != number:
            self.remote_number = number
        self.problems = self._prepare_problems(outcome.warnings)

    def _look_for_contact_again(self, document, problems):
        """sending -> queued, where the contact turned out to be archived or gone: it may live on in
        another one that it was merged into. Once for each contact; then the document fails.

        :return: whether it is looked for again
        """
        self.ensure_one()
        codes = {problem.code for problem in problems}
        contact = document.contact
        if codes - CONTACT_GONE or not contact or contact == self.refused_contact:
            return False
        self.env["acct.link.contact"]._forget(self.interface_id, [contact], document.party.role)
        self._put_back()
        self.write({"refused_contact": contact, "problems": False, "next_try": False})
        return True

    def _try_again(self):
        """unknown -> queued after a proven miss: another attempt in another request, up to
        MAX_ATTEMPTS (-> failed).
        """
        self.ensure_one()
        if self.attempts >= MAX_ATTEMPTS:
            self._set_failed([Problem("too_many_attempts", {"attempts": str(self.attempts)})])
            return
        vals = {"state": "queued", "problems": False, "next_try": False}
        if self.attempts >= HALVE_AFTER_ATTEMPTS:
            size = len(self.request_id.line_ids)
            vals["chunk_limit"] = max((size + 1) // 2, 1)
        self.write(vals)

    def _was_answered(self):
        """Whether an answer of the accounting system was about this document."""
        return bool({problem.code for problem in self._get_problems()} - SILENT)
