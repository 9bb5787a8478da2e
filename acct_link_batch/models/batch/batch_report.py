from odoo import fields, models

TODO = "mail.mail_activity_data_todo"


class AcctLinkBatch(models.Model):
    """What is told of a batch once its upload has ended, and to whom."""

    # The batch itself is long enough.
    _inherit = "acct.link.batch"

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
