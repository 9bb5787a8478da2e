from dataclasses import replace
from functools import partial

from odoo import api, models

from odoo.addons.acct_link_timesheet.lib.sheet import STEPS

from ..lib import country, look_up, pull, translate
from ..lib.client import PayrollClient


class AcctLinkConnectorXero(models.AbstractModel):
    """Timesheets of Xero Payroll: by the API that the organisation's country has."""

    _inherit = "acct.link.connector.xero"

    @api.model
    def _get_payroll(self, interface):
        return country.payroll_of(interface.sudo().xero_country or "")

    @api.model
    def _get_renewal_app(self, interface):
        """Who renews the sign-in for documents gives no consent to the payroll, and takes none."""
        app = super()._get_renewal_app(interface)
        asked = [each for each in app.scopes.split() if each not in country.SCOPES.split()]
        return replace(app, scopes=" ".join(asked))

    @api.model
    def _get_opener(self, interface):
        opener = super()._get_opener(interface)
        if not self._get_payroll(interface):
            return opener
        return partial(PayrollClient, country=interface.sudo().xero_country)

    @api.model
    def _get_payroll_reader(self, interface):
        """:return: get(path, params) -> Answer"""
        return lambda path, params=(): self._call(
            interface, lambda client: client.read_payroll(path, params)
        )

    @api.model
    def _pull_payroll(self, interface, resource):
        read = {"employees": pull.employees, "calendars": pull.calendars, "rates": pull.rates}
        return read[resource](self._get_payroll_reader(interface), interface.sudo().xero_country)

    @api.model
    def _pull_payroll_tracking(self, interface):
        get = self._get_payroll_reader(interface)
        return pull.timesheet_category(get, interface.sudo().xero_country)

    @api.model
    def _look_up_sheets(self, interface, sheets):
        get = self._get_payroll_reader(interface)
        return look_up.look_up(get, interface.sudo().xero_country, sheets)

    @api.model
    def _prepare(self, interface, operation, kind, items):
        if operation not in STEPS:
            return super()._prepare(interface, operation, kind, items)
        return translate.prepare(interface.sudo().xero_country, operation, *items)

    @api.model
    def _read(self, interface, request, answer, items):
        if request.operation not in STEPS:
            return super()._read(interface, request, answer, items)
        return [translate.read(interface.sudo().xero_country, request, answer, *items)]
