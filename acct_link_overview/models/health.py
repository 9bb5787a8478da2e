import logging
from collections import defaultdict

from odoo import api, fields, models

SET_UP = "acct_link_overview.mail_activity_type_set_up"

_logger = logging.getLogger(__name__)


class AcctLinkInterface(models.Model):
    """What a person has to look after, beside documents that failed: for each cause one open
    activity of each administrator, which goes away with its cause.
    """

    _name = "acct.link.interface"
    _inherit = ["acct.link.interface", "mail.activity.mixin"]

    def _get_health(self):
        """Add-ons add their causes.

        :return: {external id of an activity type: what is wrong and what to do, in the user's
            language; empty if nothing is}
        """
        self.ensure_one()
        run, said = self.last_run_id, ""
        if not self.cron_active:
            said = self.env._(
                "The scheduled action “Accounting Link: Upload” is switched off, so nothing is "
                "sent. A system administrator switches it on."
            )
        elif run.result == "misconfigured":
            said = self.env._(
                "The last run stopped at a wrong set-up: %(problem)s",
                problem=run.problem_text or "",
            )
        return {SET_UP: said}

    @api.model
    def _cron_watch(self):
        """Once a day."""
        for interface in self.search([("paused", "=", False)]):
            try:
                with self.env.cr.savepoint():
                    interface._update_health()
            except Exception:
                _logger.exception("Interface %s: it could not be watched", interface.id)

    def _update_health(self):
        """Open what is missing, close what is over."""
        self.ensure_one()
        administrators = self._get_administrators()
        untold = defaultdict(list)
        for cause, said in self._get_health().items():
            if not said:
                self.sudo().activity_unlink([cause])
                continue
            for user in administrators - self.activity_search([cause]).user_id:
                untold[user.lang, user.tz].append((cause, user))
        # In words once for all who share a language and a time zone.
        for (lang, tz), some in untold.items():
            record = self.with_context(lang=lang, tz=tz)
            health = record._get_health()
            for cause, user in some:
                record.activity_schedule(
                    cause,
                    date_deadline=fields.Date.context_today(record),
                    user_id=user.id,
                    note=health[cause],
                )
