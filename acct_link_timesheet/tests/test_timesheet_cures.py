from odoo.tests import tagged

from odoo.addons.acct_link_batch.tests.common_cures import INTERFACE

from .common import PayrollCuresMixin, TimesheetCommon

SHEET = "acct.link.pay.sheet"


@tagged("post_install", "-at_install")
class TestTimesheetCures(PayrollCuresMixin, TimesheetCommon):
    module = "acct_link_timesheet"
    names = {
        **dict.fromkeys(("Send Again", "Replace It", "Leave It", "Reopen"), SHEET),
        "Pull Payroll Lists": INTERFACE,
    }
    least = (6, 2)
