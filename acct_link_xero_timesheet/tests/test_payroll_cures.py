from odoo.tests import tagged

from odoo.addons.acct_link_batch.tests.common_cures import INTERFACE
from odoo.addons.acct_link_timesheet.tests.common import PayrollCuresMixin, TimesheetCommon


@tagged("post_install", "-at_install")
class TestPayrollCures(PayrollCuresMixin, TimesheetCommon):
    module = "acct_link_xero_timesheet"
    names = {"Pull Payroll Lists": INTERFACE}
    least = (6, 0)
