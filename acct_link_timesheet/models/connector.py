from odoo import api, models


class AcctLinkConnector(models.AbstractModel):
    """What a connector says of a payroll. A Sheet is given to `_prepare` and `_read` like a
    Document, with one of `lib.sheet.STEPS` as the operation: `_read` answers Uploaded, with the
    remote id, Rejected (`taken`: there is one already) or Unknown.
    """

    _inherit = "acct.link.connector"

    @api.model
    def _get_payroll(self, interface):
        """:return: lib.sheet.Payroll, or None: timesheets cannot be sent to this accounts file"""

    @api.model
    def _pull_payroll(self, interface, resource):
        """Read a list of the payroll. What it says of a person beyond `Employee` is kept nowhere.

        :param resource: employees, calendars or rates
        :return: iterator of lib.sheet.Employee, lib.period.Calendar, lib.sheet.Rate
        :raises: as `_look_up`
        """
        raise NotImplementedError

    @api.model
    def _pull_payroll_tracking(self, interface):
        """:return: str, remote id of the tracking category of timesheets, empty: none is chosen"""
        return ""

    @api.model
    def _look_up_sheets(self, interface, sheets):
        """Look for what the payroll holds of these employees and periods.

        :param sheets: [lib.sheet.Sheet]
        :return: for each, in order, a tuple of RemoteSheet with their hours, or outcome.Unknown;
            of one without a remote id also those of other days that overlap its own
        :raises: as `_look_up`
        """
        raise NotImplementedError
