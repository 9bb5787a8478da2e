import logging
from dataclasses import replace

import psycopg2

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.acct_link_batch.lib import errors
from odoo.addons.acct_link_batch.lib.document import document_from_json
from odoo.addons.acct_link_batch.lib.outcome import NotDone, Rejected, Unknown, Uploaded
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_batch.models.base.tries import is_due
from odoo.addons.acct_link_batch.models.batch.batch_line_state import CONTACT_GONE, MAX_ATTEMPTS
from odoo.addons.acct_link_batch.models.upload.upload_document_answer import LOOK_AGAIN_SECONDS

from ..lib.operation import ALLOCATE, UPDATE, VOID
from .operation import OPEN_OPERATION_STATES

_logger = logging.getLogger(__name__)

CALLS_OF_ONE = 3  # at most: two reads before a write
OLDEST = 4  # times as many as are sent are looked through for those of one sort
RESERVED_MINUTES = 30  # until it is seen again whether there are more calls


class AcctLinkUploadOperation(models.AbstractModel):
    """Follow-up writes, after the documents: written ahead, sent, answered and read like these, and
    looked up before anything is repeated. What goes wrong with one of them never touches a
    document, nor does it stop one.

    pick -> contact -> lock -> freeze -> look -> write ahead -> transmit -> read
    """

    _name = "acct.link.upload.operation"
    _inherit = "acct.link.handler"
    _description = "Follow-Ups of an Upload"

    @api.model
    def _get_due(self):
        """:return: (model, Domain of its rows that may go out now)"""
        return "acct.link.operation", Domain("state", "in", OPEN_OPERATION_STATES) & is_due()

    # === NEW ONES === #

    @api.model
    def _run(self, turn, among=Domain.TRUE):
        """Carry out the next follow-up writes. :return: how many, or None when there is none"""
        operations = self._pick(turn, among)
        if not operations:
            return None
        if not turn.interface._may_call(CALLS_OF_ONE * len(operations)):
            operations = operations.filtered(lambda operation: not operation.automatic)
            if not operations:
                return self._leave_calls_to_people(turn.interface)
        found = self._resolve_contacts(turn, operations)
        operations = operations.try_lock_for_update(allow_referencing=True).filtered(
            lambda operation: operation.state == "waiting"
        )
        if not operations:
            return None
        prepared = []
        for operation in operations:
            if prepared and turn.is_over:
                break
            if request := self._prepare(turn, operation, found.get(operation.id, [])):
                prepared.append((operation, request))
        requests = self._write_ahead(turn, prepared)
        if requests:
            self._transmit(turn, requests)
        return len(operations)

    @api.model
    def _pick(self, turn, among):
        """The oldest whose records have no other operation on its way, of one sort."""
        Operation = self.env["acct.link.operation"]
        ours = Domain("interface_id", "=", turn.interface.id)
        busy = Operation.search_fetch(
            ours & Domain("state", "in", ("sending", "unknown")), ["remote_id"]
        )
        domain = self._get_due()[1] & ours & Domain("state", "=", "waiting") & among
        domain &= Domain("remote_id", "not in", busy.mapped("remote_id"))
        order = "attempts, automatic, id"
        first = Operation.search(domain, order=order, limit=1)
        count = turn.count_requests()
        if not first or count == 1:
            return first
        # Of one record they go one after the other, whatever their sort.
        some = Operation.search(domain, order=order, limit=OLDEST * count)
        next_ones = Operation.union(*(each[:1] for each in some.grouped("remote_id").values()))
        return next_ones.filtered(lambda each: each.operation == first.operation)[:count]

    @api.model
    def _resolve_contacts(self, turn, operations):
        """Before an updated document is built, its customer may have to be found or added, which
        commits. An error of the link stops this operation alone.

        :return: {operation id: [Problem]}
        """
        found = {}
        for operation in operations:
            if operation.operation != UPDATE or operation.line_id.state != "uploaded":
                continue
            try:
                found[operation.id] = self._resolve_contact(turn, operation)
            except (errors.LinkError, errors.TurnOver, psycopg2.Error):
                raise
            except Exception as error:
                self.env.cr.rollback()
                self._fail_for_own_error(operation, error)
                self.env.cr.commit()  # pylint: disable=invalid-commit
        return found

    @api.model
    def _prepare(self, turn, operation, problems):
        """What has to be sent for an operation, as far as something has. An error of the link, or
        a permission that it lacks, stops this operation alone.

        :param problems: [Problem] of its contact; :return: exchange.Request, or None
        """
        try:
            with self.env.cr.savepoint():
                return self._prepare_request(turn, operation, problems)
        except errors.SignInNeeded as error:
            if error.problem.code != "scope_missing":
                raise
            # The sign-in is good for documents, which go on.
            operation._set_failed([error.problem])
        except (errors.LinkError, psycopg2.Error):
            raise
        except Exception as error:
            self._fail_for_own_error(operation, error)
        return None

    @api.model
    def _prepare_request(self, turn, operation, problems):
        interface = turn.interface
        if any(problem.code == "contact_unsure" for problem in problems):
            until = self.env["acct.link.upload.contact"]._get_settled_at(interface)
            operation.write({"next_try": until, "problems": operation._prepare_problems(problems)})
            self.env["acct.link.upload"]._wake(until)
            return None
        problems = problems or self._check_operation(turn, operation)
        if not problems:
            freezer = self.env["acct.link.upload.freeze"]
            problems = freezer._freeze_operation(interface, operation)
        if problems:
            operation._set_failed(problems)
            return None
        item = operation._get_item()
        # A retry by a person counts its attempts anew, but may stand for what was sent before.
        if operation.request_id or operation.operation in turn.capabilities.check_before_send:
            [outcome] = turn.connector._look_up(interface, [item])
            if not isinstance(outcome, NotDone):
                self._apply_look(operation, outcome)
                return None
            if self._follow_merge(operation, outcome.found.get("merged", {})):
                return None  # it is built anew with the contact of now
            item = replace(item, found=outcome.found)
        return turn.connector._prepare(interface, operation.operation, operation.kind or "", [item])

    @api.model
    def _write_ahead(self, turn, prepared):
        """Journal the requests and mark their operations; committed before anything is sent.

        :param prepared: [(acct.link.operation, exchange.Request)]; :return: acct.link.request
        """
        requests = self.env["acct.link.transport"]._journal(
            turn, [(request, {"item_count": 1}) for _operation, request in prepared]
        )
        for (operation, _request), record in zip(prepared, requests, strict=True):
            operation.write(
                {
                    "state": "sending",
                    "request_id": record.id,
                    "attempts": operation.attempts + 1,
                    "sent_values": operation._get_item().values,
                    "problems": False,
                    "next_try": False,
                }
            )
        self.env.cr.commit()  # pylint: disable=invalid-commit
        return requests

    @api.model
    def _transmit(self, turn, requests):
        try:
            self.env["acct.link.transport"]._transmit(turn, requests, self)
        except errors.SignInNeeded as error:
            if error.problem.code != "scope_missing":
                raise
            # The sign-in is good for documents, which go on.
            for operation in requests.operation_ids:
                if operation.state == "waiting":
                    operation._set_failed([error.problem])
            self.env.cr.commit()  # pylint: disable=invalid-commit

    @api.model
    def _fail_for_own_error(self, operation, error):
        """An error of the link stops this operation alone."""
        _logger.error("Follow-up %s failed", operation.id, exc_info=error)
        operation._set_failed([Problem("internal_error", {"message": str(error)})])

    @api.model
    def _leave_calls_to_people(self, interface):
        """Postpone the operations that no person asked for. :return: how many"""
        until = fields.Datetime.add(fields.Datetime.now(), minutes=RESERVED_MINUTES)
        operations = self.env["acct.link.operation"].search(
            self._get_due()[1]
            & Domain("interface_id", "=", interface.id)
            & Domain([("state", "=", "waiting"), ("automatic", "=", True)])
        )
        problem = Problem("calls_reserved", {"left": str(interface.calls_left_today)})
        operations.write({"next_try": until, "problems": operations._prepare_problems([problem])})
        self.env["acct.link.upload"]._wake(until)
        self.env.cr.commit()  # pylint: disable=invalid-commit
        return len(operations)

    @api.model
    def _follow_merge(self, operation, merged):
        """The contact that an update names was merged into another one: it is looked for again.

        :param merged: {remote id: that of the contact it lives on in}
        :return: whether it is looked for; once for each, then the update is sent as it is
        """
        contact = next(iter(merged), None)
        if not contact or operation.values.get("followed") == contact:
            return False
        line = operation.line_id
        role = (line.document or {}).get("party", {}).get("role", "")
        self.env["acct.link.contact"]._forget(operation.interface_id, [contact], role)
        if line.chosen_contact == contact:
            line.chosen_contact = merged[contact]
        operation.values = {**operation.values, "followed": contact}
        return True

    @api.model
    def _check_operation(self, turn, operation):
        """:return: [Problem]"""
        if not turn.capabilities.can_do(operation.operation, operation.kind or ""):
            return [Problem("operation_unsupported")]
        if operation.remote_org_id != turn.interface.remote_org_id:
            return [Problem("other_file", {"number": operation.subject})]
        excluded = self.env["acct.link.exclusion"]._get_of_partners(
            operation.partner_id, operation.company_id
        )
        # What takes back or settles what is there may go.
        if excluded and operation.operation not in (VOID, ALLOCATE):
            return [each._prepare_problem() for each in excluded.values()]
        return []

    @api.model
    def _resolve_contact(self, turn, operation):
        """:return: [Problem] of the customer of a document that is to be updated"""
        Contact, interface = self.env["acct.link.upload.contact"], turn.interface
        wanted = Contact._get_wanted_of_lines(interface, operation.line_id)
        known = Contact._get_known_of_lines(interface, operation.line_id, wanted)
        missing = {each.slot: each for id_, each in wanted.items() if id_ not in known}
        problems = {}
        Contact._resolve(
            turn,
            missing,
            problems,
            since=operation.create_date,
            asked_at=operation.write_date,
            add=interface.contact_policy == "add",
        )
        return list(problems.values())

    # === WHAT BECOMES OF IT === #

    @api.model
    def _apply_answers(self, requests, items):
        requests.state = "done"
        for operation in requests.operation_ids.filtered(
            lambda operation: operation.state in ("sending", "unknown")
        ):
            request = operation.request_id
            try:
                [outcome] = self.env["acct.link.transport"]._read(request, [operation._get_item()])
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
                self.env["acct.link.upload"]._wake(until)
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
        contact, values = "", operation.sent_values
        if operation.operation == UPDATE and codes and codes <= CONTACT_GONE and values:
            document = document_from_json(values["document"])
            contact, role = document.contact, document.party.role
        elif "operation_contact_archived" in codes:  # it is about the contact itself
            contact, role = operation.remote_id, operation.role
        if not contact:
            return False
        self.env["acct.link.contact"]._forget(operation.interface_id, [contact], role)
        if operation.operation != UPDATE or operation.values.get("followed") == contact:
            return False
        operation._put_back({"values": {**operation.values, "followed": contact}})
        return True

    @api.model
    def _set_unknown(self, request, problem):
        request.operation_ids.filtered(lambda operation: operation.state == "sending").write(
            {
                "state": "unknown",
                "next_try": False,
                "problems": request.operation_ids._prepare_problems([problem]),
            }
        )

    @api.model
    def _set_unsent(self, requests):
        for operation in requests.operation_ids.filtered(
            lambda operation: operation.state == "sending"
        ):
            operation._put_back({"attempts": operation.attempts - 1})

    # === WHAT IS OPEN FROM BEFORE === #

    @api.model
    def _settle(self, turn, _requests):
        """Look up an operation without an answer. :return: 1, or 0 when there is none"""
        domain = self._get_due()[1]
        domain &= Domain("interface_id", "=", turn.interface.id) & Domain("state", "=", "unknown")
        operation = self.env["acct.link.operation"].search(domain, order="id", limit=1)
        if not operation:
            return 0
        asked_at = fields.Datetime.now()
        request = operation.request_id
        try:
            [outcome] = turn.connector._look_up(turn.interface, [operation._get_item()])
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
        self.env.cr.commit()  # pylint: disable=invalid-commit
        return 1

    @api.model
    def _look_for_operation_again(self, operation, at):
        operation.next_try = at
        self.env["acct.link.upload"]._wake(at)
