from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.acct_link_batch.lib.outcome import Rejected
from odoo.addons.acct_link_batch.lib.problem import Problem

from ..lib.operation import UPDATE

# What a look-up says of a copy that is no more.
GONE = {"operation_gone", "update_void_there"}


class AcctLinkBatchLine(models.Model):
    """Sent a second time it is an update of its copy, so that there is never a second one."""

    _inherit = "acct.link.batch.line"

    def _can_update_again(self):
        self.ensure_one()
        is_sent = self.state == "uploaded" and self.move_id.state == "posted"
        return is_sent and self.interface_id.sudo()._can_do(UPDATE, self.kind)

    def _update_again(self):
        """Make their copies what they are here now, changed or not. One that is gone there is sent
        as a new document, once a look-up has shown that.
        """
        self.check_access("read")
        self.interface_id._check_manager()
        return self.env["acct.link.operation"]._enqueue_update(self, again=True)


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_acct_link_again_action(self):
        action = super()._get_acct_link_again_action()
        return action or self.env["acct.link.resend"]._prepare_action(self)

    def action_acct_link_send_again(self):
        """Ask what is to be done about those of these documents that are uploaded."""
        self.env["acct.link.batch"]._check_user(self)
        uploaded = self.filtered(lambda move: move.acct_link_state == "uploaded")
        if not uploaded:
            raise UserError(
                self.env._("None of these documents is uploaded: put them in a batch instead.")
            )
        uploaded.acct_link_line_id.interface_id._check_manager()
        return self.env["acct.link.resend"]._prepare_action(uploaded)


class AcctLinkOperation(models.Model):
    _inherit = "acct.link.operation"

    def _goes_anew(self, outcome):
        """:param outcome: what a look-up said just now
        :return: whether the document is to be sent as a new one, as its copy is gone
        """
        self.ensure_one()
        if not isinstance(outcome, Rejected) or not (self.values or {}).get("again"):
            return False
        # An office that has changed over since goes to other books.
        used = self.move_id.company_id._get_acct_link_interface()
        codes = {problem.code for problem in outcome.problems}
        is_gone = bool(codes) and codes <= GONE
        return self.operation == UPDATE and is_gone and used == self.interface_id

    def _send_anew(self):
        """waiting -> done, and its line: uploaded -> removed. The document goes in a batch of its
        own, in the name of the user who asked.
        """
        self.ensure_one()
        user = self.requested_by
        line = self.line_id.with_user(user).sudo().with_context(lang=user.lang)
        line.state = "removed"
        line.flush_recordset(["state"])
        batch = line.env["acct.link.batch"]._create_from_moves(line.move_id).sudo()
        values = {"remote": line.remote_id, "batch": batch.name}
        line._notify(
            line.env._(
                "%(number)s is voided or deleted in %(system)s, where it had the id %(remote)s: it "
                "is sent again as a new document, in batch %(batch)s.",
                number=line.number_sent,
                system=line._get_system_name(),
                **values,
            )
        )
        self.write(
            {
                "state": "done",
                "next_try": False,
                "problems": self._prepare_problems([Problem("sent_anew", values)]),
            }
        )
        batch.line_ids._enqueue()
        batch._start_upload(user)


class AcctLinkUploadOperation(models.AbstractModel):
    _inherit = "acct.link.upload.operation"

    @api.model
    def _apply_look(self, operation, outcome):
        """What a look before the write has settled already."""
        if operation._goes_anew(outcome):
            operation._send_anew()
        else:
            self._settle_operation(operation, outcome)
