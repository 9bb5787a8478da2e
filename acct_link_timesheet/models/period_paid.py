import logging

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.acct_link_batch.lib import errors

_logger = logging.getLogger(__name__)

LATELY = 31  # days


class AcctLinkPayPeriod(models.Model):
    """Periods whose pay run was made. A payroll's calendar then goes on to the next period, which
    takes one call to see; only then are the timesheets of the period read, once.
    """

    _inherit = "acct.link.pay.period"

    passed = fields.Boolean(readonly=True, help="The calendar in the payroll has gone on.")

    @api.model
    def _cron_look_for_pay_runs(self):
        """Once a day: read the calendars of payrolls whose timesheets wait to be paid, or were paid
        so lately that the pay run may be taken back.
        """
        lately = fields.Date.subtract(fields.Date.today(), days=LATELY)
        waiting = self.env["acct.link.pay.sheet"].search(
            Domain("state", "=", "sent") & Domain("period_id.passed", "=", False)
            | Domain("state", "=", "paid") & Domain("period_id.end", ">=", lately)
        )
        for interface in waiting.interface_id.filtered(
            lambda each: each.active and not each.paused and each._is_signed_in()
        ):
            try:
                self._look_for_pay_runs(interface)
            except errors.LinkError as error:
                _logger.info("Interface %s: pay calendars not read: %s", interface.id, error)
            except Exception:
                _logger.exception("Interface %s: pay calendars could not be read", interface.id)

    @api.model
    def _look_for_pay_runs(self, interface):
        connector = interface._connector()
        if connector._get_payroll(interface):
            calendars = list(connector._pull_payroll(interface, "calendars"))
            connector._refresh_codes(interface, "acct.link.pay.calendar", calendars)
            self._note_passed(interface)

    @api.model
    def _note_passed(self, interface):
        """Have the timesheets read of periods that the calendars, as last read, have gone on from,
        or come back to, as a pay run was taken back.
        """
        periods = self.sudo().search([("interface_id", "=", interface.id)])
        turned = periods.filtered(
            lambda period: period.passed != (period.calendar_id.start > period.end)
        )
        for period in turned:
            period.passed = not period.passed
        sheets = turned.sheet_ids.filtered(lambda sheet: sheet.state in ("sent", "paid"))
        if sheets:
            sheets.action_read_back()
