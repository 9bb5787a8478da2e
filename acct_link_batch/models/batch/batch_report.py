from odoo import api, fields, models

from ..contacts.match import WAITING_STATES
from ..contacts.party import FIELDS

TODO = "mail.mail_activity_data_todo"


class AcctLinkBatch(models.Model):
    """What is told of a batch once its upload has ended, and to whom."""

    # The batch itself is long enough.
    _inherit = "acct.link.batch"

    unmatched_count = fields.Integer(
        string="Customers without a contact", compute="_compute_unmatched_count", compute_sudo=True
    )
    asked_count = fields.Integer(
        string="Customers to Ask for",
        compute="_compute_unmatched_count",
        compute_sudo=True,
        help="Their contact stands for another customer, as far as is known.",
    )
    contact_policy = fields.Selection(related="interface_id.contact_policy")

    def _report_end(self):
        """Tell the author once how the upload went, on the screen and in the chatter."""
        for batch in self.filtered(lambda batch: batch.report_pending):
            batch = batch.with_context(lang=batch.upload_user_id.lang)
            batch.report_pending = False
            text = batch._get_report()
            batch.message_post(body=text, author_id=batch.upload_user_id.partner_id.id)
            if batch.failed_count or batch._is_awaited():
                batch.upload_user_id._bus_send(
                    "simple_notification",
                    {
                        "type": batch._get_report_kind(),
                        "title": batch.name,
                        "message": text,
                        "sticky": bool(batch.failed_count),
                    },
                )
            batch._update_activity()

    def _is_awaited(self):
        """:return: whether a person waits for its end, who is told even where nothing failed"""
        self.ensure_one()
        return True

    def _get_report_kind(self):
        """:return: str, as notifications of Odoo have it"""
        if self.failed_count:
            return "danger"
        return "warning" if self.ready_count else "success"

    def _get_report(self):
        """:return: str, how the upload went; what was stopped, and so waits, comes first"""
        self.ensure_one()
        attempted = self.line_count - self.ready_count
        waiting = self.env._(
            "Documents not sent: %(count)s. They wait in the batch until somebody presses "
            "“Upload”.",
            count=self.ready_count,
        )
        if not attempted:
            return waiting
        report = self._get_result(attempted)
        return f"{waiting} {report}" if self.ready_count else report

    def _get_result(self, attempted):
        """:return: str, what became of the documents that were sent"""
        if attempted == 1:
            return self.env._(
                "1 document attempted, %(uploaded)s uploaded with a total of %(total)s, %(failed)s "
                "failed.",
                uploaded=self.uploaded_count,
                total=self.uploaded_total_text,
                failed=self.failed_count,
            )
        return self.env._(
            "%(attempted)s documents attempted, %(uploaded)s uploaded with a total of "
            "%(total)s, %(failed)s failed.",
            attempted=attempted,
            uploaded=self.uploaded_count,
            total=self.uploaded_total_text,
            failed=self.failed_count,
        )

    def _update_activity(self):
        """One open activity on a batch with failures, closed by itself when there are none; due
        today, where the person is who is to do it.
        """
        for batch in self:
            if not batch.failed_count:
                batch.activity_feedback([TODO], feedback=batch.env._("Nothing failed any more."))
                continue
            activities = batch.activity_search([TODO])
            for activity in activities:
                activity.date_deadline = batch._today_of(activity.user_id)
            if not activities:
                batch.activity_schedule(
                    TODO,
                    batch._today_of(batch.upload_user_id),
                    summary=batch.env._("Documents failed"),
                    user_id=batch.upload_user_id.id,
                )

    def _today_of(self, user):
        """:return: date; the scheduled action that asks is nowhere"""
        return fields.Date.context_today(self.with_context(tz=user.tz))

    @api.depends("line_ids.state")
    def _compute_unmatched_count(self):
        """From what is known, without a call."""
        for batch in self:
            lines = batch.live_line_ids.filtered(lambda line: line.state in WAITING_STATES)
            wanted = batch._get_wanted(lines) if lines else {}
            unmatched, asked = batch._get_unmatched(wanted) if wanted else ((), ())
            batch.unmatched_count, batch.asked_count = len(unmatched), len(asked)

    def _get_wanted(self, lines):
        """:return: {line id: ContactRequest} of these lines, but for those whose contact was
        chosen for them alone
        """
        # What is still to come is read at once.
        lines.move_id.fetch(FIELDS)
        lines = lines.filtered(lambda line: not line.chosen_contact)
        return self.env["acct.link.upload.contact"]._get_wanted_of_lines(self.interface_id, lines)

    def _get_unmatched(self, wanted):
        """:return: ({(customer id, key)} of these that surely have no contact, and of those whose
        contact stands for another customer)
        """
        interface = self.interface_id
        Contact, Share = self.env["acct.link.contact"], self.env["acct.link.contact.share"]
        asked = Share._foresee(interface, wanted, Contact._get_known(interface, wanted))
        rest = {id_: each for id_, each in wanted.items() if id_ not in asked}
        unmatched = self.env["acct.link.match"]._get_surely_missing(interface, rest)
        return unmatched, {wanted[id_].slot for id_ in asked}

    def action_match_customers(self):
        """The customers of this batch among those to match."""
        self.ensure_one()
        self._check_user(self)
        action = self.env["acct.link.match"].action_open()
        window = action.get("params", {}).get("next", action)
        window["domain"] = [
            ("partner_id", "in", self.live_line_ids.move_id.commercial_partner_id.ids)
        ]
        return action
