"""axe-core reads the screens of hours that go to the payroll."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "screens"))

from common_payroll import PayrollCommon  # noqa: E402
from test_axe import AxeCommon  # noqa: E402

from odoo.tests import tagged  # noqa: E402


@tagged("post_install", "-at_install")
class TestAxePayroll(PayrollCommon, AxeCommon):
    def sent(self):
        """One timesheet that arrived, and hours that came after it."""
        self.log(self.aroha, 2, 7.6)
        self.log(self.ben, 3, 4)
        sheets = self.gather()
        self.send(sheets["Aroha Ngata"])
        self.log(self.aroha, 4, 2)
        self.gather()
        return sheets["Aroha Ngata"]

    def test_page_payroll_has_no_serious_finding(self):
        self.read(
            f"acct-link-interfaces/{self.interface.id}",
            """
            await click(".nav-link[name=payroll]");
            await find(".o_field_widget[name=default_rate_id]");
            await read(".o_content");
            """,
        )

    def test_employees_to_match_has_no_serious_finding(self):
        self.rows[0].employee_id = False
        self.read("employees-to-match", 'await find(".o_data_row"); await read(".o_content");')

    def test_pay_periods_have_no_serious_finding(self):
        self.sent()
        self.read("pay-periods", 'await find(".o_data_row"); await read(".o_content");')

    def test_pay_period_has_no_serious_finding_on_any_page(self):
        self.sent()
        self.read(
            f"acct.link.pay.period/{self.period.id}",
            """
            await find(".o_field_widget[name=sheet_ids] .o_data_row");
            await read(".o_content");
            await click(".nav-link[name=left]");
            await find(".o_field_widget[name=left_ids] .o_data_row");
            await read(".o_content");
            await click("button[name=action_settle]");
            await find(".modal footer button");
            await read(".modal-body");
            """,
        )

    def test_pay_sheets_have_no_serious_finding(self):
        sheet = self.sent()
        self.read("pay-sheets", 'await find(".o_data_row"); await read(".o_content");')
        self.read(
            f"pay-sheets/{sheet.id}",
            'await find(".o_form_view .o_data_row"); await read(".o_content");',
        )
