import logging
from dataclasses import replace

import psycopg2

from odoo import api, fields, models
from odoo.fields import Domain

from ...lib import errors
from ...lib.document import document_from_json
from ...lib.operation import ALLOCATE, UPDATE, VOID
from ...lib.outcome import NotDone, Rejected, Unknown, Uploaded
from ...lib.problem import Problem
from ..upload.upload_outcome import CONTACT_GONE
from ..upload.upload_recovery import LOOK_AGAIN_SECONDS, MAX_ATTEMPTS
from .operation import OPEN_OPERATION_STATES

_logger = logging.getLogger(__name__)

CALLS_OF_ONE = 3  # at most: two reads before a write
RESERVED_MINUTES = 30  # until it is seen again whether there are more calls


class AcctLinkUploadOperation(models.AbstractModel):
    """Follow-up writes, one at a time and after the documents: written ahead, sent, answered and
    read like these, and looked up before anything is repeated. What goes wrong with one of them
    never touches a document, nor does it stop one.
    """

    _inherit = "acct.link.upload"

    @api.model
    def _get_due_operations_domain(self):
        return Domain("state", "in", OPEN_OPERATION_STATES) & (
            Domain("next_try", "=", False) | Domain("next_try", "<=", fields.Datetime.now())
        )

    # === A NEW ONE === #

    @api.model
    def _run_operation(self, interface, lock):
        """Carry out the next follow-up write. :return: 1, or None when there is none"""
        operation = self._pick_operation(interface)
        if operation.automatic and not interface._may_call(CALLS_OF_ONE):
            self._leave_calls_to_people(interface)
            return 1
        try:
            problems = self._resolve_operation_contact(interface, operation, lock)
        except (errors.LinkError, errors.TurnOver, psycopg2.Error):
            raise
        except Exception as error:
            self._fail_for_own_error(operation, error)
            return 1
        operation = operation.try_lock_for_update(allow_referencing=True)
        if not operation or operation.state != "waiting":
            return None
        if any(problem.code == "contact_unsure" for problem in problems):
            until = self._get_settled_at(interface)
            operation.write({"next_try": until, "problems": operation._prepare_problems(problems)})
            self._wake(until)
            self._commit()
            return 1
        if problems:
            operation._set_failed(problems)
            self._commit()
            return 1
        try:
            self._carry_out(interface, operation, lock)
        except errors.SignInNeeded as error:
            if error.problem.code != "scope_missing":
                raise
            # The sign-in is good for documents, which go on.
            operation._set_failed([error.problem])
            self._commit()
        except (errors.LinkError, psycopg2.Error):
            raise
        except Exception as error:
            self._fail_for_own_error(operation, error)
        return 1

    @api.model
    def _fail_for_own_error(self, operation, error):
        """An error of the link stops this operation alone. One that was sent is looked up."""
        _logger.error("Follow-up %s failed", operation.id, exc_info=error)
        self.env.cr.rollback()
        if operation.state == "waiting":
            operation._set_failed([Problem("internal_error", {"message": str(error)})])
            self._commit()

    @api.model
    def _leave_calls_to_people(self, interface):
        """Postpone the operations that no person asked for."""
        until = fields.Datetime.add(fields.Datetime.now(), minutes=RESERVED_MINUTES)
        operations = self.env["acct.link.operation"].search(
            self._get_due_operations_domain()
            & Domain("interface_id", "=", interface.id)
            & Domain([("state", "=", "waiting"), ("automatic", "=", True)])
        )
        problem = Problem("calls_reserved", {"left": str(interface.calls_left_today)})
        operations.write({"next_try": until, "problems": operations._prepare_problems([problem])})
        self._wake(until)
        self._commit()

    @api.model
    def _pick_operation(self, interface):
        """The oldest whose record has no other operation on its way."""
        Operation = self.env["acct.link.operation"]
        ours = Domain("interface_id", "=", interface.id)
        busy = Operation.search_fetch(
            ours & Domain("state", "in", ("sending", "unknown")), ["remote_id"]
        )
        domain = self._get_due_operations_domain() & ours & Domain("state", "=", "waiting")
        domain &= Domain("remote_id", "not in", busy.mapped("remote_id"))
        return Operation.search(domain, order="attempts, automatic, id", limit=1)

    @api.model
    def _carry_out(self, interface, operation, lock):
        connector = interface._connector()
        capabilities = connector._capabilities(interface)
        problems = self._check_operation(interface, operation, capabilities)
        if not problems:
            problems = self._freeze_operation(interface, operation)
        if problems:
            operation._set_failed(problems)
            self._commit()
            return
        item = operation._get_item()
        # A retry by a person counts its attempts anew, but may stand for what was sent before.
        if operation.request_id or operation.operation in capabilities.check_before_send:
            [outcome] = connector._look_up(interface, [item])
            if not isinstance(outcome, NotDone):
                self._settle_operation(operation, outcome)
                self._commit()
                return
            if self._follow_merge(operation, outcome.found.get("merged", {})):
                self._commit()
                return  # it is built anew with the contact of now
            item = replace(item, found=outcome.found)
        request = connector._prepare(interface, operation.operation, operation.kind or "", [item])
        record = self._journal(interface, request, item_count=1)
        operation.write(
            {
                "state": "sending",
                "request_id": record.id,
                "attempts": operation.attempts + 1,
                "sent_values": item.values,
                "problems": False,
                "next_try": False,
            }
        )
        self._commit()
        self._transmit(record, lock)

    @api.model
    def _follow_merge(self, operation, merged):
        """The contact that an update names was merged into another one: it is looked for again.

        :param merged: {remote id: that of the contact it lives on in}
        :return: whether it is looked for; once for each, then the update is sent as it is
        """
        contact = next(iter(merged), None)
        if not contact or operation.values.get("followed") == contact:
            return False
        self.env["acct.link.contact"]._forget(operation.interface_id, [contact])
        line = operation.line_id
        if line.chosen_contact == contact:
            line.chosen_contact = merged[contact]
        operation.values = {**operation.values, "followed": contact}
        return True

    @api.model
    def _check_operation(self, interface, operation, capabilities):
        """:return: [Problem]"""
        if operation.operation not in capabilities.operations:
            return [Problem("operation_unsupported")]
        if operation.remote_org_id != interface.remote_org_id:
            return [Problem("other_file", {"number": operation.subject})]
        excluded = self.env["acct.link.exclusion"]._get_of_partners(
            operation.partner_id, operation.company_id
        )
        # What takes back or settles what is there may go.
        if excluded and operation.operation not in (VOID, ALLOCATE):
            return [each._prepare_problem() for each in excluded.values()]
        return []

    @api.model
    def _resolve_operation_contact(self, interface, operation, lock):
        """Before an updated document is built, its customer may have to be found or added, which
        commits. :return: [Problem]
        """
        if operation.operation != UPDATE or operation.line_id.state != "uploaded":
            return []
        wanted = self._get_wanted_of_lines(interface, operation.line_id)
        known = self._get_known_of_lines(interface, operation.line_id, wanted)
        missing = {each.slot: each for id_, each in wanted.items() if id_ not in known}
        problems = {}
        self._resolve_contacts(
            interface,
            missing,
            lock,
            problems,
            since=operation.create_date,
            asked_at=operation.write_date,
            add=interface.contact_policy == "add",
        )
        return list(problems.values())

    # === WHAT BECOMES OF IT === #

    @api.model
    def _write_operation_answer(self, request):
        """Apply a stored answer to the operation."""
        request.state = "done"
        for operation in request.operation_ids.filtered(
            lambda operation: operation.state in ("sending", "unknown")
        ):
            try:
                [outcome] = self._read_answer(request, [operation._get_item()])
            except errors.RequestRefused as error:
                outcome = Rejected((error.problem,))
            self._settle_operation(operation, outcome)

    @api.model
    def _settle_operation(self, operation, outcome):
        match outcome:
            case Uploaded():
                operation._set_done(outcome)
            case Rejected(problems=problems):
                if not self._look_for_operation_contact_again(
                    operation, {each.code for each in problems}
                ):
                    operation._set_failed(problems)
            case _ if operation.state == "waiting":  # a look-up that was not understood
                until = fields.Datetime.add(fields.Datetime.now(), seconds=LOOK_AGAIN_SECONDS)
                problem = Problem("answer_unreadable")
                operation.write(
                    {"next_try": until, "problems": operation._prepare_problems([problem])}
                )
                self._wake(until)
            case _:
                problem = Problem("answer_unreadable")
                operation.write(
                    {"state": "unknown", "problems": operation._prepare_problems([problem])}
                )
                operation.request_id.state = "unknown"

    @api.model
    def _look_for_operation_contact_again(self, operation, codes):
        """Forget a contact that is archived or gone; an update looks for it anew before it fails,
        once for each contact, as documents do.

        :return: whether it is looked for again
        """
        contact = ""
        if (
            operation.operation == UPDATE
            and codes
            and codes <= CONTACT_GONE
            and operation.sent_values
        ):
            contact = document_from_json(operation.sent_values["document"]).contact
        elif "operation_contact_archived" in codes:  # it is about the contact itself
            contact = operation.remote_id
        if not contact:
            return False
        self.env["acct.link.contact"]._forget(operation.interface_id, [contact])
        if operation.operation != UPDATE or operation.values.get("followed") == contact:
            return False
        operation._put_back({"values": {**operation.values, "followed": contact}})
        return True

    @api.model
    def _mark_operation_unknown(self, request, problem):
        request.operation_ids.filtered(lambda operation: operation.state == "sending").write(
            {
                "state": "unknown",
                "next_try": False,
                "problems": request.operation_ids._prepare_problems([problem]),
            }
        )

    @api.model
    def _mark_operation_not_written(self, request):
        for operation in request.operation_ids.filtered(
            lambda operation: operation.state == "sending"
        ):
            operation._put_back({"attempts": operation.attempts - 1})

    # === WHAT IS OPEN FROM BEFORE === #

    @api.model
    def _recover_operation(self, interface):
        """Look up an operation without an answer. :return: 1, or 0 when there is none"""
        domain = self._get_due_operations_domain()
        domain &= Domain("interface_id", "=", interface.id) & Domain("state", "=", "unknown")
        operation = self.env["acct.link.operation"].search(domain, order="id", limit=1)
        if not operation:
            return 0
        asked_at = fields.Datetime.now()
        request = operation.request_id
        try:
            [outcome] = interface._connector()._look_up(interface, [operation._get_item()])
        except errors.SignInNeeded as error:
            if error.problem.code != "scope_missing":
                raise
            outcome = Unknown("no permission to look")
        except (errors.LinkError, psycopg2.Error):
            raise
        except Exception:
            # It is asked again later; documents and other follow-ups do not wait for it.
            _logger.exception("Follow-up %s: the look-up failed", operation.id)
            self.env.cr.rollback()
            outcome = Unknown("an error of our own")
        if isinstance(outcome, Unknown):
            self._look_for_operation_again(
                operation, fields.Datetime.add(asked_at, seconds=LOOK_AGAIN_SECONDS)
            )
        elif isinstance(outcome, Uploaded):
            operation._set_done(outcome)
        elif asked_at < request.settle_until:
            # It may be on its way still: neither a miss nor a refusal is final.
            self._look_for_operation_again(operation, request.settle_until)
        elif isinstance(outcome, Rejected):
            operation._set_failed(outcome.problems)
        elif operation.attempts >= MAX_ATTEMPTS:
            operation._set_failed(
                [Problem("operation_no_answer", {"attempts": str(operation.attempts)})]
            )
        else:
            operation._put_back()
        if operation.state != "unknown" and request.state == "unknown":
            request.state = "done"
        self._commit()
        return 1

    @api.model
    def _look_for_operation_again(self, operation, at):
        operation.next_try = at
        self._wake(at)
