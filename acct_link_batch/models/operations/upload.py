import base64
import hashlib
import logging
from dataclasses import replace

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...lib import errors
from ...lib.document import PURCHASES, Document, document_from_json, to_json
from ...lib.outcome import NotDone, Rejected, Unknown, Uploaded
from ...lib.problem import Problem
from ...lib.step import ALLOCATE, UPDATE, VOID, file_name, media_type
from ..upload.upload_outcome import CONTACT_GONE
from ..upload.upload_recovery import LOOK_AGAIN_SECONDS, MAX_ATTEMPTS
from .step import OPEN_STEP_STATES

_logger = logging.getLogger(__name__)

CALLS_OF_A_STEP = 3  # at most: two reads before a write
RESERVED_MINUTES = 30  # until it is seen again whether there are more calls


class AcctLinkUploadStep(models.AbstractModel):
    """Follow-up writes, one at a time and after the documents: written ahead, sent, answered and
    read like these, and looked up before anything is repeated. What goes wrong with one of them
    never touches a document, nor does it stop one.
    """

    _inherit = "acct.link.upload"

    @api.model
    def _get_due_steps_domain(self):
        return Domain("state", "in", OPEN_STEP_STATES) & (
            Domain("next_try", "=", False) | Domain("next_try", "<=", fields.Datetime.now())
        )

    # === A NEW ONE === #

    @api.model
    def _run_step(self, interface, lock):
        """Carry out the next follow-up write. :return: 1, or None when there is none"""
        step = self._pick_step(interface)
        if step.automatic and not interface._may_call(CALLS_OF_A_STEP):
            self._leave_calls_to_people(interface)
            return 1
        try:
            problems = self._resolve_step_contact(interface, step, lock)
        except (errors.LinkError, errors.TurnOver, psycopg2.Error):
            raise
        except Exception as error:
            self._fail_for_own_error(step, error)
            return 1
        step = step.try_lock_for_update(allow_referencing=True)
        if not step or step.state != "waiting":
            return None
        if any(problem.code == "contact_unsure" for problem in problems):
            until = self._get_settled_at(interface)
            step.write({"next_try": until, "problems": step._prepare_problems(problems)})
            self._wake(until)
            self._commit()
            return 1
        if problems:
            step._set_failed(problems)
            self._commit()
            return 1
        try:
            self._carry_out(interface, step, lock)
        except errors.SignInNeeded as error:
            if error.problem.code != "scope_missing":
                raise
            # The sign-in is good for documents: they go on without this.
            step._set_failed([error.problem])
            self._commit()
        except (errors.LinkError, psycopg2.Error):
            raise
        except Exception as error:
            self._fail_for_own_error(step, error)
        return 1

    @api.model
    def _fail_for_own_error(self, step, error):
        """It stops nothing but this step. What is on its way already is looked up."""
        _logger.error("Follow-up %s failed", step.id, exc_info=error)
        self.env.cr.rollback()
        if step.state == "waiting":
            step._set_failed([Problem("internal_error", {"message": str(error)})])
            self._commit()

    @api.model
    def _leave_calls_to_people(self, interface):
        """Nothing that goes by itself goes now."""
        until = fields.Datetime.add(fields.Datetime.now(), minutes=RESERVED_MINUTES)
        steps = self.env["acct.link.step"].search(
            self._get_due_steps_domain()
            & Domain("interface_id", "=", interface.id)
            & Domain([("state", "=", "waiting"), ("automatic", "=", True)])
        )
        problem = Problem("calls_reserved", {"left": str(interface.calls_left_today)})
        steps.write({"next_try": until, "problems": steps._prepare_problems([problem])})
        self._wake(until)
        self._commit()

    @api.model
    def _pick_step(self, interface):
        """The oldest that waits for none of its own record."""
        Step = self.env["acct.link.step"]
        ours = Domain("interface_id", "=", interface.id)
        busy = Step.search_fetch(
            ours & Domain("state", "in", ("sending", "unknown")), ["remote_id"]
        )
        domain = self._get_due_steps_domain() & ours & Domain("state", "=", "waiting")
        domain &= Domain("remote_id", "not in", busy.mapped("remote_id"))
        return Step.search(domain, order="attempts, automatic, id", limit=1)

    @api.model
    def _carry_out(self, interface, step, lock):
        connector = interface._connector()
        capabilities = connector._capabilities(interface)
        problems = self._check_step(interface, step, capabilities)
        if not problems:
            problems = self._freeze_step(interface, step)
        if problems:
            step._set_failed(problems)
            self._commit()
            return
        item = step._get_item()
        # A retry by a person counts its attempts anew, but may stand for what was sent before.
        if step.request_id or step.operation in capabilities.looks_first:
            [outcome] = connector._look_up(interface, [item])
            if not isinstance(outcome, NotDone):
                self._settle_step(step, outcome)
                self._commit()
                return
            if self._follow_merge(step, outcome.found.get("merged", {})):
                self._commit()
                return  # it is built anew with the contact of now
            item = replace(item, found=outcome.found)
        request = connector._prepare(interface, step.operation, step.kind or "", [item])
        record = self._journal(interface, request, item_count=1)
        step.write(
            {
                "state": "sending",
                "request_id": record.id,
                "attempts": step.attempts + 1,
                "sent_values": item.values,
                "problems": False,
                "next_try": False,
            }
        )
        self._commit()
        self._transmit(record, lock)

    @api.model
    def _follow_merge(self, step, merged):
        """The contact that an update names was merged into another one: it is looked for again.

        :param merged: {remote id: that of the contact it lives on in}
        :return: whether it is looked for; once for each, then the update is sent as it is
        """
        contact = next(iter(merged), None)
        if not contact or step.values.get("followed") == contact:
            return False
        self.env["acct.link.contact"]._forget(step.interface_id, [contact])
        line = step.line_id
        if line.chosen_contact == contact:
            line.chosen_contact = merged[contact]
        step.values = {**step.values, "followed": contact}
        return True

    @api.model
    def _check_step(self, interface, step, capabilities):
        """:return: [Problem]"""
        if step.operation not in capabilities.steps:
            return [Problem("step_unsupported")]
        if step.remote_org_id != interface.remote_org_id:
            return [Problem("other_file", {"number": step.subject})]
        excluded = self.env["acct.link.exclusion"]._get_of_partners(
            step.partner_id, step.company_id
        )
        # What takes back or settles what is there may go.
        if excluded and step.operation not in (VOID, ALLOCATE):
            return [each._prepare_problem() for each in excluded.values()]
        return []

    @api.model
    def _freeze_step(self, interface, step):
        """What is only known now goes into the step. :return: [Problem]"""
        freeze = getattr(self, f"_freeze_{step.operation}", None)
        if not freeze:
            return []
        return freeze(interface, step)

    @api.model
    def _freeze_void(self, interface, step):
        """A document that was posted again since somebody asked is meant to stand: a void cannot
        be taken back, and the number would be lost with it.
        """
        if step.line_id.move_id.state == "posted":
            return [Problem("void_posted", {"number": step.subject})]
        return []

    @api.model
    def _freeze_update(self, interface, step):
        """The document as it is now, built and checked like one that goes out the first time."""
        line = step.line_id
        number = {"number": step.subject}
        if line.state != "uploaded":
            return [Problem("update_not_uploaded", number)]
        if line.move_id.state != "posted":
            return [Problem("update_not_posted", number)]
        wanted = self._get_wanted_of_lines(interface, line)
        contacts = self._get_known_of_lines(interface, line, wanted)
        if wanted.keys() - contacts.keys():
            return [Problem("contact_not_found", {"key": wanted[line.id].label})]
        result = self.env["acct.link.document"]._prepare_documents(interface, line, contacts)
        document = result[line.id]
        if not isinstance(document, Document):
            return document
        step.sent_values = {
            **step.values,
            "before": line.document,
            "document": to_json(document),
            "fingerprint": line._get_fingerprints(line.move_id)[line.move_id.id],
        }
        return []

    @api.model
    def _freeze_attach(self, interface, step):
        """The file of the document: rendered here, never while somebody waits for a button."""
        move = step.line_id.move_id
        said = "-"
        try:
            name, content, mimetype = move._acct_link_file(step.requested_by)
        except UserError as error:
            said, content = str(error), b""
        if not content:
            if step.kind in PURCHASES:
                return [Problem("attach_no_file", {}, (move._name, move.id))]
            report = self.env["ir.actions.report"]
            if report.get_wkhtmltopdf_state() in ("install", "broken"):
                return [Problem("attach_no_printer")]
            return [Problem("attach_none", {"message": said}, (move._name, move.id))]
        limit = interface._connector()._capabilities(interface).file_bytes
        if len(content) > limit:
            sizes = {"size": str(len(content) // 1000), "limit": str(limit // 1000)}
            return [Problem("attach_too_large", sizes, (move._name, move.id))]
        step.content = base64.b64encode(content)
        step.sent_values = {
            **step.values,
            "name": file_name(name),
            "mimetype": media_type(mimetype),
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        return []

    @api.model
    def _resolve_step_contact(self, interface, step, lock):
        """Before an updated document is built, its customer may have to be found or added, which
        commits. :return: [Problem]
        """
        if step.operation != UPDATE or step.line_id.state != "uploaded":
            return []
        wanted = self._get_wanted_of_lines(interface, step.line_id)
        known = self._get_known_of_lines(interface, step.line_id, wanted)
        missing = {each.slot: each for id_, each in wanted.items() if id_ not in known}
        problems = {}
        self._resolve_contacts(
            interface,
            missing,
            lock,
            problems,
            since=step.create_date,
            asked_at=step.write_date,
            add=interface.contact_policy == "add",
        )
        return list(problems.values())

    # === WHAT BECOMES OF IT === #

    @api.model
    def _write_step_answer(self, request):
        """What a stored answer says of the step."""
        request.state = "done"
        for step in request.step_ids.filtered(lambda step: step.state in ("sending", "unknown")):
            try:
                [outcome] = self._read_answer(request, [step._get_item()])
            except errors.RequestRefused as error:
                outcome = Rejected((error.problem,))
            self._settle_step(step, outcome)

    @api.model
    def _settle_step(self, step, outcome):
        match outcome:
            case Uploaded():
                step._set_done(outcome)
            case Rejected(problems=problems):
                if not self._look_for_step_contact_again(step, {each.code for each in problems}):
                    step._set_failed(problems)
            case _ if step.state == "waiting":  # a look-up that was not understood
                until = fields.Datetime.add(fields.Datetime.now(), seconds=LOOK_AGAIN_SECONDS)
                problem = Problem("answer_unreadable")
                step.write({"next_try": until, "problems": step._prepare_problems([problem])})
                self._wake(until)
            case _:
                problem = Problem("answer_unreadable")
                step.write({"state": "unknown", "problems": step._prepare_problems([problem])})
                step.request_id.state = "unknown"

    @api.model
    def _look_for_step_contact_again(self, step, codes):
        """What a contact that is archived or gone kept out forgets it; an update looks for it anew
        before it fails, once for each contact, as documents do.

        :return: whether it is looked for again
        """
        contact = ""
        if step.operation == UPDATE and codes and codes <= CONTACT_GONE and step.sent_values:
            contact = document_from_json(step.sent_values["document"]).contact
        elif "step_contact_archived" in codes:  # it is about the contact itself
            contact = step.remote_id
        if not contact:
            return False
        self.env["acct.link.contact"]._forget(step.interface_id, [contact])
        if step.operation != UPDATE or step.values.get("followed") == contact:
            return False
        step._put_back({"values": {**step.values, "followed": contact}})
        return True

    @api.model
    def _mark_step_unknown(self, request, problem):
        request.step_ids.filtered(lambda step: step.state == "sending").write(
            {
                "state": "unknown",
                "next_try": False,
                "problems": request.step_ids._prepare_problems([problem]),
            }
        )

    @api.model
    def _mark_step_not_written(self, request):
        for step in request.step_ids.filtered(lambda step: step.state == "sending"):
            step._put_back({"attempts": step.attempts - 1})

    # === WHAT IS OPEN FROM BEFORE === #

    @api.model
    def _recover_step(self, interface):
        """Look up one that nobody answered. :return: 1, or 0 when there is none"""
        domain = self._get_due_steps_domain()
        domain &= Domain("interface_id", "=", interface.id) & Domain("state", "=", "unknown")
        step = self.env["acct.link.step"].search(domain, order="id", limit=1)
        if not step:
            return 0
        asked_at = fields.Datetime.now()
        request = step.request_id
        try:
            [outcome] = interface._connector()._look_up(interface, [step._get_item()])
        except errors.SignInNeeded as error:
            if error.problem.code != "scope_missing":
                raise
            outcome = Unknown("no permission to look")
        except (errors.LinkError, psycopg2.Error):
            raise
        except Exception:
            # It is asked again later; documents and other follow-ups do not wait for it.
            _logger.exception("Follow-up %s: the look-up failed", step.id)
            self.env.cr.rollback()
            outcome = Unknown("an error of our own")
        if isinstance(outcome, Unknown):
            self._look_for_step_again(
                step, fields.Datetime.add(asked_at, seconds=LOOK_AGAIN_SECONDS)
            )
        elif isinstance(outcome, Uploaded):
            step._set_done(outcome)
        elif asked_at < request.settle_until:
            # It may be on its way still: neither a miss nor a refusal is the last word.
            self._look_for_step_again(step, request.settle_until)
        elif isinstance(outcome, Rejected):
            step._set_failed(outcome.problems)
        elif step.attempts >= MAX_ATTEMPTS:
            step._set_failed([Problem("step_no_answer", {"attempts": str(step.attempts)})])
        else:
            step._put_back()
        if step.state != "unknown" and request.state == "unknown":
            request.state = "done"
        self._commit()
        return 1

    @api.model
    def _look_for_step_again(self, step, at):
        step.next_try = at
        self._wake(at)
