import logging
from datetime import timedelta

from odoo import api, fields, models

from ...lib import errors

_logger = logging.getLogger(__name__)

NOTICE = "acct_link_batch.mail_activity_type_sign_in"
# So long before the end of a sign-in administrators are told: where it lives shortly, in the last
# third of its life.
NOTICE_DAYS = 10


class AcctLinkInterface(models.Model):
    """Sign-ins that nobody uses are used by ourselves, or they would lapse; where that does not
    work, administrators are told in time.
    """

    _name = "acct.link.interface"
    _inherit = ["acct.link.interface", "mail.activity.mixin"]

    @api.model
    def _cron_keep_signed_in(self):
        """Once a day."""
        for interface in self.search([("remote_org_id", "!=", False), ("paused", "=", False)]):
            days = interface._connector()._capabilities(interface).sign_in_days
            if not days:
                continue
            try:
                interface._keep_signed_in(days)
            except Exception:
                _logger.exception("Interface %s: its sign-in could not be kept", interface.id)

    def _keep_signed_in(self, days):
        """:param days: after so many without use the sign-in is worthless"""
        self.ensure_one()
        token = self._get_token()
        if not token.expires_at:
            return
        unused = timedelta(days=min(1, days / 4))
        if not token.lapsed and fields.Datetime.now() - token.expires_at >= unused:
            try:
                self._connector()._renew_sign_in(self)
            except errors.LinkError as error:
                _logger.info("Interface %s: sign-in not renewed: %s", self.id, error)
        # What was just saved by another transaction is not to be seen in this one.
        with self.env["acct.link.token"]._locked(self) as values:
            lapsed, expires_at = values["lapsed"], values["expires_at"]
        idle = (fields.Datetime.now() - expires_at).days
        if lapsed:
            self._notice_sign_in(fields.Date.context_today(self))
        elif idle >= days - min(NOTICE_DAYS, days // 3):
            self._notice_sign_in(fields.Date.add(expires_at.date(), days=days))
        else:
            self._close_sign_in_notice()

    def _notice_sign_in(self, deadline):
        """One open activity for each administrator, which Odoo also sends by e-mail."""
        known = self.activity_search([NOTICE]).user_id
        for user in self._get_administrators() - known:
            record = self.with_context(lang=user.lang)
            record.activity_schedule(
                NOTICE,
                date_deadline=deadline,
                user_id=user.id,
                note=record.env._(
                    "The sign-in to %(system)s has lapsed, or does so on the day of this activity. "
                    "Sign in again on this interface; what waits goes out by itself then.",
                    system=record._get_system_name(),
                ),
            )

    def _close_sign_in_notice(self):
        self.sudo().activity_unlink([NOTICE])

    def _get_administrators(self):
        """:return: res.users who may sign in on this interface"""
        users = self.env.ref("acct_link_batch.group_acct_link_manager").sudo().all_user_ids
        return users.filtered(
            lambda user: user.active and not user.share and self.company_id in user.company_ids
        )
