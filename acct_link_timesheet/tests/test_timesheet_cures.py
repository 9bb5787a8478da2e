from odoo.tests import tagged

from odoo.addons.acct_link_batch.tests.common_cures import INTERFACE, CuresMixin

from .common import TimesheetCommon

SHEET = "acct.link.pay.sheet"


@tagged("post_install", "-at_install")
class TestTimesheetCures(CuresMixin, TimesheetCommon):
    module = "acct_link_timesheet"
    buttons = {r"\bretry\b": [(SHEET, "action_retry")]}
    names = {
        **dict.fromkeys(("Send Again", "Replace It", "Leave It", "Reopen"), SHEET),
        "Pull Payroll Lists": INTERFACE,
    }
    least = (6, 2)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Who reads them are payroll clerks.
        group = cls.env.ref("acct_link_timesheet.group_payroll")
        for reader in cls.readers.values():
            reader.sudo().group_ids += group
